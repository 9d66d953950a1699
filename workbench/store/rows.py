"""The table of pairs and what belongs to it: flags, corrections, members, the search index, known pairs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from workbench.domain import Correction, Dismissal, Flag, Pair, Severity
from workbench.errors import CorpusError
from workbench.i18n import N_
from workbench.store import search
from workbench.store.columns import Columns, real
from workbench.store.connection import Connection
from workbench.store.dismissals import Dismissals, any_dismissals, reaching, rows_with
from workbench.store.document_ids import DocumentNames
from workbench.store.stored_pair import (
    FIELDS,
    KINDS,
    StoredPair,
    build,
    correction_values,
    dismissal_values,
    field_values,
    flag_values,
    keys,
)

RANK = {Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}
"""Severity as the table keeps it; 0 where there is none."""

WORST = (
    "(SELECT ifnull(max(CASE flags.severity WHEN 'error' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END), 0)"
    " FROM flags WHERE pair_id = pairs.id)"
)
"""Rank of a row's worst flag, as SQL over `pairs`."""

_SETTLED = ("source", "target", "flags", "dismissed", "dismissals")
"""Fields that decide which flags are dismissed."""

_PAGE = 500
"""Rows settled together."""

_COLUMNS = ("id", "severity", "home", "place", "source_document", "target_document", *FIELDS)
_ROW = Columns(N_("Row"), int, int, int, real, int | None, int | None, *KINDS)
_WANTED = "IN (SELECT value FROM json_each(?))"
_SELECT_FLAGS = (
    'SELECT pair_id, rule, severity, side, "start", "end", found, suggestion, message FROM flags'
    f" WHERE pair_id {_WANTED} ORDER BY pair_id, number"
)
_SELECT_DISMISSED = _SELECT_FLAGS.replace("FROM flags", "FROM dismissed_flags")
_SELECT_DISMISSALS = (
    "SELECT pair_id, scope, rule, found, text, reviewer, at FROM dismissals"
    f" WHERE pair_id {_WANTED} ORDER BY pair_id, number"
)
_SELECT_CORRECTIONS = (
    "SELECT pair_id, side, before, after, rule, reviewer, at FROM corrections"
    f" WHERE pair_id {_WANTED} ORDER BY pair_id, number"
)
_INSERT = f"INSERT INTO pairs ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"


def _raise(pair_id: int, error: CorpusError) -> None:
    raise error


def read(
    connection: Connection,
    names: DocumentNames,
    pair_ids: Sequence[int],
    on_invalid: Callable[[int, CorpusError], None] = _raise,
) -> dict[int, StoredPair]:
    """Return rows by id; rows that are gone are missing, and those given to `on_invalid`. Raises CorpusError."""
    columns = ", ".join(map(connection.column, _COLUMNS))
    found = connection.execute(
        f"SELECT {columns} FROM pairs WHERE id {_WANTED}", (json.dumps(list(pair_ids)),)
    ).fetchall()
    flags = _by_row(connection, _SELECT_FLAGS, [row[0] for row in found if row[1]])
    ids = [row[0] for row in found]
    corrections = _by_row(connection, _SELECT_CORRECTIONS, ids)
    known = ids if any_dismissals(connection) else []
    dismissals = _by_row(connection, _SELECT_DISMISSALS, known)
    dismissed = _by_row(connection, _SELECT_DISMISSED, known)
    stored = {}
    for row in found:
        try:
            pair_id, _, home, place, source, target, *values = _ROW(row)
            documents = names.name(source), names.name(target)
            stored[pair_id] = build(
                pair_id,
                (names.name(home), place),
                documents,
                values,
                flags.get(pair_id, ()),
                corrections.get(pair_id, ()),
                dismissals.get(pair_id, ()),
                dismissed.get(pair_id, ()),
                connection.identity,
            )
        except CorpusError as error:
            on_invalid(row[0], error)
    return stored


def _by_row(connection: Connection, sql: str, pair_ids: Sequence[int]) -> defaultdict[int, list[Sequence[Any]]]:
    found: defaultdict[int, list[Sequence[Any]]] = defaultdict(list)
    if pair_ids:
        for pair_id, *values in connection.execute(sql, (json.dumps(pair_ids),)):
            found[pair_id].append(values)
    return found


