"""HTML and XHTML trees to blocks, for web pages and chapters of books. Nothing they refer to is fetched or run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from workbench.documents.extraction import Extraction, Flow
from workbench.domain import BlockKind, InlineKind, Place
from workbench.i18n import NN_, counted
from workbench.xml import name_of

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS = {
    **dict.fromkeys(_HEADINGS, BlockKind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), BlockKind.LIST_ITEM),
    **dict.fromkeys(("td", "th"), BlockKind.TABLE_CELL),
    **dict.fromkeys(("figcaption", "caption"), BlockKind.CAPTION),
    **dict.fromkeys(("pre", "listing", "xmp"), BlockKind.CODE),
    "blockquote": BlockKind.QUOTE,
    "nav": BlockKind.BOILERPLATE,
}
_BLOCKS = frozenset(
    {
        *_KINDS,
        "address",
        "article",
        "aside",
        "body",
        "center",
        "dir",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
    }
    | {"header", "hgroup", "hr", "html", "legend", "main", "menu", "ol", "p", "search", "section", "summary"}
    | {"details", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_INLINES = {
    "a": InlineKind.LINK,
    **dict.fromkeys(("em", "i", "cite", "dfn"), InlineKind.EMPHASIS),
    **dict.fromkeys(("strong", "b"), InlineKind.STRONG),
    **dict.fromkeys(("code", "kbd", "samp", "tt", "var"), InlineKind.CODE),
    "math": InlineKind.FORMULA,
}
_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "svg", "iframe", "object", "embed", "applet", "audio", "video"}
    | {"canvas", "select", "textarea", "button", "input", "map", "datalist", "dialog", "rt", "rp", "rtc"}
    | {"annotation", "annotation-xml"}
)
_NESTING = frozenset({"ul", "ol", "dl", "menu", "dir", "blockquote"})
_READINGS = frozenset({"rt", "rtc"})
_FOOTNOTES = frozenset({"footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote"})
_NOTE_REFERENCES = frozenset({"noteref", "doc-noteref"})
_CONTENTS = frozenset({"toc", "landmarks", "page-list", "doc-toc"})
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\s*[\[［(（]?\s*[\d*†‡§]{1,4}\s*[\]］)）]?\s*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_MOST_COLUMNS = 1_000


@dataclass(slots=True)
class _Table:
    """A table of data that is open."""

    row: int = 0
    column: int = 0
    next_column: int = 1


@dataclass(slots=True)
class _Frame:
    """An element that is open."""

    path: str
    kind: BlockKind | None
    """Of the blocks in it, where it decides that."""
    level: int
    inline: bool
    children: Counter[str] = field(default_factory=Counter)
    """How many children of a name there were so far."""


class Hypertext:
    """Walks trees and adds their blocks to an extraction."""

    def __init__(self, into: Extraction) -> None:
        self._into = into
        self._flow = Flow()
        self._frames: list[_Frame] = []
        self._tables: list[_Table | None] = []
        """Open tables; None for one that only lays out the page."""
        self._nesting = 0
        self._part = ""
        self.skipped: Counter[tuple[str, str]] = Counter()
        """What was left out, and how often: a noun for one, with its number."""

    def walk(self, root: etree._Element, part: str = "") -> None:
        """Add the blocks of a tree; `part` is the part of a package that it comes from."""
        self._part = part
        walker = etree.iterwalk(root, events=("start", "end"))
        events: Iterator[tuple[str, etree._Element]] = walker
        skipped: etree._Element | None = None
        for event, element in events:
            if event == "start":
                if self._frames:
                    self._frames[-1].children[name_of(element)] += 1
                if self._is_skipped(element):
                    skipped = element
                    walker.skip_subtree()
                else:
                    self._start(element)
                continue
            if skipped is element:
                skipped = None
                if name_of(element) in _BLOCKS:
                    self._flush()
            else:
                self._end(element)
            if element.tail and element is not root:
                self._add(element.tail)
        self._flush()

    def _is_skipped(self, element: etree._Element) -> bool:
        name = name_of(element)
        if name in _SKIPPED:
            if name not in _READINGS:
                return True
            why = NN_("{count:,} reading above characters", "{count:,} readings above characters")
        elif _NOTE_REFERENCES & _roles(element) or (name == "sup" and _is_note_reference(element)):
            why = NN_("{count:,} note reference", "{count:,} note references")
        elif _is_hidden(element):
            why = NN_("{count:,} hidden element", "{count:,} hidden elements")
        else:
            return False
        self.skipped[why] += 1
        return True

    def _start(self, element: etree._Element) -> None:
        name = name_of(element)
        if name in _BLOCKS:
            self._flush()
        self._frames.append(self._frame(element, name))
        if name == "br":
            self._flow.line_break()
        elif name == "img":
            self.skipped[NN_("{count:,} picture", "{count:,} pictures")] += 1
            self._flow.image(element.get("src") or "")
        elif name == "table":
            self._tables.append(_Table() if _holds_data(element) else None)
        elif name in ("tr", "td", "th"):
            self._count_cell(element, name)
        self._nesting += name in _NESTING
        if self._frames[-1].inline:
            self._flow.begin(_INLINES[name], element.get("href") or "")
        if element.text:
            self._add(element.text)

    def _frame(self, element: etree._Element, name: str) -> _Frame:
        above = self._frames[-1] if self._frames else None
        path = f"{above.path}/{name}[{above.children[name]}]" if above else f"/{name}"
        kind = above.kind if above else None
        own = self._kind(element, name)
        # What is boilerplate or a listing as a whole stays so inside.
        if own and kind not in (BlockKind.BOILERPLATE, BlockKind.CODE):
            kind = own
        level = _HEADINGS.get(name, 0) or (above.level if above and kind is BlockKind.HEADING else 0)
        # Inside a listing, words are not distinguished.
        inline = name in _INLINES and kind is not BlockKind.CODE and (name != "a" or element.get("href") is not None)
        return _Frame(path, kind, level, inline)

    def _kind(self, element: etree._Element, name: str) -> BlockKind | None:
        """The kind of the blocks in an element, where the element decides that."""
        roles = _roles(element)
        if roles & _CONTENTS:
            return BlockKind.BOILERPLATE
        if roles & _FOOTNOTES:
            return BlockKind.FOOTNOTE
        kind = _KINDS.get(name)
        in_data = self._tables and self._tables[-1]
        return None if kind is BlockKind.TABLE_CELL and not in_data else kind

    def _count_cell(self, element: etree._Element, name: str) -> None:
        table = self._tables[-1] if self._tables else None
        if table is None:
            return
        if name == "tr":
            table.row, table.next_column = table.row + 1, 1
        else:
            span = element.get("colspan") or "1"
            width = int(span) if span.isdecimal() and len(span) < 5 else 1
            table.column = table.next_column
            table.next_column += min(max(width, 1), _MOST_COLUMNS)

    def _end(self, element: etree._Element) -> None:
        name = name_of(element)
        if name in _BLOCKS:
            self._flush()
        frame = self._frames.pop()
        if frame.inline:
            self._flow.end()
        if name == "table":
            self._tables.pop()
        self._nesting -= name in _NESTING

    def _add(self, text: str) -> None:
        kind = self._frames[-1].kind if self._frames else None
        if kind is BlockKind.CODE:
            self._flow.add_verbatim(text)
        else:
            self._flow.add(text)

    def _flush(self) -> None:
        """End the block under way."""
        text, inlines = self._flow.take()
        if not text:
            return
        frame = self._frames[-1]
        kind = frame.kind or BlockKind.PARAGRAPH
        if _ADDRESS.fullmatch(text) and kind is not BlockKind.CODE:
            kind = BlockKind.MARKUP
        level = frame.level
        if kind in (BlockKind.LIST_ITEM, BlockKind.QUOTE):
            level = max(self._nesting, 1)
        table = self._tables[-1] if self._tables else None
        cell = (table.row, table.column) if table and kind is BlockKind.TABLE_CELL else None
        element = f"{self._part}#{frame.path}" if self._part else frame.path
        self._into.add(kind, text, Place(cell=cell, element=element), level=level, inlines=inlines)

    def notes(self) -> Iterator[str]:
        """What was left out, a clause each."""
        for forms, count in self.skipped.items():
            yield counted(forms, count)


def _roles(element: etree._Element) -> frozenset[str]:
    return frozenset(f"{element.get('role') or ''} {element.get(_EPUB_TYPE) or element.get('epub:type') or ''}".split())


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _is_note_reference(element: etree._Element) -> bool:
    """Whether a raised element is nothing but a link to a note."""
    if element.find(".//{*}a") is None:
        return False
    return bool(_NOTE_MARK.fullmatch("".join(map(str, islice(element.itertext(), 10)))[:40]))


def _holds_data(table: etree._Element) -> bool:
    """Whether a table holds data, rather than laying out a page."""
    return all(table.find(f".//{{*}}{name}") is None for name in ("table", "h1", "h2", "h3", "form"))
