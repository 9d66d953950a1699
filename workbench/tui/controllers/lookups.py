"""What is listed and shown: filter, order, matching words, plot."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any

from workbench.domain import Pair
from workbench.errors import NotPossible
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.review.bitext_plot import plotted
from workbench.review.filters import parse
from workbench.review.row_list import Listing, listed
from workbench.store.queries import Order
from workbench.tui.controllers.base import Controller
from workbench.tui.dialogs.filter import FilterDialog
from workbench.tui.dialogs.plot import PlotDialog
from workbench.tui.screen import Handler

_ORDERS = {
    Order.VALUE: N_("Flagged and least sure rows first."),
    Order.DOCUMENT: N_("Rows in document order."),
    Order.UPDATED: N_("Latest change first."),
}


_QUICK_SECONDS = 0.1
"""After which the reviewer sees what is being done."""


class Lookups(Controller):
    """Commands that change no row."""

    _asked = 0
    """How often other rows were asked for: only the last time counts."""

    def handlers(self) -> dict[str, Handler]:
        return {
            "look.filter": self._filter,
            "look.clear": self._clear,
            "look.order": self._order,
            "look.words": self._words,
            "look.scroll": self.view.scroll_text,
            "look.plot": self.on_row(self._plot),
        }

    async def _filter(self) -> None:
        line = await self.view.ask(FilterDialog(self.rows.filter, self.workspace.corpus))
        if line is not None and (looking := self._list(line, self.rows.order)) is not None:
            await looking

    def _clear(self) -> None:
        if self.rows.selection is not None:
            self.rows.selection = None
            self.view.refresh_rows(reload=False)
        elif self.view.marked is not None:
            self.view.marked = None
            self.view.refresh_rows(reload=False)
        elif self.rows.filter or self.rows.is_sample:
            self._asked += 1
            self._show(listed(self.workspace.corpus, "", self.rows.order))
        else:
            self.view.say(_("Nothing to clear. {key} opens the library.").format(key=self.view.key("app.library")))

    def _order(self) -> Coroutine[Any, Any, None] | None:
        orders = list(_ORDERS)
        following = orders[(orders.index(self.rows.order) + 1) % len(orders)]
        looking = self._list(self.rows.filter, following)
        self.view.say(_(_ORDERS[following]))
        return looking

    def _list(self, line: str, order: Order) -> Coroutine[Any, Any, None] | None:
        """List other rows; a pattern, which takes a second in 100,000 of them, is looked for beside the screen."""
        self._asked += 1
        if parse(line).regex is not None:
            return self._look(line, order, self._asked)
        self._show(listed(self.workspace.corpus, line, order))
        return None

    async def _look(self, line: str, order: Order, asked: int) -> None:
        looking = asyncio.ensure_future(self.workspace.in_background(partial(listed, filter_line=line, order=order)))
        if not (await asyncio.wait({looking}, timeout=_QUICK_SECONDS))[0]:
            self.view.say(_("Looking for the pattern in all rows …"))
        listing = await looking
        while asked == self._asked and listing.last_action != self.workspace.corpus.last_action_id():
            # Something was done meanwhile.
            listing = await self.workspace.in_background(partial(listed, filter_line=line, order=order))
        if asked == self._asked:
            self._show(listing)

    def _show(self, listing: Listing) -> None:
        """List other rows; the cursor stays on its row if that is among them."""
        pair = self.rows.current
        self.rows.take(listing, at=pair.id if pair else None)
        self.view.refresh_rows(reload=False)
        self.rows.save_place()

    def _words(self) -> None:
        self.view.words_shown = not self.view.words_shown
        self.view.refresh_row()

    async def _plot(self, pair: Pair) -> None:
        source, target = pair.source.document, pair.target.document
        if not source or not target:
            raise NotPossible(_("This row has only one document; a plot needs two."))
        sentences = len(self.session.segments(source)), len(self.session.segments(target))
        if not all(sentences):
            raise NotPossible(_("These documents were imported without their sentences, so they cannot be plotted."))
        rows = await self.workspace.in_background(lambda corpus: plotted(corpus, source, target))
        here = next((place for place, row in enumerate(rows) if row.id == pair.id), 0)
        if not rows:
            raise NotPossible(_("No rows face each other in these documents."))
        dialog = PlotDialog((source, target), sentences, rows, here, self._row)
        chosen = await self.view.ask(dialog)
        if chosen is not None:
            self.go_to(self.workspace.corpus.pair(chosen))

    def _row(self, pair_id: int) -> Pair | None:
        return next(iter(self.workspace.corpus.pairs([pair_id])), None)
