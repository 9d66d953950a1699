"""Rows before and after they are aligned again, as the page draws rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from workbench.domain import Pair, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.pipeline.realignment import Fate, Realignment
from workbench.tui.dialogs.base import Dialog
from workbench.tui.row_block import RowView, SideView
from workbench.tui.row_view import numbers
from workbench.tui.text import counted_rows, percent
from workbench.tui.widgets.page import Page

_DRAWN = {Fate.STAYS: (" ", "dim", "dim"), Fate.GOES: ("−", "poor", "done"), Fate.COMES: ("+", "good", "text")}
"""Sign, and the styles of sign and texts."""
_HINT = N_("enter realign (u undoes it)   j k row   n next change   esc leave")


class RealignDialog(Dialog[bool]):
    """Shows which rows would go (−) and which would come in their place (+); enter says yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("n", "next_change", show=False),
        Binding("space", "scroll_text", show=False),
        Binding("q", "leave", show=False),
    ]

    def __init__(self, found: Sequence[Realignment]) -> None:
        super().__init__()
        self._rows: Sequence[tuple[Fate, Pair]] = [row for each in found for row in each.before_and_after()]

    def compose(self) -> ComposeResult:
        goes, comes = (sum(fate is each for fate, __ in self._rows) for each in (Fate.GOES, Fate.COMES))
        title = _("Realign these rows? {rows} (−) would be replaced by {count} (+).").format(
            rows=counted_rows(goes), count=f"{comes:,}"
        )
        with Vertical(classes="dialog tall wide"):
            yield Static(title, classes="title", markup=False)
            yield Page(self._row)
            yield Static(_(_HINT), classes="hint", markup=False)

    def on_mount(self) -> None:
        self._page.show(len(self._rows), 0)
        self._next_change(0)

    @property
    def _page(self) -> Page:
        return self.query_one(Page)

    def _row(self, place: int) -> RowView | None:
        fate, pair = self._rows[place]
        sign, tone, style = _DRAWN[fate]
        source, target = (SideView(pair.side(side).text, place=_place(pair, side)) for side in Side)
        notes = _notes(fate, pair)
        active = Side.SOURCE if place == self._page.cursor else None
        return RowView(source, target, sign=sign, tone=tone, notes=notes, style=style, active=active)

    def _next_change(self, start: int) -> None:
        changed = [place for place in range(start, len(self._rows)) if self._rows[place][0] is not Fate.STAYS]
        if changed:
            self._page.move(changed[0])

    def on_page_pointed(self, message: Page.Pointed) -> None:
        self._page.move(message.place)

    def action_accept(self) -> None:
        """Close with yes."""
        self.dismiss(True)

    def action_move(self, step: int) -> None:
        """Go to the next row, or to the one before."""
        self._page.move(max(0, min(self._page.cursor + step, len(self._rows) - 1)))

    def action_next_change(self) -> None:
        """Go to the next row that would go or come."""
        self._next_change(self._page.cursor + 1)

    def action_scroll_text(self) -> None:
        """Show the rest of a row taller than the page."""
        self._page.scroll_text()


def _place(pair: Pair, side: Side) -> str:
    here = pair.side(side)
    return f"{here.document} {numbers(here)}".rstrip() if here.text else ""


def _notes(fate: Fate, pair: Pair) -> tuple[str, ...]:
    match fate:
        case Fate.STAYS:
            return ()
        case Fate.GOES:
            return (_("before"),)
        case Fate.COMES:
            return _("after"), percent(pair.probability)
