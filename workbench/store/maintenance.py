"""Looking after a corpus: a copy while it is in use, unused space, whether all of it agrees."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from pathlib import Path

from workbench.errors import CorpusError
from workbench.store import search
from workbench.store.connection import Connection, errors_told
from workbench.store.names import DocumentNames

MESSAGES = 20
"""Of one kind, at most so many are told."""


def backup(connection: Connection, path: Path) -> None:
    """See Corpus.backup."""
    if path.exists():
        if path.is_dir():
            raise CorpusError(f"{path} is a folder.", hint="Name a file for the copy.")
        if path.samefile(connection.path):
            raise CorpusError(f"{path} is the corpus itself.", hint="Name another file for the copy.")
        with path.open("rb") as stream:
            if stream.read(16) not in (b"", b"SQLite format 3\x00"):
                raise CorpusError(f"{path} is there and is no corpus.", hint="Name another file for the copy.")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise CorpusError(f"{path} cannot be written: {error.strerror}.", hint="Name another place.") from error
    partial = Path(name)
    try:
        with errors_told(path):
            _copy(connection.db.conn, partial)
        partial.replace(path)
    except OSError as error:
        raise CorpusError(f"{path} cannot be written: {error.strerror}.", hint="Name another place.") from error
    finally:
        partial.unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, path: Path) -> None:
    target = sqlite3.connect(path)
    try:
        source.backup(target)
        # One file, without a log beside it.
        target.execute("PRAGMA journal_mode = DELETE")
    finally:
        target.close()
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def vacuum(connection: Connection) -> None:
    """See Corpus.vacuum."""
    if connection.read_only:
        raise CorpusError(f"{connection.path} is open for reading only.")
    search.ensure_current(connection)
    with connection.writing():
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.execute("DELETE FROM tallies WHERE count = 0")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


_AGREE = {
    "SELECT count(*) FROM pairs WHERE (SELECT count(*) FROM words WHERE words.rowid = pairs.id) = 0": (
        "{} rows are not in the search index."
    ),
}


def check(connection: Connection, names: DocumentNames) -> list[str]:
    """See Corpus.check."""
    found: list[str] = []
    for (message,) in connection.execute(f"PRAGMA integrity_check({MESSAGES})"):
        if message != "ok":
            found.append(f"Integrity: {message}.")
    if found:
        return found
    return found
