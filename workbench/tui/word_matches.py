"""Which words of a pair's two texts stand for each other: numbers, terms, names, then the strongest pairs of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.domain import Pair, Side, Term
from workbench.encoders.registry import bundled
from workbench.errors import EncoderError
from workbench.language.conversion import simplify
from workbench.language.quantities.finding import quantities
from workbench.tui.text import Mark

_TONES = 5
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_STRONG = 0.45
"""Cosine from which two words match."""
_MOST = 12
_LONGEST = 2_000
"""Characters of a text that are matched; readers of longer ones search for single words."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A stretch of the source and one of the target that stand for each other."""

    source: Span
    target: Span


def word_marks(pair: Pair, terms: Sequence[Term]) -> dict[Side, tuple[Mark, ...]]:
    """Return marks by side: one style and one number for each match, so that it is not only a colour."""
    marks: dict[Side, list[Mark]] = {side: [] for side in Side}
    for number, match in enumerate(matches(pair.source.text, pair.target.text, terms)):
        style, sign = f"match{number % _TONES}", str(number + 1).translate(_SUPERSCRIPT)
        marks[Side.SOURCE].append(Mark(*match.source, style, sign))
        marks[Side.TARGET].append(Mark(*match.target, style, sign))
    return {side: tuple(found) for side, found in marks.items()}


def matches(source: str, target: str, terms: Sequence[Term]) -> list[WordMatch]:
    """Return what matches in two texts, in the order of the source; no character is in two matches."""
    source, target = source[:_LONGEST], target[:_LONGEST]
    found: list[WordMatch] = []
    for proposed in (_numbers(source, target), _terms(source, target, terms), _words(source, target)):
        for match in proposed:
            if len(found) < _MOST and not any(_overlap(match, other) for other in found):
                found.append(match)
    return sorted(found, key=lambda match: match.source)


def _overlap(one: WordMatch, other: WordMatch) -> bool:
    def meet(a: Span, b: Span) -> bool:
        return a[0] < b[1] and b[0] < a[1]

    return meet(one.source, other.source) or meet(one.target, other.target)


def _numbers(source: str, target: str) -> list[WordMatch]:
    right = [quantity for quantity in quantities(target) if quantity.value is not None]
    found = []
    for quantity in quantities(source):
        for index, other in enumerate(right):
            if quantity.value is not None and quantity.value == other.value:
                found.append(WordMatch((quantity.start, quantity.end), (other.start, other.end)))
                del right[index]
                break
    return found


def _terms(source: str, target: str, terms: Sequence[Term]) -> list[WordMatch]:
    found = []
    left, right = simplify(source).casefold(), simplify(target).casefold()
    for term in terms:
        zh, en = simplify(term.zh).casefold(), term.en.casefold()
        for one, other in ((zh, en), (en, zh)):
            # A conversion that changed a length would put marks beside their words.
            if len(left) == len(source) and len(right) == len(target) and one in left and other in right:
                at, there = left.index(one), right.index(other)
                found.append(WordMatch((at, at + len(one)), (there, there + len(other))))
    return found


def _words(source: str, target: str) -> list[WordMatch]:
    """Return pairs of words that are each other's best match in the bundled encoder, strongest first."""
    try:
        encoder = bundled()
    except EncoderError:
        return []
    left, right = encoder.tokenize([source, target])
    if not len(left.ids) or not len(right.ids):
        return []
    rows = [encoder.rows(tokens.ids) for tokens in (left, right)]
    # Common words have short vectors and would match anything; a long vector marks a word of content.
    sizes = [np.linalg.norm(row, axis=1) for row in rows]
    units = [row / np.maximum(size, 1e-9)[:, None] for row, size in zip(rows, sizes, strict=True)]
    cosines = units[0] @ units[1].T
    there, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
    strong = [
        (float(cosines[i, j]), i, int(j)) for i, j in enumerate(there) if back[j] == i and cosines[i, j] > _STRONG
    ]
    return [
        WordMatch((int(left.starts[i]), int(left.ends[i])), (int(right.starts[j]), int(right.ends[j])))
        for _, i, j in sorted(strong, reverse=True)
        if _has_letters(source[left.starts[i] : left.ends[i]]) and _has_letters(target[right.starts[j] : right.ends[j]])
    ]


def _has_letters(word: str) -> bool:
    return any(character.isalnum() for character in word)
