"""Evidence between single segments inside a band: which words, clauses and numbers of one side the other one answers.

A cell is a segment of the rows' side and one of the columns' side that some bead inside the band could hold. Every
quantity here is a flat array over cells in which a row's cells lie together, one more than it has columns; running
sums along the row make the total over any block of cells two look-ups a row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.align.names import NameKeys
from workbench.align.search import MAX_COLUMNS, MAX_ROWS, Band
from workbench.align.strand import Strand
from workbench.align.texts import Side
from workbench.encoders.protocol import Vectors
from workbench.encoders.static import StaticEncoder

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

KNEES = (0.25, 0.45, 0.65)
"""A token's best similarity counts by what it has above each of these, so that learning shapes the curve."""

UNIT_KNEES = (0.3, 0.5)
"""The same for clauses and their vectors."""
LEVELS = len(KNEES) + len(UNIT_KNEES)

_SHARPNESS = 12.0
"""A token divides its attention between the other side's segments by exp(sharpness x similarity) …"""
_NOBODY = 0.42
"""… and one more candidate of this similarity stands for none of them."""
_CLAUSE_SHARPNESS = 14.0
_CLAUSE_NOBODY = 0.30
_UNIT_SHARPNESS = 12.0
_UNIT_NOBODY = 0.35


_BLOCK = 256
"""Row segments whose tokens' vectors are in memory at once."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Where each row's cells are, and what they hold."""

    low: Ints
    """(rows,) first column of the row's cells."""
    high: Ints
    offsets: Ints
    """(rows + 1,) place of the row's first cell; a row has high - low + 1 places."""
    row_cover: Floats
    """(MAX_COLUMNS, levels, places): how far the row segment's tokens, then its clauses, are answered by 1 … columns
    from the cell on."""
    column_cover: Floats
    """(MAX_ROWS, levels, places): the same for the column segment and 1 … rows from the cell on."""
    links: Floats
    """(kinds, places): attention of row tokens, column tokens, row clauses, column clauses; numbers that agree; dot
    product of the segments' sums."""

    def at(self, rows: Ints, columns: Ints) -> Ints:
        """Places of cells."""
        return self.offsets[rows] + columns - self.low[rows]

    def column_places(self, column: int, transposed: _Transposed) -> Ints:
        """Places of a column's cells, from its first row on."""
        rows = np.arange(transposed.first[column], transposed.last[column])
        places: Ints = self.offsets[rows] + column - self.low[rows]
        return places


(
    TOKEN_ROWS, TOKEN_COLUMNS, CLAUSE_ROWS, CLAUSE_COLUMNS, UNIT_ROWS, UNIT_COLUMNS,
    FIRST_ROWS, LAST_ROWS, FIRST_COLUMNS, LAST_COLUMNS,
    STRAND_ROWS, STRAND_COLUMNS, STRAND_FIRST, STRAND_LAST, NUMBERS, DOT,
) = range(16)  # fmt: skip
KINDS = 16


def windows(band: Band, columns: int) -> tuple[Ints, Ints]:
    """For every row segment the columns that beads inside the band can put with it."""
    rows = band.rows
    at = np.arange(rows)
    low = band.low[np.maximum(at - MAX_ROWS + 1, 0)]
    high = np.minimum(band.high[np.minimum(at + MAX_ROWS, rows)] - 1, columns)
    return low, np.maximum(high, low)


