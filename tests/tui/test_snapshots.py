"""Every screen at two sizes, as text; `python -m tests.tui.test_snapshots` writes them anew after a wanted change."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tui import corpora
from tests.tui.screen import text_of

if TYPE_CHECKING:
    from workbench.tui.app import WorkbenchApp

FOLDER = Path(__file__).parent / "snapshots"
SIZES = ((120, 36), (80, 24))
SCREENS: dict[str, tuple[str, ...]] = {
    "review": (),
    "first": ("g",),
    "last": ("G",),
    "triage": ("Z",),
    "doubtful": ("z", "z"),
    "unaligned": ("o",),
    "words": ("f", "equals_sign"),
    "edit": ("e",),
    "split": ("s",),
    "filter": ("slash",),
    "nothing": ("slash", *"nothing", "enter"),
    "library": ("backspace",),
    "help": ("question_mark",),
    "export": ("ctrl+e",),
    "align": ("ctrl+n",),
    "open": ("ctrl+l",),
    "everywhere": ("A",),
    "replace": ("ctrl+f",),
    "preview": ("c", "ctrl+f", *"吉林", "down", *"Ji", "enter"),
    "range": ("V", "j", "j"),
    "realign": ("g", "m", "R"),
    "history": ("c", "V", "j", "j", "x", "u", "G", "m", "W"),
    "estimate": ("percent_sign",),
    "plot": ("d",),
    "note": ("i",),
    "candidates": ("o", "enter"),
    "memory": ("c", "g", "tab", "tab"),
    "terms": ("tab", "tab", "tab"),
    "row-history": ("a", "y"),
    "concordance": ("asterisk",),
    "term": ("plus",),
}


LARGE = (200, 60)
SHOTS = [
    *((name, size, "en") for name in SCREENS for size in SIZES),
    *((name, LARGE, "en") for name in ("review", "first", "unaligned", "triage", "words")),
    *((name, (80, 24), "zh") for name in ("review", "library", "help", "filter", "export", "candidates", "estimate")),
    ("review", (120, 36), "zh"),
]
"""Every screen at the sizes most terminals have; those of the page at a large one too; a few in Chinese."""


async def drawn(path: Path, name: str, size: tuple[int, int], theme: str = "dark", language: str = "en") -> str:
    """A screen of the small corpus, at the row with flags, after its keys."""
    async with shown(path, name, size, theme, language) as app:
        return text_of(app)


@asynccontextmanager
async def shown(
    path: Path, name: str, size: tuple[int, int], theme: str = "dark", language: str = "en"
) -> AsyncIterator[WorkbenchApp]:
    """The app at a screen."""
    from workbench.config import Settings
    from workbench.tui.app import WorkbenchApp

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.store.history.now", lambda: "2026-11-21T08:00:00Z")
        patch.setattr("workbench.tui.dialogs.actions.LOCAL", UTC)
        patch.setenv("XDG_STATE_HOME", str(path.parent / "state"))
        patch.setenv("WORKBENCH_LANG", language)
        patch.chdir(path.parent)
        app = WorkbenchApp(path, Settings("An Na", theme=theme), filter_line="")
        async with _at(app, name, size):
            yield app


@asynccontextmanager
async def _at(app: WorkbenchApp, name: str, size: tuple[int, int]) -> AsyncIterator[None]:
    from textual.widgets import Input

    from workbench.tui.controllers.inspection import REST_SECONDS

    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in ("f", *SCREENS[name]):
            await pilot.press(key)
            await pilot.pause()
            while app.workspace.busy:
                await pilot.pause(0.02)
        for field in app.screen.query(Input):
            # A blinking cursor is a matter of time.
            field.cursor_blink = False
        # The inspector is filled once the cursor has rested.
        await pilot.pause(REST_SECONDS + 0.05)
        while app.workspace.busy:
            await pilot.pause(0.02)
        await pilot.pause(0.15)
        yield


def file_of(name: str, size: tuple[int, int], language: str = "en") -> Path:
    suffix = "" if language == "en" else f"-{language}"
    return FOLDER / f"{name}-{size[0]}x{size[1]}{suffix}.txt"


@pytest.mark.parametrize(
    ("name", "size", "language"), SHOTS, ids=lambda value: value if isinstance(value, str) else f"{value[0]}x{value[1]}"
)
async def test_screen_is_as_it_was(tmp_path: Path, name: str, size: tuple[int, int], language: str) -> None:
    corpora.small(tmp_path / "corpus.db")
    shown = await drawn(tmp_path / "corpus.db", name, size, language=language)
    assert shown == file_of(name, size, language).read_text(encoding="utf-8")


def test_no_snapshot_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {file_of(*shot).name for shot in SHOTS}


@pytest.mark.parametrize("theme", ["light", "plain"])
async def test_the_page_shows_the_same_in_every_theme(tmp_path: Path, theme: str) -> None:
    corpora.small(tmp_path / "corpus.db")
    shown = await drawn(tmp_path / "corpus.db", "words", (120, 36), theme)
    assert shown == file_of("words", (120, 36)).read_text(encoding="utf-8")


async def test_the_page_shows_the_same_without_colour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    corpora.small(tmp_path / "corpus.db")
    shown = await drawn(tmp_path / "corpus.db", "review", (120, 36))
    assert shown == file_of("review", (120, 36)).read_text(encoding="utf-8")


def write() -> None:
    """Take all snapshots."""
    FOLDER.mkdir(exist_ok=True)
    for name, size, language in SHOTS:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "corpus.db"
            corpora.small(path)
            text = asyncio.run(drawn(path, name, size, language=language))
            file_of(name, size, language).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
