"""How a path that is being typed may continue."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from workbench.config import VISITORS
from workbench.user_folders import expanded

_MOST_ENTRIES = 20_000
"""Entries of a folder that are looked at."""


def matches(typed: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the paths of existing files and folders that begin as typed, folders with a separator at the end.

    Visitors of `workbench serve` see plain names, and only those of their folder.
    """
    visited = environ.get(VISITORS)
    if visited is not None:
        within = bool(visited) and os.sep not in typed
        return sorted(_names(Path(visited), typed, folders=False)) if within else []
    head, start = os.path.split(typed)
    return sorted(os.path.join(head, name) for name in _names(expanded(head or "."), start))  # noqa: PTH118


def common_start(paths: list[str]) -> str:
    """Return what all paths begin with, which need not be a folder."""
    if not paths:
        return ""
    first, last = min(paths), max(paths)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:same]


def _names(folder: Path, start: str, *, folders: bool = True) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            for entry in islice(entries, _MOST_ENTRIES):
                name = entry.name
                if name.startswith(start) and (start.startswith(".") or not name.startswith(".")):
                    is_folder = entry.is_dir()
                    if folders or not is_folder:
                        yield name + (os.sep if is_folder else "")
    except (OSError, ValueError):
        # No such folder, or none that may be read: nothing continues from here.
        return
