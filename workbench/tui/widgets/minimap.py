"""The whole list, a cell per few rows: where work is left, and where the cursor is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget


class State(IntEnum):
    """What is most worth seeing of a row; a cell of the map shows the highest of its rows."""

    DONE = 0
    UNALIGNED = 1
    OPEN = 2
    FLAGGED = 3


SIGNS = {State.DONE: "█", State.UNALIGNED: "·", State.OPEN: "░", State.FLAGGED: "⚑"}


class Minimap(Widget):
    """A column of cells; a click says where on the list it was."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "minimap--done",
        "minimap--unaligned",
        "minimap--open",
        "minimap--flagged",
        "minimap--cursor",
    }

    @dataclass
    class Pointed(Message):
        """A place on the map was clicked, as a share of the list from 0 to 1."""

        share: float

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cells: Sequence[State] = ()
        self._share = 0.0

    def show(self, cells: Sequence[State], share: float) -> None:
        """Draw the states of the cells, one a line, and the cursor's place (0 to 1)."""
        if (cells, share) != (self._cells, self._share):
            self._cells, self._share = cells, share
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        if self._cells:
            self.post_message(self.Pointed(min(1.0, event.y / max(len(self._cells) - 1, 1))))

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        if y >= len(self._cells):
            return Strip.blank(cells, self.rich_style)
        state = self._cells[y]
        here = round(self._share * (len(self._cells) - 1)) == y
        style: Style = self.get_component_rich_style(f"minimap--{state.name.lower()}")
        cursor = self.get_component_rich_style("minimap--cursor")
        marker = Segment("▸" if here else " ", cursor if here else style)
        body = (SIGNS[state] * max(cells - 2, 1))[: max(cells - 1, 0)]
        return Strip([marker, Segment(body, style)]).adjust_cell_length(cells, self.rich_style)
