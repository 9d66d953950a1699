"""Similarity of single segments inside a band: how far the words, clauses and numbers of one cover the other's.

A cell is a segment of the rows' side and one of the columns' side that some bead inside the band could hold. Every
quantity here is a flat array over cells in which a row's cells lie together, one more than it has columns; running
sums along the row make the total over any block of cells two look-ups a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from workbench.alignment.clause_path import ClausePath
from workbench.alignment.lattice import MAX_COLUMNS, MAX_ROWS, Band
from workbench.alignment.measured_text import MeasuredText
from workbench.alignment.name_matches import NameKeys
from workbench.alignment.soft_coverage import Block, attention, cover, spread
from workbench.arrays import (
    BoolMatrix,
    BoolVector,
    Float32Array,
    Float32Matrix,
    Float32Vector,
    Int32Matrix,
    Int64Vector,
    Vectors,
)
from workbench.encoders.static import StaticEncoder

KNEES = (0.25, 0.45, 0.65)
"""A token's best similarity counts by what it has above each of these, so that learning shapes the curve."""

CHUNK_KNEES = (0.3, 0.5)
"""The same for clauses and their vectors."""
LEVELS = len(KNEES) + len(CHUNK_KNEES)

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
_RUN = 16
"""Segments compared at once: enough that the work outweighs the calls, few enough that most pairs are in reach …"""
_RUN_ITEMS = 1000
"""… and no more once they have this many tokens."""


@dataclass(frozen=True, slots=True)
class SegmentSimilarity:
    """Where each row's cells are, and what they hold."""

    low: Int64Vector
    """(rows,) first column of the row's cells."""
    high: Int64Vector
    offsets: Int64Vector
    """(rows + 1,) place of the row's first cell; a row has high - low + 1 places."""
    row_cover: Float32Array
    """(MAX_COLUMNS, levels, places): how far the row segment's tokens, then its clauses, are answered by 1 … columns
    from the cell on."""
    column_cover: Float32Array
    """(MAX_ROWS, levels, places): the same for the column segment and 1 … rows from the cell on."""
    links: Float32Matrix
    """(kinds, places): attention of row tokens, column tokens, row clauses, column clauses; numbers that agree; dot
    product of the segments' sums."""

    def at(self, rows: Int64Vector, columns: Int64Vector) -> Int64Vector:
        """Places of cells."""
        places: Int64Vector = self.offsets.take(rows) + columns - self.low.take(rows)
        return places

    def block(self, rows: tuple[int, int], empty: BoolVector) -> Block:
        """The cells of a run of rows, but for those of the rows said to be empty."""
        first, last = int(self.low[rows[0]]), int(self.high[rows[1] - 1])
        at, others = np.arange(*rows)[:, None], np.arange(first, last)
        inside = (others >= self.low[at]) & (others < self.high[at]) & ~empty[:, None]
        return Block(rows, (first, last), inside, self.at(at, others)[inside])


class Link(IntEnum):
    """Kinds of links between a row segment and a column segment: rows of `SegmentSimilarity.links`."""

    TOKEN_ROWS = 0
    TOKEN_COLUMNS = 1
    CLAUSE_ROWS = 2
    CLAUSE_COLUMNS = 3
    CHUNK_ROWS = 4
    CHUNK_COLUMNS = 5
    FIRST_ROWS = 6
    LAST_ROWS = 7
    FIRST_COLUMNS = 8
    LAST_COLUMNS = 9
    PATH_ROWS = 10
    PATH_COLUMNS = 11
    PATH_FIRST = 12
    PATH_LAST = 13
    NUMBERS = 14
    DOT = 15


def reachable_columns(band: Band, columns: int) -> tuple[Int64Vector, Int64Vector]:
    """For every row segment the columns that beads inside the band can put with it."""
    rows = band.rows
    at = np.arange(rows)
    low = band.low[np.maximum(at - MAX_ROWS + 1, 0)]
    high = np.minimum(band.high[np.minimum(at + MAX_ROWS, rows)] - 1, columns)
    return low, np.maximum(high, low)