def measure(rows: Side, columns: Side, band: Band, lexicon: StaticEncoder, names: NameKeys, strand: Strand) -> Cells:
    """Compare the segments of all cells."""
    low, high = windows(band, len(columns))
    offsets = np.concatenate([[0], np.cumsum(high - low + 1)])
    places = int(offsets[-1])
    cells = Cells(
        low,
        high,
        offsets,
        np.zeros((MAX_COLUMNS, LEVELS, places), dtype=np.float32),
        np.zeros((MAX_ROWS, LEVELS, places), dtype=np.float32),
        np.zeros((KINDS, places), dtype=np.float32),
    )
    column_best = _Transposed(columns.token_starts, low, high)
    unit_best = _Transposed(columns.unit_starts, low, high)
    for start in range(0, len(rows), _BLOCK):
        end = min(start + _BLOCK, len(rows))
        vectors = _Vectors(lexicon, rows, columns, (start, end), (int(low[start]), int(high[end - 1])))
        for row in range(start, end):
            _measure_row(row, rows, columns, cells, vectors, names, column_best)
            _measure_units(row, rows, columns, cells, vectors, unit_best)
    _finish_columns(columns, cells, column_best)
    _finish_units(columns, cells, unit_best)
    _strand_links(strand, cells)
    _number_links(rows, columns, cells)
    return cells


class _Vectors:
    """Unit vectors of the tokens and clauses of a run of row segments and of the column segments they may meet."""

    def __init__(
        self,
        lexicon: StaticEncoder,
        rows: Side,
        columns: Side,
        row_range: tuple[int, int],
        column_range: tuple[int, int],
    ) -> None:
        self.first_row = int(rows.token_starts[row_range[0]])
        self.first_column = int(columns.token_starts[column_range[0]])
        self.rows = _unit(lexicon, rows.token_ids[self.first_row : rows.token_starts[row_range[1]]])
        self.columns = _unit(lexicon, columns.token_ids[self.first_column : columns.token_starts[column_range[1]]])

        self.first_row_unit = int(rows.unit_starts[row_range[0]])
        self.first_column_unit = int(columns.unit_starts[column_range[0]])
        self.row_units = rows.unit_vectors.values[self.first_row_unit : rows.unit_starts[row_range[1]]].astype(
            np.float32
        )
        self.column_units = columns.unit_vectors.values[
            self.first_column_unit : columns.unit_starts[column_range[1]]
        ].astype(np.float32)

    def unit_similarities(self, rows: slice, columns: slice) -> Floats:
        """The same of clauses."""
        left = self.row_units[rows.start - self.first_row_unit : rows.stop - self.first_row_unit]
        right = self.column_units[columns.start - self.first_column_unit : columns.stop - self.first_column_unit]
        product: Floats = left @ right.T
        return product

    def similarities(self, rows: slice, columns: slice) -> Floats:
        """(row tokens, column tokens) of the document's tokens in the two slices."""
        left = self.rows[rows.start - self.first_row : rows.stop - self.first_row]
        right = self.columns[columns.start - self.first_column : columns.stop - self.first_column]
        product: Floats = left @ right.T
        return product


def _unit(lexicon: StaticEncoder, ids: NDArray[np.int32]) -> Vectors:
    unique, places = np.unique(ids, return_inverse=True)
    vectors = lexicon.rows(unique)
    norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    np.divide(vectors, norms, out=vectors, where=norms > 0)
    unit: Vectors = vectors[places]
    return unit


def _measure_row(
    row: int,
    rows: Side,
    columns: Side,
    cells: Cells,
    vectors: _Vectors,
    names: NameKeys,
    column_best: _Transposed,
) -> None:
    low, high, place = int(cells.low[row]), int(cells.high[row]), int(cells.offsets[row])
    width = high - low
    if not width:
        return
    cells.links[DOT, place : place + width] = columns.sums[low:high] @ rows.sums[row]
    start, end = int(rows.token_starts[row]), int(rows.token_starts[row + 1])
    first, last = int(columns.token_starts[low]), int(columns.token_starts[high])
    if start == end or first == last:
        return
    similar = vectors.similarities(slice(start, end), slice(first, last))
    keys = names.rows[start:end]
    if keys.any():
        others = names.columns[first:last]
        for left in range(keys.shape[1]):
            for right in range(others.shape[1]):
                similar[(keys[:, left, None] == others[None, :, right]) & (keys[:, left, None] > 0)] = 1.0
    filled = low + np.flatnonzero(np.diff(columns.token_starts[low : high + 1]))
    best = np.zeros((end - start, width), dtype=np.float32)
    best[:, filled - low] = np.maximum.reduceat(similar, columns.token_starts[filled] - first, axis=1)
    column_best.put(row, similar.max(axis=0), first, last)
    weights = rows.token_weights[start:end]
    _cover(best, weights, KNEES, cells.row_cover[:, : len(KNEES)], np.arange(place, place + width))
    cells.links[TOKEN_ROWS, place : place + width] = weights @ _attention(best, _SHARPNESS, _NOBODY)
    clauses = rows.token_clauses[start:end]
    cells.links[CLAUSE_ROWS, place : place + width] = _clause_attention(best, weights, clauses)


