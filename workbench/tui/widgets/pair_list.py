"""The rows of the corpus as a virtual list: only lines on the screen are ever read or drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from workbench.cells import fit
from workbench.domain import OPEN, Pair, Relation, Severity, Status
from workbench.tui.text import bar, percent, visible

SIGNS = {Status.PROPOSED: "·", Status.CONFIRMED: "✓", Status.NEEDS_REVIEW: "?", Status.REJECTED: "✗"}
"""A sign for every status, so that none is only a colour."""

BY_ESTIMATE = "≈"
"""For a row that was confirmed without being read."""

_WIDE = 110


def shape(pair: Pair) -> str:
    """Return how many sentences face how many: "1–2"; an imported unit counts as one."""
    counts = [len(side.segments) or int(bool(side.text)) for side in (pair.source, pair.target)]
    return f"{counts[0]}–{counts[1]}"


class PairList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of an index, read through `row`; reports clicks, stores nothing."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "pair-list--row",
        "pair-list--cursor",
        "pair-list--selected",
        "pair-list--dim",
        "pair-list--good",
        "pair-list--fair",
        "pair-list--poor",
        "pair-list--flag",
    }

    @dataclass
    class Pointed(Message):
        """A row was clicked."""

        index: int

    def __init__(self, row: Callable[[int], Pair | None], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._row = row
        self._count = 0
        self._styles: dict[str, Style] = {}
        self.cursor = 0
        self.marked: int | None = None
        """Id of the row marked for a link."""
        self.selected = range(0)
        """Places of the rows of a range."""

    def show(self, count: int, cursor: int) -> None:
        """Draw another list of rows."""
        self._count, self.cursor = count, cursor
        self._resize_virtual()
        self.reveal(cursor)
        self.refresh()

    def move(self, cursor: int, *, hold: bool = False) -> None:
        """Put the cursor on another row; `hold` keeps its place on the screen and moves the list instead."""
        before, self.cursor = self.cursor, cursor
        top = self.scroll_offset.y
        if hold and before != cursor and 0 <= before - top < self.size.height:
            self.scroll_to(y=max(0, top + cursor - before), animate=False, force=True, immediate=True)
        self.reveal(cursor)
        if self.selected:
            self.refresh()
        for index in (before, cursor):
            self.redraw(index)

    def reveal(self, index: int) -> None:
        """Scroll only as far as it takes to see a row."""
        height, top = max(self.size.height, 1), round(self.scroll_target_y)
        if index < top:
            self.scroll_to(y=index, animate=False, force=True, immediate=True)
        elif index >= top + height:
            self.scroll_to(y=index - height + 1, animate=False, force=True, immediate=True)

    def redraw(self, index: int) -> None:
        """Draw one row again."""
        y = index - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def on_resize(self, _: events.Resize) -> None:
        self._resize_virtual()
        self.reveal(self.cursor)

    def _resize_virtual(self) -> None:
        # Room below the last row, so that the next open row can stand where the last one stood up to the end.
        self.virtual_size = Size(self.size.width, self._count + max(self.size.height - 1, 0) if self._count else 0)

    def on_click(self, event: events.Click) -> None:
        index = self.scroll_offset.y + event.y
        if 0 <= index < self._count:
            self.post_message(self.Pointed(index))

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(f"pair-list--{name}")
        return self._styles[name]

    def render_line(self, y: int) -> Strip:
        index = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        pair = self._row(index) if 0 <= index < self._count else None
        if pair is None:
            return Strip.blank(width, self.rich_style)
        strip = self._strip(pair, index, width)
        return strip.apply_style(self._style("selected")) if index in self.selected else strip

    def _sign(self, pair: Pair, index: int) -> str:
        if index == self.cursor:
            return "▸"
        if pair.id is not None and pair.id == self.marked:
            return "∞"
        return "┃" if index in self.selected else " "

    def _strip(self, pair: Pair, index: int, width: int) -> Strip:
        chosen = index == self.cursor
        base = self._style("row")
        errors = sum(flag.severity is not Severity.INFO for flag in pair.flags)
        tone = "good" if pair.probability >= 0.9 else "fair" if pair.probability >= 0.6 else "poor"
        # A row that nothing was proposed for has no probability, not one of nought.
        guessed = pair.scored and (pair.relation is not Relation.UNALIGNED or pair.probability > 0)
        flag_sign = f"⚑{min(errors, 9)}" if errors else "  "
        cells = [
            (self._sign(pair, index), base),
            (f"{pair.id or '':>6} ", self._style("dim")),
            (f"{percent(pair.probability) if guessed else '  —'} ", self._style(tone)),
        ]
        if width >= _WIDE:
            cells.append((f"{bar(pair.probability if guessed else 0.0)} ", self._style(tone)))
        done = pair.status not in OPEN
        sign = BY_ESTIMATE if pair.by_estimate else SIGNS[pair.status]
        cells += [
            (sign, self._style("good" if pair.status is Status.CONFIRMED else "row")),
            (f" {flag_sign}", self._style("flag")),
            ("*" if pair.bookmarked else " ", base),
            (fit(shape(pair), 4), self._style("dim")),
        ]
        used = sum(len(text) for text, _ in cells)
        left = max((width - used - 3) // 2, 0)
        text_style = self._style("dim") if done else base
        cells += [
            (fit(visible(pair.source.text[: left + 1]) or "—", left), text_style),
            (" │ ", self._style("dim")),
            (fit(visible(pair.target.text[:width]) or "—", max(width - used - 3 - left, 0)), text_style),
        ]
        strip = Strip([Segment(text, base + style) for text, style in cells]).adjust_cell_length(width, base)
        return strip.apply_style(self._style("cursor")) if chosen else strip
