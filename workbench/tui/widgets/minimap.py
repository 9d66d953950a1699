"""The whole list, a cell per few rows: where work is left, and where the cursor is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from workbench.store.overview import Trait

SIGNS = {"done": "█", "unaligned": "·", "open": "░", "flagged": "⚑"}
"""What a cell shows; also the names of its styles."""


def state(traits: Trait) -> str:
    """Return what is most worth seeing of the rows of a cell."""
    if traits & Trait.OPEN:
        return "flagged" if traits & Trait.FLAGGED else "open"
    return "unaligned" if traits & Trait.UNALIGNED else "done"


class Minimap(Widget):
    """A column of cells; a click reports where on the list it was."""

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
        self._cells: Sequence[Trait] = ()
        self._share = 0.0

    def show(self, cells: Sequence[Trait], share: float) -> None:
        """Draw cells, one a line, each with the traits of its rows, and the place of the cursor (0 to 1)."""
        if (cells, share) != (self._cells, self._share):
            self._cells, self._share = cells, share
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        if self._cells:
            self.post_message(self.Pointed(min(1.0, event.y / max(len(self._cells) - 1, 1))))

    def render_line(self, y: int) -> Strip:
        """Draw one cell."""
        width = self.size.width
        if y >= len(self._cells):
            return Strip.blank(width, self.rich_style)
        name = state(self._cells[y])
        style = self.get_component_rich_style(f"minimap--{name}")
        here = round(self._share * (len(self._cells) - 1)) == y
        marker = Segment("▸", self.get_component_rich_style("minimap--cursor")) if here else Segment(" ", style)
        body = (SIGNS[name] * max(width - 2, 1))[: max(width - 1, 0)]
        return Strip([marker, Segment(body, style)]).adjust_cell_length(width, self.rich_style)
