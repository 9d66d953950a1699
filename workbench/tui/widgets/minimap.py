"""The whole list as one line: where work is left, where errors are, and where the cursor is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from workbench.review.row_index import MapCell

DONE, SHADES, WRONG, HERE = "─", "░▒▓", "⚑", "◆"
"""Nothing left; the share still open, in thirds; an error; the cursor."""
_ENDS = "├", "┤"
_STYLES = {DONE: "done", WRONG: "wrong", HERE: "cursor", **dict.fromkeys(SHADES, "open")}
_NOTABLE = 2
"""Times as many errors as the average a cell has that shows a flag: where they are everywhere, none stands out."""


def signs(cells: Sequence[MapCell], here: float, width: int) -> str:
    """Return a sign for each column; `here`: the place of the cursor, 0 to 1."""
    if not cells or width < 1:
        return DONE * max(width, 0)
    wrong = _NOTABLE * sum(cell.wrong for cell in cells) / len(cells)
    owners = [column * len(cells) // width for column in range(width)]
    line = []
    for owner, columns in groupby(owners):
        shown = [_shade(cells[owner])] * len(list(columns))
        if 0 < cells[owner].wrong >= min(wrong, cells[owner].rows):
            shown[len(shown) // 2] = WRONG
        line += shown
    columns_here = [column for column, owner in enumerate(owners) if owner == round(here * (len(cells) - 1))]
    line[columns_here[len(columns_here) // 2] if columns_here else round(here * (width - 1))] = HERE
    return "".join(line)


def _shade(cell: MapCell) -> str:
    if not cell.open:
        return DONE
    return SHADES[min(len(SHADES) - 1, cell.open * len(SHADES) // max(cell.rows, 1))]


class Minimap(Widget):
    """A line of cells; a click reports where on the list it was."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "minimap--done",
        "minimap--open",
        "minimap--wrong",
        "minimap--cursor",
    }

    @dataclass
    class Pointed(Message):
        """A place on the map was clicked, as a share of the list from 0 to 1."""

        share: float

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cells: Sequence[MapCell] = ()
        self._here = 0.0

    @property
    def cells(self) -> int:
        """How many cells there is room for."""
        return max(1, self.size.width - len(_ENDS))

    def show(self, cells: Sequence[MapCell], here: float) -> None:
        """Draw cells and the place of the cursor (0 to 1)."""
        if (cells, here) != (self._cells, self._here):
            self._cells, self._here = cells, here
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        if self._cells:
            self.post_message(self.Pointed(max(0.0, min(1.0, (event.x - 1) / max(self.cells - 1, 1)))))

    def render_line(self, y: int) -> Strip:
        line = signs(self._cells, self._here, self.cells)
        runs = [(name, "".join(run)) for name, run in groupby(line, key=lambda sign: _STYLES[sign])]
        runs = [("done", _ENDS[0]), *runs, ("done", _ENDS[1])]
        segments = [Segment(text, self.get_component_rich_style(f"minimap--{name}")) for name, text in runs]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)
