"""Running sums and figures of one pair of documents, from which the features of any bead are a few look-ups."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from workbench.align.lattice import MAX_COLUMNS, MAX_ROWS
from workbench.align.measured_text import Side
from workbench.align.segment_similarity import DOT, KNEES, LEVELS, Cells
from workbench.arrays import BoolVector, Float32Matrix, Float64Matrix, Float64Vector, Int64Vector, Vectors

UNRELATED, RELATED = 0.12, 0.52
"""Typical cosines of the bundled encoder: of any two segments near each other, and of translations."""


class Evidence:
    """What is known of one pair of documents: sums over any run of segments or block of cells."""

    def __init__(self, rows: Side, columns: Side, cells: Cells, foreign: bool = False) -> None:
        self.rows, self.columns, self.cells = rows, columns, cells
        self.links = _running(cells.links)
        self.column_cover = _running(cells.column_cover.reshape(-1, cells.column_cover.shape[-1])).reshape(
            MAX_ROWS, LEVELS, -1
        )
        self.row_norms = _window_norms(rows.sums, MAX_ROWS + 1)
        self.column_norms = _window_norms(columns.sums, MAX_COLUMNS + 1)
        self.row_lengths, self.column_lengths = _total(rows.lengths), _total(columns.lengths)
        self.row_weights = _segment_weights(rows)
        self.column_weights = _segment_weights(columns)
        self.row_weight_sums, self.column_weight_sums = _total(self.row_weights), _total(self.column_weights)
        self.row_ends, self.column_ends = _total(rows.sentence_ends), _total(columns.sentence_ends)
        self.row_marks, self.column_marks = _total(rows.marks), _total(columns.marks)
        self.row_balance, self.column_balance = _total(rows.balance), _total(columns.balance)
        self.row_numbers = _total(np.array([len(one) for one in rows.numbers]))
        self.column_numbers = _total(np.array([len(one) for one in columns.numbers]))
        self.length_shift = _length_shift(self.row_lengths, self.column_lengths)
        self.growth = float(np.clip(np.log((len(columns) + 5) / (len(rows) + 5)), -1.0, 1.0))
        self.shift, self.gain = self._scale() if foreign else (0.0, 1.0)
        self.row_matched, self.column_matched = self._matched()

    def _scale(self) -> tuple[float, float]:
        """How another encoder's cosines become like the bundled one's, for which the weights were learnt.

        The median of all cells, which stands for unrelated segments, and the median of the rows' best ones, which
        stands for translations, are laid on the values they have with the bundled encoder.
        """
        rows, columns, inside = self._cell_list()
        cosine = self.cells.links[DOT][inside] / norm_product(self, rows, columns)
        if not len(cosine):
            return 0.0, 1.0
        best = np.full(len(self.rows), -1.0)
        np.maximum.at(best, rows, cosine)
        middle, top = float(np.median(cosine)), float(np.median(best[best > -1.0]))
        gain = float(np.clip((RELATED - UNRELATED) / max(top - middle, 1e-3), 0.4, 4.0))
        return UNRELATED - gain * middle, gain

    def scaled(self, cosine: Float64Vector) -> Float64Vector:
        """A cosine on the scale the weights were learnt for."""
        return self.shift + self.gain * cosine

    def _cell_list(self) -> tuple[Int64Vector, Int64Vector, BoolVector]:
        """Rows and columns of all cells, and which of all places are cells."""
        cells = self.cells
        widths = cells.high - cells.low + 1
        rows = np.repeat(np.arange(len(cells.low)), widths)
        columns = np.arange(int(cells.offsets[-1])) - np.repeat(cells.offsets[:-1] - cells.low, widths)
        inside = columns < np.repeat(cells.high, widths)
        return rows[inside], columns[inside], inside

    def _matched(self) -> tuple[Float64Matrix, Float64Matrix]:
        """(n, 6) how well each segment is answered by its best cell, by words, clauses and vectors, and around it."""
        cells = self.cells
        row_of, column_of, inside = self._cell_list()
        cosine = self.scaled(cells.links[DOT][inside] / norm_product(self, row_of, column_of))
        by_row, by_column = np.zeros((3, len(self.rows))), np.zeros((3, len(self.columns)))
        clause = len(KNEES)
        for kind, (row, column) in enumerate(
            (
                (cells.row_cover[0, 1][inside], cells.column_cover[0, 1][inside]),
                (cells.row_cover[0, clause][inside], cells.column_cover[0, clause][inside]),
                (cosine, cosine),
            )
        ):
            np.maximum.at(by_row[kind], row_of, row)
            np.maximum.at(by_column[kind], column_of, column)
        by_row[0] /= self.row_weights + 0.3
        by_column[0] /= self.column_weights + 0.3
        by_row[1] /= _unit_weights(self.rows) + 0.3
        by_column[1] /= _unit_weights(self.columns) + 0.3
        return _smoothed(by_row), _smoothed(by_column)

    def block(self, kind: int, i: Int64Vector, j: Int64Vector, a: int, b: int) -> Float64Vector:
        """Sum of a kind of link over a rows and b columns from cell (i, j)."""
        total: Float64Vector = self.blocks((kind,), i, j, a, b)[0]
        return total

    def blocks(self, kinds: Collection[int], i: Int64Vector, j: Int64Vector, a: int, b: int) -> Float64Matrix:
        """(kinds, len(i)): the same for several kinds, which share the look-up of the cells."""
        totals = np.zeros((len(kinds), len(i)))
        for down in range(a):
            start = self.cells.at(i + down, j)
            end = start + b
            for total, kind in zip(totals, kinds, strict=True):
                links = self.links[kind]
                total += links.take(end) - links.take(start)
        return totals

    def cosine(self, i: Int64Vector, j: Int64Vector, a: int, b: int) -> Float64Vector:
        """Cosine of summed vectors; rows and columns outside the documents or the cells are left out."""
        cells, dots = self.cells, self.links[DOT]
        total = np.zeros(len(i))
        first, last = np.maximum(i, 0), np.minimum(i + a, len(self.rows))
        left, right = np.maximum(j, 0), np.minimum(j + b, len(self.columns))
        for down in range(a):
            row = np.minimum(first + down, len(self.rows) - 1)
            low, high = cells.low.take(row), cells.high.take(row)
            origin = cells.offsets.take(row) - low
            part = dots.take(origin + np.minimum(np.maximum(right, low), high))
            part -= dots.take(origin + np.minimum(np.maximum(left, low), high))
            # A row that is left out at the end of the document counts nothing.
            part *= first + down < last
            total += part
        norms = self.row_norms[last - first, first] * self.column_norms[right - left, left]
        cosines: Float64Vector = np.divide(total, norms, out=np.zeros(len(i)), where=norms > 1e-9)
        return self.scaled(cosines)

    def affinity(self, kind: int, i: Int64Vector, j: Int64Vector) -> Float64Vector:
        """A single cell's link; 0 outside the documents and the cells."""
        cells = self.cells
        row = np.clip(i, 0, len(self.rows) - 1)
        inside = (i == row) & (j >= cells.low[row]) & (j < cells.high[row])
        place = np.where(inside, cells.at(row, j), 0)
        return np.where(inside, cells.links[kind][place], 0.0)


