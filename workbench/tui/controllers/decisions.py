"""Deciding about rows, and taking decisions back."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import Any

from workbench.domain import Action, ActionKind, Pair
from workbench.i18n import gettext as _
from workbench.review.estimate import sample_result
from workbench.store.overview import Trait
from workbench.tui.controllers.base import Controller, ReviewView
from workbench.tui.controllers.bulk import Bulk
from workbench.tui.controllers.learning import Learning
from workbench.tui.controllers.terms import Terms
from workbench.tui.dialogs.base import AskDialog
from workbench.tui.dialogs.estimate import EstimateDialog
from workbench.tui.screen import Handler
from workbench.tui.text import counted_rows
from workbench.tui.workspace import Workspace


class Decisions(Controller):
    """Confirm, reject, postpone, reopen; bookmark and note; undo and redo; the estimate and what follows from it."""

    def __init__(
        self,
        view: ReviewView,
        workspace: Workspace,
        bulk: Bulk,
        terms: Terms,
        reopen_draft: Handler,
        learning: Learning,
    ) -> None:
        """`reopen_draft` returns an edit of this row that was left, to continue with."""
        super().__init__(view, workspace)
        self._bulk = bulk
        self._terms = terms
        self._reopen_draft = reopen_draft
        self._learning = learning

    def handlers(self) -> dict[str, Handler]:
        return {
            "row.confirm": self.on_row(partial(self._judge, ActionKind.CONFIRM)),
            "row.reject": self.on_row(partial(self._judge, ActionKind.REJECT)),
            "row.later": self.on_row(partial(self._judge, ActionKind.NEEDS_REVIEW)),
            "row.reopen": self.on_row(partial(self._judge, ActionKind.REOPEN)),
            "row.confirm-above": self._confirm_above,
            "row.confirm-group": self.on_row(self._confirm_group),
            "row.bookmark": self.on_row(self._bookmark),
            "row.note": self.on_row(self._note),
            "app.undo": self._undo,
            "app.redo": self._redo,
            "look.estimate": self._estimate,
        }

    def _judge(self, kind: ActionKind, pair: Pair) -> None:
        """Store a decision and go to the next open row, which is drawn where this one stood."""
        self.session.judge(pair, kind)
        here = self.rows.cursor
        following = self.rows.index.find(Trait.OPEN, 1, here)
        if kind is ActionKind.REOPEN or following < 0:
            self.view.go(here)
        else:
            self.view.go(following, hold=following > here)
        if following < 0:
            self.view.say(_("Every row in the list is decided. ctrl+e exports the confirmed pairs."))
        self.rows.save_place()

    async def _confirm_above(self) -> None:
        await self._bulk.judge(ActionKind.CONFIRM, self.rows.index.open_above(self.rows.cursor))

    def _confirm_group(self, pair: Pair) -> None:
        action = self.session.confirm_group(pair)
        rows = counted_rows(len(action.pair_ids) if action else 0)
        self.done(action, _("Confirmed {rows} of this sentence; u undoes it.").format(rows=rows))

    def _bookmark(self, pair: Pair) -> None:
        self.session.bookmark(pair)
        self.view.go(self.rows.cursor)

    async def _note(self, pair: Pair) -> None:
        kept: list[Action | None] = []

        def keep(text: str) -> None:
            # Read again: a note is about the row, whatever somebody else did to it since the dialog opened.
            kept.append(self.session.note(self.workspace.corpus.pair(pair.id or 0), text))

        if await self.view.ask(AskDialog(_("Note on this row"), value=pair.note, keep=keep)) is not None:
            self.done(kept[-1], _("Noted."))

    def _undo(self) -> Coroutine[Any, Any, None] | None:
        if (edit := self._reopen_draft()) is not None:
            return edit
        self._reverted(self.session.undo(), _("Undone: {action}."), _("Nothing to undo."))
        return None

    def _redo(self) -> None:
        self._reverted(self.session.redo(), _("Redone: {action}."), _("Nothing to redo."))

    def _reverted(self, action: Action | None, done: str, nothing: str) -> None:
        if action and action.reverts and action.reverts.kind in (ActionKind.RULE, ActionKind.RETIRE):
            self._terms.changed(self.workspace.corpus.words_of_rule(action.reverts.id))
        else:
            self.view.refresh_rows(reload=False)
        self.view.say(done.format(action=self.session.description(action)) if action else nothing)

    async def _estimate(self) -> None:
        index = self.rows.index
        rest, sample = len(index.open_translations()), sample_result(self.workspace.corpus)
        counts, pace = index.counts(), self.session.pace()
        # Imported when first needed: it brings the aligner's model.
        from workbench.adaptation.rest import rest_of

        found = rest_of(index.open_probabilities(), len(index) - counts.open)
        dialog = EstimateDialog(counts, rest, sample, pace, found, self._learning.rows_proposed)
        match await self.view.ask(dialog):
            case "sample":
                self.session.draw_sample()
                self.view.refresh_rows(reload=False)
                self.view.say(
                    _("Read these rows as usual: c where the pair is right as it stands, else anything else.")
                )
            case "proposals":
                await self._learning.show_proposals()
            case "confirm":
                await self._bulk.judge(ActionKind.CONFIRM, index.open_translations(), unread=True)
