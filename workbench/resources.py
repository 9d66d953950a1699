"""Where models, migrations, term tables and seeds are: at the top of a checkout, inside an installed package."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

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


def table(name: str) -> list[list[str]]:
    """Rows of a table of db/terms, without its header; cells hold neither tabs nor quotes around them."""
    lines = (db() / "terms" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


def expanded(name: str) -> Path:
    """Return a path with ~ and ~user at its beginning replaced; as it is where nobody knows that home."""
    return Path(os.path.expanduser(name))  # noqa: PTH111 - Path raises an error where there is no home


def user_folder(variable: str, default: str, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Folder of a kind that XDG names by a variable and else below the home folder; None where there is no home."""
    named = environ.get(variable, "")
    folder = Path(named) if Path(named).is_absolute() else expanded("~") / default
    return folder if folder.is_absolute() else None


def cache_folder() -> Path | None:
    """Folder for what can be made again, the user's own; None where there is none nobody else writes to."""
    base = user_folder("XDG_CACHE_HOME", ".cache")
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
