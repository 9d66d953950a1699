"""How far the tokens and chunks of a run of segments are covered by the other side's segments, many at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.alignment.measured_text import MeasuredText
from workbench.alignment.segment_similarity import CHUNK_KNEES, KNEES, Block, Link, SegmentSimilarity
from workbench.arrays import Float32Array, Float32Matrix, Float32Vector, Int64Vector

_Attention = tuple[float, float]
"""Sharpness, and the similarity of one more candidate that stands for none of the other side's segments."""
_TOKEN: _Attention = 12.0, 0.42
_CLAUSE: _Attention = 14.0, 0.30
_CHUNK: _Attention = 12.0, 0.35


@dataclass(frozen=True, slots=True)
class SideCoverage:
    """Where the coverage of one side's segments goes."""

    cover: Float32Array
    """(sizes, LEVELS, places)"""
    links: Float32Matrix
    """(links, places)"""
    token: Link
    clause: Link
    chunk: Link
    first: Link
    last: Link

    @classmethod
    def of_rows(cls, cells: SegmentSimilarity) -> SideCoverage:
        """Of the row segments."""
        kinds = Link.TOKEN_ROWS, Link.CLAUSE_ROWS, Link.CHUNK_ROWS, Link.FIRST_ROWS, Link.LAST_ROWS
        return cls(cells.row_cover, cells.links, *kinds)

    @classmethod
    def of_columns(cls, cells: SegmentSimilarity) -> SideCoverage:
        """Of the column segments."""
        kinds = Link.TOKEN_COLUMNS, Link.CLAUSE_COLUMNS, Link.CHUNK_COLUMNS, Link.FIRST_COLUMNS, Link.LAST_COLUMNS
        return cls(cells.column_cover, cells.links, *kinds)

    def add_tokens(self, side: MeasuredText, block: Block, best: Float32Matrix) -> None:
        """Cover and attention of the tokens of a run of segments; best (tokens, other segments) is used up."""
        start, end = (int(side.token_starts[at]) for at in block.segments)
        weights, clauses = side.token_weights[start:end], side.token_clauses[start:end]
        owners = _owners(side.token_starts, block)
        best[~block.inside[owners]] = -np.inf
        mixing = _mixing(weights, owners, len(block.inside))
        self.cover[:, : len(KNEES), block.places] = _cover(best, mixing, KNEES, len(self.cover))[..., block.inside]
        self.links[self.token, block.places] = (mixing @ _attention(best, _TOKEN))[block.inside]
        self.links[self.clause, block.places] = _clause_attention(best, weights, clauses, owners, block)[block.inside]

    def add_chunks(self, side: MeasuredText, block: Block, best: Float32Matrix) -> None:
        """Cover and attention of the chunks of a run of segments; best (chunks, other segments) is used up."""
        first, last = block.segments
        weights = side.chunks.weights[side.chunks.starts[first] : side.chunks.starts[last]]
        owners = _owners(side.chunks.starts, block)
        # Runs of two clauses cover the other side's chunks but need no cover themselves.
        single = weights > 0
        weights, owners, best = weights[single], owners[single], best[single]
        best[~block.inside[owners]] = -np.inf
        mixing = _mixing(weights, owners, last - first)
        cover = _cover(best, mixing, CHUNK_KNEES, len(self.cover))
        self.cover[:, len(KNEES) :, block.places] = cover[..., block.inside]
        shares = _attention(best, _CHUNK)
        self.links[self.chunk, block.places] = (mixing @ shares)[block.inside]
        segments, others = np.nonzero(block.inside)
        self.links[self.first, block.places] = shares[np.searchsorted(owners, segments), others]
        self.links[self.last, block.places] = shares[np.searchsorted(owners, segments, side="right") - 1, others]


def _owners(starts: Int64Vector, block: Block) -> Int64Vector:
    """(items,) the segment of each item, counted from the block's first."""
    first, last = block.segments
    return np.repeat(np.arange(last - first), np.diff(starts[first : last + 1]))


def _clause_attention(
    best: Float32Matrix, weights: Float32Vector, clauses: Int64Vector, owners: Int64Vector, block: Block
) -> Float32Matrix:
    """How the clauses of each segment divide their weight between the other side's segments."""
    starts = np.flatnonzero(np.append(True, clauses[1:] != clauses[:-1]))
    weight = np.add.reduceat(weights, starts)
    summed = np.add.reduceat(np.maximum(best - KNEES[0], 0.0) * weights[:, None], starts, axis=0)
    similar = (summed / weight[:, None]).astype(np.float32)
    similar[~block.inside[owners[starts]]] = -np.inf
    mixing = _mixing(np.sqrt(weight), owners[starts], len(block.inside))
    shared: Float32Matrix = mixing @ _attention(similar, _CLAUSE)
    return shared


def _mixing(weights: Float32Vector, owners: Int64Vector, segments: int) -> Float32Matrix:
    """(segments, items): an item's weight with its segment, so that a product sums over each segment's items."""
    mixing = np.zeros((segments, len(weights)), dtype=np.float32)
    mixing[owners, np.arange(len(weights))] = weights
    return mixing


def _cover(best: Float32Matrix, mixing: Float32Matrix, knees: tuple[float, ...], sizes: int) -> Float32Array:
    """(sizes, knees, segments, others): how far 1 … sizes others from each on cover a segment's items.

    best (items, others) is -inf outside the cells; mixing (segments, items).
    """
    width = best.shape[1]
    covers = np.zeros((sizes, len(knees), len(mixing), width), dtype=np.float32)
    window, above = best.copy(), np.empty_like(best)
    for size in range(min(sizes, width)):
        np.maximum(window[:, : width - size], best[:, size:], out=window[:, : width - size])
        for level, knee in enumerate(knees):
            np.subtract(window, knee, out=above)
            np.maximum(above, 0.0, out=above)
            np.matmul(mixing, above, out=covers[size, level])
    return covers


def _attention(best: Float32Matrix, kind: _Attention) -> Float32Matrix:
    """Each row of similarities as shares that sum to less than 1; the rest belongs to no segment."""
    sharpness, nobody = kind
    shares: Float32Matrix = best - np.float32(nobody)
    shares *= sharpness
    np.exp(shares, out=shares)
    shares /= shares.sum(axis=1, keepdims=True) + 1.0
    return shares
