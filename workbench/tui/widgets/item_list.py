"""A list of any length with a cursor: only the items on the screen are ever drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from workbench.tui.text import Fragment

Draw = Callable[[int, int], Sequence[Sequence[Fragment]]]
"""Returns the lines of an item, from its number and the width in cells."""


class ItemList(ScrollView, can_focus=True, inherit_bindings=False):
    """Items of one height, drawn by a function; reports the cursor and clicks, stores nothing."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "item-list--text",
        "item-list--dim",
        "item-list--good",
        "item-list--old",
        "item-list--new",
        "item-list--cursor",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("pagedown,ctrl+d", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("g,home", "go(0)", show=False),
        Binding("G,end", "go(-1)", show=False),
    ]

    @dataclass
    class Moved(Message):
        """The cursor is on another item."""

        index: int

    def __init__(self, count: int, height: int, draw: Draw, *, cursor: int = 0) -> None:
        """`height` is how many lines an item has."""
        super().__init__()
        self._count, self._height, self._draw = count, height, draw
        self._styles: dict[str, Style] = {}
        self.cursor = cursor

    def on_mount(self) -> None:
        self.on_resize()

    def on_resize(self, _: events.Resize | None = None) -> None:
        self.virtual_size = Size(self.size.width, self._count * self._height)
        self._reveal()

    def action_move(self, step: int) -> None:
        """Move the cursor by some items."""
        self._go(self.cursor + step)

    def action_page(self, step: int) -> None:
        """Move the cursor by a screen."""
        self._go(self.cursor + step * max(1, self.size.height // self._height - 1))

    def action_go(self, index: int) -> None:
        """Move the cursor to the first item, or with -1 to the last."""
        self._go(index if index >= 0 else self._count - 1)

    def _go(self, index: int) -> None:
        self.cursor = max(0, min(index, self._count - 1))
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self.cursor))

    def _reveal(self) -> None:
        top, height = self.cursor * self._height, max(self.size.height, self._height)
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)
        elif top + self._height > self.scroll_offset.y + height:
            self.scroll_to(y=top + self._height - height, animate=False, force=True, immediate=True)

    def on_click(self, event: events.Click) -> None:
        index = (self.scroll_offset.y + event.y) // self._height
        if index < self._count:
            self._go(index)

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(f"item-list--{name}")
        return self._styles[name]

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index, line = divmod(self.scroll_offset.y + y, self._height)
        if index >= self._count:
            return Strip.blank(width, self.rich_style)
        drawn = self._draw(index, width - 2)
        fragments = drawn[line] if line < len(drawn) else ()
        base, over = self._style("text"), Style()
        if index == self.cursor:
            over = Style(bgcolor=self._style("cursor").bgcolor)
        sign = "▸ " if index == self.cursor and line == 0 else "  "
        parts = [Segment(part.text, base + self._style(part.style) + over) for part in fragments]
        return Strip([Segment(sign, base + over), *parts]).adjust_cell_length(width, base + over)
