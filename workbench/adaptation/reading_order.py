"""Which open rows to read next: the least sure ones, of many documents, neighbours apart.

One decision clears up several of its neighbours, and learning is to see every kind of text early.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from workbench.arrays import Float64Vector, Int64Vector

_APART = 2
"""Rows of a document nearer than this to one that is read before are read after the next learning."""
_SURER = 2**0.5
"""By how much less often wrong the rows of a band are than those of the one before; inside one documents take turns."""


def reading_order(
    probabilities: Float64Vector, documents: Sequence[str], places: Sequence[int], first: int
) -> Int64Vector:
    """Return the places in the arguments, in the order in which to read, for rows given least sure first.

    Among the `first` ones, which are read before the rows are scored again, documents take turns where their rows are
    about as sure, and no two are neighbours in a document.
    """
    chosen: list[int] = []
    taken: set[tuple[str, int]] = set()
    for index in _in_turns(probabilities, documents):
        if len(chosen) == first:
            break
        here = documents[index], places[index]
        if here not in taken:
            chosen.append(index)
            taken.update((here[0], here[1] + step) for step in range(-_APART, _APART + 1))
    rest = np.setdiff1d(np.arange(len(documents)), chosen)
    return np.concatenate([np.array(chosen, dtype=np.int64), rest]).astype(np.int64)


def _in_turns(probabilities: Float64Vector, documents: Sequence[str]) -> Iterator[int]:
    bands = np.floor(np.log(np.maximum(1.0 - probabilities, 1e-9)) / -np.log(_SURER))
    for _, band in groupby(range(len(documents)), key=bands.tolist().__getitem__):
        turns: Counter[str] = Counter()
        in_turns = []
        for index in band:
            in_turns.append((turns[documents[index]], index))
            turns[documents[index]] += 1
        yield from (index for _, index in sorted(in_turns))
