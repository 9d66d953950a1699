"""What nobody caught in the app: one sentence for what the system refused, a traceback for a bug."""

from __future__ import annotations

import gc
import sqlite3
import warnings
from pathlib import Path

import pytest

from tests.tui import corpora
from workbench.config import Settings
from workbench.tui.app import WorkbenchApp
from workbench.tui.screen import WorkbenchScreen


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "corpus\x1b.db"), "No space left on device"),
        (MemoryError(), "not enough memory"),
        (RecursionError(), "nested too deeply"),
        (sqlite3.DatabaseError("database disk image is malformed"), "malformed"),
        (UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed"), "not valid Unicode"),
    ],
)
@pytest.mark.parametrize("threaded", [False, True])
async def test_what_the_system_refuses_ends_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: Exception, said: str, threaded: bool
) -> None:
    corpora.small(tmp_path / "corpus.db")

    def fail() -> None:
        raise error

    app = WorkbenchApp(tmp_path / "corpus.db", Settings("ann"))
    async with app.run_test() as pilot:
        if threaded:
            app.run_worker(fail, thread=True)
        else:
            app.call_later(fail)
        await pilot.pause(0.1)
    assert app.return_code == 1
    app._print_error_renderables()
    shown = capsys.readouterr().err
    assert said in " ".join(shown.split())
    assert "Traceback" not in shown
    assert "corpus\x1b" not in shown


async def test_a_job_that_the_end_of_the_app_leaves_no_time_to_begin_is_closed(tmp_path: Path) -> None:
    corpora.small(tmp_path / "corpus.db")
    begun = []

    async def job() -> None:
        begun.append(True)

    app = WorkbenchApp(tmp_path / "corpus.db", Settings("ann"))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        async with app.run_test() as pilot:
            await pilot.pause()
            assert isinstance(app.screen, WorkbenchScreen)
            app.screen.start(job())
            app.workers.cancel_all()
        gc.collect()
    assert not begun
    assert not [warning for warning in warned if "never awaited" in str(warning.message)]
