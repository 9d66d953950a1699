"""A corpus file opened safely: what it must be, how it is locked, what is kept on the disk."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from typing import Any

from workbench import files
from workbench.errors import CorpusError
from workbench.i18n import gettext as _
from workbench.store import copies, migrations, strangers
from workbench.store.database import BUSY_SECONDS, READ_ONLY, open_sqlite, set_journal_mode, translating
from workbench.store.file_system import warn_of_network
from workbench.store.stored_pair import ADDED, LATER_COLUMNS, added

SQLITE = sqlite3.sqlite_version_info
OLDEST_SQLITE = (3, 38, 0)
"""Strict tables came with 3.37, `->>` with 3.38."""

WAL_LIMIT_BYTES = 64 * 1024 * 1024
"""What the write-ahead log is cut back to after a checkpoint."""

OPERATIONS_A_STEP = 1_000_000
"""Operations of SQLite's virtual machine between two looks at how many steps a statement has taken."""

LEAST_STEPS = 2_000
BYTES_A_STEP = 10_000
"""A statement may take a step for each of so many bytes of the file, and the least number besides: a sound corpus needs
a hundredth of it, a damaged one might never end."""


class Mode(Enum):
    """What a corpus is opened for."""

    READ = auto()
    """Only reading; also of an older corpus, which stays as it is."""
    WRITE = auto()
    """Reading and writing a corpus that exists."""
    CREATE = auto()
    """The same, made where there is none."""

    @property
    def access(self) -> str:
        """SQLite's word for it."""
        return "rwc" if self is Mode.CREATE else "rw"


