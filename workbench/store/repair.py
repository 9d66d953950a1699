"""Saving what can be saved from a damaged corpus into a new one.

Each table is read by ranges of its key; a range that cannot be read is halved until only what is damaged is left out,
and a value that is invalid costs its row. What follows from the rows (search index, counts, which row holds which
segment) is made anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.domain import ActionKind
from workbench.errors import CorpusError
from workbench.i18n import gettext
from workbench.store import cut_rows, migrations, rows, search
from workbench.store.connection import BYTES_A_STEP, LEAST_STEPS, OPERATIONS_A_STEP, Connection, Mode, connect
from workbench.store.database import READ_ONLY, open_sqlite, set_journal_mode, translating
from workbench.store.document_ids import DocumentNames
from workbench.store.stored_pair import ADDED, LATER_COLUMNS, added, from_json, keys

KEYED = {
    "documents": "id", "edits": "document", "segments": "document", "blocks": "document",
    "segment_blocks": "document", "pairs": "id", "flags": "pair_id",
    "dismissed_flags": "pair_id", "dismissals": "pair_id", "corrections": "pair_id", "actions": "id",
    "changes": "action_id", "unit_inlines": "pair_id",
}  # fmt: skip
"""Tables with the whole number they are read by, parents first."""

WHOLE = ("terms", "settings", "known", "imports", "refused_terms", "lessons")
"""Tables read from both ends until what is damaged."""

LATER = (
    "imports",
    "dismissed_flags",
    "dismissals",
    "blocks",
    "segment_blocks",
    "unit_inlines",
    "refused_terms",
    "lessons",
)
"""Tables that corpora of older versions do not have."""

_LACKING = {name: added(name) for name in ADDED} | LATER_COLUMNS
"""What rows have, as SQL, where a corpus of an older version lacks the column."""

HIGHEST = 1 << 40
"""No key is higher."""

STEP = 1_000
"""Keys read together while all goes well."""

NAMED = 5
"""So many of the rows that are left out are named."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved, and what was not."""

    rows: dict[str, int]
    """By table."""
    lost: int
    """Stretches of keys that could not be read, rows with an invalid value, rows that refer to what is gone."""
    left_out: tuple[str, ...]
    """A sentence for each table or row that was left out, the first NAMED of them."""


def repair(path: Path, target: Path) -> Saved:
    """Copy what can be read of a corpus into a new one. Raises CorpusError where nothing can be."""
    if target.exists():
        raise CorpusError(
            gettext("{target} already exists.").format(target=target),
            hint=gettext("Name a new file for what is saved."),
        )
    if not path.is_file():
        raise CorpusError(
            gettext("There is no corpus at {path}.").format(path=path), hint=gettext("Name one with --db.")
        )
    # Complete before it bears the name: one that was killed is done again from the start.
    partial = target.with_name(f".{target.name}.partial")
    with closing(_open_damaged(path)) as damaged:
        _remove(partial)
        try:
            with closing(connect(partial, Mode.CREATE)) as new, translating(target):
                with new.writing():
                    saved = _Rescue(damaged, new, path.stat().st_size).run()
                # All of it in the one file that is renamed; closing alone would not say that the disk failed.
                set_journal_mode(new.sqlite, "DELETE")
            partial.rename(target)
        finally:
            _remove(partial)
    return saved


