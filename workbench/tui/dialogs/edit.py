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
from textual.widgets.text_area import Edit, EditResult, Selection

from workbench.domain import Action, Pair, Side
from workbench.errors import StaleRow, WorkbenchError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.review.labels import label
from workbench.script import HAN_RE
from workbench.tui.dialogs.base import Dialog, hint_height
from workbench.tui.inspector.items import NUMBERED, Contents
from workbench.tui.inspector.memory import MemoryItem
from workbench.tui.row_block import SIDE_BY_SIDE
from workbench.tui.text import visible
from workbench.tui.widgets.inspector import TabItems

_BREAK = re.compile("([\t\n])")
_LINE_ENDS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What a text area takes for the end of a line, besides the line feed, and would write back as one."""
_SHOWN = {ord(end): 0x10FF00 + place for place, end in enumerate(_LINE_ENDS)}
_STORED = {shown: end for end, shown in _SHOWN.items()}
END = (-1, -1)
"""The place behind a text."""
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

    def put(self, words: str, span: tuple[int, int] | None) -> None:
        """Put words in place of a stretch of the text, of all of it, or behind its END; one ctrl+z takes them out.

        What was put in is selected unless it is the whole text.
        """
        size = len(self.text)
        start, end = (0, size) if span is None else (size, size) if span == END else span
        if span == END and self.text and not self.text[-1:].isspace() and not HAN_RE.search(words):
            words = f" {words}"
        self.history.checkpoint()
        result = self.replace(
            words.translate(_SHOWN), self._location(start), self._location(end), maintain_selection_offset=False
        )
        self.history.checkpoint()
        if span is not None:
            self.selection = Selection(self._location(start), result.end_location)

    def _location(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset into the text."""
        before = self.text[:offset]
        return before.count("\n"), len(before) - before.rfind("\n") - 1

    def edit(self, edit: Edit) -> EditResult:
        """Carry out an edit, its line ends as spaces."""
        return super().edit(replace(edit, text=_TYPED_BREAK.sub(" ", edit.text)))

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn; as long as the line itself."""
        parts = _BREAK.split(self.document.get_line(line_index).translate(dict.fromkeys(_STORED, "↵")))
        return Text("".join(part if part == "\t" else visible(part) for part in parts), end="", no_wrap=True)


@dataclass(frozen=True, slots=True)
class Put:
    """Words to put into a text that is edited."""

    side: Side
    words: str
    span: tuple[int, int] | None = None
    """What they replace; None for the whole text, END for nothing, behind it."""


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

    async def remembered(self, pair: Pair) -> Contents:
        """Return the matches of a row in the translation memory."""


_HINT = N_("ctrl+s keep   tab other side   ctrl+z undo typing   esc drop")
_SHORT_HINT = N_("ctrl+s keep   tab other side   ctrl+z undo   esc drop   alt+1…9, f1…9 memory")
_MEMORY_SHARE = 4
"""What part of the screen the matches take at most, as one over this."""
_MEMORY_HINT = N_("alt+1 … alt+9, or f1 … f9: put in from memory")


class EditDialog(Dialog[Kept]):
    """Stays open until the texts are stored, whatever prevents that; left with esc, `draft` holds what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "keep", "keep", show=False, priority=True),
        Binding("tab,shift+tab", "other_side", "other side", show=False, priority=True),
        *(
            Binding(f"alt+{number},f{number}", f"insert({number - 1})", show=False, priority=True)
            for number in range(1, NUMBERED + 1)
        ),
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
        put: Put | None = None,
    ) -> None:
        """Edit these texts, which may be a draft; `side` has the cursor, at the offset `place` or at its end.

        `put` is put into a text as the first thing that is done to it.
        """
        super().__init__()
        self._place, self._put = place, put
        self._memory = Contents()
        self._pair, self._texts, self._editing, self._region, self._side = pair, texts, editing, region, side
        self.draft: tuple[str, str] | None = None

    def compose(self) -> ComposeResult:
        with Container(id="editors"):
            for name, text in zip(Side, self._texts, strict=True):
                yield VisibleTextArea(text, id=name)
        yield TabItems(id="edit-memory", can_be_read=False)
        yield Static(f" {_(_HINT)}", id="edit-hint", markup=False)
        yield Static(id="edit-problem", markup=False)

    def on_mount(self) -> None:
        self._fit()
        wanted = self._area(self._side)
        self.set_focus(wanted)
        for area in map(self._area, Side):
            area.move_cursor(area.document.end)
        if self._place is not None:
            wanted.move_cursor((0, self._place))
        if self._put is not None:
            self._area(self._put.side).put(self._put.words, self._put.span)
        self.run_worker(self._remember())

    async def _remember(self) -> None:
        """Show the matches of the row below the texts, where it has any."""
        try:
            self._memory = await self._editing.remembered(self._pair)
        except WorkbenchError as error:
            self._memory = Contents(empty=_("No memory: {problem}").format(problem=error))
        self.set_class(bool(self._memory.items), "remembers")
        self.query_one(TabItems).show(self._memory, 0)
        if self._memory.items:
            wide = self.app.size.width >= SIDE_BY_SIDE
            hint = f"{_(_HINT)}   {_(_MEMORY_HINT)}" if wide else _(_SHORT_HINT)
            self.query_one("#edit-hint", Static).update(f" {hint}")
        self._fit()

    def action_insert(self, index: int) -> None:
        """Put a translation from memory in place of the text that it is for."""
        item = self._memory.items[index] if index < len(self._memory.items) else None
        if isinstance(item, MemoryItem):
            self._area(item.match.facing).put(item.match.translation, None)

    def on_tab_items_pointed(self, message: TabItems.Pointed) -> None:
        """Put in what was clicked."""
        self.action_insert(message.index)

    def on_tab_items_taken(self, message: TabItems.Taken) -> None:
        """Put in what was clicked."""
        self.action_insert(message.index)

    def on_resize(self, _: events.Resize) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        region = self._region()
        editors = self.query_one("#editors")
        wide = self.app.size.width >= SIDE_BY_SIDE
        self.set_class(not wide, "stacked")
        editors.styles.offset = region.offset
        editors.styles.width, editors.styles.height = region.width, region.height
        hint = hint_height(self.app.size.height)
        self.query_one("#edit-hint").styles.height = hint
        memory = self.query_one(TabItems)
        # At the foot of the screen; the list follows the editors, and is moved from there.
        lines = self.app.size.height - hint
        memory.styles.height = shown = max(2, min(lines - region.bottom, lines // _MEMORY_SHARE))
        memory.styles.offset = (0, lines - shown - region.height)

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
            self._say(visible(_("Not kept: {problem} ctrl+s tries again.").format(problem=error)))
        else:
            self.dismiss(Kept(self._pair, action))

    def _show_theirs(self, error: StaleRow) -> None:
        """Show what somebody else made of the row; a text in which nothing was typed becomes theirs."""
        try:
            theirs = self._editing.as_it_is(self._pair)
        except WorkbenchError as gone:
            self._say(visible(_("Not kept: {problem} ctrl+c copies your text.").format(problem=gone)))
            return
        changed = _("Not kept: {problem} It is {status} now. ctrl+s replaces theirs with yours:")
        lines = [changed.format(problem=error.args[0], status=label(theirs.status))]
        for side in Side:
            mine, was, now = self._area(side).value, self._pair.side(side).text, theirs.side(side).text
            if mine == was:
                self._area(side).show(now)
            elif mine != now:
                lines.append(now or _("— no text —"))
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