class Connection:
    """One connection to one corpus file; used by one thread."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, read_only: bool) -> None:
        self.path = path
        self.sqlite = connection
        self.read_only = read_only
        self._inode = _inode(path)
        self._columns: set[str] = set()
        self._tables: dict[str, bool] = {}
        self._identity: str | None = None
        self._steps = 0
        self._most_steps = LEAST_STEPS + (path.stat().st_size // BYTES_A_STEP if path.exists() else 0)
        self.on_rollback: list[Callable[[], None]] = []
        """Called when a transaction is given up: what was remembered of it is not true."""
        connection.set_progress_handler(self._step, OPERATIONS_A_STEP)

    def _step(self) -> bool:
        self._steps += 1
        return self._steps > self._most_steps

    def has(self, table: str) -> bool:
        """Return whether there is such a table; an older corpus that is open for reading only may lack it."""
        if table not in self._tables:
            sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
            self._tables[table] = bool(self.execute(sql, (table,)).fetchone()[0])
        return self._tables[table]

    @property
    def date(self) -> str:
        """The column of documents with their dates, as SQL; empty dates where an older corpus lacks it."""
        return self._later("documents", "date")

    @property
    def rule_action(self) -> str:
        """The column of lessons with the action that made each a rule, as SQL; found by second in an older corpus."""
        return self._later("lessons", "action")

    def _later(self, table: str, name: str) -> str:
        sql = "SELECT count(*) FROM pragma_table_info(?) WHERE name = ?"
        return name if self.execute(sql, (table, name)).fetchone()[0] else LATER_COLUMNS[name]

    def column(self, name: str) -> str:
        """Return a column of the table of pairs, as SQL; what its rows have instead where an older corpus lacks it."""
        if not self._columns:
            self._columns = {row[0] for row in self.execute("SELECT name FROM pragma_table_info('pairs')")}
        if name in self._columns or name not in ADDED:
            return name
        return added(name)

    @property
    def identity(self) -> str:
        """What tells this corpus from all others; empty for an older one that is open for reading only."""
        if self._identity is None:
            row = self.execute("SELECT value FROM settings WHERE key = 'identity'").fetchone()
            self._identity = str(row[0]) if row else ""
        return self._identity

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """Run one statement; inside `writing()` where it changes something."""
        self._steps = 0
        return self.sqlite.execute(sql, parameters)

    def execute_many(self, sql: str, parameters: Iterable[Sequence[Any] | dict[str, Any]]) -> None:
        """Run one statement with each of the parameters, inside `writing()`."""
        self._steps = 0
        self.sqlite.executemany(sql, parameters)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is on the disk when this returns, or nothing of it happened.

        It takes the write lock at once, since a reading transaction that wants to write later cannot wait its turn.
        """
        if self.read_only:
            raise CorpusError(
                _("{path} is open for reading only.").format(path=self.path), hint=_("Nothing was changed.")
            )
        if self.sqlite.in_transaction:
            yield
            return
        self._check_in_place()
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            self.sqlite.rollback()
            for forget in self.on_rollback:
                forget()
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several statements that see one state of the corpus."""
        if self.sqlite.in_transaction:
            yield
            return
        self.execute("BEGIN")
        try:
            yield
        finally:
            self.sqlite.rollback()

    def _check_in_place(self) -> None:
        # SQLite would keep writing to a deleted file, and all of it would be gone at the end.
        if _inode(self.path) != self._inode:
            raise CorpusError(
                _("{path} was deleted or replaced while it was open; this change was not kept.").format(path=self.path),
                hint=_("Put the file back, or save a copy with backup before closing."),
            )

    def close(self) -> None:
        """Close the file."""
        self.sqlite.close()


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def connect(path: Path, mode: Mode) -> Connection:
    """Open a corpus file and make sure it is a corpus of a version this program knows.

    Raises CorpusError for all that it may be instead.
    """
    _check_file(path, mode)
    writable = mode is not Mode.READ or is_writable(path)
    with translating(path):
        connection = open_sqlite(path, mode.access if writable else READ_ONLY)
        try:
            known = migrations.recognise(connection, path)
            if known:
                strangers.check_once(connection, path)
            if mode is not Mode.READ:
                _write_ahead(connection)
            if mode is Mode.READ:
                if not known:
                    raise CorpusError(_("{path} is empty.").format(path=path), hint=_("Name a corpus with --db."))
                connection.execute("PRAGMA query_only = ON")
            elif known < migrations.version():
                if known:
                    copies.keep(connection, path, "upgrade")
                migrations.upgrade(connection, path)
                strangers.remember(path)
        except BaseException:
            connection.close()
            raise
    warn_of_network(path)
    return Connection(path, connection, read_only=mode is Mode.READ)


def is_writable(path: Path) -> bool:
    """Return whether SQLite can write the file and put its log beside it."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _check_file(path: Path, mode: Mode) -> None:
    """Raise CorpusError for what is not a corpus and SQLite has no words for; the file is not opened."""
    try:
        status = path.stat()
    except FileNotFoundError:
        if mode is not Mode.CREATE:
            raise CorpusError(
                _("There is no corpus at {path}.").format(path=path),
                hint=_("Name one with --db, or make one: `workbench run`, or `workbench align SOURCE TARGET --store`."),
            ) from None
        if not path.parent.is_dir():
            raise CorpusError(
                _("There is no folder {folder}.").format(folder=path.parent),
                hint=_("Make it, or name another with --db."),
            ) from None
        return
    except (OSError, ValueError) as error:
        raise CorpusError(
            _("{path} cannot be read: {reason}.").format(path=path, reason=files.reason(error)),
            hint=_("Name another with --db."),
        ) from error
    if stat.S_ISDIR(status.st_mode):
        raise CorpusError(_("{path} is a folder.").format(path=path), hint=_("Name a corpus file with --db."))
    if not stat.S_ISREG(status.st_mode):
        raise CorpusError(_("{path} is not a regular file.").format(path=path), hint=_("Name a corpus file with --db."))
    if not status.st_size and mode is not Mode.CREATE:
        raise CorpusError(_("{path} is empty.").format(path=path), hint=_("Name a corpus with --db."))


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Readers never wait for the writer; what is committed is on the disk."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            set_journal_mode(connection, "WAL")
            break
        except sqlite3.OperationalError as error:
            # Changing the mode does not wait for the lock by itself.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}")