def revisions(connection: Connection, pair_ids: Sequence[int | None]) -> dict[int, int]:
    """Return the revisions of the rows that are there, by id."""
    sql = f"SELECT id, revision FROM pairs WHERE id {_WANTED}"
    return dict(connection.execute(sql, (json.dumps(list(pair_ids)),)).fetchall())


def text_keys(source: str, target: str) -> tuple[int, int, int]:
    """Return what rows are found by where their id is gone: both texts, the source and the target, white space aside.

    The keys hold within this process.
    """
    source, target = " ".join(source.split()), " ".join(target.split())
    return hash((source, target)), hash(("source", source)), hash(("target", target))


def by_texts(connection: Connection, wanted: Collection[int]) -> dict[int, int]:
    """See Corpus.rows_with_texts."""
    found: dict[int, int] = {}
    sql = "SELECT id, source_text, target_text FROM pairs WHERE relation <> 'unaligned' ORDER BY id"
    for pair_id, source, target in connection.execute(sql):
        both, *sides = text_keys(source, target)
        if both in wanted:
            found.setdefault(both, pair_id)
        for key in sides:
            if key in wanted:
                found[key] = 0 if key in found else pair_id
    return found


def insert(connection: Connection, names: DocumentNames, stored: Sequence[StoredPair]) -> None:
    """Add rows with all that belongs to them; the search index and the keys of known pairs excepted."""
    made = [each for one in stored for each in one.pair.dismissals]
    for one in stored:
        _insert_dismissals(connection, one.id, one.pair.dismissals)
    settled = Dismissals(connection).settled
    stored = [each if (pair := settled(each.pair)) is each.pair else replace(each, pair=pair) for each in stored]
    connection.execute_many(_INSERT, [_column_values(names, each) for each in stored])
    insert_members(connection, names, stored)
    _insert_flags(connection, [(each.id, each.pair) for each in stored])
    _insert_corrections(connection, [(each.id, each.pair.corrections) for each in stored])
    _settle_others(connection, names, reaching((), made))


def insert_one(connection: Connection, names: DocumentNames, stored: StoredPair) -> None:
    """Add a row, found by search from now on."""
    insert(connection, names, [stored])
    search.add(connection, stored.id, stored.pair.source.text, stored.pair.target.text)
    remember(connection, [keys(stored.pair)])


def delete(connection: Connection, names: DocumentNames, stored: StoredPair) -> None:
    """Remove a row; what it was is the caller's to keep."""
    search.remove(connection, stored.id, stored.pair.source.text, stored.pair.target.text)
    _delete_members(connection, names, stored)
    for table in ("flags", "dismissed_flags", "dismissals", "corrections", "checked"):
        connection.execute(f"DELETE FROM {table} WHERE pair_id = ?", (stored.id,))
    connection.execute("DELETE FROM pairs WHERE id = ?", (stored.id,))
    _settle_others(connection, names, reaching(stored.pair.dismissals, ()))


def update(connection: Connection, names: DocumentNames, old: StoredPair, new: StoredPair) -> None:
    """Make a row that is `old` what is `new`."""
    before = old.pair
    if before.dismissals != new.pair.dismissals:
        connection.execute("DELETE FROM dismissals WHERE pair_id = ?", (new.id,))
        _insert_dismissals(connection, new.id, new.pair.dismissals)
    if any(getattr(before, name) != getattr(new.pair, name) for name in _SETTLED):
        new = replace(new, pair=Dismissals(connection).settled(new.pair))
    after = new.pair
    reworded = (before.source.text, before.target.text) != (after.source.text, after.target.text)
    if reworded:
        search.remove(connection, old.id, before.source.text, before.target.text)
    changed = [
        (column, value)
        for column, was, value in zip(_COLUMNS, _column_values(names, old), _column_values(names, new), strict=True)
        if value != was
    ]
    if changed:
        assignments = ", ".join(f"{column} = ?" for column, _ in changed)
        connection.execute(f"UPDATE pairs SET {assignments} WHERE id = ?", [*(value for _, value in changed), new.id])
    if (before.flags, before.dismissed) != (after.flags, after.dismissed):
        set_flags(connection, [(new.id, after)])
    if before.corrections != after.corrections:
        connection.execute("DELETE FROM corrections WHERE pair_id = ?", (new.id,))
        _insert_corrections(connection, [(new.id, after.corrections)])
    if members(names, old) != members(names, new):
        _delete_members(connection, names, old)
        insert_members(connection, names, [new])
    if reworded:
        search.add(connection, new.id, after.source.text, after.target.text)
    remember(connection, [keys(after)])
    _settle_others(connection, names, reaching(before.dismissals, after.dismissals))


