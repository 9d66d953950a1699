"""The inspector below the page: a line of tabs, and what the open one lists about the row under the cursor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from workbench.cells import width
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.tui.inspector.items import NUMBERED, Contents, Line, Tab, cut, flow, shown
from workbench.tui.text import Fragment
from workbench.tui.widgets.field import Field

_STYLES = ("text", "strong", "dim", "mark", "old", "new", "error", "warning", "info", "sign")
_GUTTER = 3
"""Cells for the cursor and the number of an item."""
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_FRAME_SECONDS = 0.1
_SHORT = {
    Tab.CANDIDATES: N_("cand"),
    Tab.MEMORY: N_("mem"),
    Tab.HISTORY: N_("hist"),
    Tab.CONCORDANCE: N_("conc"),
}
"""Labels where the whole ones have no room."""


def height(lines: int, *, focused: bool) -> int:
    """Return the lines of the inspector on a screen of so many lines; more of them while somebody reads in it."""
    if focused:
        return max(6, lines * 9 // 20)
    return 2 if lines <= 24 else max(3, min(12, round(lines * 0.15)))


class TabItems(Widget, can_focus=True):
    """Numbered items, of which one has the cursor and is shown whole; all of them while the list has the focus."""

    FOCUS_ON_CLICK: ClassVar[bool] = False
    """The focus makes the list larger: what is clicked must not move away."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"inspector--{name}"
        for name in ("text", "strong", "dim", "mark", "old", "new", "error", "warning", "info", "sign")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "next", show=False),
        Binding("k,up", "move(-1)", "previous", show=False),
        Binding("pagedown", "move(9)", "page down", show=False),
        Binding("pageup", "move(-9)", "page up", show=False),
        Binding("g,home", "move(-100000)", "first", show=False),
        Binding("G,end", "move(100000)", "last", show=False),
        Binding("enter", "take", "take", show=False),
        Binding("delete", "remove", "remove", show=False),
        Binding("escape", "leave", "leave", show=False),
    ]

    @dataclass
    class Pointed(Message):
        """The cursor went to another item."""

        index: int

    @dataclass
    class Taken(Message):
        """An item was chosen, with enter or a click on the item under the cursor."""

        index: int

    @dataclass
    class Removed(Message):
        """An item should go."""

        index: int

    class Left(Message):
        """Somebody has read enough."""

    def __init__(self, *, id: str | None = None, all_key: str = "", can_be_read: bool = True) -> None:
        """`all_key` is the key to name where something has no room; without `can_be_read` it takes no keys."""
        super().__init__(id=id)
        self.can_focus = can_be_read
        self.contents = Contents()
        self._all_key = all_key
        self._top = 0
        self._laid_out: dict[int, list[Line]] = {}
        self._drawn: list[tuple[int | None, Line]] | None = None
        self._styles: dict[str, Style] = {}
        self._is_cut = False
        """Whether an item on the screen is not there whole."""
        self.cursor = 0

    def show(self, contents: Contents, cursor: int) -> None:
        """Draw other items, or another cursor."""
        if contents != self.contents:
            self.contents, self._top = contents, 0
            self._laid_out.clear()
        self.cursor = max(0, min(cursor, len(contents.items) - 1))
        self._redraw()

    @property
    def is_open(self) -> bool:
        """Whether all items are shown whole."""
        return self.has_focus

    # Keys and mouse

    def action_move(self, step: int) -> None:
        """Move the cursor by some items."""
        wanted = max(0, min(self.cursor + step, len(self.contents.items) - 1))
        if wanted != self.cursor:
            self.post_message(self.Pointed(wanted))

    def action_take(self) -> None:
        """Choose the item under the cursor."""
        if self.contents.items:
            self.post_message(self.Taken(self.cursor))

    def action_remove(self) -> None:
        """Ask for the item under the cursor to go."""
        if self.contents.items:
            self.post_message(self.Removed(self.cursor))

    def action_leave(self) -> None:
        """Go back to the page."""
        self.post_message(self.Left())

    def on_click(self, event: events.Click) -> None:
        lines, sign = self._lines(), self._more()
        if sign and event.y == self.size.height - 1 and event.x >= self.size.width - width(sign):
            self.focus()
            return
        index = lines[event.y][0] if event.y < len(lines) else None
        if index is not None:
            self.post_message(self.Taken(index) if index == self.cursor else self.Pointed(index))

    def on_mouse_scroll_down(self, _: events.MouseScrollDown) -> None:
        self.action_move(1)

    def on_mouse_scroll_up(self, _: events.MouseScrollUp) -> None:
        self.action_move(-1)

    # Drawing

    def on_resize(self, _: events.Resize) -> None:
        self._laid_out.clear()
        self._redraw()

    def on_focus(self, _: events.Focus) -> None:
        self._redraw()

    def on_blur(self, _: events.Blur) -> None:
        self._redraw()

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        lines, cells = self._lines(), self.size.width
        base = self._style("text")
        line = lines[y][1] if y < len(lines) else []
        segments = [Segment(part.text, base + self._style(part.style)) for part in line if part.text]
        strip = Strip(segments).adjust_cell_length(cells, base)
        if y == self.size.height - 1 and (sign := self._more()):
            if sum(width(part.text) for part in line) > cells - width(sign):
                sign = f" …{sign}"
            kept = strip.crop(0, max(0, cells - width(sign)))
            strip = Strip.join([kept, Strip([Segment(sign, base + self._style("sign"))])])
        return strip

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(f"inspector--{name}")
        return self._styles[name]

    def _redraw(self) -> None:
        self._drawn = None
        self.refresh()

    def _lines(self) -> list[tuple[int | None, Line]]:
        """Return the lines on the screen with the item each belongs to."""
        if self._drawn is None:
            self._drawn = self._draw()
        return self._drawn

    def _draw(self) -> list[tuple[int | None, Line]]:
        cells, room = self.size
        items = self.contents.items
        self._is_cut = False
        lines: list[tuple[int | None, Line]] = [
            (None, line)
            for text in self.contents.lead
            for line in cut(flow([], [shown(f" {text}", "dim")], cells), 1, cells)
        ]
        if not items:
            return lines or [(None, line) for line in flow([], [shown(f" {self.contents.empty}", "dim")], cells)]
        # The item comes first where there is no room for both.
        lines = lines[: max(0, room - 1)]
        self._top = self._first_item(room - len(lines))
        for index in range(self._top, len(items)):
            if len(lines) >= room:
                break
            lines += [(index, line) for line in self._item(index, room)]
        return lines[: max(room, 1)]

    def _first_item(self, room: int) -> int:
        """Return the first item on the screen: the one with the cursor is all there, and no line stays empty."""
        top = min(self._top, self.cursor)
        used = 0
        for index in range(self.cursor, top - 1, -1):
            used += len(self._item(index, room))
            if used > room:
                return min(index + 1, self.cursor)
        for index in range(self.cursor + 1, len(self.contents.items)):
            if used >= room:
                break
            used += len(self._item(index, room))
        while top and used + len(self._item(top - 1, room)) <= room:
            top -= 1
            used += len(self._item(top, room))
        return top

    def _item(self, index: int, room: int) -> list[Line]:
        """Return the lines of an item, with cursor and number."""
        cells = max(self.size.width - _GUTTER - 1, 8)
        if index not in self._laid_out:
            self._laid_out[index] = self.contents.items[index].lines(cells)
        whole = self._laid_out[index]
        lines = whole
        if index != self.cursor and not self.is_open:
            lines = cut(whole, 1, cells)
        elif index == self.cursor:
            lines = cut(whole, max(room, 1), cells)
        self._is_cut |= len(lines) < len(whole)
        number = str(index + 1) if index < NUMBERED else " "
        gutter = Fragment(f"{'▸' if index == self.cursor else ' '}{number} ", "strong")
        return [[gutter, *lines[0]], *([Fragment(" " * _GUTTER, "text"), *line] for line in lines[1:])]

    def _more(self) -> str:
        """Return how many items are not on the screen, and how to see them."""
        shown_items = {index for index, _ in self._lines() if index is not None}
        hidden = len(self.contents.items) - len(shown_items)
        key = f": {self._all_key}" if self._all_key and not self.is_open else ""
        if hidden > 0:
            return " " + _("▼ {count} more").format(count=hidden) + f"{key} "
        return " " + _("all") + f"{key} " if key and self._is_cut else ""


