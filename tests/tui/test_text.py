"""Text on a screen: nothing lost, nothing wider than its place, nothing a terminal would obey."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.cells import fit, width, wrap
from workbench.tui.text import Fragment, Mark, bar, marked_lines, percent, visible

MIXED = st.text(st.sampled_from("ab ,.天津，。《》“”é\u0301Ａ😀"), max_size=60)


@given(st.text(max_size=80))
def test_visible_keeps_the_length_and_shows_every_control(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in shown)
    assert not set(shown) & set("\u202e\u2066\u200b\u200d\ufeff\xad\u061c")
    shown.encode("utf-8")


@given(MIXED, st.integers(2, 30))
def test_lines_are_no_wider_than_their_place_and_hold_every_word(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert all(width(text[start:end]) <= max(cells, 2) for start, end in lines)
    assert "".join(text[start:end] for start, end in lines).replace(" ", "") == text.replace(" ", "")
    assert all(before[1] <= after[0] for before, after in pairwise(lines))


def test_chinese_breaks_anywhere_but_before_closing_marks() -> None:
    text = "吉林省委书记，省长。"
    assert [text[start:end] for start, end in wrap(text, 12)] == ["吉林省委书", "记，省长。"]
    english = "Hello world again"
    assert [english[start:end] for start, end in wrap(english, 11)] == ["Hello world", "again"]


@given(MIXED, st.integers(0, 30))
def test_fit_is_exact(text: str, cells: int) -> None:
    assert width(fit(text, cells)) == cells


@given(MIXED, st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=4), st.integers(4, 30))
def test_marks_change_only_the_style(text: str, spans: list[tuple[int, int]], cells: int) -> None:
    marks = [Mark(start, end, "match0") for start, end in spans]
    plain = marked_lines(text, (), "text", cells)
    marked = marked_lines(text, marks, "text", cells)
    assert ["".join(fragment.text for fragment in line) for line in marked] == [
        "".join(fragment.text for fragment in line) for line in plain
    ]


def test_a_sign_stands_behind_its_stretch() -> None:
    (line,) = marked_lines("Tianjin port", [Mark(0, 7, "match0", "¹")], "text", 40)
    assert _text(line) == "Tianjin¹ port"
    assert (line[0].text, line[0].style) == ("Tianjin¹", "match0")


@pytest.mark.parametrize(("value", "shown"), [(0.98, ".98"), (0.0, ".00"), (1.0, "1.0"), (0.996, "1.0"), (0.05, ".05")])
def test_probabilities_take_three_cells(value: float, shown: str) -> None:
    assert percent(value) == shown


@given(st.floats(-1, 2))
def test_bars_have_their_width(value: float) -> None:
    assert width(bar(value, 5)) == 5


def _text(line: list[Fragment]) -> str:
    return "".join(fragment.text for fragment in line)