def _settle_others(connection: Connection, names: DocumentNames, changed: Sequence[Dismissal]) -> None:
    """Dismiss and restore flags of all rows that dismissals of one row reach."""
    if not changed:
        return
    settled = Dismissals(connection).settled
    wanted = rows_with(connection, changed)
    for start in range(0, len(wanted), _PAGE):
        pairs = [(each.id, each.pair) for each in read(connection, names, wanted[start : start + _PAGE]).values()]
        set_flags(connection, [(pair_id, after) for pair_id, pair in pairs if (after := settled(pair)) != pair])


def _column_values(names: DocumentNames, stored: StoredPair) -> tuple[Any, ...]:
    pair = stored.pair
    source, target = names.id(pair.source.document), names.id(pair.target.document)
    place = names.id(stored.home) or 0, stored.place
    return (stored.id, worst_rank(pair.flags), *place, source, target, *field_values(pair))


def members(names: DocumentNames, stored: StoredPair) -> list[tuple[int, int, int]]:
    """Return the segments a row holds: document, position, row."""
    found = set()
    for side in (stored.pair.source, stored.pair.target):
        document = names.id(side.document)
        if document is not None:
            found |= {(document, position, stored.id) for position in side.segments}
    return sorted(found)


def insert_members(connection: Connection, names: DocumentNames, stored: Iterable[StoredPair]) -> None:
    """Make rows found by their segments."""
    connection.execute_many(
        "INSERT INTO members VALUES (?, ?, ?)", (member for each in stored for member in members(names, each))
    )


def _delete_members(connection: Connection, names: DocumentNames, stored: StoredPair) -> None:
    connection.execute_many(
        "DELETE FROM members WHERE document = ? AND position = ? AND pair_id = ?", members(names, stored)
    )


def _insert_flags(connection: Connection, found: Sequence[tuple[int, Pair]]) -> None:
    sql = "INSERT INTO {} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    connection.execute_many(
        sql.format("flags"),
        ((pair_id, number, *flag_values(flag)) for pair_id, pair in found for number, flag in enumerate(pair.flags)),
    )
    dismissed = [(pair_id, *each) for pair_id, pair in found for each in enumerate(pair.dismissed)]
    if dismissed:
        values = ((pair_id, number, *flag_values(flag)) for pair_id, number, flag in dismissed)
        connection.execute_many(sql.format("dismissed_flags"), values)


def _insert_dismissals(connection: Connection, pair_id: int, made: Sequence[Dismissal]) -> None:
    if made:
        connection.execute_many(
            "INSERT INTO dismissals VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((pair_id, number, *dismissal_values(each)) for number, each in enumerate(made)),
        )


def _insert_corrections(connection: Connection, made: Iterable[tuple[int, Sequence[Correction]]]) -> None:
    connection.execute_many(
        "INSERT INTO corrections VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (pair_id, number, *correction_values(each))
            for pair_id, corrections in made
            for number, each in enumerate(corrections)
        ),
    )


def set_flags(connection: Connection, found: Sequence[tuple[int, Pair]]) -> None:
    """Replace the flags of rows that are there by those the pairs have, already settled."""
    for table in ("flags", "dismissed_flags"):
        connection.execute_many(f"DELETE FROM {table} WHERE pair_id = ?", [(pair_id,) for pair_id, _ in found])
    _insert_flags(connection, found)
    connection.execute_many(
        "UPDATE pairs SET severity = :severity WHERE id = :id AND severity <> :severity",
        [{"id": pair_id, "severity": worst_rank(pair.flags)} for pair_id, pair in found],
    )


def worst_rank(flags: Iterable[Flag]) -> int:
    """Return the rank of the worst flag; 0 where there is none."""
    return max((RANK[flag.severity] for flag in flags), default=0)


def remember(connection: Connection, known: Iterable[tuple[bytes, bytes]]) -> None:
    """Make pairs known by their keys, so that an import does not bring them again."""
    connection.execute_many(
        "INSERT OR IGNORE INTO known VALUES (?)", ((key,) for both in known for key in dict.fromkeys(both))
    )
