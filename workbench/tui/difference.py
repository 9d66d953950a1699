"""What differs in two texts, drawn in one line: "visited [Kyrgyzstan → Jilin] today"."""

from __future__ import annotations

from workbench.cells import fit, width
from workbench.review.differences import differences
from workbench.tui.text import Fragment, visible

_BEFORE = 30
"""Cells shown before the first difference, where not all of a text fits."""


def difference(before: str, after: str) -> list[Fragment]:
    """Return both texts as one: what both have, and in brackets what one has and the other has not."""
    fragments: list[Fragment] = []
    done = 0
    for each in differences(before, after):
        fragments.append(Fragment(visible(before[done : each.start]), "text"))
        fragments += changed_words(before[each.start : each.end], each.instead)
        done = each.end
    fragments.append(Fragment(visible(before[done:]), "text"))
    return [fragment for fragment in fragments if fragment.text]


def changed_words(was: str, now: str) -> list[Fragment]:
    """Return words that differ, in brackets: "[Kyrgyzstan → Jilin]"."""
    return [
        Fragment("[", "dim"),
        Fragment(visible(was) or "–", "old"),
        Fragment(" → ", "dim"),
        Fragment(visible(now) or "–", "new"),
        Fragment("]", "dim"),
    ]


def excerpt(fragments: list[Fragment], cells: int) -> list[Fragment]:
    """Return a line of so many cells around the first difference; "…" stands for what is left out."""
    total = sum(width(fragment.text) for fragment in fragments)
    if total > cells and fragments and fragments[0].style == "text":
        head = fragments[0].text
        cut = max(0, len(head) - _BEFORE)
        while cut < len(head) and width(head[cut:]) > _BEFORE:
            cut += 1
        fragments = [Fragment(("…" if cut else "") + head[cut:], "text"), *fragments[1:]]
    line: list[Fragment] = []
    for fragment in fragments:
        left = cells - sum(width(part.text) for part in line)
        if width(fragment.text) > left:
            return [*line, Fragment(fit(fragment.text, left), fragment.style)]
        line.append(fragment)
    return line
