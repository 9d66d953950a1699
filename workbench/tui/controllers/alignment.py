"""Changing the alignment: which sentences face which."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from workbench.domain import ActionKind, Pair, Relation, Side, Status
from workbench.store.corpus import Corpus
from workbench.tui.controllers.base import Controller
from workbench.tui.dialogs.base import ChoiceDialog, ConfirmDialog
from workbench.tui.dialogs.split import SplitDialog
from workbench.tui.screen import Handler
from workbench.tui.text import counted

if TYPE_CHECKING:
    from workbench.pipeline.counterparts import Counterpart
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
            "row.candidates": self.on_row(self._counterparts),
            "row.take-part": self.on_row(self._take_part),
            "rows.realign": self.on_row(self._realign),
        }

    def _work_on(self, side: Side) -> None:
        self.view.side = side
        self.view.refresh_row()

    def _merge(self, step: int, pair: Pair) -> None:
        self.done(self.session.merge(pair, self.view.side, step), "Merged.")

    async def _split(self, pair: Pair) -> None:
        try:
            cuts = await self.view.ask(
                SplitDialog(pair, self.session.segments, self.view.show_cuts, side=self.view.side)
            )
        finally:
            self.view.show_cuts({})
        if cuts is not None:
            self.done(self.session.split(pair, *cuts), "Split.")

    def _give(self, step: int, pair: Pair) -> Coroutine[Any, Any, None] | None:
        side = self.view.side
        return self._from(
            [pair], lambda: self.done(self.session.give(pair, side, step), f"Moved {'down' if step > 0 else 'up'}.")
        )

    def _take(self, step: int, pair: Pair) -> Coroutine[Any, Any, None] | None:
        side = self.view.side
        giver = self.session.giver(pair, side, step)
        return self._from([giver], lambda: self.done(self.session.take(pair, side, step), "Moved here."))

    def _from(self, givers: Sequence[Pair], take: Callable[[], None]) -> Coroutine[Any, Any, None] | None:
        """Take sentences from rows; where one of them is confirmed, return a question that does."""
        confirmed = [row for row in givers if row.status is Status.CONFIRMED]
        if confirmed:
            return self._asked(confirmed, take)
        take()
        return None

    async def _asked(self, confirmed: Sequence[Pair], take: Callable[[], None]) -> None:
        lines = [f"{_row(row)}\n{row.source.text or '—'}\n{row.target.text or '—'}" for row in confirmed]
        title = "Take the sentence from a confirmed row? That row is then a proposal again."
        if await self.view.ask(ConfirmDialog(title, lines, verb="take it (u undoes it)")):
            take()

    def _link(self, pair: Pair) -> None:
        marked = self.view.marked
        if marked is None or marked.id == pair.id:
            self.view.marked = None if marked else pair
            key = self.view.key("row.link")
            self.view.say("Not marked any more." if marked else f"Marked. Go to the other row and press {key}.")
            self.view.refresh_rows(reload=False)
            return
        self.view.marked = None
        self.done(self.session.link(pair, marked), "Linked.")

    def _unlink(self, pair: Pair) -> None:
        self.done(self.session.unlink(pair), "Unlinked: each side is a row now.")

    async def _counterparts(self, pair: Pair) -> None:
        self.view.say("Looking for counterparts…")
        side = self.view.side
        found = await self.workspace.in_background(lambda corpus: self._search(corpus, pair, side))
        if (now := self.rows.current) is None or now.id != pair.id:
            return  # The reviewer went on meanwhile; a list for another row would only mislead.
        if not found:
            self.view.say("No other counterpart was found.")
            return
        held = [self.session.holders(pair, each.side, keep=side) for each in found]
        lines = [_counterpart_line(each, rows) for each, rows in zip(found, held, strict=True)]
        chosen = await self.view.ask(ChoiceDialog(f"Counterparts of row {pair.id}, best first", lines))
        if chosen is not None:
            asked = self._from(held[chosen], partial(self._take_counterpart, pair, found[chosen], side))
            if asked is not None:
                await asked

    def _take_counterpart(self, pair: Pair, taken: Counterpart, keep: Side) -> None:
        linked = self.session.take_counterpart(
            pair, taken.side, taken.probability, keep=keep, kind=taken.kind, coverage=taken.coverage_of(keep)
        )
        self.done(linked, "Linked.")

    async def _take_part(self, pair: Pair) -> None:
        shared = await self.workspace.in_background(lambda _: _shared_texts(pair))
        self.done(self.session.take_part(pair, *shared), "Kept what both sides share; u brings the rest back.")

    def _search(self, corpus: Corpus, pair: Pair, keep: Side) -> list[Counterpart]:
        from workbench.pipeline.counterparts import counterparts_of

        return counterparts_of(corpus, self.workspace.encoder(), pair, keep)

    async def _realign(self, pair: Pair) -> None:
        self.view.say("Aligning again…")
        found = await self.workspace.in_background(lambda corpus: self._align(corpus, pair))
        if not found.changes:
            self.view.say("The rows are aligned as the aligner would align them.")
            return
        # Imported when first needed: it brings the aligner.
        from workbench.tui.dialogs.realign import RealignDialog

        if await self.view.ask(RealignDialog(found)):
            new = sum(change.before is None for change in found.changes)
            self.done(self.session.do(ActionKind.REALIGN, found.changes), f"{counted(new, 'new row')}.")

    def _align(self, corpus: Corpus, pair: Pair) -> Realignment:
        from workbench.pipeline.realignment import realign

        return realign(corpus, self.workspace.encoder(), pair)


def _row(pair: Pair) -> str:
    """Return a row as messages name it."""
    return f"row {pair.id}, {pair.status}"


def _held_by(rows: Sequence[Pair]) -> str:
    """Return in which rows a candidate stands now; nothing where it has no counterpart there."""
    paired = [row for row in rows if row.relation is not Relation.UNALIGNED]
    return f"  — now in {'; '.join(map(_row, paired))}" if paired else ""


def _counterpart_line(each: Counterpart, held: Sequence[Pair]) -> str:
    coverage = each.comparison.coverage
    head = f"{each.kind}  {each.probability:.2f}  {coverage.source:.0%} ↔ {coverage.target:.0%}  {each.side.document}"
    return f"{head}{_held_by(held)}\n{each.side.text}"


def _shared_texts(pair: Pair) -> tuple[str, str]:
    # Imported when first needed: it brings the encoder.
    from workbench.pipeline.comparison import comparison_of

    found = comparison_of(pair)
    source, target = (found.shared_text(side, pair.side(side).text, pair.side(side).language) for side in Side)
    return source, target
