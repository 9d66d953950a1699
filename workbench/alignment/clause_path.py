"""One soft path through the clauses of both documents: where each clause lies, given that the order is kept.

Clauses are compared by their vectors; a path goes on by a clause of one side, of the other or of both, and the
summed weight of all paths yields, for every pair of clauses, the probability that the path goes through it. The two
languages differ in where they end segments, less in where they end clauses: the path shows where borders lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

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
    scores = _scores(rows.chunks.vectors, columns.chunks.vectors, left.places, right.places, first, last)
    count = len(right.places)
    forward = list(_summed(scores, first, last))
    backward = _summed([one[::-1] for one in reversed(scores)], count - last[::-1], count - first[::-1])
    clauses: list[Int64Vector] = [np.zeros(0, dtype=np.int64)]
    others: list[Int64Vector] = [np.zeros(0, dtype=np.int64)]
    shares: list[Float64Vector] = [np.zeros(0)]
    for end in range(len(scores), 0, -_BLOCK):
        start = max(end - _BLOCK, 0)
        behind = [one[::-1] for one in islice(backward, end - start)][::-1]
        log = np.concatenate(forward[start:end]).astype(np.float64)
        log += np.concatenate(behind)
        log -= np.concatenate(scores[start:end])
        widths = last[start:end] - first[start:end]
        own = _shares(log, widths)
        kept = np.flatnonzero(own > _NEGLIGIBLE)
        clauses.append(np.repeat(np.arange(start, end), widths)[kept])
        others.append(kept + np.repeat(first[start:end] - np.cumsum(widths) + widths, widths)[kept])
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
) -> list[Float32Vector]:
    """How well each row clause goes with the column clauses in its reach; in blocks, for the sake of memory."""
    scores: list[Float32Vector] = []
    for start in range(0, len(rows), _BLOCK):
        end = min(start + _BLOCK, len(rows))
        lowest, highest = int(first[start]), int(last[end - 1])
        left = vectors[rows[start:end]].astype(np.float32)
        right = other_vectors[columns[lowest:highest]].astype(np.float32)
        for one in range(start, end):
            similar = right[first[one] - lowest : last[one] - lowest] @ left[one - start]
            scores.append(_SHARPNESS * (similar - _NOBODY))
    return scores


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


def _summed(scores: Sequence[Float32Vector], first: Int64Vector, last: Int64Vector) -> Iterator[Float32Vector]:
    """Log of the summed weight of all paths up to and with each pair, up to a constant for each row."""
    above, above_first = np.zeros(0), 0
    for score, lo, hi in zip(scores, first.tolist(), last.tolist(), strict=True):
        if hi == lo:
            yield score
            continue
        # Where the paths come before this row: at the pairs above, from one to the left of the first on.
        before = np.empty(hi - lo + 1)
        left, right = max(lo - 1, above_first), min(hi, above_first + len(above))
        if left < right:
            before.fill(-np.inf)
            before[left - lo + 1 : right - lo + 1] = above[left - above_first : right - above_first]
        else:
            before.fill(0.0)
        totals = np.logaddexp(before[:-1], before[1:])
        totals += score
        accumulate_row(totals, score[1:])
        totals -= np.maximum.reduce(totals)
        above, above_first = totals, lo
        yield totals.astype(np.float32)
