"""What the sides of a pair have in common, computed from their texts whenever it is asked for."""

from __future__ import annotations

from functools import lru_cache

from workbench.domain import Pair, PairSide
from workbench.language.analysed_text import AnalysedText
from workbench.mining.statements import Comparison, Statement, compare_statements

_KEPT = 512
"""Texts whose analysis is kept: a statement of an article meets several of every paper."""


def comparison_of(pair: Pair) -> Comparison:
    """Compare the two sides as their texts are now."""
    return compare_sides(pair.source, pair.target)


def compare_sides(source: PairSide, target: PairSide) -> Comparison:
    """The same for sides that are not, or not yet, a pair."""
    return compare_statements(*(_statement(side.text, side.language.is_chinese) for side in (source, target)))


@lru_cache(maxsize=_KEPT)
def _statement(text: str, chinese: bool) -> Statement:
    return Statement(AnalysedText(text, chinese=chinese))
