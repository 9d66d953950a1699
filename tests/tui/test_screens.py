"""Library, export and import, bad moments, other people, hostile text, sizes and themes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui import corpora
from tests.tui.conftest import Driver, Started
from workbench.config import Settings
from workbench.domain import ActionKind, Side, Status
from workbench.review import operations
from workbench.review.operations import Stamp
from workbench.store.corpus import Corpus
from workbench.tui.dialogs.base import AskDialog
from workbench.tui.screens.library import LibraryScreen
from workbench.tui.screens.review import ReviewScreen
from workbench.tui.widgets.page import Page

LI = Stamp("Li", "2026-11-21T08:00:00Z")


def empty(path: Path) -> None:
    Corpus.create(path).close()


def two_articles(path: Path) -> None:
    corpora.small(path)
    corpora.tricky(path)


async def test_an_empty_corpus_says_what_to_do(started: Started) -> None:
    async with started(build=empty) as driver:
        assert driver.shows(LibraryScreen)
        assert "workbench run" in driver.screen
        await driver.press("enter", "j", "k", "a")
        assert "no pairs yet" in driver.screen
        await driver.press(*"cxemsaAnfJLUvR", "enter", "y", "d", "percent_sign")
        await driver.settle()
        assert driver.stored() == {}


async def test_the_library_counts_and_opens(started: Started) -> None:
    async with started(build=two_articles) as driver:
        assert driver.shows(LibraryScreen)
        screen = driver.screen
        assert "tianjin-visit ↔ sichuan-forum" in screen
        assert "tricky [b] ↔ 诡计" in screen
        await driver.press("j", "enter")
        assert driver.shows(ReviewScreen)
        assert len(driver.rows) == 11
        await driver.press("c", "backspace")
        assert driver.shows(LibraryScreen)
        row = next(line for line in driver.screen.splitlines() if "tianjin-visit" in line)
        assert row.split()[-5:] == ["10", "1", "0", "0", "2"]
        await driver.press("escape")
        assert driver.shows(ReviewScreen)
        await driver.press("escape", "escape", "a")
        assert len(driver.rows) == 12


async def test_export_and_import_from_the_app(started: Started, tmp_path: Path) -> None:
    target = tmp_path / "out.tsv"
    async with started() as driver:
        await driver.press("c", "c", "ctrl+e")
        await driver.settle()
        assert "2 pairs will be written" in driver.screen
        await _type_over(driver, str(target))
        await driver.press("enter")
        await driver.settle()
        assert target.read_text(encoding="utf-8").count("\n") == 3
        await driver.press("ctrl+e")
        await _type_over(driver, str(tmp_path / "no" / "out.tsv"))
        await driver.press("enter")
        await driver.settle()
        assert "cannot be written" in driver.screen
    async with started(build=empty, path=tmp_path / "other.db") as driver:
        await driver.press("i")
        await _type_over(driver, str(target))
        await driver.press("enter")
        await driver.settle()
        assert len(driver.stored()) == 2
        assert "2 confirmed" in driver.screen
        await driver.press("i")
        await _type_over(driver, str(tmp_path / "nothing.tmx"))
        await driver.press("enter")
        await driver.settle()
        assert any("There is no file" in message for message in driver.said)


async def test_a_row_somebody_else_changed_is_shown_and_not_overwritten(started: Started) -> None:
    async with started() as driver:
        mine = driver.current
        with Corpus.open(driver.app.workspace.db) as other:
            other.act(
                ActionKind.REJECT,
                operations.judge(other.pair(mine.id or 0), ActionKind.REJECT, LI),
                "Li",
            )
        await driver.press("c")
        assert any("nothing was overwritten" in message for message in driver.said)
        assert driver.stored()[mine.id or 0].status is Status.REJECTED
        assert driver.current.status is Status.REJECTED
        await driver.press("c")
        assert driver.stored()[mine.id or 0].status is Status.CONFIRMED


async def test_what_others_do_appears_by_itself(started: Started) -> None:
    async with started() as driver:
        row = driver.current
        with Corpus.open(driver.app.workspace.db) as other:
            other.act(ActionKind.REJECT, operations.judge(other.pair(row.id or 0), ActionKind.REJECT, LI), "Li")
        driver.app.look_around()
        await driver.pilot.pause()
        assert driver.current.status is Status.REJECTED
        assert any("Li changed rows" in message for message in driver.said)


async def test_a_row_somebody_else_merged_away(started: Started) -> None:
    async with started() as driver:
        await driver.press("z", "g", "j")
        gone = driver.current
        with Corpus.open(driver.app.workspace.db) as other:
            first, second = other.pairs([driver.rows.index.ids[0].item(), gone.id or 0])
            other.act(ActionKind.MERGE, operations.merge(first, second, other.segments), "Li")
        await driver.press("c")
        assert any("gone" in message for message in driver.said)
        driver.app.look_around()
        await driver.pilot.pause()
        assert len(driver.rows) == 10
        assert gone.id not in driver.rows.index.ids


async def test_a_deleted_corpus_is_told_and_can_be_rescued(started: Started, tmp_path: Path) -> None:
    async with started() as driver:
        await driver.press("c")
        for file in tmp_path.glob("corpus.db*"):
            file.unlink()
        await driver.press("c")
        assert any("deleted or replaced" in message for message in driver.said)
        driver.app.look_around()
        await driver.press("ctrl+o")
        await driver.settle()
        rescued = next(tmp_path.glob("corpus-rescued*.db"))
        with Corpus.create(rescued) as corpus:
            assert sum(pair.status is Status.CONFIRMED for pair in corpus.iter_pairs()) == 1


async def test_a_full_disk_is_told_and_nothing_is_half_done(started: Started) -> None:
    async with started() as driver:
        before = driver.stored()
        connection = driver.app.workspace.corpus._connection.sqlite
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        for _ in range(12):
            await driver.press("i")
            await _type_over(driver, "x" * 2_000 + driver.current.note)
            await driver.press("enter")
            if driver.shows(AskDialog):
                break
        assert "There is no space left" in driver.screen
        await driver.press("escape", "a")
        connection.execute("PRAGMA max_page_count = 1000000")
        await driver.press("c")
        after = driver.stored()
        assert sum(pair.status is Status.CONFIRMED for pair in after.values()) == 1
        assert {i: pair.source.segments for i, pair in after.items()} == {
            i: pair.source.segments for i, pair in before.items()
        }


async def test_corpus_text_is_never_markup_and_sends_nothing(started: Started) -> None:
    async with started(build=corpora.tricky) as driver:
        for key in ("e", "y", "s", "A", "i", "asterisk"):
            await driver.press(key)
            assert not set(driver.screen) & set("\x1b\u202e\x07")
            await driver.press("escape")
        assert "[bold red]not markup[/]" in driver.screen
        assert "[@click=app.quit]点[/]" in driver.screen
        await driver.press("a")
        assert driver.app.is_running
        await driver.press("backspace")
        assert "tricky [b]" in driver.screen


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((1, 1), "\n"),
        ((20, 5), "Please enlarge"),
        ((39, 40), "Please enlarge"),
        ((80, 24), "confirm"),
        ((200, 60), "confirm"),
    ],
)
async def test_any_size(started: Started, size: tuple[int, int], shown: str) -> None:
    async with started(size=size) as driver:
        await driver.press("j", "c", "u", "e", "escape", "s", "escape", "slash", "escape")
        assert shown in driver.screen
        await driver.pilot.resize_terminal(120, 36)
        await driver.pilot.pause()
        await driver.press("g")
        assert "and Kyrgyzstan" in driver.screen
        await driver.pilot.resize_terminal(3, 2)
        await driver.pilot.pause()
        await driver.press("c")
        assert any("too small" in message for message in driver.said)
        await driver.pilot.resize_terminal(90, 30)
        await driver.pilot.pause()
        await driver.press("c")
        assert "✓ 1 " in driver.screen


async def test_themes_and_keys_of_the_config_file(started: Started) -> None:
    settings = Settings("An Na", theme="light", keys={"row.confirm": "space", "look.scroll": "c"})
    async with started(settings=settings) as driver:
        assert driver.app.theme == "light"
        assert "space confirm" in driver.screen
        row = driver.current.id or 0
        await driver.press("space")
        assert driver.stored()[row].status is Status.CONFIRMED
        await driver.press("ctrl+t")
        assert driver.app.theme == "plain"
        await driver.press("question_mark")
        assert "space" in driver.screen
    async with started(settings=Settings("An Na", theme="odd", keys={"row.confirm": "x"})) as driver:
        assert driver.app.theme == "dark"
        assert any("x is bound to" in message for message in driver.said)


async def test_the_mouse_points_scrolls_and_presses(started: Started) -> None:
    async with started() as driver:
        lines = driver.screen.splitlines()
        wanted = next(number for number, line in enumerate(lines) if "3.5 billion" in line)
        await driver.pilot.click(offset=(100, wanted))
        await driver.pilot.pause()
        assert "3.5 billion" in driver.current.source.text
        assert driver.app.screen.side is Side.TARGET  # type: ignore[attr-defined]
        await driver.pilot.click("#map", offset=(1, 0))
        await driver.pilot.pause()
        assert driver.current.source.segments == (0,)
        row = driver.current.id or 0
        await driver.pilot.click("#keys", offset=(12, 0))
        await driver.pilot.pause()
        assert driver.stored()[row].status is Status.CONFIRMED


async def test_a_filter_from_the_command_line(started: Started) -> None:
    async with started(filter_line="relation:unaligned") as driver:
        assert len(driver.rows) == 2


async def test_a_hundred_thousand_rows_would_not_be_read(started: Started) -> None:
    async with started(build=lambda path: corpora.large(path, 3000), filter_line="") as driver:
        read = 0
        pairs = driver.app.workspace.corpus.pairs

        def counted(ids: object) -> object:
            nonlocal read
            found = pairs(ids)  # type: ignore[arg-type]
            read += len(found)
            return found

        driver.app.workspace.corpus.pairs = counted  # type: ignore[method-assign, assignment]
        await driver.press("G", "g", "n", "f", "pagedown", "j")
        assert read <= 6 * 128


async def _type_over(driver: Driver, text: str) -> None:
    from textual.widgets import Input

    driver.app.screen.query_one(Input).value = text
    await driver.pilot.pause()


async def test_a_screen_without_its_widgets_draws_nothing(started: Started) -> None:
    async with started() as driver:
        screen = driver.app.screen
        assert isinstance(screen, ReviewScreen)
        await screen.query_one("#inspector").remove()
        screen.refresh_rows()
        screen.go(3)
        assert driver.rows.cursor == 0


async def test_another_row_is_shown_from_its_first_line(started: Started) -> None:
    async with started(size=(42, 14)) as driver:
        page = driver.app.screen.query_one(Page)
        await driver.press("space")
        assert page.layout_now.top < 0
        await driver.press("j")
        assert page.layout_now.top >= 0


async def test_nothing_is_decided_that_was_not_on_the_screen(started: Started) -> None:
    async with started(size=(42, 14)) as driver:
        row = driver.current.id or 0
        assert "more: space" in driver.screen
        await driver.press("c", "x", "w", "C")
        assert driver.stored()[row].status is Status.PROPOSED
        assert any("space shows the rest, then c decides" in message for message in driver.said)
        while "more: space" in driver.screen:
            await driver.press("space")
        await driver.press("c")
        assert driver.stored()[row].status is Status.CONFIRMED