def _remove(path: Path) -> None:
    """Remove a database and what lies beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def _open_damaged(path: Path) -> sqlite3.Connection:
    try:
        damaged = open_sqlite(path, READ_ONLY)
        damaged.text_factory = lambda data: data.decode("utf-8", "replace")
        try:
            migrations.refuse_foreign(damaged, path)
            # One state of it, whatever others write meanwhile.
            damaged.execute("BEGIN")
        except BaseException:
            damaged.close()
            raise
    except sqlite3.DatabaseError as error:
        raise CorpusError(
            gettext("Nothing can be read from {path}: {error}.").format(path=path, error=error),
            hint=gettext("Is there a backup?"),
        ) from error
    return damaged


class _Rescue:
    def __init__(self, damaged: sqlite3.Connection, new: Connection, size: int) -> None:
        self._damaged = damaged
        self._new = new
        self._lost = 0
        self._left_out: list[str] = []
        self._steps = LEAST_STEPS + size // BYTES_A_STEP
        """What reading may still take: a damaged table may have no end."""
        damaged.set_progress_handler(self._step, OPERATIONS_A_STEP)

    def _step(self) -> bool:
        self._steps -= 1
        return self._steps < 0

    def run(self) -> Saved:
        saved = {}
        # What is saved keeps the name that exports know the corpus by.
        self._new.execute("DELETE FROM settings WHERE key = 'identity'")
        # Rows come before what they refer to may be known to be lost.
        self._new.execute("PRAGMA defer_foreign_keys = ON")
        for table in (*KEYED, *WHOLE):
            saved[table] = self._save(table) if self._is_table(table) else 0
        saved["documents"] += self._name_lost_documents()
        self._drop_orphans()
        if "source_spans" not in self._columns_of("pairs"):
            cut_rows.fill(self._new.sqlite)
        saved["pairs"] -= self._derive()
        self._drop_orphans()
        return Saved({table: max(count, 0) for table, count in saved.items()}, self._lost, tuple(self._left_out))

    def _leave_out(self, sentence: str) -> None:
        self._lost += 1
        if len(self._left_out) < NAMED:
            self._left_out.append(sentence)

    def _is_table(self, table: str) -> bool:
        """Return whether a table is one, not a view or a virtual table, which could do anything."""
        try:
            sql = "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?"
            found = self._damaged.execute(sql, (table,)).fetchone()
        except sqlite3.DatabaseError:
            found = None
        if (found is None or not found[0]) and table not in LATER:
            self._leave_out(gettext("There is no table {table}.").format(table=table))
        return found is not None and bool(found[0])

    def _save(self, table: str) -> int:
        there = self._columns_of(table)
        columns = [
            f'"{name}"' if name in there else _LACKING.get(name, f'"{name}"')
            for _, name, *_ in self._new.execute(f"PRAGMA table_info({table})")
        ]
        if table in KEYED:
            return sum(self._insert(table, row) for row in self._keyed(table, KEYED[table], columns))
        return sum(self._insert(table, row) for row in self._from_both_ends(table, columns))

    def _columns_of(self, table: str) -> set[str]:
        """Return the columns that the damaged corpus has; one of an older version lacks some."""
        return {row[1] for row in self._damaged.execute(f"PRAGMA table_info({table})")}

    def _insert(self, table: str, row: tuple[Any, ...]) -> bool:
        try:
            if table == "changes":
                for record in row[3:]:
                    from_json(record)
            sql = f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})"
            self._new.execute(sql if table in KEYED else f"{sql} ON CONFLICT DO NOTHING", row)
        except (sqlite3.Error, CorpusError, OverflowError, UnicodeError, TypeError):
            self._leave_out(
                gettext("A row of {table} ({row}) holds an invalid value.").format(table=table, row=str(row[0])[:40])
            )
            return False
        return True

    def _keyed(self, table: str, key: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
        start, gap = 0, STEP
        while start <= HIGHEST and self._steps >= 0:
            try:
                sql = f"SELECT min({key}) FROM {table} WHERE {key} >= ? AND typeof({key}) = 'integer'"
                following = self._damaged.execute(sql, (start,)).fetchone()[0]
            except sqlite3.DatabaseError:
                # Beyond what cannot be read there may be more, at any distance.
                yield from self._range(table, key, columns, start, start + STEP)
                start, gap = start + gap, 2 * gap
                continue
            if following is None:
                return
            yield from self._range(table, key, columns, following, following + STEP)
            start, gap = following + STEP, STEP

    def _range(self, table: str, key: str, columns: list[str], low: int, high: int) -> Iterator[tuple[Any, ...]]:
        """Yield rows with keys from low to below high, as many as can be read."""
        sql = f"SELECT {', '.join(columns)} FROM {table} WHERE {key} >= ? AND {key} < ?"
        try:
            yield from self._damaged.execute(sql, (low, high)).fetchall()
        except sqlite3.DatabaseError:
            if high - low == 1 or self._steps < 0:
                self._lost += 1
                return
            middle = (low + high) // 2
            yield from self._range(table, key, columns, low, middle)
            yield from self._range(table, key, columns, middle, high)

    def _from_both_ends(self, table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
        for direction in ("ASC", "DESC"):
            try:
                yield from self._damaged.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1 {direction}")
                return
            except sqlite3.DatabaseError:
                self._lost += 1

    def _name_lost_documents(self) -> int:
        """Name a document that rows need but that is lost."""
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
            "DELETE FROM blocks WHERE document NOT IN (SELECT id FROM documents)",
            "DELETE FROM segment_blocks WHERE document NOT IN (SELECT id FROM documents)",
            "DELETE FROM flags WHERE pair_id NOT IN (SELECT id FROM pairs)",
            "DELETE FROM dismissed_flags WHERE pair_id NOT IN (SELECT id FROM pairs)",
            "DELETE FROM dismissals WHERE pair_id NOT IN (SELECT id FROM pairs)",
            "DELETE FROM corrections WHERE pair_id NOT IN (SELECT id FROM pairs)",
        ):
            self._lost += self._new.execute(sql).rowcount
        # History is kept whole: an action whose record is lost is named as such.
        for column, table in (
            ("action_id", "changes"),
            ("reverts", "actions"),
            ("undone", "actions"),
            ("action", "lessons"),
        ):
            self._new.execute(
                "INSERT INTO actions (id, kind, reviewer, at)"
                f" SELECT DISTINCT {column}, '{ActionKind.LOST}', '', '' FROM {table}"
                f" WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM actions)"
            )

    def _derive(self) -> int:
        """Make what follows from the rows; return how many rows were dropped since they hold an invalid value."""
        names = DocumentNames(self._new)
        invalid: list[int] = []

        def leave_out(pair_id: int, error: CorpusError) -> None:
            invalid.append(pair_id)
            self._leave_out(str(error.args[0]))

        cursor = self._new.execute("SELECT id FROM pairs ORDER BY id")
        while page := cursor.fetchmany(STEP):
            stored = rows.read(self._new, names, [row[0] for row in page], leave_out)
            rows.insert_members(self._new, names, stored.values())
            rows.remember(self._new, [keys(each.pair) for each in stored.values()])
        self._new.execute_many("DELETE FROM pairs WHERE id = ?", [(pair_id,) for pair_id in invalid])
        self._new.execute(f"UPDATE pairs SET severity = {rows.WORST} WHERE severity <> {rows.WORST}")
        search.rebuild(self._new)
        return len(invalid)
