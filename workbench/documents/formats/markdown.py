"""Markdown to blocks; the text is the file as it is, and every block and mark is a stretch of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from workbench.documents.adapters import ReadText
from workbench.documents.encodings import decode
from workbench.documents.formats.markdown_inline import parser
from workbench.documents.formats.markdown_spans import Paragraph, Piece
from workbench.domain import Block, BlockKind, Edit, Place

_LINE_END = re.compile("\r\n|\r|\n")
_FRONT_MATTER = re.compile(r"^(title|description|sidebar_label)[ \t]*:[ \t]*([\"']?)(.+?)\2[ \t]*$", re.MULTILINE)

_CONTAINERS = {
    "blockquote": BlockKind.QUOTE,
    "list_item": BlockKind.LIST_ITEM,
    "footnote_reference": BlockKind.FOOTNOTE,
}
_KINDS_OF_TAGS = {
    "td": BlockKind.TABLE_CELL,
    "th": BlockKind.TABLE_CELL,
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "caption": BlockKind.CAPTION,
    "figcaption": BlockKind.CAPTION,
    "pre": BlockKind.CODE,
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
}
_LISTINGS = {
    "fence": BlockKind.CODE,
    "code_block": BlockKind.CODE,
    "html_block": BlockKind.MARKUP,
    "math_block": BlockKind.FORMULA,
}


def read(data: bytes, name: str, encoding: str | None) -> ReadText:
    """Read a Markdown file. Raises InputError for bytes that are not text."""
    text, found = decode(data, name, encoding)
    walk = _Walk(text)
    for token in parser().parse(text):
        walk.take(token)
    title = next((text[block.start : block.end] for block in walk.blocks if block.kind is BlockKind.HEADING), "")
    return ReadText(text, tuple(walk.blocks), found, tuple(walk.markup), title if walk.has_title else "")


@dataclass(slots=True)
class _Walk:
    """The parser's tokens, taken one after another, as blocks of the file's text."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    markup: list[Edit] = field(default_factory=list)
    has_title: bool = False
    """Whether the front matter names a title, which is then the first heading."""
    _lines: list[tuple[int, int]] = field(default_factory=list)
    """Start and end of each line, its line end left out."""
    _containers: list[str] = field(default_factory=list)
    _level: int = 0
    """Of the heading that is open; 0 outside."""
    _headings: list[tuple[int, str]] = field(default_factory=list)
    """Level and text of the headings above."""
    _cell: tuple[int, int] = (0, 0)
    _column_from: int = 0
    """Where in its line the next cell of a row is looked for."""
    _in_cell: bool = False
    _tags: list[str] = field(default_factory=list)
    """The tags of other than inline elements that are open."""

    def __post_init__(self) -> None:
        start = 0
        for match in _LINE_END.finditer(self.text):
            self._lines.append((start, match.start()))
            start = match.end()
        self._lines.append((start, len(self.text)))

    def take(self, token: Token) -> None:
        """Note a container that opens or closes, or add the blocks of a token."""
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in _CONTAINERS:
            if token.nesting > 0:
                self._containers.append(name)
            else:
                self._containers.pop()
        elif name == "heading":
            self._level = int(token.tag[1]) if token.nesting > 0 else 0
        elif name in ("table", "tr", "th", "td"):
            self._take_table(name, token.nesting > 0)
        elif token.type == "front_matter":
            self._add_front_matter(*self._span(token))
        elif token.type in _LISTINGS:
            self._add(Block(_LISTINGS[token.type], *self._span(token)))
        elif token.type == "inline" and token.map and token.content.strip():
            self._add_text(token)

    def _take_table(self, name: str, opens: bool) -> None:
        row, column = self._cell
        if name == "table":
            self._cell = (0, 0)
        elif name == "tr" and opens:
            self._cell, self._column_from = (row + 1, 0), 0
        elif name in ("th", "td"):
            self._in_cell = opens
            if opens:
                self._cell = (row, column + 1)

    def _span(self, token: Token) -> tuple[int, int]:
        """Of the lines of a token."""
        assert token.map is not None
        first, last = token.map
        while last > first + 1 and self._lines[last - 1][0] >= self._lines[last - 1][1]:
            last -= 1
        return self._lines[first][0], self._lines[last - 1][1]

    def _add(self, block: Block) -> None:
        start = max(block.start, self.blocks[-1].end if self.blocks else 0)
        if start < block.end:
            self.blocks.append(replace(block, start=start))

    def _add_front_matter(self, start: int, end: int) -> None:
        at = start
        for match in _FRONT_MATTER.finditer(self.text, start, end):
            is_title = match[1] == "title"
            self._add(Block(BlockKind.MARKUP, at, match.start(3)))
            kind = BlockKind.HEADING if is_title else BlockKind.PARAGRAPH
            self._add(Block(kind, *match.span(3), level=int(is_title)))
            self.has_title |= is_title
            at = match.end(3)
        self._add(Block(BlockKind.MARKUP, at, end))

    def _add_text(self, token: Token) -> None:
        assert token.map is not None
        first = token.map[0]
        from_column = self._column_from if self._in_cell else 0
        paragraph = Paragraph(self.text, self._lines[first:], token, self._level, from_column)
        if self._in_cell:
            self._column_from = paragraph.end - self._lines[first][0]
        for piece in paragraph.pieces():
            self._add_tags(piece)
            self._add_piece(piece)

    def _add_tags(self, piece: Piece) -> None:
        for tag in piece.tags:
            self._add(Block(BlockKind.MARKUP, tag.start, tag.end))
            if not tag.closing:
                self._tags.append(tag.name)
            elif tag.name in self._tags:
                del self._tags[len(self._tags) - 1 - self._tags[::-1].index(tag.name) :]

    def _add_piece(self, piece: Piece) -> None:
        if piece.start >= piece.end:
            return
        kind, level = self._kind()
        if piece.kind is not None and kind is not BlockKind.HEADING:
            kind = piece.kind
        if kind is BlockKind.HEADING:
            while self._headings and self._headings[-1][0] >= level:
                self._headings.pop()
        cell = self._cell if self._in_cell else None
        place = Place(headings=tuple(text for _, text in self._headings), cell=cell)
        self._add(Block(kind, piece.start, piece.end, place, level, piece.inlines))
        if kind.is_text:
            self.markup += piece.markup
        if kind is BlockKind.HEADING:
            self._headings.append((level, piece.text))

    def _kind(self) -> tuple[BlockKind, int]:
        """What a paragraph here is, and its level."""
        if self._level:
            return BlockKind.HEADING, self._level
        if self._in_cell:
            return BlockKind.TABLE_CELL, 0
        for tag in reversed(self._tags):
            kind = _KINDS_OF_TAGS.get(tag)
            if kind is not None:
                return kind, int(tag[1]) if kind is BlockKind.HEADING else 0
        if not self._containers:
            return BlockKind.PARAGRAPH, 0
        innermost = self._containers[-1]
        return _CONTAINERS[innermost], self._containers.count(innermost) if innermost != "footnote_reference" else 0