def compare_segments(
    rows: MeasuredText, columns: MeasuredText, band: Band, lexicon: StaticEncoder, names: NameKeys, strand: ClausePath
) -> SegmentSimilarity:
    """Compare the segments of all cells."""
    low, high = reachable_columns(band, len(columns))
    offsets = np.concatenate([[0], np.cumsum(high - low + 1)])
    places = int(offsets[-1])
    cells = SegmentSimilarity(
        low,
        high,
        offsets,
        np.zeros((MAX_COLUMNS, LEVELS, places), dtype=np.float32),
        np.zeros((MAX_ROWS, LEVELS, places), dtype=np.float32),
        np.zeros((len(Link), places), dtype=np.float32),
    )
    column_words = _Transposed(columns.token_starts, low, high)
    column_units = _Transposed(columns.chunk_starts, low, high)
    for start in range(0, len(rows), _BLOCK):
        end = min(start + _BLOCK, len(rows))
        reach = int(low[start]), int(high[end - 1])
        words = _Words(lexicon, rows, names.rows, (start, end)), _Words(lexicon, columns, names.columns, reach)
        units = _Units(rows, (start, end)), _Units(columns, reach)
        for run in _runs(rows.token_starts, start, end):
            _measure_sums(run, rows, columns, cells)
            _measure_words(run, rows, columns, cells, words, column_words)
            _measure_units(run, rows, columns, cells, units, column_units)
    for run in _runs(columns.token_starts, 0, len(columns)):
        block, best = column_words.block(run, cells)
        if len(block.places):
            _weigh_words(
                columns, block, best, cells.column_cover, cells.links, (Link.TOKEN_COLUMNS, Link.CLAUSE_COLUMNS)
            )
        block, best = column_units.block(run, cells)
        if len(block.places):
            kinds = Link.CHUNK_COLUMNS, Link.FIRST_COLUMNS, Link.LAST_COLUMNS
            _weigh_units(columns, block, best, cells.column_cover, cells.links, kinds)
    _strand_links(strand, cells)
    _number_links(rows, columns, cells)
    return cells


