"""Inline elements as exchange files hold them: pairs of tags around words, single ones where nothing is covered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.domain import Inline, InlineKind, Pair, PairSide

TYPES = {
    InlineKind.STRONG: "bold",
    InlineKind.EMPHASIS: "italic",
    InlineKind.LINK: "link",
    InlineKind.IMAGE: "image",
    InlineKind.CODE: "x-code",
    InlineKind.FORMULA: "x-formula",
    InlineKind.PLACEHOLDER: "x-placeholder",
}
"""What TMX and XLIFF call each kind."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Where an element begins that covers words."""

    number: int
    inline: Inline


@dataclass(frozen=True, slots=True)
class Closing:
    """Where the element ends that was opened last."""

    number: int


@dataclass(frozen=True, slots=True)
class Single:
    """An element that covers nothing."""

    number: int
    inline: Inline


Piece = str | Opening | Closing | Single


def numbers(pair: Pair) -> tuple[list[int], list[int]]:
    """Return a number for each inline element of both sides, from 1; those that stand for each other have the same."""
    source, target = pair.source, pair.target
    if not source.inlines and not target.inlines:
        return [], []
    free = list(enumerate(source.inlines, 1))
    found: list[int] = []
    for inline in target.inlines:
        best = max(free, key=lambda one: (_likeness(source, one[1], target, inline), -one[0]), default=None)
        if best is None or not _likeness(source, best[1], target, inline):
            found.append(len(source.inlines) + len(found) + 1)
        else:
            free.remove(best)
            found.append(best[0])
    return list(range(1, len(source.inlines) + 1)), found


def _likeness(source: PairSide, one: Inline, target: PairSide, other: Inline) -> int:
    if one.kind is not other.kind:
        return 0
    same_words = source.text[one.start : one.end] == target.text[other.start : other.end]
    return 1 + same_words + (bool(one.data) and one.data == other.data)


def pieces(side: PairSide, numbers: Sequence[int]) -> Iterator[Piece]:
    """Yield a side's text in pieces with its inline elements; one that crosses another's border is left out."""
    at = 0
    opened: list[tuple[int, int]] = []
    """End and number of the elements that are open."""
    ordered = sorted(zip(side.inlines, numbers, strict=True), key=lambda each: (each[0].start, -each[0].end))
    for inline, number in ordered:
        # What covers nothing stays inside an element that ends where it stands.
        while opened and opened[-1][0] <= inline.start and opened[-1][0] < inline.end:
            end, last = opened.pop()
            yield side.text[at:end]
            at = end
            yield Closing(last)
        if not at <= inline.start <= inline.end <= (opened[-1][0] if opened else len(side.text)):
            continue
        yield side.text[at : inline.start]
        at = inline.start
        if inline.start == inline.end:
            yield Single(number, inline)
        else:
            yield Opening(number, inline)
            opened.append((inline.end, number))
    while opened:
        end, last = opened.pop()
        yield side.text[at:end]
        at = end
        yield Closing(last)
    yield side.text[at:]
