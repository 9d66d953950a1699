"""Where models, migrations, term tables and seeds are: at the top of a checkout, inside an installed package."""

from __future__ import annotations

import csv
import hashlib
import os
import stat
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from workbench import user_folders

_PACKAGE = Path(__file__).resolve().parent


def _root() -> Path:
    # A wheel carries the folders inside the package; a checkout has them beside it.
    return _PACKAGE if (_PACKAGE / "models").is_dir() else _PACKAGE.parent


def models() -> Path:
    """Folder of the trained artefacts."""
    return _root() / "models"


def db() -> Path:
    """Folder of migrations, schema and term tables."""
    return _root() / "db"


def package_text(name: str) -> str:
    """Return a text file of the package, such as a style sheet, by its path inside it."""
    return (_PACKAGE / name).read_text(encoding="utf-8")


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of db/terms by the names of its columns; quotes in cells are only characters."""
    with (terms() / f"{name}.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def terms() -> Path:
    """Folder of the tables."""
    return db() / "terms"


def digest(folders: Iterable[Path], pattern: str) -> str:
    """SHA-256, hexadecimal, of the files below folders whose names match a pattern such as "*.tsv"."""
    found = hashlib.sha256()
    for path in (path for folder in folders for path in sorted(folder.rglob(pattern))):
        found.update(path.read_bytes())
    return found.hexdigest()


class WordLists:
    """The lists of a table that has the columns "list" and "word"; read when first asked for a word."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getitem__(self, wanted: str) -> tuple[str, ...]:
        """Return the words of a list, in order. Raises KeyError for a list that the table does not have."""
        return self._lists[wanted]

    def has(self, wanted: str, word: str) -> bool:
        """Return whether a list has a word."""
        return word in self._sets[wanted]

    @cached_property
    def _lists(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for row in table(self._name):
            found.setdefault(row["list"], []).append(row["word"])
        return {name: tuple(words) for name, words in found.items()}

    @cached_property
    def _sets(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(words) for name, words in self._lists.items()}


def cache_folder() -> Path | None:
    """Folder for what can be made again, the user's own; None where there is none nobody else writes to."""
    base = user_folders.user_folder("XDG_CACHE_HOME", ".cache")
    if base is None:
        return None
    folder = base / "workbench"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    if os.name == "posix" and (status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        return None
    return folder


def seeds() -> Path:
    """Folder of the input articles."""
    return _root() / "seeds"
