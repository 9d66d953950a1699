"""Files opened through SQLite: how much they are trusted, and which of SQLite's errors a person can act on."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar
from urllib.parse import quote

from workbench.errors import CorpusError
from workbench.i18n import N_
from workbench.i18n import gettext as _

BUSY_SECONDS = 30.0
"""How long one process waits for another's writing; a batch of an import holds the lock for well under a second."""

CACHE_KIB = 64 * 1024
"""Page cache of one connection."""

P = ParamSpec("P")
R = TypeVar("R")


READ_ONLY = "ro"
"""SQLite's word for opening a file that is not changed; "rw" may write, "rwc" create as well."""


def open_sqlite(path: Path, access: str) -> sqlite3.Connection:
    """Open a database file. Nothing in it is trusted: functions in its schema are not run, its cells are checked."""
    try:
        return _open(path, access)
    except sqlite3.OperationalError as error:
        log = Path(f"{path}-wal")
        unwritable = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
        if access != READ_ONLY or not unwritable or (log.exists() and log.stat().st_size):
            raise
    # A folder that takes no lock file: read without locks, since nobody is writing.
    return _open(path, f"{READ_ONLY}&immutable=1")


def _open(path: Path, access: str) -> sqlite3.Connection:
    uri = f"file:{quote(os.fsencode(path.absolute()))}?mode={access}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=256)
    try:
        if sys.version_info >= (3, 12):
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON", "mmap_size = 0"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    except BaseException:
        connection.close()
        raise
    return connection


def set_journal_mode(connection: sqlite3.Connection, mode: str) -> None:
    """Change how writes are made safe: "WAL" or "DELETE". Raises sqlite3.OperationalError where that fails."""
    # The change is committed after the row that the statement returns, so an error shows only once all rows are read.
    connection.execute(f"PRAGMA journal_mode = {mode}").fetchall()


_REFUSED = frozenset(
    {sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_NOTNULL, 3091}  # 3091: a type the table does not take
)

_SENTENCES = {
    sqlite3.SQLITE_BUSY: (N_("{path} is in use by another program."), N_("Wait for it to finish, then try again.")),
    sqlite3.SQLITE_LOCKED: (N_("{path} is in use by another program."), N_("Wait for it to finish, then try again.")),
    sqlite3.SQLITE_PROTOCOL: (N_("{path} is in use by another program."), N_("Wait for it to finish, then try again.")),
    sqlite3.SQLITE_FULL: (N_("There is no space left for {path}."), N_("Everything before this step is kept.")),
    sqlite3.SQLITE_IOERR: (
        N_("{path} cannot be read or written: the disk failed or a size limit was reached."),
        N_("Everything before this step is kept; see to the disk, then repeat it."),
    ),
    sqlite3.SQLITE_READONLY: (N_("{path} cannot be written."), N_("Check its permissions and those of its folder.")),
    sqlite3.SQLITE_PERM: (N_("{path} cannot be opened."), N_("Check its permissions and those of its folder.")),
    sqlite3.SQLITE_CANTOPEN: (N_("{path} cannot be opened."), N_("Check that it exists, and its permissions.")),
    sqlite3.SQLITE_CORRUPT: (N_("{path} is damaged."), N_("`workbench doctor --repair NEW` saves what can be saved.")),
    sqlite3.SQLITE_NOTADB: (
        N_("{path} is not a corpus, or its beginning is damaged."),
        N_("Name another with --db; `workbench doctor --repair NEW` saves what a damaged one holds."),
    ),
    sqlite3.SQLITE_INTERRUPT: (
        N_("Reading {path} took far longer than a sound corpus takes."),
        N_("`workbench doctor` shows what is damaged."),
    ),
    sqlite3.SQLITE_TOOBIG: (N_("A text is too long for {path}."), N_("A text may have a thousand million bytes.")),
}


def _translation(error: sqlite3.Error, path: Path) -> Exception:
    """Return the error as a person can act on it; one that nobody can act on as it is."""
    code = getattr(error, "sqlite_errorcode", None)
    if code in _REFUSED:
        return CorpusError(
            _("A value was refused ({error}).").format(error=error), hint=_("Nothing of this step was kept.")
        )
    if code is None and "decode to UTF-8" in str(error):
        code = sqlite3.SQLITE_CORRUPT
    if code is None or code & 0xFF not in _SENTENCES:
        return error
    message, hint = _SENTENCES[code & 0xFF]
    return CorpusError(_(message).format(path=path), hint=_(hint))


@contextmanager
def translating(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into CorpusErrors a person can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translation(error, path) from error
    except OverflowError as error:
        raise CorpusError(_("A number is too large to be kept ({error}).").format(error=error)) from error
    except UnicodeDecodeError as error:
        # SQLite's words about a damaged schema repeat bytes of it.
        message, hint = _SENTENCES[sqlite3.SQLITE_CORRUPT]
        raise CorpusError(_(message).format(path=path), hint=_(hint)) from error
    except UnicodeEncodeError as error:
        raise CorpusError(_("A text holds half a character (a lone surrogate) and cannot be kept.")) from error


def translated(method: Callable[P, R]) -> Callable[P, R]:
    """Translate SQLite's errors in a method of an object with a `path`."""

    @wraps(method)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with translating(args[0].path):  # type: ignore[attr-defined]
            return method(*args, **kwargs)

    return wrapper
