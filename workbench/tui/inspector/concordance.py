"""Every place where words occur, as keyword in context: below each other, their counterpart beside them or below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.cells import fit, width
from workbench.domain import Pair, Side
from workbench.i18n import gettext as _
from workbench.store.values import Hit
from workbench.tui.inspector.items import Contents, Line, flow, place_of, shown
from workbench.tui.row_block import EMPTY
from workbench.tui.text import Fragment, counted_rows, visible

BESIDE = 150
"""Cells from which the counterpart is next to the words, not below them."""

_HEAD = 18
"""Cells of the place of a row."""


@dataclass(frozen=True, slots=True)
class HitItem:
    """A place where words occur."""

    pair: Pair
    side: Side
    start: int
    end: int

    def lines(self, cells: int) -> list[Line]:
        """Return the words in the middle of a line of their text; a counterpart beside them, or whole below."""
        other = self.pair.side(self.side.other).text or _(EMPTY)
        place = place_of(self.pair.source if self.pair.source.text else self.pair.target)
        taken = min(_HEAD, cells // 4)
        head = shown(fit(visible(place), taken - 1) + " ", "dim")
        if cells >= BESIDE:
            room = (cells - taken - 3) * 3 // 5
            beside = cells - taken - 3 - room
            return [[head, *self._in_context(room), shown(" │ ", "dim"), shown(fit(visible(other), beside), "text")]]
        below = flow([Fragment(" " * taken, "text")], [shown(other, "dim")], cells)
        return [[head, *self._in_context(cells - taken)], *below]

    def _in_context(self, cells: int) -> Line:
        """Return the text around the words in exactly so many cells, the words beginning in the middle."""
        text = visible(self.pair.side(self.side).text)
        words = text[self.start : self.end]
        middle = cells * 2 // 5
        words = fit(words, min(width(words), cells - middle))
        after = fit(text[self.end :], cells - middle - width(words))
        return [shown(_ending(text[: self.start], middle)), shown(words, "mark"), shown(after)]


def _ending(text: str, cells: int) -> str:
    """Return the end of a text in exactly so many cells, "…" before it where it is cut, spaces where it is short."""
    if cells <= 0:
        return ""
    kept = text[-cells:]
    if kept == text and width(text) <= cells:
        return " " * (cells - width(text)) + text
    while kept and width(kept) > cells - 1:
        kept = kept[1:]
    return " " * (cells - 1 - width(kept)) + "…" + kept


def contents(words: str, hits: Sequence[Hit], more: bool) -> Contents:
    """Return each place where the words were found; `more`: there are others that were not looked at."""
    if not words:
        return Contents(empty=_("Find words in the whole corpus, in either script."))
    items = tuple(item for hit in hits for item in _items(hit))
    found = _("“{words}”: the first {rows}") if more else _("“{words}”: {rows}")
    lead = (found.format(words=words, rows=counted_rows(len(hits))),) if hits else ()
    return Contents(items, lead, empty=_("“{words}” is not in the corpus.").format(words=words))


def _items(hit: Hit) -> list[HitItem]:
    if not hit.spans:
        # Found in mainland words: where they are in the text is unknown.
        return [HitItem(hit.pair, Side.SOURCE, 0, 0)]
    return [HitItem(hit.pair, Side(span.side), span.start, span.end) for span in hit.spans]
