"""What both languages share in finding sentences: bylines, brackets kept whole, and the pass over the marks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """How a language marks the ends of its sentences."""

    byline: re.Pattern[str]
    """At the beginning of a paragraph: a segment of its own."""
    end: re.Pattern[str]
    """Marks that may end a sentence, with what closes after them."""
    whole: re.Pattern[str]
    """Stretches inside which no mark ends a sentence; of bounded length, so that a lost bracket does no harm."""
    is_end: Callable[[str, re.Match[str], int], bool]
    """Whether a mark, with text after it, ends the sentence that began at an offset."""


def sentence_ends(text: str, rules: Rules) -> list[int]:
    """Offsets after each sentence but the last, white space after it included, ascending. Linear in the length."""
    found: list[int] = []
    start = 0
    byline = rules.byline.match(text)
    if byline and byline.end() < len(text):
        start = byline.end()
        found.append(start)
    whole = [match.span() for match in rules.whole.finditer(text, start)]
    inside = 0
    for match in rules.end.finditer(text, start):
        while inside < len(whole) and whole[inside][1] <= match.start():
            inside += 1
        if inside < len(whole) and whole[inside][0] < match.start() and not _closes(text, whole[inside], match, start):
            continue
        at = match.end()
        if at < len(text) and rules.is_end(text, match, start):
            while at < len(text) and text[at].isspace():
                at += 1
            if at < len(text):
                found.append(at)
                start = at
    return found


def _closes(text: str, whole: tuple[int, int], match: re.Match[str], start: int) -> bool:
    """Whether a mark at the end of a bracket ends a sentence: where the bracket holds all of it."""
    return text[whole[0]] in "（(" and match.end() >= whole[1] and not text[start : whole[0]].strip()
