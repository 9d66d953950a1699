"""One damaged corpus through every command and the app, inside a child."""

from __future__ import annotations

import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.torture import children
from tests.torture.damage import copy, damage
from tests.torture.scenes import DB, SCENES, Scene

SPARE = Path("spare.db")
KEYS = ("j", "c", "f", "a", "e", "escape", "m", "u", "enter", "escape", "y", "escape", "d", "escape", "R", "escape")
LINES = 30
"""More of them on stderr are not a sentence."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Sent when everything was tried."""

    damage: str


def endure(number: int) -> None:
    """Damage the corpus in the way of a number and try everything on copies of it; send what came of each."""
    copy(DB, SPARE)
    done = damage(SPARE, number)
    for scene in one_of_each(number):
        _tried(done, scene.name, partial(said, *scene.arguments))
    _tried(done, "the app", lambda: children.press_all(DB, KEYS))
    children.link.send(Finished(done))


def one_of_each(number: int) -> Iterator[Scene]:
    """A scene of every command; which of its scenes, the number says."""
    commands: dict[tuple[str, ...], list[Scene]] = defaultdict(list)
    for scene in SCENES:
        if scene.alone:
            commands[scene.arguments[: 2 if scene.arguments[0] == "terms" else 1]].append(scene)
    return (scenes[number % len(scenes)] for scenes in commands.values())


def _tried(done: str, step: str, work: Callable[[], str]) -> None:
    copy(SPARE, DB)
    try:
        trouble = work()
    except Exception:  # noqa: BLE001 (whatever it is, a person would see a traceback)
        trouble = traceback.format_exc()
    children.link.send((f"{done}: {step}", trouble))


def said(*arguments: str) -> str:
    """Run a command; returns what is wrong with how it ended: it must end well, or in a sentence."""
    outcome = children.command(*arguments)
    if "Traceback" in outcome.stderr:
        return outcome.stderr
    if outcome.code not in (0, 1, 2):
        return f"exit code {outcome.code}: {outcome.stderr}"
    said = outcome.stderr + outcome.stdout
    if outcome.code and not said.strip():
        return "ends without a word"
    if outcome.code and len(outcome.stderr.splitlines()) > LINES:
        return f"talks too much: {outcome.stderr}"
    return ""
