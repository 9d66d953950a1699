"""The features of every bead inside a band, and of the borders between segments: what the model weighs.

The order is that of `feature_names`, under which the weights are stored. In the functions i, j are rows and columns of
nodes, a and b the numbers of segments of a bead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from workbench.alignment.bead_statistics import BeadStatistics, running_places
from workbench.alignment.lattice import MAX_ROWS, SHAPES, Band, Lattice
from workbench.alignment.punctuation import Punctuation
from workbench.alignment.segment_similarity import CHUNK_KNEES, KNEES, LEVELS, Link
from workbench.arrays import (
    BoolVector,
    Float32Array,
    Float32Matrix,
    Float32Vector,
    Float64Matrix,
    Float64Vector,
    Int64Vector,
)

LINK_NAMES = {
    Link.TOKEN_ROWS: "row words",
    Link.TOKEN_COLUMNS: "column words",
    Link.CLAUSE_ROWS: "row clauses",
    Link.CLAUSE_COLUMNS: "column clauses",
    Link.CHUNK_ROWS: "row clause vectors",
    Link.CHUNK_COLUMNS: "column clause vectors",
    Link.PATH_ROWS: "row strand",
    Link.PATH_COLUMNS: "column strand",
}
"""Links that a bead sums and a border contrasts, by their names in the weights' file ("strand" is the clause path)."""

BORDER_NAMES = (
    "border cosine contrast",
    "border quoted alike",
    "border quoted unlike",
    "border final mark alike",
    "border final comma against stop",
    "border final question or exclamation unlike",
    "border opens alike",
    "border opens unlike",
    "border closes alike",
    "border closes unlike",
    "border last clause of row",
    "border first clause of row",
    "border last clause of column",
    "border first clause of column",
    "border last clause on the strand",
    "border first clause on the strand",
    *(f"border contrast {kind}" for kind in LINK_NAMES.values()),
)


PAIR_NAMES = (
    "cosine",
    "cosine by length",
    "cosine over extended",
    "cosine over extended by length",
    "cosine over shortened",
    "length gap",
    "length gap squared",
    "length gap squared by length",
    *(f"row words above {knee}" for knee in KNEES),
    *(f"row clauses above {knee}" for knee in CHUNK_KNEES),
    *(f"column words above {knee}" for knee in KNEES),
    *(f"column clauses above {knee}" for knee in CHUNK_KNEES),
    "row words share",
    "column words share",
    *(f"{kind} attention" for kind in LINK_NAMES.values()),
    "numbers alike",
    "row numbers alone",
    "column numbers alone",
    "sentence ends gap",
    "question marks gap",
    "exclamation marks gap",
    "colons gap",
    "dots gap",
    "quotes gap",
    "quotes unbalanced in one",
    "growth by document",
    "least row share",
    "least column share",
)

NULL_NAMES = (
    "root length",
    "numbers",
    *(f"{kind} answered{where}" for where in ("", " around") for kind in ("words", "clauses", "vector")),
)


def feature_names() -> list[str]:
    """Names of all features, in the order of the columns of `bead_features`."""
    shapes = [f"shape {a}-{b}" for a, b in SHAPES]
    return [*shapes, *BORDER_NAMES, *PAIR_NAMES, *(f"null {name}" for name in NULL_NAMES)]


_BORDERS_AT = len(SHAPES)
_CONTRASTS_AT = _BORDERS_AT + len(BORDER_NAMES) - len(LINK_NAMES)
_PAIRS_AT = _BORDERS_AT + len(BORDER_NAMES)
_ROW_COVER_AT = _PAIRS_AT + PAIR_NAMES.index(f"row words above {KNEES[0]}")
_COLUMN_COVER_AT = _ROW_COVER_AT + LEVELS
_SHARES_AT = _COLUMN_COVER_AT + LEVELS
_LINKS_AT = _SHARES_AT + 2
_COUNTS_AT = _LINKS_AT + len(LINK_NAMES)
_NULLS_AT = _PAIRS_AT + len(PAIR_NAMES)


ShapeFeatures = tuple[int, Int64Vector, Float32Matrix]
"""A shape, the nodes where beads of it begin, and (nodes, features)."""


def bead_features(statistics: BeadStatistics, lattice: Lattice) -> Iterator[ShapeFeatures]:
    """The features of all beads of a lattice, shape by shape."""
    features = BeadFeatures(statistics, lattice)
    for shape, nodes, values in features.of_rows(0, lattice.band.rows + 1):
        yield shape, nodes, values.astype(np.float32, copy=False).T


