"""A paragraph of Markdown by stretches of the file: its text, its marks and what parts it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from markdown_it.token import Token

from workbench.documents.cleaning_rules import CleaningRule
from workbench.documents.draft import joiner
from workbench.documents.formats.markdown_inline import Element, Mark, Tag, parts
from workbench.domain import BlockKind, Edit, Inline, InlineKind
from workbench.edits import apply_edits

_ANCHOR = re.compile(r"\s*(?:\{#[^{}\n]*\}|\[\[[^\[\]\n]*\]\])\s*$")
_CALLOUT = re.compile(r"\[![A-Za-z]+\][+-]?[ \t]*(?:\n|$)")
_MARKS = "*_~`[]()"
_P = TypeVar("_P", Mark, Element)
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph between tags that part blocks."""

    start: int
    """Offset into the file's text; as large as `end` where there is nothing."""
    end: int
    inlines: tuple[Inline, ...]
    markup: tuple[Edit, ...]
    text: str
    """Without its markup."""
    kind: BlockKind | None
    """Where it is nothing but code, formulas, addresses or markup: what it is."""
    tags: tuple[Tag, ...]
    """Those that come before it, by their stretches of the file."""


class Paragraph:
    """The content of an inline token, found again in the lines it comes from."""

    def __init__(self, text: str, lines: Sequence[tuple[int, int]], token: Token, level: int, column: int) -> None:
        self._text = text
        self._content = token.content
        self._is_heading = level > 0
        found = list(parts(token))
        self._tags = sorted((part for part in found if isinstance(part, Tag)), key=lambda tag: tag.start)
        self._elements = [part for part in found if isinstance(part, Element)]
        self._marks = [part for part in found if isinstance(part, Mark)]
        self._starts: list[int] = []
        """Where each line begins in the content."""
        self._shifts: list[list[int]] = []
        """For each line, where in the file its characters stand, the line end included."""
        self._undone: list[int] = []
        """Where in the content the file has something more before a character."""
        at = 0
        for content, (start, end) in zip(self._content.split("\n"), lines, strict=False):
            places = _located(text, start, end, content, column)
            if places[-2:-1] > [places[0] + len(content) - 1]:
                self._undone += [at + n for n in range(1, len(content)) if places[n] > places[n - 1] + 1]
            self._starts.append(at)
            self._shifts.append(places)
            at += len(content) + 1
        self.end = self._offset(max(len(self._content) - 1, 0)) + 1
        self._add_marks()

    def _offset(self, at: int) -> int:
        """Where in the file a character of the content stands."""
        line = bisect_right(self._starts, at) - 1
        return self._shifts[line][at - self._starts[line]]

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the file; one that ends with a line end reaches to the words of the next line."""
        first = self._offset(start)
        if end <= start:
            return first, first
        whole = self._content[end - 1] == "\n" and end < len(self._content)
        return first, self._offset(end) if whole else self._offset(end - 1) + 1

    def _add_marks(self) -> None:
        """The marks that the parser knows nothing of, and line breaks that end nothing."""
        anchor = _ANCHOR.search(self._content) if self._is_heading else None
        callout = _CALLOUT.match(self._content)
        for match in filter(None, (anchor, callout)):
            span = match.start(), match.end()
            self._elements = [each for each in self._elements if not span[0] <= each.start < span[1]]
            self._marks.append(Mark(*span))
        for match in re.finditer(r"[ \t]*\n[ \t]*", self._content):
            before = self._content[max(match.start() - 40, 0) : match.start()].rstrip(_MARKS)[-8:]
            after = self._content[match.end() : match.end() + 40].lstrip(_MARKS)[:8]
            self._marks.append(Mark(*match.span(), joiner(before, after), CleaningRule.LINE_BREAKS))
        self._marks = list(_merged(self._marks))
        self._elements.sort(key=lambda each: (each.start, -each.end))

    def pieces(self) -> Iterator[Piece]:
        """The paragraph, parted at tags."""
        at, before = 0, list[Tag]()
        for tag in self._tags:
            yield self._piece(at, tag.start, before)
            at = tag.end
            start, end = self._span(tag.start, tag.end)
            before = [replace(tag, start=start, end=end)]
        yield self._piece(at, len(self._content), before)

    def _piece(self, start: int, end: int, tags: Sequence[Tag]) -> Piece:
        while start < end and self._content[start].isspace():
            start += 1
        while end > start and self._content[end - 1].isspace():
            end -= 1
        if start >= end:
            return Piece(0, 0, (), (), "", None, tuple(tags))
        marks = list(_inside(self._marks, start, end))
        elements = list(_inside(self._elements, start, end))
        first, last = self._span(start, end)
        markup = tuple(sorted(self._edits(marks, start, end), key=lambda edit: edit.start))
        inlines = tuple(Inline(each.kind, *self._span(each.start, each.end), each.data) for each in elements)
        text = apply_edits(self._text, markup, first, last).strip()
        return Piece(first, last, inlines, markup, text, self._only(start, end, marks, elements), tuple(tags))

    def _edits(self, marks: Sequence[Mark], start: int, end: int) -> Iterator[Edit]:
        """What goes between two offsets of the content: marks, and escapes that the parser has undone already."""
        for mark in marks:
            first, last = self._span(mark.start, mark.end)
            yield Edit(first, last, self._text[first:last], mark.after, mark.rule)
        for at in self._undone:
            if start < at < end and not any(mark.start < at <= mark.end for mark in marks):
                first, last = self._offset(at - 1) + 1, self._offset(at)
                yield Edit(first, last, self._text[first:last], "", CleaningRule.INLINE_MARKS)

    def _only(self, start: int, end: int, marks: Iterable[Mark], elements: Sequence[Element]) -> BlockKind | None:
        """What a stretch is where no words are left outside marks, code, formulas and addresses."""
        solid = [each for each in elements if each.kind in _WITHOUT_WORDS or self._is_address(each)]
        spans = sorted([*((mark.start, mark.end) for mark in marks), *((each.start, each.end) for each in solid)])
        at, words = start, []
        for first, last in spans:
            words.append(self._content[at:first])
            at = max(at, last)
        words.append(self._content[at:end])
        rest = "".join(words)
        kinds = {each.kind for each in solid}
        if _WORD.search(rest) or (rest.strip() and not kinds):
            return None
        if InlineKind.CODE in kinds:
            return BlockKind.CODE
        return BlockKind.FORMULA if InlineKind.FORMULA in kinds else BlockKind.MARKUP

    def _is_address(self, element: Element) -> bool:
        words = self._content[element.start : element.end]
        return element.kind is InlineKind.LINK and bool(words) and element.data.startswith(words)


_WITHOUT_WORDS = frozenset({InlineKind.CODE, InlineKind.FORMULA, InlineKind.IMAGE, InlineKind.PLACEHOLDER})


def _inside(sorted_parts: Sequence[_P], start: int, end: int) -> Iterator[_P]:
    """The marks or elements between two offsets."""
    first = bisect_left(sorted_parts, start, key=lambda part: part.start)
    for part in islice(sorted_parts, first, None):
        if part.start > end:
            return
        if part.end <= end:
            yield part


def _located(text: str, start: int, end: int, content: str, column: int) -> list[int]:
    """Where in a line the characters of its content stand, and at last where it ends."""
    line = text[start:end]
    body = content.strip()
    lead = len(content) - len(content.lstrip())
    at = line.rstrip().rfind(body) if not column else -1
    if column or at < 0 or at + len(body) != len(line.rstrip()):
        at = line.find(body, column)
    if at >= 0:
        first = start + at - lead
        return [max(first + number, start) for number in range(len(content))] + [end]
    # Tabs were made spaces, or a bar in a table was escaped.
    found, place = [], start + column
    for character in content:
        while place < end and text[place] != character and not (character == " " and text[place] == "\t"):
            place += 1
        found.append(min(place, max(end - 1, start)))
        place = min(place + 1, end)
    return [*found, end]


def _merged(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks in order, those that touch as one; a mark inside another goes."""
    last: Mark | None = None
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if last is None or mark.start > last.end or (mark.start == last.end and (mark.after or last.after)):
            if last is not None:
                yield last
            last = mark
        elif mark.end > last.end:
            last = Mark(last.start, mark.end, last.after or mark.after, last.rule)
    if last is not None:
        yield last
