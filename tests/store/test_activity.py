"""What reviewers did, of what still holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.store.builders import pair
from workbench.domain import ActionKind, DocumentPair, Side
from workbench.review.operations import Stamp, judge, split
from workbench.store import history
from workbench.store.corpus import Corpus


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every action is a minute after the one before."""
    minutes = iter(range(60))
    monkeypatch.setattr(history, "now", lambda: f"2026-11-21T09:{next(minutes):02}:30Z")
    yield


def decide(corpus: Corpus, row: int, kind: ActionKind, reviewer: str) -> None:
    corpus.act(kind, judge(corpus.pair(row), kind, Stamp(reviewer, "")), reviewer)


def found(corpus: Corpus, bitext: DocumentPair | None = None) -> list[tuple[str, str, str, int]]:
    return [(f"{each.at:%H:%M}", each.reviewer, each.kind, each.rows) for each in corpus.activity(bitext)]


@pytest.mark.usefixtures("clock")
def test_the_last_decision_that_holds_counts(corpus: Corpus) -> None:
    corpus.add_pairs(pair(number) for number in range(3))
    decide(corpus, 1, ActionKind.CONFIRM, "An")
    decide(corpus, 2, ActionKind.REJECT, "An")
    decide(corpus, 1, ActionKind.REJECT, "Bo")
    assert found(corpus) == [("09:01", "An", "reject", 1), ("09:02", "Bo", "reject", 1)]
    corpus.undo("Bo")
    assert found(corpus) == [("09:00", "An", "confirm", 1), ("09:01", "An", "reject", 1)]
    corpus.redo("Bo")
    assert ("09:02", "Bo", "reject", 1) in found(corpus)


@pytest.mark.usefixtures("clock")
def test_a_row_that_was_opened_again_or_cut_does_not_count(corpus: Corpus) -> None:
    corpus.add_pairs(pair(number) for number in range(2))
    decide(corpus, 1, ActionKind.CONFIRM, "An")
    decide(corpus, 2, ActionKind.CONFIRM, "An")
    decide(corpus, 1, ActionKind.REOPEN, "An")
    row = corpus.pair(2)
    corpus.act(ActionKind.SPLIT, split(row, 9, 3, lambda _name: ()), "An")
    assert corpus.pair(2).side(Side.SOURCE).text != row.source.text
    assert found(corpus) == []


@pytest.mark.usefixtures("clock")
def test_two_documents_have_an_activity_of_their_own(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0)])
    decide(corpus, 1, ActionKind.CONFIRM, "An")
    assert found(corpus, DocumentPair("article", "coverage")) == found(corpus) != []
    assert found(corpus, DocumentPair("coverage", "article")) == []
    assert found(corpus, DocumentPair("nowhere", "coverage")) == []
