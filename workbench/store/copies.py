"""Whole copies of a corpus: backup, restore, and the rotating copies kept before risky steps.

All are written by SQLite into the target itself: what an earlier write-ahead log or journal of the target holds is
dealt with first, a kill halfway leaves the target as it was, and a target that another program has open is refused.
"""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from workbench.errors import CorpusError
from workbench.i18n import gettext as _
from workbench.store import migrations
from workbench.store.database import READ_ONLY, open_sqlite, set_journal_mode, translating

KEPT = 5
"""Copies kept beside a corpus; the latest of each reason stays besides."""

_WAIT_MS = 1_000
"""How long a copy waits for a target that is in use."""


def folder(path: Path) -> Path:
    """Return where the copies of a corpus are kept."""
    return path.with_name(f"{path.name}.copies")


def keep(source: sqlite3.Connection, path: Path, reason: str) -> Path:
    """Keep a copy of a corpus before a risky step, named with time and reason; drop the oldest of too many.

    Raises CorpusError where no copy can be written.
    """
    try:
        copy = _next_name(path, reason)
        partial = copy.with_suffix(".partial")
        write(source, partial)
        partial.replace(copy)
        _sweep(copy.parent)
        _rotate(copy.parent)
    except OSError as error:
        raise CorpusError(
            _("No copy can be kept in {folder}: {reason}.").format(folder=folder(path), reason=error.strerror),
            hint=_("Nothing was changed; free some space for it."),
        ) from error
    return copy


def _next_name(path: Path, reason: str) -> Path:
    place = folder(path)
    place.mkdir(exist_ok=True)
    _sweep(place)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S.%fZ")
    return place / f"{at}-{reason}.db"


def _sweep(place: Path) -> None:
    """Remove what a copy that was not finished left, or a journal that the disk once failed to remove."""
    for left in place.glob("*.partial*"):
        left.unlink(missing_ok=True)


def _rotate(place: Path) -> None:
    newest = sorted(place.glob("*.db"), reverse=True)
    latest = {copy.stem.partition("Z-")[2]: copy for copy in reversed(newest)}
    for copy in newest[KEPT:]:
        if copy not in latest.values():
            for each in (copy, *copy.parent.glob(f"{copy.name}-*")):
                each.unlink(missing_ok=True)


def backup(source: sqlite3.Connection, path: Path, target: Path) -> None:
    """Copy a corpus into a file: a new one, or an older copy. Raises CorpusError for any other target."""
    if target.exists() and path.exists() and target.samefile(path):
        raise CorpusError(
            _("{target} is the corpus itself.").format(target=target), hint=_("Name another file for the copy.")
        )
    new = not target.exists()
    try:
        write(source, target)
        if new and path.exists():
            target.chmod(stat.S_IMODE(path.stat().st_mode))
    except OSError as error:
        raise CorpusError(
            _("{target} cannot be written: {reason}.").format(target=target, reason=error.strerror),
            hint=_("Name another place."),
        ) from error


def write(source: sqlite3.Connection, target: Path) -> None:
    """Make a file a copy of a database; a file that is there must be a corpus that nobody has open."""
    if target.is_dir():
        raise CorpusError(_("{target} is a folder.").format(target=target), hint=_("Name a file for the copy."))
    if not target.parent.is_dir():
        raise CorpusError(
            _("{target} cannot be written: there is no folder {folder}.").format(target=target, folder=target.parent),
            hint=_("Make it, or name another place."),
        )
    with translating(target), _exclusive(target) as connection:
        migrations.recognise(connection, target)
        _fill(source, connection)


def _fill(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    source.backup(target)
    # Under an exclusive lock a journal stays until the file is closed, when a failure reaches nobody.
    target.execute("PRAGMA locking_mode = NORMAL")
    # The copy is one file, without a log beside it.
    set_journal_mode(target, "DELETE")


@contextmanager
def _exclusive(path: Path) -> Iterator[sqlite3.Connection]:
    """A corpus or a new file that nobody else has open, and nobody can open until this is done."""
    with closing(open_sqlite(path, "rwc")) as connection:
        connection.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
        migrations.refuse_foreign(connection, path)
        # Succeeds only where no other connection is open; what is in the old log comes into the file first.
        set_journal_mode(connection, "DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        yield connection


def restore(path: Path, copy: Path) -> Path | None:
    """Make the corpus what a backup holds; what it was is kept as a copy, whose path is returned.

    Raises CorpusError, and changes nothing, where the backup is damaged or the corpus is in use.
    """
    if not copy.is_file():
        raise CorpusError(
            _("There is no backup at {copy}.").format(copy=copy),
            hint=_("Copies kept by the workbench are in {folder}.").format(folder=folder(path)),
        )
    if path.exists() and path.samefile(copy):
        raise CorpusError(_("{copy} is the corpus itself.").format(copy=copy), hint=_("Name a backup of it."))
    with translating(copy), closing(open_sqlite(copy, READ_ONLY)) as source:
        if not migrations.recognise(source, copy):
            raise CorpusError(_("{copy} is empty.").format(copy=copy), hint=_("Name another backup."))
        damage = source.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if damage != "ok":
            raise CorpusError(
                _("{copy} is damaged ({damage}); nothing was restored.").format(copy=copy, damage=damage),
                hint=_("Name another backup, or save what it holds with `workbench --db BACKUP doctor --repair NEW`."),
            )
        replaced = _set_aside(path) if _is_unreadable(path) else None
        with translating(path), _exclusive(path) as target:
            if target.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                replaced = keep(target, path, "restore")
            _fill(source, target)
    return replaced


def _is_unreadable(path: Path) -> bool:
    """Return whether SQLite cannot even copy what is at a corpus's place."""
    if not path.exists() or not path.stat().st_size:
        return False
    try:
        with closing(open_sqlite(path, READ_ONLY)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
    return False


def _set_aside(path: Path) -> Path:
    """Move a file that cannot be copied, and what lies beside it, to the copies."""
    aside = _next_name(path, "restore")
    for ending in ("", "-wal", "-journal"):
        beside = Path(f"{path}{ending}")
        if beside.exists():
            beside.replace(f"{aside}{ending}")
    Path(f"{path}-shm").unlink(missing_ok=True)
    return aside
