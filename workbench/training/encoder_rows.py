"""Fewer rows for the same pieces: words that mean the same share one.

A piece may have the row of another, times a factor of its own. Words of one stem, or Chinese words with a character
in common, often point almost the same way; merging the most alike of them costs next to no accuracy and saves
more than shorter vectors would.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_BLOCK = 2048


def merge_alike(
    rows: NDArray[np.float32],
    alias: Sequence[int],
    families: Sequence[Sequence[int]],
    scores: Sequence[float],
    limit: int,
) -> tuple[list[int], float]:
    """Aliases after merging down to `limit` rows, and the lowest cosine at which two were merged (1 where none was).

    `families` says per piece which families it belongs to, `scores` how frequent it is: the rarer of two pieces of a
    family takes the other's row.
    """
    own = [piece for piece, other in enumerate(alias) if piece == other]
    surplus = len(own) - limit
    if surplus <= 0:
        return list(alias), 1.0
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
    members: dict[int, list[int]] = defaultdict(list)
    for piece in sorted(own, key=lambda one: -scores[one]):
        if norms[piece] > 0:
            for family in families[piece]:
                members[family].append(piece)
    best: dict[int, tuple[float, int]] = {}
    for pieces in members.values():
        for piece, cosine, partner in _nearest_before(unit, np.array(pieces)):
            if cosine > best.get(piece, (0.0, 0))[0]:
                best[piece] = (cosine, partner)
    merged = list(alias)
    lowest = 1.0
    for piece in sorted(best, key=lambda one: -best[one][0])[:surplus]:
        lowest, merged[piece] = best[piece]
    # A partner may have been merged itself: everything ends at a piece that kept its row.
    for piece in range(len(merged)):
        while merged[merged[piece]] != merged[piece]:
            merged[piece] = merged[merged[piece]]
    return merged, lowest


def _nearest_before(unit: NDArray[np.float32], family: NDArray[np.int64]) -> list[tuple[int, float, int]]:
    """For every piece of a family its nearest among those listed before it."""
    found = []
    for start in range(0, len(family), _BLOCK):
        block = family[start : start + _BLOCK]
        cosines = unit[block] @ unit[family[: start + len(block)]].T
        later = np.arange(start + len(block))[None, :] >= np.arange(start, start + len(block))[:, None]
        cosines[later] = -1
        nearest = cosines.argmax(axis=1)
        for row, piece in enumerate(block):
            cosine = float(cosines[row, nearest[row]])
            if cosine > 0:
                found.append((int(piece), cosine, int(family[nearest[row]])))
    return found
