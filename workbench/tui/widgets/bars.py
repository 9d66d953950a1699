"""The first and the last line of a screen: what is listed, and what the keys do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from workbench.cells import fit, width
from workbench.tui.text import visible


class StatusLine(Widget):
    """One line: a title on the left, figures on the right; the title is cut where there is no room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"status-line--title", "status-line--figures"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = ""
        self._figures = ""

    @property
    def text(self) -> str:
        """The text of the line."""
        return f"{self._title}  {self._figures}"

    def show(self, title: str, figures: str) -> None:
        """Draw another title and other figures."""
        if (title, figures) != (self._title, self._figures):
            self._title, self._figures = title, figures
            self.refresh()

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        figures = visible(self._figures)
        figures = fit(figures, min(width(figures), max(cells - 12, 0)))
        title = fit(" " + visible(self._title), max(cells - width(figures) - 1, 0))
        styles = [self.get_component_rich_style(f"status-line--{name}") for name in ("title", "figures")]
        strip = Strip([Segment(title, styles[0]), Segment(f"{figures} ", styles[1])])
        return strip.adjust_cell_length(cells, self.rich_style)


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and its label."""

    key: str
    label: str
    action: str


class KeyBar(Widget):
    """The most useful keys, as many as fit; they can be clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--label"}

    @dataclass
    class Pressed(Message):
        """A key was clicked."""

        action: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints: Sequence[Hint] = ()
        self._places: list[tuple[int, int, int, str]] = []

    def show(self, hints: Sequence[Hint]) -> None:
        """Draw other keys."""
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        for y, start, end, action in self._places:
            if y == event.y and start <= event.x < end:
                self.post_message(self.Pressed(action))

    def render_line(self, y: int) -> Strip:
        if y == 0:
            self._lay_out()
        styles = [self.get_component_rich_style(f"key-bar--{name}") for name in ("key", "label")]
        segments: list[Segment] = [Segment(" ", styles[1])]
        for line, _, _, action in self._places:
            if line == y:
                hint = next(hint for hint in self._hints if hint.action == action)
                segments += [Segment(hint.key, styles[0]), Segment(f" {hint.label}{self._gap}", styles[1])]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    @property
    def _gap(self) -> str:
        return "  " if self.size.width >= 100 else " "

    def _lay_out(self) -> None:
        self._places = []
        line, x = 0, 1
        gap = len(self._gap)
        for hint in self._hints:
            taken = width(hint.key) + width(hint.label) + 1 + gap
            if x + taken - gap > self.size.width:
                line, x = line + 1, 1
                if line >= self.size.height:
                    return
            self._places.append((line, x, x + taken - gap, hint.action))
            x += taken
