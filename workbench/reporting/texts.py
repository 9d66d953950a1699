"""A side's text with what was found and what was corrected in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from lxml import etree

from workbench.domain import Flag, Pair, Side
from workbench.reporting.elements import node
from workbench.review.differences import Difference, differences
from workbench.review.side_history import history_of

LONGEST_TEXT = 5_000
"""Characters of a side that the page shows."""
_AROUND = 60
"""Characters of context beside an example."""

Content = list[str | etree._Element]


def annotated(pair: Pair, side: Side, notes: Sequence[Flag]) -> Content:
    """Return a side's text: flagged spans with the number of their note, what a correction put in and what it took out.

    `notes` are flags of the pair, in the order of their numbers. Of spans that overlap, the first is marked.
    """
    text = pair.side(side).text
    read = history_of(pair, side).as_read
    # A text that a person wrote where nothing was read is not a correction of anything.
    changes = differences(text, read) if read else ()
    marks = _apart((number, flag) for number, flag in enumerate(notes, 1) if flag.side is side)
    shown = _pieces(text[:LONGEST_TEXT], marks, changes)
    return [*shown, "…"] if len(text) > LONGEST_TEXT else shown


def _apart(notes: Iterable[tuple[int, Flag]]) -> list[tuple[int, Flag]]:
    kept: list[tuple[int, Flag]] = []
    for number, flag in sorted(notes, key=lambda note: note[1].start):
        if flag.start < flag.end and (not kept or flag.start >= kept[-1][1].end):
            kept.append((number, flag))
    return kept


def _pieces(text: str, marks: Sequence[tuple[int, Flag]], changes: Sequence[Difference]) -> Content:
    """Return the text cut wherever a mark or a change begins or ends, each piece inside what it is part of."""
    put_in = {place for each in changes for place in range(each.start, min(each.end, len(text)))}
    taken_out = {each.start: each.instead for each in changes if each.instead and each.start <= len(text)}
    marked = {place: note for note in marks for place in range(note[1].start, min(note[1].end, len(text)))}
    cuts = {0, len(text), *taken_out}
    cuts |= {place for place in range(1, len(text)) if (place in put_in) != (place - 1 in put_in)}
    cuts |= {place for place in range(1, len(text)) if marked.get(place) is not marked.get(place - 1)}
    content: Content = []
    for start, end in zip_longest(sorted(cuts), sorted(cuts)[1:], fillvalue=len(text)):
        if start in taken_out:
            content.append(node("del", taken_out[start]))
        if start < end:
            piece = node("ins", text[start:end]) if start in put_in else text[start:end]
            content.append(_marked(piece, marked[start], end) if start in marked else piece)
    return content


def _marked(piece: str | etree._Element, note: tuple[int, Flag], end: int) -> etree._Element:
    """Return a piece of a mark; the last one has the number of the note."""
    number, flag = note
    marked = node("mark", piece, class_=flag.severity)
    if end >= flag.end:
        marked.set("data-note", str(number))
    return marked


def excerpt(pair: Pair, flag: Flag) -> Content:
    """Return what was found in its context."""
    text = pair.side(flag.side).text
    start, end = max(0, flag.start - _AROUND), min(len(text), flag.end + _AROUND)
    found = text[flag.start : flag.end]
    if len(found) > 2 * _AROUND:
        found = f"{found[:_AROUND]} … {found[-_AROUND:]}"
    before, after = text[start : flag.start], text[flag.end : end]
    marked = node("mark", found, class_=flag.severity) if found else ""
    return ["…" if start else "", before, marked, after, "…" if end < len(text) else ""]
