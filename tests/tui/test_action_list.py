"""The list of what was done: looked through, gone to, gone back in."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.review.states import State, state_of
from tests.tui import corpora
from tests.tui.conftest import Started
from workbench.domain import ActionKind, Pair, Status
from workbench.errors import StaleRow
from workbench.review.operations import STATUS_AFTER
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.store.queries import Order
from workbench.tui.dialogs.actions import WORDS, ActionsDialog


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ReviewSession]:
    corpora.small(tmp_path / "corpus.db")
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        opened = ReviewSession(corpus, "An Na")
        opened.rows.show("", Order.DOCUMENT)
        yield opened


def test_every_kind_has_words() -> None:
    assert set(WORDS) == set(ActionKind)


@pytest.mark.parametrize("seed", range(6))
def test_going_back_to_any_point_and_forward_again(session: ReviewSession, seed: int) -> None:
    chance, corpus = random.Random(seed), session.corpus
    states: dict[int, State] = {0: state_of(corpus)}
    while len(states) < 15:
        pair = corpus.pair(chance.choice(session.rows.index.ids.tolist()))
        action = session.judge(pair, chance.choice(list(STATUS_AFTER)))
        if chance.random() < 0.2:
            session.undo()
        elif action is not None:
            states[action.id] = state_of(corpus)
    last = max(states)
    held = [each.id for each in corpus.history(200) if not each.undone and each.reverts is None]
    point = chance.choice([0, *held])
    latest = state_of(corpus)
    actions, _ = corpus.count_after(point, "An Na")
    reverts = corpus.undo_after(point, "An Na")
    session.adopt_reverts(reverts)
    assert len(reverts) == actions == sum(each > point for each in held)
    assert {row: pair.status for row, pair in state_of(corpus).items()} == _statuses_at(corpus, states, point, held)
    for _ in reverts:
        assert session.redo() is not None
    assert state_of(corpus) == latest
    assert last >= point
    assert session.changed_elsewhere() == []


def _statuses_at(corpus: Corpus, states: dict[int, State], point: int, held: list[int]) -> dict[int, Status]:
    """What the held actions up to a point made of the rows as they were at first."""
    statuses = {row: pair.status for row, pair in states[0].items()}
    for action in sorted(corpus.actions([each for each in held if each <= point]), key=lambda each: each.id):
        statuses |= dict.fromkeys(action.pair_ids, STATUS_AFTER[action.kind])
    return statuses


def test_what_another_reviewer_built_on_is_not_taken_back(session: ReviewSession) -> None:
    corpus, rows = session.corpus, session.rows.index.ids.tolist()
    session.judge(corpus.pair(rows[0]), ActionKind.CONFIRM)
    session.judge(corpus.pair(rows[1]), ActionKind.CONFIRM)
    ReviewSession(corpus, "Bo").note(corpus.pair(rows[0]), "why?")
    before = state_of(corpus)
    with pytest.raises(StaleRow, match="by Bo"):
        corpus.undo_after(0, "An Na")
    assert state_of(corpus) == before, "all or nothing"
    assert len(corpus.undo_after(0, "Bo")) == 1
    assert len(corpus.undo_after(0, "An Na")) == 2


async def test_the_list_names_what_was_done(started: Started) -> None:
    async with started() as driver:
        await driver.press("c", "x", "u", "i", *"ask", "enter", "W")
        screen = driver.screen
        assert "What was done: 4 actions" in screen
        assert "note, 1 row" in screen
        assert "rejected (undone), 1 row" in screen
        assert "rejected, 1 row  taken back" in screen
        assert "An Na" in screen
        assert screen.index("note, 1 row") < screen.index("confirmed, 1 row")


async def test_enter_goes_to_the_row_even_out_of_the_filter(started: Started) -> None:
    async with started(filter_line="") as driver:
        row = driver.current.id
        await driver.press("c", "slash", *"nothing", "enter", "W", "enter")
        assert driver.current.id == row
        assert driver.rows.filter == ""


async def test_going_back_asks_and_is_done_in_one_go(started: Started) -> None:
    async with started(filter_line="") as driver:
        await driver.press("c", "x", "w", "c")
        await driver.press("W", "j", "j", "j", "u")
        assert "Take back 3 actions on 3 rows?" in driver.screen
        await driver.press("escape")
        assert len(_decided(driver.stored())) == 4
        await driver.press("W", "G", "u", "enter")
        await driver.settle()
        assert _decided(driver.stored()) == []
        assert "Taken back: 4 actions." in driver.said
        await driver.press("ctrl+r", "ctrl+r")
        assert [pair.status for pair in _decided(driver.stored())] == [Status.CONFIRMED, Status.REJECTED]


async def test_a_conflict_takes_nothing_back(started: Started) -> None:
    async with started(filter_line="") as driver:
        row = driver.current.id or 0
        await driver.press("c", "c")
        with Corpus.open(driver.app.workspace.db) as corpus:
            ReviewSession(corpus, "Bo").note(corpus.pair(row), "why?")
        await driver.press("W", "G", "u", "enter")
        await driver.settle()
        assert any("changed since, by Bo" in message for message in driver.said)
        assert len(_decided(driver.stored())) == 2


async def test_many_actions_are_read_page_by_page(started: Started) -> None:
    def build(path: Path) -> None:
        corpora.large(path, 3)
        with Corpus.open(path) as corpus:
            session = ReviewSession(corpus, "An Na")
            for _ in range(200):
                session.bookmark(corpus.pair(1))

    async with started(build=build, filter_line="") as driver:
        await driver.press("W", "G")
        dialog = driver.app.screen
        assert isinstance(dialog, ActionsDialog)
        assert "the beginning: nothing was done yet" in driver.screen
        await driver.press("k", "u")
        assert "Take back 199 actions on 1 row?" in driver.screen


def _decided(stored: dict[int, Pair]) -> list[Pair]:
    return [pair for pair in stored.values() if pair.status is not Status.PROPOSED]
