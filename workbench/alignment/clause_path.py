"""One soft path through the clauses of both documents: where each clause lies, given that the order is kept.

Clauses are compared by their vectors; a path goes on by a clause of one side, of the other or of both, and the
summed weight of all paths yields, for every pair of clauses, the probability that the path goes through it. The two
languages differ in where they end segments, less in where they end clauses: the path shows where borders lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from workbench.alignment.chunks import Chunks
from workbench.alignment.lattice import Anchor, Band, accumulate_row
from workbench.alignment.measured_text import MeasuredText
from workbench.arrays import BoolVector, Float16Matrix, Float32Vector, Float64Vector, Int64Vector

_SHARPNESS = 10.0
_NOBODY = 0.3
"""Similarity at which a pair of clauses is worth nothing."""
_NEGLIGIBLE = 1e-5
"""Probability of a pair of clauses below which it is left out; the band does not reach for it …"""
_MARGIN = 3
"""… and goes this many segments beyond the others."""
_WIDE = 600.0
"""Most by which logarithms of the weights of going right along a row may differ for numbers to hold the weights …"""
_LEAST = 1e-300
"""… and the least of these."""
_ROWS = 8
"""Row clauses compared at once."""
_BLOCK = 1024
"""Row clauses whose vectors are in memory at once."""


@dataclass(frozen=True, slots=True)
class ClausePath:
    """Pairs of clauses on the path, as flat arrays, one entry for each pair in reach of each other."""

    rows: Int64Vector
    """The row segment."""
    columns: Int64Vector
    """The column segment."""
    row_shares: Float64Vector
    """Part of the row clause that lies with the column clause; sums to 1 for each row clause."""
    column_shares: Float64Vector
    row_weights: Float64Vector
    """Weight of the row clause."""
    column_weights: Float64Vector
    first: BoolVector
    """Whether the row clause is the first of its segment."""
    last: BoolVector


@dataclass(frozen=True, slots=True)
class _Clauses:
    """The clauses of a document: its chunks except for the runs of two."""

    places: Int64Vector
    """(clauses,) where each is among the chunks."""
    owners: Int64Vector
    """(clauses,) its segment."""
    weights: Float64Vector

    @classmethod
    def of(cls, chunks: Chunks) -> _Clauses:
        places = np.flatnonzero(chunks.weights > 0)
        owners = np.searchsorted(chunks.starts, places, side="right") - 1
        return cls(places, owners, chunks.weights[places].astype(np.float64))


def find_clause_path(rows: MeasuredText, columns: MeasuredText, low: Int64Vector, high: Int64Vector) -> ClausePath:
    """Return the path; `low` and `high` bound the column segments each row segment may meet."""
    left, right = _Clauses.of(rows.chunks), _Clauses.of(columns.chunks)
    starts = np.searchsorted(right.owners, np.arange(len(columns) + 1))
    first, last = starts[low[left.owners]], starts[high[left.owners]]
    widths = last - first
    bounds = np.append(0, np.cumsum(widths))
    scores = _scores(rows.chunks.vectors, columns.chunks.vectors, left.places, right.places, first, last)
    count = len(right.places)
    forward = np.concatenate([np.zeros(0, dtype=np.float32), *_summed(scores, first, last)])
    backward = _summed(scores[::-1], count - last[::-1], count - first[::-1])
    clauses: list[Int64Vector] = [np.zeros(0, dtype=np.int64)]
    others: list[Int64Vector] = [np.zeros(0, dtype=np.int64)]
    shares: list[Float64Vector] = [np.zeros(0)]
    for end, behind in zip(range(len(first), 0, -_BLOCK), backward, strict=True):
        start = max(end - _BLOCK, 0)
        part = slice(bounds[start], bounds[end])
        log = forward[part].astype(np.float64)
        log += behind[::-1]
        log -= scores[part]
        own = _shares(log, widths[start:end])
        kept = np.flatnonzero(own > _NEGLIGIBLE)
        owner = np.repeat(np.arange(start, end), widths[start:end])[kept]
        clauses.append(owner)
        others.append(kept + (first - bounds[:-1] + bounds[start])[owner])
        shares.append(own[kept])
    pairs = np.concatenate(clauses[::-1]), np.concatenate(others[::-1])
    return _path(left, right, *pairs, np.concatenate(shares[::-1]))


def _scores(
    vectors: Float16Matrix,
    other_vectors: Float16Matrix,
    rows: Int64Vector,
    columns: Int64Vector,
    first: Int64Vector,
    last: Int64Vector,
) -> Float32Vector:
    """How well each row clause goes with the column clauses in its reach, row by row; in blocks, to save memory."""
    scores: list[Float32Vector] = [np.zeros(0, dtype=np.float32)]
    for start in range(0, len(rows), _BLOCK):
        end = min(start + _BLOCK, len(rows))
        lowest, highest = int(first[start]), int(last[end - 1])
        left = vectors[rows[start:end]].astype(np.float32)
        right = other_vectors[columns[lowest:highest]].astype(np.float32)
        spans = list(zip((first[start:end] - lowest).tolist(), (last[start:end] - lowest).tolist(), strict=True))
        # A few rows at once: one product of matrices is faster than many of a matrix and a vector.
        for one in range(0, len(spans), _ROWS):
            own = spans[one : one + _ROWS]
            begin = own[0][0]
            similar = left[one : one + _ROWS] @ right[begin : own[-1][1]].T
            scores += [each[lo - begin : hi - begin] for each, (lo, hi) in zip(similar, own, strict=True)]
    joined = np.concatenate(scores)
    joined -= _NOBODY
    joined *= _SHARPNESS
    return joined


def _path(
    left: _Clauses, right: _Clauses, clause: Int64Vector, other: Int64Vector, shares: Float64Vector
) -> ClausePath:
    """From pairs of clauses and their shares to their segments."""
    sums = np.bincount(other, shares, len(right.owners))
    first = np.append(True, left.owners[1:] != left.owners[:-1])
    return ClausePath(
        rows=left.owners[clause],
        columns=right.owners[other],
        row_shares=shares,
        column_shares=shares / np.maximum(sums, 0.05)[other],
        row_weights=left.weights[clause],
        column_weights=right.weights[other],
        first=first[clause],
        last=np.append(first[1:], True)[clause],
    )


def narrow_band(path: ClausePath, band: Band, columns: int, anchors: Sequence[Anchor] = ()) -> Band:
    """The part of a band that lies about the path; rows without clauses keep theirs."""
    low = np.full(band.rows, np.iinfo(np.int64).max)
    high = np.full(band.rows, -1)
    np.minimum.at(low, path.rows, path.columns)
    np.maximum.at(high, path.rows, path.columns + 1)
    silent = high < 0
    low[silent], high[silent] = band.low[:-1][silent], band.high[1:][silent] - 1
    # A border lies between two rows and may be anywhere either of them reaches.
    node_low = np.minimum(np.append(low, columns), np.insert(low, 0, 0)) - _MARGIN
    node_high = np.maximum(np.append(high, columns), np.insert(high, 0, 0)) + 1 + _MARGIN
    return Band.around(np.maximum(node_low, 0), np.minimum(node_high, columns + 1), columns, anchors)


def _shares(log: Float64Vector, widths: Int64Vector) -> Float64Vector:
    """Shares of 1 in each of the runs that lie one after another; `log` is used up."""
    filled = widths[widths > 0]
    if not len(filled):
        return log
    starts = np.cumsum(filled) - filled
    log -= np.repeat(np.maximum.reduceat(log, starts), filled)
    np.exp(log, out=log)
    log /= np.repeat(np.add.reduceat(log, starts), filled)
    return log


def _summed(scores: Float32Vector, first: Int64Vector, last: Int64Vector) -> Iterator[Float32Vector]:
    """Log of the summed weight of all paths up to and with each pair, up to a constant for each row; in blocks of rows.

    A path comes to a pair from the left in its row or from the two pairs above. The sums along a row are running sums
    of weights, each divided by the weight of going right from the row's beginning. Where these lie too far apart for
    numbers, in rows as wide as a missing chapter, logarithms are summed, at several times the cost.
    """
    above, above_first, above_wide = np.zeros(0), 0, False
    bounds = np.append(0, np.cumsum(last - first))
    for start in range(0, len(first), _BLOCK):
        part = slice(start, start + _BLOCK)
        ends = bounds[start : start + _BLOCK + 1] - bounds[start]
        own = scores[bounds[start] : bounds[start] + ends[-1]].astype(np.float64)
        right, wide = _along(own, ends)
        with np.errstate(over="ignore"):
            growth, decline = np.exp(right), np.exp(own - right)
        found = np.empty(len(own))
        rows = zip(first[part].tolist(), pairwise(ends.tolist()), wide.tolist(), strict=True)
        for lo, (begin, end), logarithmic in rows:
            if end == begin:
                continue
            if logarithmic != above_wide:
                above = np.log(np.maximum(above, _LEAST)) if logarithmic else np.exp(above)
            before = _before(above, above_first - lo, end - begin, logarithmic)
            totals = found[begin:end]
            if logarithmic:
                np.logaddexp(before[:-1], before[1:], out=totals)
                totals += own[begin:end]
                accumulate_row(totals, own[begin + 1 : end])
                totals -= np.maximum.reduce(totals)
            else:
                _sum_numbers(before, decline[begin:end], growth[begin:end], totals)
                if not totals.any():
                    # All paths from above weigh too little for numbers, as where a chapter ends: they begin anew.
                    _sum_numbers(np.ones_like(before), decline[begin:end], growth[begin:end], totals)
                totals /= np.maximum.reduce(totals)
            above, above_first, above_wide = totals, lo, logarithmic
        logs = np.log(np.maximum(found, _LEAST))
        yield np.where(np.repeat(wide, np.diff(ends)), found, logs).astype(np.float32)


def _sum_numbers(before: Float64Vector, decline: Float64Vector, growth: Float64Vector, totals: Float64Vector) -> None:
    np.add(before[:-1], before[1:], out=totals)
    totals *= decline
    np.add.accumulate(totals, out=totals)
    totals *= growth


def _before(above: Float64Vector, offset: int, width: int, logarithmic: bool) -> Float64Vector:
    """(width + 1,) where the paths to a row's pairs come from, from one to the left of the first on.

    `above` are the summed weights of the row above, or their logarithms, `offset` where they begin.
    """
    left, right = max(offset, -1), min(offset + len(above), width)
    if left >= right:
        return np.full(width + 1, 0.0 if logarithmic else 1.0)
    before = np.full(width + 1, -np.inf) if logarithmic else np.zeros(width + 1)
    before[left + 1 : right + 1] = above[left - offset : right - offset]
    return before


def _along(scores: Float64Vector, ends: Int64Vector) -> tuple[Float64Vector, BoolVector]:
    """Running sums of scores, each row's by itself, and for each row whether they lie far apart."""
    widths = np.diff(ends)
    wide = np.zeros(len(widths), dtype=bool)
    filled = np.flatnonzero(widths)
    starts = ends[filled]
    right = np.cumsum(scores)
    right -= np.repeat(right[starts] - scores[starts], widths[filled])
    if len(filled):
        wide[filled] = np.maximum.reduceat(right, starts) - np.minimum.reduceat(right, starts) > _WIDE
    return right, wide
