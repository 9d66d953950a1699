"""Where to split a row: a cut in each text, moved with the arrows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from workbench.domain import Pair, Side
from workbench.i18n import gettext as _
from workbench.review.side_history import Segments, history_of, segment_starts
from workbench.review.split_points import cut_points, first_cuts
from workbench.tui.dialogs.base import Dialog, hint_height
from workbench.tui.text import Mark

_HERE, _THERE = "┃✂┃", "┃"
"""The cut that is moved, and the other one."""


class SplitDialog(Dialog[tuple[int, int]]):
    """Its result is the offsets of both cuts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,s", "split", "split", show=False),
        Binding("tab,shift+tab,j,k,up,down", "other_side", "other side", show=False, priority=True),
        Binding("right,l", "jump(1)", "next place", show=False),
        Binding("left,h", "jump(-1)", "previous place", show=False),
        Binding("shift+right,L", "step(1)", "a character on", show=False),
        Binding("shift+left,H", "step(-1)", "a character back", show=False),
    ]

    def __init__(self, pair: Pair, segments: Segments, show: Callable[[dict[Side, Mark]], None], *, side: Side) -> None:
        """`show` draws the cuts in the row, where it is on the page."""
        super().__init__()
        self._show_cuts = show
        self._active = 0 if side is Side.SOURCE else 1
        self.cuts = list(first_cuts(pair, segments))
        self._points = [
            cut_points(pair.side(name).text, segment_starts(history_of(pair, name), segments)) for name in Side
        ]

    def compose(self) -> ComposeResult:
        yield Static(
            " " + _("enter split   ← → move   shift+← → by character   tab other text   esc leave"),
            id="split-hint",
            markup=False,
        )

    def on_mount(self) -> None:
        self.query_one("#split-hint").styles.height = hint_height(self.app.size.height)
        self._show()

    def _show(self) -> None:
        self._show_cuts(
            {
                side: Mark(place, place, "cut", _HERE if number == self._active else _THERE)
                for number, (side, place) in enumerate(zip(Side, self.cuts, strict=True))
            }
        )

    def action_other_side(self) -> None:
        """Move the cut of the other text from now on."""
        self._active = 1 - self._active
        self._show()

    def action_jump(self, step: int) -> None:
        """Move the cut to the next (1) or previous (-1) place offered."""
        points, place = self._points[self._active], self.cuts[self._active]
        index = bisect_right(points, place) if step > 0 else bisect_left(points, place) - 1
        self.cuts[self._active] = points[max(0, min(index, len(points) - 1))]
        self._show()

    def action_step(self, step: int) -> None:
        """Move the cut by a character."""
        last = self._points[self._active][-1]
        self.cuts[self._active] = max(0, min(last, self.cuts[self._active] + step))
        self._show()

    def action_split(self) -> None:
        """Close with both cuts."""
        self.dismiss((self.cuts[0], self.cuts[1]))
