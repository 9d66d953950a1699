"""Where a person's own files are; it loads nothing, so that a help page may ask for the config file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def expanded(name: str) -> Path:
    """Return a path with ~ and ~user at its beginning replaced; as it is where nobody knows that home."""
    return Path(os.path.expanduser(name))  # noqa: PTH111 - Path raises an error where there is no home


def user_folder(variable: str, default: str, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Folder of a kind that XDG names by a variable and else below the home folder; None where there is no home."""
    named = environ.get(variable, "")
    folder = Path(named) if Path(named).is_absolute() else expanded("~") / default
    return folder if folder.is_absolute() else None


def config_file(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return where the config file is looked for."""
    if named := environ.get("WORKBENCH_CONFIG"):
        return Path(named)
    base = user_folder("XDG_CONFIG_HOME", ".config", environ)
    return base and base / "workbench" / "config.toml"
