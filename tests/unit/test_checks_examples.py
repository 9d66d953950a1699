"""Every rule's examples are its tests: what it shows to translators is what it does."""

from __future__ import annotations

from itertools import pairwise

import pytest

from workbench.checks.engine import RULES, SEGMENT_RULES
from workbench.checks.rule import Context, Example, PairText, Rule, SegmentExample, SegmentRule, SegmentText
from workbench.domain import Side

_PAIRS = [(rule, example) for rule in RULES for example in rule.examples]
_SEGMENTS = [(rule, example) for rule in SEGMENT_RULES for example in rule.segment_examples]


@pytest.mark.parametrize(("rule", "example"), _PAIRS, ids=[f"{r.name}: {e.zh[:20]}" for r, e in _PAIRS])
def test_rule_finds_what_its_example_says(rule: Rule, example: Example) -> None:
    pair = PairText(example.zh, example.en, Context(example.document, terms=example.terms), inlines=example.inlines)
    flags = sorted(rule.check(pair), key=lambda found: found.start)
    assert tuple(found.found for found in flags) == example.finds
    for found in flags:
        assert found.side == example.side
        assert pair.segment(example.side).text[found.start : found.end] == found.found
        assert found.rule == rule.name
    if example.suggestion is not None:
        assert flags[0].suggestion == example.suggestion


@pytest.mark.parametrize(("rule", "example"), _SEGMENTS, ids=[f"{r.name}: {e.text[:20]}" for r, e in _SEGMENTS])
def test_segment_rule_finds_what_its_example_says(rule: SegmentRule, example: SegmentExample) -> None:
    segment = SegmentText(example.text, example.language, Context(example.document, example.others))
    flags = sorted(rule.check_segment(segment), key=lambda found: found.start)
    assert tuple(found.found for found in flags) == example.finds
    for found in flags:
        assert segment.text[found.start : found.end] == found.found
        assert found.side is Side.SOURCE
    if example.suggestion is not None:
        assert flags[0].suggestion == example.suggestion


def test_names_are_unique_and_grouped_by_family() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    for rule in (*RULES, *SEGMENT_RULES):
        assert rule.name == rule.family or rule.name.startswith(f"{rule.family}-")
        assert rule.explanation.endswith(".")
    families = [rule.family for rule in RULES]
    assert sum(a != b for a, b in pairwise(families)) == len(set(families)) - 1


def test_every_rule_shows_what_it_finds_and_what_it_leaves_alone() -> None:
    for rule in RULES:
        assert any(example.finds for example in rule.examples), rule.name
        assert any(not example.finds for example in rule.examples), rule.name
