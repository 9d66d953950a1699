"""The flags of a pair: sign, rule, words found, suggestion, and the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from workbench.cells import fit, width, wrap
from workbench.domain import Flag, Severity
from workbench.tui.text import visible

SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}

_FOUND = 60
"""Characters of a flag's words shown here; the text above shows all of them."""

_RULE = 16
"""Cells of the longest names of rules."""


class FlagBar(Widget):
    """Flags, one or more lines each; the one that would be applied is marked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "flag-bar--text",
        "flag-bar--error",
        "flag-bar--warning",
        "flag-bar--info",
        "flag-bar--chosen",
        "flag-bar--dim",
    }

    @dataclass
    class Chosen(Message):
        """A flag was clicked."""

        index: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._flags: Sequence[Flag] = ()
        self._chosen = 0
        self._live = 0
        """Flags from here on were dismissed."""
        self._note = ""
        self._also = ""
        self._empty = ""
        self._styles: dict[str, Style] = {}

    def show(
        self,
        flags: Sequence[Flag],
        chosen: int,
        *,
        live: int | None = None,
        note: str = "",
        also: str = "",
        empty: str = "",
    ) -> None:
        """Draw flags, those behind the first `live` as dismissed, a note and what else there is; `empty`: no flags."""
        self._flags, self._chosen, self._note, self._also, self._empty = flags, chosen, note, also, empty
        self._live = len(flags) if live is None else live
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        owners = [owner for owner, _ in self._lines()]
        if event.y < len(owners) and owners[event.y] is not None:
            self.post_message(self.Chosen(owners[event.y] or 0))

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        lines = self._lines()
        cells = self.size.width
        base = self._style("text")
        if y >= len(lines):
            return Strip.blank(cells, base)
        segments = [Segment(text, base + self._style(style)) for text, style in lines[y][1]]
        return Strip(segments).adjust_cell_length(cells, base)

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(f"flag-bar--{name}")
        return self._styles[name]

    def _lines(self) -> list[tuple[int | None, list[tuple[str, str]]]]:
        """Return lines with the flag they belong to; the chosen flag is whole, the others take a line each."""
        cells, height = self.size
        lines: list[tuple[int | None, list[tuple[str, str]]]] = []
        if self._note:
            lines.append((None, [(fit(f"  note: {visible(self._note)}", cells), "dim")]))
        if self._also:
            lines.append((None, [(fit(f"  {visible(self._also)}", cells), "dim")]))
        if not self._flags:
            return lines or [(None, [(f"  {self._empty}", "dim")])]
        for index in self._in_view(height - len(lines)):
            lines += [(index, line) for line in self._flag_lines(index, cells, height)]
        if len(lines) > height:
            more = len(self._flags) - len({owner for owner, _ in lines[: height - 1] if owner is not None})
            if more:
                lines[height - 1 :] = [(None, [(f"  … {more} more: t chooses", "dim")])]
        return lines

    def _in_view(self, height: int) -> list[int]:
        """Return the flags to draw in order, the chosen one among them."""
        first = max(0, min(self._chosen, len(self._flags) - max(height - 1, 1)))
        return list(range(first, len(self._flags)))

    def _flag_lines(self, index: int, cells: int, height: int) -> list[list[tuple[str, str]]]:
        flag = self._flags[index]
        chosen = index == self._chosen
        found, suggestion = visible(flag.found), flag.suggestion
        if len(found) > _FOUND:
            # The text above shows all of it.
            found = f"{found[: _FOUND // 2]} … {found[-_FOUND // 2 :]}"
        what = found if suggestion is None else f"{found} → {visible(suggestion) or 'nothing'}"
        head = f"{'▸' if chosen else ' '} {SIGNS[flag.severity]} {fit(flag.rule, _RULE)} "
        message = visible(flag.message) if index < self._live else f"dismissed: {visible(flag.message)}"
        reason = f"{what}   {message}" if what else message
        spans = wrap(reason, max(cells - width(head), 10))
        spans = spans[: max(1, height - 1)] if chosen else spans[:1]
        lines = []
        for number, (start, end) in enumerate(spans):
            line = [(" " * width(head), "text")] if number else [(head, flag.severity.value)]
            known = max(0, min(len(what), end) - start)
            line.append((reason[start : start + known], "chosen" if chosen else "text"))
            line.append((reason[start + known : end], "text"))
            lines.append(line)
        return lines
