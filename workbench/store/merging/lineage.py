"""What rows and actions of two corpora are recognised by: where they come from, whatever became of them since.

A row that came in is known by its documents, segments and texts at that time; one that an action made, by the action
and its number in it. An action is known by its reviewer, time and kind, and by what it did to which rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any

from workbench.store.connection import Connection
from workbench.store.stored_pair import Record, from_json, invalid_history

Identify = Callable[[str], int]
"""From a document's name in a corpus to its id in the merged one; 0 for ""."""

_HELD = (
    "source_document", "source_segments", "source_spans", "target_document", "target_segments", "target_spans",
    "source_text", "target_text",
)  # fmt: skip

_UNSTABLE = frozenset({"home", "place", "revision"})
"""Fields of a change that merging may change."""

_STATE = """
    status, reviewer, note, bookmarked, by_estimate, kind, probability, scored, severity, relation,
    (SELECT group_concat(side || char(0) || before || char(0) || after || reviewer || at, char(0))
        FROM corrections WHERE pair_id = pairs.id),
    (SELECT group_concat(scope || char(0) || rule || char(0) || found || char(0) || text || reviewer || at, char(0))
        FROM dismissals WHERE pair_id = pairs.id),
    CASE WHEN severity THEN (SELECT group_concat(rule || char(0) || side || "start" || char(0) || "end", char(0))
        FROM flags WHERE pair_id = pairs.id) END,
    (SELECT rules FROM checked WHERE pair_id = pairs.id AND checked.revision = pairs.revision)
"""
"""What may differ between two corpora in a row, beside what it holds."""

_ROWS = f"""
    SELECT pairs.id, s.name, source_segments, source_spans, t.name, target_segments, target_spans,
    source_text, target_text, {_STATE}
    FROM pairs LEFT JOIN documents s ON s.id = source_document LEFT JOIN documents t ON t.id = target_document
"""


class Lineage:
    """The rows and actions of one corpus, in temporary tables of the merged one.

    One has a row's id, key and state, without a state where the row is gone; the other an action's id and key.
    """

    def __init__(self, connection: Connection, merged: Connection, name: str, identify: Identify) -> None:
        self._connection = connection
        self._merged = merged
        self._name = name
        self._identify = identify

    def write(self) -> None:
        """Make the tables."""
        for table in ("rows", "actions"):
            self._merged.execute(f"DROP TABLE IF EXISTS temp.{self._name}_{table}")
        self._merged.execute(f"CREATE TEMP TABLE {self._name}_rows (id INTEGER PRIMARY KEY, key BLOB, state INTEGER)")
        self._merged.execute(f"CREATE TEMP TABLE {self._name}_actions (id INTEGER PRIMARY KEY, key BLOB NOT NULL)")
        insert = f"INSERT INTO {self._name}_rows VALUES (?, ?, ?)"
        self._merged.execute_many(insert, self._untouched())
        self._merged.execute_many(insert, self._touched())
        self._write_actions()
        for table in ("rows", "actions"):
            self._merged.execute(f"CREATE INDEX temp.{self._name}_{table}_by_key ON {self._name}_{table} (key)")

    def _untouched(self) -> Iterator[tuple[int, bytes, int]]:
        """Rows that no action was about."""
        sql = f"{_ROWS} WHERE NOT EXISTS (SELECT 1 FROM changes WHERE pair_id = pairs.id)"
        for pair_id, *values in self._connection.execute(sql):
            yield pair_id, self._key(values), _state(values)

    def _touched(self) -> Iterator[tuple[int, bytes | None, int | None]]:
        """Rows that actions were about, without a key where an action made the row."""
        found = self._connection.execute("SELECT pair_id, before FROM changes ORDER BY pair_id, action_id, number")
        for pair_id, changes in groupby(found, itemgetter(0)):
            row = self._connection.execute(f"{_ROWS} WHERE pairs.id = ?", (pair_id,)).fetchone()
            values = None if row is None else row[1:]
            yield (
                pair_id,
                self._first_key(values, (before for _, before in changes)),
                (None if values is None else _state(values)),
            )

    def _first_key(self, values: tuple[Any, ...] | None, befores: Iterable[str | None]) -> bytes | None:
        """The key of a row as it came in: the first change of a field says what it was before."""
        first: dict[str, Any] = {}
        for number, before in enumerate(map(from_json, befores)):
            if before is None:
                if not number:
                    return None
                continue
            for name in _HELD:
                if name in before:
                    first.setdefault(name, before[name])
        known: Mapping[str, Any] = {} if values is None else dict(zip(_HELD, values, strict=False))
        return self._key([first.get(name, known.get(name)) for name in _HELD])

    def _key(self, values: Any) -> bytes:  # noqa: ANN401
        source, source_segments, source_spans, target, target_segments, target_spans, *texts = values[: len(_HELD)]
        parts = (
            self._identify(source or ""), source_spans or source_segments,
            self._identify(target or ""), target_spans or target_segments, *texts,
        )  # fmt: skip
        return _digest("row", *map(str, parts))

    def _write_actions(self) -> None:
        made: dict[int, bytes] = {}
        """Keys of the rows that actions made."""
        found = self._connection.execute(
            "SELECT actions.id, kind, reviewer, at, pair_id, before, after FROM actions"
            " LEFT JOIN changes ON action_id = actions.id ORDER BY actions.id, number"
        )
        for action_id, changes in groupby(found, itemgetter(0)):
            key = self._action_key(changes, made)
            self._merged.execute(f"INSERT INTO {self._name}_actions VALUES (?, ?)", (action_id, key))
        self._merged.execute_many(
            f"UPDATE {self._name}_rows SET key = ? WHERE id = ?", ((key, pair_id) for pair_id, key in made.items())
        )

    def _action_key(self, changes: Iterable[tuple[Any, ...]], made: dict[int, bytes]) -> bytes:
        digest = blake2b(digest_size=16)
        new: list[int] = []
        for number, (_, kind, reviewer, at, pair_id, before, after) in enumerate(changes):
            if not number:
                digest.update(_digest("action", kind, reviewer, at))
            if pair_id is None:
                continue
            key = made.get(pair_id) or self._row_key(pair_id)
            if not key:
                new.append(pair_id)
            digest.update(key + self._content(before) + self._content(after))
        key = digest.digest()
        for number, pair_id in enumerate(new):
            made[pair_id] = _digest("made", key.hex(), str(number))
        return key

    def _row_key(self, pair_id: int) -> bytes:
        row = self._merged.execute(f"SELECT key FROM {self._name}_rows WHERE id = ?", (pair_id,)).fetchone()
        return b"" if row is None or row[0] is None else bytes(row[0])

    def _content(self, text: str | None) -> bytes:
        record = from_json(text)
        if record is None:
            return b"-"
        stable = {name: value for name, value in record.items() if name not in _UNSTABLE}
        for name in ("source_document", "target_document"):
            if name in stable:
                stable[name] = self._identify(_text(stable, name))
        return _digest("record", json.dumps(stable, sort_keys=True))


def _text(record: Record, name: str) -> str:
    if not isinstance(record[name], str):
        raise invalid_history()
    return str(record[name])


def _state(values: Any) -> int:  # noqa: ANN401
    """The same for two rows that nothing can be said to differ in; it holds within this process."""
    return hash(tuple(values[1:3]) + tuple(values[4:]))


def _digest(*parts: str) -> bytes:
    return blake2b("\x00".join(parts).encode(), digest_size=16).digest()
