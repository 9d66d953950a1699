"""Small things that add up: a sign for long work, fields that open selected, plural forms."""

from __future__ import annotations

import threading

import pytest

from tests.tui.conftest import Started
from workbench.tui.text import counted_rows
from workbench.tui.widgets.spinner import FRAMES


def spins(screen: str) -> bool:
    return any(frame in screen for frame in FRAMES)


@pytest.mark.parametrize("keys", [(), ("slash",), ("backspace",), ("ctrl+e",)])
async def test_work_that_takes_longer_turns_a_sign_on_whatever_is_in_front(
    started: Started, keys: tuple[str, ...]
) -> None:
    async with started() as driver:
        await driver.press(*keys)
        await driver.settle()
        assert not spins(driver.screen)
        over = threading.Event()
        driver.app.run_worker(driver.app.workspace.in_background(lambda _: over.wait(30)))
        await driver.pilot.pause(0.4)
        assert spins(driver.screen)
        over.set()
        await driver.settle()
        assert not spins(driver.screen)


async def test_a_filter_and_a_search_open_with_their_words_selected(started: Started) -> None:
    async with started(filter_line="flagged") as driver:
        await driver.press("slash", *"Tianjin", "enter")
        assert driver.rows.filter == "Tianjin"
        await driver.press("slash", "end", "space", *"status:open", "enter")
        assert driver.rows.filter == "Tianjin status:open"


async def test_a_note_opens_with_the_cursor_behind_it(started: Started) -> None:
    async with started() as driver:
        await driver.press("i", *"one", "enter", "i", *"two", "enter")
        assert driver.current.note == "onetwo"


@pytest.mark.parametrize(("number", "words"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1234, "1,234 rows")])
def test_a_number_goes_with_its_noun(number: int, words: str) -> None:
    assert counted_rows(number) == words
