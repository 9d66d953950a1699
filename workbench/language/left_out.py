"""How surely each token of a text has no counterpart in another text, from the similarities of their tokens.

Every token takes its best similarity to a token of the other text. In a translation most rare tokens have a good one;
in a part that was left out most have only a chance one. The log of how much likelier a token's best similarity is in a
left-out part than in a translated one adds up over a run of tokens, as evidence that the run was left out.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from workbench.arrays import Float32Vector, Float64Vector
from workbench.encoders.static import StaticEncoder
from workbench.language.analysed_text import AnalysedText

_SIMILARITY = np.array([0.08, 0.17, 0.27, 0.32, 0.42, 0.52, 0.70, 0.90])
_LEFT_OUT = np.array([3.0, 1.6, 0.45, -0.1, -1.1, -2.1, -3.4, -4.4])
"""Log odds of being left out at these best similarities, for a rare token; measured on translations of news against
the same texts beside foreign sentences."""
_RARITY = np.array([4.0, 5.5, 8.0, 9.0])
_WEIGHT = np.array([0.05, 0.35, 0.75, 1.0])
"""How much of it a token of this rarity carries: function words are at home anywhere."""
_MOST = 1.5
"""No token says more than this: one that no dictionary knows is not four times a missing word."""
_NAME = 0.3
_SINGLE = 0.5
"""Share of its weight that a capitalised word, and a single character, carries: names are transliterated, and a name
in characters falls apart into single ones."""


def left_out_log_odds(text: AnalysedText, best: Float32Vector) -> Float64Vector:
    """Return (tokens,) the log odds of each token's being left out; `best` (tokens,) is its best similarity."""
    odds: Float64Vector = np.interp(best, _SIMILARITY, _LEFT_OUT) * token_weights(text, len(best))
    return np.minimum(odds, _MOST)


@lru_cache(maxsize=2)
def _weights(encoder: StaticEncoder) -> Float64Vector:
    """(tokens of the vocabulary,) how much of the evidence a token of its rarity carries."""
    weights: Float64Vector = np.interp(encoder.rarity, _RARITY, _WEIGHT)
    return weights


def token_weights(text: AnalysedText, count: int) -> Float64Vector:
    """Return (count,) how much of the evidence for its text each of the first tokens carries, 0 to 1."""
    weights: Float64Vector = _weights(text.encoder)[text.tokens.ids[:count]]
    weights *= [_share(text.text, start, end) for start, end in text.spans[:count]]
    return weights


def _share(text: str, start: int, end: int) -> float:
    """How much of its weight a token carries; numbers have rules of their own, marks say nothing."""
    first = text[start]
    if not first.isalpha():
        return 0.0
    if end - start == 1 and first > "\u2e7f":
        return _SINGLE
    return _NAME if start and first.isupper() else 1.0
