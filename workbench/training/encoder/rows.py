"""From learnt rows to better and fewer ones.

Learning leaves most of the variance in few directions, which carry what a text is about, and weighs rare words too
little. Both are corrected afterwards. Then words that point the same way share a row: a piece may have the row of
another, times a factor of its own, which costs next to no accuracy and saves more than shorter vectors would.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from workbench.arrays import Float32Matrix, Float32Vector, Int64Vector

_BLOCK = 2048

_RARITY_BOUNDS = (3.0, 14.0)
_LEAST_VARIANCE = 1e-3
"""Of the greatest variance; smaller ones count as this."""


def weigh(rows: Float32Matrix, rarity: Float32Vector, exponent: float) -> Float32Matrix:
    """Rows times a power of their pieces' rarity, as rare words carry more of what a text means."""
    weighed: Float32Matrix = rows * np.clip(rarity, *_RARITY_BOUNDS)[:, None] ** np.float32(exponent)
    return weighed


def spread(rows: Float32Matrix, texts: Iterable[csr_matrix], exponent: float) -> Float32Matrix:
    """Rows mapped so that texts vary more evenly in all directions: whitening by a small exponent (0.5 would be whole).

    `texts` are matrices of texts by pieces, counting how often a piece stands in a text. The map is linear, so the sum
    of a text's rows is mapped as its rows are.
    """
    covariance = np.zeros((rows.shape[1], rows.shape[1]))
    for bags in texts:
        vectors = bags @ rows
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors = vectors[norms[:, 0] > 0] / norms[norms[:, 0] > 0]
        covariance += vectors.T @ vectors / max(len(vectors), 1)
    variances, directions = np.linalg.eigh(covariance)
    # Directions next to nothing varies in are noise, and stay small.
    scaled = np.maximum(variances, max(float(variances[-1]), 1e-12) * _LEAST_VARIANCE) ** -exponent
    mapped: Float32Matrix = rows @ ((directions * scaled) @ directions.T).astype(np.float32)
    return mapped


def merge_alike(
    rows: Float32Matrix,
    alias: Sequence[int],
    families: Sequence[Sequence[int]],
    scores: Sequence[float],
    limit: int,
) -> tuple[list[int], float]:
    """Aliases after merging down to `limit` rows, and the lowest cosine at which two were merged (1 where none was).

    `families` are those each piece belongs to, `scores` how frequent it is: the rarer of two pieces of a
    family takes the other's row.
    """
    own = [piece for piece, other in enumerate(alias) if piece == other]
    surplus = len(own) - limit
    if surplus <= 0:
        return list(alias), 1.0
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
    filled = [piece for piece in sorted(own, key=lambda one: -scores[one]) if norms[piece] > 0]
    members: dict[int, list[int]] = defaultdict(list)
    for piece in filled:
        for family in dict.fromkeys(families[piece]):
            members[family].append(piece)
    best: dict[int, tuple[float, int]] = {}
    for pieces in members.values():
        for piece, cosine, partner in _nearest_before(unit, np.array(pieces)):
            # A word with a doubled character (天天, 看看) is in a family twice; it means something of its own.
            doubled = len(set(families[piece])) < len(families[piece])
            if not doubled and cosine > best.get(piece, (0.0, 0))[0]:
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


def _nearest_before(unit: Float32Matrix, family: Int64Vector) -> list[tuple[int, float, int]]:
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
