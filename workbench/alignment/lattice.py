"""Exact inference over the alignments inside a band: forward-backward for probabilities, and the best path.

A node (i, j) is between segments: i of the rows' side and j of the columns' side lie behind it. A bead of shape
(a, b) leads from (i, j) to (i + a, j + b). The band keeps one run of columns for every row i; time and memory are
proportional to its nodes. Beads have log potentials (posteriors) or gains (best path).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from workbench.arrays import Float32Array, Float64Array, Float64Matrix, Float64Vector, Int64Matrix, Int64Vector

SHAPES: tuple[tuple[int, int], ...] = (
    (1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (2, 1), (3, 1), (4, 1),
    (2, 2), (2, 3), (3, 2), (2, 4), (3, 3), (1, 0), (0, 1),
)  # fmt: skip
"""Bead shapes (rows, columns), Chinese by English; the last one stays in its row and is treated separately."""

_DOWN = len(SHAPES) - 1
"""Shapes before the last lead to a later row."""

MAX_ROWS = max(rows for rows, _ in SHAPES)
MAX_COLUMNS = max(columns for _, columns in SHAPES)

Anchor = tuple[int, int]
"""A node (row, column) that every alignment passes through."""


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
    def around(cls, low: Int64Vector, high: Int64Vector, columns: int, anchors: Sequence[Anchor] = ()) -> Band:
        """The narrowest band that holds the given runs, both corners and the anchors, and never falls."""
        low, high = low.copy(), high.copy()
        low[0], high[-1] = 0, columns + 1
        low = np.clip(np.minimum.accumulate(low[::-1])[::-1], 0, columns)
        high = np.clip(np.maximum.accumulate(high), 1, columns + 1)
        for row, column in anchors:
            low[: row + 1] = np.minimum(low[: row + 1], column)
            high[row:] = np.maximum(high[row:], column + 1)
            high[:row] = np.minimum(high[:row], column + 1)
            low[row + 1 :] = np.maximum(low[row + 1 :], column)
        # Neighbouring rows must share columns, or no path leads from one to the other.
        low[1:] = np.minimum(low[1:], high[:-1] - 1)
        low = np.minimum.accumulate(low[::-1])[::-1].copy()
        return cls(low, high)


class Trellis:
    """Nodes in rows and the beads between them: what forward-backward needs to know."""

    def __init__(self, ends: Int64Matrix, size: int, rows: Sequence[slice | Int64Matrix]) -> None:
        self.size = size
        """Number of nodes, and the node that stands for none."""
        self.ends = ends
        """(nodes, shapes): the node a bead leads to, or `size` where there is no such bead."""
        self.rows = rows
        """The nodes of each row, from left to right."""
        origins = np.full((size + 1, _DOWN), size, dtype=np.int64)
        for shape in range(_DOWN):
            origins[ends[:, shape], shape] = np.arange(len(ends))
        origins[size] = size
        self.origins = origins[: len(ends)]
        """(nodes, shapes before the last): the node from which a bead leads here, or `size`."""

    def forward_backward(
        self, potentials: Float64Matrix, first: int | Int64Vector, last: int | Int64Vector
    ) -> tuple[Float64Vector, Float64Vector]:
        """Log of the summed weight of all paths from the first node to each node, and from each node to the last one.

        `potentials` (nodes, shapes) are log potentials, -inf where there is no bead; the results have one entry more,
        for the node that stands for none.
        """
        steps = np.where(np.isfinite(potentials[:, -1]), potentials[:, -1], 0.0)
        forward = self._swept(self.origins, self.incoming(potentials), steps, first, 1)
        return forward, self._swept(self.ends[:, :_DOWN], potentials[:, :_DOWN], steps, last, -1)

    def incoming(self, potentials: Float64Matrix) -> Float64Matrix:
        """(nodes, shapes before the last): the potential of the bead that leads here; -inf where there is none."""
        padded = np.vstack([potentials[: self.size, :_DOWN], np.full((1, _DOWN), -np.inf)])
        taken: Float64Matrix = np.take_along_axis(padded, self.origins, axis=0)
        return taken

    @np.errstate(divide="ignore")
    def _swept(
        self,
        neighbours: Int64Matrix,
        potentials: Float64Matrix,
        steps: Float64Vector,
        start: int | Int64Vector,
        direction: int,
    ) -> Float64Vector:
        """Row by row in one direction (1 or -1), from the `start` nodes on."""
        values = np.full(self.size + 1, -np.inf)
        starts = values.copy()
        starts[start] = 0.0
        for nodes in self.rows[::direction]:
            entering = _logsumexp(values.take(neighbours[nodes]) + potentials[nodes])
            np.maximum(entering, starts[nodes], out=entering)
            within = steps[nodes][..., :-1]
            values[nodes] = accumulate_row(entering[..., ::direction], within[..., ::direction])[..., ::direction]
            values[-1] = -np.inf
        return values


class Lattice(Trellis):
    """The nodes of a band and the beads between them."""

    def __init__(self, band: Band, anchors: Sequence[Anchor] = ()) -> None:
        self.band = band
        widths = band.high - band.low
        self.offsets: Int64Vector = np.concatenate([[0], np.cumsum(widths)])
        """(rows + 1,) the first node of each row."""
        size = int(self.offsets[-1])
        self.node_rows: Int64Vector = np.repeat(np.arange(len(widths)), widths)
        self.node_columns: Int64Vector = np.arange(size) - np.repeat(self.offsets[:-1] - band.low, widths)
        bounds = self.offsets.tolist()
        super().__init__(self._ends(anchors), size, [slice(*row) for row in pairwise(bounds)])

    def _ends(self, anchors: Sequence[Anchor]) -> Int64Matrix:
        band, size = self.band, int(self.offsets[-1])
        ends = np.full((size, len(SHAPES)), size, dtype=np.int64)
        # The anchors form a chain; a bead may lead up to the next one in both directions, never past it.
        chain = np.array([*sorted(anchors), (band.rows, int(band.high[-1]) - 1)], dtype=np.int64)
        passed = np.minimum(
            np.searchsorted(chain[:-1, 0], self.node_rows, side="right"),
            np.searchsorted(chain[:-1, 1], self.node_columns, side="right"),
        )
        last_row, last_column = chain[passed].T
        for shape, (down, right) in enumerate(SHAPES):
            rows, columns = self.node_rows + down, self.node_columns + right
            inside = (rows <= last_row) & (columns <= last_column)
            rows = np.minimum(rows, band.rows)
            inside &= (columns >= band.low[rows]) & (columns < band.high[rows])
            ends[inside, shape] = (self.offsets[rows] + columns - band.low[rows])[inside]
        return ends

    def posteriors(self, potentials: Float64Matrix) -> tuple[Float64Matrix, float]:
        """(nodes, shapes): probability of each bead given the band; and the log of the summed weight of all paths."""
        alpha, beta = self.forward_backward(potentials, 0, self.size - 1)
        total = float(alpha[-2])
        return np.exp(np.minimum(alpha[:-1, None] + potentials + beta.take(self.ends) - total, 0.0)), total

    def best_path(self, gains: Float64Matrix) -> list[tuple[int, int]]:
        """The path of greatest summed gain, as (node, shape) from the first to the last bead."""
        incoming, steps = self.incoming(gains), gains[:, -1]
        best = np.full(self.size + 1, -np.inf)
        via = np.full(self.size, _DOWN)
        for row, nodes in enumerate(self.rows):
            options = best.take(self.origins[nodes]) + incoming[nodes]
            shapes = options.argmax(axis=1)
            entering = options[np.arange(len(shapes)), shapes]
            if row == 0:
                entering[0] = 0.0
            within = steps[nodes][:-1]
            best[nodes] = accumulate_row(entering.copy(), within, np.maximum)
            via[nodes] = shapes
            via[nodes][1:][best[nodes][:-1] + within > entering[1:]] = _DOWN
        return self._traced(via)

    def _traced(self, via: Int64Vector) -> list[tuple[int, int]]:
        path = []
        node = self.size - 1
        while node > 0:
            shape = int(via[node])
            node = node - 1 if shape == _DOWN else int(self.origins[node, shape])
            path.append((node, shape))
        return path[::-1]


def accumulate_row(
    entering: Float64Array, steps: Float32Array | Float64Array, join: np.ufunc = np.logaddexp
) -> Float64Array:
    """The value of each node of a row, reached from an earlier row (`entering`) or by steps from its left.

    Shapes (…, nodes) and (…, nodes - 1). `join` combines two ways: logaddexp sums them, maximum keeps the better one.
    `entering` is overwritten.
    """
    shift = np.zeros(entering.shape)
    np.add.accumulate(steps, axis=-1, out=shift[..., 1:])
    entering -= shift
    join.accumulate(entering, axis=-1, out=entering)
    entering += shift
    return entering


def _logsumexp(values: Float64Array) -> Float64Array:
    """Over the last axis; -inf where all are, for which the caller silences the division by zero."""
    greatest = np.maximum.reduce(values, axis=-1)
    finite = np.where(np.isfinite(greatest), greatest, 0.0)
    summed: Float64Array = np.log(np.add.reduce(np.exp(values - finite[..., None]), axis=-1)) + finite
    return summed
