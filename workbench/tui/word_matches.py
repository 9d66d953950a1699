"""Which words of a pair's two texts stand for each other: numbers, terms, names, then the strongest pairs of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.domain import Pair, Side, Term
from workbench.errors import EncoderError
from workbench.language.analysed_text import AnalysedText, analyse, match_tokens
from workbench.language.conversion import simplify
from workbench.language.name_matches import foreign_names, people, places, romanised
from workbench.language.words import Span, is_function_word
from workbench.pipeline.comparison import comparison_of
from workbench.tui.text import Mark, superscript

_TONES = 5
_STRONG = 0.45
"""Cosine from which two words match."""
_MOST = 12
_LONGEST = 2_000
"""Characters of a text that are matched; readers of longer ones search for single words."""


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A stretch of the source and one of the target that stand for each other."""

    source: Span
    target: Span


def word_marks(pair: Pair, terms: Sequence[Term]) -> dict[Side, tuple[Mark, ...]]:
    """Return marks by side: one style and one number for each match, so that it is not only a colour."""
    marks: dict[Side, list[Mark]] = {side: [] for side in Side}
    for number, match in enumerate(matches(pair.source.text, pair.target.text, terms)):
        style, sign = f"match{number % _TONES}", superscript(number + 1)
        marks[Side.SOURCE].append(Mark(*match.source, style, sign))
        marks[Side.TARGET].append(Mark(*match.target, style, sign))
    return {side: tuple(found) for side, found in marks.items()}


def shared_marks(pair: Pair) -> dict[Side, tuple[Mark, ...]]:
    """Return marks on what both sides share, where they are not meant to say the same."""
    found = comparison_of(pair)
    return {side: tuple(Mark(each.start, each.end, "match0") for each in found.stretches(side)) for side in Side}


def differences(pair: Pair) -> str:
    """Return the facts by which the sides of a mined pair differ: "Zhang Gong / 黄强 · 7 / 9"."""
    return " · ".join(
        f"{', '.join(each.source) or '—'} / {', '.join(each.target) or '—'}" for each in comparison_of(pair).differences
    )


def matches(source: str, target: str, terms: Sequence[Term]) -> list[WordMatch]:
    """Return what matches in two texts, in the order of the source; no character is in two matches."""
    left, right = analyse(source[:_LONGEST]), analyse(target[:_LONGEST])
    found: list[WordMatch] = []
    for proposed in (_numbers(left, right), _terms(left, right, terms), _names(left, right), _words(left, right)):
        for match in proposed:
            if len(found) < _MOST and not any(_overlap(match, other) for other in found):
                found.append(match)
    return sorted(found, key=lambda match: match.source)


def _overlap(one: WordMatch, other: WordMatch) -> bool:
    def meet(a: Span, b: Span) -> bool:
        return a[0] < b[1] and b[0] < a[1]

    return meet(one.source, other.source) or meet(one.target, other.target)


def _numbers(source: AnalysedText, target: AnalysedText) -> list[WordMatch]:
    right = [quantity for quantity in target.quantities if quantity.value is not None]
    found = []
    for quantity in source.quantities:
        for index, other in enumerate(right):
            if quantity.value is not None and quantity.value == other.value:
                found.append(WordMatch((quantity.start, quantity.end), (other.start, other.end)))
                del right[index]
                break
    return found


def _terms(source: AnalysedText, target: AnalysedText, terms: Sequence[Term]) -> list[WordMatch]:
    found = []
    left, right = source.simplified.casefold(), target.simplified.casefold()
    for term in terms:
        zh, en = simplify(term.zh).casefold(), term.en.casefold()
        for one, other in ((zh, en), (en, zh)):
            # Folded case that is longer would put marks beside their words.
            if len(left) == len(source.text) and len(right) == len(target.text) and one in left and other in right:
                at, there = left.index(one), right.index(other)
                found.append(WordMatch((at, at + len(one)), (there, there + len(other))))
    return found


def _names(source: AnalysedText, target: AnalysedText) -> Iterator[WordMatch]:
    """Yield names of people and places in the two languages, in either direction; the surest first."""
    if source.chinese == target.chinese:
        return
    en, zh = (target, source) if source.chinese else (source, target)
    for ours, theirs in (*people(en, zh), *places(en, zh), *foreign_names(en, zh), *romanised(en, zh)):
        yield WordMatch(theirs, ours) if source.chinese else WordMatch(ours, theirs)


def _words(source: AnalysedText, target: AnalysedText) -> list[WordMatch]:
    """Return pairs of words that are each other's best match in the bundled encoder, strongest first."""
    try:
        pairs = match_tokens(source, target).mutual(_STRONG)
    except EncoderError:
        return []
    return [
        WordMatch(source.spans[i], target.spans[j])
        for i, j in pairs
        if _has_meaning(source, source.spans[i]) and _has_meaning(target, target.spans[j])
    ]


def _has_meaning(text: AnalysedText, span: Span) -> bool:
    """Return whether a token is a word that a translation has a word for, not a mark, a piece or a function word."""
    word = text.simplified[slice(*span)]
    around = text.text[max(span[0] - 1, 0) : span[0]], text.text[span[1] : span[1] + 1]
    is_piece = word.isascii() and any(character.isascii() and character.isalpha() for character in around)
    return any(character.isalnum() for character in word) and not is_piece and not is_function_word(word)
