"""Learning beside the reviewer: the open rows are scored again after some decisions, and proposed otherwise."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from workbench.domain import DocumentPair
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.review.row_list import listed
from workbench.store.corpus import Corpus
from workbench.store.overview import Trait
from workbench.store.queries import Order
from workbench.tui.controllers.base import Controller
from workbench.tui.screen import Handler
from workbench.tui.text import counted_rows

if TYPE_CHECKING:
    from workbench.adaptation.learner import Learner, Learnt
    from workbench.pipeline.realignment import Realignment

_CANDIDATES = 4
"""Times as many rows as are read before the next learning: among them those to read next are chosen."""


class Learning(Controller):
    """Scores the open rows again beside the screen, and holds what would be aligned otherwise until it is asked for."""

    _learner: Learner | None = None
    _is_learning = False
    _proposals: tuple[Realignment, ...] = ()

    def handlers(self) -> dict[str, Handler]:
        return {}

    def notice(self) -> None:
        """Begin to learn where enough was decided since the last time."""
        if 0 < self._every <= self.session.not_learnt and not self._is_learning:
            self._is_learning = True
            self.session.not_learnt = 0
            self.view.start(self._learn())

    @property
    def _every(self) -> int:
        """Decisions after which the open rows are scored again: in simulated review 5, 10 and 20 differ little."""
        return self.workspace.settings.learn_every

    async def _learn(self) -> None:
        try:
            learnt = await self._learnt()
        finally:
            self._is_learning = False
        self._proposals = learnt.proposals
        if not learnt.scored and not learnt.proposals:
            return
        self.rows.rescore(learnt.scored)
        if self.rows.order is Order.VALUE and not self.rows.is_sample:
            await self._reorder()
        self.view.refresh_rows(reload=False)
        said = ngettext("Learnt from {count} decision", "Learnt from {count} decisions", learnt.decisions)
        parts = [said.format(count=f"{learnt.decisions:,}")]
        parts.append(_("{rows} scored again").format(rows=counted_rows(len(learnt.scored))))
        if coming := self.rows_proposed:
            otherwise = _("{rows} would be aligned otherwise ({key} shows them)")
            parts.append(otherwise.format(rows=counted_rows(coming), key=self.view.key("look.estimate")))
        self.view.say(_("{parts}.").format(parts=_(", ").join(parts)))

    async def _learnt(self) -> Learnt:
        pair = self.rows.current
        first = DocumentPair(pair.source.document, pair.target.document) if pair is not None else None
        learner = await self.workspace.in_background(lambda corpus: self._loaded())
        # One job for each, so that what the reviewer asks for meanwhile need not wait for all of them.
        for documents in await self.workspace.in_background(partial(learner.documents, first=first)):
            await self.workspace.in_background(partial(learner.measure, documents=documents))
        return await self.workspace.in_background(partial(learner.learn, outcomes=dict(self.session.outcomes)))

    def _loaded(self) -> Learner:
        # Imported when first needed: it brings the aligner.
        from workbench.adaptation.learner import Learner

        if self._learner is None:
            self._learner = Learner(self.workspace.encoder)
        return self._learner

    async def _reorder(self) -> None:
        """Put the rows below the cursor in order again; see `reading_order` for those to be read next."""
        from workbench.adaptation.reading_order import reading_order

        def job(corpus: Corpus) -> np.ndarray:
            return listed(corpus, self.rows.filter, Order.VALUE).index.ids

        ids = (await self.workspace.in_background(job)).tolist()
        index = self.rows.index
        done = set(index.ids[: self.rows.cursor + 1].tolist())
        below = [pair_id for pair_id in ids if pair_id not in done]
        following = [pair_id for pair_id in below[: _CANDIDATES * self._every] if index.count_of([pair_id], Trait.OPEN)]
        rows = {row.id: row for row in self.workspace.corpus.pairs(following)}
        following = [pair_id for pair_id in following if pair_id in rows]
        places = [index.place_on_map(pair_id) for pair_id in following]
        chances = np.array([rows[pair_id].probability for pair_id in following])
        documents = [rows[pair_id].source.document or rows[pair_id].target.document for pair_id in following]
        order = reading_order(chances, documents, places, self._every)
        self.rows.reorder_below([following[at] for at in order] + [pair_id for pair_id in below if pair_id not in rows])

    # What would be aligned otherwise

    @property
    def rows_proposed(self) -> int:
        """How many open rows would be replaced."""
        return sum(len(proposal.old) for proposal in self._proposals)

    async def show_proposals(self) -> None:
        """Show rows before and after; nothing changes unless the reviewer takes them over."""
        kept = [each for each in self._proposals if self._is_current(each)]
        if not any(each.changes for each in kept):
            self._proposals = ()
            self.view.say(_("The rows are aligned as the aligner would align them."))
        elif await self.realign(kept):
            self._proposals = ()

    def _is_current(self, proposal: Realignment) -> bool:
        """Whether nobody has touched its rows since."""
        now = {pair.id: pair.revision for pair in self.workspace.corpus.pairs([row.id or 0 for row in proposal.old])}
        return all(now.get(row.id) == row.revision for row in proposal.old)
