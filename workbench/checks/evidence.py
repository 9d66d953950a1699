"""How well the words of two texts account for each other, from the bundled encoder's token vectors.

Every token takes its best similarity to a token of the other side. In a translation most rare tokens have a good one;
in a part that was left out most have only a chance one. The log of how much likelier a token's best similarity is in a
left-out part than in a translated one adds up over a run of tokens, as evidence that the run was left out; what the
lengths say is added to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.arrays import Float32Matrix, Float32Vector, Float64Vector
from workbench.encoders.registry import bundled
from workbench.encoders.static import StaticEncoder, Tokens

_SIMILARITY = (0.08, 0.17, 0.27, 0.32, 0.42, 0.52, 0.70, 0.90)
_LEFT_OUT = (3.0, 1.6, 0.45, -0.1, -1.1, -2.1, -3.4, -4.4)
"""Log odds of being left out at these best similarities, for a rare token; measured on translations of news against
the same texts beside foreign sentences."""
_RARITY = (4.0, 5.5, 8.0, 9.0)
_WEIGHT = (0.05, 0.35, 0.75, 1.0)
"""How much of it a token of this rarity carries: function words are at home anywhere."""
_LENGTH_RATIO = 0.045
_LENGTH_SPREAD = 0.17
"""Median and spread of log(English size / Chinese size) in good translations of news."""
_LENGTH_SAYS = 20.0
"""Lengths alone never add more than this to a run's evidence."""
_LONGEST = 20_000
_MOST_TOKENS = 2_000
"""Characters and tokens read of a text: every token meets every other, and no sentence is longer."""
_MOST = 1.5
"""No token says more than this: one that no dictionary knows is not four times a missing word."""
_NAME = 0.3
_SINGLE = 0.5
"""Share of its weight that a capitalised word, and a single character, carries: names are transliterated, and a name
in characters falls apart into single ones."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one side without counterpart."""

    start: int
    end: int
    """Offsets into that side's text."""
    words: int
    """Tokens that lack a counterpart."""
    strength: float
    """Log odds that it was left out; above 0 is likelier than not, nearly all good translations stay below 6."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the words of a pair say."""

    zh_run: Run
    """The Chinese that most likely has no English."""
    en_run: Run
    zh_unexplained: float
    """Sum over tokens of rarity times (1 - best similarity): how much there is to get wrong."""
    en_unexplained: float
    zh_worst: float
    """The three largest of those terms together."""
    size_ratio: float
    """log(English size / Chinese size), 0 where usual."""


def size(text: str) -> float:
    """Length as both languages share it: a Chinese character counts 2, another non-space character 0.55."""
    wide = sum(character > "\u2e7f" for character in text)
    blank = sum(map(text.count, " \t\n\u3000"))
    return 2.0 * wide + 0.55 * (len(text) - wide - blank)


def evidence(zh: str, en: str) -> Evidence:
    """Read a pair. Raises EncoderError where the bundled encoder is missing."""
    encoder = bundled()
    zh_tokens, en_tokens = (_first(tokens) for tokens in encoder.tokenize([zh[:_LONGEST], en[:_LONGEST]]))
    similarity = _unit_rows(encoder, zh_tokens) @ _unit_rows(encoder, en_tokens).T
    zh_best = similarity.max(axis=1, initial=0.0).astype(np.float64)
    en_best = similarity.max(axis=0, initial=0.0).astype(np.float64)
    zh_rarity, en_rarity = encoder.rarity[zh_tokens.ids], encoder.rarity[en_tokens.ids]
    zh_size, en_size = size(zh), size(en)
    zh_terms, en_terms = zh_rarity * (1 - zh_best), en_rarity * (1 - en_best)
    ratio = float(np.log((en_size + 1) / (zh_size + 1))) - _LENGTH_RATIO
    return Evidence(
        _run(zh, zh_tokens, _log_odds(zh, zh_tokens, zh_best, zh_rarity), zh_size, ratio),
        _run(en, en_tokens, _log_odds(en, en_tokens, en_best, en_rarity), en_size, -ratio),
        float(zh_terms.sum()),
        float(en_terms.sum()),
        float(np.sort(zh_terms)[-3:].sum()),
        ratio,
    )


def _first(tokens: Tokens) -> Tokens:
    return Tokens(tokens.ids[:_MOST_TOKENS], tokens.starts[:_MOST_TOKENS], tokens.ends[:_MOST_TOKENS])


def _unit_rows(encoder: StaticEncoder, tokens: Tokens) -> Float32Matrix:
    rows = encoder.rows(tokens.ids)
    norms = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    np.divide(rows, norms, out=rows, where=norms > 0)
    return rows


def _log_odds(text: str, tokens: Tokens, best: Float64Vector, rarity: Float32Vector) -> Float64Vector:
    odds = np.interp(best, _SIMILARITY, _LEFT_OUT) * np.interp(rarity, _RARITY, _WEIGHT)
    shares = [_share(text, start, end) for start, end in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)]
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


def _run(text: str, tokens: Tokens, odds: Float64Vector, text_size: float, ratio: float) -> Run:
    """The run of tokens with the largest sum, with what leaving it out does to the ratio of the lengths.

    `ratio` is log(size of the other side / size of this one), 0 where usual.
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
        return Run(0, 0, 0, 0.0)
    left, right = int(tokens.starts[start]), int(tokens.ends[end - 1])
    without = ratio + float(np.log((text_size + 1) / (max(text_size - size(text[left:right]), 0) + 1)))
    gain = (ratio**2 - without**2) / (2 * _LENGTH_SPREAD**2)
    words = int((odds[start:end] > 0.5).sum())
    return Run(left, right, words, strength + max(-_LENGTH_SAYS, min(_LENGTH_SAYS, gain)))
