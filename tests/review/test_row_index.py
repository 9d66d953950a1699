"""What a list knows of its rows is what the rows say of themselves, for every filter and order."""

from __future__ import annotations

from array import array
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui import corpora
from workbench.domain import ActionKind
from workbench.review import operations
from workbench.review.filters import parse
from workbench.review.operations import Stamp
from workbench.review.row_index import RowIndex
from workbench.store.corpus import Corpus
from workbench.store.overview import NOT_SCORED, Overview, Trait, traits_of
from workbench.store.queries import Order


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize(
    "line",
    [
        "",
        "status:open",
        "flagged",
        "吉林",
        "Tianjin status:open",
        "/[0-9]+/",
        "nothing",
        "-edited -noted",
        "since:today reviewer:An",
    ],
)
def test_overview_agrees_with_the_rows(tmp_path: Path, line: str, order: Order) -> None:
    corpora.small(tmp_path / "corpus.db")
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        stamp = Stamp("An Na", "2026-11-21T08:00:00Z")
        first, second = corpus.pairs([1, 2])
        corpus.act(ActionKind.CONFIRM, operations.judge(first, ActionKind.CONFIRM, stamp), "An Na")
        corpus.act(ActionKind.BOOKMARK, operations.bookmark(second), "An Na")
        query = replace(parse(line), order=order)
        overview = corpus.overview(query)
        rows = list(corpus.iter_pairs(query))
        assert list(overview.ids) == [pair.id for pair in rows] == list(corpus.pair_ids(query))
        assert list(overview.traits) == [traits_of(pair) for pair in rows]
        assert list(overview.probabilities) == pytest.approx([pair.probability for pair in rows])


def _index(*probabilities: float) -> RowIndex:
    ids = array("q", range(1, len(probabilities) + 1))
    traits = array("H", [Trait.OPEN | Trait.TRANSLATION] * len(ids))
    return RowIndex(Overview(ids, traits, array("f", probabilities)), list(ids))


def test_rows_without_a_probability_and_impossible_ones_are_left_out() -> None:
    rows = _index(0.5, NOT_SCORED, 1.0, float("inf"), 7.0, 0.0, float("nan"))
    assert rows.open_probabilities().tolist() == [0.5, 1.0, 0.0]
    assert rows.counts().expected == 0.5
    assert _index(NOT_SCORED, float("inf")).counts().expected is None
