"""The first and the last line of a screen: what is listed, and what the keys do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from workbench.cells import fit, width
from workbench.tui.text import visible


class StatusLine(Widget):
    """One line: a title on the left, figures on the right; the title is cut where it does not fit."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"status-line--title", "status-line--figures"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = ""
        self._figures = ""

    @property
    def text(self) -> str:
        """The text of the line."""
        return f"{self._title}  {self._figures}"

    def show(self, title: str, figures: str) -> None:
        """Draw another title and other figures."""
        if (title, figures) != (self._title, self._figures):
            self._title, self._figures = title, figures
            self.refresh()

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        figures = visible(self._figures)
        figures = fit(figures, min(width(figures), max(cells - 12, 0)))
        title = fit(" " + visible(self._title), max(cells - width(figures) - 3, 0)) + "  "
        styles = [self.get_component_rich_style(f"status-line--{name}") for name in ("title", "figures")]
        strip = Strip([Segment(title, styles[0]), Segment(f"{figures} ", styles[1])])
        return strip.adjust_cell_length(cells, self.rich_style)


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and its label."""

    key: str
    label: str
    action: str
    group: str = ""
    """The task it belongs to, shown before the first key of it."""


_CUT = "…"
"""Stands before the last two keys where others have no room."""
_BETWEEN_GROUPS = "   "


class KeyBar(Widget):
    """Keys grouped by task, as many as fit, the last two always; they can be clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--label", "key-bar--group"}

    @dataclass
    class Pressed(Message):
        """A key was clicked."""

        action: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints: Sequence[Hint] = ()

    def show(self, hints: Sequence[Hint]) -> None:
        """Draw other keys."""
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        for piece in self._pieces():
            if piece.line == event.y and piece.x <= event.x < piece.x + width(piece.text) and piece.action:
                self.post_message(self.Pressed(piece.action))
                return

    def render_line(self, y: int) -> Strip:
        styles = {name: self.get_component_rich_style(f"key-bar--{name}") for name in ("key", "label", "group")}
        segments: list[Segment] = []
        x = 0
        for piece in self._pieces():
            if piece.line == y:
                segments += [Segment(" " * (piece.x - x), styles["label"]), Segment(piece.text, styles[piece.style])]
                x = piece.x + width(piece.text)
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _pieces(self) -> list[_Piece]:
        return key_line(self._hints, self.size.width, self.size.height)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word of the bar."""

    line: int
    x: int
    text: str
    style: str
    action: str


def key_line(hints: Sequence[Hint], cells: int, lines: int) -> list[_Piece]:
    """Return the words of the keys that fit into so many lines; a sign before the last two stands for the others."""
    pieces = _placed(hints, cells)
    tail = list(hints[-2:])
    for kept in range(len(hints) - 3, -1, -1):
        if not pieces or pieces[-1].line < lines:
            break
        pieces = _placed([*hints[:kept], Hint(_CUT, "", "", tail[0].group), *tail], cells)
    return [piece for piece in pieces if piece.line < lines]


def _placed(hints: Sequence[Hint], cells: int) -> list[_Piece]:
    pieces: list[_Piece] = []
    line, x, group = 0, 1, ""
    for hint in hints:
        heading = hint.group if hint.group != group else ""
        new_group, group = hint.group != group, hint.group
        words = [(heading, "group"), (hint.key, "key"), (hint.label, "label")]
        taken = sum(width(text) + 1 for text, _ in words if text) - 1 + bool(heading)
        gap = 0 if x == 1 else len(_BETWEEN_GROUPS) if new_group else 2
        if x + gap + taken > cells - 1 and x > 1:
            line, x, gap = line + 1, 1, 0
        x += gap
        for text, style in words:
            if text:
                pieces.append(_Piece(line, x, text, style, hint.action if style != "group" else ""))
                x += width(text) + (2 if style == "group" else 1)
        x -= 1
    return pieces
