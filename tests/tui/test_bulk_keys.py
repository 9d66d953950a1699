"""Ranges of rows by keys, and what they leave in the corpus."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tui import corpora
from tests.tui.conftest import Driver, Started
from workbench.domain import ActionKind, Pair, Status
from workbench.review import bulk
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.tui.dialogs.base import ConfirmDialog


def many(path: Path) -> None:
    corpora.large(path, 150)


def with_status(driver: Driver, status: Status) -> list[Pair]:
    return [pair for pair in driver.stored().values() if pair.status is status]


async def test_a_range_is_one_action_and_one_undo(started: Started) -> None:
    async with started(filter_line="") as driver:
        ids = driver.rows.index.ids.tolist()
        await driver.press("j", "V", "j", "k", "j", "j")
        assert "range of 3 rows" in driver.screen
        assert driver.screen.count("┃") >= 2
        await driver.press("x")
        await driver.settle()
        assert {pair.id for pair in with_status(driver, Status.REJECTED)} == set(ids[1:4])
        assert "Rejected 3 rows; u undoes it." in driver.said
        assert driver.rows.selection is None
        assert driver.rows.cursor == 4
        await driver.press("u")
        assert with_status(driver, Status.REJECTED) == []


@pytest.mark.parametrize(
    ("key", "status"), [("c", Status.CONFIRMED), ("x", Status.REJECTED), ("w", Status.NEEDS_REVIEW)]
)
async def test_an_ended_range_stays_while_one_moves_on(started: Started, key: str, status: Status) -> None:
    async with started(filter_line="") as driver:
        ids = driver.rows.index.ids.tolist()
        await driver.press("V", "j", "V", "G", key)
        await driver.settle()
        changed = with_status(driver, status)
        assert {pair.id for pair in changed} == set(ids[:2])
        assert not any(pair.by_estimate for pair in changed)


async def test_esc_lets_the_range_go_and_keeps_the_filter(started: Started) -> None:
    async with started(filter_line="status:open") as driver:
        await driver.press("ctrl+a", "escape", "c")
        assert len(with_status(driver, Status.CONFIRMED)) == 1
        assert driver.rows.filter == "status:open"


async def test_bookmarks_and_flags_of_a_range(started: Started) -> None:
    async with started(build=many, filter_line="flagged") as driver:
        flagged = set(driver.rows.index.ids.tolist())
        await driver.press("ctrl+a", "b")
        await driver.settle()
        assert {pair.id for pair in driver.stored().values() if pair.bookmarked} == flagged
        await driver.press("ctrl+a", "D")
        await driver.settle()
        stored = driver.stored()
        assert {pair.id for pair in stored.values() if pair.dismissed} == flagged
        assert not any(pair.flags for pair in stored.values())
        await driver.press("u", "u")
        stored = driver.stored()
        assert {pair.id for pair in stored.values() if pair.flags} == flagged
        assert not any(pair.bookmarked for pair in stored.values())


async def test_a_dismissed_range_stays_dismissed_when_checked_again(started: Started) -> None:
    async with started(filter_line="flagged", checks=True) as driver:
        row = driver.current.id or 0
        await driver.press("r")
        before = {flag.rule for flag in driver.stored()[row].flags}
        await driver.press("V", "D")
        await driver.settle()
        after = {flag.rule for flag in driver.stored()[row].flags}
        assert len(before - after) == 1
        await driver.press("r")
        assert {flag.rule for flag in driver.stored()[row].flags} == after


async def test_many_rows_are_asked_about_copied_and_confirmed_in_parts(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 60)
    async with started(build=many, filter_line="") as driver:
        await driver.press("ctrl+a", "c")
        assert driver.shows(ConfirmDialog)
        assert "Confirm 150 rows?" in driver.screen
        assert "150 open, 9 flagged." in driver.screen
        unseen = int(re.findall(r"(\d+) rows that you have not seen", driver.screen)[0])
        assert "A copy of the corpus is kept first. Undoing it takes u 3 times." in driver.screen
        await driver.press("escape")
        assert with_status(driver, Status.CONFIRMED) == []
        await driver.press("c", "enter")
        await driver.settle()
        confirmed = with_status(driver, Status.CONFIRMED)
        assert len(confirmed) == 150
        assert sum(pair.by_estimate for pair in confirmed) == unseen
        assert 0 < unseen < 150
        (copy,) = driver.app.workspace.db.with_name("corpus.db.copies").iterdir()
        with Corpus.read(copy) as before:
            assert {pair.status for pair in before.iter_pairs()} == {Status.PROPOSED}
        await driver.press("u", "u")
        assert len(with_status(driver, Status.CONFIRMED)) == 60
        await driver.press("u")
        assert with_status(driver, Status.CONFIRMED) == []


async def test_rows_that_scrolled_by_were_seen(started: Started) -> None:
    async with started(build=many, filter_line="") as driver:
        await driver.press("V", *["j"] * 60, "c", "enter")
        await driver.settle()
        confirmed = with_status(driver, Status.CONFIRMED)
        assert len(confirmed) == 61
        assert not any(pair.by_estimate for pair in confirmed)


async def test_decided_rows_of_a_range_are_asked_about(started: Started) -> None:
    async with started(filter_line="") as driver:
        await driver.press("x", "g", "V", "j", "c")
        assert "Confirm 2 rows?" in driver.screen
        assert "1 open, 1 rejected" in driver.screen
        await driver.press("enter")
        await driver.settle()
        assert len(with_status(driver, Status.CONFIRMED)) == 2


async def test_a_row_that_another_reviewer_changed_meanwhile_is_left_alone(started: Started) -> None:
    async with started(build=many, filter_line="") as driver:
        ids = driver.rows.index.ids.tolist()
        await driver.press("ctrl+a", "c")
        with Corpus.open(driver.app.workspace.db) as corpus:
            ReviewSession(corpus, "Bo").judge(corpus.pair(ids[2]), ActionKind.REJECT)
        await driver.press("enter")
        await driver.settle()
        stored = driver.stored()
        assert (stored[ids[2]].status, stored[ids[2]].reviewer) == (Status.REJECTED, "Bo")
        assert sum(pair.status is Status.CONFIRMED for pair in stored.values()) == 149
        assert "1 row left alone, changed by Bo meanwhile." in " ".join(driver.said), driver.said
