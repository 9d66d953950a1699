"""Suggestions put into real sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.checks.corrections import (
    TextEdit,
    apply_suggestion,
    edit_for,
)
from workbench.domain import Flag, Severity, Side
from workbench.errors import NotPossible


def flag(text: str, found: str, suggestion: str | None, side: Side = Side.SOURCE, rule: str = "places") -> Flag:
    start = text.index(found)
    return Flag(rule, Severity.ERROR, side, start, start + len(found), found, suggestion, "")


APPLIED = [
    ("between Tianjin and Kyrgyzstan.", "Kyrgyzstan", "Jilin", "between Tianjin and Jilin."),
    ("a new chapter of Kyrgyz-Shaanxi cooperation", "Kyrgyz", "Jilin", "a new chapter of Jilin-Shaanxi cooperation"),
    ("Kyrgyzstan's economy", "Kyrgyzstan", "Jilin", "Jilin's economy"),
    ("Kyrgyzstan’s economy", "Kyrgyzstan", "Jilin", "Jilin’s economy"),
    ("the Maldives' coast", "Maldives", "Jilin", "the Jilin's coast"),
    ("an Indonesian delegation", "Indonesian", "Jilin", "a Jilin delegation"),
    ("A Jilin delegation", "Jilin", "Uzbek", "An Uzbek delegation"),
    ("An Italian team", "Italian", "Ukrainian", "A Ukrainian team"),
    ("an Iranian official", "Iranian", "U.S.", "a U.S. official"),
    ("KYRGYZSTAN AND TIANJIN", "KYRGYZSTAN", "Jilin", "JILIN AND TIANJIN"),
    ("in the United States.", "United States", "Jilin", "in Jilin."),
    ("the United States government", "United States", "Jilin", "the Jilin government"),
    ("talks with Jilin.", "Jilin", "United States", "talks with the United States."),
    ("Jilin Province and Uzbekistan", "Jilin", "Kyrgyzstan", "Kyrgyzstan and Uzbekistan"),
    ("Hainan Province", "Hainan", "Henan", "Henan Province"),
    ("Chen Miner presided.", "Chen Miner", "Chen Min'er", "Chen Min'er presided."),
    ("(Reporter Liu Guodong Mizhe)", "Liu Guodong Mizhe", "Liu Guodong, Mi Zhe", "(Reporter Liu Guodong, Mi Zhe)"),
    ("the the people", " the", "", "the people"),
    ("It is is good.", "is ", "", "It is good."),
    ("deepen合作 further", "合作", "cooperation", "deepen cooperation further"),
    ("Secretary of the committee", "Secretary", "secretary", "Secretary of the committee"),
]


@pytest.mark.parametrize(("text", "found", "suggestion", "expected"), APPLIED)
def test_the_sentence_still_reads_well(text: str, found: str, suggestion: str, expected: str) -> None:
    assert apply_suggestion(text, flag(text, found, suggestion)) == expected


def test_chinese_is_replaced_as_it_stands() -> None:
    text = "加强天津和吉尔吉斯斯坦的合作"
    assert apply_suggestion(text, flag(text, "吉尔吉斯斯坦", "吉林", Side.TARGET)) == "加强天津和吉林的合作"


def test_what_cannot_be_applied_says_why() -> None:
    text = "between Tianjin and Kyrgyzstan."
    with pytest.raises(NotPossible, match="no suggestion"):
        apply_suggestion(text, flag(text, "Kyrgyzstan", None))
    with pytest.raises(NotPossible, match="changed"):
        apply_suggestion(text + " ", Flag("places", Severity.ERROR, Side.SOURCE, 0, 5, "Jilin", "Henan", ""))


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=20), st.text(min_size=1, max_size=8), st.text(max_size=20), st.text(max_size=12))
def test_nothing_outside_the_words_around_changes(before: str, found: str, after: str, suggestion: str) -> None:
    text = before + found + after
    there = Flag("x", Severity.ERROR, Side.SOURCE, len(before), len(before) + len(found), found, suggestion, "")
    edit = edit_for(text, there)
    result = edit.applied(text)
    assert result.startswith(text[: edit.start]) and result.endswith(text[edit.end :])
    assert len(before) - edit.start <= 5 + len(before) and 0 <= edit.start <= edit.end <= len(text)
    assert isinstance(edit, TextEdit)
