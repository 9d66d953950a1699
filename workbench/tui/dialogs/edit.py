"""Both texts in text areas, placed where they stood on the review screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.geometry import Region
from textual.widgets import Static, TextArea
from textual.widgets.text_area import Edit, EditResult

from workbench.domain import Action, Pair, Side
from workbench.errors import StaleRow, WorkbenchError
from workbench.tui.dialogs.base import Dialog, hint_height
from workbench.tui.row_block import SIDE_BY_SIDE
from workbench.tui.text import visible

_BREAK = re.compile("([\t\n])")
_LINE_ENDS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What a text area takes for the end of a line, besides the line feed, and would write back as one."""
_SHOWN = {ord(end): 0x10FF00 + place for place, end in enumerate(_LINE_ENDS)}
_STORED = {shown: end for end, shown in _SHOWN.items()}
_TYPED_BREAK = re.compile(rf"\r\n|[\n{_LINE_ENDS}]")


class VisibleTextArea(TextArea):
    """A text area that shows control characters instead of sending them to the terminal, and gives back what it got.

    A line end that is typed or pasted becomes a space, since a pair is one line in every exchange format; those that
    the text has stay.
    """

    def __init__(self, value: str, *, id: str) -> None:
        super().__init__(value.translate(_SHOWN), id=id, soft_wrap=True, highlight_cursor_line=False)
        self.match_cursor_bracket = False

    @property
    def value(self) -> str:
        """The text as it is to be stored."""
        return self.text.translate(_STORED)

    @property
    def copied(self) -> str:
        """What is selected, or the whole text."""
        return (self.selected_text or self.text).translate(_STORED)

    def show(self, value: str) -> None:
        """Show another text."""
        self.load_text(value.translate(_SHOWN))
        self.move_cursor(self.document.end)

    def edit(self, edit: Edit) -> EditResult:
        """Carry out an edit, its line ends as spaces."""
        return super().edit(replace(edit, text=_TYPED_BREAK.sub(" ", edit.text)))

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn; as long as the line itself."""
        parts = _BREAK.split(self.document.get_line(line_index).translate(dict.fromkeys(_STORED, "↵")))
        return Text("".join(part if part == "\t" else visible(part) for part in parts), end="", no_wrap=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """An edit that was stored."""

    before: Pair
    """The row that was edited, as it was when the texts were kept."""
    action: Action | None
    """None where nothing was changed."""


class Editing(Protocol):
    """What stores an edit."""

    def keep(self, pair: Pair, texts: tuple[str, str]) -> Action | None:
        """Store both texts of a row. Raises StaleRow, and other errors of the corpus."""

    def as_it_is(self, pair: Pair) -> Pair:
        """Return a row as it is stored now. Raises CorpusError where it is gone."""


class EditDialog(Dialog[Kept]):
    """Stays open until the texts are stored, whatever prevents that; left with esc, `draft` holds what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "keep", "keep", show=False, priority=True),
        Binding("tab,shift+tab", "other_side", "other side", show=False, priority=True),
    ]

    def __init__(
        self,
        pair: Pair,
        texts: tuple[str, str],
        editing: Editing,
        region: Callable[[], Region],
        *,
        side: Side,
        place: int | None,
    ) -> None:
        """Edit these texts, which may be a draft; `side` has the cursor, at the offset `place` or at its end."""
        super().__init__()
        self._place = place
        self._pair, self._texts, self._editing, self._region, self._side = pair, texts, editing, region, side
        self.draft: tuple[str, str] | None = None

    def compose(self) -> ComposeResult:
        with Container(id="editors"):
            for name, text in zip(Side, self._texts, strict=True):
                yield VisibleTextArea(text, id=name)
        yield Static(" ctrl+s keep   tab other side   ctrl+z undo typing   esc drop", id="edit-hint", markup=False)
        yield Static(id="edit-problem", markup=False)

    def on_mount(self) -> None:
        self._fit()
        wanted = self._area(self._side)
        self.set_focus(wanted)
        for area in map(self._area, Side):
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
        editors.styles.offset = region.offset
        editors.styles.width, editors.styles.height = region.width, region.height
        self.query_one("#edit-hint").styles.height = hint_height(self.app.size.height)

    def _area(self, side: Side) -> VisibleTextArea:
        return self.query_one(f"#{side}", VisibleTextArea)

    def _values(self) -> tuple[str, str]:
        return self._area(Side.SOURCE).value, self._area(Side.TARGET).value

    @property
    def has_unsaved_text(self) -> bool:
        return self._values() != (self._pair.source.text, self._pair.target.text)

    def action_other_side(self) -> None:
        """Move the cursor to the other text."""
        # Not by what has the focus: right after opening nothing may have it yet.
        self._side = self._side.other
        # At once, not with the next message: what was typed right behind the key belongs there.
        self.set_focus(self._area(self._side))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow a click into the other text."""
        self._side = Side(event.widget.id or self._side)

    def action_keep(self) -> None:
        """Store both texts and close."""
        try:
            action = self._editing.keep(self._pair, self._values())
        except StaleRow as error:
            self._show_theirs(error)
        except WorkbenchError as error:
            self._say(visible(f"Not kept: {error} ctrl+s tries again."))
        else:
            self.dismiss(Kept(self._pair, action))

    def _show_theirs(self, error: StaleRow) -> None:
        """Show what somebody else made of the row; a text in which nothing was typed becomes theirs."""
        try:
            theirs = self._editing.as_it_is(self._pair)
        except WorkbenchError as gone:
            self._say(visible(f"Not kept: {gone} ctrl+c copies your text."))
            return
        lines = [f"Not kept: {error.args[0]} It is {theirs.status} now. ctrl+s puts your text in place of theirs:"]
        for side in Side:
            mine, was, now = self._area(side).value, self._pair.side(side).text, theirs.side(side).text
            if mine == was:
                self._area(side).show(now)
            elif mine != now:
                lines.append(now or "— no text —")
        self._pair = theirs
        self._say("\n".join(visible(line) for line in lines))

    def _say(self, problem: str) -> None:
        self.query_one("#edit-problem", Static).update(problem)
        self.add_class("problem")

    def action_leave(self) -> None:
        """Close without a result; what was typed stays in `draft`."""
        if self.has_unsaved_text:
            self.draft = self._values()
        self.dismiss(None)
