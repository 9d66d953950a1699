"""From two documents to the band in which alignments are searched: coarse first, then finer, linear in the length.

At every level both documents are cut into runs of segments whose vectors are summed. A path through the grid of runs
collects what similarity exceeds chance (as in dynamic time warping, missing parts cost nothing); what lies close to
any path nearly as good as the best one is looked at again with runs a quarter as long, at last with single segments.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.alignment.lattice import Anchor, Band, accumulate_row
from workbench.arrays import Float64Vector, Int64Vector, Vectors, normalise_rows

_GRID = 700
"""Runs on the longer side at the coarsest level."""
_FACTOR = 4
_CHANCE = 0.12
"""Similarity of centred vectors that unrelated segments seldom exceed."""
_SLACK = 1.0
"""How much less than the best a path may collect and still be looked at again."""
_MARGIN = 7
"""Segments kept on either side of such a path."""
_ROWS = 16
"""Rows compared at once."""


def find_band(rows: Vectors, columns: Vectors, anchors: Sequence[Anchor] = ()) -> Band:
    """The band for two documents given as segment vectors of any length, (rows, dim) and (columns, dim)."""
    longer = max(len(rows), len(columns), 1)
    if min(len(rows), len(columns)) == 0:
        return Band.full(len(rows), len(columns))
    run = 1
    while longer / run > _GRID:
        run *= _FACTOR
    centred_rows, centred_columns = rows - rows.mean(axis=0), columns - columns.mean(axis=0)
    low = np.zeros(-(-len(rows) // run), dtype=np.int64)
    high = np.full(len(low), -(-len(columns) // run), dtype=np.int64)
    while True:
        low, high = _near_best(_runs(centred_rows, run), _runs(centred_columns, run), low, high)
        if run == 1:
            break
        run //= _FACTOR
        low, high = _refined(low, high, len(rows), len(columns), run)
    return _nodes(low, high, len(columns), anchors)


def _runs(vectors: Vectors, run: int) -> Vectors:
    """Unit vectors of runs of segments."""
    # Single segments come last: their vectors may be overwritten.
    summed = vectors if run == 1 else np.add.reduceat(vectors, np.arange(0, len(vectors), run), axis=0)
    normalise_rows(summed)
    return summed


def _refined(low: Int64Vector, high: Int64Vector, rows: int, columns: int, run: int) -> tuple[Int64Vector, Int64Vector]:
    """Cell runs of the next finer level, widened by one coarse cell."""
    count, width = -(-rows // run), -(-columns // run)
    parents = np.arange(count) // _FACTOR
    above, below = np.maximum(parents - 1, 0), np.minimum(parents + 1, len(low) - 1)
    finer_low = np.maximum((low[above] - 1) * _FACTOR, 0)
    finer_high = np.minimum((high[below] + 1) * _FACTOR, width)
    return np.minimum(finer_low, width - 1), np.maximum(finer_high, 1)


def _near_best(rows: Vectors, columns: Vectors, low: Int64Vector, high: Int64Vector) -> tuple[Int64Vector, Int64Vector]:
    """For every row the run of cells on paths that collect nearly as much as the best one."""
    rewards = _rewards(rows, columns, low, high)
    forward = _collected(rewards, low)
    last = len(columns)
    flipped = _collected([one[::-1] for one in rewards[::-1]], last - high[::-1])
    new_low, new_high = low.copy(), high.copy()
    for ahead, behind, own in zip(forward, flipped[::-1], rewards, strict=True):
        ahead += behind[::-1]
        ahead -= own
    best = max(float(np.maximum.reduce(through)) for through in forward)
    for row, through in enumerate(forward):
        near = (through >= best - _SLACK).nonzero()[0]
        if len(near):
            new_low[row], new_high[row] = low[row] + near[0], low[row] + near[-1] + 1
    return new_low, new_high


def _rewards(rows: Vectors, columns: Vectors, low: Int64Vector, high: Int64Vector) -> list[Float64Vector]:
    """What each row's cells have above chance; rows in runs, since one product of matrices is faster than many."""
    rewards: list[Float64Vector] = []
    for start in range(0, len(rows), _ROWS):
        part = slice(start, start + _ROWS)
        first, last = int(low[part].min()), int(high[part].max())
        product = rows[part] @ columns[first:last].T
        product -= _CHANCE
        np.maximum(product, 0.0, out=product)
        spans = zip(product, low[part].tolist(), high[part].tolist(), strict=True)
        rewards += [own[lo - first : hi - first].astype(np.float64) for own, lo, hi in spans]
    return rewards


def _collected(rewards: Sequence[Float64Vector], low: Int64Vector) -> list[Float64Vector]:
    """The most that a path can have collected up to and with each cell."""
    totals: list[Float64Vector] = []
    above, above_low = np.zeros(1), 0
    for own, lo in zip(rewards, low.tolist(), strict=True):
        # The cell above counts, which has the best so far since rewards are never negative; where the row above ends,
        # its last one. What lies before it has collected nothing.
        arriving = np.full(len(own), above[-1])
        before, skipped = max(above_low - lo, 0), max(lo - above_low, 0)
        arriving[:before] = 0.0
        reached = above[skipped : skipped + max(len(own) - before, 0)]
        arriving[before : before + len(reached)] = reached
        arriving += own
        above, above_low = accumulate_row(arriving, own[1:], np.maximum), lo
        totals.append(above)
    return totals


def _nodes(low: Int64Vector, high: Int64Vector, columns: int, anchors: Sequence[Anchor]) -> Band:
    """From cells to the nodes at their corners, with a margin."""
    node_low = np.append(low, columns) - _MARGIN
    node_high = np.append(0, high) + 1 + _MARGIN
    return Band.around(np.maximum(node_low, 0), np.minimum(node_high, columns + 1), columns, anchors)
