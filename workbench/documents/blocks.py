"""Document to CleanText where the format says what is what: its blocks of text remain, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from workbench.documents.cleaning_rules import CleaningRule
from workbench.documents.markup import invisible_edits, visible
from workbench.domain import Block, BlockKind, CleanText, Document, Edit
from workbench.edits import apply_edits

_RULES = {
    BlockKind.CODE: CleaningRule.CODE,
    BlockKind.FORMULA: CleaningRule.FORMULAS,
    BlockKind.MARKUP: CleaningRule.MARKUP,
    BlockKind.BOILERPLATE: CleaningRule.PAGE_FURNITURE,
}
"""Why a block without text goes."""


def clean_blocks(document: Document) -> CleanText:
    """The document's blocks of text, each on lines of its own, with their markup taken out; nothing is guessed."""
    edits = tuple(_edits(document))
    return CleanText(document, apply_edits(document.text, edits), edits)


def _edits(document: Document) -> Iterator[Edit]:
    markup = document.markup
    at = first = 0
    between: list[tuple[int, int, CleaningRule]] = []
    """Stretches since the last block of text, and why they go."""
    joint = ""
    for block in document.blocks:
        between.append((at, block.start, CleaningRule.BLOCK_MARKS))
        at = block.end
        if not block.kind.is_text:
            between.append((block.start, block.end, _RULES[block.kind]))
            continue
        yield from _removals(document.text, between, joint)
        while first < len(markup) and markup[first].start < block.start:
            first += 1
        last = first
        while last < len(markup) and markup[last].end <= block.end:
            last += 1
        yield from _within(document.text, block, markup[first:last])
        between, joint, first = [], "\n", last
    between.append((at, len(document.text), CleaningRule.BLOCK_MARKS))
    yield from _removals(document.text, between, "")


def _removals(text: str, stretches: Iterable[tuple[int, int, CleaningRule]], joint: str) -> Iterator[Edit]:
    """The edits that leave only `joint` of what is between two blocks of text."""
    stretches = list(stretches)
    filled = [(start, end, rule) for start, end, rule in stretches if start < end]
    if joint and not filled:
        filled = stretches[:1]
    for start, end, rule in filled:
        before = text[start:end]
        if before != joint:
            yield Edit(start, end, before, joint, rule if before.strip() else CleaningRule.MARGINS)
        joint = ""


def _within(text: str, block: Block, markup: Sequence[Edit]) -> Iterator[Edit]:
    """The edits inside a block: its markup, and invisible characters."""
    at = block.start
    for edit in markup:
        yield from invisible_edits(text, at, edit.start)
        yield replace(edit, after=visible(edit.after))
        at = edit.end
    yield from invisible_edits(text, at, block.end)
