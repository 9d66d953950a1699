"""Killed at any instant: what was done stays, what was interrupted can be done again, nobody is left behind."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from tests.torture import children
from tests.torture.children import View, look
from tests.torture.harness import COUNTS, LONG, Child, copied, done, each, none, times
from tests.torture.scenes import DB, JOBS, SCENES, Scene

SIGNALS = (signal.SIGKILL,) * 7 + (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
WRITING = [scene for scene in SCENES if scene.writes]


@pytest.mark.parametrize("scene", WRITING if LONG else WRITING[::7], ids=lambda scene: scene.name)
def test_a_killed_command_loses_nothing_and_can_be_repeated(scene: Scene, place: Path, tmp_path: Path) -> None:
    whole = copied(place, tmp_path / "whole")
    before, _ = done(whole, look, DB)
    started = time.monotonic()
    assert done(whole, children.command, *scene.arguments).code == 0
    seconds = time.monotonic() - started
    after, _ = done(whole, look, DB)
    end = done(whole, children.state)

    def trouble(number: int) -> str:
        chance = random.Random(f"{scene.name} {number}")
        folder = copied(place, tmp_path / str(number))
        with Child(folder, children.command, *scene.arguments) as child:
            time.sleep(chance.random() * seconds)
            child.kill(chance.choice(SIGNALS))
            if left := child.orphans():
                return f"{number}: left behind: {left}"
        COUNTS["kills of commands"] += 1
        seen, wrong, outcome, state = done(folder, children.recover, DB, scene.arguments)
        if wrong or (gone := children.lost(before, seen, after)):
            return f"{number}: lost: {wrong or gone}"
        if state.files != end.files:
            return f"{number}: files {sorted(state.files.items() ^ end.files.items())}, {outcome.stderr}"
        names = state.corpora.keys() | end.corpora
        if differ := [name for name in names if state.corpora.get(name) != end.corpora.get(name)]:
            return f"{number}: not as uninterrupted: {differ}, {outcome.stderr}"
        return ""

    troubles = [found for found in each(trouble, range(times(3, 30))) if found]
    none(scene.name, troubles)


def test_a_killed_app_loses_nothing_it_has_shown(place: Path, tmp_path: Path) -> None:
    def trouble(number: int) -> str:
        chance = random.Random(f"app {number}")
        folder = copied(place, tmp_path / str(number))
        with Child(folder, children.app, DB) as app:
            shown = app.receive()
            for _ in range(chance.randrange(3)):
                shown = app.ask(chance.choice(list(JOBS.values())))
            app.link.send(chance.choice([*JOBS.values(), *[("c", "x", "w", "p", "b", "u")] * 10]))
            time.sleep(chance.random() * 0.4)
            app.kill()
            if left := app.orphans():
                return f"{number}: left behind: {left}"
            shown = ([shown, *(view for view in app.sent() if isinstance(view, View))])[-1]
        COUNTS["kills of the app"] += 1
        if not isinstance(shown, View):
            return f"{number}: {shown}"
        seen, wrong = done(folder, look, DB)
        if wrong or seen.action < shown.action or (seen.action == shown.action and seen != shown):
            return f"{number}: {wrong}, {seen.action} after {shown.action}"
        return ""

    troubles = [found for found in each(trouble, range(times(4, 250))) if found]
    none("kills of the app", troubles)
