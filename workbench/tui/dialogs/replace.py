"""The fields of find and replace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from workbench.domain import Side
from workbench.errors import WorkbenchError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.review.replacing import Replacement
from workbench.tui.dialogs.base import Dialog
from workbench.tui.dialogs.fields import Choice
from workbench.tui.text import counted_rows, visible
from workbench.tui.widgets.field import Field

BOTH = N_("both")
_SIDES = (BOTH, *Side)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as they were filled in."""

    find: str = ""
    instead: str = ""
    side: str = BOTH

    def replacement(self) -> Replacement:
        """Return what is asked for. Raises UsageError as Replacement does."""
        return Replacement(self.find, self.instead, None if self.side == BOTH else Side(self.side))


class ReplaceDialog(Dialog[Form]):
    """Asks what to find and what to put in its place; its result can be searched for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("enter", "accept", show=False),
    ]

    def __init__(self, form: Form, rows: int, problem: str = "") -> None:
        """`problem` is why nothing came of the form as it is."""
        super().__init__()
        self._form, self._rows, self._problem = form, rows, problem

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            title = _("Find and replace in the {rows} of the list").format(rows=counted_rows(self._rows))
            yield Static(title, classes="title", markup=False)
            yield _titled(Field(self._form.find, placeholder=_("words, or /a regular expression/")), _("find"))
            instead = Field(self._form.instead, placeholder=_("nothing; \\1 is the first group of an expression"))
            yield _titled(instead, _("replace by"))
            yield Choice(_("side"), _SIDES, self._form.side)
            yield Static(visible(self._problem), id="replace-problem", markup=False)
            hint = _("enter shows what would change   ↓ ↑ field   ← → choose   esc leave")
            yield Static(hint, classes="hint", markup=False)

    @property
    def _filled_in(self) -> Form:
        find, instead = (field.value for field in self.query(Field))
        return Form(find, instead, self.query_one(Choice).value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.action_accept()

    def on_input_changed(self, event: Input.Changed) -> None:
        if self._filled_in != self._form:
            self.query_one("#replace-problem", Static).update("")

    def action_accept(self) -> None:
        """Close with the form, where it makes sense."""
        try:
            self._filled_in.replacement()
        except WorkbenchError as error:
            self.query_one("#replace-problem", Static).update(visible(str(error)))
        else:
            self.dismiss(self._filled_in)


def _titled(field: Field, title: str) -> Field:
    field.border_title = title
    return field
