"""Corpora that this computer has not opened before: each is checked as a whole before anything in it is used."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from workbench import resources
from workbench.errors import CorpusError
from workbench.i18n import gettext as _

_KEPT = 2_000
"""Corpora that are remembered; the one opened for the first time longest ago is forgotten, and checked again."""


def check_once(connection: sqlite3.Connection, path: Path) -> None:
    """Check a corpus that was not opened here before. Raises CorpusError where it is damaged."""
    mark = _mark(path)
    if mark is not None and mark.exists():
        return
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise CorpusError(
            _("{path} is damaged ({found}).").format(path=path, found=str(found)[:80]),
            hint=_("`workbench doctor --repair NEW` saves what can be saved."),
        )
    remember(path)


def remember(path: Path) -> None:
    """Take a corpus for known: it was just made or checked."""
    mark = _mark(path)
    if mark is None:
        return
    # A convenience: where nothing can be written, the corpus is checked again the next time.
    with suppress(OSError):
        mark.parent.mkdir(exist_ok=True)
        mark.touch()
        known = list(os.scandir(mark.parent))
        if len(known) > _KEPT:
            Path(min(known, key=lambda entry: entry.stat().st_mtime_ns)).unlink(missing_ok=True)


def _mark(path: Path) -> Path | None:
    """Return a file that is there for a known corpus; None where this user has no cache."""
    folder = resources.cache_folder()
    try:
        status = path.stat()
    except OSError:
        return None
    return None if folder is None else folder / "corpora" / f"{status.st_dev:x}-{status.st_ino:x}"
