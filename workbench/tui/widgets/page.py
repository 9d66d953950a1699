"""The page: aligned rows that scroll under a cursor. Only what is on the screen is read or laid out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from workbench.cells import width, wrap
from workbench.domain import Side
from workbench.i18n import gettext as _
from workbench.tui.page_layout import Density, Layout, lay_out, resting_line
from workbench.tui.row_block import Block, Columns, Frame, Line, RowView, SideView, block, frame_lines
from workbench.tui.text import Fragment, visible

_WHEEL = 3
"""Lines that a step of the mouse wheel scrolls."""
_KEPT_LINES = 2
"""Lines of a long text that stay on the page when it is scrolled."""
_STYLES = (
    "text", "done", "dim", "context", "rule", "bar", "active", "border", "heading", "flag", "good", "fair", "poor",
    "error", "warning", "info", "chosen", "term", "hit", "cut", "match0", "match1", "match2", "match3", "match4",
)  # fmt: skip


def _gone() -> RowView:
    return RowView(SideView(_("This row was merged or removed.")), SideView(""), sign="—", style="dim")


class Page(Widget, can_focus=True, inherit_bindings=False):
    """Draws the rows that it is given; reports clicks, stores nothing. Text is never read as markup."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*(f"page--{name}" for name in _STYLES), "page--band"}

    @dataclass
    class Pointed(Message):
        """A row was pointed at; `side` where that was a text of it."""

        place: int
        side: Side | None = None

    def __init__(self, row: Callable[[int], RowView | None], *, id: str | None = None) -> None:
        """`row` returns the row at a place of the list; None where it cannot be read."""
        super().__init__(id=id)
        self._row = row
        self._count = 0
        self._message = ""
        self._digits = 3
        self._wanted: int | None = None
        """The line on which the texts of the cursor row should begin; None for the resting line."""
        self._layout: Layout | None = None
        self._blocks: dict[int, Block] = {}
        self._styles: dict[tuple[str, bool], Style] = {}
        self.cursor = 0
        self.density = Density.READING
        self.frame = Frame()

    # What is shown

    def show(self, count: int, cursor: int) -> None:
        """Draw another list of rows; the cursor row stands where the last one stood."""
        self._count, self._message = count, ""
        self.move(cursor, hold=True)

    def say(self, message: str) -> None:
        """Draw a message in place of rows; an empty one shows the rows again."""
        self._message = message
        self.redraw()

    def move(self, cursor: int, *, hold: bool = False) -> None:
        """Put the cursor on a row: where that stands if it is on the page; with `hold` where the last one stood."""
        if not hold and cursor != self.cursor and (begins := self.layout_now.begins(cursor)) is not None:
            self._wanted = max(0, begins)
        elif self._layout is not None:
            self._wanted = self._layout.top
        self.cursor = cursor
        self.redraw()

    def rewind(self) -> None:
        """Show the cursor row from its first line."""
        if self._wanted is not None:
            self._wanted = max(0, self._wanted)

    def rest(self) -> None:
        """Put the cursor row on the line where it is at first."""
        self._wanted = None

    def redraw(self) -> None:
        """Draw the page again, its rows asked for again."""
        self._layout = None
        self._blocks.clear()
        self.refresh()

    @property
    def layout_now(self) -> Layout:
        """What stands where."""
        if self._layout is None:
            self._layout = self._laid_out()
        return self._layout

    @property
    def hidden(self) -> int:
        """Lines of the cursor row's texts below the page."""
        return self.layout_now.hidden if self._count and not self._message else 0

    @property
    def whole_rows(self) -> tuple[int, int]:
        """Places of the first and the last row of which all lines are on the page; at least the cursor row."""
        seen: dict[int, int] = {}
        for spot in self.layout_now.spots:
            if spot is not None:
                seen[spot.row] = seen.get(spot.row, 0) + 1
        whole = [row for row, lines in seen.items() if lines >= len(self._block(row).lines)]
        return min([*whole, self.cursor]), max([*whole, self.cursor])

    @property
    def texts(self) -> Region:
        """Where the texts of the cursor row are on the screen."""
        region, here = self.content_region, self._block(self.cursor)
        top = max(0, self.layout_now.top)
        gutter = self._columns.gutter
        height = min(here.body, self.size.height - top)
        return Region(region.x + gutter, region.y + top, max(region.width - gutter, 1), max(height, 1))

    def scroll_text(self) -> None:
        """Scroll a row taller than the page; from its end back to its beginning."""
        step = max(1, self.size.height - _KEPT_LINES)
        self._wanted = self.layout_now.top - step if self.hidden else 0
        self.redraw()

    def _laid_out(self) -> Layout:
        height = self.size.height
        while True:
            digits, rest = self._digits, resting_line(height, self.density)
            wanted = rest if self._wanted is None else self._wanted
            found = lay_out(self._block, self._count, self.cursor, wanted, rest, height)
            if digits == self._digits:
                return found
            self._blocks.clear()

    @property
    def _columns(self) -> Columns:
        return Columns(self.size.width, self._digits)

    def _block(self, place: int) -> Block:
        if place not in self._blocks:
            row = self._row(place) or _gone()
            self._digits = max(self._digits, len(row.number))
            height = self.size.height
            context = 0 if height < 10 else 1 if height < 20 else 2 if height < 45 else 4
            self._blocks[place] = block(row, self._columns, context)
        return self._blocks[place]

    # Events

    def on_resize(self, _: events.Resize) -> None:
        self._wanted = None
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        spots = self.layout_now.spots if self._count and not self._message else ()
        spot = spots[event.y] if event.y < len(spots) else None
        if spot is None:
            return
        here = self._block(spot.row)
        side = self._columns.side_at(event.x)
        if here.second:
            side = Side.TARGET if spot.line >= here.second else Side.SOURCE
        self.post_message(self.Pointed(spot.row, side))

    def on_mouse_scroll_down(self, _: events.MouseScrollDown) -> None:
        self._scroll(_WHEEL)

    def on_mouse_scroll_up(self, _: events.MouseScrollUp) -> None:
        self._scroll(-_WHEEL)

    def _scroll(self, lines: int) -> None:
        """Move the page under the cursor row; where that would leave the page, the cursor goes on."""
        if not self._count or self._message:
            return
        before = self.layout_now.top
        self._wanted = before - lines
        self.redraw()
        following = self.cursor + (1 if lines > 0 else -1)
        if self.layout_now.top == before and 0 <= following < self._count:
            self.post_message(self.Pointed(following))

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    # Drawing

    def render_line(self, y: int) -> Strip:
        if self._message or not self._count:
            return self._message_line(y)
        spots = self.layout_now.spots
        spot = spots[y] if y < len(spots) else None
        if spot is None:
            return self._strip(self._frame_line(y), banded=False)
        here = self._block(spot.row)
        banded = spot.row == self.cursor and here.is_body(spot.line)
        line = here.lines[spot.line]
        hidden = self.layout_now.hidden
        if hidden and y == len(spots) - 1:
            return self._with_more(self._strip(line, banded=banded), hidden)
        return self._strip(line, banded=banded)

    def _frame_line(self, y: int) -> Line:
        """Return a line above the first row or below the last."""
        head, end = frame_lines(self.frame, self._columns)
        layout = self.layout_now
        return head if y == layout.heading else end if y == layout.end else ()

    def _message_line(self, y: int) -> Strip:
        message = visible(self._message)
        spans = wrap(message, max(self.size.width - 4, 2))
        text = message[slice(*spans[y - 1])] if 0 < y <= len(spans) else ""
        return self._strip((Fragment(f"  {text}", "text"),), banded=False)

    def _with_more(self, strip: Strip, hidden: int) -> Strip:
        hint = " " + _("▼ {count} more: {key}").format(count=hidden, key="space") + " "
        kept = strip.crop(0, max(0, self.size.width - width(hint)))
        return Strip.join([kept, Strip([Segment(hint, self._style("active", banded=True))])])

    def _strip(self, line: Line, *, banded: bool) -> Strip:
        base = self._style("text", banded=banded)
        segments = [Segment(run.text, self._style(run.style, banded=banded)) for run in line if run.text]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _style(self, name: str, *, banded: bool) -> Style:
        if (name, banded) not in self._styles:
            style = self.get_component_rich_style(f"page--{name}")
            if banded:
                band = self.background_colors[1] + self.get_component_styles("page--band").background
                color = band + self.get_component_styles(f"page--{name}").color
                style += Style.from_color(color.rich_color, band.rich_color)
            self._styles[name, banded] = style
        return self._styles[name, banded]
