"""Comparing the segments of all cells: tokens and chunks by their vectors, the clause path, shared numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from workbench.alignment.clause_path import ClausePath
from workbench.alignment.lattice import Band
from workbench.alignment.measured_text import MeasuredText
from workbench.alignment.name_matches import NameKeys
from workbench.alignment.segment_similarity import Block, Link, SegmentSimilarity, reachable_columns
from workbench.alignment.soft_coverage import SideCoverage
from workbench.arrays import BoolMatrix, BoolVector, Float32Matrix, Int32Matrix, Int64Vector, Vectors
from workbench.encoders.static import StaticEncoder
from workbench.language.analysed_text import unit_rows

_BLOCK = 256
"""Row segments whose tokens' vectors are in memory at once."""
_RUN = 16
"""Segments compared at once: enough that the work outweighs the calls, few enough that most pairs are in reach …"""
_RUN_ITEMS = 1000
"""… and no more once they have this many tokens."""


def compare_segments(
    rows: MeasuredText, columns: MeasuredText, band: Band, lexicon: StaticEncoder, names: NameKeys, path: ClausePath
) -> SegmentSimilarity:
    """Compare the segments of all cells."""
    cells = SegmentSimilarity.empty(*reachable_columns(band, len(columns)))
    row_coverage, column_coverage = SideCoverage.of_rows(cells), SideCoverage.of_columns(cells)
    column_tokens = _Transposed(columns.token_starts, cells)
    column_chunks = _Transposed(columns.chunks.starts, cells)
    for start in range(0, len(rows), _BLOCK):
        end = min(start + _BLOCK, len(rows))
        reach = int(cells.low[start]), int(cells.high[end - 1])
        tokens = (
            _Items.of_tokens(rows, names.rows, lexicon, (start, end)),
            _Items.of_tokens(columns, names.columns, lexicon, reach),
        )
        chunks = _Items.of_chunks(rows, (start, end)), _Items.of_chunks(columns, reach)
        for run in _runs(rows.token_starts, start, end):
            _compare_sums(run, rows, columns, cells)
            for items, transposed, add in (
                (tokens, column_tokens, row_coverage.add_tokens),
                (chunks, column_chunks, row_coverage.add_chunks),
            ):
                block = cells.block(run, _comparable(run, items, cells))
                if len(block.places):
                    add(rows, block, _compare_items(items, block, transposed))
    for run in _runs(columns.token_starts, 0, len(columns)):
        for transposed, add in (
            (column_tokens, column_coverage.add_tokens),
            (column_chunks, column_coverage.add_chunks),
        ):
            block, best = transposed.block(run, cells)
            if len(block.places):
                add(columns, block, best)
    _add_path_links(path, cells)
    _add_number_links(rows, columns, cells)
    return cells


