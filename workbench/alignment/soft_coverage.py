"""How the items (tokens, clauses) of a run of segments are answered by the other side's segments, many at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.arrays import BoolMatrix, Float32Array, Float32Matrix, Float32Vector, Int64Vector


@dataclass(frozen=True, slots=True)
class Block:
    """The cells of a run of segments."""

    segments: tuple[int, int]
    others: tuple[int, int]
    """The run of the other side's segments that any of them may meet."""
    inside: BoolMatrix
    """(segments, others): which pairs are cells."""
    places: Int64Vector
    """Where the cells are, in the order of `inside`."""


def spread(weights: Float32Vector, owners: Int64Vector, segments: int) -> Float32Matrix:
    """(segments, items): an item's weight with its segment, so that a product sums over each segment's items."""
    mixing = np.zeros((segments, len(weights)), dtype=np.float32)
    mixing[owners, np.arange(len(weights))] = weights
    return mixing


def cover(best: Float32Matrix, mixing: Float32Matrix, knees: tuple[float, ...], sizes: int) -> Float32Array:
    """(sizes, knees, segments, others): how far a segment's items are answered by 1 … sizes others from each on.

    best (items, others) is -inf outside the cells; mixing (segments, items).
    """
    width = best.shape[1]
    covers = np.zeros((sizes, len(knees), len(mixing), width), dtype=np.float32)
    window = best.copy()
    for size in range(min(sizes, width)):
        np.maximum(window[:, : width - size], best[:, size:], out=window[:, : width - size])
        for level, knee in enumerate(knees):
            np.matmul(mixing, np.maximum(window - knee, 0.0), out=covers[size, level])
    return covers


def attention(best: Float32Matrix, sharpness: float, nobody: float) -> Float32Matrix:
    """Each row of similarities as shares that sum to less than 1; the rest belongs to nobody."""
    raised = np.exp(sharpness * (best - nobody))
    shares: Float32Matrix = raised / (raised.sum(axis=1, keepdims=True) + 1.0)
    return shares
