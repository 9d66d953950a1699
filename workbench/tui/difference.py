"""What differs in two texts, drawn in one line: "visited [Kyrgyzstan → Jilin] today"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from workbench.cells import fit, width
from workbench.review.side_history import changed
from workbench.script import HAN
from workbench.tui.text import Fragment, visible

_TOKEN = re.compile(rf"\s+|[{HAN}]|[^\W{HAN}]+|[^\w\s]|_")
_LONGEST = 5_000
"""Characters of a text up to which words are compared; comparing takes time with the square of their number."""
_BEFORE = 30
"""Cells shown before the first difference, where not all of a text fits."""


def difference(before: str, after: str) -> list[Fragment]:
    """Return both texts as one: what both have, and in brackets what one has and the other has not."""
    fragments: list[Fragment] = []
    for was, now in _stretches(before, after):
        if was == now:
            fragments.append(Fragment(visible(was), "text"))
        else:
            fragments += changed_words(was, now)
    return fragments


def changed_words(was: str, now: str) -> list[Fragment]:
    """Return words that differ, in brackets: "[Kyrgyzstan → Jilin]"."""
    return [
        Fragment("[", "dim"),
        Fragment(visible(was) or "–", "old"),
        Fragment(" → ", "dim"),
        Fragment(visible(now) or "–", "new"),
        Fragment("]", "dim"),
    ]


def _stretches(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield both texts cut up alike: stretches that are the same, and those in between."""
    if max(len(before), len(after)) > _LONGEST:
        head, tail = changed(before, after)
        yield before[:head], after[:head]
        yield before[head : len(before) - tail], after[head : len(after) - tail]
        yield before[len(before) - tail :], after[len(after) - tail :]
        return
    # Imported when first needed: nothing else of the screen compares texts.
    from rapidfuzz.distance import Levenshtein

    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    for _, group in groupby(Levenshtein.opcodes(old, new), key=lambda step: step.tag == "equal"):
        steps = list(group)
        yield (
            "".join(old[steps[0].src_start : steps[-1].src_end]),
            "".join(new[steps[0].dest_start : steps[-1].dest_end]),
        )


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
