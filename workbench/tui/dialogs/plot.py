"""The dot plot in a box."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from workbench.tui.dialogs.base import Dialog
from workbench.tui.text import visible


class PlotDialog(Dialog[None]):
    """A diagonal is a translation in order; a dot far from it is worth a look."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("d,q,enter", "leave", show=False)]

    def __init__(self, title: str, lines: list[str]) -> None:
        super().__init__()
        self._title, self._lines = title, lines

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(visible(self._title), classes="title", markup=False)
            yield Static("\n".join(self._lines), markup=False)
            yield Static("esc leave", classes="hint", markup=False)
