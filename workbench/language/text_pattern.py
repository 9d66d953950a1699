"""A person's regular expression over texts in either Chinese script, bounded in time and memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from workbench.language.conversion import simplify
from workbench.script import HAN_RE

TEXT_SECONDS = 0.25
"""How long a pattern may take on one text: a good one takes a millionth of it."""

LARGEST = 20_000
"""Elements of a pattern once its repeats are written out, as they are in memory."""

_REFERENCE = re.compile(r"\\(?:(\d+)|g<(\w+)>|(\\))")
"""A group's number or name in the text that replaces a match, or a backslash."""

_ELEMENT = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d{1,18})(?:,\d{0,18})?\}|.", re.DOTALL)


class Match(Protocol):
    """What of a match is used."""

    def span(self, group: int | str = 0, /) -> tuple[int, int]:
        """Start and end of a group, -1 where it has no part in the match."""


class TextPattern:
    """A pattern that keeps to a time limit, as the standard library cannot; one in Simplified finds Traditional.

    Raises ValueError, saying what is wrong, for what is not a pattern or would take too much memory.
    """

    def __init__(self, text: str) -> None:
        import regex  # type: ignore[import-untyped]

        self.simplified = simplify(text)
        # Texts need no converting where the pattern names no Chinese character.
        self._level = simplify if HAN_RE.search(text) else str
        if _size(self.simplified) > LARGEST:
            raise ValueError("its repeats make it too large")
        try:
            self._compiled = regex.compile(self.simplified)
        except (regex.error, RecursionError, OverflowError) as error:
            raise ValueError(str(error)) from error

    def has_group(self, group: int | str) -> bool:
        """Whether the pattern has a group of this number or name."""
        return group in self._compiled.groupindex if isinstance(group, str) else group <= self._compiled.groups

    def found(self, text: str) -> bool:
        """Whether it matches. Raises TimeoutError."""
        return self._compiled.search(self._level(text), timeout=TEXT_SECONDS) is not None

    def matches(self, text: str, most: int | None = None) -> Iterator[Match]:
        """The first matches, whose offsets are those of the text. Raises TimeoutError."""
        return islice(self._compiled.finditer(self._level(text), timeout=TEXT_SECONDS), most)


def references(template: str) -> list[int | str]:
    """Return the groups, by number or name, that a text which is to replace a match refers to."""
    found = [reference.groups() for reference in _REFERENCE.finditer(template)]
    return [
        name if name and not name.isdigit() else int((number or name)[:9]) for number, name, slash in found if not slash
    ]


def filled(template: str, text: str, match: Match) -> str:
    """Return what replaces a match in a text: the template with its references filled in from the text itself."""

    def words(reference: re.Match[str]) -> str:
        number, name, slash = reference.groups()
        start, end = (0, 0) if slash else match.span(int(number or name) if (number or name).isdigit() else name)
        return slash or text[max(start, 0) : max(end, 0)]

    return _REFERENCE.sub(words, template)


def _size(pattern: str) -> int:
    """How many elements a pattern has with the least number of each repeat written out."""
    groups: list[int] = [0]
    last = 0
    for match in _ELEMENT.finditer(pattern):
        if match[1] is not None:
            more = last * (max(int(match[1]), 1) - 1)
            groups[-1] += more
            last += more
        elif match[0] == "(":
            groups.append(0)
        elif match[0] == ")" and len(groups) > 1:
            last = groups.pop() + 1
            groups[-1] += last
        else:
            last = 1
            groups[-1] += last
    return sum(groups)
