"""Stretches of one text without a counterpart in the other, from the similarities of their tokens.

The evidence of the tokens of a run adds up (`language/left_out.py`); what the lengths show is added to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.arrays import Float64Vector
from workbench.checks.length_ratio import USUAL, LengthRatio
from workbench.language.analysed_text import AnalysedText, match_tokens, size
from workbench.language.left_out import left_out_log_odds

_LACKS = 0.5
"""Log odds above which a token lacks a counterpart."""
_FEW = 3
"""Tokens without counterpart; two may well hide behind a free translation."""
_LENGTH_SAYS = 20.0
"""Lengths alone never add more than this to a run's evidence."""


@dataclass(frozen=True, slots=True)
class UnmatchedSpan:
    """A stretch of one text without a counterpart."""

    start: int
    end: int
    """Offsets into the text."""
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
        _span(zh, left_out_log_odds(zh, matches.source_best), longer, variance),
        _span(en, left_out_log_odds(en, matches.target_best), -longer, variance),
    )


def _span(text: AnalysedText, odds: Float64Vector, longer: float, variance: float) -> UnmatchedSpan:
    """The run of tokens with the largest sum, with what leaving it out does to the ratio of the lengths.

    `longer` is how much longer the other side is than usual, as a difference of logarithms of this variance.
    """
    strength = current = 0.0
    first = start = end = 0
    each = odds.tolist()
    for place, value in enumerate(each):
        current += value
        if current <= 0:
            current, first = 0.0, place + 1
        elif current > strength:
            strength, start, end = current, first, place + 1
    if sum(value > _LACKS for value in each[start:end]) < _FEW:
        return UnmatchedSpan(0, 0, 0.0)
    left, right = text.spans[start][0], text.spans[end - 1][1]
    without = longer + math.log((text.size + 1) / (max(text.size - size(text.text[left:right]), 0) + 1))
    gain = (longer**2 - without**2) / (2 * variance)
    return UnmatchedSpan(left, right, strength + max(-_LENGTH_SAYS, min(_LENGTH_SAYS, gain)))