class TabLine(Widget):
    """The names of the tabs, with how much each lists; they can be clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab-line--rule", "tab-line--tab", "tab-line--open"}

    @dataclass
    class Switched(Message):
        """A tab was clicked."""

        tab: Tab

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._open = Tab.FLAGS
        self._labels: dict[Tab, str] = {}
        self._hint = ""
        self._places: list[tuple[int, int, Tab]] = []

    def show(self, open_tab: Tab, labels: Mapping[Tab, str], hint: str) -> None:
        """Draw other labels: what comes after the name of a tab."""
        if (open_tab, labels, hint) != (self._open, self._labels, self._hint):
            self._open, self._labels, self._hint = open_tab, dict(labels), hint
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        for start, end, tab in self._places:
            if start <= event.x < end:
                self.post_message(self.Switched(tab))

    def render_line(self, y: int) -> Strip:
        rule, closed, opened = (self.get_component_rich_style(f"tab-line--{n}") for n in ("rule", "tab", "open"))
        cells = self.size.width
        segments, self._places, x = [Segment("├─", rule)], [], 2
        for number, (tab, label) in enumerate(self._fitting(cells)):
            border = "" if not number else "─┬─" if cells >= 100 else "┬"
            segments.append(Segment(border, rule))
            x += width(border)
            text = f"{'▸' if tab is self._open else ' '}{label} "
            self._places.append((x, x + width(text), tab))
            segments.append(Segment(text, opened if tab is self._open else closed))
            x += width(text)
        hint = f" {self._hint} " if self._hint else ""
        if x + width(hint) + 3 > cells:
            hint = ""
        left = max(0, cells - x - width(hint) - 2)
        segments += [Segment("─" * left, rule), Segment(hint, closed), Segment("─┤", rule)]
        return Strip(segments).adjust_cell_length(cells, rule)

    def _fitting(self, cells: int) -> list[tuple[Tab, str]]:
        """Return the tabs with labels that fit; where not even short ones do, the open tab alone."""
        border = 3 if cells >= 100 else 1
        for short in ({}, _SHORT):
            labels = [(tab, f"{_(short.get(tab, tab.value))}{self._labels.get(tab, '')}") for tab in Tab]
            if 4 + sum(width(label) + 2 + border for _, label in labels) - border <= cells:
                return labels
        tabs = list(Tab)
        place = _("{number} of {count}").format(number=tabs.index(self._open) + 1, count=len(tabs))
        return [(self._open, f"{self._open.label}{self._labels.get(self._open, '')} · {place}")]


class Inspector(Vertical):
    """Tabs, a field for the words of the concordance, and the items of the open tab."""

    @dataclass
    class Asked(Message):
        """Words were typed to be found."""

        words: str

    def __init__(self, *, id: str | None = None, all_key: str = "", hint: str = "") -> None:
        """`all_key` shows all items whole; `hint` is how to switch tabs."""
        super().__init__(id=id)
        self._hint = hint
        self._tabs = TabLine(id="tabs")
        self.field = WordsField(id="words")
        """For the words to find."""
        self.items = TabItems(id="items", all_key=all_key)
        """What the open tab lists."""
        self._counts: dict[Tab, str] = {}
        self._busy: frozenset[Tab] = frozenset()
        self._open = Tab.FLAGS
        self._frame = 0
        self._spinning: Timer | None = None

    def compose(self) -> ComposeResult:
        yield self._tabs
        yield self.field
        yield self.items

    def on_mount(self) -> None:
        self._spinning = self.set_interval(_FRAME_SECONDS, self._spin, pause=True)

    def show(self, open_tab: Tab, tabs: Mapping[Tab, Contents], cursor: int, busy: frozenset[Tab]) -> None:
        """Draw the tabs: those known with what they list, those in `busy` as not ready yet."""
        self._open, self._busy = open_tab, busy
        self._counts = {
            tab: f"{f' {len(each.items)}' if each.items else ''}{f' {each.sign}' if each.sign else ''}"
            for tab, each in tabs.items()
        }
        if self._spinning is not None:
            (self._spinning.resume if busy else self._spinning.pause)()
        waiting = Contents(empty=_("Looking …"))
        self.items.show(tabs.get(open_tab, waiting if open_tab in busy else Contents()), cursor)
        self._draw_tabs()

    def ask(self, words: str) -> None:
        """Open the field for the words to find; `words` are proposed, and selected."""
        self.add_class("asking")
        self.field.value = words
        self.field.select_all()
        self.field.focus()

    def close_field(self) -> None:
        """Take the field away."""
        self.remove_class("asking")

    def fit(self) -> None:
        """Take as many lines as the screen can spare."""
        self.styles.height = height(self.app.size.height, focused=self.has_focus_within)

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        self.fit()

    def on_descendant_blur(self, _: events.DescendantBlur) -> None:
        self.fit()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Asked(event.value))

    def _spin(self) -> None:
        self._frame += 1
        self._draw_tabs()

    def _draw_tabs(self) -> None:
        frame = f" {_FRAMES[self._frame % len(_FRAMES)]}"
        labels = {tab: frame if tab in self._busy else self._counts.get(tab, "") for tab in Tab}
        self._tabs.show(self._open, labels, self._hint)


class WordsField(Field):
    """Words to find; esc leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", show=False)]

    def __init__(self, *, id: str) -> None:
        super().__init__(placeholder=_("words to find"), id=id)

    def action_leave(self) -> None:
        """Go back to the page."""
        self.post_message(TabItems.Left())
