"""Learning beside the reviewer: rows are scored again, the cursor stays, new beads are shown before they are taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.builders import pair
from tests.tui.conftest import Driver, Started
from workbench.config import Settings
from workbench.documents.prepare import prepare_lines
from workbench.domain import ActionKind, Document, Pair, Role, Status
from workbench.encoders.registry import bundled
from workbench.evaluation.gold import read_gold
from workbench.pipeline.alignment import align_documents
from workbench.pipeline.realignment import Fate, Realignment
from workbench.pipeline.storing import store_bitext
from workbench.review.operations import merge, realigned
from workbench.store.corpus import Corpus
from workbench.tui.dialogs.realign import RealignDialog

EVERY = Settings("").learn_every

GOLD = Path(__file__).resolve().parents[1] / "data" / "gold"


def parallel(path: Path) -> None:
    gold = next(read_gold(GOLD))
    zh, en = (
        prepare_lines(Document(name, "\n".join(lines), "utf-8", name, role))
        for name, lines, role in (("zh", gold.zh, Role.ARTICLE), ("en", gold.en, Role.COVERAGE))
    )
    with Corpus.create(path) as corpus:
        store_bitext(corpus, align_documents(zh, en, bundled()))


def with_a_wrong_row(path: Path) -> None:
    """Two rows are one, as an aligner that erred would have it."""
    parallel(path)
    with Corpus.open(path) as corpus:
        pairs = [pair for pair in corpus.iter_pairs() if pair.source.text and pair.target.text]
        action = corpus.act(ActionKind.MERGE, merge(pairs[20], pairs[21], corpus.segments), "machine")
        merged = corpus.pair(action.pair_ids[0])
        corpus.set_probabilities([replace(merged, probability=0.999, scored=True)])


async def learnt(driver: Driver) -> None:
    for _ in range(200):
        await driver.settle()
        if any("Learnt from" in message for message in driver.said):
            return
    pytest.fail("Nothing was learnt.")


def probabilities(driver: Driver) -> dict[int | None, float]:
    return {pair.id: pair.probability for pair in driver.stored().values() if pair.status is Status.PROPOSED}


@pytest.mark.slow
async def test_open_rows_are_scored_again_and_the_cursor_stays(started: Started) -> None:
    async with started(build=parallel) as driver:
        before = probabilities(driver)
        await driver.press(*["c"] * EVERY)
        here = driver.current
        await learnt(driver)
        assert driver.current.id == here.id
        after = probabilities(driver)
        assert any(after[row] != before[row] for row in after)
        places = [driver.rows.row(place) for place in range(driver.rows.cursor + 1, len(driver.rows))]
        ids = [row.id for row in places if row is not None]
        assert len(set(ids)) == len(ids) == len(driver.rows) - driver.rows.cursor - 1
        shown: list[Pair] = [row for row in places if row is not None and row.status is Status.PROPOSED]
        assert [row.probability for row in shown] == [after[row.id] for row in shown]


async def test_how_often_the_app_learns_is_a_setting(started: Started) -> None:
    async with started(build=parallel, settings=Settings("An Na", learn_every=3)) as driver:
        await driver.press("c", "c", "c")
        await learnt(driver)
    async with started(build=parallel, settings=Settings("An Na", learn_every=0)) as driver:
        await driver.press(*["c"] * EVERY)
        await driver.settle()
        assert not any("Learnt from" in message for message in driver.said)


@pytest.mark.slow
async def test_what_would_be_aligned_otherwise_is_shown_and_taken_back(started: Started) -> None:
    async with started(build=with_a_wrong_row) as driver:
        await driver.press(*["c"] * EVERY)
        await learnt(driver)
        rows = set(driver.stored())
        await driver.press("percent_sign")
        assert "would be aligned otherwise: a shows them" in driver.screen
        await driver.press("a", "escape")
        assert set(driver.stored()) == rows
        await driver.press("percent_sign", "a", "enter")
        await driver.settle()
        assert set(driver.stored()) != rows
        await driver.press("u")
        assert set(driver.stored()) == rows


def test_each_run_of_rows_is_shown_beside_what_would_replace_it() -> None:
    runs = []
    for number in (5, 1):
        old, new = replace(pair(number), id=number), [pair(number, f"New {at}.") for at in (1, 2)]
        runs.append(Realignment((old,), tuple(realigned([old], new))))
    fates = [fate for fate, _ in RealignDialog(runs)._rows]
    assert fates == [Fate.GOES, Fate.COMES, Fate.COMES] * 2


async def test_the_estimate_names_the_decisions_that_are_left(started: Started) -> None:
    async with started(build=parallel) as driver:
        await driver.press("percent_sign")
        assert "99 of 100 rows in the list are right" in driver.screen
        assert "aligned otherwise" not in driver.screen
