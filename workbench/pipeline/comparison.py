"""What the sides of a pair have in common, computed from their texts whenever it is asked for."""

from __future__ import annotations

from functools import lru_cache

from workbench.domain import Pair, PairSide
from workbench.language.analysed_text import AnalysedText
from workbench.language.conversion import fold
from workbench.mining.compared_text import compared_text
from workbench.mining.statements import Comparison, Statement, compare_statements

_KEPT = 1024
"""Statements and comparisons that are kept: a statement of an article meets several of every paper."""


def comparison_of(pair: Pair) -> Comparison:
    """Compare the two sides as their texts are now."""
    return compare_sides(pair.source, pair.target)


def compare_sides(source: PairSide, target: PairSide) -> Comparison:
    """The same for sides that are not, or not yet, a pair."""
    return _compared(source.text, source.language.is_chinese, target.text, target.language.is_chinese)


@lru_cache(maxsize=_KEPT)
def _compared(source: str, source_chinese: bool, target: str, target_chinese: bool) -> Comparison:
    return compare_statements(_statement(source, source_chinese), _statement(target, target_chinese))


@lru_cache(maxsize=_KEPT)
def _statement(text: str, chinese: bool) -> Statement:
    analysed = compared_text(fold(text)).analysed
    # Mostly mining has analysed the text already: where folding and cutting left it as it was.
    known = analysed.text == text and analysed.chinese == chinese
    return Statement(analysed if known else AnalysedText(text, chinese=chinese))
