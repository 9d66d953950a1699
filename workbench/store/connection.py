"""A corpus file opened safely: what it must be, how it is locked, and which errors a person is told of."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import UnionType
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote

from sqlite_utils import Database

from workbench.errors import CorpusError
from workbench.store import migrations

SQLITE = sqlite3.sqlite_version_info
OLDEST_SQLITE = (3, 38, 0)
"""Strict tables came with 3.37, `->>` with 3.38."""

BUSY_SECONDS = 30.0
"""How long one process waits for another's writing; a batch of an import holds the lock for well under a second."""

CACHE_KIB = 64 * 1024
"""Page cache of one connection."""

WAL_LIMIT_BYTES = 64 * 1024 * 1024
"""What the write-ahead log is cut back to after a checkpoint."""

_HEADER = b"SQLite format 3\x00"

P = ParamSpec("P")
R = TypeVar("R")


class Connection:
    """One connection to one corpus file; used by one thread."""

    def __init__(self, path: Path, db: Database, *, read_only: bool) -> None:
        self.path = path
        self.db = db
        self.read_only = read_only
        self._inode = _inode(path)
        self.on_rollback: list[Callable[[], None]] = []
        """Called when a transaction is given up: what was remembered of it is not true."""

    def execute(self, sql: str, parameters: tuple[Any, ...] | list[Any] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """One statement; inside `writing()` where it changes something."""
        return self.db.conn.execute(sql, parameters)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is on the disk when this returns, or nothing of it happened.

        It takes the write lock at once, since a reading transaction that wants to write later cannot wait its turn.
        """
        if self.db.conn.in_transaction:
            with self.db.atomic():
                yield
            return
        if self.read_only:
            raise CorpusError(f"{self.path} is open for reading only.", hint="Nothing was changed.")
        self._check_in_place()
        self.db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.db.conn.execute("COMMIT")
        except BaseException:
            self.db.rollback()
            for forget in self.on_rollback:
                forget()
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several statements that see one state of the corpus."""
        if self.db.conn.in_transaction:
            yield
            return
        self.db.conn.execute("BEGIN")
        try:
            yield
        finally:
            self.db.rollback()

    def _check_in_place(self) -> None:
        # SQLite would go on writing into a deleted file, and all of it would be gone at the end.
        if _inode(self.path) != self._inode:
            raise CorpusError(
                f"{self.path} was deleted or replaced while it was open; this change was not kept.",
                hint="Put the file back, or save a copy with backup before closing.",
            )

    def close(self) -> None:
        """Let the file go."""
        self.db.close()


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def connect(path: Path, *, create: bool, read_only: bool) -> Connection:
    """Open a corpus file and make sure it is one of ours, as new as we are.

    Raises CorpusError for all that it may be instead.
    """
    _check_file(path, create=create and not read_only)
    try:
        db = _readable(path) if read_only else _database(path, "rwc" if create else "rw")
        try:
            known = migrations.recognise(db, path)
            if not read_only:
                _write_ahead(db.conn)
            migrations.bring_up_to_date(db, path, known, read_only=read_only)
        except BaseException:
            db.close()
            raise
    except sqlite3.Error as error:
        raise translated(error, path) from error
    return Connection(path, db, read_only=read_only)


def _check_file(path: Path, *, create: bool) -> None:
    """Say in words what is not a corpus, before SQLite tries."""
    if path.is_dir():
        raise CorpusError(f"{path} is a folder.", hint="Name a corpus file with --db.")
    try:
        with path.open("rb") as stream:
            start = stream.read(len(_HEADER))
    except FileNotFoundError:
        if not create:
            raise CorpusError(f"There is no corpus at {path}.", hint="Name one with --db.") from None
        if not path.parent.is_dir():
            raise CorpusError(
                f"There is no folder {path.parent}.", hint="Make it, or name another with --db."
            ) from None
        return
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}.", hint="Name another with --db.") from error
    if not start and not create:
        raise CorpusError(f"{path} is empty.", hint="Name a corpus with --db.")
    if start and start != _HEADER:
        raise CorpusError(
            f"{path} is not a corpus, or its beginning is damaged.",
            hint="Name another with --db; `workbench doctor --repair NEW` saves what a damaged one holds.",
        )


