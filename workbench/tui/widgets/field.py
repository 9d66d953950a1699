"""A line of text to edit, in which control characters are visible."""

from __future__ import annotations

from rich.highlighter import Highlighter
from rich.text import Text
from textual.widgets import Input

from workbench.tui.text import visible


class _VisibleControls(Highlighter):
    """Shows control characters of a field instead of sending them to the terminal."""

    def __call__(self, text: str | Text) -> Text:
        return Text(visible(str(text)), no_wrap=True, overflow="ignore", end="")

    def highlight(self, text: Text) -> None:
        """Highlight nothing."""


class Field(Input):
    """A line of text to edit."""

    def __init__(
        self, value: str = "", *, placeholder: str = "", id: str | None = None, selected: bool = False
    ) -> None:
        """`selected`: the first key that is typed replaces the value."""
        self._is_selected = selected
        super().__init__(value, placeholder=placeholder, id=id, select_on_focus=False, highlighter=_VisibleControls())

    def on_mount(self) -> None:
        if self._is_selected:
            self.select_all()
