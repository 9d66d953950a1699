"""Actions on many rows: what they change, what they leave alone, and that undo brings all of it back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.review.states import state_of
from tests.tui import corpora
from workbench.domain import ActionKind, Change, Status
from workbench.errors import StaleRow
from workbench.review import bulk
from workbench.review.bulk import RowRange
from workbench.review.operations import STATUS_AFTER
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.store.queries import Order


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ReviewSession]:
    corpora.small(tmp_path / "corpus.db")
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        opened = ReviewSession(corpus, "An Na")
        opened.rows.show("", Order.DOCUMENT)
        yield opened


def ids(session: ReviewSession) -> list[int]:
    found: list[int] = session.rows.index.ids.tolist()
    return found


def nobody(_: Corpus) -> dict[int, str]:
    return {}


def test_rows_that_were_not_on_the_screen_are_confirmed_by_estimate(session: ReviewSession) -> None:
    rows = ids(session)
    read = session.corpus.pair(rows[3])
    session.judge(read, ActionKind.CONFIRM)
    decide = bulk.judging(ActionKind.CONFIRM, session.stamp(), frozenset(rows[:2]))
    done = bulk.act(session.corpus, ActionKind.CONFIRM, rows[:5], decide, "An Na", nobody)
    assert (len(done.changes), done.by_estimate) == (4, 2)
    stored = [session.corpus.pair(pair_id) for pair_id in rows[:5]]
    assert [pair.status for pair in stored] == [Status.CONFIRMED] * 5
    assert [pair.by_estimate for pair in stored] == [False, False, True, False, True]
    nothing = bulk.judging(ActionKind.REOPEN, session.stamp(), frozenset())
    assert bulk.act(session.corpus, ActionKind.REOPEN, rows[6:], nothing, "An Na", nobody).action is None


@pytest.mark.parametrize("seed", range(5))
def test_one_undo_takes_back_all_of_an_action(session: ReviewSession, seed: int) -> None:
    chance, corpus = random.Random(seed), session.corpus
    for pair in corpus.iter_pairs():
        session.judge(pair, chance.choice(list(STATUS_AFTER)))
        session.rows.show_again()
    before = state_of(corpus)
    kinds = [*STATUS_AFTER, ActionKind.BOOKMARK, ActionKind.DISMISS]
    for kind in kinds:
        rows = chance.sample(ids(session), chance.randint(1, len(before)))
        decide = {
            ActionKind.BOOKMARK: bulk.bookmarking,
            ActionKind.DISMISS: bulk.dismissing("people", session.stamp()),
        }.get(kind, bulk.judging(kind, session.stamp(), frozenset(rows[::2])))
        done = bulk.act(corpus, kind, rows, decide, "An Na", nobody)
        if done.action is not None:
            assert state_of(corpus) != before
            session.undo()
        assert state_of(corpus) == before


def test_rows_that_others_changed_are_left_alone(session: ReviewSession) -> None:
    rows, corpus = ids(session), session.corpus
    other = ReviewSession(corpus, "An Na")
    session.judge(corpus.pair(rows[0]), ActionKind.NEEDS_REVIEW)
    unless = session.changed_by_others()
    other.judge(corpus.pair(rows[1]), ActionKind.REJECT)
    decide = bulk.judging(ActionKind.CONFIRM, session.stamp(), frozenset(rows))
    done = bulk.act(corpus, ActionKind.CONFIRM, rows[:3], decide, "An Na", unless)
    assert (len(done.changes), done.rows_left, done.left) == (2, 1, frozenset({"An Na"}))
    assert [corpus.pair(row).status for row in rows[:3]] == [Status.CONFIRMED, Status.REJECTED, Status.CONFIRMED]


def test_a_row_changed_while_the_action_was_made_ready_is_left_alone(session: ReviewSession) -> None:
    rows, corpus = ids(session), session.corpus
    other = ReviewSession(corpus, "Bo")
    decide = bulk.judging(ActionKind.CONFIRM, session.stamp(), frozenset(rows))
    interfered: list[int] = []

    def slowly(pairs: list[object]) -> list[Change]:
        changes = list(decide(pairs))  # type: ignore[arg-type]
        if not interfered:
            interfered.append(rows[1])
            other.judge(corpus.pair(rows[1]), ActionKind.REJECT)
        return changes

    done = bulk.act(corpus, ActionKind.CONFIRM, rows[:3], slowly, "An Na", session.changed_by_others())  # type: ignore[arg-type]
    assert (len(done.changes), done.rows_left) == (2, 1)
    assert corpus.pair(rows[1]).status is Status.REJECTED


def test_an_action_that_never_gets_through_is_refused(session: ReviewSession) -> None:
    stale = [replace(pair, revision=9) for pair in session.corpus.pairs(ids(session)[:1])]
    with pytest.raises(StaleRow):
        bulk.act(session.corpus, ActionKind.BOOKMARK, ids(session), lambda _: bulk.bookmarking(stale), "An Na", nobody)


def test_a_range_stays_where_its_rows_are(session: ReviewSession) -> None:
    rows = session.rows
    listed = ids(session)
    rows.cursor = 2
    rows.selection = RowRange(listed[2])
    rows.cursor = 5
    assert rows.selected == range(2, 6)
    rows.cursor = 0
    assert rows.selected == range(3)
    rows.selection = RowRange(listed[2], listed[5])
    rows.index.remove(0)
    assert rows.selected == range(1, 5)
    rows.index.remove(1)
    assert rows.selected == range(0), "its first row is gone"