def _database(path: Path, mode: str) -> Database:
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=256)
    try:
        # A corpus from elsewhere may be hostile: functions in its schema are not run, its cells are checked; loading
        # extensions is off unless a program asks for it, and this one never does.
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON", "mmap_size = 0"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    except sqlite3.Error:
        connection.close()
        raise
    return Database(connection, recursive_triggers=False, execute_plugins=False)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Readers never wait for the writer; what is committed is on the disk."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            # Changing the mode does not wait for the lock by itself.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}")


def _readable(path: Path) -> Database:
    """The database for reading; without locks where the folder takes no lock file and nobody is writing."""
    try:
        return _database(path, "ro")
    except sqlite3.OperationalError as error:
        log = Path(f"{path}-wal")
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        if (log.exists() and log.stat().st_size) or os.access(path.parent, os.W_OK):
            raise
    return _database(path, "ro&immutable=1")


_REFUSED = frozenset(
    {sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_NOTNULL, 3091}  # 3091: a type the table does not take
)

_TOLD = {
    sqlite3.SQLITE_BUSY: ("{path} is in use by another program.", "Wait for it to finish, then try again."),
    sqlite3.SQLITE_LOCKED: ("{path} is in use by another program.", "Wait for it to finish, then try again."),
    sqlite3.SQLITE_PROTOCOL: ("{path} is in use by another program.", "Wait for it to finish, then try again."),
    sqlite3.SQLITE_FULL: ("There is no room left for {path}.", "Everything before this step is kept."),
    sqlite3.SQLITE_IOERR: (
        "{path} cannot be read or written: the disk failed or a size limit was reached.",
        "Everything before this step is kept; see to the disk, then repeat it.",
    ),
    sqlite3.SQLITE_READONLY: ("{path} cannot be written.", "Check its permissions and those of its folder."),
    sqlite3.SQLITE_PERM: ("{path} cannot be opened.", "Check its permissions and those of its folder."),
    sqlite3.SQLITE_CANTOPEN: ("{path} cannot be opened.", "Check that it is there, and its permissions."),
    sqlite3.SQLITE_CORRUPT: ("{path} is damaged.", "`workbench doctor --repair NEW` saves what can be saved."),
    sqlite3.SQLITE_NOTADB: ("{path} is not a corpus.", "Name another with --db."),
    sqlite3.SQLITE_TOOBIG: ("A text is too long for {path}.", "A text may have a thousand million bytes."),
}  # fmt: skip


def translated(error: sqlite3.Error, path: Path) -> Exception:
    """The error as a person is told of it; one that nobody can act on comes back as it is."""
    code = getattr(error, "sqlite_errorcode", None)
    if code in _REFUSED:
        return CorpusError(f"A value was refused ({error}).", hint="Nothing of this step was kept.")
    if code is None and "decode to UTF-8" in str(error):
        code = sqlite3.SQLITE_CORRUPT
    if code is None or code & 0xFF not in _TOLD:
        return error
    message, hint = _TOLD[code & 0xFF]
    return CorpusError(message.format(path=path), hint=hint)


@contextmanager
def errors_told(path: Path) -> Iterator[None]:
    """Turn what SQLite says into what a person can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error, path) from error
    except OverflowError as error:
        raise CorpusError(f"A number is too large to be kept ({error}).") from error
    except UnicodeEncodeError as error:
        raise CorpusError("A text holds half a character (a lone surrogate) and cannot be kept.") from error


def typed(row: tuple[Any, ...], kinds: tuple[type | UnionType, ...]) -> tuple[Any, ...]:
    """A row whose values are of these types. Raises CorpusError where a hostile or damaged file has others."""
    for value, kind in zip(row, kinds, strict=True):
        if not isinstance(value, kind):
            raise CorpusError(
                f"The corpus holds a value that cannot be ({str(value)[:40]!r}).", hint="`workbench doctor` says more."
            )
    return row


def told(method: Callable[P, R]) -> Callable[P, R]:
    """For methods of an object with a `path`: SQLite's errors in words."""

    @wraps(method)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with errors_told(args[0].path):  # type: ignore[attr-defined]
            return method(*args, **kwargs)

    return wrapper
