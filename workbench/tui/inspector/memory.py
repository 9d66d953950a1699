"""Confirmed rows that are nearly a row: how similar, what differs, and their translation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.i18n import gettext as _
from workbench.review.memory import Match
from workbench.tui.difference import changed_words
from workbench.tui.inspector.items import Contents, Line, flow, place_of, shown
from workbench.tui.text import Fragment


@dataclass(frozen=True, slots=True)
class MemoryItem:
    """A match of the translation memory."""

    match: Match

    def lines(self, cells: int) -> list[Line]:
        """Return similarity and row, the similar text with [its words → the row's words], and the translation."""
        match = self.match
        sign = "≈" if match.pair.by_estimate else "✓"
        head = shown(f"{match.similarity:4.0%} {sign} ", "strong")
        where = shown(f"  {place_of(match.pair.source)}", "dim")
        return flow([head], [*_compared(match), shown("  ⇒ ", "dim"), shown(match.translation, "strong"), where], cells)


def _compared(match: Match) -> list[Fragment]:
    parts, at = [], 0
    for each in match.differences:
        parts.append(shown(match.text[at : each.start]))
        parts += changed_words(match.text[each.start : each.end], each.instead)
        at = each.end
    return [*parts, shown(match.text[at:])]


def contents(matches: Sequence[Match]) -> Contents:
    """Return the matches, best first."""
    return Contents(tuple(map(MemoryItem, matches)), empty=_("No confirmed row is similar to this one."))
