"""An hour of review: 2,000 random actions from a seed, undo and redo too, against a model that only remembers."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui import corpora
from workbench.domain import Change, Pair
from workbench.review import operations
from workbench.review.operations import SIDES, NotPossible, Stamp
from workbench.review.side_history import boundaries, strand_of
from workbench.review.split_points import cut_points, first_cuts
from workbench.store.corpus import Corpus
from workbench.store.queries import Order
from workbench.tui.desk import Desk
from workbench.tui.row_index import traits

ACTIONS = 2_000
State = dict[int, Pair]
KINDS = (
    *("confirm", "reject", "needs-review", "reopen", "bookmark", "note", "edit", "apply", "link"),
    *("merge", "unlink") * 2,
    *("split", "move") * 4,
)


class Model:
    """Every state there was, and where undo and redo stand in them."""

    def __init__(self, first: State) -> None:
        self.done = [first]
        self.undone: list[State] = []

    def act(self, state: State) -> None:
        self.done.append(state)
        self.undone.clear()

    def undo(self) -> State | None:
        if len(self.done) == 1:
            return None
        self.undone.append(self.done.pop())
        return self.done[-1]

    def redo(self) -> State | None:
        if not self.undone:
            return None
        self.done.append(self.undone.pop())
        return self.done[-1]


def state_of(corpus: Corpus) -> State:
    """All rows by id, without what the store counts for itself."""
    return {pair.id or 0: replace(pair, revision=0, updated_at=None) for pair in corpus.iter_pairs()}


def characters(pairs: list[Pair]) -> dict[str, Counter[str]]:
    """How often each character stands in the texts as they were read, by document; spaces at joins do not count."""
    counts: dict[str, Counter[str]] = {}
    for pair in pairs:
        for name in SIDES:
            strand = strand_of(pair, name)
            if strand.side.text:
                text = strand.as_read.replace(" ", "")
                counts.setdefault(strand.side.document, Counter()).update(text)
    return counts


def random_changes(desk: Desk, pair: Pair, chance: random.Random, stamp: Stamp) -> tuple[str, list[Change]]:
    """One thing a reviewer might do to a row."""
    side = chance.choice(SIDES)
    step = chance.choice((1, -1))
    kind = chance.choice(KINDS)
    if kind in ("confirm", "reject", "needs-review", "reopen"):
        return kind, operations.all_of(kind, [pair], stamp)
    if kind == "bookmark":
        return kind, operations.bookmark(pair)
    if kind == "note":
        return kind, operations.note(pair, chance.choice(("", "look again", "名字？")))
    if kind == "edit":
        text = strand_of(pair, side).side.text
        place = chance.randint(0, len(text))
        return kind, operations.edit(
            pair, side, text[:place] + chance.choice(("吉林", " x ", "[b]")) + text[place:], stamp
        )
    if kind == "merge":
        other = desk.neighbour(pair, side, step)
        if other is None:
            raise NotPossible("no neighbour")
        return kind, operations.merge(*((pair, other) if step > 0 else (other, pair)), keep=pair)
    if kind == "split":
        cuts = []
        for name, first in zip(SIDES, first_cuts(pair, desk.segments), strict=True):
            strand = strand_of(pair, name)
            points = cut_points(strand.side.text, boundaries(strand, desk.segments))
            cuts.append(chance.choice((first, chance.choice(points), chance.randint(0, len(strand.side.text)))))
        return kind, operations.split(pair, cuts[0], cuts[1], desk.segments)
    if kind == "move":
        other = desk.receiver(pair, side, step)
        if other is None:
            raise NotPossible("no neighbour")
        return kind, operations.move(pair, other, side, forward=step > 0, segments=desk.segments)
    if kind == "link":
        other = desk.row(chance.randrange(len(desk)))
        assert other is not None
        return kind, operations.merge(pair, other)
    if kind == "unlink":
        return kind, operations.unlink(pair)
    if not pair.flags:
        raise NotPossible("no flags")
    return kind, operations.apply(pair, chance.choice(pair.flags), stamp)


@pytest.mark.parametrize("seed", [1])
def test_an_hour_of_actions_undo_and_redo(tmp_path: Path, seed: int) -> None:
    corpora.small(tmp_path / "corpus.db")
    chance = random.Random(seed)
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        desk = Desk(corpus, "An Na")
        desk.show("", Order.DOCUMENT)
        model = Model(state_of(corpus))
        as_read = characters(list(model.done[0].values()))
        done: Counter[str] = Counter()
        for number in range(ACTIONS):
            if len(desk) == 0:
                break
            desk.cursor = chance.randrange(len(desk))
            choice = chance.random()
            if choice < 0.12:
                expected, action = model.undo(), desk.undo()
                assert (action is None) == (expected is None)
                done["undo"] += action is not None
            elif choice < 0.18:
                expected, action = model.redo(), desk.redo()
                assert (action is None) == (expected is None)
                done["redo"] += action is not None
            else:
                pair = desk.current
                assert pair is not None
                try:
                    kind, changes = random_changes(desk, pair, chance, Stamp("An Na", f"2026-11-21T{number:08d}Z"))
                    action = desk.do(kind, changes)
                except NotPossible:
                    continue
                if action is not None:
                    model.act(state_of(corpus))
                    done[kind] += 1
            state = state_of(corpus)
            assert state == model.done[-1], f"after action {number}"
            assert characters(list(state.values())) == as_read, f"text was lost by action {number}"
            assert sorted(desk.ids.tolist()) == sorted(state)
        assert [traits(state[i]) for i in desk.ids.tolist()] == desk.rows.traits()
        assert {"undo", "redo", "merge", "split", "move", "link", "unlink", "edit", "confirm"} <= set(done), done
        while desk.undo() is not None:
            pass
        assert state_of(corpus) == model.done[0]
