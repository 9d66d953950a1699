"""Exact search among the alignments inside a band: best path, and forward-backward for probabilities.

A node (i, j) stands between segments: i of the rows' side and j of the columns' side lie behind it. A bead of shape
(a, b) leads from (i, j) to (i + a, j + b). The band keeps, for every row i, one run of columns; time and memory are
proportional to its nodes. A path may be scored with log potentials (forward, backward) or with gains (best_path).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.arrays import Float64Matrix, Float64Vector, Int64Matrix, Int64Vector

SHAPES: tuple[tuple[int, int], ...] = (
    (1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (2, 1), (3, 1), (4, 1),
    (2, 2), (2, 3), (3, 2), (2, 4), (3, 3), (1, 0), (0, 1),
)  # fmt: skip
"""Bead shapes (rows, columns), Chinese by English; the last one stays in its row and is treated apart."""

_DOWN = len(SHAPES) - 1
"""Shapes before the last lead to a later row."""

MAX_ROWS = max(rows for rows, _ in SHAPES)
MAX_COLUMNS = max(columns for _, columns in SHAPES)


@dataclass(frozen=True, slots=True)
class Band:
    """For every row 0 … rows the columns low[i] … high[i] - 1; both never fall."""

    low: Int64Vector
    high: Int64Vector

    @property
    def rows(self) -> int:
        """Segments of the rows' side; the band has one more row."""
        return len(self.low) - 1

    @classmethod
    def full(cls, rows: int, columns: int) -> Band:
        """All nodes."""
        return cls(np.zeros(rows + 1, dtype=np.int64), np.full(rows + 1, columns + 1, dtype=np.int64))

    @classmethod
    def around(cls, low: Int64Vector, high: Int64Vector, columns: int, fixed: Sequence[tuple[int, int]] = ()) -> Band:
        """The narrowest band that holds the given runs, both corners and the fixed nodes, and never falls."""
        low, high = low.copy(), high.copy()
        low[0], high[-1] = 0, columns + 1
        low = np.clip(np.minimum.accumulate(low[::-1])[::-1], 0, columns)
        high = np.clip(np.maximum.accumulate(high), 1, columns + 1)
        for row, column in fixed:
            low[: row + 1] = np.minimum(low[: row + 1], column)
            high[row:] = np.maximum(high[row:], column + 1)
            high[:row] = np.minimum(high[:row], column + 1)
            low[row + 1 :] = np.maximum(low[row + 1 :], column)
        # Neighbouring rows must share columns, or no path leads from one to the other.
        low[1:] = np.minimum(low[1:], high[:-1] - 1)
        low = np.minimum.accumulate(low[::-1])[::-1].copy()
        return cls(low, high)


