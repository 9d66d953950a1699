"""An hour of review: random actions of a session, undo and redo too, against a record of every state there was."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.review.states import State, characters, state_of
from tests.tui import corpora
from workbench.domain import Action, ActionKind, DismissalScope, Flag, Pair, Severity, Side
from workbench.errors import NotPossible
from workbench.review.operations import STATUS_AFTER
from workbench.review.session import ReviewSession
from workbench.review.side_history import history_of, segment_starts
from workbench.review.split_points import cut_points, first_cuts
from workbench.store.corpus import Corpus
from workbench.store.overview import traits_of
from workbench.store.queries import Order

ACTIONS = 2_000
KINDS = (
    *STATUS_AFTER,
    *(ActionKind.BOOKMARK, ActionKind.NOTE, ActionKind.EDIT, ActionKind.APPLY, ActionKind.LINK),
    *(ActionKind.MERGE, ActionKind.UNLINK, ActionKind.DISMISS, ActionKind.RESTORE) * 2,
    *(ActionKind.SPLIT, ActionKind.MOVE) * 4,
)


class Record:
    """Every state there was, and where undo and redo are in them."""

    def __init__(self, first: State) -> None:
        self.done = [first]
        self.undone: list[State] = []

    def act(self, state: State) -> None:
        self.done.append(state)
        self.undone.clear()

    def undo(self) -> bool:
        if len(self.done) == 1:
            return False
        self.undone.append(self.done.pop())
        return True

    def redo(self) -> bool:
        if not self.undone:
            return False
        self.done.append(self.undone.pop())
        return True


def flagged(pair: Pair) -> Pair:
    """The pair as a check of names would flag it."""
    flags = [
        Flag("names", Severity.WARNING, side, match.start(), match.end(), match[0], "Jilin", "")
        for side in Side
        for match in re.finditer("吉林|津吉", pair.side(side).text)
    ]
    return replace(pair, flags=tuple(flags))


def random_action(session: ReviewSession, pair: Pair, chance: random.Random) -> Action | None:
    """Do one thing that a key of the review screen does."""
    side, step = chance.choice(list(Side)), chance.choice((1, -1))
    match chance.choice(KINDS):
        case ActionKind.BOOKMARK:
            return session.bookmark(pair)
        case ActionKind.NOTE:
            return session.note(pair, chance.choice(("", "look again", "名字？")))
        case ActionKind.EDIT:
            texts = {each: pair.side(each).text for each in Side}
            place = chance.randint(0, len(texts[side]))
            words = chance.choice(("吉林", " x ", "[b]"))
            texts[side] = texts[side][:place] + words + texts[side][place:]
            return session.edit(pair, texts[Side.SOURCE], texts[Side.TARGET])
        case (ActionKind.APPLY | ActionKind.DISMISS | ActionKind.RESTORE) as kind:
            return flag_action(session, pair, kind, chance)
        case ActionKind.MERGE:
            return session.merge(pair, side, step)
        case ActionKind.SPLIT:
            return session.split(pair, *random_cuts(session, pair, chance))
        case ActionKind.MOVE:
            return chance.choice((session.give, session.take))(pair, side, step)
        case ActionKind.LINK:
            other = session.rows.row(chance.randrange(len(session.rows)))
            assert other is not None
            return session.link(pair, other)
        case ActionKind.UNLINK:
            return session.unlink(pair)
        case judgement:
            return session.judge(pair, judgement)


def flag_action(session: ReviewSession, pair: Pair, kind: ActionKind, chance: random.Random) -> Action | None:
    flags = pair.dismissed if kind is ActionKind.RESTORE else pair.flags
    if not flags:
        return None
    flag = chance.choice(flags)
    match kind:
        case ActionKind.APPLY:
            return session.apply(pair, flag)
        case ActionKind.DISMISS:
            return session.dismiss(pair, flag, chance.choice(list(DismissalScope)))
        case _:
            return session.restore(pair, flag)


def random_cuts(session: ReviewSession, pair: Pair, chance: random.Random) -> tuple[int, int]:
    cuts = []
    for side, first in zip(Side, first_cuts(pair, session.segments), strict=True):
        text = pair.side(side).text
        points = cut_points(text, segment_starts(history_of(pair, side), session.segments))
        cuts.append(chance.choice((first, chance.choice(points), chance.randint(0, len(text)))))
    return cuts[0], cuts[1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_an_hour_of_actions_undo_and_redo(tmp_path: Path, seed: int) -> None:
    corpora.small(tmp_path / "corpus.db")
    chance = random.Random(seed)
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        session = ReviewSession(corpus, "An Na", recheck=flagged)
        rows = session.rows
        rows.show("", Order.DOCUMENT)
        record = Record(state_of(corpus))
        as_read = characters(record.done[0])
        done: Counter[str] = Counter()
        for number in range(ACTIONS):
            rows.cursor = chance.randrange(len(rows))
            choice = chance.random()
            if choice < 0.12:
                action = session.undo()
                assert record.undo() == (action is not None)
            elif choice < 0.18:
                action = session.redo()
                assert record.redo() == (action is not None)
            else:
                pair = rows.current
                assert pair is not None
                try:
                    action = random_action(session, pair, chance)
                except NotPossible:
                    continue
                if action is not None:
                    record.act(state_of(corpus))
            done[action.kind if action else "nothing"] += 1
            state = state_of(corpus)
            assert state == record.done[-1], f"after action {number}"
            assert characters(state) == as_read, f"text was lost by action {number}"
            assert rows.index.ids.tolist() == list(corpus.pair_ids()), f"the list is out of order after action {number}"
            firsts = [pair.source.spans[0].begin for pair in state.values() if pair.source.spans]
            assert firsts == sorted(firsts), f"rows are out of document order after action {number}"
        assert [traits_of(state[i]) for i in rows.index.ids.tolist()] == rows.index.traits()
        elsewhere = {"realign", "replace", "rule", "retire", "update", "join", "lost"}
        assert set(ActionKind) - elsewhere <= set(done), done
        while session.undo() is not None:
            record.undo()
        assert state_of(corpus) == record.done[0]
        assert len(record.done) == 1
