"""Which rows are on which lines of the page. No widget, no corpus.

Rows have different heights and there may be a hundred thousand, so only those around the cursor are ever laid out: the
page is anchored at the line on which the texts of the cursor row begin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workbench.tui.row_block import Block

MARGIN = 3
"""Rows above and below the cursor row that are shown, as far as they fit."""


class Density(StrEnum):
    """How much of each row is shown."""

    READING = "reading"
    """Both texts whole."""
    TRIAGE = "triage"
    """One line a row; the row under the cursor whole."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What is on a line of the page."""

    row: int
    """Place of the row in the list."""
    line: int
    """Line of the row."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A page laid out."""

    spots: tuple[Spot | None, ...]
    """One a line; None above the first row and below the last."""
    top: int
    """The line on which the texts of the cursor row begin; negative where they are scrolled."""
    hidden: int
    """Lines of the cursor row's texts below the page."""

    @property
    def heading(self) -> int:
        """The line for a heading, one above the first row; negative where it does not fit."""
        return next((y for y, spot in enumerate(self.spots) if spot), 0) - 2

    @property
    def end(self) -> int:
        """The line for what stands below the last row; not on the page where it does not fit."""
        rows = [y for y, spot in enumerate(self.spots) if spot]
        return max(rows, default=len(self.spots)) + 2

    def begins(self, row: int) -> int | None:
        """Return the line on which a row begins, which may be above the page; None if nothing of it is shown."""
        return next((y - spot.line for y, spot in enumerate(self.spots) if spot and spot.row == row), None)


def resting_line(height: int, density: Density) -> int:
    """Return the line of a page on which the texts of the cursor row begin, unless there is a reason against it."""
    return min(MARGIN, height // 3) if density is Density.TRIAGE else height // 3


def lay_out(rows: Callable[[int], Block], count: int, cursor: int, wanted: int, rest: int, height: int) -> Layout:
    """Return the page on which the texts of the cursor row begin on the wanted line, or as near as the margins allow.

    A row taller than the page begins at its top; a negative `wanted` scrolls it. `rest`: blank lines there may be above
    the first row.
    """
    here = rows(cursor)
    above = _reach(rows, range(cursor - 1, -1, -1), height)
    below = _reach(rows, range(cursor + 1, count), height)
    top = _top(here, above, below, wanted, rest, height, at_start=cursor == len(above))
    spots: dict[int, Spot] = {}
    for line in range(len(here.lines)):
        spots[top - here.lead + line] = Spot(cursor, line)
    y = top - here.lead
    for step, each in enumerate(above, 1):
        y -= len(each.lines)
        spots |= {y + line: Spot(cursor - step, line) for line in range(len(each.lines))}
    y = top + here.body + here.trail
    for step, each in enumerate(below, 1):
        spots |= {y + line: Spot(cursor + step, line) for line in range(len(each.lines))}
        y += len(each.lines)
    hidden = max(0, top + here.body - height)
    return Layout(tuple(spots.get(line) for line in range(height)), top, hidden)


def _reach(rows: Callable[[int], Block], places: range, height: int) -> list[Block]:
    """Return the blocks from the cursor row on that can be on the page, and those of the margin."""
    found: list[Block] = []
    lines = 0
    for place in places:
        if lines >= height:
            break
        found.append(rows(place))
        lines += len(found[-1].lines)
    return found


def _top(
    here: Block, above: Sequence[Block], below: Sequence[Block], wanted: int, rest: int, height: int, *, at_start: bool
) -> int:
    room = height - here.body
    if room <= 0:
        return max(room, min(wanted, 0))
    third = height // 3
    least = min(here.lead + _lines(above[:MARGIN]), third, room // 2)
    most = room - min(here.trail + _lines(below[:MARGIN]), third, room - room // 2)
    if at_start:
        most = max(least, min(most, rest + here.lead + _lines(above)))
    return max(least, min(wanted, most))


def _lines(blocks: Sequence[Block]) -> int:
    return sum(len(each.lines) for each in blocks)
