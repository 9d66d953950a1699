"""Random keys of the review screen: no text is lost, the list shows what is stored, undo leads back to the start."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.review.states import State, characters, state_of
from tests.tui.conftest import Started
from workbench.store.corpus import Corpus

PRESSED = 120
KEYS = (
    *(("c",), ("x",), ("w",), ("p",), ("b",), ("a",), ("U",), ("t",), ("h",), ("l",), ("r",)),
    *(("s", "right", "L", "L", "enter"), ("s", "j", "H", "H", "H", "enter")) * 2,
    *(("f", "D", "enter"), ("f", "D", "j", "enter"), ("f", "D", "j", "j", "enter")),
    *(("i", "N", "enter"), ("e", "X", "ctrl+s"), ("e", "Y", "escape"), ("A", "enter"), ("s", "right", "enter")),
    *(("m",), ("M",), ("J",), ("K",), ("L",), ("H",), ("s", "enter"), ("v", "j", "j", "v"), ("u",), ("ctrl+r",)) * 2,
    *(("j",), ("k",), ("n",), ("o",), ("g",), ("G",), ("z",), ("escape", "escape")),
    *(("V", "j", "c"), ("V", "k", "k", "x", "enter"), ("V", "G", "b"), ("ctrl+a", "w", "enter"), ("V", "j", "D")),
    *(("ctrl+f", *["backspace"] * 3, "省", "down", "Q", "enter"), ("enter",), ("W", "j", "u", "enter"), ("W", "enter")),
)


def stored(path: Path) -> State:
    with Corpus.read(path) as corpus:
        assert corpus.check() == []
        return state_of(corpus)


def unscored(state: State) -> State:
    """The rows without probabilities, which are not part of the history: learning computes them from the decisions."""
    return {number: replace(pair, probability=0.0) for number, pair in state.items()}


@pytest.mark.parametrize("seed", [7])
async def test_random_keys_lose_no_text(started: Started, seed: int) -> None:
    chance = random.Random(seed)
    async with started() as driver:
        path = driver.app.workspace.db
        first = stored(path)
        for number in range(PRESSED):
            await driver.press(*chance.choice(KEYS))
            if number % 20 == 0:
                state = stored(path)
                now = characters(state)
                assert all(count <= now[document] for document, count in characters(first).items())
                assert sorted(driver.rows.index.ids.tolist()) == sorted(state)
        assert len(driver.session.corpus.history()) > PRESSED / 5
        while driver.session.undo() is not None:
            pass
        assert unscored(stored(path)) == unscored(first)
