"""Which open rows to read next: the least sure ones, neighbours apart, since one decision clears up several."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.arrays import Float64Vector, Int64Vector

_APART = 2
"""Rows of a document nearer than this to one that is read before are read after the next learning."""


def reading_order(
    probabilities: Float64Vector, documents: Sequence[str], places: Sequence[int], first: int
) -> Int64Vector:
    """Return the places in the arguments, in the order in which to read: least sure first.

    Among the `first` ones, which are read before the rows are scored again, no two are neighbours in a document.
    """
    by_probability = np.argsort(probabilities, kind="stable")
    chosen: list[int] = []
    taken: set[tuple[str, int]] = set()
    for index in by_probability.tolist():
        if len(chosen) == first:
            break
        here = documents[index], places[index]
        if here not in taken:
            chosen.append(index)
            taken.update((here[0], here[1] + step) for step in range(-_APART, _APART + 1))
    rest = by_probability[~np.isin(by_probability, chosen)]
    return np.concatenate([np.array(chosen, dtype=np.int64), rest]).astype(np.int64)
