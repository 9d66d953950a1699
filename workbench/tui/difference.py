"""What differs in two texts, drawn in one line: "visited [Kyrgyzstan → Jilin] today"."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from workbench.cells import fit, width
from workbench.script import HAN
from workbench.tui.text import Fragment, visible

_TOKEN = re.compile(rf"\s+|[{HAN}]|[^\W{HAN}]+|[^\w\s]|_")
_LONGEST = 5_000
"""Characters of a text up to which words are compared; comparing takes time with the square of their number."""
_BEFORE = 30
"""Cells shown before the first difference, where not all of a text fits."""


def difference(before: str, after: str) -> list[Fragment]:
    """Return both texts as one: what both have, and in brackets what one has and the other has not."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(before), len(after)) > _LONGEST:
        old, new = [before], [after]
    fragments: list[Fragment] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was, now = visible("".join(old[i:j])), visible("".join(new[k:m]))
        if kind == "equal":
            fragments.append(Fragment(was, "text"))
        else:
            fragments += [
                Fragment("[", "dim"),
                Fragment(was or "–", "old"),
                Fragment(" → ", "dim"),
                Fragment(now or "–", "new"),
                Fragment("]", "dim"),
            ]
    return fragments


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
