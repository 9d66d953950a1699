"""What holds of everything an adapter returns."""

from __future__ import annotations

import re
from itertools import pairwise

from workbench.documents.adapters import ReadText
from workbench.domain import Block, BlockKind
from workbench.edits import apply_edits


def check(read: ReadText) -> None:
    """Blocks lie in the text, in order, apart and filled; inline elements and markup lie in their blocks."""
    edges = [0, *(edge for block in read.blocks for edge in (block.start, block.end)), len(read.text)]
    assert edges == sorted(edges)
    for block in read.blocks:
        assert read.text[block.start : block.end].strip()
        assert all(block.start <= each.start <= each.end <= block.end for each in block.inlines)
        assert [each.start for each in block.inlines] == sorted(each.start for each in block.inlines)
    for edit, following in pairwise(read.markup):
        assert edit.end <= following.start
    for edit in read.markup:
        assert read.text[edit.start : edit.end] == edit.before
        assert any(block.start <= edit.start and edit.end <= block.end for block in read.blocks)


def texts(read: ReadText, *kinds: BlockKind) -> list[str]:
    """The texts of the blocks of some kinds, or of all blocks, with their markup taken out."""
    return [shown(read, block) for block in read.blocks if not kinds or block.kind in kinds]


def shown(read: ReadText, block: Block) -> str:
    """The text of a block, with its markup taken out."""
    inside = [edit for edit in read.markup if block.start <= edit.start and edit.end <= block.end]
    return apply_edits(read.text, inside, block.start, block.end)


def kinds(read: ReadText) -> list[tuple[BlockKind, str]]:
    """The kind and the text of each block."""
    return [(block.kind, shown(read, block)) for block in read.blocks]


def only(read: ReadText, text: str) -> Block:
    """The block with a text."""
    (found,) = (block for block in read.blocks if shown(read, block) == text)
    return found


def inline_texts(read: ReadText, block: Block) -> list[tuple[str, str, str]]:
    """The kind, text and data of each inline element of a block."""
    return [(each.kind.value, read.text[each.start : each.end], each.data) for each in block.inlines]


def bare(text: str) -> str:
    """A text without its white space."""
    return re.sub(r"\s+", "", text)
