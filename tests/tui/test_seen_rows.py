"""A decision is about the row on the screen: while another program writes, on a screen too small, above the list."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual import events

from tests.tui import corpora
from tests.tui.conftest import Driver, Started
from workbench.domain import Status
from workbench.tui.dialogs.base import ConfirmDialog


@contextmanager
def lock(driver: Driver) -> Iterator[None]:
    """Another program writes."""
    connection = sqlite3.connect(driver.app.workspace.db, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.close()


def confirmed(driver: Driver) -> list[int]:
    return [pair_id for pair_id, pair in driver.stored().items() if pair.status is Status.CONFIRMED]


async def test_a_locked_corpus_is_reported_and_the_app_goes_on(started: Started) -> None:
    async with started() as driver:
        first = driver.current.id or 0
        with lock(driver):
            await driver.press("c")
            assert any("in use by another program" in message for message in driver.said)
            assert driver.current.id == first
            await driver.press("j", "slash", *"Nobody", "enter", "escape", "g")
            assert driver.current.id == first
            await driver.press("x", "m", "u")
            assert confirmed(driver) == []
        await driver.press("c")
        assert confirmed(driver) == [first]


async def test_a_key_pressed_before_the_row_was_shown_decides_nothing(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started() as driver:
        first, corpus = driver.current.id or 0, driver.app.workspace.corpus
        act = corpus.act

        def slow(*args: object) -> object:
            time.sleep(0.3)
            return act(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(corpus, "act", slow)
        early = [events.Key(key, key) for key in ("c", "x", "j")]
        await driver.press("c")
        monkeypatch.undo()
        second = driver.current.id
        for key in early:
            driver.app.post_message(key)
        await driver.settle()
        assert confirmed(driver) == [first]
        assert {pair.status for pair in driver.stored().values()} == {Status.PROPOSED, Status.CONFIRMED}
        assert driver.current.id != second, "a key that changes nothing is never left out"


async def test_rows_above_the_list_are_confirmed_only_after_a_question(started: Started) -> None:
    async with started(build=lambda path: corpora.large(path, 60), filter_line="") as driver:
        await driver.press("j", "C")
        assert len(confirmed(driver)) == 2
        await driver.press("G", "C")
        assert driver.shows(ConfirmDialog)
        await driver.press("escape")
        assert len(confirmed(driver)) == 2
        await driver.press("C", "enter")
        await driver.settle()
        assert len(confirmed(driver)) == 60
