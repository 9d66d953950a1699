"""Terms of the term base in a row: kept on both sides, or missing on one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.cells import fit
from workbench.checks.termbase import Entry, form_pattern, term_base
from workbench.domain import Pair, PairSide, Relation, Side, Term, TermKind
from workbench.i18n import N_, ngettext
from workbench.i18n import gettext as _
from workbench.language.analysed_text import analyse
from workbench.language.conversion import simplify
from workbench.tui.inspector.items import Contents, Line, flow, shown
from workbench.tui.text import Mark

if TYPE_CHECKING:
    from workbench.adaptation.harvest import Harvested

SIGN = "ᵗ"
"""Behind a term of one's own in a text, so that it is not only underlined."""

_WORD = re.compile(r"\w+")

KEPT, MISSING, FORBIDDEN, OFFERED = N_("✓ kept"), N_("✗ missing"), N_("✗ forbidden"), N_("? offered")
_STATE = 11
"""Cells of the longest state."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What would put a term right: words in place of a stretch of a side, or for it to take up somewhere."""

    side: Side
    words: str
    span: tuple[int, int] | None = None
    """None where it is for a person to say where the words belong."""
    instead: str = ""
    """What is in the span now."""


@dataclass(frozen=True, slots=True)
class TermItem:
    """A term of the term base, one side of which is in the row."""

    state: str
    zh: str
    forms: tuple[str, ...]
    """Accepted English."""
    note: str
    own: bool
    """Whether a person gave it."""
    replacement: Replacement | None = None

    def lines(self, cells: int) -> list[Line]:
        """Return state, Chinese and English, the note, and what number puts in."""
        style = "text" if self.state == KEPT else "error"
        head = shown(f"{fit(_(self.state), _STATE)} ", style)
        forms = _(" or ").join(self.forms) or "—"
        body = [shown(f"{self.zh} – {forms}", "strong")]
        found = self.replacement
        if found is not None:
            put = _("puts in “{words}” for “{instead}”") if found.instead else _("puts in “{words}”")
            body.append(shown("   " + put.format(words=found.words, instead=found.instead)))
        about = "; ".join(filter(None, [self.note, "" if self.own else _("built in")]))
        return flow([head], [*body, shown(f"   {about}", "dim")], cells)


@dataclass(frozen=True, slots=True)
class HarvestItem:
    """A term that confirmed rows share, both sides of which are in the row: offered for the term base."""

    term: Harvested

    def lines(self, cells: int) -> list[Line]:
        """Return Chinese and English, what they are, in how many rows they face each other, and what number does."""
        term = self.term
        pairs = ngettext("in {count} confirmed row", "in {count} confirmed rows", term.count).format(count=term.count)
        head = shown(f"{fit(_(OFFERED), _STATE)} ", "strong")
        about = _("number puts it into the term base, delete refuses it")
        body = [shown(f"{term.zh} – {term.en}", "strong"), shown(f"   {_(term.kind)}, {pairs}", "dim")]
        return flow([head], [*body, shown(f"   {about}", "dim")], cells)


def contents(pair: Pair, own: Sequence[Term], harvested: Sequence[Harvested] = ()) -> Contents:
    """Return the terms found in a row, those that are not kept first, and what may become one."""
    empty = _("No term of the term base is in this row. + puts two words into it.")
    if pair.relation is Relation.SAME_LANGUAGE:
        return Contents(empty=empty)
    items = sorted([*_in_chinese(pair, own), *_in_english(pair, own)], key=lambda item: item.state == KEPT)
    zh, en = simplify(pair.side("zh").text), pair.side("en").text
    offered = [HarvestItem(each) for each in harvested if each.zh in zh and form_pattern(each.en).search(en)]
    return Contents((*items, *offered), empty=empty)


def _in_chinese(pair: Pair, own: Sequence[Term]) -> Iterator[TermItem]:
    zh, en = pair.side("zh").text, pair.side("en").text
    once = {entry.zh: entry for __, entry in term_base(tuple(own)).found(analyse(zh, True))}
    for entry in once.values():
        yield _found(entry, en, pair.side_name("en"))


def _found(entry: Entry, en: str, side: Side) -> TermItem:
    words = entry.accepted[0].replace("…", " … ") if entry.accepted else ""
    for form in entry.forbidden:
        if match := form_pattern(form).search(en):
            replacement = Replacement(side, words, match.span(), match[0]) if words else None
            return TermItem(FORBIDDEN, entry.zh, entry.accepted, entry.note, entry.own, replacement)
    if not en or not entry.accepted or any(form_pattern(form).search(en) for form in entry.accepted):
        return TermItem(KEPT, entry.zh, entry.accepted, entry.note, entry.own)
    return TermItem(MISSING, entry.zh, entry.accepted, entry.note, entry.own, Replacement(side, words))


def _in_english(pair: Pair, own: Sequence[Term]) -> Iterator[TermItem]:
    """Yield terms of one's own of which only the English is in the row."""
    plain, en = simplify(pair.side("zh").text), pair.side("en").text
    if not plain:
        return
    folded = en.casefold()
    for term in own:
        if term.kind is TermKind.FORBIDDEN or term.en.casefold() not in folded or simplify(term.zh) in plain:
            continue
        if form_pattern(term.en).search(en):
            missing = Replacement(pair.side_name("zh"), term.zh)
            yield TermItem(MISSING, term.zh, (term.en,), term.note, own=True, replacement=missing)


class TermFinder:
    """A reviewer's own terms, found in both texts by how they begin: ten thousand cost a row no more than ten."""

    def __init__(self, own: Sequence[Term]) -> None:
        self._zh: dict[str, set[str]] = {}
        self._en: dict[str, set[str]] = {}
        for term in own:
            if zh := simplify(term.zh):
                self._zh.setdefault(zh[0], set()).add(zh)
            if first := _WORD.search(term.en):
                self._en.setdefault(first[0].casefold(), set()).add(term.en)

    def marks(self, pair: Pair) -> dict[Side, tuple[Mark, ...]]:
        """Return marks on all terms of a row, whatever stands opposite to them."""
        return {side: tuple(self._side_marks(pair.side(side))) for side in Side}

    def _side_marks(self, side: PairSide) -> Iterator[Mark]:
        spans = self._chinese(side.text) if side.language.is_chinese else self._english(side.text)
        for start, end in spans:
            yield Mark(start, end, "term", SIGN)

    def _chinese(self, text: str) -> Iterator[tuple[int, int]]:
        plain, end = simplify(text), 0
        for start, character in enumerate(plain):
            found = [words for words in self._zh.get(character, ()) if plain.startswith(words, start)]
            if found and start >= end:
                end = start + max(map(len, found))
                yield start, end

    def _english(self, text: str) -> Iterator[tuple[int, int]]:
        end = 0
        for word in _WORD.finditer(text):
            forms = self._en.get(word[0].casefold(), ()) if word.start() >= end else ()
            ends = [match.end() for form in forms if (match := form_pattern(form).match(text, word.start()))]
            if ends:
                end = max(ends)
                yield word.start(), end
