"""Records of imported files: how far each one came, so that an interrupted import resumes where it stopped."""

from __future__ import annotations

from dataclasses import astuple

from workbench.errors import CorpusError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.store.columns import Columns
from workbench.store.connection import Connection
from workbench.store.history import next_pair_id, now
from workbench.store.values import ImportRecord, ImportSource

_COLUMNS = "id, name, checksum, options, total, first_row, done, added, started_at, updated_at"
_RECORD = Columns(N_("Import"), int, str, str, str, int, int, int, int, str, str)


def records(connection: Connection) -> list[ImportRecord]:
    """See Corpus.imports."""
    if not connection.has("imports"):
        return []
    return [_record(row) for row in connection.execute(f"SELECT {_COLUMNS} FROM imports ORDER BY id")]


def _record(row: tuple[object, ...]) -> ImportRecord:
    number, name, checksum, options, total, *progress = _RECORD(row)
    return ImportRecord(number, ImportSource(name, checksum, options, total), *progress)


def begin(connection: Connection, source: ImportSource) -> ImportRecord:
    """Return the record of an interrupted import of the same file, or a new one."""
    with connection.writing():
        sql = f"SELECT {_COLUMNS} FROM imports WHERE checksum = ? AND options = ? AND total = ? AND done < total"
        found = connection.execute(sql, (source.checksum, source.options, source.total)).fetchone()
        if found is None:
            at = now()
            connection.execute(
                "INSERT INTO imports (name, checksum, options, total, first_row, started_at, updated_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*astuple(source), next_pair_id(connection), at, at),
            )
            found = connection.execute(f"SELECT {_COLUMNS} FROM imports WHERE id = last_insert_rowid()").fetchone()
    return _record(found)


def record_whole(connection: Connection, source: ImportSource, first_row: int, added: int) -> None:
    """Record a file that was read in one transaction, which adds the rows."""
    at = now()
    connection.execute(
        "INSERT INTO imports (name, checksum, options, total, first_row, done, added, started_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*astuple(source), first_row, source.total, added, at, at),
    )


def advance(connection: Connection, record: ImportRecord) -> None:
    """Record how far an import came, in the transaction that adds the rows.

    A finished import takes the place of interrupted ones of the same file.

    Raises CorpusError where another program has taken it further meanwhile.
    """
    changed = connection.execute(
        "UPDATE imports SET done = ?, added = ?, updated_at = ? WHERE id = ? AND done < ?",
        (record.done, record.added, now(), record.id, record.done),
    ).rowcount
    if not changed:
        raise CorpusError(
            _("Another program is importing {source} into {path}.").format(
                source=record.source.name, path=connection.path
            ),
            hint=_("Wait for it to finish; then repeat the import."),
        )
    if record.is_finished:
        connection.execute(
            "DELETE FROM imports WHERE checksum = ? AND done < total AND id <> ?", (record.source.checksum, record.id)
        )
