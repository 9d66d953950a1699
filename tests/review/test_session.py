"""The review session without a screen: what its actions store, and what the list shows after them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.builders import alone, english, pair
from tests.tui import corpora
from workbench.domain import ActionKind, Flag, MatchKind, Pair, Relation, Severity, Side, Status
from workbench.errors import CorpusError, NotPossible, StaleRow, UsageError
from workbench.review.estimate import sample_result
from workbench.review.library import library
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.store.overview import Trait
from workbench.store.queries import Order


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ReviewSession]:
    """A session on the small corpus, all rows in document order."""
    corpora.small(tmp_path / "corpus.db")
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        opened = ReviewSession(corpus, "An Na")
        opened.rows.show("", Order.DOCUMENT)
        yield opened


def current(session: ReviewSession) -> Pair:
    pair = session.rows.current
    assert pair is not None
    return pair


def test_a_decision_is_stored_and_shown_and_undone(session: ReviewSession) -> None:
    action = session.judge(current(session), ActionKind.CONFIRM)
    assert action is not None
    assert (current(session).status, current(session).reviewer) == (Status.CONFIRMED, "An Na")
    assert session.judge(current(session), ActionKind.CONFIRM) is None
    session.rows.cursor = 5
    undone = session.undo()
    assert undone is not None
    assert session.description(undone) == "confirm"
    assert (session.rows.cursor, current(session).status) == (0, Status.PROPOSED)
    assert session.redo() is not None
    assert session.redo() is None


def test_an_undo_names_what_it_took_back_though_the_rows_are_the_same(session: ReviewSession) -> None:
    session.bookmark(current(session))
    session.judge(current(session), ActionKind.CONFIRM)
    undone = [session.undo(), session.undo()]
    assert [session.description(each) for each in undone if each] == ["confirm", "bookmark"]
    redone = session.redo()
    assert redone is not None
    assert session.description(redone) == "bookmark"
    assert [action.reverts and action.reverts.kind for action in session.corpus.history()] == [
        ActionKind.BOOKMARK, ActionKind.BOOKMARK, ActionKind.CONFIRM, None, None
    ]  # fmt: skip


def test_an_estimate_is_about_translations_that_have_a_probability(tmp_path: Path) -> None:
    rows = [
        pair(0, probability=0.9),
        replace(pair(1, probability=0.7), kind=MatchKind.PART),
        replace(pair(2, probability=0.0), kind=MatchKind.FORM),
        replace(pair(3, probability=0.1), relation=Relation.SAME_LANGUAGE),
        replace(pair(4, probability=0.0), scored=False),
        alone(english(5)),
    ]
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        corpus.add_pairs(rows)
        session = ReviewSession(corpus, "An Na")
        session.rows.show("", Order.VALUE)
        assert session.rows.index.counts().expected == pytest.approx(0.8)
        assert session.rows.index.open_translations() == [5, 2, 1]
        assert session.rows.index.ids.tolist() == [5, 4, 2, 1, 3, 6]


def test_the_list_follows_merges_and_splits_without_being_queried_again(session: ReviewSession) -> None:
    ids = session.rows.index.ids.tolist()
    session.merge(current(session), Side.SOURCE, 1)
    assert session.rows.index.ids.tolist() == [ids[0], *ids[2:]]
    merged = current(session)
    session.split(merged, len(corpora.ENGLISH[0]) + 1, len(corpora.CHINESE[0]))
    assert len(session.rows) == len(ids)
    texts = [row.source.text for place in (0, 1) if (row := session.rows.row(place)) is not None]
    assert texts == list(corpora.ENGLISH[:2])
    with pytest.raises(NotPossible, match="no previous row"):
        session.merge(current(session), Side.SOURCE, -1)


def test_a_row_changed_elsewhere_is_refused_and_read_again(session: ReviewSession) -> None:
    mine = current(session)
    with Corpus.open(session.corpus.path) as corpus:
        other = ReviewSession(corpus, "Li")
        other.judge(corpus.pair(mine.id or 0), ActionKind.REJECT)
    with pytest.raises(StaleRow):
        session.judge(mine, ActionKind.CONFIRM)
    assert current(session).status is Status.REJECTED


def test_only_what_other_programs_did_is_reported(session: ReviewSession) -> None:
    session.judge(current(session), ActionKind.CONFIRM)
    assert session.changed_elsewhere() == []
    with Corpus.open(session.corpus.path) as corpus:
        ReviewSession(corpus, "An Na").judge(corpus.pair(2), ActionKind.REJECT)
    assert session.changed_elsewhere() == ["An Na"], "the same reviewer in another program"
    assert session.changed_elsewhere() == []
    row = session.rows.row(session.rows.index.place(2))
    assert row is not None
    assert row.status is Status.REJECTED


def test_the_place_is_kept_for_the_next_session(session: ReviewSession) -> None:
    session.rows.show("status:open", Order.VALUE)
    session.rows.cursor = 3
    row = current(session).id
    session.rows.save_place()
    again = ReviewSession(session.corpus, "An Na")
    again.rows.resume()
    assert (again.rows.filter, again.rows.order, current(again).id) == ("status:open", Order.VALUE, row)
    with pytest.raises(UsageError):
        again.rows.resume("status:odd")


@pytest.mark.parametrize("place", ["[]", "{", '{"order": "odd"}', '{"filter": "status:odd"}', '{"row": "x"}'])
def test_a_place_that_cannot_be_read_is_the_first_row(session: ReviewSession, place: str) -> None:
    session.corpus.set_setting("review.place", place)
    session.rows.resume()
    assert (session.rows.filter, session.rows.cursor, len(session.rows)) == ("", 0, 11)


def test_one_damaged_row_does_not_hide_the_others(session: ReviewSession) -> None:
    with sqlite3.connect(session.corpus.path) as db:
        db.execute("PRAGMA ignore_check_constraints = 1")
        db.execute("UPDATE pairs SET relation = 'odd' WHERE id = 2")
    db.close()
    session.rows.reload()
    read = [session.rows.row(place) is not None for place in range(len(session.rows))]
    assert read.count(False) == 1
    session.rows.cursor = session.rows.index.place(2)
    assert session.rows.current is None
    assert "odd" in session.rows.problem
    with pytest.raises(CorpusError):
        session.corpus.pairs([2])


def test_a_sample_counts_rows_confirmed_as_they_were_drawn(session: ReviewSession) -> None:
    session.draw_sample()
    assert session.rows.is_sample
    rows = [row for place in range(3) if (row := session.rows.row(place)) is not None]
    session.judge(rows[0], ActionKind.CONFIRM)
    session.judge(rows[1], ActionKind.REJECT)
    session.edit(rows[2], rows[2].source.text + " More.", rows[2].target.text)
    result = sample_result(session.corpus)
    assert (result.drawn, result.read) == (9, 3)
    assert result.right.value == pytest.approx(1 / 3)


def test_the_same_suggestion_is_found_in_other_rows(session: ReviewSession) -> None:
    session.recheck = lambda pair: replace(
        pair, flags=(Flag("names", Severity.ERROR, Side.SOURCE, 0, 2, pair.source.text[:2], "X", ""),)
    )
    for place in (0, 5):
        session.rows.cursor = place
        pair = current(session)
        session.edit(pair, "On the day.", pair.target.text)
    flag = current(session).flags[0]
    assert [change.after.source.text for change in session.same_suggestions(flag) if change.after] == ["X the day."] * 2
    with pytest.raises(NotPossible, match="no suggestion"):
        session.same_suggestions(replace(flag, suggestion=None))


def test_a_counterpart_taken_from_an_unaligned_row_removes_that_row(session: ReviewSession) -> None:
    session.rows.cursor = session.rows.index.find(Trait.UNALIGNED, 1, 0)
    alone = current(session)
    assert (alone.relation, alone.target.text) == (Relation.UNALIGNED, "")
    (other,) = [row for row in session.corpus.iter_pairs() if not row.source.text]
    session.take_counterpart(alone, other.target, 0.7, keep=Side.SOURCE)
    taken = session.corpus.pair(alone.id or 0)
    assert (taken.relation, taken.probability, taken.target) == (Relation.TRANSLATION, 0.7, other.target)
    assert session.rows.index.place(other.id) == -1


def test_the_library_lists_every_document_by_a_filter_that_finds_its_rows(session: ReviewSession) -> None:
    name = "two words \"and\" 'quotes' \\"
    pair = replace(current(session), id=None, revision=0, flags=(), corrections=())
    side = replace(pair.source, document=name, spans=(), text="Elsewhere.")
    session.corpus.add_pairs([replace(pair, source=side, target=replace(pair.target, spans=()))])
    entries = library(session.corpus.tallies())
    assert [entry.total for entry in entries] == [12, 11, 1]
    session.rows.show(entries[2].filter, Order.VALUE)
    assert [current(session).source.document, len(session.rows)] == [name, 1]


def test_the_pace_survives_a_restart(session: ReviewSession, monkeypatch: pytest.MonkeyPatch) -> None:
    assert session.pace() is None
    rows = session.rows.index.ids.tolist()
    for number, row in enumerate(rows):
        monkeypatch.setattr("workbench.store.history.now", lambda at=number: f"2026-11-21T08:{at:02}:00Z")
        session.judge(session.corpus.pair(row), ActionKind.CONFIRM)
    for opened in (session, ReviewSession(session.corpus, "An Na")):
        found = opened.pace()
        assert found is not None
        assert (found.rows, found.an_hour) == (10, 60.0)
    assert ReviewSession(session.corpus, "Bo").pace() is None
    session.undo()
    assert session.pace() is None, "nine rows are too few"
