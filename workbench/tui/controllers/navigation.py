"""Moving through the rows."""

from __future__ import annotations

from functools import partial

from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.store.overview import Trait
from workbench.tui.controllers.base import Controller
from workbench.tui.screen import Handler

_NOT_FOUND = {
    Trait.OPEN: N_("Every row in the list is decided."),
    Trait.FLAGGED: N_("No row in the list has a flag."),
    Trait.UNEVEN: N_("Every row in the list is one sentence facing one."),
    Trait.BOOKMARKED: N_("No row in the list has a bookmark: b sets one."),
}


class Navigation(Controller):
    """Steps, pages and jumps, and the way back from a jump."""

    def handlers(self) -> dict[str, Handler]:
        return {
            "go.next": partial(self._step, 1),
            "go.previous": partial(self._step, -1),
            "go.next-open": partial(self._find, Trait.OPEN, 1),
            "go.previous-open": partial(self._find, Trait.OPEN, -1),
            "go.next-flagged": partial(self._find, Trait.FLAGGED, 1),
            "go.previous-flagged": partial(self._find, Trait.FLAGGED, -1),
            "go.next-uneven": partial(self._find, Trait.UNEVEN, 1),
            "go.previous-uneven": partial(self._find, Trait.UNEVEN, -1),
            "go.next-bookmark": partial(self._find, Trait.BOOKMARKED, 1),
            "go.first": partial(self._jump, 0),
            "go.last": self._last,
            "go.page-down": partial(self._page, 1),
            "go.page-up": partial(self._page, -1),
            "go.back": self._back,
        }

    def _step(self, rows: int) -> None:
        self.view.go(self.rows.cursor + rows)

    def _page(self, step: int) -> None:
        """Go to the last row that is wholly on the page, or to the first, and turn the page."""
        first, last = self.view.whole_rows
        here = self.rows.cursor
        self._jump(max(here + 1, last) if step > 0 else min(here - 1, first))

    def _last(self) -> None:
        self._jump(len(self.rows) - 1)

    def _back(self) -> None:
        if (place := self.rows.index.place(self.view.jumped_from)) >= 0:
            self._jump(place)

    def _find(self, wanted: Trait, step: int) -> None:
        place = self.rows.index.find(wanted, step, self.rows.cursor)
        if place < 0:
            self.view.say(_(_NOT_FOUND[wanted]))
        else:
            self._jump(place)

    def _jump(self, place: int) -> None:
        pair = self.rows.current
        self.view.jumped_from = pair.id if pair else None
        self.view.go(place, hold=True)
