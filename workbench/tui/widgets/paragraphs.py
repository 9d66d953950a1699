"""Texts whole, one below the other, scrolled where they do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from workbench.cells import fit, wrap
from workbench.tui.text import Fragment, styled_runs

Paragraph = Sequence[Fragment]
"""A text of several styles."""


class Paragraphs(ScrollView, can_focus=False):
    """Draws paragraphs of fragments, wrapped; the first fragment is in the margin."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "paragraphs--text",
        "paragraphs--dim",
        "paragraphs--good",
        "paragraphs--old",
        "paragraphs--new",
    }
    MARGIN: ClassVar[int] = 4
    """Cells of the margin."""

    def __init__(self, paragraphs: Sequence[Paragraph] = ()) -> None:
        super().__init__()
        self._paragraphs = paragraphs
        self._lines: list[list[Fragment]] = []
        self._styles: dict[str, Style] = {}

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Draw other texts, from the first line on."""
        self._paragraphs = paragraphs
        self._lay_out()
        self.scroll_to(y=0, animate=False, force=True, immediate=True)
        self.refresh()

    def on_resize(self, _: events.Resize) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        cells = max(self.scrollable_content_region.width - self.MARGIN, 2)
        self._lines = []
        for sign, *rest in self._paragraphs:
            text = "".join(fragment.text for fragment in rest)
            styles = [fragment.style for fragment in rest for _ in fragment.text]
            for number, (start, end) in enumerate(wrap(text, cells)):
                margin = Fragment(fit(sign.text if number == 0 else "", self.MARGIN), sign.style)
                self._lines.append([margin, *styled_runs(text, styles, start, end)])
        self.virtual_size = Size(self.size.width, len(self._lines))

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(f"paragraphs--{name}")
        return self._styles[name]

    def render_line(self, y: int) -> Strip:
        width, place = self.scrollable_content_region.width, self.scroll_offset.y + y
        base = self._style("text")
        line = self._lines[place] if place < len(self._lines) else ()
        return Strip([Segment(part.text, base + self._style(part.style)) for part in line]).adjust_cell_length(
            width, base
        )