class BeadFeatures:
    """The features of the beads of one lattice; with weights, their weighted sum in place of them.

    What is summed over the cells of a bead is weighed once for every cell then, not once for every bead.
    """

    def __init__(self, statistics: BeadStatistics, lattice: Lattice, weights: Float32Vector | None = None) -> None:
        self._statistics, self._lattice, self._weights = statistics, lattice, weights
        cells = statistics.similarity
        links = cells.links[list(LINK_NAMES)]
        self._contrasts = self._weighed(_CONTRASTS_AT, links)
        """(layers, places), as many layers as there are features, or one where they are weighed."""
        self._links = running_places(self._weighed(_LINKS_AT, links))
        self._row_cover = self._weighed(_ROW_COVER_AT, cells.row_cover)
        """(sizes, layers, places)"""
        self._column_cover = running_places(self._weighed(_COLUMN_COVER_AT, cells.column_cover))
        self._column_words = running_places(cells.column_cover[:, 1])
        rows, columns = cells.coordinates()
        row_weights, column_weights = statistics.rows.token_weights, statistics.columns.token_weights
        self._row_shares = (cells.row_cover[:, 1] + 0.05) / (row_weights.take(rows) + 0.3)
        """(sizes, places): how much of the row segment's words a bead's columns cover."""
        column_weights = column_weights.take(columns, mode="clip")
        self._column_shares = (cells.column_cover[:, 1] + 0.05) / (column_weights + 0.3)

    def of_rows(
        self, first_row: int, last_row: int
    ) -> Iterator[tuple[int, Int64Vector, Float32Matrix | Float64Matrix]]:
        """For nodes of rows first_row … last_row - 1, shape by shape: the shape, the nodes, (features or 1, nodes)."""
        lattice, statistics = self._lattice, self._statistics
        rows = lattice.band.rows
        first, last = int(lattice.offsets[first_row]), int(lattice.offsets[last_row])
        reach = int(lattice.offsets[min(last_row + MAX_ROWS, rows + 1)])
        borders = self._borders(lattice.node_rows[first:reach], lattice.node_columns[first:reach])
        cosines = BlockCosines(statistics, lattice.band, first_row, last_row)
        for shape, (a, b) in enumerate(SHAPES):
            ends = lattice.ends[first:last, shape]
            inside = np.flatnonzero(ends < lattice.size)
            if not len(inside):
                continue
            nodes = first + inside
            values = _Values.empty(len(feature_names()), len(nodes), self._weights)
            values.add(shape, [1.0])
            values.add_weighed(_BORDERS_AT, borders.take(ends[inside] - first, axis=1))
            i, j = lattice.node_rows[nodes], lattice.node_columns[nodes]
            if a and b:
                values.add(_PAIRS_AT, _cosine_features(statistics, cosines, i, j, a, b))
                self._add_cells(values, i, j, a, b)
                values.add(_COUNTS_AT, _count_features(statistics, i, j, a, b))
            else:
                values.add(_NULLS_AT, _null_features(statistics, i, j, a))
            yield shape, nodes, values.array

    def _weighed(self, first: int, layers: Float32Array) -> Float32Array:
        """(…, layers, places): the layers of features, or the one that their weights make of them."""
        if self._weights is None:
            return layers
        weights = self._weights[first : first + layers.shape[-2]]
        weighed: Float32Array = np.matmul(weights, layers)[..., None, :]
        return weighed

    def _borders(self, i: Int64Vector, j: Int64Vector) -> Float32Matrix | Float64Matrix:
        """(features or 1, nodes) of the borders between segments: what is on their two sides belongs apart."""
        statistics, links = self._statistics, self._statistics.similarity.links
        corners = ((i - 1, j - 1), (i, j), (i - 1, j), (i, j - 1))
        places = [statistics.places(*cell) for cell in corners]
        before, after, above, left = places
        weights = None if self._weights is None else self._weights[_BORDERS_AT:]
        values = _Values.empty(len(BORDER_NAMES), len(i), weights)
        dots = links[Link.DOT]
        cosines = [
            dots.take(place) / statistics.norm_product(*cell) for place, cell in zip(places, corners, strict=True)
        ]
        rows, columns = statistics.rows.text.punctuation, statistics.columns.text.punctuation
        values.add(0, [statistics.gain * (cosines[0] + cosines[1] - cosines[2] - cosines[3])])
        values.add(1, _punctuation_features(rows, columns, i, j))
        one_sided = (
            (Link.LAST_ROWS, before, above),
            (Link.FIRST_ROWS, after, left),
            (Link.LAST_COLUMNS, before, left),
            (Link.FIRST_COLUMNS, after, above),
            (Link.PATH_LAST, before, above),
            (Link.PATH_FIRST, after, left),
        )
        contrasts = _CONTRASTS_AT - _BORDERS_AT
        values.add(
            contrasts - len(one_sided), [links[kind].take(at) - links[kind].take(off) for kind, at, off in one_sided]
        )
        at_corners = [self._contrasts.take(place, axis=1) for place in places]
        values.add_weighed(contrasts, at_corners[0] + at_corners[1] - at_corners[2] - at_corners[3])
        return values.array

    def _add_cells(self, values: _Values, i: Int64Vector, j: Int64Vector, a: int, b: int) -> None:
        """How much of each side's words and clauses the other covers, and the least share of any one segment."""
        statistics = self._statistics
        starts = [statistics.similarity.at(i + down, j) for down in range(a)]
        row_words = np.zeros(len(i))
        least_row, least_column = np.full(len(i), 1.0), np.full(len(i), 1.0)
        for start in starts:
            values.add_weighed(_ROW_COVER_AT, self._row_cover[b - 1].take(start, axis=1))
            values.add_weighed(_LINKS_AT, self._links.take(start + b, axis=1) - self._links.take(start, axis=1))
            row_words += statistics.similarity.row_cover[b - 1, 1].take(start)
            np.minimum(least_row, self._row_shares[b - 1].take(start), out=least_row)
        start, end = starts[0], starts[0] + b
        cover, words = self._column_cover[a - 1], self._column_words[a - 1]
        values.add_weighed(_COLUMN_COVER_AT, cover.take(end, axis=1) - cover.take(start, axis=1))
        for right in range(b):
            np.minimum(least_column, self._column_shares[a - 1].take(start + right), out=least_column)
        row_weights, column_weights = _sum(statistics.rows.weights, i, a), _sum(statistics.columns.weights, j, b)
        column_words = words.take(end) - words.take(start)
        values.add(_SHARES_AT, [row_words / (row_weights + 0.3), column_words / (column_weights + 0.3)])
        values.add(_NULLS_AT - 2, [least_row, least_column])


