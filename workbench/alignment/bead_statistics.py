"""Running sums over one pair of documents, from which the features of any bead are a few look-ups."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from workbench.alignment.measured_text import MeasuredText
from workbench.alignment.segment_similarity import KNEES, Link, SegmentSimilarity
from workbench.arrays import (
    BoolVector,
    Float32Array,
    Float64Array,
    Float64Matrix,
    Float64Vector,
    Int64Vector,
    Vectors,
)

UNRELATED, RELATED = 0.12, 0.54
"""Typical cosines of the bundled encoder: of any two segments near each other, and of translations."""


class SideStatistics:
    """Sums over any run of one document's segments; "running" arrays have n + 1 entries, the sums before each."""

    def __init__(self, text: MeasuredText, largest: int) -> None:
        self.text = text
        self.norms = _window_norms(text.chunks.sums, largest + 1)
        """(largest + 2, n + 1): norm of the summed vectors of 0 … largest + 1 segments from each on."""
        self.lengths = _running(text.lengths)
        self.ends = _running(text.punctuation.sentence_ends)
        self.marks = _running(text.punctuation.marks)
        self.balance = _running(text.punctuation.balance)
        self.numbers = _running(np.array([len(one) for one in text.numbers]))
        tokens, chunks = _running(text.token_weights), _running(text.chunks.weights)
        self.token_weights = np.diff(tokens[text.token_starts])
        """(n,) weight of each segment's tokens."""
        self.chunk_weights = np.diff(chunks[text.chunks.starts])
        self.weights = _running(self.token_weights)


