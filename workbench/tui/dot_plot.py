"""The alignment of two documents as a plot: an axis for each text, a sign for the rows that share a cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbench.review.bitext_plot import KINDS, Kind, PlottedRow

_MOST_CELLS = 9
"""Cells in which one row is shown."""
_WIDEST, _HIGHEST = 4, 2
"""Cells a sentence takes at most, across and down."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Sentences of a document along a line of cells."""

    sentences: int
    cells: int

    @classmethod
    def of(cls, sentences: int, room: int, most: int) -> Axis:
        """Return an axis in a room of cells, where a sentence takes a cell or, if there is room, up to `most`."""
        each = max(1, min(most, room // max(sentences, 1)))
        return cls(sentences, max(1, min(room, sentences * each)))

    def cell(self, position: int) -> int:
        """Return the cell of a sentence."""
        return min(max(position, 0) * self.cells // max(self.sentences, 1), self.cells - 1)

    def ticks(self, apart: int) -> dict[int, str]:
        """Return numbers of sentences, from 1, by the cell they are at; `apart` cells are between two at least."""
        found: dict[int, str] = {}
        for position in range(self.sentences):
            cell = self.cell(position)
            if not found or cell - next(reversed(found)) >= apart:
                found[cell] = str(position + 1)
        return found


class Grid:
    """The plot in a number of cells."""

    def __init__(self, rows: Sequence[PlottedRow], sentences: tuple[int, int], lines: int, columns: int) -> None:
        """`sentences` are those of the source, which goes down, and of the target, which goes across."""
        self.down = Axis.of(sentences[0], lines, _HIGHEST)
        self.across = Axis.of(sentences[1], columns, _WIDEST)
        self.places = [self._cells_of(row) for row in rows]
        """The cells of each row, line and column."""
        ranks: dict[tuple[int, int], int] = {}
        for row, cells in zip(rows, self.places, strict=True):
            for cell in cells:
                ranks[cell] = max(ranks.get(cell, 0), row.rank)
        self.cells: Mapping[tuple[int, int], Kind] = {cell: KINDS[rank] for cell, rank in ranks.items()}
        """What is shown where."""

    def _cells_of(self, row: PlottedRow) -> list[tuple[int, int]]:
        cells = ((self.down.cell(line), self.across.cell(column)) for line in row.source for column in row.target)
        return list(dict.fromkeys(cells))[:_MOST_CELLS]

    def step(self, here: int, down: int, across: int) -> int:
        """Return the place of the nearest row that lies further down or across, -1 and 1 being steps; else `here`."""
        line, column = self.places[here][0]

        def distance(place: int) -> tuple[int, int]:
            to_line, to_column = self.places[place][0]
            lines, columns = abs(to_line - line), abs(to_column - column)
            return (lines, columns) if down else (columns, lines)

        beyond: Iterable[int] = (
            place
            for place, ((to_line, to_column), *_) in enumerate(self.places)
            if (to_line - line) * down > 0 or (to_column - column) * across > 0
        )
        return min(beyond, key=distance, default=here)
