"""Printed pages to paragraphs: columns in reading order, cut lines joined, page furniture told from the text.

Places are in points from the lower left of the page, as PDF has them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from workbench.documents.boilerplate import is_page_number
from workbench.documents.draft import joiner
from workbench.documents.page_columns import Piece, regions_of, rows_of
from workbench.documents.unwrap import Words
from workbench.domain import BlockKind


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, or a cell of a table."""

    kind: BlockKind
    page: int
    lines: list[Piece]
    cell: tuple[int, int] | None = None
    level: int = 0
    measure: float = 0.0
    """Where the lines of its column end."""
    indented: bool = False
    """Whether its first line is set in, so that it begins here."""

    @property
    def size(self) -> float:
        """Of its font, points."""
        return self.lines[0].size


_MARGIN = 0.2
"""Share of a page's height at its head and foot in which furniture stands."""
_MARGIN_ROWS = 3
_REPEATS = 3
"""Pages on which the same line at the same height is furniture; two where there are only two."""
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlc]{1,7}", re.IGNORECASE)

_BIGGER = 1.15
"""How much bigger than the text a heading is."""
_LONGEST_HEADING = 200
_WORD = re.compile(r"[^\W\d_]{2}")
_SAME_SIZE = 0.1
_LEADING = 1.4
"""Times the usual distance of two lines that a paragraph ends at."""
_INDENT = 0.8
"""Em."""
_BULLET = re.compile(
    r"\s*(?:[•●■□◆◇▪▶·‣◦]|[-–—*]\s|[（(]?[0-9一二三四五六七八九十]{1,3}[)）、.]\s?\D|[（(]?[a-z][)）]\s)"
)
_STRETCHED = 3.0
"""Em of the widest space in a line of text."""
_SENTENCE_END = re.compile(r"[。！？!?.…：:][”’」』\"')）】》]*$")
_FIRST_WORD = re.compile(r"[A-Za-z0-9][\w'’%.,-]*|.")
_TELLING = 6
"""Lines of a column that tell its measure."""
_NEAR = 3.0
"""Points that columns at one place may differ."""
_DEEPEST_INDENT = 3.0
"""Times the leading that all lines of a short column may be set in."""
_SOFT_HYPHENS = ("\u00ad", "\x02", "\ufffe")
"""The last two are what PDFium makes of a hyphen at the end of a line."""
_HYPHENS = ("-", *_SOFT_HYPHENS)
_CUT = re.compile(r"^[a-z]+|[A-Za-z]+[-\x02\ufffe\u00ad]\s*$")
"""What may be half a word, at the ends of a line."""


def paragraphs(pages: Sequence[Sequence[Piece]]) -> list[Paragraph]:
    """The paragraphs of a document's pages, in reading order; those over columns and pages are whole."""
    furniture = _furniture(pages)
    body = _body_size(pages)
    text = [[piece for piece in pieces if id(piece) not in furniture] for pieces in pages]
    # Columns that are short on one page are known from the others.
    edges: Counter[int] = Counter()
    for each in text:
        list(regions_of(each, edges))
    regions = [list(regions_of(each, edges)) for each in text]
    columns = [_Column.of(region) for each in regions for region in each]
    found: list[Paragraph] = []
    for number, (pieces, page_regions) in enumerate(zip(pages, regions, strict=True), 1):
        # Furniture comes before the text of its page, so that text can continue from one page to the next.
        found += [Paragraph(BlockKind.BOILERPLATE, number, [piece]) for piece in pieces if id(piece) in furniture]
        for region in page_regions:
            found += _region_paragraphs(region, _Column.of(region).as_in(columns), number, body)
    _set_levels(found, body)
    return _continued(found)


def words_of(pages: Iterable[Iterable[Piece]]) -> Words:
    """The words that stand whole on a line of some pages."""
    pieces = [piece.text for page in pages for piece in page]
    return Words("\n".join(_CUT.sub("", text) for text in pieces))


def text_of(paragraph: Paragraph, words: Words) -> str:
    """The text of a paragraph, its lines joined."""
    text = paragraph.lines[0].text.strip()
    for line in paragraph.lines[1:]:
        following = line.text.strip()
        if text.endswith(_SOFT_HYPHENS) or (text.endswith("-") and following[:1].islower()):
            text = _unhyphenated(text, following, words)
        else:
            text += joiner(text[-8:], following[:8]) + following
    return text.rstrip("".join(_SOFT_HYPHENS))


