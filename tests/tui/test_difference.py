"""What differs in two texts, in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.cells import width
from workbench.tui.difference import difference, excerpt
from workbench.tui.text import Fragment, visible

TEXTS = st.text(st.sampled_from("ab 吉林，.\u202e\n[]→"), max_size=40)


def drawn(fragments: list[Fragment]) -> str:
    return "".join(fragment.text for fragment in fragments)


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("visited Kyrgyzstan today", "visited Jilin today", "visited [Kyrgyzstan → Jilin] today"),
        ("吉林省委", "吉省委", "吉[林 → –]省委"),
        ("a b", "a very b", "a [– → very ]b"),
        ("China", "china", "[China → china]"),
        ("x" * 6_000 + "吉", "x" * 6_000 + "林", "x" * 6_000 + "[吉 → 林]"),
    ],
)
def test_what_differs_is_in_brackets(before: str, after: str, wanted: str) -> None:
    assert drawn(difference(before, after)) == wanted


@given(TEXTS, TEXTS)
def test_both_texts_are_in_it(before: str, after: str) -> None:
    fragments = difference(before, after)
    empty = {"–"}
    old = "".join(each.text for each in fragments if each.style in ("text", "old") and each.text not in empty)
    new = "".join(each.text for each in fragments if each.style in ("text", "new") and each.text not in empty)
    assert (old, new) == (visible(before), visible(after))


@given(TEXTS, TEXTS, st.integers(4, 60))
def test_an_excerpt_fits(before: str, after: str, cells: int) -> None:
    assert width(drawn(excerpt(difference(before, after), cells))) <= cells


def test_the_first_difference_is_in_the_excerpt() -> None:
    assert "[吉 → 林]" in drawn(excerpt(difference("长" * 300 + "吉" + "长" * 300, "长" * 300 + "林" + "长" * 300), 60))


def test_texts_of_any_length_are_compared() -> None:
    assert drawn(difference("吉" * 4_999, "吉林" * 2_400)).count("吉") >= 2_400
    assert drawn(difference("吉" * 400_000, "林" * 400_000)) == f"[{'吉' * 400_000} → {'林' * 400_000}]"
