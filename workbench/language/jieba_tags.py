"""jieba's tagger with its slowest part, the decoding of runs that no dictionary has, done in arrays: same results."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from io import BytesIO
from types import ModuleType

import numpy as np

from workbench.arrays import BoolVector, Float64Vector, Int64Vector
from workbench.language import jieba_words

State = tuple[str, str]
"""Where in a word a character stands (B, M, E or S), and the word's tag."""
_NO_EMISSION = -3.14e100
"""The library's logarithm of the chance of a character that a state never has."""


@cache
def tagger() -> ModuleType:
    """Return the module `jieba.posseg` with its dictionary."""
    words = jieba_words.loaded().dt
    # The module reads all words as it is imported.
    words.get_dict_file = BytesIO
    with warnings.catch_warnings():
        # Its patterns have unescaped backslashes.
        warnings.simplefilter("ignore")
        from jieba import posseg
    posseg.dt.word_tag_tab = _Tags(words.FREQ)
    decoder = Decoder(posseg.start_P, posseg.trans_P, posseg.emit_P, posseg.char_state_tab_P)
    posseg.viterbi = lambda run, *tables: decoder.decode(run)
    module: ModuleType = posseg
    return module


class _Tags:
    """What the tagger asks for the tag of a word."""

    def __init__(self, words: jieba_words.Dictionary) -> None:
        self.get = words.tag


class Decoder:
    """The likeliest states of a run's characters by a hidden Markov model, as `jieba.posseg.viterbi` finds them."""

    def __init__(
        self,
        start: Mapping[State, float],
        transitions: Mapping[State, Mapping[State, float]],
        emissions: Mapping[State, Mapping[str, float]],
        by_character: Mapping[str, Sequence[State]],
    ) -> None:
        # In order, since of equally likely states the library takes the last.
        self._states = sorted(transitions)
        self._numbers = {state: number for number, state in enumerate(self._states)}
        self._start = np.array([start[state] for state in self._states])
        self._transitions = np.full((len(self._states),) * 2, -np.inf)
        for state, following in transitions.items():
            for other, chance in following.items():
                self._transitions[self._numbers[state], self._numbers[other]] = chance
        self._follows = np.isfinite(self._transitions)
        self._emissions = emissions
        self._by_character = by_character
        self._seen = lru_cache(maxsize=2048)(self._of_character)

    def _of_character(self, character: str) -> tuple[BoolVector, Float64Vector]:
        """Which states a character has, all where none is known; and how likely each has it."""
        known = self._by_character.get(character, self._states)
        possible = np.zeros(len(self._states), dtype=np.bool_)
        possible[[self._numbers[state] for state in known]] = True
        chances = [self._emissions[state].get(character, _NO_EMISSION) for state in self._states]
        return possible, np.array(chances)

    def decode(self, run: str) -> tuple[float, list[State]]:
        """Return the logarithm of the chance of the likeliest states, and the states."""
        possible, emitted = self._seen(run[0])
        states = np.flatnonzero(possible)
        best = self._start[states] + emitted[states]
        steps: list[tuple[Int64Vector, Int64Vector]] = [(states, states)]
        for character in run[1:]:
            before = self._follows[states].any(axis=1)
            states, best = states[before], best[before]
            expected = self._follows[states].any(axis=0)
            possible, emitted = self._seen(character)
            following = np.flatnonzero(possible & expected)
            if not following.size:
                following = np.flatnonzero(expected) if expected.any() else np.arange(len(self._states))
            chances = (best[:, None] + self._transitions[np.ix_(states, following)]) + emitted[following]
            origins = _last_largest(chances)
            best = chances[origins, np.arange(following.size)]
            steps.append((following, states[origins]))
            states = following
        number = states[_last_largest(best[:, None])[0]]
        chance = float(best.max())
        path: list[State] = []
        for states, origins in reversed(steps):
            path.append(self._states[number])
            number = origins[np.searchsorted(states, number)]
        return chance, path[::-1]


def _last_largest(values: Float64Vector) -> Int64Vector:
    """Return for each column the last row with its largest value."""
    places: Int64Vector = len(values) - 1 - values[::-1].argmax(axis=0)
    return places
