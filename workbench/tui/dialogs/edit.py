"""Both texts in text areas, placed where they stood on the review screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.geometry import Region
from textual.widgets import Static, TextArea

from workbench.domain import Pair, Side
from workbench.tui.dialogs.base import Dialog, hint_height
from workbench.tui.text import visible
from workbench.tui.widgets.pair_view import SIDE_BY_SIDE

_BREAK = re.compile("([\t\n])")


class VisibleTextArea(TextArea):
    """A text area that shows control characters instead of sending them to the terminal."""

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn; as long as the line itself."""
        parts = _BREAK.split(self.document.get_line(line_index))
        return Text("".join(part if part == "\t" else visible(part) for part in parts), end="", no_wrap=True)


class EditDialog(Dialog[tuple[str, str]]):
    """Its result is both texts when they are kept; left with esc, `draft` holds what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "keep", "keep", show=False, priority=True),
        Binding("tab,shift+tab", "other_side", "other side", show=False, priority=True),
    ]

    def __init__(
        self, pair: Pair, texts: tuple[str, str], region: Callable[[], Region], *, side: Side, place: int | None
    ) -> None:
        """Edit these texts, which may be a draft; `side` has the cursor, at the offset `place` or at its end."""
        super().__init__()
        self._place = place
        self._pair, self._texts, self._region, self._side = pair, texts, region, side
        self.draft: tuple[str, str] | None = None

    def compose(self) -> ComposeResult:
        with Container(id="editors"):
            for name, text in zip(Side, self._texts, strict=True):
                area = VisibleTextArea(text, id=name, soft_wrap=True, highlight_cursor_line=False)
                area.match_cursor_bracket = False
                area.disabled = not text
                yield area
        yield Static(" ctrl+s keep   tab other side   ctrl+z undo typing   esc drop", id="edit-hint", markup=False)

    def on_mount(self) -> None:
        self._fit()
        wanted = self.query_one(f"#{self._side}", TextArea)
        wanted = wanted if not wanted.disabled else self._other(wanted)
        self._side = Side(wanted.id or self._side)
        self.set_focus(wanted)
        for area in self.query(TextArea):
            area.move_cursor(area.document.end)
        if self._place is not None:
            wanted.move_cursor((0, self._place))

    def on_resize(self, _: events.Resize) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        region = self._region()
        editors = self.query_one("#editors")
        wide = self.app.size.width >= SIDE_BY_SIDE
        self.set_class(not wide, "stacked")
        editors.styles.offset = (0, max(0, region.y))
        editors.styles.height = max(6, region.height)
        self.query_one("#edit-hint").styles.height = hint_height(self.app.size.height)

    def _other(self, area: TextArea) -> TextArea:
        return self.query_one("#target" if area.id == "source" else "#source", TextArea)

    def _values(self) -> tuple[str, str]:
        return self.query_one("#source", TextArea).text, self.query_one("#target", TextArea).text

    def action_other_side(self) -> None:
        """Move the cursor to the other text."""
        # Not by what has the focus: right after opening nothing may have it yet.
        other = self._other(self.query_one(f"#{self._side}", TextArea))
        if not other.disabled:
            self._side = Side(other.id or self._side)
            # At once, not with the next message: what was typed right behind the key belongs there.
            self.set_focus(other)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow a click into the other text."""
        self._side = Side(event.widget.id or self._side)

    def action_keep(self) -> None:
        """Close with both texts."""
        self.dismiss(self._values())

    def action_leave(self) -> None:
        """Close without a result; what was typed stays in `draft`."""
        values = self._values()
        if values != (self._pair.source.text, self._pair.target.text):
            self.draft = values
        self.dismiss(None)
