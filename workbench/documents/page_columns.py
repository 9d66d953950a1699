"""The columns of printed pages: which pieces of text are side by side, and in which order to read them.

Places are in points from the lower left of the page, as PDF has them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

_GUTTER = 0.6
"""Em between two columns, at least."""
_COLUMN_LINES = 3
_COLUMN_WIDTH = 8.0
"""Em of the narrowest column."""
_COLUMN_FILL = 0.5
"""Share of its column that a line fills; cells of tables fill less."""
_FULL_LINES = 0.4
"""Share of such lines in a column; the rest may be labels in a figure."""
_MOST_COLUMNS = 12
_MOST_PIECES = 5_000
"""Of a page in which columns are looked for; a page of print has fewer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that follow each other on a line, with no wide gap between them."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    """Of the font, points."""
    height: float
    """Of the page, points."""

    @property
    def middle(self) -> float:
        """Half its height on the page."""
        return (self.bottom + self.top) / 2


def rows_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """The pieces from top to bottom, those beside each other together from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.middle, piece.left)):
        if rows and rows[-1][0].bottom < piece.middle < rows[-1][0].top:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda piece: piece.left)
    return rows


def regions_of(pieces: Sequence[Piece], edges: Counter[int], depth: int = 0) -> Iterator[list[Piece]]:
    """The columns and what spans them, in reading order; `edges` counts where columns begin that were found so far."""
    split = _best_split(pieces, edges) if depth < _MOST_COLUMNS else None
    if split is None:
        if pieces:
            yield list(pieces)
        return
    for band in split:
        for part in band:
            yield from regions_of(part, edges, depth + 1 if len(band) > 1 else _MOST_COLUMNS)


def _best_split(pieces: Sequence[Piece], known: Counter[int]) -> list[list[list[Piece]]] | None:
    """The bands of a page, those in two columns as two parts; None where no gutter runs between columns."""
    if not _COLUMN_LINES <= len(pieces) <= _MOST_PIECES:
        return None
    pieces = sorted(pieces, key=lambda piece: -piece.middle)
    em = median(piece.size for piece in pieces)
    lefts = Counter(round(piece.left) for piece in pieces)
    edges = [edge for edge, count in lefts.most_common(2 * _MOST_COLUMNS) if count >= _COLUMN_LINES or known[edge]]
    best: tuple[int, int, list[list[list[Piece]]]] | None = None
    for edge in edges:
        bands = _bands(pieces, edge - 1, em, 1 if known[edge] else _COLUMN_LINES)
        held = sum(len(part) for band in bands if len(band) > 1 for part in band)
        if held and (best is None or held > best[0]):
            best = held, edge, bands
    if best is None:
        return None
    known[best[1]] += 1
    return best[2]


def _bands(pieces: Sequence[Piece], edge: float, em: float, least: int) -> list[list[list[Piece]]]:
    """Pieces that come from top to bottom, parted where one crosses the gutter left of an edge.

    The right column has `least` lines or more.
    """

    def crosses(piece: Piece) -> bool:
        return piece.left < edge and piece.right > edge - _GUTTER * em

    bands: list[list[list[Piece]]] = []
    spanning: list[Piece] = []
    for crossing, group in groupby(pieces, crosses):
        band = list(group)
        left = [piece for piece in band if piece.left < edge]
        right = [piece for piece in band if piece.left >= edge]
        known = least < _COLUMN_LINES <= len(left) and len(right) >= least
        if not crossing and _is_column(left, em) and (known or _is_column(right, em)):
            bands += [[spanning]] if spanning else []
            bands.append([left, right])
            spanning = []
        else:
            spanning += band
    return [*bands, [spanning]] if spanning else bands


def _is_column(pieces: Sequence[Piece], em: float) -> bool:
    """Whether pieces are lines of a column of text, rather than cells."""
    if len(pieces) < _COLUMN_LINES:
        return False
    measure = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    least = measure * _COLUMN_FILL / _columns_in(pieces)
    full = sum(piece.right - piece.left >= least for piece in pieces)
    return measure >= _COLUMN_WIDTH * em and full >= max(_COLUMN_LINES, _FULL_LINES * len(pieces))


def _columns_in(pieces: Sequence[Piece]) -> int:
    """How many pieces are side by side, mostly: what is left of a gutter may hold several columns."""
    return max(round(median(len(row) for row in rows_of(pieces))), 1)
