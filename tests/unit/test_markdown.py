"""Markdown: text becomes blocks of its kind, the rest is kept and skipped, and offsets lead back to the file."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SHARED
from workbench.documents.formats.markdown import read
from workbench.documents.prepare import prepare, read_prepared
from workbench.domain import BlockKind, Document, Inline, InlineKind, PreparedDocument, Role
from workbench.edits import undo

COURSE = SHARED / "course-md"


def prepared(text: str) -> PreparedDocument:
    found = read(text.encode("utf-8", "replace"), "page.md", None)
    return prepare(Document("page", found.text, found.encoding, "", blocks=found.blocks, markup=found.markup))


def kinds(text: str) -> list[tuple[str, str]]:
    """The kind of each block that is text with its segments, of each other one with its source."""
    one = prepared(text)
    return [
        (
            block.kind.value,
            " | ".join(segment.text.strip() for segment in one.segments if segment.block == number)
            if block.kind.is_text
            else one.document.text[block.start : block.end],
        )
        for number, block in enumerate(one.document.blocks)
    ]


def inlines(text: str) -> list[tuple[str, str, str]]:
    segments = prepared(text).segments
    return [(each.kind.value, one.text[each.start : each.end], each.data) for one in segments for each in one.inlines]


EXAMPLES: list[tuple[str, list[tuple[str, str]]]] = [
    ("# A title [[a-title]]\n\nText.", [("heading", "A title"), ("paragraph", "Text.")]),
    ("# 2. What will it do? And why?", [("heading", "2. What will it do? | And why?")]),
    ("标题 {#id}\n===\n", [("heading", "标题")]),
    ("Broken\nover lines.", [("paragraph", "Broken over lines.")]),
    ("一段话，\n分成两行。", [("paragraph", "一段话，分成两行。")]),
    ("- one\n- two\n  more", [("list-item", "one"), ("list-item", "two more")]),
    ("1. 1\n2. `x`\n", [("list-item", "1"), ("code", "`x`")]),
    ("> [!TIP]\n> Said *so*.\n> Then more.", [("quote", "Said so. | Then more.")]),
    ("|a b|c|\n|-|-|\n|a|`d`|\n", [("table-cell", "a b"), ("table-cell", "c"), ("table-cell", "a"), ("code", "`d`")]),
    ("|x \\| y|z|\n|-|-|\n", [("table-cell", "x | y"), ("table-cell", "z")]),
    ("```py\nx = 1\n```\n", [("code", "```py\nx = 1\n```")]),
    ("Text.\n\n    x = 1\n", [("paragraph", "Text."), ("code", "    x = 1")]),
    ("$$\nx\n$$\n", [("formula", "$$\nx\n$$")]),
    ("$x^2$", [("formula", "$x^2$")]),
    ("It costs $5 or $6.", [("paragraph", "It costs $5 or $6.")]),
    ("<!-- a\n\nb -->\nText.", [("markup", "<!-- a\n\nb -->"), ("paragraph", "Text.")]),
    ('<Ab b={[{c: "d>"}]}\n  e/>\nText.', [("markup", '<Ab b={[{c: "d>"}]}\n  e/>'), ("paragraph", "Text.")]),
    ("<Tip>\nSome **text**.\n</Tip>", [("markup", "<Tip>"), ("paragraph", "Some text."), ("markup", "</Tip>")]),
    ("{#if fw}\nText.\n{/if}", [("markup", "{#if fw}"), ("paragraph", "Text."), ("markup", "{/if}")]),
    (
        "<table>\n  <tr><td>甲</td>\n  <td>乙</td></tr>\n</table>",
        [
            *(("markup", tag) for tag in ("<table>", "<tr>", "<td>")),
            ("table-cell", "甲"),
            *(("markup", tag) for tag in ("</td>", "<td>")),
            ("table-cell", "乙"),
            *(("markup", tag) for tag in ("</td>", "</tr>", "</table>")),
        ],
    ),
    (
        '---\ntitle: "A page"\nid: 3\n---\nText.',
        [("markup", '---\ntitle: "'), ("heading", "A page"), ("markup", '"\nid: 3\n---'), ("paragraph", "Text.")],
    ),
    ("https://example.org/a", [("markup", "https://example.org/a")]),
    ("![alt](a.png)", [("markup", "![alt](a.png)")]),
    ("Seen[^1].\n\n[^1]: A note.", [("paragraph", "Seen."), ("footnote", "A note.")]),
    ("Tom &amp; \\*Tim\\*", [("paragraph", "Tom & *Tim*")]),
    ("**注意：**下面", [("paragraph", "注意：下面")]),
    ("One.  \nTwo", [("paragraph", "One. | Two")]),
    ("Call `a. B` now. Then `c`.", [("paragraph", "Call a. B now. | Then c.")]),
]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_blocks_have_the_kind_their_syntax_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


def test_inline_elements_keep_their_words_and_lose_their_marks() -> None:
    text = 'See [the `docs`](https://e.org/a?b=(c)), *so* **very** ![x](y.png)$e$ <img src="z"> https://e.org/q.'
    assert inlines(text) == [
        ("link", "the docs", "https://e.org/a?b=(c)"),
        ("code", "docs", ""),
        ("emphasis", "so", ""),
        ("strong", "very", ""),
        ("image", "", "y.png"),
        ("formula", "e", ""),
        ("image", "", "z"),
        ("link", "https://e.org/q", "https://e.org/q"),
    ]


def test_places_name_the_headings_above_and_the_cell() -> None:
    blocks = prepared("# A\n\n## B\n\nText.\n\n# C\n\n|d|e|\n|-|-|\n|f|g|\n").document.blocks
    assert [block.place.headings for block in blocks][:5] == [(), ("A",), ("A", "B"), (), ("C",)]
    assert [block.place.cell for block in blocks][-4:] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert [block.level for block in blocks][:4] == [1, 2, 0, 1]


WORDS = st.sampled_from(
    [*"a中。*_`[]()$\\&|-#>!:\t\n ", "**", "~~", "\n\n", "<b>", "</b>", "<Tip>", "</Tip>", "&amp;", "1.", "|-|-|\n"]
)


@given(st.lists(WORDS, max_size=40).map("".join))
def test_whatever_the_marks_blocks_are_in_order_and_the_text_comes_back(text: str) -> None:
    one = prepared(text)
    blocks = one.document.blocks
    assert all(block.start < block.end <= len(text) for block in blocks)
    assert all(left.end <= right.start for left, right in pairwise(blocks))
    assert undo(one.clean) == text
    assert all(0 <= each.start <= each.end <= len(seg.text) for seg in one.segments for each in seg.inlines)


def test_an_inline_element_is_a_stretch_of_the_segment() -> None:
    (segment,) = prepared("甲 `乙` 丙").segments
    assert segment.inlines == (Inline(InlineKind.CODE, 2, 3),)


@pytest.mark.slow
@pytest.mark.skipif(not COURSE.is_dir(), reason="the shared course is not here")
def test_no_page_of_the_course_has_a_segment_of_code() -> None:
    for path in sorted(COURSE.glob("*/*.md")):
        one = read_prepared(path, Role.ARTICLE)
        assert undo(one.clean) == one.document.text
        listings = [block for block in one.document.blocks if block.kind is BlockKind.CODE]
        for segment in one.segments:
            assert not any(block.start < segment.end and segment.start < block.end for block in listings)
