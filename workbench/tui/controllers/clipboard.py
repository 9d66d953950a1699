"""The way out to the terminal's clipboard."""

from __future__ import annotations

from workbench.domain import Pair
from workbench.i18n import gettext as _
from workbench.tui.controllers.base import Controller
from workbench.tui.screen import Handler


class Clipboard(Controller):
    """Copies what is selected, else the pair as a line of a table."""

    def handlers(self) -> dict[str, Handler]:
        return {"look.copy": self.on_row(self._copy)}

    def _copy(self, pair: Pair) -> None:
        if selected := self.view.selection:
            self.view.copy(selected, _("the selected words"))
        else:
            cells = (" ".join(side.text.split()) for side in (pair.source, pair.target))
            self.view.copy("\t".join(cells), _("row {id}: both texts with a tab between them").format(id=pair.id))
