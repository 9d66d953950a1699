"""Similarity of single segments inside a band.

A cell is a segment of the rows' side and one of the columns' side that some bead inside the band could hold. Every
quantity is a flat array over cells in which a row's cells lie together, one place more than it has columns; running
sums along the row make the total over any block of cells two look-ups a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from workbench.alignment.lattice import MAX_COLUMNS, MAX_ROWS, Band
from workbench.arrays import BoolMatrix, BoolVector, Float32Array, Float32Matrix, Int64Vector

KNEES = (0.25, 0.45, 0.65)
"""A token's best similarity counts by what it has above each of these, so that learning shapes the curve."""
CHUNK_KNEES = (0.3, 0.5)
"""The same for chunks and their vectors."""
LEVELS = len(KNEES) + len(CHUNK_KNEES)


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


@dataclass(frozen=True, slots=True)
class Block:
    """The cells of a run of one side's segments."""

    segments: tuple[int, int]
    others: tuple[int, int]
    """The run of the other side's segments that any of them may meet."""
    inside: BoolMatrix
    """(segments, others): which pairs are cells."""
    places: Int64Vector
    """Where the cells are, in the order of `inside`."""


@dataclass(frozen=True, slots=True)
class SegmentSimilarity:
    """Where each row's cells are, and what they hold."""

    low: Int64Vector
    """(rows,) first column of the row's cells."""
    high: Int64Vector
    offsets: Int64Vector
    """(rows + 1,) place of the row's first cell; a row has high - low + 1 places."""
    row_cover: Float32Array
    """(MAX_COLUMNS, LEVELS, places): how far 1 … columns from the cell on cover the row segment's tokens and chunks."""
    column_cover: Float32Array
    """(MAX_ROWS, LEVELS, places): the same for the column segment and 1 … rows from the cell on."""
    links: Float32Matrix
    """(links, places): attention of tokens, clauses and chunks, shared numbers, dot product of the segments' sums."""

    @classmethod
    def empty(cls, low: Int64Vector, high: Int64Vector) -> SegmentSimilarity:
        """All zeros, for the columns low … high - 1 of each row."""
        offsets = np.concatenate([[0], np.cumsum(high - low + 1)])
        places = int(offsets[-1])
        row_cover = np.zeros((MAX_COLUMNS, LEVELS, places), dtype=np.float32)
        column_cover = np.zeros((MAX_ROWS, LEVELS, places), dtype=np.float32)
        return cls(low, high, offsets, row_cover, column_cover, np.zeros((len(Link), places), dtype=np.float32))

    def at(self, rows: Int64Vector, columns: Int64Vector) -> Int64Vector:
        """Places of cells."""
        places: Int64Vector = self.offsets.take(rows) + columns - self.low.take(rows)
        return places

    def coordinates(self) -> tuple[Int64Vector, Int64Vector]:
        """(places,) the row and the column of every place; the last one of a row is no cell."""
        widths = self.high - self.low + 1
        rows = np.repeat(np.arange(len(self.low)), widths)
        return rows, np.arange(int(self.offsets[-1])) - np.repeat(self.offsets[:-1] - self.low, widths)

    def block(self, rows: tuple[int, int], used: BoolVector | None = None) -> Block:
        """The cells of a run of rows; those of rows not `used` are left out."""
        first, last = int(self.low[rows[0]]), int(self.high[rows[1] - 1])
        at, others = np.arange(*rows)[:, None], np.arange(first, last)
        inside = (others >= self.low[at]) & (others < self.high[at])
        if used is not None:
            inside &= used[:, None]
        return Block(rows, (first, last), inside, self.at(at, others)[inside])


def reachable_columns(band: Band, columns: int) -> tuple[Int64Vector, Int64Vector]:
    """For every row segment the columns, from low up to high, that beads inside the band can put with it."""
    rows = band.rows
    at = np.arange(rows)
    low = band.low[np.maximum(at - MAX_ROWS + 1, 0)]
    high = np.minimum(band.high[np.minimum(at + MAX_ROWS, rows)] - 1, columns)
    return low, np.maximum(high, low)
