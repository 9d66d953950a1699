"""CleanText to Segments: paragraphs, language runs, then the sentences of each by its language's own rules."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from workbench.documents import chinese_sentences, english_sentences
from workbench.documents.cleaning_rules import CleaningRule
from workbench.documents.languages import chinese_script, language_runs
from workbench.documents.sentence_rules import sentence_ends
from workbench.domain import BlockKind, CleanText, Inline, InlineKind, Language, Segment
from workbench.edits import OffsetMap
from workbench.script import han_count, mostly_chinese

_PARAGRAPH = re.compile("[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


_LONGEST = 2_000
"""Characters; anything longer is not a sentence and is split, so that later stages meet segments of bounded length."""
_CLAUSE_END = re.compile(r"[,，、;；:：\s]+")

_OPAQUE = frozenset({InlineKind.CODE, InlineKind.FORMULA, InlineKind.PLACEHOLDER})
"""Inline elements that hold no sentences."""

_NUMBER = re.compile(r"\s*[(（]?[0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3}){0,4}[.．、)）]*\s*")

_NOT_A_HEADING = re.compile(r"[。！？!?….:：,，;；、—][”’」』\"')）】》\s]*$")
_LONGEST_HEADING_HAN = 80
_LONGEST_HEADING = 240


def segment(clean_text: CleanText) -> tuple[Segment, ...]:
    """The sentences, headlines and bylines of a text, in order.

    Joined with their gaps they give the cleaned text exactly (nothing comes of a blank one); each knows its offsets
    in the text as read. Whether Chinese is Simplified or Traditional is decided for the whole document.
    """
    text = clean_text.text
    if not text.strip():
        return ()
    script = chinese_script(text)
    neither = script if mostly_chinese([text]) else Language.EN
    marked = _heading_marks(clean_text)
    offsets = OffsetMap(clean_text)
    blocks = _Blocks(clean_text, offsets)
    pieces = list(_pieces(text, blocks))
    counts = Counter(piece.paragraph for piece in pieces)
    segments: list[Segment] = []
    for number, (piece, following) in enumerate(zip_longest(pieces, pieces[1:])):
        # White space before the first segment belongs to it: no earlier gap could hold it.
        begin = piece.start if number else 0
        body = text[begin : piece.end]
        gap = text[piece.end : following.start if following else None]
        language = neither if piece.chinese is None else script if piece.chinese else Language.EN
        start, end = offsets.raw(begin), offsets.raw(piece.end - 1) + 1
        block = blocks.number(offsets.raw(piece.start))
        if block is None:
            alone = counts[piece.paragraph] == 1 and _looks_like_heading(body, piece.paragraph)
            heading = alone or offsets.raw(piece.start) in marked
        else:
            heading = blocks.is_heading(block)
        inlines = blocks.inlines(block, begin, piece.end)
        segments.append(Segment(number, body, gap, piece.paragraph, start, end, language, heading, block, inlines))
    return tuple(segments)


class _Piece(NamedTuple):
    """A sentence without the white space around it."""

    start: int
    end: int
    paragraph: int
    chinese: bool | None
    """None where it has neither a Han character nor a Latin letter."""


class _Blocks:
    """The blocks and inline elements of a document, looked up from its cleaned text."""

    def __init__(self, clean_text: CleanText, offsets: OffsetMap) -> None:
        self._blocks = clean_text.document.blocks
        self._starts = [block.start for block in self._blocks]
        self._inlines: dict[int, list[Inline]] = {}
        """With offsets into the cleaned text."""
        for number, block in enumerate(self._blocks):
            if block.inlines:
                self._inlines[number] = [
                    replace(each, start=offsets.cleaned(each.start), end=offsets.cleaned(each.end))
                    for each in block.inlines
                ]
        self.given = bool(self._blocks)
        """Whether there are any."""
        self.masked = self._mask(clean_text.text)
        """The cleaned text with code and formulas, whose marks end no sentence, made words of the same length."""

    def _mask(self, text: str) -> str:
        pieces, at = [], 0
        for inlines in self._inlines.values():
            for inline in inlines:
                if inline.kind in _OPAQUE and at <= inline.start < inline.end:
                    # A sentence may begin with it: what begins with a small letter continues as one.
                    first = text[inline.start]
                    begin = first if first.isascii() and first.isalpha() else "X"
                    pieces += [text[at : inline.start], begin, "x" * (inline.end - inline.start - 1)]
                    at = inline.end
        return "".join([*pieces, text[at:]])

    def number(self, raw: int) -> int | None:
        """The block at an offset of the text as read; None in plain text."""
        return bisect_right(self._starts, raw) - 1 if self._starts else None

    def is_heading(self, number: int) -> bool:
        return self._blocks[number].kind is BlockKind.HEADING

    def inlines(self, number: int | None, start: int, end: int) -> tuple[Inline, ...]:
        """The inline elements between two offsets of the cleaned text, with offsets from the first."""
        if number not in self._inlines:
            return ()
        return tuple(
            replace(each, start=max(each.start - start, 0), end=min(each.end, end) - start)
            for each in self._inlines[number]
            if (start < each.end and each.start < end) or start <= each.start == each.end <= end
        )


def _pieces(text: str, blocks: _Blocks) -> Iterator[_Piece]:
    paragraphs = (match for match in _PARAGRAPH.finditer(text) if not match[0].isspace())
    for paragraph, match in enumerate(paragraphs):
        words = blocks.masked[match.start() : match.end()]
        for run in language_runs(words):
            part = match[0][run.start : run.end]
            rules = chinese_sentences.RULES if run.chinese else english_sentences.RULES
            ends = sentence_ends(words[run.start : run.end], rules) if part.strip() else []
            if blocks.given and not run.start and ends and _NUMBER.fullmatch(part[: ends[0]]):
                # The number of a heading or a step, which the format knows to be one text with what follows.
                del ends[0]
            at = 0
            for end in _shortened(part, [*ends, len(part)]):
                inner = part[at:end].strip()
                if inner:
                    start = match.start() + run.start + part.index(inner[0], at)
                    yield _Piece(start, start + len(inner), paragraph, run.chinese)
                at = end


def _shortened(part: str, ends: list[int]) -> Iterator[int]:
    """The ends of sentences, with more where a sentence would be too long."""
    at = 0
    for end in ends:
        while end - at > _LONGEST:
            clauses = [match.end() for match in _CLAUSE_END.finditer(part, at + _LONGEST // 2, at + _LONGEST)]
            at = clauses[-1] if clauses else at + _LONGEST
            yield at
        yield end
        at = end


def _heading_marks(clean_text: CleanText) -> set[int]:
    """Offsets in the text as read where a heading mark was taken off."""
    return {edit.end for edit in clean_text.edits if edit.rule == CleaningRule.HEADING_MARKS}


def _looks_like_heading(body: str, paragraph: int) -> bool:
    if len(body) > _LONGEST_HEADING or han_count(body) > _LONGEST_HEADING_HAN:
        return False
    # The first line of a text is its title even where it was cut off.
    return not _NOT_A_HEADING.search(body) or (paragraph == 0 and body.rstrip()[-1] in ",，")