class BeadStatistics:
    """What the features of a bead are computed from: sums over any run of segments or block of cells.

    In the methods i, j are rows and columns of cells, a and b the size of a block of them.
    """

    def __init__(
        self, rows: SideStatistics, columns: SideStatistics, similarity: SegmentSimilarity, foreign: bool = False
    ) -> None:
        self.rows, self.columns = rows, columns
        self.similarity = similarity
        self._dots = running_places(similarity.links[Link.DOT])
        """(places + 1,)"""
        self._numbers = running_places(similarity.links[Link.NUMBERS])
        row_length, column_length = self.rows.lengths[-1], self.columns.lengths[-1]
        self.length_shift = float(np.clip(np.log((column_length + 50) / (row_length + 50)), -0.3, 0.3))
        """Logarithm of the ratio of the documents' lengths."""
        self.growth = float(np.clip(np.log((len(columns.text) + 5) / (len(rows.text) + 5)), -1.0, 1.0))
        """Logarithm of the ratio of their numbers of segments."""
        self.shift, self.gain = self._scale() if foreign else (0.0, 1.0)
        self.row_matched, self.column_matched = self._matched()
        """(n, 6) how well each segment is covered by its best cell, by tokens, chunks and cosine, and around it."""

    def _scale(self) -> tuple[float, float]:
        """Shift and gain that put another encoder's cosines on the bundled one's scale, for which the weights are.

        The median of all cells, which stands for unrelated segments, and the median of the rows' best ones, which
        stands for translations, are laid on the values they have with the bundled encoder.
        """
        rows, columns, inside = self._cell_list()
        cosine = self.similarity.links[Link.DOT][inside] / self.norm_product(rows, columns)
        if not len(cosine):
            return 0.0, 1.0
        best = np.full(len(self.rows.text), -1.0)
        np.maximum.at(best, rows, cosine)
        middle, top = float(np.median(cosine)), float(np.median(best[best > -1.0]))
        gain = float(np.clip((RELATED - UNRELATED) / max(top - middle, 1e-3), 0.4, 4.0))
        return UNRELATED - gain * middle, gain

    def scaled(self, cosine: Float64Vector) -> Float64Vector:
        """A cosine on the scale the weights were learnt for."""
        return self.shift + self.gain * cosine

    def _cell_list(self) -> tuple[Int64Vector, Int64Vector, BoolVector]:
        """Rows and columns of all cells, and which of all places are cells."""
        rows, columns = self.similarity.coordinates()
        inside = columns < self.similarity.high.take(rows)
        return rows[inside], columns[inside], inside

    def _matched(self) -> tuple[Float64Matrix, Float64Matrix]:
        cells = self.similarity
        row_of, column_of, inside = self._cell_list()
        cosine = self.scaled(cells.links[Link.DOT][inside] / self.norm_product(row_of, column_of))
        token, chunk = 1, len(KNEES)
        return (
            _best_of_segments(self.rows, row_of, [*cells.row_cover[0][[token, chunk]][:, inside], cosine]),
            _best_of_segments(self.columns, column_of, [*cells.column_cover[0][[token, chunk]][:, inside], cosine]),
        )

    def shared_numbers(self, i: Int64Vector, j: Int64Vector, a: int, b: int) -> Float64Vector:
        """How many numbers of a rows are in b columns from cell (i, j) on too."""
        total = np.zeros(len(i))
        for down in range(a):
            start = self.similarity.at(i + down, j)
            total += self._numbers.take(start + b) - self._numbers.take(start)
        return total

    def cosine(self, i: Int64Vector, j: Int64Vector, a: int, b: int) -> Float64Vector:
        """Cosine of summed vectors; rows and columns outside the documents or the cells are left out."""
        cells, dots = self.similarity, self._dots
        rows, columns = len(self.rows.text), len(self.columns.text)
        total = np.zeros(len(i))
        first, last = np.maximum(i, 0), np.minimum(i + a, rows)
        left, right = np.maximum(j, 0), np.minimum(j + b, columns)
        for down in range(a):
            row = np.minimum(first + down, rows - 1)
            low, high = cells.low.take(row), cells.high.take(row)
            origin = cells.offsets.take(row) - low
            part = dots.take(origin + np.minimum(np.maximum(right, low), high))
            part -= dots.take(origin + np.minimum(np.maximum(left, low), high))
            # A row that is left out at the end of the document counts nothing.
            part *= first + down < last
            total += part
        norms = self.rows.norms[last - first, first] * self.columns.norms[right - left, left]
        cosines: Float64Vector = np.divide(total, norms, out=np.zeros(len(i)), where=norms > 1e-9)
        return self.scaled(cosines)

    def norm_product(self, i: Int64Vector, j: Int64Vector) -> Float64Vector:
        """Product of two segments' vector norms, what a dot product is divided by; 1 where a text is blank."""
        product = self.rows.norms[1][i] * self.columns.norms[1][j]
        return np.where(product > 1e-9, product, 1.0)

    def places(self, i: Int64Vector, j: Int64Vector) -> Int64Vector:
        """Places of cells; one that holds zeros where there is no cell."""
        cells = self.similarity
        row = np.clip(i, 0, len(self.rows.text) - 1)
        inside = (i == row) & (j >= cells.low.take(row)) & (j < cells.high.take(row))
        # A row's last place is no cell.
        return np.where(inside, cells.at(row, j), int(cells.offsets[1]) - 1)


def _running(values: NDArray[np.generic]) -> Float64Matrix:
    """(n + 1, …) sums of all entries before each."""
    total = np.zeros((len(values) + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=total[1:], dtype=np.float64)
    return total


def running_places(values: Float32Array) -> Float64Array:
    """(…, places + 1) sums of all places before each."""
    total = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, out=total[..., 1:], dtype=np.float64)
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


def _best_of_segments(side: SideStatistics, owners: Int64Vector, values: Collection[Float64Vector]) -> Float64Matrix:
    """(n, 6) the best of each segment's cells by tokens, chunks and cosine, and their means over nine segments."""
    best = np.zeros((len(values), len(side.text)))
    for kind, own in zip(best, values, strict=True):
        np.maximum.at(kind, owners, own)
    best[0] /= side.token_weights + 0.3
    best[1] /= side.chunk_weights + 0.3
    if not best.shape[1]:
        return np.zeros((0, 2 * len(best)))
    around = [np.convolve(np.pad(one, 4, mode="edge"), np.full(9, 1 / 9), mode="valid") for one in best]
    return np.stack([*best, *around], axis=1)
