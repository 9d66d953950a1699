"""The page under keys and mouse: what is whole, what stands where, what a key may decide."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.tui import corpora
from tests.tui.conftest import Driver, Started
from tests.tui.corpora import CHINESE, ENGLISH
from workbench.domain import Language, Pair, PairSide, Relation, Side, Status
from workbench.store.corpus import Corpus
from workbench.store.queries import Order
from workbench.tui.widgets.page import Page


def band(driver: Driver) -> list[int]:
    """Lines of the screen with the row under the cursor."""
    return [number for number, line in enumerate(driver.screen.splitlines()) if line.startswith("▌")]


def said_last(driver: Driver) -> str:
    return driver.said[-1]


def imported(source: str, target: str) -> Pair:
    sides = PairSide("novel", Language.EN, (), source), PairSide("novel", Language.ZH_HANS, (), target)
    return Pair(*sides, Relation.TRANSLATION, probability=0.9)


def novel(path: Path) -> None:
    """Fifty rows whose texts have between one line and a few."""
    with Corpus.create(path) as corpus:
        corpus.add_pairs(
            imported(f"Row {number}. " + "It was a long day. " * (number * 7 % 13), f"第{number}行。")
            for number in range(50)
        )


def tall(path: Path) -> None:
    """A row that no screen holds."""
    with Corpus.create(path) as corpus:
        corpus.add_pairs([imported("It was a long day. " * 400 + "Then it ended.", "漫长的一天。" * 300)])


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (200, 60)])
async def test_in_document_order_the_neighbours_are_rows(started: Started, size: tuple[int, int]) -> None:
    async with started(size=size, order=Order.DOCUMENT) as driver:
        await driver.press("j", "j", "j")
        screen = driver.screen
        lines = band(driver)
        assert lines == list(range(lines[0], lines[-1] + 1))
        above, below = screen.splitlines()[: lines[0]], screen.splitlines()[lines[-1] + 1 :]
        assert any(CHINESE[2][-3:] in line for line in above)
        assert any(ENGLISH[4][:20] in line for line in below)
        assert sum(ENGLISH[3] in line for line in screen.splitlines()) == 1, "no neighbour is shown twice"


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (100, 30), (200, 60)])
async def test_the_next_open_row_stands_where_the_last_one_stood(started: Started, size: tuple[int, int]) -> None:
    async with started(build=novel, size=size, order=Order.DOCUMENT) as driver:
        first = band(driver)[0]
        for _ in range(6):
            await driver.press("c")
            assert band(driver)[0] == first
        await driver.press("j", "j", "k")
        here, screen = driver.current.id, driver.screen
        await driver.press("x", "u")
        assert driver.current.id == here
        assert driver.screen.splitlines()[2:20] == screen.splitlines()[2:20]


async def test_a_border_is_seen_and_seen_to_move(started: Started) -> None:
    async with started(order=Order.DOCUMENT) as driver:
        await driver.press("j", "m")
        assert "¹Jing Junhai" in driver.screen
        assert "²Hu Yuting" in driver.screen
        assert "²吉林省委副书记" in driver.screen
        await driver.press("J")
        assert not {"¹Jing Junhai", "²Hu Yuting"} & set(driver.screen.split("  "))
        below = driver.screen.splitlines()[band(driver)[-1] + 1 :]
        assert any("Hu Yuting" in line for line in below), "the neighbour changes in the same frame"
        await driver.press("l", "J")
        row = [driver.screen.splitlines()[number] for number in band(driver)]
        assert not any("²" in line for line in row)


@pytest.mark.parametrize("size", [(40, 14), (80, 24), (120, 36)])
async def test_a_row_taller_than_the_page_is_decided_only_after_its_end_was_seen(
    started: Started, size: tuple[int, int]
) -> None:
    async with started(build=tall, size=size) as driver:
        assert "It was" in driver.screen.splitlines()[2]
        for key in ("c", "x", "w", "C"):
            await driver.press(key)
            assert "space shows the rest" in said_last(driver)
        assert {pair.status for pair in driver.stored().values()} == {Status.PROPOSED}
        seen = driver.screen
        for _ in range(400):
            await driver.pilot.press("space")
            seen += driver.screen
            if "more: space" not in driver.screen:
                break
        assert "ended." in seen
        await driver.press("c")
        assert {pair.status for pair in driver.stored().values()} == {Status.CONFIRMED}


async def test_triage_is_a_line_a_row_in_the_same_columns(started: Started) -> None:
    async with started(order=Order.DOCUMENT) as driver:
        column = next(line for line in driver.screen.splitlines() if ENGLISH[3] in line).index(ENGLISH[3])
        await driver.press("Z", "f")
        lines = driver.screen.splitlines()
        assert [sum(text[:30] in line for line in lines) for text in ENGLISH] == [1] * len(ENGLISH)
        assert next(line for line in lines if ENGLISH[3] in line).index(ENGLISH[3]) == column
        assert "and Kyrgyzstan" in " ".join(driver.screen.split()), "the row under the cursor is whole"


async def test_a_click_chooses_row_and_side_and_the_map_goes_there(started: Started) -> None:
    async with started(order=Order.DOCUMENT) as driver:
        lines = driver.screen.splitlines()
        wanted = next(number for number, line in enumerate(lines) if "Jing Junhai" in line)
        await driver.pilot.click(offset=(100, wanted))
        assert driver.current.source.text == ENGLISH[1]
        assert driver.app.screen.side is Side.TARGET  # type: ignore[attr-defined]
        assert wanted == band(driver)[0], "the row that was clicked stays where it is"
        await driver.pilot.click("#map", offset=(118, 0))
        assert driver.rows.cursor == len(driver.rows) - 1


async def test_the_wheel_scrolls_and_takes_the_cursor_along(started: Started) -> None:
    async with started(build=novel, order=Order.DOCUMENT) as driver:
        page = driver.app.screen.query_one(Page)
        for _ in range(40):
            page.post_message(_wheel(events.MouseScrollDown, page))
            await driver.pilot.pause()
        assert driver.rows.cursor > 3
        for _ in range(60):
            page.post_message(_wheel(events.MouseScrollUp, page))
            await driver.pilot.pause()
        assert driver.rows.cursor == 0


def _wheel(kind: type[events.MouseEvent], page: Page) -> events.MouseEvent:
    return kind(page, 5, 5, 0, 0, 0, False, False, False)


async def test_the_keys_are_complete_when_wide_and_six_when_narrow(started: Started) -> None:
    async with started(size=(120, 36), order=Order.DOCUMENT) as driver:
        keys = " ".join(driver.screen.splitlines()[-2:])
        for group in ("decide  c confirm", "text  e edit", "alignment  m merge  s split  J K border", "u undo  ? all"):
            assert group in " ".join(keys.split("\n"))
    async with started(size=(80, 24), order=Order.DOCUMENT) as driver:
        assert driver.screen.splitlines()[-1].split("  ") == [
            " c confirm", "x reject", "w later", "e edit", "u undo", "? all",
        ]  # fmt: skip


async def test_a_cut_is_shown_in_the_row_itself(started: Started) -> None:
    async with started(order=Order.DOCUMENT) as driver:
        await driver.press("j", "j")
        before = driver.screen.splitlines()[2 : band(driver)[0]]
        await driver.press("s")
        assert "┃✂┃" in driver.screen
        assert driver.screen.splitlines()[2 : band(driver)[0]] == before
        await driver.press("escape")
        assert "✂" not in driver.screen


async def test_signs_of_notes_corrections_and_bookmarks(started: Started) -> None:
    async with started() as driver:
        await driver.press("a", "b", "i", *"ask", "enter")
        row = next(line for line in driver.screen.splitlines() if line.startswith("▌"))
        assert "⚑1*†✎" in row


async def test_what_mined_sides_differ_in_is_said_when_the_reviewer_stays(started: Started) -> None:
    async with started(build=corpora.comparable, filter_line="kind:form") as driver:
        await driver.pilot.pause(0.5)
        await driver.settle()
        assert "differs: " in driver.screen
