"""Looking after a corpus: a copy while it is in use, unused space, whether all of it agrees."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import islice

from workbench.i18n import N_, gettext, ngettext
from workbench.store import rows, search
from workbench.store.connection import Connection
from workbench.store.dismissals import Dismissals
from workbench.store.document_ids import DocumentNames
from workbench.store.history import History

MESSAGES = 20
"""At most so many of one kind are reported."""

PAGE = 1_000
"""Rows looked at together."""

_NEXT_IDS = "SELECT id FROM pairs WHERE id > ? ORDER BY id LIMIT ?"


def vacuum(connection: Connection) -> None:
    """See Corpus.vacuum."""
    with connection.writing():
        search.ensure_current(connection)
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.execute("DELETE FROM tallies WHERE count = 0")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


_NONE_MAY_BE = {
    N_("Rows that are not in the search index: {count}."): (
        "SELECT count(*) FROM pairs WHERE id NOT IN (SELECT id FROM words_docsize)"
    ),
    N_("Rows of the search index that are gone: {count}."): (
        "SELECT count(*) FROM words_docsize WHERE id NOT IN (SELECT id FROM pairs)"
    ),
    N_("Counts for the library that are wrong: {count}."): (
        "SELECT count(*) FROM (SELECT * FROM tallies WHERE count <> 0 EXCEPT"
        " SELECT home, ifnull(target_document, 0), relation, status, severity > 1, count(*) FROM pairs"
        " GROUP BY 1, 2, 3, 4, 5)"
    ),
    N_("Rows that are not counted: {count}."): (
        "SELECT (SELECT count(*) FROM pairs) - (SELECT ifnull(sum(count), 0) FROM tallies)"
    ),
    N_("Rows that are marked with another severity than their flags have: {count}."): (
        f"SELECT count(*) FROM pairs WHERE severity <> {rows.WORST}"
    ),
    N_("Actions that changed nothing: {count}."): (
        "SELECT count(*) FROM actions WHERE id NOT IN (SELECT action_id FROM changes)"
    ),
}  # fmt: skip
"""Sentences, and queries that count what must not be."""


def check(connection: Connection, names: DocumentNames) -> list[str]:
    """See Corpus.check."""
    # One state of the corpus, whatever others write meanwhile.
    with connection.reading():
        found = _check_file(connection)
        if found:
            return found
        found = _check_contents(connection, names)
    if not connection.read_only:
        found += _check_search(connection)
    return found


def _check_file(connection: Connection) -> list[str]:
    found = [
        gettext("Integrity: {message}.").format(message=message)
        for (message,) in connection.execute(f"PRAGMA integrity_check({MESSAGES})")
        if message != "ok"
    ]
    return found + [
        gettext("A row of {table} refers to a row of {parent} that does not exist.").format(table=table, parent=parent)
        for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(MESSAGES)
    ]


def _check_contents(connection: Connection, names: DocumentNames) -> list[str]:
    found = []
    for sentence, sql in _NONE_MAY_BE.items():
        count = connection.execute(sql).fetchone()[0]
        if count:
            found.append(gettext(sentence).format(count=count))
    if not search.is_current(connection) and connection.execute("SELECT 1 FROM pairs LIMIT 1").fetchone():
        found.append(
            gettext("The search index was made by another version of the converter; `workbench vacuum` renews it.")
        )
    found += list(_check_rows(connection, names))[:MESSAGES]
    found += list(_check_history(connection, names))[:MESSAGES]
    return found


def _check_search(connection: Connection) -> list[str]:
    try:
        with connection.writing():
            connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        return [
            gettext("The search index is damaged ({error}); `workbench doctor --repair NEW` makes it anew.").format(
                error=error
            )
        ]
    return []


def _check_rows(connection: Connection, names: DocumentNames) -> Iterator[str]:
    """Yield what is wrong with rows: invalid values, segments that do not lead back to their rows."""
    expected = last = 0
    invalid: list[str] = []
    while ids := [row[0] for row in connection.execute(_NEXT_IDS, (last, PAGE))]:
        last = ids[-1]
        stored = rows.read(connection, names, ids, lambda _, error: invalid.append(str(error)))
        yield from invalid
        invalid.clear()
        settled = Dismissals(connection).settled
        yield from (
            gettext(
                "Row {row} has flags that are not dismissed as people decided; `workbench check --again` settles them."
            ).format(row=each.id)
            for each in stored.values()
            if settled(each.pair) != each.pair
        )
        members = [member for each in stored.values() for member in rows.members(names, each)]
        expected += len(members)
        found = connection.execute(
            "SELECT count(*) FROM json_each(?) AS wanted CROSS JOIN members ON document = wanted.value ->> 0"
            " AND position = wanted.value ->> 1 AND pair_id = wanted.value ->> 2",
            (json.dumps(members),),
        ).fetchone()[0]
        if found != len(members):
            yield gettext("Rows {first} to {last} lack some of their segments in the index.").format(
                first=ids[0], last=ids[-1]
            )
    total = connection.execute("SELECT count(*) FROM members").fetchone()[0]
    if total > expected:
        yield ngettext(
            "{count} segment refers to a row that is gone.",
            "{count} segments refer to rows that are gone.",
            total - expected,
        ).format(count=total - expected)


def _check_history(connection: Connection, names: DocumentNames) -> Iterator[str]:
    """That each row is as the last action on it left it."""
    latest = History(connection, names).latest()
    while page := list(islice(latest, PAGE)):
        stored = rows.read(connection, names, [change.pair_id for change in page])
        for change in page:
            if not change.agrees_with(stored.get(change.pair_id)):
                yield gettext("Row {row} is not as the last action on it left it.").format(row=change.pair_id)
