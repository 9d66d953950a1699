"""A pattern is looked for beside the screen."""

from __future__ import annotations

import threading

import pytest

from tests.tui.conftest import Started
from workbench.domain import Status
from workbench.review.row_list import Listing, listed
from workbench.store.corpus import Corpus
from workbench.store.queries import Order


async def test_a_pattern_is_looked_for_while_keys_go_on(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    look = threading.Event()

    def waiting(corpus: Corpus, filter_line: str, order: Order) -> Listing:
        found = listed(corpus, filter_line, order)
        assert "/" not in filter_line or look.wait(60)
        return found

    monkeypatch.setattr("workbench.tui.controllers.lookups.listed", waiting)
    async with started(order=Order.DOCUMENT) as driver:
        await driver.press("slash", *"/Tianjin/", "enter")
        await driver.press("j", "c")
        assert len(driver.rows) == 11
        confirmed = [row.id for row in driver.stored().values() if row.status is Status.CONFIRMED]
        assert len(confirmed) == 1
        look.set()
        await driver.settle()
        assert driver.rows.filter == "/Tianjin/"
        assert 0 < len(driver.rows) < 11
        assert driver.rows.index.counts().confirmed == sum(
            row.status is Status.CONFIRMED and "Tianjin" in row.source.text for row in driver.stored().values()
        ), "what was done meanwhile is listed as it is"
