"""The list of what was done: going to a row of it, and going back in it."""

from __future__ import annotations

from workbench.domain import Action
from workbench.errors import NotPossible
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.review.bulk import COPIED_FROM
from workbench.tui.controllers.base import Controller
from workbench.tui.dialogs.actions import ActionsDialog, Chosen
from workbench.tui.dialogs.base import ConfirmDialog
from workbench.tui.dialogs.progress import ProgressDialog
from workbench.tui.screen import Handler
from workbench.tui.text import counted_actions, counted_rows


class History(Controller):
    """Shows every action, and takes back all that this reviewer did after one, in one go."""

    def handlers(self) -> dict[str, Handler]:
        return {"app.history": self._show}

    async def _show(self) -> None:
        chosen = await self.view.ask(ActionsDialog(self.workspace.corpus))
        if chosen is None:
            return
        if chosen.take_back:
            await self._take_back(chosen)
        else:
            self._go_to_one_of(chosen.pair_ids)

    def _go_to_one_of(self, pair_ids: tuple[int, ...]) -> None:
        found = self.workspace.corpus.pairs(pair_ids[:1]) or self.workspace.corpus.pairs(pair_ids)
        if not found:
            raise NotPossible(_("The rows of this action no longer exist: they were merged or removed."))
        self.go_to(found[0])

    async def _take_back(self, chosen: Chosen) -> None:
        corpus, reviewer = self.workspace.corpus, self.session.reviewer
        actions, rows = corpus.count_after(chosen.action_id, reviewer)
        if not actions:
            raise NotPossible(_("Everything you did after it was undone already."))
        key = self.view.key("app.redo")
        again = ngettext("{key} does it again.", "{key} does it again, pressed {count} times.", actions)
        lines = [
            _("Only what you did yourself; if somebody else changed one of these rows since, nothing is taken back."),
            again.format(key=key, count=f"{actions:,}"),
        ]
        title = _("Take back {actions} on {rows}?").format(actions=counted_actions(actions), rows=counted_rows(rows))
        if not await self.view.ask(ConfirmDialog(title, lines, verb=_("take back"))):
            return
        reverts: list[Action] = []
        if rows < COPIED_FROM:
            reverts = corpus.undo_after(chosen.action_id, reviewer)
        else:

            async def work(start: int) -> int:
                reverts.extend(
                    await self.workspace.in_background(lambda other: other.undo_after(chosen.action_id, reviewer))
                )
                return rows

            dialog = ProgressDialog(_("Taking back {actions}").format(actions=counted_actions(actions)), rows, work)
            await self.view.ask(dialog)
            if dialog.error is not None:
                raise dialog.error
        self.session.adopt_reverts(reverts)
        # Among them may be that a rule was made.
        self.workspace.terms_changed()
        self.view.refresh_rows(reload=False)
        self.rows.save_place()
        self.view.say(_("Taken back: {actions}.").format(actions=counted_actions(len(reverts))))