def _cover(best: Floats, weights: Floats, knees: tuple[float, ...], cover: Floats, places: Ints) -> None:
    """How far items are answered by growing windows; best (items, places), filled in (windows, knees, all places)."""
    sizes, width = len(cover), best.shape[1]
    windows = np.zeros((sizes, len(best), width), dtype=np.float32)
    windows[0] = best
    for size in range(1, min(sizes, width)):
        np.maximum(windows[size - 1, :, : width - size], best[:, size:], out=windows[size, :, : width - size])
    for level, knee in enumerate(knees):
        cover[:, level, places] = weights @ np.maximum(windows - knee, 0.0)


def _attention(best: Floats, sharpness: float, nobody: float) -> Floats:
    """Each row of similarities as shares that sum to less than 1; the rest belongs to nobody."""
    raised = np.exp(sharpness * (best - nobody))
    shares: Floats = raised / (raised.sum(axis=1, keepdims=True) + 1.0)
    return shares


def _clause_attention(best: Floats, weights: Floats, clauses: Ints) -> Floats:
    """How the clauses of one segment divide their weight between the other side's segments."""
    starts = np.flatnonzero(np.append(True, clauses[1:] != clauses[:-1]))
    weight = np.add.reduceat(weights, starts)
    similar = np.add.reduceat(np.maximum(best - KNEES[0], 0.0) * weights[:, None], starts, axis=0) / weight[:, None]
    shared: Floats = np.sqrt(weight) @ _attention(similar.astype(np.float32), _CLAUSE_SHARPNESS, _CLAUSE_NOBODY)
    return shared


class _Transposed:
    """Collects, row by row, the best similarity of every column token to each row segment, to be read by columns."""

    def __init__(self, item_starts: Ints, low: Ints, high: Ints) -> None:
        at = np.arange(len(item_starts) - 1)
        self.first = np.searchsorted(high, at, side="right")
        """(columns,) first row whose cells reach the column."""
        self.last = np.searchsorted(low, at, side="right")
        self.heights = np.maximum(self.last - self.first, 0)
        self.counts = np.diff(item_starts)
        self.starts = np.concatenate([[0], np.cumsum(self.counts * self.heights)])
        self.values = np.zeros(int(self.starts[-1]), dtype=np.float32)
        segments = np.repeat(at, self.counts)
        within = np.arange(len(segments)) - item_starts[segments]
        self.token_place = self.starts[segments] + within * self.heights[segments] - self.first[segments]
        """(tokens,) where the token's similarity to row 0 would be."""

    def put(self, row: int, best: Floats, first: int, last: int) -> None:
        """The best similarities of tokens first … last - 1 to a row segment."""
        self.values[self.token_place[first:last] + row] = best

    def of(self, column: int) -> Floats:
        """(items, rows): the best similarities of a column's items."""
        taken = self.values[self.starts[column] : self.starts[column + 1]]
        return taken.reshape(int(self.counts[column]), int(self.heights[column]))


