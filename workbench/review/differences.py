"""What differs in two texts: word by word, and Chinese character by character."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from workbench.review.side_history import changed
from workbench.script import HAN

_TOKEN = re.compile(rf"\s+|[{HAN}]|[^\W{HAN}]+|[^\w\s]|_")
_LONGEST = 5_000
"""Characters of a text up to which words are compared; comparing takes time with the square of their number."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of a text in place of which another text has other words."""

    start: int
    end: int
    instead: str
    """What the other text has there; "" where it has nothing."""


def words(text: str) -> list[str]:
    """Return each word, Chinese character, mark and stretch of white space."""
    return _TOKEN.findall(text)


def tokens(text: str) -> list[tuple[int, int]]:
    """Return start and end of each word, Chinese character, mark and stretch of white space."""
    return [match.span() for match in _TOKEN.finditer(text)]


def differences(text: str, other: str, alike: Callable[[str], str] = str) -> tuple[Difference, ...]:
    """Return what makes a text the other one, in order.

    Words count as the same where `alike`, which keeps the length of a text, makes them the same. Texts that are too
    long for that have one difference, between what they begin and end with.
    """
    if max(len(text), len(other)) > _LONGEST:
        head, tail = changed(text, other)
        return (Difference(head, len(text) - tail, other[head : len(other) - tail]),) if text != other else ()
    # Imported when first needed: most screens compare no texts.
    from rapidfuzz.distance import Levenshtein

    left, right = tokens(text), tokens(other)
    here, there = alike(text), alike(other)
    steps = Levenshtein.opcodes([here[slice(*span)] for span in left], [there[slice(*span)] for span in right])
    # Every character is in a token, so that one ends where the next begins.
    at, other_at = [*(start for start, _ in left), len(text)], [*(start for start, _ in right), len(other)]
    found: list[Difference] = []
    for step in steps:
        if step.tag == "equal":
            continue
        start, end = at[step.src_start], at[step.src_end]
        instead = other[other_at[step.dest_start] : other_at[step.dest_end]]
        if found and found[-1].end == start:
            # What is left out and what is put in at one place is one difference.
            start, instead = found[-1].start, found.pop().instead + instead
        found.append(Difference(start, end, instead))
    return tuple(found)
