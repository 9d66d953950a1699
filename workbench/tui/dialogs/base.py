"""Boxes over a screen: a question, a line of text, a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from workbench.errors import WorkbenchError
from workbench.i18n import gettext as _
from workbench.tui.text import visible
from workbench.tui.widgets.field import Field

Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None], Generic[Result]):
    """A box over the screen; esc leaves it without a result."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", show=False)]

    @property
    def has_unsaved_text(self) -> bool:
        """Whether something was typed here that would be lost if the app ended now."""
        return False

    def action_leave(self) -> None:
        """Close without a result."""
        self.dismiss(None)


class ConfirmDialog(Dialog[bool]):
    """A question with its consequences spelled out; enter or y confirms."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "accept", "yes", show=False),
        Binding("n,q", "leave", "no", show=False),
    ]

    def __init__(self, title: str, lines: list[str], *, verb: str) -> None:
        super().__init__()
        self._title, self._lines, self._verb = title, lines, verb

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(visible(self._title), classes="title", markup=False)
            yield Static("\n".join(visible(line) for line in self._lines), classes="body", markup=False)
            yield Static(_("enter {verb}   esc leave").format(verb=self._verb), classes="hint", markup=False)

    def action_accept(self) -> None:
        """Close with yes."""
        self.dismiss(True)


class QuitDialog(ConfirmDialog):
    """Asks before typed text would be lost."""

    def __init__(self) -> None:
        super().__init__(
            _("Quit without your edit?"),
            [_("What you typed is not kept yet: go back with esc, then keep it (ctrl+s, or enter for a note).")],
            verb=_("quit without it"),
        )


class AskDialog(Dialog[str]):
    """Asks for a line of text."""

    def __init__(
        self,
        title: str,
        *,
        value: str = "",
        placeholder: str = "",
        keep: Callable[[str], object] | None = None,
    ) -> None:
        """`keep` stores the text before the dialog closes; where it raises, the dialog stays open and says why."""
        super().__init__()
        self._title, self._value, self._placeholder, self._keep = title, value, placeholder, keep

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(visible(self._title), classes="title", markup=False)
            yield Field(self._value, placeholder=self._placeholder)
            yield Static(_("enter keep   esc leave"), classes="hint", markup=False)

    @property
    def has_unsaved_text(self) -> bool:
        return self._keep is not None and self.query_one(Field).value != self._value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if self._keep is not None:
            try:
                self._keep(event.value)
            except WorkbenchError as error:
                not_kept = _("Not kept: {problem} enter tries again   esc leave").format(problem=error)
                self.query_one(".hint", Static).update(visible(not_kept))
                return
        self.dismiss(event.value)


class ChoiceDialog(Dialog[int]):
    """A list to read or to choose from; its result is the index chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "down", show=False),
        Binding("k", "up", show=False),
        Binding("q", "leave", show=False),
    ]

    def __init__(self, title: str, rows: list[str]) -> None:
        super().__init__()
        self._title, self._rows = title, rows

    def compose(self) -> ComposeResult:
        options = ("\n".join(visible(line) for line in row.split("\n")) for row in self._rows)
        with Vertical(classes="dialog tall"):
            yield Static(visible(self._title), classes="title", markup=False)
            yield OptionList(*(Option(Content(option)) for option in options), markup=False)
            yield Static(_("enter choose   esc leave"), classes="hint", markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)

    def action_down(self) -> None:
        """Move the cursor down."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Move the cursor up."""
        self.query_one(OptionList).action_cursor_up()


def hint_height(height: int) -> int:
    """Return how many lines of keys a screen of a height has room for."""
    return 1 if height <= 30 else 2
