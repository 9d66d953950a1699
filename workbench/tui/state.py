"""What the app remembers of its user from one start to the next; a convenience, so that no failure to keep it counts.

The file is workbench/review.json under $XDG_STATE_HOME (~/.local/state). Visitors of `workbench serve` have none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from workbench import files, user_folders
from workbench.config import VISITORS
from workbench.errors import InputError

_MOST_RECENT = 12
_LARGEST = 1 << 16


@dataclass(frozen=True, slots=True)
class UserState:
    """What the app remembers."""

    recent: tuple[str, ...] = ()
    """Paths of corpora, the latest first."""
    export: Mapping[str, str] = field(default_factory=dict)
    """Folder and choices of the last export, by the names of its fields."""


def load(environ: Mapping[str, str] = os.environ) -> UserState:
    """Return what was kept; nothing where the file is missing or holds something else."""
    path = _file(environ)
    if path is None or not path.is_file():
        return UserState()
    try:
        values = json.loads(files.read(path, _LARGEST))
    except (InputError, ValueError, RecursionError):
        return UserState()
    match values:
        case {"recent": list(recent), "export": dict(export)} if all(map(_is_text, (*recent, *export.values()))):
            return UserState(tuple(recent[:_MOST_RECENT]), export)
    return UserState()


def keep(state: UserState, environ: Mapping[str, str] = os.environ) -> None:
    """Write the file, if it can be written."""
    path = _file(environ)
    if path is not None:
        with suppress(InputError, OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            files.write(path, json.dumps(asdict(state), ensure_ascii=False).encode(), durable=False)


def with_recent(state: UserState, path: Path) -> UserState:
    """Return the state with a corpus as the latest one."""
    latest = str(path.absolute())
    others = [each for each in state.recent if each != latest]
    return UserState((latest, *others)[:_MOST_RECENT], state.export)


def _file(environ: Mapping[str, str]) -> Path | None:
    if VISITORS in environ:
        return None
    base = user_folders.user_folder("XDG_STATE_HOME", ".local/state", environ)
    return base and base / "workbench" / "review.json"


def _is_text(value: object) -> bool:
    return isinstance(value, str)