class Lattice:
    """The nodes of a band and the beads between them.

    `starts` (nodes,) rows and columns of every node as `node_rows`, `node_columns`; `ends` (nodes, shapes) is the node
    a bead leads to, or `size` where it leaves the band.
    """

    def __init__(self, band: Band, fixed: Sequence[tuple[int, int]] = ()) -> None:
        self.band = band
        widths = band.high - band.low
        self.offsets: Int64Vector = np.concatenate([[0], np.cumsum(widths)])
        self.size = int(self.offsets[-1])
        self.node_rows: Int64Vector = np.repeat(np.arange(len(widths)), widths)
        self.node_columns: Int64Vector = np.arange(self.size) - np.repeat(self.offsets[:-1] - band.low, widths)
        self.ends = self._ends(fixed)
        self.origins = self._origins()

    def _ends(self, fixed: Sequence[tuple[int, int]]) -> Int64Matrix:
        band, ends = self.band, np.full((self.size, len(SHAPES)), self.size, dtype=np.int64)
        # The fixed nodes form a chain; a bead may lead up to the next one in both directions, never past it.
        chain = [*sorted(fixed), (band.rows, int(band.high[-1]) - 1)]
        rows_fixed = np.array([row for row, _ in chain], dtype=np.int64)
        columns_fixed = np.array([column for _, column in chain], dtype=np.int64)
        passed = np.minimum(
            np.searchsorted(rows_fixed[:-1], self.node_rows, side="right"),
            np.searchsorted(columns_fixed[:-1], self.node_columns, side="right"),
        )
        last_row, last_column = rows_fixed[passed], columns_fixed[passed]
        for shape, (down, right) in enumerate(SHAPES):
            rows, columns = self.node_rows + down, self.node_columns + right
            inside = (rows <= last_row) & (columns <= last_column)
            rows = np.minimum(rows, band.rows)
            inside &= (columns >= band.low[rows]) & (columns < band.high[rows])
            ends[inside, shape] = (self.offsets[rows] + columns - band.low[rows])[inside]
        return ends

    def _origins(self) -> Int64Matrix:
        """(nodes, shapes before the last): the node from which a bead leads here, or `size`."""
        origins = np.full((self.size + 1, _DOWN), self.size, dtype=np.int64)
        nodes = np.arange(self.size)
        for shape in range(_DOWN):
            origins[self.ends[:, shape], shape] = nodes
        return origins[: self.size]

    def _incoming(self, scores: Float64Matrix) -> Float64Matrix:
        """(nodes, shapes before the last): the score of the bead that leads here; -inf where there is none."""
        padded = np.vstack([scores[:, :_DOWN], np.full((1, _DOWN), -np.inf)])
        taken: Float64Matrix = np.take_along_axis(padded, self.origins, axis=0)
        return taken

    @np.errstate(divide="ignore")
    def forward(self, scores: Float64Matrix) -> Float64Vector:
        """Log of the summed weight of all paths to each node; `scores` (nodes, shapes) are log potentials."""
        incoming = self._incoming(scores)
        alpha = np.full(self.size + 1, -np.inf)
        right = scores[:, -1]
        for row in range(self.band.rows + 1):
            start, end = self.offsets[row], self.offsets[row + 1]
            if row == 0:
                base = np.full(end - start, -np.inf)
                base[0] = 0.0
            else:
                base = _logsumexp(alpha.take(self.origins[start:end]) + incoming[start:end])
            shift = np.concatenate([[0.0], np.cumsum(right[start : end - 1])])
            alpha[start:end] = np.logaddexp.accumulate(base - shift) + shift
        return alpha[: self.size]

    @np.errstate(divide="ignore")
    def backward(self, scores: Float64Matrix) -> Float64Vector:
        """Log of the summed weight of all paths from each node to the last one."""
        beta = np.full(self.size + 1, -np.inf)
        right = scores[:, -1]
        for row in range(self.band.rows, -1, -1):
            start, end = self.offsets[row], self.offsets[row + 1]
            base = _logsumexp(beta.take(self.ends[start:end, :_DOWN]) + scores[start:end, :_DOWN])
            if row == self.band.rows:
                base[-1] = 0.0
            shift = np.concatenate([[0.0], np.cumsum(right[start : end - 1])])
            beta[start:end] = np.logaddexp.accumulate((base + shift)[::-1])[::-1] - shift
        return beta[: self.size]

    def posteriors(self, scores: Float64Matrix) -> tuple[Float64Matrix, float]:
        """(nodes, shapes): probability of each bead given the band; and the log of the summed weight of all paths."""
        alpha, beta = self.forward(scores), self.backward(scores)
        total = float(alpha[-1])
        padded = np.append(beta, -np.inf)
        return np.exp(np.minimum(alpha[:, None] + scores + padded.take(self.ends) - total, 0.0)), total

    def best_path(self, gains: Float64Matrix) -> list[tuple[int, int]]:
        """The path of greatest summed gain, as (node, shape) from the first to the last bead."""
        incoming = self._incoming(gains)
        best = np.full(self.size + 1, -np.inf)
        via = np.zeros(self.size, dtype=np.int64)
        right = gains[:, -1]
        for row in range(self.band.rows + 1):
            start, end = self.offsets[row], self.offsets[row + 1]
            if row == 0:
                base = np.full(end - start, -np.inf)
                base[0] = 0.0
                shapes = np.full(end - start, _DOWN)
            else:
                candidates = best.take(self.origins[start:end]) + incoming[start:end]
                shapes = candidates.argmax(axis=1)
                base = candidates[np.arange(end - start), shapes]
            shift = np.concatenate([[0.0], np.cumsum(right[start : end - 1])])
            reached = np.maximum.accumulate(base - shift)
            best[start:end] = reached + shift
            via[start:end] = np.where(reached > base - shift, _DOWN, shapes)
        return self._traced(via)

    def _traced(self, via: Int64Vector) -> list[tuple[int, int]]:
        path = []
        node = self.size - 1
        while node > 0:
            shape = int(via[node])
            node = node - 1 if shape == _DOWN else int(self.origins[node, shape])
            path.append((node, shape))
        return path[::-1]


def _logsumexp(values: Float64Matrix) -> Float64Vector:
    """Over the last axis; -inf where all are, for which the caller silences the division by zero."""
    greatest = np.maximum.reduce(values, axis=1)
    finite = np.where(np.isfinite(greatest), greatest, 0.0)
    summed: Float64Vector = np.log(np.add.reduce(np.exp(values - finite[:, None]), axis=1)) + finite
    return summed