def _runs(starts: Int64Vector, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Runs of segments from first to last; `starts` say where their items begin."""
    while first < last:
        full = int(np.searchsorted(starts, starts[first] + _RUN_ITEMS, side="right")) - 1
        end = min(first + _RUN, last, max(full, first + 1))
        yield first, end
        first = end


class _Words:
    """Unit vectors and names of the tokens of a run of segments, each different token once."""

    def __init__(
        self, lexicon: StaticEncoder, side: MeasuredText, keys: Int32Matrix, segments: tuple[int, int]
    ) -> None:
        self.start, end = int(side.token_starts[segments[0]]), int(side.token_starts[segments[1]])
        ids, keys = side.token_ids[self.start : end], keys[self.start : end]
        # A token that is part of a name is another one wherever it stands.
        codes = np.where(keys.any(axis=1), len(lexicon.rarity) + np.arange(len(ids)), ids)
        _, kinds, self.kinds = np.unique(codes, return_index=True, return_inverse=True)
        self.keys = keys[kinds]
        self.vectors = lexicon.rows(ids[kinds])
        norms = np.sqrt(np.einsum("ij,ij->i", self.vectors, self.vectors))[:, None]
        np.divide(self.vectors, norms, out=self.vectors, where=norms > 0)

    def part(self, first: int, last: int) -> tuple[Int64Vector, Int64Vector]:
        """The different tokens among the document's tokens first … last - 1, and for each token which of them it is."""
        kinds, places = np.unique(self.kinds[first - self.start : last - self.start], return_inverse=True)
        return kinds, places


class _Units:
    """Vectors of the clauses of a run of segments."""

    def __init__(self, side: MeasuredText, segments: tuple[int, int]) -> None:
        self.start, end = int(side.chunk_starts[segments[0]]), int(side.chunk_starts[segments[1]])
        self.vectors = side.chunk_vectors.values[self.start : end].astype(np.float32)

    def part(self, first: int, last: int) -> Vectors:
        """Those of the document's clauses first … last - 1."""
        return self.vectors[first - self.start : last - self.start]


def _measure_sums(run: tuple[int, int], rows: MeasuredText, columns: MeasuredText, cells: SegmentSimilarity) -> None:
    block = cells.block(run, np.zeros(run[1] - run[0], dtype=bool))
    product = rows.sums[slice(*run)] @ columns.sums[slice(*block.others)].T
    cells.links[Link.DOT, block.places] = product[block.inside]


def _measure_words(
    run: tuple[int, int],
    rows: MeasuredText,
    columns: MeasuredText,
    cells: SegmentSimilarity,
    words: tuple[_Words, _Words],
    column_words: _Transposed,
) -> None:
    """How the words of a run of row segments are answered; the best answers of the columns' words are kept."""
    block = cells.block(run, _unanswered(run, rows.token_starts, columns.token_starts, cells))
    if not len(block.places):
        return
    start, end = (int(rows.token_starts[at]) for at in run)
    first, last = (int(columns.token_starts[at]) for at in block.others)
    kinds, places = words[0].part(start, end)
    other_kinds, other_places = words[1].part(first, last)
    similar = words[0].vectors[kinds] @ words[1].vectors[other_kinds].T
    _equal_names(similar, words[0].keys[kinds], words[1].keys[other_kinds])
    best = _best(similar[:, other_places], columns.token_starts, block.others)[places]
    _weigh_words(rows, block, best, cells.row_cover, cells.links, (Link.TOKEN_ROWS, Link.CLAUSE_ROWS))
    filled, starts = _filled(rows.token_starts, run)
    answers = np.maximum.reduceat(similar[places], starts, axis=0)[:, other_places]
    column_words.put(run[0] + filled, answers, block.others, block.inside[filled])


def _equal_names(similar: Float32Matrix, keys: Int32Matrix, others: Int32Matrix) -> None:
    """Tokens of the same name are alike whatever their vectors."""
    named = np.flatnonzero(keys.any(axis=1))
    if len(named):
        left, right = keys[named][:, None, :, None], others[None, :, None, :]
        similar[named] = np.where(((left == right) & (left > 0)).any(axis=(2, 3)), 1.0, similar[named])


def _unanswered(
    run: tuple[int, int], starts: Int64Vector, other_starts: Int64Vector, cells: SegmentSimilarity
) -> BoolVector:
    """Which row segments of a run have no items, or none in their reach."""
    rows = np.arange(*run)
    empty: BoolVector = (starts[rows] == starts[rows + 1]) | (
        other_starts[cells.low[rows]] == other_starts[cells.high[rows]]
    )
    return empty


def _filled(starts: Int64Vector, segments: tuple[int, int]) -> tuple[Int64Vector, Int64Vector]:
    """The segments of a run that have items, and where these begin, both counted from the run's beginning."""
    own = starts[segments[0] : segments[1] + 1]
    filled = np.flatnonzero(own[1:] > own[:-1])
    return filled, own[filled] - own[0]


def _best(similar: Float32Matrix, starts: Int64Vector, segments: tuple[int, int]) -> Float32Matrix:
    """(items, segments): best similarity to each segment's items, 0 for one without any."""
    filled, places = _filled(starts, segments)
    best = np.zeros((len(similar), segments[1] - segments[0]), dtype=np.float32)
    best[:, filled] = np.maximum.reduceat(similar, places, axis=1)
    return best


def _weigh_words(
    side: MeasuredText,
    block: Block,
    best: Float32Matrix,
    covers: Float32Array,
    links: Float32Matrix,
    kinds: tuple[int, int],
) -> None:
    """Cover and attention of the words of a run of segments; best (tokens, other segments)."""
    start, end = (int(side.token_starts[at]) for at in block.segments)
    weights, clauses = side.token_weights[start:end], side.token_clauses[start:end]
    owners = np.repeat(
        np.arange(len(block.inside)), np.diff(side.token_starts[block.segments[0] : block.segments[1] + 1])
    )
    best[~block.inside[owners]] = -np.inf
    mixing = spread(weights, owners, len(block.inside))
    covers[:, : len(KNEES), block.places] = cover(best, mixing, KNEES, len(covers))[..., block.inside]
    words, parts = kinds
    links[words, block.places] = (mixing @ attention(best, _SHARPNESS, _NOBODY))[block.inside]
    links[parts, block.places] = _clause_attention(best, weights, clauses, owners, block)[block.inside]


def _clause_attention(
    best: Float32Matrix, weights: Float32Vector, clauses: Int64Vector, owners: Int64Vector, block: Block
) -> Float32Matrix:
    """How the clauses of each segment divide their weight between the other side's segments."""
    starts = np.flatnonzero(np.append(True, clauses[1:] != clauses[:-1]))
    weight = np.add.reduceat(weights, starts)
    summed = np.add.reduceat(np.maximum(best - KNEES[0], 0.0) * weights[:, None], starts, axis=0)
    similar = (summed / weight[:, None]).astype(np.float32)
    similar[~block.inside[owners[starts]]] = -np.inf
    mixing = spread(np.sqrt(weight), owners[starts], len(block.inside))
    shared: Float32Matrix = mixing @ attention(similar, _CLAUSE_SHARPNESS, _CLAUSE_NOBODY)
    return shared


class _Transposed:
    """Collects, row by row, the best similarity of every column item to each row segment, to be read by columns."""

    def __init__(self, item_starts: Int64Vector, low: Int64Vector, high: Int64Vector) -> None:
        at = np.arange(len(item_starts) - 1)
        self.item_starts = item_starts
        self.first = np.searchsorted(high, at, side="right")
        """(columns,) first row whose cells reach the column."""
        self.last = np.maximum(np.searchsorted(low, at, side="right"), self.first)
        heights = self.last - self.first
        self.counts = np.diff(item_starts)
        starts = np.concatenate([[0], np.cumsum(self.counts * heights)])
        self.values = np.zeros(int(starts[-1]), dtype=np.float32)
        segments = np.repeat(at, self.counts)
        within = np.arange(len(segments)) - item_starts[segments]
        self.item_place = starts[segments] + within * heights[segments] - self.first[segments]
        """(items,) where the item's similarity to row 0 would be."""

    def put(self, rows: Int64Vector, best: Float32Matrix, columns: tuple[int, int], inside: BoolMatrix) -> None:
        """The best similarities (rows, items of the columns) to row segments, where (rows, columns) are inside."""
        first, last = self.item_starts[columns[0]], self.item_starts[columns[1]]
        known = np.repeat(inside, self.counts[slice(*columns)], axis=1)
        self.values[(self.item_place[first:last] + rows[:, None])[known]] = best[known]

    def block(self, columns: tuple[int, int], cells: SegmentSimilarity) -> tuple[Block, Float32Matrix]:
        """The cells of a run of columns that have items, and (items, rows) their best similarities."""
        first, last = int(self.first[columns[0]]), int(self.last[slice(*columns)].max())
        own = slice(*columns)
        rows = np.arange(first, last)
        reached = (rows >= self.first[own, None]) & (rows < self.last[own, None])
        inside = reached & (self.counts[own, None] > 0)
        places = cells.at(rows, np.arange(*columns)[:, None])[inside]
        items = slice(self.item_starts[columns[0]], self.item_starts[columns[1]])
        known = np.repeat(reached, self.counts[own], axis=0)
        best = np.full(known.shape, -np.inf, dtype=np.float32)
        best[known] = self.values[(self.item_place[items, None] + rows)[known]]
        return Block(columns, (first, last), inside, places), best


def _measure_units(
    run: tuple[int, int],
    rows: MeasuredText,
    columns: MeasuredText,
    cells: SegmentSimilarity,
    units: tuple[_Units, _Units],
    column_units: _Transposed,
) -> None:
    """Which column segments the clauses of row segments belong to, by their vectors."""
    block = cells.block(run, _unanswered(run, rows.chunk_starts, columns.chunk_starts, cells))
    if not len(block.places):
        return
    start, end = (int(rows.chunk_starts[at]) for at in run)
    first, last = (int(columns.chunk_starts[at]) for at in block.others)
    similar = units[0].part(start, end) @ units[1].part(first, last).T
    filled, starts = _filled(rows.chunk_starts, run)
    answers = np.maximum.reduceat(similar, starts, axis=0)
    column_units.put(run[0] + filled, answers, block.others, block.inside[filled])
    best = _best(similar, columns.chunk_starts, block.others)
    _weigh_units(rows, block, best, cells.row_cover, cells.links, (Link.CHUNK_ROWS, Link.FIRST_ROWS, Link.LAST_ROWS))


def _weigh_units(
    side: MeasuredText,
    block: Block,
    best: Float32Matrix,
    covers: Float32Array,
    links: Float32Matrix,
    kinds: tuple[int, int, int],
) -> None:
    """Cover and attention of the clauses of a run of segments; best (units, other segments)."""
    first, last = block.segments
    weights = side.chunk_weights[side.chunk_starts[first] : side.chunk_starts[last]]
    owners = np.repeat(np.arange(last - first), np.diff(side.chunk_starts[first : last + 1]))
    # Runs of two clauses answer the other side's clauses but ask nothing themselves.
    single = weights > 0
    weights, owners, best = weights[single], owners[single], best[single]
    best[~block.inside[owners]] = -np.inf
    mixing = spread(weights, owners, last - first)
    covers[:, len(KNEES) :, block.places] = cover(best, mixing, CHUNK_KNEES, len(covers))[..., block.inside]
    shares = attention(best, _UNIT_SHARPNESS, _UNIT_NOBODY)
    whole, opening, closing = kinds
    links[whole, block.places] = (mixing @ shares)[block.inside]
    segments, cells = np.nonzero(block.inside)
    links[opening, block.places] = shares[np.searchsorted(owners, segments), cells]
    links[closing, block.places] = shares[np.searchsorted(owners, segments, side="right") - 1, cells]


def _strand_links(strand: ClausePath, cells: SegmentSimilarity) -> None:
    """Which segments the soft path of clauses puts together."""
    inside = (strand.columns >= cells.low[strand.rows]) & (strand.columns < cells.high[strand.rows])
    places = cells.at(strand.rows, strand.columns)[inside]
    size = int(cells.offsets[-1])
    for kind, values in (
        (Link.PATH_ROWS, strand.row_shares * strand.row_weights),
        (Link.PATH_COLUMNS, strand.column_shares * strand.column_weights),
        (Link.PATH_FIRST, strand.row_shares * strand.first),
        (Link.PATH_LAST, strand.row_shares * strand.last),
    ):
        cells.links[kind] = np.bincount(places, values[inside], size)


def _number_links(rows: MeasuredText, columns: MeasuredText, cells: SegmentSimilarity) -> None:
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
                cells.links[Link.NUMBERS, cells.offsets[row] + column - low] += 1.0
