"""What people decide is never lost: undo and redo of everything, across restarts; the history makes the state."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.builders import WHOLE, alone, chinese, english, flag, pair
from workbench.domain import ActionKind, Change, Correction, Pair, SegmentSpan, Side, Status
from workbench.errors import CorpusError, StaleRow
from workbench.store import history, rows
from workbench.store.corpus import Corpus
from workbench.store.queries import Order, PairQuery
from workbench.store.stored_pair import Record, to_record

BY_ID = PairQuery(order=Order.ID)


def content(corpus: Corpus) -> list[Pair]:
    """All rows as they read, without what counts on with every change."""
    return [replace(row, revision=0, updated_at=None) for row in corpus.iter_pairs()]


def confirm(corpus: Corpus, pair_id: int, reviewer: str = "ann") -> None:
    row = corpus.pair(pair_id)
    corpus.act(ActionKind.CONFIRM, [Change(row, replace(row, status=Status.CONFIRMED))], reviewer)


def test_action_sets_reviewer_time_and_revision(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0), pair(1)])
    confirm(corpus, 1)
    row = corpus.pair(1)
    assert (row.reviewer, row.revision, row.status) == ("ann", 1, Status.CONFIRMED)
    assert row.updated_at is not None
    assert row.updated_at.endswith("Z")
    noted = corpus.pair(2)
    corpus.act(ActionKind.NOTE, [Change(noted, replace(noted, note="Look again.", bookmarked=True))], "ann")
    assert corpus.pair(2).reviewer is None, "a note decides nothing"
    (latest, first) = corpus.history()
    assert corpus.last_action_id() == latest.id
    assert (first.kind, first.pair_ids, first.reviewer, first.undone) == ("confirm", (1,), "ann", False)
    assert corpus.history_of(2) == [latest]


def test_stale_row_is_refused_and_nothing_of_the_action_happens(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0), pair(1)])
    seen = corpus.pairs([1, 2])
    confirm(corpus, 2, "bob")
    before = content(corpus)
    with pytest.raises(StaleRow, match="changed by bob"):
        corpus.act(ActionKind.REJECT, [Change(row, replace(row, status=Status.REJECTED)) for row in seen], "ann")
    assert content(corpus) == before
    assert len(corpus.history()) == 1
    row = corpus.pair(1)
    corpus.act(ActionKind.MERGE, [Change(row, None)], "bob")
    with pytest.raises(StaleRow, match="gone"):
        corpus.act(ActionKind.REJECT, [Change(row, replace(row, status=Status.REJECTED))], "ann")


def test_flags_renewed_meanwhile_do_not_make_a_row_stale(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0)])
    row = corpus.pair(1)
    corpus.replace_all_flags([(corpus.pair(1), [flag()])])
    corpus.act(ActionKind.CONFIRM, [Change(row, replace(row, status=Status.CONFIRMED))], "ann")
    assert corpus.pair(1).flags == (flag(),), "the caller did not touch them"
    corpus.replace_all_flags([(corpus.pair(1), [])])
    corpus.undo("ann")
    assert corpus.pair(1).flags == ()


def test_merge_and_its_undo_keep_ids_places_and_notes(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0, flags=[flag()]), pair(1), pair(2)])
    second = corpus.pair(2)
    corpus.act(ActionKind.NOTE, [Change(second, replace(second, note="Kept.", bookmarked=True))], "ann")
    before = content(corpus)
    first, second = corpus.pairs([1, 2])
    merged = replace(
        first,
        source=replace(first.source, spans=WHOLE[:2], text="Both."),
        target=replace(first.target, spans=WHOLE[:2], text="合。"),
        flags=(),
        corrections=(Correction(Side.SOURCE, first.source.text, "Both.", "edit", "ann", "2026-11-21T08:00:00Z"),),
    )
    corpus.act(ActionKind.MERGE, [Change(first, merged), Change(second, None)], "ann")
    assert [row.id for row in corpus.iter_pairs()] == [1, 3]
    assert corpus.search("合")[0].pair.id == 1
    after = content(corpus)
    undone = corpus.undo("ann")
    assert undone is not None
    assert set(undone.pair_ids) == {1, 2}
    assert content(corpus) == before
    assert corpus.search("合") == []
    corpus.redo("ann")
    assert content(corpus) == after
    assert corpus.check() == []


def test_new_rows_come_back_with_their_ids(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0)])
    row = corpus.pair(1)
    corpus.act(ActionKind.UNLINK, [Change(row, alone(row.source)), Change(None, alone(row.target))], "ann")
    after = content(corpus)
    corpus.undo()
    assert [row.id for row in corpus.iter_pairs()] == [1]
    corpus.add_pairs([pair(5)])
    assert corpus.count() == 2
    assert corpus.pair(3).source.segments == (5,), "the id of the undone row is not given away"
    corpus.redo()
    assert [row for row in content(corpus) if row.id != 3] == after


def test_undo_refuses_what_another_has_changed_since(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0), pair(1)])
    confirm(corpus, 1, "ann")
    row = corpus.pair(1)
    corpus.act(ActionKind.EDIT, [Change(row, replace(row, source=replace(row.source, text="Bob's words.")))], "bob")
    with pytest.raises(StaleRow, match="by bob"):
        corpus.undo("ann")
    assert corpus.pair(1).source.text == "Bob's words."
    corpus.undo("bob")
    corpus.undo("ann")
    assert corpus.pair(1).status is Status.PROPOSED


def test_each_reviewer_undoes_their_own_and_nobody_named_undoes_all(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0), pair(1), pair(2)])
    confirm(corpus, 1, "ann")
    confirm(corpus, 2, "bob")
    confirm(corpus, 3, "ann")
    assert corpus.undo("bob") is not None
    assert [row.status for row in corpus.pairs([1, 2, 3])] == [Status.CONFIRMED, Status.PROPOSED, Status.CONFIRMED]
    assert corpus.undo("bob") is None
    assert [corpus.undo() is not None for _ in range(3)] == [True, True, False]
    assert corpus.redo("ann") is not None
    assert corpus.pair(1).status is Status.CONFIRMED


def test_something_new_ends_redo(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0), pair(1)])
    confirm(corpus, 1)
    corpus.undo("ann")
    confirm(corpus, 2)
    assert corpus.redo("ann") is None
    assert corpus.redo() is None


def test_undo_and_redo_go_on_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_pairs(pair(position) for position in range(50))
        for pair_id in range(1, 51):
            confirm(corpus, pair_id)
    for _ in range(5):
        with Corpus.create(path) as corpus:
            for _ in range(10):
                corpus.undo("ann")
    with Corpus.create(path) as corpus:
        assert all(row.status is Status.PROPOSED for row in corpus.iter_pairs())
        for _ in range(50):
            assert corpus.redo("ann") is not None
        assert corpus.redo("ann") is None
        assert all(row.status is Status.CONFIRMED for row in corpus.iter_pairs())


def test_history_cannot_be_rewritten(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0)])
    confirm(corpus, 1)
    for sql in ("DELETE FROM actions", "DELETE FROM changes", "UPDATE changes SET after = '{}'"):
        with pytest.raises(Exception, match="append-only"):
            corpus._connection.execute(sql)


def test_misuse_is_a_bug_and_surfaces(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0)])
    row = corpus.pair(1)
    change = Change(row, replace(row, status=Status.CONFIRMED))
    for kind, changes in (
        (ActionKind.UNDO, [change]),
        (ActionKind.CONFIRM, []),
        (ActionKind.CONFIRM, [change, change]),
    ):
        with pytest.raises(ValueError, match="action"):
            corpus.act(kind, changes, "ann")


# Any sequence of actions


def _decide(corpus: Corpus, chance: random.Random, row: Pair) -> tuple[ActionKind, list[Change]]:
    return ActionKind.CONFIRM, [Change(row, replace(row, status=chance.choice(list(Status))))]


def _edit(corpus: Corpus, chance: random.Random, row: Pair) -> tuple[ActionKind, list[Change]]:
    text = f"Edited {chance.random()} 修改"
    correction = Correction(Side.SOURCE, row.source.text, text, "edit", "ann", "2026-11-21T08:00:00Z")
    after = replace(row, source=replace(row.source, text=text), corrections=(*row.corrections, correction), flags=())
    return ActionKind.EDIT, [Change(row, after)]


def _merge(corpus: Corpus, chance: random.Random, row: Pair) -> tuple[ActionKind, list[Change]]:
    other = corpus.pair(chance.choice([one for one in corpus.pair_ids() if one != row.id]))

    text = row.source.text + other.source.text

    def both(side: str) -> tuple[SegmentSpan, ...]:
        return tuple(map(SegmentSpan, sorted({*getattr(row, side).segments, *getattr(other, side).segments})))

    merged = replace(
        row,
        source=replace(row.source, document="article", spans=both("source"), text=text),
        target=replace(row.target, document="coverage", spans=both("target")),
    )
    return ActionKind.MERGE, [Change(row, merged), Change(other, None)]


def _split(corpus: Corpus, chance: random.Random, row: Pair) -> tuple[ActionKind, list[Change]]:
    half = replace(row, id=None, revision=0, source=replace(row.source, text="Second half."))
    return ActionKind.SPLIT, [Change(row, replace(row, note="first half")), Change(None, half)]


def _unlink(corpus: Corpus, chance: random.Random, row: Pair) -> tuple[ActionKind, list[Change]]:
    source, target = row.source.segments or (0,), row.target.segments or (0,)
    return ActionKind.UNLINK, [
        Change(row, replace(alone(english(source[0])), note=row.note)),
        Change(None, alone(chinese(target[0]))),
    ]


Step = Callable[[Corpus, random.Random, Pair], tuple[ActionKind, list[Change]]]
STEPS: tuple[Step, ...] = (_decide, _decide, _edit, _merge, _split, _unlink)


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_any_actions_undo_to_the_start_redo_to_the_end_and_replay(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chance = random.Random(seed)
    path = tmp_path_factory.mktemp("history") / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_pairs(pair(position, flags=[flag()] if position % 3 else []) for position in range(8))
        imported = records(corpus)
        states = [content(corpus)]
        for _ in range(25):
            row = corpus.pair(chance.choice(list(corpus.pair_ids())))
            if corpus.count() < 3:
                break
            corpus.act(*chance.choice(STEPS)(corpus, chance, row), chance.choice(["ann", "bob"]))
            states.append(content(corpus))
    with Corpus.create(path) as corpus:
        for state in reversed(states[:-1]):
            assert corpus.undo() is not None
            assert content(corpus) == state
        assert corpus.undo() is None
        for state in states[1:]:
            assert corpus.redo() is not None
            assert content(corpus) == state
        assert corpus.redo() is None
        assert history.replay(imported, corpus._history.changes()) == records(corpus)
        assert corpus.check() == []


def records(corpus: Corpus) -> dict[int, Record]:
    stored = rows.read(corpus._connection, corpus._names, corpus.pair_ids(BY_ID))
    return {pair_id: to_record(each) for pair_id, each in stored.items()}


def test_values_that_cannot_be_are_said(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0)])
    corpus._connection.execute("PRAGMA ignore_check_constraints = ON")
    corpus._connection.execute("UPDATE pairs SET status = 'adored'")
    with pytest.raises(CorpusError, match="Row 1 holds an invalid value"):
        corpus.pair(1)
    assert any("adored" in sentence for sentence in corpus.check())
