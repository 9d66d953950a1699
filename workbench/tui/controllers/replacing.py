"""Find and replace, and every other change that is previewed before it is made in many rows."""

from __future__ import annotations

from workbench.domain import ActionKind
from workbench.errors import NotPossible, WorkbenchError
from workbench.i18n import gettext as _
from workbench.i18n import sentences
from workbench.review import replacing
from workbench.review.bulk import AT_ONCE
from workbench.tui.controllers.base import Controller, ReviewView
from workbench.tui.controllers.bulk import Bulk
from workbench.tui.dialogs.preview import PreviewDialog
from workbench.tui.dialogs.replace import Form, ReplaceDialog
from workbench.tui.screen import Handler
from workbench.tui.text import becomes, counted_rows
from workbench.tui.workspace import Workspace

_MANY_ROWS = 5_000
"""Rows of a list from which on searching them takes a while."""


class Replacing(Controller):
    """Asks what to replace, shows what would change, and does it as one action."""

    def __init__(self, view: ReviewView, workspace: Workspace, bulk: Bulk) -> None:
        super().__init__(view, workspace)
        self._bulk = bulk
        self._form = Form()

    def handlers(self) -> dict[str, Handler]:
        return {"text.replace": self._replace}

    async def _replace(self) -> None:
        if not len(self.rows):
            raise NotPossible(_("There is no row here."))
        problem = ""
        self._form = Form(self.view.selection or self._form.find, self._form.instead, self._form.side)
        while (form := await self.view.ask(ReplaceDialog(self._form, len(self.rows), problem))) is not None:
            self._form = form
            problem = await self._preview(form)
            if not problem:
                return

    async def _preview(self, form: Form) -> str:
        """Show what would change, and change what is chosen; returns why there is nothing to choose from."""
        ids, stamp, unless = self.rows.index.ids.tolist(), self.session.stamp(), self.session.changed_by_others()
        replacement = form.replacement()
        if len(ids) > _MANY_ROWS:
            self.view.say(_("Looking for what would change…"))
        try:
            found = await self.workspace.in_background(
                lambda corpus: replacing.find(corpus, ids, replacement, stamp, AT_ONCE)
            )
        except WorkbenchError as error:
            return str(error)
        if not found.changes:
            return sentences(_("No row of the list would change."), _emptied(found.emptied))
        first = _("the first {count}; a second time finds more").format(count=f"{AT_ONCE:,}")
        title = becomes(form.find, form.instead)
        chosen = await self.view.ask(
            PreviewDialog(
                title, found.changes, note=_emptied(found.emptied) if found.is_all else first, verb=_("replace")
            )
        )
        if chosen is None:
            return " "
        await self._bulk.carry_out(ActionKind.REPLACE, chosen, unless)
        return ""


def _emptied(rows: int) -> str:
    return _("{rows} would lose all text of a side: left out.").format(rows=counted_rows(rows)) if rows else ""
