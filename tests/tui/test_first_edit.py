"""The first action that changes texts does not wait until the checks are loaded, and hides nothing they find."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.tui.conftest import Started
from workbench.domain import Flag, Severity, Side, Status
from workbench.errors import CorpusError
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.store.queries import Order

FOUND = Flag("places", Severity.ERROR, Side.SOURCE, 0, 3, "The", None, "A test finds it.")


def waits_for_checks(session: ReviewSession) -> bool:
    return session.check_later is None


async def test_the_first_merge_does_not_wait_for_the_checks(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = threading.Event()

    def check(pair_ids: Sequence[int], corpus: Corpus) -> None:
        assert loaded.wait(60)
        rows = corpus.pairs(pair_ids)
        corpus.set_probabilities([replace(row, probability=0.25, scored=True) for row in rows])
        corpus.replace_all_flags([(row, (FOUND,)) for row in rows])

    async with started(order=Order.DOCUMENT) as driver:
        workspace = driver.app.workspace
        monkeypatch.setattr(workspace, "_check_again", check)
        driver.session.check_later = workspace._check_later
        row = driver.current.id or 0
        await driver.press("m")
        merged = driver.current
        assert (merged.source.segments, merged.scored) == ((0, 1), False)
        await driver.press("c")
        assert driver.stored()[row].status is not Status.CONFIRMED
        assert "still being checked" in driver.said[-1]
        loaded.set()
        while driver.session.unchecked:
            await driver.pilot.pause(0.02)
        assert waits_for_checks(driver.session), "the next check is quick"
        stored, shown = driver.stored()[row], driver.current
        assert (stored.flags, stored.probability) == ((FOUND,), 0.25)
        assert shown.flags == (FOUND,)
        await driver.press("c")
        assert driver.stored()[row].status is Status.CONFIRMED


async def test_a_check_that_cannot_be_made_is_reported(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(pair_ids: Sequence[int], corpus: Corpus) -> None:
        raise CorpusError("The corpus is locked.")

    async with started(order=Order.DOCUMENT) as driver:
        monkeypatch.setattr(driver.app.workspace, "_check_again", check)
        driver.session.check_later = driver.app.workspace._check_later
        await driver.press("m")
        while "The corpus is locked." not in driver.said:
            await driver.pilot.pause(0.02)
        assert not driver.session.unchecked, "the row can be confirmed as one that was never checked"
