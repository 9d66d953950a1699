"""Prepared documents: what an aligner sees, which lines segments are on, and how segments are joined."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.documents.prepare import language_by_line, prepare, prepare_lines, under_own_names
from workbench.domain import Document, Language, PairSide, joined
from workbench.edits import undo


def document(text: str, name: str = "paper") -> Document:
    return Document(name, text, "utf-8", "checksum")


@given(st.lists(st.sampled_from(["", " ", "\t", "One.", " Two. ", "三。"])), st.sampled_from(["\n", "\r\n"]))
def test_every_line_is_a_unit_and_segments_know_their_lines(lines: list[str], end: str) -> None:
    prepared = prepare_lines(document("".join(line + end for line in lines)))
    assert [unit.strip() for unit in prepared.units] == [line.strip() for line in lines]
    assert [lines[number] for number in prepared.unit_numbers] == [segment.text for segment in prepared.segments]
    assert "".join(segment.text + segment.gap for segment in prepared.segments) == prepared.clean.text
    assert undo(prepared.clean) == prepared.document.text
    assert prepared.segments_of(range(len(lines))) == prepared.segments


def test_a_last_line_without_a_line_end_counts() -> None:
    assert prepare_lines(document("One.\n\nTwo.")).lines == (0, None, 1)
    assert prepare_lines(document("One.\n\n")).lines == (0, None)
    assert prepare_lines(document("")).lines == ()


def test_units_of_a_document_are_its_segments() -> None:
    prepared = prepare(document("He left. She stayed.\n\n他走了。她留下了。\n"))
    assert prepared.units == ("He left.", "She stayed.", "他走了。", "她留下了。")
    assert prepared.unit_numbers == (0, 1, 2, 3)
    assert prepared.languages == (Language.EN, Language.ZH_HANS)
    assert [segment.text for segment in prepared.in_language(chinese=True)] == ["他走了。", "她留下了。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She stayed.", "He left. She stayed."),
        ("He left.\u3000She stayed.", "He left.\u3000She stayed."),
        ("He left.\n\nShe stayed.", "He left. She stayed."),
        ("他走了。她留下了。", "他走了。她留下了。"),
        ("他走了。 她留下了。", "他走了。 她留下了。"),
        ("他走了。\n\n　　她留下了。", "他走了。她留下了。"),
    ],
)
def test_segments_are_joined_by_what_stood_between_them(text: str, expected: str) -> None:
    segments = prepare(document(text)).segments
    assert len(segments) == 2
    assert joined(segments) == expected
    assert PairSide.of("paper", segments) == PairSide.whole("paper", segments[0].language, (0, 1), expected)


def test_segments_with_others_between_them_are_joined_by_language() -> None:
    one, _, three = prepare(document("One came.  Two came.  Three came.")).segments
    assert joined([one, three]) == "One came. Three came."
    assert joined([replace(one, text=" One came. ")]) == "One came."


def test_lines_in_two_languages_have_a_language_each_where_there_are_many() -> None:
    mixed = prepare_lines(document("他走了。\n她留下了。\nHe left.\nShe stayed.\n"))
    assert [segment.language for segment in language_by_line(mixed).segments] == [*["zh-Hans"] * 2, *["en"] * 2]
    few = prepare_lines(document("他走了。\n" * 20 + "OK\n"))
    assert language_by_line(few) is few


def test_documents_of_one_name_get_numbers() -> None:
    named = under_own_names([prepare(document("One.", name)) for name in ("a", "a", "b", "a")])
    assert [each.name for each in named] == ["a", "a-2", "b", "a-3"]
