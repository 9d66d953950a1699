"""Both texts of a pair, whole, between their neighbours in the documents: side by side, or above one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from workbench.cells import fit, wrap
from workbench.cells import width as cells_of
from workbench.domain import Side
from workbench.tui.text import Fragment, Mark, marked_lines, visible

SIDE_BY_SIDE = 96
"""Cells from which two columns are used instead of two blocks."""


@dataclass(frozen=True, slots=True)
class Column:
    """One side as it is to be drawn."""

    title: str
    """Document, paragraph, sentence, offsets."""
    text: str
    before: str = ""
    """The sentence before it in its document; empty at the beginning."""
    after: str = ""
    """The sentences after it."""
    marks: tuple[Mark, ...] = ()
    active: bool = False
    """Whether keys that move sentences work on this side."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Heights of the parts of the view, in lines."""

    before: int
    text: int
    after: int


@dataclass(slots=True)
class _Drawn:
    lines: list[Strip] = field(default_factory=list)
    hidden: int = 0


def place(height: int, needed: int) -> Layout:
    """Return the lines for what stands before, for the text and for what stands after.

    What stands before has the same height for every text that fits, so that texts begin where the eye is.
    """
    before = 4 if height >= 26 else 2 if height >= 10 else 1 if height >= 6 else 0
    if needed > height - before:
        before = max(0, height - needed)
    text = min(needed, height - before)
    return Layout(before, text, max(0, height - before - text))


