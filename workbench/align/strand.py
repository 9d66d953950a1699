"""One soft path through the clauses of both documents: where each clause lies, given that the order is kept.

Clauses are compared by their vectors; a path goes on by a clause of one side, of the other or of both, and the
summed weight of all paths gives every pair of clauses the probability that the path goes through it. Segments are
cut differently in the two languages, clauses less so: where the path leaves a segment tells its border.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.align.search import Band
from workbench.align.texts import Side

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_SHARPNESS = 10.0
_NOBODY = 0.3
"""Similarity at which a pair of clauses is worth nothing."""
_NEGLIGIBLE = 1e-5
"""Probability of a pair of clauses below which the band does not reach for it …"""
_MARGIN = 3
"""… and how many segments it goes beyond the others."""


@dataclass(frozen=True, slots=True)
class Strand:
    """Pairs of clauses on the path, as flat arrays, one entry for each pair in reach of each other."""

    rows: Ints
    """The row segment."""
    columns: Ints
    """The column segment."""
    row_shares: Floats
    """Part of the row clause that lies with the column clause; sums to 1 for each row clause."""
    column_shares: Floats
    row_weights: Floats
    """Weight of the row clause."""
    column_weights: Floats
    first: NDArray[np.bool_]
    """Whether the row clause is the first of its segment."""
    last: NDArray[np.bool_]


def follow(rows: Side, columns: Side, low: Ints, high: Ints) -> Strand:
    """The path; `low` and `high` are the column segments each row segment may meet."""
    row_units, column_units = np.flatnonzero(rows.unit_weights > 0), np.flatnonzero(columns.unit_weights > 0)
    row_owners = np.searchsorted(rows.unit_starts, row_units, side="right") - 1
    column_owners = np.searchsorted(columns.unit_starts, column_units, side="right") - 1
    starts = np.searchsorted(column_units, columns.unit_starts)
    first, last = starts[low[row_owners]], starts[high[row_owners]]
    vectors = columns.unit_vectors[column_units]
    scores = [
        (_SHARPNESS * (vectors[lo:hi] @ rows.unit_vectors[unit] - _NOBODY)).astype(np.float64)
        for unit, lo, hi in zip(row_units, first, last, strict=True)
    ]
    count = len(column_units)
    forward = _collected(scores, first, last)
    backward = _collected([one[::-1] for one in scores[::-1]], count - last[::-1], count - first[::-1])[::-1]
    shares = [_shares(ahead + behind[::-1] - own) for ahead, behind, own in zip(forward, backward, scores, strict=True)]
    widths = last - first
    clause = np.repeat(np.arange(len(row_units)), widths)
    other = np.arange(int(widths.sum())) - np.repeat(np.cumsum(widths) - widths - first, widths)
    flat = np.concatenate(shares) if shares else np.zeros(0)
    sums = np.bincount(other, flat, count)
    new = np.append(True, row_owners[1:] != row_owners[:-1])
    return Strand(
        row_owners[clause],
        column_owners[other],
        flat,
        flat / np.maximum(sums, 0.05)[other],
        rows.unit_weights[row_units][clause].astype(np.float64),
        columns.unit_weights[column_units][other].astype(np.float64),
        new[clause],
        np.append(new[1:], True)[clause],
    )


def narrow(strand: Strand, band: Band, columns: int, fixed: Sequence[tuple[int, int]] = ()) -> Band:
    """The part of a band that lies about the path; rows without clauses keep theirs."""
    kept = strand.row_shares > _NEGLIGIBLE
    low = np.full(band.rows, np.iinfo(np.int64).max)
    high = np.full(band.rows, -1)
    np.minimum.at(low, strand.rows[kept], strand.columns[kept])
    np.maximum.at(high, strand.rows[kept], strand.columns[kept] + 1)
    silent = high < 0
    low[silent], high[silent] = band.low[:-1][silent], band.high[1:][silent] - 1
    # A border lies between two rows and may be anywhere either of them reaches.
    node_low = np.minimum(np.append(low, columns), np.insert(low, 0, 0)) - _MARGIN
    node_high = np.maximum(np.append(high, columns), np.insert(high, 0, 0)) + 1 + _MARGIN
    return Band.around(np.maximum(node_low, 0), np.minimum(node_high, columns + 1), columns, fixed)


def _shares(log: Floats) -> Floats:
    if not len(log):
        return log
    raised = np.exp(log - log.max())
    shares: Floats = raised / raised.sum()
    return shares


def _collected(scores: list[Floats], first: Ints, last: Ints) -> list[Floats]:
    """Log of the summed weight of all paths up to and with each pair, up to a constant for each row."""
    found: list[Floats] = []
    above, above_first = np.zeros(0), 0
    for row, own in enumerate(scores):
        lo, hi = int(first[row]), int(last[row])
        # Where the paths stand before this row: at the pairs above, from one to the left of the first on.
        before = np.full(hi - lo + 1, -np.inf)
        left, right = max(lo - 1, above_first), min(hi, above_first + len(above))
        if left < right:
            before[left - lo + 1 : right - lo + 1] = above[left - above_first : right - above_first]
        else:
            before[:] = 0.0
        arriving = np.logaddexp(before[:-1], before[1:])
        summed = np.cumsum(own)
        totals: Floats = np.logaddexp.accumulate(arriving - summed + own) + summed
        if hi > lo:
            above, above_first = totals - totals.max(), lo
        found.append(totals)
    return found