@dataclass(frozen=True, slots=True)
class _Values:
    """Features of some beads or borders, one below the other, or the one weighted sum of them."""

    array: Float32Matrix | Float64Matrix
    """(features or 1, beads)"""
    weights: Float32Vector | None

    @classmethod
    def empty(cls, features: int, count: int, weights: Float32Vector | None) -> _Values:
        """All zero."""
        if weights is None:
            return cls(np.zeros((features, count), dtype=np.float32), None)
        return cls(np.zeros((1, count)), weights)

    def add(self, first: int, features: Iterable[ArrayLike]) -> None:
        """Add features, the first of which has this number."""
        for number, feature in enumerate(features, first):
            if self.weights is None:
                self.array[number] += feature
            else:
                self.array[0] += self.weights[number] * feature

    def add_weighed(self, first: int, layers: Float32Matrix | Float64Matrix) -> None:
        """Add features that are weighed already where there are weights."""
        start = first if self.weights is None else 0
        self.array[start : start + len(layers)] += layers


def _punctuation_features(rows: Punctuation, columns: Punctuation, i: Int64Vector, j: Int64Vector) -> list[BoolVector]:
    """How alike the two sides' punctuation is where a border lies: quotations, and the marks before and after it."""
    last_row, last_column = len(rows.final) - 1, len(columns.final) - 1
    quoted = rows.quoted[i], columns.quoted[j]
    inner = (i > 0) & (j > 0)
    before = np.maximum(i - 1, 0), np.maximum(j - 1, 0)
    final = rows.final[before[0]], columns.final[before[1]]
    closes = rows.closes[before[0]], columns.closes[before[1]]
    outer = (i <= last_row) & (j <= last_column)
    opens = rows.opens[np.minimum(i, last_row)], columns.opens[np.minimum(j, last_column)]
    return [
        (quoted[0] & quoted[1]).astype(bool),
        quoted[0] != quoted[1],
        inner & (final[0] == final[1]),
        inner & ((final[0] < 3) != (final[1] < 3)),
        inner & (final[0] >= 3) & (final[1] >= 3) & (final[0] != final[1]),
        outer & (opens[0] & opens[1]).astype(bool),
        outer & (opens[0] != opens[1]),
        inner & (closes[0] & closes[1]).astype(bool),
        inner & (closes[0] != closes[1]),
    ]


def _sum(running: Float64Matrix, at: Int64Vector, count: int) -> Float64Matrix:
    """Sums of `count` segments from each on."""
    totals: Float64Matrix = (running[count:] - running[: len(running) - count]).take(at, axis=0)
    return totals


