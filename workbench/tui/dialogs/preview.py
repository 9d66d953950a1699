"""What an action would change, before it is done: every row in both languages, with a box to leave it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from workbench.domain import OPEN, Change, Pair, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.tui.dialogs.base import Dialog
from workbench.tui.difference import difference, excerpt
from workbench.tui.row_view import BY_ESTIMATE, SIGNS
from workbench.tui.text import Fragment, counted_rows, visible
from workbench.tui.widgets.item_list import ItemList
from workbench.tui.widgets.paragraphs import Paragraphs

_HINT = N_("enter {verb}   space in or out   a all or none   esc leave")


class PreviewDialog(Dialog[Sequence[Change]]):
    """Changes to texts, each to be taken or left out; its result is those taken.

    Rows that somebody has decided about are left out until they are taken by hand.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", show=False),
        Binding("space", "take", show=False),
        Binding("a", "take_all", show=False),
        Binding("q", "leave", show=False),
    ]

    def __init__(self, title: str, changes: Sequence[Change], *, note: str = "", verb: str | None = None) -> None:
        """`note` is a sentence on what is not among the changes; `verb` is what enter does, by default to apply."""
        super().__init__()
        self._title, self._note, self._verb = title, note, verb or _("apply")
        self._rows = [(change.before, change.after) for change in changes if change.before and change.after]
        self._changes = changes
        self._taken = [before.status in OPEN for before, __ in self._rows]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall wide"):
            yield Static(visible(self._title), classes="title", markup=False)
            yield ItemList(len(self._rows), 2, self._item)
            yield Paragraphs()
            yield Static("", id="preview-count", classes="hint", markup=False)
            yield Static(_(_HINT).format(verb=self._verb), classes="hint", markup=False)

    def on_mount(self) -> None:
        self._show_count()
        self._show_whole(0)

    def on_item_list_moved(self, message: ItemList.Moved) -> None:
        self._show_whole(message.index)

    def _show_whole(self, index: int) -> None:
        texts = [_side(*self._rows[index], side) for side in Side] if self._rows else []
        self.query_one(Paragraphs).show([(Fragment("", "dim"), *text) for text in texts])

    def _show_count(self) -> None:
        taken = sum(self._taken)
        decided = sum(before.status not in OPEN for before, __ in self._rows)
        parts = [_("{count} of {rows} taken").format(count=f"{taken:,}", rows=counted_rows(len(self._rows)))]
        parts += [_("{count} decided already").format(count=f"{decided:,}")] if decided else []
        parts += [visible(self._note)] if self._note else []
        self.query_one("#preview-count", Static).update(" · ".join(parts))

    def _item(self, index: int, cells: int) -> list[list[Fragment]]:
        before, after = self._rows[index]
        box = "[x] " if self._taken[index] else "[ ] "
        head = [Fragment(box, "new" if self._taken[index] else "dim"), Fragment(f"{_sign(before)} ", "good")]
        source, target = (excerpt(_side(before, after, side), cells - 6) for side in Side)
        return [[*head, *source], [Fragment(" " * 6, "dim"), *target]]

    def action_take(self) -> None:
        """Take the row under the cursor, or leave it out, and go to the next one."""
        items = self.query_one(ItemList)
        self._taken[items.cursor] = not self._taken[items.cursor]
        items.action_move(1)
        self._show_count()

    def action_take_all(self) -> None:
        """Take all rows; none where all are taken."""
        self._taken = [not all(self._taken)] * len(self._rows)
        self.query_one(ItemList).refresh()
        self._show_count()

    def action_accept(self) -> None:
        """Close with the rows that are taken, if there are any."""
        if any(self._taken):
            self.dismiss([change for change, taken in zip(self._changes, self._taken, strict=True) if taken])


def _sign(pair: Pair) -> str:
    return BY_ESTIMATE if pair.by_estimate else SIGNS[pair.status]


def _side(before: Pair, after: Pair, side: Side) -> list[Fragment]:
    """Return a side's text, with what changes in it."""
    was, now = before.side(side).text, after.side(side).text
    if was == now:
        return [Fragment(visible(was) or "—", "dim")]
    return difference(was, now)