def _measure_units(
    row: int, rows: Side, columns: Side, cells: Cells, vectors: _Vectors, unit_best: _Transposed
) -> None:
    """Which column segments the clauses of a row segment belong to, by their vectors."""
    low, high, place = int(cells.low[row]), int(cells.high[row]), int(cells.offsets[row])
    start, end = int(rows.unit_starts[row]), int(rows.unit_starts[row + 1])
    first, last = int(columns.unit_starts[low]), int(columns.unit_starts[high])
    if start == end or first == last:
        return
    similar = vectors.unit_similarities(slice(start, end), slice(first, last))
    unit_best.put(row, similar.max(axis=0), first, last)
    weights = rows.unit_weights[start:end]
    single = weights > 0
    filled = low + np.flatnonzero(np.diff(columns.unit_starts[low : high + 1]))
    best = np.zeros((int(single.sum()), high - low), dtype=np.float32)
    best[:, filled - low] = np.maximum.reduceat(similar[single], columns.unit_starts[filled] - first, axis=1)
    shares = _attention(best, _UNIT_SHARPNESS, _UNIT_NOBODY)
    _cover(best, weights[single], UNIT_KNEES, cells.row_cover[:, len(KNEES) :], np.arange(place, place + high - low))
    cells.links[UNIT_ROWS, place : place + high - low] = weights[single] @ shares
    cells.links[FIRST_ROWS, place : place + high - low] = shares[0]
    cells.links[LAST_ROWS, place : place + high - low] = shares[-1]


def _finish_units(columns: Side, cells: Cells, unit_best: _Transposed) -> None:
    """The same for the clauses of every column segment."""
    for column in range(len(columns)):
        if not unit_best.heights[column] or not unit_best.counts[column]:
            continue
        weights = columns.unit_weights[columns.unit_starts[column] : columns.unit_starts[column + 1]]
        best = unit_best.of(column)[weights > 0]
        shares = _attention(best, _UNIT_SHARPNESS, _UNIT_NOBODY)
        places = cells.column_places(column, unit_best)
        _cover(best, weights[weights > 0], UNIT_KNEES, cells.column_cover[:, len(KNEES) :], places)
        cells.links[UNIT_COLUMNS, places] = weights[weights > 0] @ shares
        cells.links[FIRST_COLUMNS, places] = shares[0]
        cells.links[LAST_COLUMNS, places] = shares[-1]


def _finish_columns(columns: Side, cells: Cells, column_best: _Transposed) -> None:
    """Cover and attention of every column segment's tokens."""
    for column in range(len(columns)):
        if not column_best.heights[column] or not column_best.counts[column]:
            continue
        start, end = int(columns.token_starts[column]), int(columns.token_starts[column + 1])
        best = column_best.of(column)
        weights = columns.token_weights[start:end]
        places = cells.column_places(column, column_best)
        _cover(best, weights, KNEES, cells.column_cover[:, : len(KNEES)], places)
        cells.links[TOKEN_COLUMNS, places] = weights @ _attention(best, _SHARPNESS, _NOBODY)
        cells.links[CLAUSE_COLUMNS, places] = _clause_attention(best, weights, columns.token_clauses[start:end])


def _strand_links(strand: Strand, cells: Cells) -> None:
    """Which segments the soft path of clauses puts together."""
    inside = (strand.columns >= cells.low[strand.rows]) & (strand.columns < cells.high[strand.rows])
    places = cells.at(strand.rows, strand.columns)[inside]
    size = int(cells.offsets[-1])
    for kind, values in (
        (STRAND_ROWS, strand.row_shares * strand.row_weights),
        (STRAND_COLUMNS, strand.column_shares * strand.column_weights),
        (STRAND_FIRST, strand.row_shares * strand.first),
        (STRAND_LAST, strand.row_shares * strand.last),
    ):
        cells.links[kind] = np.bincount(places, values[inside], size)


def _number_links(rows: Side, columns: Side, cells: Cells) -> None:
    """Numbers of a row segment that a column segment has too."""
    holders: dict[object, list[int]] = {}
    for column, numbers in enumerate(columns.numbers):
        for value in {value for number in numbers for value in number}:
            holders.setdefault(value, []).append(column)
    for row, numbers in enumerate(rows.numbers):
        low, high = int(cells.low[row]), int(cells.high[row])
        for number in numbers:
            found = {column for value in number for column in holders.get(value, ()) if low <= column < high}
            for column in found:
                cells.links[NUMBERS, cells.offsets[row] + column - low] += 1.0
