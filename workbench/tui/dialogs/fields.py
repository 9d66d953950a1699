"""What a form is made of: a path that can be completed, and a choice of one of a few values."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from workbench.cells import fit, width
from workbench.i18n import gettext as _
from workbench.tui import paths
from workbench.tui.dialogs.base import Dialog
from workbench.tui.text import visible
from workbench.tui.widgets.field import Field

Result = TypeVar("Result")

_SUGGESTED_LINES = 2
_GAP = 2
"""Cells between two suggestions."""

LABEL_CELLS = 11
"""Cells of the label before a field."""


class PathField(Field):
    """A path; tab completes it as far as it is plain, and goes to the next field where it is complete."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]

    @dataclass
    class Found(Message):
        """How the path may continue."""

        field: PathField
        paths: list[str]

        @property
        def control(self) -> PathField:
            """The field."""
            return self.field

    def on_input_changed(self, event: Input.Changed) -> None:
        self._look(event.value)

    def on_focus(self) -> None:
        self._look(self.value)

    @work(exclusive=True)
    async def _look(self, typed: str) -> None:
        self.post_message(self.Found(self, await asyncio.to_thread(paths.matches, typed)))

    @work(exclusive=True, group="complete")
    async def action_complete(self) -> None:
        """Complete the path, or go to the next field."""
        completed = paths.common_start(await asyncio.to_thread(paths.matches, self.value))
        if len(completed) > len(self.value):
            self.value = completed
            self.cursor_position = len(completed)
        else:
            self.screen.focus_next()


class Suggestions(Widget):
    """How the path that is typed may continue: the names that two lines have room for, and how many more there are."""

    def __init__(self) -> None:
        super().__init__()
        self._names: list[str] = []

    def show(self, found: Sequence[str]) -> None:
        """Show paths by their last parts."""
        self._names = [visible(_last_part(path)) for path in found]
        self.refresh()

    def render(self) -> Content:
        lines = [""]
        for number, name in enumerate(self._names):
            more = _("… {count} more").format(count=f"{len(self._names) - number:,}")
            is_last = len(lines) == _SUGGESTED_LINES
            room = self.size.width - (width(more) if is_last and number < len(self._names) - 1 else 0)
            if width(lines[-1]) + width(name) + _GAP > room:
                if is_last:
                    lines[-1] += more
                    break
                lines.append("")
            lines[-1] += name + " " * _GAP
        return Content("\n".join(fit(line, self.size.width) for line in lines))


def _last_part(path: str) -> str:
    """Return the name at the end of a path, a folder with its separator."""
    name = path.rstrip(os.sep)
    return name.rpartition(os.sep)[2] + path[len(name) :]


class Form(Dialog[Result], Generic[Result]):
    """A dialog of several fields; arrows go from one to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def on_path_field_found(self, message: PathField.Found) -> None:
        if message.field.has_focus:
            for shown in self.query(Suggestions):
                shown.show(message.paths)


class Choice(Widget, can_focus=True):
    """One of a few values, all shown in the language in force, the chosen one in brackets; left and right choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", show=False),
        Binding("right,l,space", "step(1)", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another value was chosen."""

        choice: Choice

        @property
        def control(self) -> Choice:
            """The widget."""
            return self.choice

    def __init__(self, label: str, values: Sequence[str], value: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label, self._values = label, values
        self._value = value if value in values else values[0]

    @property
    def value(self) -> str:
        """The chosen value."""
        return self._value

    @value.setter
    def value(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self.refresh()
            self.post_message(self.Changed(self))

    def action_step(self, step: int) -> None:
        """Choose the next value, or the one before."""
        place = self._values.index(self._value) + step
        self.value = self._values[max(0, min(place, len(self._values) - 1))]

    def render(self) -> Content:
        label = fit(("›" if self.has_focus else " ") + visible(self._label), LABEL_CELLS)
        lines = []
        for number, line in enumerate(self._lines(self.size.width)):
            start = label if number == 0 else " " * LABEL_CELLS
            lines.append(Content.assemble(start, *(self._drawn(value) for value in line)))
        return Content("\n").join(lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the values take in a width."""
        return len(self._lines(width))

    def _drawn(self, value: str) -> tuple[str, str]:
        if value == self._value:
            return f"[{visible(_(value))}]", "reverse" if self.has_focus else "bold"
        return f" {visible(_(value))} ", ""

    def _lines(self, cells: int) -> list[list[str]]:
        lines: list[list[str]] = [[]]
        x = LABEL_CELLS
        for value in self._values:
            taken = width(_(value)) + 2
            if lines[-1] and x + taken > cells:
                lines.append([])
                x = LABEL_CELLS
            lines[-1].append(value)
            x += taken
        return lines