def _unhyphenated(text: str, following: str, words: Words) -> str:
    """Two lines joined; the hyphen stays where it parts two words of the text."""
    soft = text.endswith("\u00ad")
    text = text[:-1]
    hyphen = f"{text}-"
    keeps = not soft and not words.known(hyphen, following) and words.apart(hyphen, following)
    return (hyphen if keeps else text) + following


def _furniture(pages: Sequence[Sequence[Piece]]) -> set[int]:
    """The identities of the pieces that belong to the page and not to the text: running titles, page numbers."""
    edges = [edge for pieces in pages for edge in _edges(rows_of(pieces))]
    counts = Counter(_place(piece) for edge in edges for row in edge for piece in row)
    repeats = min(max(len(pages), 2), _REPEATS)
    found: set[int] = set()
    for edge in edges:
        # From the edge of the page inwards, up to the first row of text.
        for row in edge:
            numbered = any(_is_page_number(piece.text.strip()) for piece in row)
            if not numbered and not all(counts[_place(piece)] >= repeats for piece in row):
                break
            found |= set(map(id, row))
    # Better furniture than nothing.
    return found if len(found) < sum(map(len, pages)) else set()


def _place(piece: Piece) -> tuple[str, int]:
    """What a piece says, whatever its numbers, and how high it stands."""
    return _NUMBER.sub("#", piece.text.strip()), round(piece.middle / 8)


def _edges(rows: Sequence[list[Piece]]) -> Iterator[list[list[Piece]]]:
    """The outermost rows in the margins at the head and at the foot of a page, from the edge inwards."""
    yield [row for row in rows[:_MARGIN_ROWS] if row[0].middle >= (1 - _MARGIN) * row[0].height]
    yield [row for row in rows[::-1][:_MARGIN_ROWS] if row[0].middle <= _MARGIN * row[0].height]


def _is_page_number(text: str) -> bool:
    return is_page_number(text) or (text.isdecimal() and len(text) <= 4) or bool(_ROMAN.fullmatch(text))


