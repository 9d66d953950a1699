"""Where models, migrations, term tables and seeds are: at the top of a checkout, inside an installed package."""

from __future__ import annotations

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


def seeds() -> Path:
    """Folder of the input articles."""
    return _root() / "seeds"