def _running(values: Float32Matrix) -> Float64Matrix:
    """Sums of all places before each place, along the last axis."""
    total = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=total[:, 1:], dtype=np.float64)
    return total


def _total(values: NDArray[np.generic]) -> Float64Matrix:
    """(n + 1, …) sums of all segments before each."""
    total = np.zeros((len(values) + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=total[1:], dtype=np.float64)
    return total


def _window_norms(sums: Vectors, largest: int) -> Float64Matrix:
    """(largest + 1, n + 1): norm of the sum of 0 … largest segments from each on, from products of neighbours."""
    size = len(sums)
    squares = np.zeros((largest + 1, size + 1))
    products = [np.einsum("ij,ij->i", sums[: size - lag], sums[lag:]) for lag in range(min(largest, size))]
    for window in range(1, min(largest, size) + 1):
        count = size - window + 1
        # One segment more: its own square, and twice its product with each segment before it.
        added = products[0][window - 1 :].astype(np.float64)
        for lag in range(1, window):
            added += 2.0 * products[lag][window - 1 - lag :][:count]
        squares[window, :count] = squares[window - 1, :count] + added
    return np.sqrt(np.maximum(squares, 0.0))


def _segment_weights(side: Side) -> Float64Vector:
    running = _total(side.token_weights)
    return running[side.token_starts[1:]] - running[side.token_starts[:-1]]


def _unit_weights(side: Side) -> Float64Vector:
    running = _total(side.unit_weights)
    return running[side.unit_starts[1:]] - running[side.unit_starts[:-1]]


def _smoothed(values: Float64Matrix) -> Float64Matrix:
    """(n, 2 x kinds) each kind's values and their mean over nine segments."""
    if not values.shape[1]:
        return np.zeros((0, 2 * len(values)))
    around = [np.convolve(np.pad(one, 4, mode="edge"), np.full(9, 1 / 9), mode="valid") for one in values]
    return np.stack([*values, *around], axis=1)


def _length_shift(rows: Float64Vector, columns: Float64Vector) -> float:
    return float(np.clip(np.log((columns[-1] + 50) / (rows[-1] + 50)), -0.3, 0.3))


def norm_product(evidence: Evidence, i: Int64Vector, j: Int64Vector) -> Float64Vector:
    """Product of two segments' vector norms, what a dot product is divided by; 1 where a text is blank."""
    product = evidence.row_norms[1][i] * evidence.column_norms[1][j]
    return np.where(product > 1e-9, product, 1.0)
