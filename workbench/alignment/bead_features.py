"""The features of every bead inside a band, and of the borders between segments: what the model weighs.

The order is that of `feature_names`, under which the weights are stored. In the functions i, j are rows and columns of
nodes, a and b the numbers of segments of a bead.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.alignment.bead_statistics import BeadStatistics
from workbench.alignment.lattice import MAX_ROWS, SHAPES, Band, Lattice
from workbench.alignment.punctuation import Punctuation
from workbench.alignment.segment_similarity import CHUNK_KNEES, KNEES, LEVELS, Link
from workbench.arrays import BoolVector, Float32Matrix, Float64Matrix, Float64Vector, Int64Vector

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


def bead_features(
    statistics: BeadStatistics, lattice: Lattice, first_row: int, last_row: int
) -> Iterator[tuple[int, Int64Vector, Float32Matrix]]:
    """For nodes of rows first_row … last_row - 1, shape by shape: the shape, the nodes, (nodes, features)."""
    size = len(feature_names())
    rows = lattice.band.rows
    first, last = int(lattice.offsets[first_row]), int(lattice.offsets[last_row])
    reach = int(lattice.offsets[min(last_row + MAX_ROWS, rows + 1)])
    borders = border_features(statistics, lattice.node_rows[first:reach], lattice.node_columns[first:reach])
    cosines = BlockCosines(statistics, lattice.band, first_row, last_row)
    pairs_at = len(SHAPES) + len(BORDER_NAMES)
    nulls_at = pairs_at + len(PAIR_NAMES)
    for shape, (a, b) in enumerate(SHAPES):
        nodes = first + np.flatnonzero(lattice.ends[first:last, shape] < lattice.size)
        if not len(nodes):
            continue
        values = np.zeros((len(nodes), size), dtype=np.float32)
        values[:, shape] = 1.0
        values[:, len(SHAPES) : pairs_at] = borders[lattice.ends[nodes, shape] - first]
        i, j = lattice.node_rows[nodes], lattice.node_columns[nodes]
        if a and b:
            # Each where it belongs: putting them together first would copy all of them twice more.
            for name, feature in enumerate(_pair_features(statistics, cosines, i, j, a, b), pairs_at):
                values[:, name] = feature
        else:
            values[:, nulls_at:] = _null_features(statistics, i, j, a)
        yield shape, nodes, values


def border_features(statistics: BeadStatistics, i: Int64Vector, j: Int64Vector) -> Float32Matrix:
    """(nodes, features) of the borders between segments: what is on their two sides belongs apart."""
    corners = ((i - 1, j - 1), (i, j), (i - 1, j), (i, j - 1))
    link = statistics.link
    cosines = [link(Link.DOT, *cell) / statistics.norm_product(*cell) for cell in corners]
    before, after, above, left = corners
    features = [
        statistics.gain * (cosines[0] + cosines[1] - cosines[2] - cosines[3]),
        *_punctuation_features(statistics.rows.text.punctuation, statistics.columns.text.punctuation, i, j),
        link(Link.LAST_ROWS, *before) - link(Link.LAST_ROWS, *above),
        link(Link.FIRST_ROWS, *after) - link(Link.FIRST_ROWS, *left),
        link(Link.LAST_COLUMNS, *before) - link(Link.LAST_COLUMNS, *left),
        link(Link.FIRST_COLUMNS, *after) - link(Link.FIRST_COLUMNS, *above),
        link(Link.PATH_LAST, *before) - link(Link.PATH_LAST, *above),
        link(Link.PATH_FIRST, *after) - link(Link.PATH_FIRST, *left),
        *(link(one, *before) + link(one, *after) - link(one, *above) - link(one, *left) for one in LINK_NAMES),
    ]
    return np.stack(features, axis=1).astype(np.float32)


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


def _pair_features(
    statistics: BeadStatistics, cosines: BlockCosines, i: Int64Vector, j: Int64Vector, a: int, b: int
) -> Iterator[Float64Vector | BoolVector]:
    """In the order of PAIR_NAMES."""
    cover, least = _cover_features(statistics, i, j, a, b)
    yield from [
        *_cosine_features(statistics, cosines, i, j, a, b),
        *cover,
        *statistics.blocks(LINK_NAMES, i, j, a, b),
        *_count_features(statistics, i, j, a, b),
        np.full(len(i), (b - a) * statistics.growth),
        *least,
    ]


def _sum(running: Float64Matrix, at: Int64Vector, count: int) -> Float64Matrix:
    """Sums of `count` segments from each on."""
    difference: Float64Matrix = running[at + count] - running[at]
    return difference


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


def _cover_features(
    statistics: BeadStatistics, i: Int64Vector, j: Int64Vector, a: int, b: int
) -> tuple[list[Float64Vector], list[Float64Vector]]:
    """How much of each side's words and clauses the other covers; and the least share of any one segment."""
    cells, rows, columns = statistics.similarity, statistics.rows, statistics.columns
    row_cover = np.zeros((LEVELS, len(i)))
    least_row, least_column = np.full(len(i), 1.0), np.full(len(i), 1.0)
    for down in range(a):
        part = cells.row_cover[b - 1][:, cells.at(i + down, j)]
        row_cover += part
        least_row = np.minimum(least_row, (part[1] + 0.05) / (rows.token_weights[i + down] + 0.3))
    start = cells.at(i, j)
    cover = statistics.column_cover[a - 1]
    column_cover = cover[:, start + b] - cover[:, start]
    for right in range(b):
        own = cells.column_cover[a - 1, 1, start + right]
        least_column = np.minimum(least_column, (own + 0.05) / (columns.token_weights[j + right] + 0.3))
    shares = [row_cover[1] / (_sum(rows.weights, i, a) + 0.3), column_cover[1] / (_sum(columns.weights, j, b) + 0.3)]
    return [*row_cover, *column_cover, *shares], [least_row, least_column]


def _count_features(statistics: BeadStatistics, i: Int64Vector, j: Int64Vector, a: int, b: int) -> list[Float64Vector]:
    """What is counted on both sides: numbers, sentence ends, marks, quotation marks left open."""
    rows, columns = statistics.rows, statistics.columns
    alike = statistics.block(Link.NUMBERS, i, j, a, b)
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
    ]


def _null_features(statistics: BeadStatistics, i: Int64Vector, j: Int64Vector, a: int) -> Float32Matrix:
    """In the order of NULL_NAMES, of beads with one segment on the rows' side (a = 1) or on the columns' side."""
    side, at, matched = (
        (statistics.rows, i, statistics.row_matched) if a else (statistics.columns, j, statistics.column_matched)
    )
    root = np.sqrt(side.text.lengths[at] / 40.0)
    return np.stack([root, np.minimum(_sum(side.numbers, at, 1), 3), *matched[at].T], axis=1).astype(np.float32)