def _body_size(pages: Iterable[Iterable[Piece]]) -> float:
    """The font size of most characters."""
    sizes: Counter[float] = Counter()
    for pieces in pages:
        for piece in pieces:
            sizes[round(piece.size * 2) / 2] += len(piece.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _region_paragraphs(pieces: Sequence[Piece], column: _Column, page: int, body: float) -> Iterator[Paragraph]:
    """The paragraphs of one column; several rows of several pieces are rows of a table."""
    for several, group in groupby(map(column.unstretched, rows_of(pieces)), lambda row: len(row) > 1):
        rows = list(group)
        if not several:
            yield from column.paragraphs([row[0] for row in rows], page, body)
        elif len(rows) == 1:
            yield from (Paragraph(BlockKind.PARAGRAPH, page, [piece], measure=piece.left) for piece in rows[0])
        else:
            for number, row in enumerate(rows, 1):
                for place, piece in enumerate(row, 1):
                    yield Paragraph(BlockKind.TABLE_CELL, page, [piece], (number, place))


@dataclass(frozen=True, slots=True)
class _Column:
    """The measure that lines are set in."""

    left: float
    right: float
    leading: float
    """From one line to the next, points."""
    lines: int

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> _Column:
        """The column of pieces, at least one; those beside each other tell nothing of it where there are others."""
        lines = [row[0] for row in rows_of(pieces) if len(row) == 1] or list(pieces)
        lefts = sorted(line.left for line in lines)
        rights = sorted(line.right for line in lines)
        steps = [step for a, b in pairwise(lines) if 0 < (step := a.middle - b.middle) < 3 * a.size]
        leading = median(steps) if len(steps) > 1 else 1.5 * lines[0].size
        # A line or two may stick out.
        right = rights[len(rights) - 1 - len(rights) // 20]
        return cls(lefts[len(lefts) // 10], right, leading, len(lines))

    def as_in(self, columns: Iterable[_Column]) -> _Column:
        """The same with what longer columns at the same place tell, where it is too short to tell itself."""
        if self.lines >= _TELLING:
            return self
        alike = [
            each
            for each in columns
            if each.lines >= _TELLING
            and each.right >= self.right - _NEAR
            and -_NEAR <= self.left - each.left <= _DEEPEST_INDENT * self.leading
        ]
        return min(alike, key=lambda each: each.right, default=self)

    def unstretched(self, row: list[Piece]) -> list[Piece]:
        """A row, as one piece where it is a line of text whose spaces are stretched to fill the column."""
        first, last = row[0], row[-1]
        gaps = [b.left - a.right for a, b in pairwise(row)]
        starts = abs(first.left - self.left) < _DEEPEST_INDENT * first.size
        if not gaps or not starts or last.right < self.right - first.size or max(gaps) > _STRETCHED * first.size:
            return row
        if self.lines < _TELLING or len(row) > 2:
            return row
        return [replace(first, text=" ".join(piece.text for piece in row), right=last.right)]

    def paragraphs(self, lines: Sequence[Piece], page: int, body: float) -> Iterator[Paragraph]:
        """The lines gathered into paragraphs."""
        under_way: list[Piece] = []
        for line in lines:
            if under_way and not self._goes_on(under_way, line, body):
                yield self._paragraph(under_way, page)
                under_way = []
            under_way.append(line)
        if under_way:
            yield self._paragraph(under_way, page)

    def _paragraph(self, lines: list[Piece], page: int) -> Paragraph:
        kind = BlockKind.LIST_ITEM if _BULLET.match(lines[0].text) else BlockKind.PARAGRAPH
        level = int(kind is BlockKind.LIST_ITEM)
        return Paragraph(kind, page, lines, None, level, self.right, self._is_indented(lines[0]))

    def _is_indented(self, line: Piece) -> bool:
        return line.left > self.left + _INDENT * line.size

    def _goes_on(self, under_way: Sequence[Piece], line: Piece, body: float) -> bool:
        """Whether a line belongs to the paragraph under way."""
        last = under_way[-1]
        if abs(line.size - last.size) > _SAME_SIZE * last.size:
            return False
        if last.middle - line.middle > _LEADING * max(self.leading, last.size):
            return False
        if line.size > _BIGGER * body:
            return True
        if _BULLET.match(line.text) or line.left > last.left + _DEEPEST_INDENT * line.size:
            return False
        # What follows a bullet or an outdented line is set in; so is a paragraph that begins after the last one's end.
        hanging = len(under_way) == 1 and _BULLET.match(last.text)
        set_in = self._is_indented(line) or line.left > last.left + _INDENT * line.size
        if set_in and not hanging and _SENTENCE_END.search(last.text.rstrip()):
            return False
        return _fills(last, line, self.right)


def _fills(last: Piece, line: Piece, right: float) -> bool:
    """Whether a line is full: what begins the next one would not have fitted before the column's end."""
    if last.text.endswith(_HYPHENS) and line.text[:1].islower():
        return True
    word = _FIRST_WORD.match(line.text.lstrip())
    need = (line.right - line.left) / max(len(line.text), 1) * (len(word[0]) + 1 if word else 1)
    return last.right + min(need, 10 * line.size) > right - 0.5 * line.size


def _set_levels(found: Iterable[Paragraph], body: float) -> None:
    """Make headings of short paragraphs in a bigger font; the biggest is of level 1."""
    titles = [
        each
        for each in found
        if each.kind is BlockKind.PARAGRAPH
        and each.size > _BIGGER * body
        and sum(len(line.text) for line in each.lines) <= _LONGEST_HEADING
        and any(_WORD.search(line.text) for line in each.lines)
    ]
    levels: list[float] = []
    for size in sorted({each.size for each in titles}, reverse=True):
        if not levels or size < levels[-1] * (1 - _SAME_SIZE / 2):
            levels.append(size)
    for each in titles:
        each.kind = BlockKind.HEADING
        each.level = min(sum(each.size <= size * (1 + _SAME_SIZE / 2) for size in levels), 6)


def _continued(found: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs, those that go on in the next column or on the next page joined with their rest."""
    whole: list[Paragraph] = []
    last: Paragraph | None = None
    """The last one of the text."""
    for each in found:
        if each.kind is BlockKind.BOILERPLATE:
            whole.append(each)
            continue
        if last is not None and _continues(last, each):
            last.lines += each.lines
            last.measure = each.measure
            continue
        whole.append(each)
        last = each
    return whole


def _continues(last: Paragraph, following: Paragraph) -> bool:
    """Whether a paragraph is the rest of the last one; in one column, lines were joined already."""
    jumped = last.lines[-1].middle < following.lines[0].middle or last.page != following.page
    return (
        jumped
        and last.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
        and following.kind is BlockKind.PARAGRAPH
        and abs(last.size - following.size) <= _SAME_SIZE * last.size
        and _fills(last.lines[-1], following.lines[0], last.measure)
        and not following.indented
        and not _SENTENCE_END.search(last.lines[-1].text.rstrip())
    )
