"""One soft path through the clauses of both documents: where each clause lies, given that the order is kept.

Clauses are compared by their vectors; a path goes on by a clause of one side, of the other or of both, and the
summed weight of all paths gives every pair of clauses the probability that the path goes through it. Segments are
cut differently in the two languages, clauses less so: where the path leaves a segment tells its border.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from workbench.alignment.lattice import Anchor, Band, accumulate_row
from workbench.alignment.measured_text import MeasuredText
from workbench.arrays import BoolVector, Float32Vector, Float64Vector, Int64Vector

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


def find_clause_path(rows: MeasuredText, columns: MeasuredText, low: Int64Vector, high: Int64Vector) -> ClausePath:
    """The path; `low` and `high` are the column segments each row segment may meet."""
    row_units, column_units = np.flatnonzero(rows.chunk_weights > 0), np.flatnonzero(columns.chunk_weights > 0)
    row_owners = np.searchsorted(rows.chunk_starts, row_units, side="right") - 1
    column_owners = np.searchsorted(columns.chunk_starts, column_units, side="right") - 1
    starts = np.searchsorted(column_units, columns.chunk_starts)
    first, last = starts[low[row_owners]], starts[high[row_owners]]
    scores = _scores(rows, columns, row_units, column_units, first, last)
    count = len(column_units)
    forward = list(_collected(scores, first, last))
    backward = _collected([one[::-1] for one in reversed(scores)], count - last[::-1], count - first[::-1])
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
    return _strand(
        np.concatenate(clauses[::-1]),
        np.concatenate(others[::-1]),
        np.concatenate(shares[::-1]),
        (row_owners, column_owners),
        (rows.chunk_weights[row_units], columns.chunk_weights[column_units]),
    )


def _scores(
    rows: MeasuredText,
    columns: MeasuredText,
    row_units: Int64Vector,
    column_units: Int64Vector,
    first: Int64Vector,
    last: Int64Vector,
) -> list[Float32Vector]:
    """How well each row clause goes with the column clauses in its reach; in blocks, for the sake of memory."""
    scores: list[Float32Vector] = []
    for start in range(0, len(row_units), _BLOCK):
        end = min(start + _BLOCK, len(row_units))
        lowest, highest = int(first[start]), int(last[end - 1])
        left = rows.chunk_vectors.values[row_units[start:end]].astype(np.float32)
        right = columns.chunk_vectors.values[column_units[lowest:highest]].astype(np.float32)
        for one in range(start, end):
            similar = right[first[one] - lowest : last[one] - lowest] @ left[one - start]
            scores.append(_SHARPNESS * (similar - _NOBODY))
    return scores


def _strand(
    clause: Int64Vector,
    other: Int64Vector,
    shares: Float64Vector,
    owners: tuple[Int64Vector, Int64Vector],
    weights: tuple[Float32Vector, Float32Vector],
) -> ClausePath:
    """From pairs of clauses to what is said of their segments."""
    sums = np.bincount(other, shares, len(owners[1]))
    new = np.append(True, owners[0][1:] != owners[0][:-1])
    return ClausePath(
        owners[0][clause],
        owners[1][other],
        shares,
        shares / np.maximum(sums, 0.05)[other],
        weights[0][clause].astype(np.float64),
        weights[1][other].astype(np.float64),
        new[clause],
        np.append(new[1:], True)[clause],
    )


def narrow_band(strand: ClausePath, band: Band, columns: int, anchors: Sequence[Anchor] = ()) -> Band:
    """The part of a band that lies about the path; rows without clauses keep theirs."""
    low = np.full(band.rows, np.iinfo(np.int64).max)
    high = np.full(band.rows, -1)
    np.minimum.at(low, strand.rows, strand.columns)
    np.maximum.at(high, strand.rows, strand.columns + 1)
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


def _collected(scores: Sequence[Float32Vector], first: Int64Vector, last: Int64Vector) -> Iterator[Float32Vector]:
    """Log of the summed weight of all paths up to and with each pair, up to a constant for each row."""
    above, above_first = np.zeros(0), 0
    for score, lo, hi in zip(scores, first.tolist(), last.tolist(), strict=True):
        if hi == lo:
            yield score
            continue
        # Where the paths stand before this row: at the pairs above, from one to the left of the first on.
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
