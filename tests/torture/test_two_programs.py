"""Two programs on one corpus: what either shows as done stays done, and the file stays whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture import children
from tests.torture.children import View, look
from tests.torture.harness import COUNTS, LONG, Child, call, done
from tests.torture.scenes import DB, JOBS, SCENES, Scene


def agree(folder: Path, shown: View) -> None:
    """What a program showed as done is what everybody sees, and the corpus is well."""
    outside, wrong = done(folder, look, DB)
    COUNTS["two programs: looks from outside"] += 1
    assert outside.action >= shown.action, "acknowledged actions are not there for others"
    assert {key: row for key, row in outside.rows.items() if row != shown.rows.get(key)} == {}
    assert wrong == []


def visit(folder: Path) -> None:
    """Two strangers, one after the other: a program that reads and writes, and `workbench stats`."""
    COUNTS["two programs: foreign processes"] += 2
    assert done(folder, children.stranger, DB)
    assert done(folder, children.command, "stats").code == 0


def test_rows_confirmed_after_a_job_while_others_read_are_still_there_after_a_kill(folder: Path) -> None:
    """Issue 10: a job in the app, `workbench stats` elsewhere, three rows confirmed: none was left after a kill."""
    with Child(folder, children.app, DB) as app:
        app.receive()
        for job in (("enter", "escape"), ("R", "escape")):
            app.ask(job)
            assert done(folder, children.command, "stats").code == 0
            shown = app.ask(("c", "c", "c"))
            assert sum(row[2] == "confirmed" for row in shown.rows.values()) >= 3
            agree(folder, shown)
        app.kill()
        agree(folder, shown)


@pytest.mark.parametrize("job", JOBS if LONG else list(JOBS)[1:4])
def test_a_stranger_beside_the_app_loses_it_nothing(folder: Path, job: str) -> None:
    with Child(folder, children.app, DB) as app:
        app.receive()
        visit(folder)
        for keys in (JOBS[job], ("c", "c", "b"), JOBS[job], ("c", "x")):
            shown = app.ask(keys)
            assert isinstance(shown, View), shown
            agree(folder, shown)
            visit(folder)
        shown = app.ask(("w",))
        app.kill()
        agree(folder, shown)


@pytest.mark.parametrize("scene", SCENES if LONG else SCENES[::9], ids=lambda scene: scene.name)
def test_a_stranger_beside_a_command_loses_nothing(folder: Path, scene: Scene) -> None:
    with Child(folder, children.stranger_until_stopped, DB) as stranger:
        outcome = done(folder, children.command, *scene.arguments)
        stranger.link.send("enough")
        ended = stranger.end()
    assert not ended.trouble, ended.trouble
    # What replaces the whole corpus does not do it under somebody's hands.
    assert outcome.code == 0 or "is in use by another program" in outcome.stderr, outcome.stderr
    COUNTS["two programs: foreign processes"] += len(ended.value)
    outside, wrong = done(folder, look, DB)
    assert wrong == []
    assert outside.action >= max(ended.value, default=0)
    again = call(folder, children.command, *scene.arguments)
    assert not again.trouble
