"""Saving what can be saved from a damaged corpus into a new one.

Each table is read by ranges of its key; a range that cannot be read is halved until only what is damaged is left out.
What follows from the rows (search index, counts, which row holds which segment) is made anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import CorpusError
from workbench.store import rows, search
from workbench.store.connection import Connection, Mode, connect
from workbench.store.database import READ_ONLY, open_sqlite, translating
from workbench.store.document_ids import DocumentNames

KEYED = {
    "documents": "id", "edits": "document", "segments": "document", "pairs": "id", "flags": "pair_id",
    "corrections": "pair_id", "actions": "id", "changes": "action_id",
}  # fmt: skip
"""Tables with the whole number they are read by, parents first."""

WHOLE = ("terms", "settings", "known", "imports")
"""Tables read from both ends until what is damaged."""

HIGHEST = 1 << 40
"""No key is higher; a table's own highest may be in the damaged part."""

STEP = 1_000
"""Keys read together while all goes well."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved."""

    rows: dict[str, int]
    """By table."""
    lost: int
    """Stretches of keys that could not be read, and rows that refer to what is gone."""


def repair(path: Path, target: Path) -> Saved:
    """Copy what can be read of a corpus into a new one. Raises CorpusError where nothing can be."""
    if target.exists():
        raise CorpusError(f"{target} is there already.", hint="Name a new file for what is saved.")
    if not path.is_file():
        raise CorpusError(f"There is no corpus at {path}.", hint="Name one with --db.")
    with (
        closing(_open_damaged(path)) as damaged,
        closing(connect(target, Mode.CREATE)) as new,
        translating(target),
        new.writing(),
    ):
        return _Rescue(damaged, new).run()


def _open_damaged(path: Path) -> sqlite3.Connection:
    try:
        damaged = open_sqlite(path, READ_ONLY)
        damaged.text_factory = lambda data: data.decode("utf-8", "replace")
        try:
            damaged.execute("SELECT 1 FROM pairs LIMIT 0")
        except BaseException:
            damaged.close()
            raise
    except sqlite3.DatabaseError as error:
        raise CorpusError(f"Nothing can be read from {path}: {error}.", hint="Is there a backup?") from error
    return damaged


class _Rescue:
    def __init__(self, damaged: sqlite3.Connection, new: Connection) -> None:
        self._damaged = damaged
        self._new = new
        self._lost = 0

    def run(self) -> Saved:
        saved = {}
        # Rows come before what they refer to may be known to be lost.
        self._new.execute("PRAGMA defer_foreign_keys = ON")
        for table, key in KEYED.items():
            columns = self._columns(table)
            saved[table] = sum(self._insert(table, row) for row in self._keyed(table, key, columns))
        for table in WHOLE:
            if table == "imports" and not self._damaged.execute("PRAGMA table_info(imports)").fetchall():
                # A corpus of version 1 has none.
                continue
            saved[table] = sum(self._insert(table, row) for row in self._from_both_ends(table, self._columns(table)))
        saved["documents"] += self._name_lost_documents()
        self._drop_orphans()
        self._derive()
        return Saved(saved, self._lost)

    def _columns(self, table: str) -> list[str]:
        return [f'"{row[1]}"' for row in self._new.execute(f"PRAGMA table_info({table})")]

    def _insert(self, table: str, row: tuple[Any, ...]) -> bool:
        try:
            self._new.execute(f"INSERT OR IGNORE INTO {table} VALUES ({','.join('?' * len(row))})", row)
        except (sqlite3.IntegrityError, sqlite3.InterfaceError, OverflowError):
            # A value that damage has made impossible.
            self._lost += 1
            return False
        return True

    def _keyed(self, table: str, key: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
        start = 0
        highest = self._highest(table, key)
        while start <= highest:
            following = self._next_key(table, key, start)
            if following is None:
                return
            start = max(start, following)
            yield from self._range(table, key, columns, start, start + STEP)
            start += STEP

    def _highest(self, table: str, key: str) -> int:
        try:
            return int(self._damaged.execute(f"SELECT max({key}) FROM {table}").fetchone()[0] or 0)
        except sqlite3.DatabaseError:
            pass
        try:
            row = self._damaged.execute("SELECT seq FROM sqlite_sequence WHERE name = 'pairs'").fetchone()
            return int(row[0]) if row else HIGHEST
        except sqlite3.DatabaseError:
            return HIGHEST

    def _next_key(self, table: str, key: str, start: int) -> int | None:
        """The lowest key from here on; the place itself where that cannot be read; None at the end."""
        try:
            row = self._damaged.execute(f"SELECT min({key}) FROM {table} WHERE {key} >= ?", (start,)).fetchone()
        except sqlite3.DatabaseError:
            return start
        return None if row[0] is None else int(row[0])

    def _range(self, table: str, key: str, columns: list[str], low: int, high: int) -> Iterator[tuple[Any, ...]]:
        """Rows with keys from low to below high, as many as can be read."""
        sql = f"SELECT {', '.join(columns)} FROM {table} WHERE {key} >= ? AND {key} < ?"
        try:
            yield from self._damaged.execute(sql, (low, high)).fetchall()
        except sqlite3.DatabaseError:
            if high - low == 1:
                self._lost += 1
                return
            middle = (low + high) // 2
            yield from self._range(table, key, columns, low, middle)
            yield from self._range(table, key, columns, middle, high)

    def _from_both_ends(self, table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
        for direction in ("ASC", "DESC"):
            try:
                cursor = self._damaged.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1 {direction}")
                yield from cursor
                return
            except sqlite3.DatabaseError:
                self._lost += 1

    def _name_lost_documents(self) -> int:
        """A document that rows need and that is lost gets a name to go by."""
        sql = (
            "SELECT home FROM pairs UNION SELECT source_document FROM pairs UNION SELECT target_document FROM pairs"
            " EXCEPT SELECT id FROM documents"
        )
        lost = [row[0] for row in self._new.execute(sql) if row[0]]
        for document in lost:
            self._new.execute("INSERT INTO documents (id, name) VALUES (?, ?)", (document, f"lost-document-{document}"))
        return len(lost)

    def _drop_orphans(self) -> None:
        for sql in (
            "DELETE FROM edits WHERE document NOT IN (SELECT id FROM documents)",
            "DELETE FROM segments WHERE document NOT IN (SELECT id FROM documents)",
            "DELETE FROM flags WHERE pair_id NOT IN (SELECT id FROM pairs)",
            "DELETE FROM corrections WHERE pair_id NOT IN (SELECT id FROM pairs)",
        ):
            self._lost += self._new.execute(sql).rowcount
        # History is kept whole: an action whose record is lost is named as such.
        for column, table in (("action_id", "changes"), ("reverts", "actions"), ("undone", "actions")):
            self._new.execute(
                "INSERT INTO actions (id, kind, reviewer, at)"
                f" SELECT DISTINCT {column}, 'lost', '', '' FROM {table}"
                f" WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM actions)"
            )

    def _derive(self) -> None:
        names = DocumentNames(self._new)
        cursor = self._new.execute("SELECT id FROM pairs ORDER BY id")
        while page := cursor.fetchmany(STEP):
            images = rows.read_images(self._new, names, [row[0] for row in page])
            rows.insert_members(self._new, names, images.items())
            rows.remember(self._new, map(rows.keys, images.values()))
        self._new.execute(f"UPDATE pairs SET severity = {rows.WORST} WHERE severity <> {rows.WORST}")
        search.rebuild(self._new)