class PairView(Widget):
    """Draws two columns. Text is never read as markup."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "pair-view--text",
        "pair-view--context",
        "pair-view--title",
        "pair-view--active",
        "pair-view--rule",
        "pair-view--error",
        "pair-view--warning",
        "pair-view--info",
        "pair-view--chosen",
        "pair-view--cut",
        "pair-view--hit",
        "pair-view--match0",
        "pair-view--match1",
        "pair-view--match2",
        "pair-view--match3",
        "pair-view--match4",
    }

    @dataclass
    class SideClicked(Message):
        """A side was clicked."""

        side: Side

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._columns: tuple[Column, Column] | None = None
        self._message = ""
        self._drawn: _Drawn | None = None
        self._styles: dict[str, Style] = {}
        self.top = 0
        """First line of the texts shown, where they do not fit."""

    def show(self, source: Column, target: Column) -> None:
        """Draw a pair."""
        if (source, target) == self._columns:
            return
        self._columns, self._message, self._drawn = (source, target), "", None
        self.refresh()

    def say(self, message: str) -> None:
        """Draw a message in place of a pair."""
        self._columns, self._message, self._drawn = None, message, None
        self.refresh()

    @property
    def hidden(self) -> int:
        """Number of lines of text below the last one drawn."""
        return self._draw().hidden

    def scroll_to_start(self) -> None:
        """Show the texts from their first line."""
        self.top, self._drawn = 0, None
        self.refresh()

    def scroll_text(self) -> None:
        """Scroll by most of a screen; from the end back to the beginning."""
        page = max(1, self.size.height - 3)
        self.top = 0 if not self.hidden else self.top + page
        self._drawn = None
        self.refresh()

    def on_resize(self, _: events.Resize) -> None:
        self._drawn = None
        self.refresh()

    def on_mouse_scroll_down(self, _: events.MouseScrollDown) -> None:
        if self.hidden:
            self.top += 1
            self._drawn = None
            self.refresh()

    def on_mouse_scroll_up(self, _: events.MouseScrollUp) -> None:
        if self.top:
            self.top -= 1
            self._drawn = None
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        wide = self.size.width >= SIDE_BY_SIDE
        second = event.x > self.size.width // 2 if wide else event.y >= self.size.height // 2
        self.post_message(self.SideClicked(Side.TARGET if second else Side.SOURCE))

    def notify_style_update(self) -> None:
        self._styles.clear()
        self._drawn = None
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        lines = self._draw().lines
        return lines[y] if y < len(lines) else Strip.blank(self.size.width, self.rich_style)

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(f"pair-view--{name}")
        return self._styles[name]

    def _draw(self) -> _Drawn:
        if self._drawn is None:
            self._drawn = self._drawing()
        return self._drawn

    def _drawing(self) -> _Drawn:
        width, height = self.size
        if self._columns is None:
            message = visible(self._message)
            lines = [[Fragment(message[start:end], "text")] for start, end in wrap(message, max(width - 4, 2))]
            return _Drawn([self._strip([Fragment("  ", "text"), *line], width) for line in [[], *lines]])
        if width >= SIDE_BY_SIDE:
            return self._side_by_side(*self._columns, width, height)
        return self._stacked(*self._columns, width, height)

    def _side_by_side(self, source: Column, target: Column, width: int, height: int) -> _Drawn:
        left, right = (width - 3) // 2, width - 3 - (width - 3) // 2
        blocks = [marked_lines(c.text, c.marks, "text", w - 2) for c, w in ((source, left), (target, right))]
        needed = max(len(block) for block in blocks)
        layout = place(max(height - 1, 1), needed)
        top = min(self.top, max(0, needed - layout.text))
        drawn = _Drawn(hidden=max(0, needed - layout.text - top))
        columns = [
            [
                self._title(column, cells),
                *_column(column, block[top:], layout, cells),
            ]
            for column, block, cells in zip((source, target), blocks, (left, right), strict=True)
        ]
        for one, other in zip(*columns, strict=True):
            middle = [Fragment(" │ ", "rule")]
            drawn.lines.append(self._strip([*_pad(one, left), *middle, *_pad(other, right)], width))
        return self._with_more(drawn, width)

    def _stacked(self, source: Column, target: Column, width: int, height: int) -> _Drawn:
        blocks = [marked_lines(column.text, column.marks, "text", width - 2) for column in (source, target)]
        room = max(height - 2, 2)
        needed = [len(block) for block in blocks]
        first = needed[0] if sum(needed) <= room else max(1, min(needed[0], room * needed[0] // max(sum(needed), 1)))
        spare = max(0, room - sum(needed))
        heights = (first + spare // 2, room - first - spare // 2)
        drawn = _Drawn()
        for column, block, lines in zip((source, target), blocks, heights, strict=True):
            layout = place(max(lines, 1), len(block))
            top = min(self.top, max(0, len(block) - layout.text))
            drawn.hidden = max(drawn.hidden, len(block) - layout.text - top)
            drawn.lines.append(self._strip(self._title(column, width), width))
            for line in _column(column, block[top:], layout, width):
                drawn.lines.append(self._strip(line, width))
        return self._with_more(drawn, width)

    def _title(self, column: Column, cells: int) -> list[Fragment]:
        sign = "▸ " if column.active else "  "
        return [Fragment(fit(sign + visible(column.title), cells), "active" if column.active else "title")]

    def _with_more(self, drawn: _Drawn, width: int) -> _Drawn:
        if drawn.hidden and drawn.lines:
            hint = f" ▼ {drawn.hidden} more: space "
            kept = drawn.lines[-1].crop(0, max(0, width - len(hint)))
            drawn.lines[-1] = Strip.join([kept, Strip([Segment(hint, self._style("active"))])])
        return drawn

    def _strip(self, fragments: Sequence[Fragment], width: int) -> Strip:
        base = self._style("text")
        segments = [Segment(run.text, base + self._style(run.style)) for run in fragments if run.text]
        return Strip(segments).adjust_cell_length(width, base)


def _column(column: Column, block: Sequence[list[Fragment]], layout: Layout, cells: int) -> list[list[Fragment]]:
    """Return the lines of a column without its title: neighbours dimmed, indented, the text between them."""
    indent = Fragment("  ", "text")
    before = _context(column.before, cells)[-layout.before :] if layout.before else []
    lines: list[list[Fragment]] = [[]] * (layout.before - len(before))
    lines += [[indent, *line] for line in before]
    text = list(block[: layout.text])
    lines += [[Fragment("▌ ", "rule"), *line] for line in text]
    after = _context(column.after, cells)[: layout.after + layout.text - len(text)]
    lines += [[indent, *line] for line in after]
    return lines + [[]] * (layout.before + layout.text + layout.after - len(lines))


def _context(text: str, cells: int) -> list[list[Fragment]]:
    shown = visible(text)
    if not shown:
        return []
    return [[Fragment(shown[start:end], "context")] for start, end in wrap(shown, max(cells - 2, 2))]


def _pad(fragments: Sequence[Fragment], cells: int) -> list[Fragment]:
    """Return fragments filled to a width that they never exceed."""
    used = sum(cells_of(run.text) for run in fragments)
    return [*fragments, Fragment(" " * max(0, cells - used), "text")]
