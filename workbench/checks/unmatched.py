"""Stretches of one text without a counterpart in the other, from the similarities of their tokens.

Every token takes its best similarity to a token of the other side. In a translation most rare tokens have a good one;
in a part that was left out most have only a chance one. The log of how much likelier a token's best similarity is in a
left-out part than in a translated one adds up over a run of tokens, as evidence that the run was left out; what the
lengths show is added to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.arrays import Float32Vector, Float64Vector
from workbench.checks.length_ratio import USUAL, LengthRatio
from workbench.language.analysed_text import AnalysedText, match_tokens, size

_SIMILARITY = (0.08, 0.17, 0.27, 0.32, 0.42, 0.52, 0.70, 0.90)
_LEFT_OUT = (3.0, 1.6, 0.45, -0.1, -1.1, -2.1, -3.4, -4.4)
"""Log odds of being left out at these best similarities, for a rare token; measured on translations of news against
the same texts beside foreign sentences."""
_RARITY = (4.0, 5.5, 8.0, 9.0)
_WEIGHT = (0.05, 0.35, 0.75, 1.0)
"""How much of it a token of this rarity carries: function words are at home anywhere."""
_LENGTH_SAYS = 20.0
"""Lengths alone never add more than this to a run's evidence."""
_MOST = 1.5
"""No token says more than this: one that no dictionary knows is not four times a missing word."""
_NAME = 0.3
_SINGLE = 0.5
"""Share of its weight that a capitalised word, and a single character, carries: names are transliterated, and a name
in characters falls apart into single ones."""


@dataclass(frozen=True, slots=True)
class UnmatchedSpan:
    """A stretch of one text without a counterpart."""

    start: int
    end: int
    """Offsets into the text."""
    words: int
    """Tokens that lack a counterpart."""
    strength: float
    """Log odds that it was left out; above 0 is likelier than not, nearly all good translations stay below 6."""


def find_unmatched(
    zh: AnalysedText, en: AnalysedText, lengths: LengthRatio = USUAL
) -> tuple[UnmatchedSpan, UnmatchedSpan]:
    """Return the most likely unmatched span of the Chinese and that of the English, of strength 0 where there is none.

    `lengths` is that of the pairs around. Raises EncoderError where the bundled encoder is missing.
    """
    matches = match_tokens(zh, en)
    longer, variance = lengths.deviation(zh.size, en.size), lengths.variance(zh.size, en.size)
    return (
        _span(zh, _log_odds(zh, matches.source_best), longer, variance),
        _span(en, _log_odds(en, matches.target_best), -longer, variance),
    )


def _log_odds(text: AnalysedText, best: Float32Vector) -> Float64Vector:
    rarity = text.rarity[: len(best)]
    odds = np.interp(best, _SIMILARITY, _LEFT_OUT) * np.interp(rarity, _RARITY, _WEIGHT)
    shares = [_share(text.text, start, end) for start, end in text.spans[: len(best)]]
    weighted: Float64Vector = np.minimum(odds * np.array(shares), _MOST)
    return weighted


def _share(text: str, start: int, end: int) -> float:
    """How much of its weight a token carries; numbers have rules of their own, marks say nothing."""
    first = text[start]
    if not first.isalpha():
        return 0.0
    if end - start == 1 and first > "\u2e7f":
        return _SINGLE
    return _NAME if start and first.isupper() else 1.0


def _span(text: AnalysedText, odds: Float64Vector, longer: float, variance: float) -> UnmatchedSpan:
    """The run of tokens with the largest sum, with what leaving it out does to the ratio of the lengths.

    `longer` is how much longer the other side is than usual, as a difference of logarithms of this variance.
    """
    strength = current = 0.0
    first = start = end = 0
    for place, value in enumerate(odds.tolist()):
        current += value
        if current <= 0:
            current, first = 0.0, place + 1
        elif current > strength:
            strength, start, end = current, first, place + 1
    if end == 0:
        return UnmatchedSpan(0, 0, 0, 0.0)
    left, right = text.spans[start][0], text.spans[end - 1][1]
    without = longer + float(np.log((text.size + 1) / (max(text.size - size(text.text[left:right]), 0) + 1)))
    gain = (longer**2 - without**2) / (2 * variance)
    words = int((odds[start:end] > 0.5).sum())
    return UnmatchedSpan(left, right, words, strength + max(-_LENGTH_SAYS, min(_LENGTH_SAYS, gain)))
