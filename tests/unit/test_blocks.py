"""Documents whose format says what is what: only blocks of text are segmented, and none reaches into the next."""

from __future__ import annotations

from workbench.documents.cleaning import cleaning_report
from workbench.documents.prepare import prepare
from workbench.domain import Block, BlockKind, Document, Edit, Inline, InlineKind
from workbench.edits import undo

TEXT = "# Head `x.y`\n\n> One two\n> three. Four `a. B` five.\n\n```\ncode\n```\n\n|甲|乙|"


def span(part: str) -> tuple[int, int]:
    return TEXT.index(part), TEXT.index(part) + len(part)


def code(part: str) -> Inline:
    return Inline(InlineKind.CODE, *span(part))


def document() -> Document:
    blocks = (
        Block(BlockKind.HEADING, 2, span("# Head `x.y`")[1], level=1, inlines=(code("x.y"),)),
        Block(BlockKind.QUOTE, span("One")[0], span("five.")[1], inlines=(code("a. B"),)),
        Block(BlockKind.CODE, *span("```\ncode\n```")),
        Block(BlockKind.TABLE_CELL, *span("甲")),
        Block(BlockKind.TABLE_CELL, *span("乙")),
    )
    marks = [Edit(at, at + 1, "`", "", "inline marks") for at in (7, 11, *span("`a. B`"))]
    marks[3] = Edit(marks[3].start - 1, marks[3].end - 1, "`", "", "inline marks")
    soft = Edit(*span("\n> three")[:1], span("\n> three")[0] + 3, "\n> ", " ", "line breaks")
    markup = tuple(sorted([*marks, soft], key=lambda edit: edit.start))
    return Document("d", TEXT, "utf-8", "", blocks=blocks, markup=markup)


def test_blocks_of_text_remain_on_lines_of_their_own() -> None:
    prepared = prepare(document())
    assert prepared.clean.text == "Head x.y\nOne two three. Four a. B five.\n甲\n乙"
    assert undo(prepared.clean) == TEXT
    assert "code 3" in cleaning_report(prepared.clean)


def test_segments_know_their_block_and_what_stands_in_them() -> None:
    segments = prepare(document()).segments
    assert [(each.text, each.block, each.heading) for each in segments] == [
        ("Head x.y", 0, True),
        ("One two three.", 1, False),
        ("Four a. B five.", 1, False),
        ("甲", 3, False),
        ("乙", 4, False),
    ]
    assert [each.inlines for each in segments[:3]] == [
        (Inline(InlineKind.CODE, 5, 8),),
        (),
        (Inline(InlineKind.CODE, 5, 9),),
    ]
    assert [TEXT[each.start : each.end] for each in segments[1:3]] == ["One two\n> three.", "Four `a. B` five."]


def test_blocks_that_touch_are_parted_and_invisible_characters_go() -> None:
    text = "One.Two\u200b."
    blocks = (Block(BlockKind.PARAGRAPH, 0, 4), Block(BlockKind.LIST_ITEM, 4, len(text)))
    prepared = prepare(Document("d", text, "utf-8", "", blocks=blocks))
    assert [each.text for each in prepared.segments] == ["One.", "Two."]
    assert undo(prepared.clean) == text
