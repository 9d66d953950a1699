"""Find and replace by keys, and what it leaves in the corpus."""

from __future__ import annotations

from pathlib import Path

from tests.tui import corpora
from tests.tui.conftest import Driver, Started
from workbench.domain import ActionKind, Status
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.tui.dialogs.preview import PreviewDialog
from workbench.tui.dialogs.replace import ReplaceDialog


async def fill_in(driver: Driver, find: str, instead: str, *more: str) -> None:
    """Open the dialog, fill it in, and look at the preview."""
    await driver.press("ctrl+f", *find, "down", *instead, *more, "enter")
    await driver.settle()


def holding(driver: Driver, words: str) -> set[int]:
    return {row for row, pair in driver.stored().items() if words in pair.source.text + pair.target.text}


async def test_words_are_replaced_in_all_rows_as_one_action(started: Started) -> None:
    async with started(filter_line="") as driver:
        before = holding(driver, "吉林")
        await fill_in(driver, "吉林", "J")
        assert driver.shows(PreviewDialog)
        assert "3 of 3 rows taken" in driver.screen
        assert "[吉林 → J]" in driver.screen
        assert "party and government delegation of Jilin" in driver.screen, "the other language"
        await driver.press("enter")
        await driver.settle()
        assert holding(driver, "J省") == before
        assert holding(driver, "吉林") == set()
        assert "Replaced in 3 rows; u undoes it." in driver.said
        await driver.press("u")
        assert holding(driver, "吉林") == before


async def test_rows_are_left_out(started: Started) -> None:
    async with started(filter_line="") as driver:
        await fill_in(driver, "吉林", "J")
        await driver.press("a", "space", "enter")
        await driver.settle()
        assert len(holding(driver, "J省")) == 1


async def test_only_rows_of_the_filter_and_one_side(started: Started) -> None:
    async with started(filter_line="代表团") as driver:
        listed = set(driver.rows.index.ids.tolist())
        await fill_in(driver, "/(?i)the/", "X", "down", "right")
        await driver.press("enter")
        await driver.settle()
        assert holding(driver, "X") <= listed
        assert holding(driver, "X")
        assert not any("X" in pair.target.text for pair in driver.stored().values())


async def test_decided_rows_are_marked_and_left_out_until_they_are_taken(started: Started) -> None:
    async with started(filter_line="吉林") as driver:
        confirmed = driver.current.id
        await driver.press("c")
        await fill_in(driver, "吉林", "J")
        assert "2 of 3 rows taken · 1 decided already" in driver.screen
        assert "[ ] ✓" in driver.screen
        await driver.press("enter")
        await driver.settle()
        assert holding(driver, "吉林") == {confirmed}
        await driver.press("ctrl+f", "enter")
        await driver.settle()
        await driver.press("enter", "space", "enter")
        await driver.settle()
        assert holding(driver, "吉林") == set()
        assert driver.stored()[confirmed or 0].status is Status.CONFIRMED


async def test_what_finds_nothing_or_makes_no_sense_stays_to_be_corrected(started: Started) -> None:
    async with started(filter_line="") as driver:
        await fill_in(driver, "nowhere", "x")
        assert driver.shows(ReplaceDialog)
        assert "No row of the list would change." in driver.screen
        await driver.press(*["backspace"] * 7, *"/(/", "enter")
        assert "/(/ is not a valid regular expression" in driver.screen
        await driver.press(*["backspace"] * 3, *"/./", "down", "backspace", "enter")
        await driver.settle()
        assert driver.shows(ReplaceDialog)
        assert "11 rows would lose all text of a side: left out." in driver.screen
        await driver.press("escape")
        assert len(driver.session.corpus.history()) == 0


async def test_a_hostile_pattern_ends_in_a_sentence(started: Started) -> None:
    def build(path: Path) -> None:
        corpora.large(path, 1)
        with Corpus.open(path) as corpus:
            row = corpus.pair(1)
            session = ReviewSession(corpus, "An Na")
            session.edit(row, "a" * 400 + "!", row.target.text)

    async with started(build=build, filter_line="") as driver:
        await fill_in(driver, "/^(a|a|aa)+$/", "x")
        assert "The pattern takes too long." in driver.screen
        assert driver.shows(ReplaceDialog)


async def test_a_row_that_another_reviewer_changed_after_the_preview_is_left_alone(started: Started) -> None:
    async with started(filter_line="吉林") as driver:
        row = driver.current.id or 0
        await fill_in(driver, "吉林", "J")
        with Corpus.open(driver.app.workspace.db) as corpus:
            ReviewSession(corpus, "Bo").judge(corpus.pair(row), ActionKind.REJECT)
        await driver.press("enter")
        await driver.settle()
        assert holding(driver, "吉林") == {row}
        assert any("1 row left alone, changed by Bo meanwhile." in message for message in driver.said)


async def test_changed_rows_are_checked_again(started: Started) -> None:
    async with started(filter_line="3.5", checks=True) as driver:
        await fill_in(driver, "35亿", "36亿")
        await driver.press("enter")
        await driver.settle()
        (pair,) = [pair for pair in driver.stored().values() if "36亿" in pair.target.text]
        assert "numbers" in {flag.rule for flag in pair.flags}
        assert pair.probability != 0.7