def _runs(starts: Int64Vector, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Runs of segments from first to last; `starts` are where their items begin."""
    while first < last:
        full = int(np.searchsorted(starts, starts[first] + _RUN_ITEMS, side="right")) - 1
        end = min(first + _RUN, last, max(full, first + 1))
        yield first, end
        first = end


@dataclass(frozen=True, slots=True)
class _Items:
    """Unit vectors of the tokens or chunks of a run of segments, each different token once."""

    starts: Int64Vector
    """(segments of the document + 1,) where each segment's items begin."""
    first: int
    """Number of the run's first item."""
    vectors: Vectors
    kinds: Int64Vector | None
    """(items,) the row of `vectors` of each item; None where every item has its own."""
    keys: Int32Matrix | None
    """(vectors, 1 or 3) numbers of the names a token is part of."""

    @classmethod
    def of_tokens(
        cls, side: MeasuredText, keys: Int32Matrix, lexicon: StaticEncoder, segments: tuple[int, int]
    ) -> _Items:
        """The tokens of a run of segments."""
        start, end = (int(side.token_starts[at]) for at in segments)
        ids, keys = side.token_ids[start:end], keys[start:end]
        # A token that is part of a name is another one wherever it stands.
        codes = np.where(keys.any(axis=1), len(lexicon.rarity) + np.arange(len(ids)), ids)
        _, examples, kinds = np.unique(codes, return_index=True, return_inverse=True)
        return cls(side.token_starts, start, unit_rows(lexicon, ids[examples])[0], kinds, keys[examples])

    @classmethod
    def of_chunks(cls, side: MeasuredText, segments: tuple[int, int]) -> _Items:
        """The chunks of a run of segments."""
        start, end = (int(side.chunks.starts[at]) for at in segments)
        return cls(side.chunks.starts, start, side.chunks.vectors[start:end].astype(np.float32), None, None)

    def of(self, segments: tuple[int, int]) -> tuple[Vectors, Int32Matrix | None, Int64Vector | slice]:
        """Vectors and keys of part of the run, and for each of its items the row that stands for it."""
        part = slice(*(int(self.starts[at]) - self.first for at in segments))
        if self.kinds is None or self.keys is None:
            return self.vectors[part], None, slice(None)
        own = self.kinds[part]
        used = np.zeros(len(self.vectors), dtype=bool)
        used[own] = True
        return self.vectors[used], self.keys[used], (np.cumsum(used) - 1)[own]


def _compare_sums(run: tuple[int, int], rows: MeasuredText, columns: MeasuredText, cells: SegmentSimilarity) -> None:
    block = cells.block(run)
    product = rows.chunks.sums[slice(*run)] @ columns.chunks.sums[slice(*block.others)].T
    cells.links[Link.DOT, block.places] = product[block.inside]


def _comparable(run: tuple[int, int], items: tuple[_Items, _Items], cells: SegmentSimilarity) -> BoolVector:
    """Which row segments of a run have items, and some in their reach."""
    (starts, other_starts), part = (side.starts for side in items), slice(*run)
    own = starts[run[0] + 1 : run[1] + 1] > starts[part]
    comparable: BoolVector = own & (other_starts[cells.high[part]] > other_starts[cells.low[part]])
    return comparable


def _compare_items(items: tuple[_Items, _Items], block: Block, transposed: _Transposed) -> Float32Matrix:
    """(items, segments): similarity of the row items to the best item of each column segment, 0 where it has none.

    Those of the column items to the row segments are kept in `transposed`.
    """
    rows, columns = items
    vectors, keys, places = rows.of(block.segments)
    other_vectors, other_keys, other_places = columns.of(block.others)
    similar = vectors @ other_vectors.T
    if keys is not None and other_keys is not None:
        _equate_names(similar, keys, other_keys)
    filled, starts = _filled(rows.starts, block.segments)
    by_segment = _best_rows(similar[places], starts)[:, other_places]
    transposed.put(block.segments[0] + filled, by_segment, block.others, block.inside[filled])
    filled, starts = _filled(columns.starts, block.others)
    best = np.zeros((block.inside.shape[1], len(similar)), dtype=np.float32)
    best[filled] = _best_rows(np.ascontiguousarray(similar.T)[other_places], starts)
    return np.ascontiguousarray(best.T)[places]


def _best_rows(values: Float32Matrix, starts: Int64Vector) -> Float32Matrix:
    """The greatest values of each run of rows; reduceat takes several times as long for the same."""
    best = np.empty((len(starts), values.shape[1]), dtype=np.float32)
    for one, (start, end) in zip(best, pairwise([*starts.tolist(), len(values)]), strict=True):
        np.maximum.reduce(values[start:end], axis=0, out=one)
    return best


def _equate_names(similar: Float32Matrix, keys: Int32Matrix, others: Int32Matrix) -> None:
    """Tokens of the same name are alike whatever their vectors."""
    rows, row_keys = np.nonzero(keys)
    columns, column_keys = np.nonzero(others)
    same, other = np.nonzero(keys[rows, row_keys][:, None] == others[columns, column_keys])
    similar[rows[same], columns[other]] = 1.0


def _filled(starts: Int64Vector, segments: tuple[int, int]) -> tuple[Int64Vector, Int64Vector]:
    """The segments of a run that have items, and where these begin, both counted from the run's beginning."""
    own = starts[segments[0] : segments[1] + 1]
    filled = np.flatnonzero(own[1:] > own[:-1])
    return filled, own[filled] - own[0]


class _Transposed:
    """Collects, row by row, the best similarity of every column item to each row segment, to be read by columns."""

    def __init__(self, starts: Int64Vector, cells: SegmentSimilarity) -> None:
        at = np.arange(len(starts) - 1)
        self.starts = starts
        self.first = np.searchsorted(cells.high, at, side="right")
        """(columns,) first row whose cells reach the column."""
        self.last = np.maximum(np.searchsorted(cells.low, at, side="right"), self.first)
        heights = self.last - self.first
        self.counts = np.diff(starts)
        """(columns,) items of each segment."""
        places = np.concatenate([[0], np.cumsum(self.counts * heights)])
        self.values = np.zeros(int(places[-1]), dtype=np.float32)
        segments = np.repeat(at, self.counts)
        within = np.arange(len(segments)) - starts[segments]
        self.item_place = places[segments] + within * heights[segments] - self.first[segments]
        """(items,) where the item's similarity to row 0 would be."""

    def put(self, rows: Int64Vector, best: Float32Matrix, columns: tuple[int, int], inside: BoolMatrix) -> None:
        """Keep the similarities (rows, items of the columns) to row segments, where (rows, columns) are inside."""
        items = slice(*(int(self.starts[at]) for at in columns))
        known = np.repeat(inside, self.counts[slice(*columns)], axis=1)
        self.values[(self.item_place[items] + rows[:, None])[known]] = best[known]

    def block(self, columns: tuple[int, int], cells: SegmentSimilarity) -> tuple[Block, Float32Matrix]:
        """The cells of a run of columns that have items, and (items, rows) their best similarities."""
        own, items = slice(*columns), slice(*(int(self.starts[at]) for at in columns))
        first, last = int(self.first[columns[0]]), int(self.last[own].max())
        rows = np.arange(first, last)
        reached = (rows >= self.first[own, None]) & (rows < self.last[own, None])
        inside = reached & (self.counts[own, None] > 0)
        places = cells.at(rows, np.arange(*columns)[:, None])[inside]
        known = np.repeat(reached, self.counts[own], axis=0)
        best = np.full(known.shape, -np.inf, dtype=np.float32)
        best[known] = self.values[(self.item_place[items, None] + rows)[known]]
        return Block(columns, (first, last), inside, places), best


def _add_path_links(path: ClausePath, cells: SegmentSimilarity) -> None:
    """Which segments the clause path puts together."""
    inside = (path.columns >= cells.low[path.rows]) & (path.columns < cells.high[path.rows])
    places = cells.at(path.rows, path.columns)[inside]
    size = int(cells.offsets[-1])
    for link, values in (
        (Link.PATH_ROWS, path.row_shares * path.row_weights),
        (Link.PATH_COLUMNS, path.column_shares * path.column_weights),
        (Link.PATH_FIRST, path.row_shares * path.first),
        (Link.PATH_LAST, path.row_shares * path.last),
    ):
        cells.links[link] = np.bincount(places, values[inside], size)


def _add_number_links(rows: MeasuredText, columns: MeasuredText, cells: SegmentSimilarity) -> None:
    """How many numbers of a row segment a column segment has too."""
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
