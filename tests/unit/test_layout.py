"""Text laid out by terminal cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from workbench.cli.layout import LONGEST_BLOCK, block, wrap


def test_chinese_breaks_anywhere_but_before_its_marks() -> None:
    assert wrap("吉林省委书记景俊海出席会议，并讲话。", 12) == ["吉林省委书记", "景俊海出席会", "议，并讲话。"]


def test_english_breaks_between_words() -> None:
    assert wrap("The delegation visited Tianjin on Monday.", 16) == ["The delegation", "visited Tianjin", "on Monday."]


@given(st.text(alphabet="ab 吉林，。\n\t", max_size=80), st.integers(4, 40))
def test_wrapping_loses_nothing_but_white_space(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width + 2 for line in lines)


def test_an_enormous_text_is_shown_shortened() -> None:
    assert block("x" * 1_000_000, "  ").count("x") == LONGEST_BLOCK
