"""Text laid out by terminal cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.cells import fit, width, wrap
from workbench.cli.layout import LONGEST_BLOCK, block

FAMILY = "👨\u200d👩\u200d👧"


def _lines(text: str, cells: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, cells)]


def test_english_breaks_between_words() -> None:
    assert _lines("The delegation visited Tianjin on Monday.", 16) == [
        "The delegation",
        "visited Tianjin",
        "on Monday.",
    ]


TEXTS = st.lists(st.sampled_from([*"ab 吉林，。😀", "e\u0301", "❤\ufe0f", FAMILY]), max_size=60).map("".join)


@given(TEXTS, st.integers(2, 40))
def test_wrapping_loses_nothing_but_spaces_and_keeps_to_the_width(text: str, cells: int) -> None:
    lines = _lines(text, cells)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= cells for line in lines)
    assert width(fit(text, cells)) == cells


def test_what_is_drawn_as_one_is_measured_and_kept_as_one() -> None:
    assert width(FAMILY) == 2
    assert _lines(FAMILY * 3, 4) == [FAMILY * 2, FAMILY]
    assert fit(FAMILY * 3, 5) == FAMILY * 2 + "…"


@pytest.mark.parametrize("text", ["a\tb\n\nc", " a b  c "])
def test_white_space_in_a_paragraph_is_one_space(text: str) -> None:
    assert block(text, "  ") == "  a b c"


def test_an_enormous_text_is_shown_shortened() -> None:
    assert block("x" * 1_000_000, "  ").count("x") == LONGEST_BLOCK