def _cosine_features(
    statistics: BeadStatistics, cosines: BlockCosines, i: Int64Vector, j: Int64Vector, a: int, b: int
) -> list[Float64Vector]:
    """How alike the vectors are, also against beads a segment longer or shorter, and how unlike the lengths."""
    row_length, column_length = _sum(statistics.rows.lengths, i, a), _sum(statistics.columns.lengths, j, b)
    root = np.sqrt((row_length + column_length) / 80.0)
    here, above, below = (cosines.at(row, j) for row in (i, i - 1, i + 1))
    cosine = cosines.of(a, b)[here]
    longer = [(here, a, b + 1), (here - 1, a, b + 1), (here, a + 1, b), (above, a + 1, b)]
    shorter = [(here, a, b - 1), (here + 1, a, b - 1)] if b > 1 else []
    shorter += [(here, a - 1, b), (below, a - 1, b)] if a > 1 else []
    over_longer = cosine - np.maximum.reduce([cosines.of(*size).take(at) for at, *size in longer])
    over_shorter = np.zeros(len(i))
    if shorter:
        floor = [np.zeros(len(i))] if b == 1 else []
        over_shorter = cosine - np.maximum.reduce([*floor, *(cosines.of(*size).take(at) for at, *size in shorter)])
    gap = np.log((column_length + 4.0) / (row_length + 4.0)) - statistics.length_shift
    lengths = [np.abs(gap), gap**2, gap**2 * root]
    return [cosine, cosine * root, over_longer, over_longer * root, over_shorter, *lengths]


class BlockCosines:
    """Cosines of the blocks that begin at the nodes of some rows, or a row or column beside them.

    A bead is compared with those a segment longer or shorter, which are beads too: each size is computed once.
    """

    def __init__(self, statistics: BeadStatistics, band: Band, first_row: int, last_row: int) -> None:
        self._statistics = statistics
        self._first = first_row - 1
        rows = np.arange(self._first, min(last_row, band.rows) + 1)
        above, own, below = (np.clip(rows + step, first_row, last_row - 1) for step in (-1, 0, 1))
        low = np.minimum(band.low[above], band.low[own] - 1)
        high = np.minimum(np.maximum(band.high[below], band.high[own] + 1), len(statistics.columns.text) + 1)
        widths = high - low
        self._origins = np.cumsum(widths) - widths - low
        """(rows,) where column 0 of each row would be."""
        self._rows = np.repeat(rows, widths)
        self._columns = np.arange(len(self._rows)) - np.repeat(self._origins, widths)
        self._known: dict[tuple[int, int], Float64Vector] = {}

    def at(self, i: Int64Vector, j: Int64Vector) -> Int64Vector:
        """Where the blocks that begin at (i, j) are; those of the columns beside them are the places beside."""
        places: Int64Vector = self._origins.take(i - self._first, mode="clip") + j
        return places

    def of(self, a: int, b: int) -> Float64Vector:
        """(places,) the cosine of every block of a rows and b columns."""
        if (a, b) not in self._known:
            self._known[a, b] = self._statistics.cosine(self._rows, self._columns, a, b)
        return self._known[a, b]


def _count_features(
    statistics: BeadStatistics, i: Int64Vector, j: Int64Vector, a: int, b: int
) -> list[Float64Vector | BoolVector]:
    """What is counted on both sides: numbers, sentence ends, marks, quotation marks left open; and segments."""
    rows, columns = statistics.rows, statistics.columns
    alike = statistics.shared_numbers(i, j, a, b)
    ends = _sum(rows.ends, i, a) - _sum(columns.ends, j, b)
    marks = np.minimum(np.abs(_sum(rows.marks, i, a) - _sum(columns.marks, j, b)), 2)
    row_balance, column_balance = _sum(rows.balance, i, a), _sum(columns.balance, j, b)
    return [
        np.minimum(alike, 4),
        np.clip(_sum(rows.numbers, i, a) - alike, 0, 4),
        np.clip(_sum(columns.numbers, j, b) - alike, 0, 4),
        np.minimum(np.abs(ends), 4),
        *marks[:, [0, 1, 2, 4]].T,
        np.minimum(np.abs(row_balance - column_balance), 2),
        (row_balance == 0) != (column_balance == 0),
        np.full(len(i), (b - a) * statistics.growth),
    ]


def _null_features(statistics: BeadStatistics, i: Int64Vector, j: Int64Vector, a: int) -> Float64Matrix:
    """In the order of NULL_NAMES, of beads with one segment on the rows' side (a = 1) or on the columns' side."""
    side, at, matched = (
        (statistics.rows, i, statistics.row_matched) if a else (statistics.columns, j, statistics.column_matched)
    )
    root = np.sqrt(side.text.lengths[at] / 40.0)
    return np.vstack([root, np.minimum(_sum(side.numbers, at, 1), 3), matched[at].T])
