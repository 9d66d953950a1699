"""Changing the alignment: which sentences face which."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from workbench.domain import Pair, Side
from workbench.i18n import gettext as _
from workbench.store.corpus import Corpus
from workbench.tui.controllers.base import Controller
from workbench.tui.dialogs.split import SplitDialog
from workbench.tui.screen import Handler

if TYPE_CHECKING:
    from workbench.pipeline.realignment import Realignment


class Alignment(Controller):
    """Merges, splits, moves, links, counterparts, realignment."""

    def handlers(self) -> dict[str, Handler]:
        return {
            "side.source": partial(self._work_on, Side.SOURCE),
            "side.target": partial(self._work_on, Side.TARGET),
            "row.merge-next": self.on_row(partial(self._merge, 1)),
            "row.merge-previous": self.on_row(partial(self._merge, -1)),
            "row.split": self.on_row(self._split),
            "sentence.down": self.on_row(partial(self._give, 1)),
            "sentence.up": self.on_row(partial(self._give, -1)),
            "sentence.take-next": self.on_row(partial(self._take, 1)),
            "sentence.take-previous": self.on_row(partial(self._take, -1)),
            "row.link": self.on_row(self._link),
            "row.unlink": self.on_row(self._unlink),
            "row.take-part": self.on_row(self._take_part),
            "rows.realign": self.on_row(self._realign),
        }

    def _work_on(self, side: Side) -> None:
        self.view.side = side
        self.view.refresh_row()

    def _merge(self, step: int, pair: Pair) -> None:
        self.done(self.session.merge(pair, self.view.side, step), _("Merged."))

    async def _split(self, pair: Pair) -> None:
        try:
            cuts = await self.view.ask(
                SplitDialog(pair, self.session.segments, self.view.show_cuts, side=self.view.side)
            )
        finally:
            self.view.show_cuts({})
        if cuts is not None:
            self.done(self.session.split(pair, *cuts), _("Split."))

    def _give(self, step: int, pair: Pair) -> Coroutine[Any, Any, None] | None:
        side = self.view.side
        said = _("Moved down.") if step > 0 else _("Moved up.")
        return self.take_from([pair], lambda: self.done(self.session.give(pair, side, step), said))

    def _take(self, step: int, pair: Pair) -> Coroutine[Any, Any, None] | None:
        side = self.view.side
        giver = self.session.giver(pair, side, step)
        return self.take_from([giver], lambda: self.done(self.session.take(pair, side, step), _("Moved here.")))

    def _link(self, pair: Pair) -> None:
        marked = self.view.marked
        if marked is None or marked.id == pair.id:
            self.view.marked = None if marked else pair
            begun = _("Marked. Go to the other row and press {key}.").format(key=self.view.key("row.link"))
            self.view.say(_("Not marked any more.") if marked else begun)
            self.view.refresh_rows(reload=False)
            return
        self.view.marked = None
        self.done(self.session.link(pair, marked), _("Linked."))

    def _unlink(self, pair: Pair) -> None:
        self.done(self.session.unlink(pair), _("Unlinked: each side is a row now."))

    async def _take_part(self, pair: Pair) -> None:
        shared = await self.workspace.in_background(lambda corpus: _shared_texts(pair))
        self.done(self.session.take_part(pair, *shared), _("Kept what both sides share; u brings the rest back."))

    async def _realign(self, pair: Pair) -> None:
        self.view.say(_("Aligning again…"))
        found = await self.workspace.in_background(lambda corpus: self._align(corpus, pair))
        if not found.changes:
            self.view.say(_("The rows are aligned as the aligner would align them."))
            return
        await self.realign([found])

    def _align(self, corpus: Corpus, pair: Pair) -> Realignment:
        from workbench.pipeline.realignment import realign

        return realign(corpus, self.workspace.encoder(), pair)


def _shared_texts(pair: Pair) -> tuple[str, str]:
    # Imported when first needed: it brings the encoder.
    from workbench.pipeline.comparison import comparison_of

    found = comparison_of(pair)
    source, target = (found.shared_text(side, pair.side(side).text, pair.side(side).language) for side in Side)
    return source, target
