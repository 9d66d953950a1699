"""Word files: headings, lists, tables, quotes, captions, notes, text boxes, as they stand with all changes made.

The parts are read with lxml rather than python-docx, which passes over tracked insertions, content controls, text boxes
and notes, and unpacks every part whatever its size. Macros, comments, page headers and footers are not read.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from lxml import etree

from workbench.documents.adapters import ReadText
from workbench.documents.extraction import Extraction, Flow, under_headings
from workbench.documents.package import Package
from workbench.domain import BlockKind, InlineKind, Place
from workbench.errors import InputError
from workbench.i18n import NN_, counted, gettext
from workbench.xml import name_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DEFAULT_PART = "word/document.xml"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of an OLE file: an old Word file, or an encrypted new one."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_STYLE_KINDS = {
    "caption": BlockKind.CAPTION,
    "quote": BlockKind.QUOTE,
    "intense quote": BlockKind.QUOTE,
    "block text": BlockKind.QUOTE,
    "html preformatted": BlockKind.CODE,
    "source code": BlockKind.CODE,
    "code": BlockKind.CODE,
    "macro": BlockKind.CODE,
}
_SKIPPED = frozenset({"del", "moveFrom", "rt", "Fallback", "instrText", "delText", "delInstrText", "pPr", "rPr"})
"""Elements of which nothing is text."""
_NOTES = {"footnote": "word/footnotes.xml", "endnote": "word/endnotes.xml"}
_NO_NOTE = frozenset({"separator", "continuationSeparator", "continuationNotice"})


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style makes of its paragraphs."""

    name: str
    base: str
    outline: int | None
    """Level of a heading, from 1."""
    listed: bool


def read(data: bytes, name: str, encoding: str | None) -> ReadText:
    """A Word file. Raises InputError where it is not one, is encrypted, damaged or too large."""
    if data.startswith(_COMPOUND):
        if _ENCRYPTED in data:
            raise InputError(
                gettext("{name} is encrypted.").format(name=name), hint=gettext("Save it without a password.")
            )
        raise InputError(
            gettext("{name} is an old Word file (.doc).").format(name=name), hint=gettext("Save it as .docx.")
        )
    package = Package(data, name, "Word file")
    part = _main_part(package)
    body = package.tree(part).find(f"{_W}body")
    if body is None:
        raise package.damaged(gettext("it has no text"))
    extraction = Extraction()
    reader = _Reader(package, part, extraction)
    reader.walk_body(body)
    for kind in _NOTES:
        reader.walk_notes(kind)
    text = extraction.text
    blocks = under_headings(text, extraction.blocks)
    return ReadText(text, blocks, "utf-8", title=reader.title, notes=tuple(reader.notes()))


def _main_part(package: Package) -> str:
    """The part that holds the text, wherever the package keeps it."""
    if "_rels/.rels" in package.parts:
        for relation in package.tree("_rels/.rels"):
            target = (relation.get("Target") or "").lstrip("/")
            if (relation.get("Type") or "").endswith("/officeDocument") and target in package.parts:
                return target
    return _DEFAULT_PART


class _Reader:
    """Adds the paragraphs of a Word file's parts to an extraction."""

    def __init__(self, package: Package, part: str, into: Extraction) -> None:
        self._package = package
        self._part = self._main = part
        self._into = into
        self._styles = _styles(package, self._beside("styles.xml"))
        self._targets = _targets(package, part)
        self._paragraphs = 0
        self._cell: tuple[int, int] | None = None
        self._note = ""
        self._boxes: list[etree._Element] = []
        """Text boxes of the paragraph under way, which follow it."""
        self._open: tuple[InlineKind, ...] = ()
        self._page: int | None = None
        """Where Word last broke pages, the page that text comes on; None where the file does not hold that."""
        self._first_page: int | None = None
        """The page on which the text of the paragraph under way begins."""
        self._skipped: Counter[tuple[str, str]] = Counter()
        self.title = ""

    def _beside(self, name: str) -> str:
        """The part of a name in the main part's folder."""
        return posixpath.join(posixpath.dirname(self._main), name)

    def walk_body(self, body: etree._Element) -> None:
        """Add the paragraphs and tables of the text itself."""
        if next(body.iter(f"{_W}lastRenderedPageBreak"), None) is not None:
            self._page = 1
        self.walk(body)
        self._page = None

    def walk(self, container: etree._Element) -> None:
        """Add the paragraphs and tables of the body, a cell, a text box or a note."""
        for child in container:
            match name_of(child):
                case "p":
                    self._paragraph(child)
                case "tbl":
                    self._table(child)
                case "del" | "moveFrom" | "Fallback":
                    self._skipped[NN_("{count:,} deleted passage", "{count:,} deleted passages")] += 1
                case "sectPr" | "tcPr":
                    pass
                case _:
                    # Content controls, custom XML, insertions: text is in them as it would without.
                    self.walk(child)

    def walk_notes(self, kind: str) -> None:
        """Add the footnotes or endnotes."""
        part = self._beside(posixpath.basename(_NOTES[kind]))
        if part not in self._package.parts:
            return
        self._part, self._paragraphs = part, 0
        self._targets = _targets(self._package, part)
        for note in self._package.tree(part):
            if note.get(f"{_W}type") not in _NO_NOTE:
                self._note = kind
                self.walk(note)
            else:
                self._paragraphs += sum(1 for _ in note.iter(f"{_W}p"))

    def _table(self, table: etree._Element) -> None:
        outer = self._cell
        for row, line in enumerate(_within(table, "tr"), 1):
            column = 1
            for cell in _within(line, "tc"):
                self._cell = (row, column)
                self.walk(cell)
                column += _span(cell)
        self._cell = outer

    def _paragraph(self, paragraph: etree._Element) -> None:
        self._paragraphs += 1
        number = self._paragraphs
        flow = Flow()
        self._first_page = None
        self._runs(paragraph, flow)
        self._emphasise(flow, ())
        text, inlines = flow.take()
        kind, level = self._kind(paragraph)
        place = Place(page=self._first_page, cell=self._cell, element=f"{self._part}#{number}")
        self._into.add(kind, text, place, level=level, inlines=inlines)
        if kind is BlockKind.HEADING:
            self.title = self.title or " ".join(text.split())
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.walk(box)

    def _kind(self, paragraph: etree._Element) -> tuple[BlockKind, int]:
        """What a paragraph is, with its level."""
        properties = paragraph.find(f"{_W}pPr")
        chain = list(self._chain(_value(properties, "pStyle")))
        names = [style.name for style in chain]
        outline = _outline(properties)
        if outline is None:
            outline = next((style.outline for style in chain if style.outline), None)
        if any(each.startswith("toc ") for each in names):
            return BlockKind.BOILERPLATE, 0
        if self._note:
            return BlockKind.FOOTNOTE, 0
        if self._cell:
            return BlockKind.TABLE_CELL, 0
        if outline or names[:1] == ["title"]:
            return BlockKind.HEADING, outline or 1
        kind = next((_STYLE_KINDS[each] for each in names if each in _STYLE_KINDS), None)
        if kind:
            return kind, int(kind is BlockKind.QUOTE)
        return self._list_item(properties, chain)

    def _list_item(self, properties: etree._Element | None, chain: list[_Style]) -> tuple[BlockKind, int]:
        numbering = properties.find(f"{_W}numPr") if properties is not None else None
        if numbering is not None:
            if _value(numbering, "numId") == "0":
                return BlockKind.PARAGRAPH, 0
            level = _value(numbering, "ilvl")
            return BlockKind.LIST_ITEM, 1 + (int(level) if level.isdecimal() and len(level) == 1 else 0)
        if any(style.listed for style in chain):
            number = chain[0].name.rpartition(" ")[2]
            return BlockKind.LIST_ITEM, int(number) if number in tuple("123456789") else 1
        return BlockKind.PARAGRAPH, 0

    def _chain(self, style: str) -> Iterator[_Style]:
        """A style and those it is based on."""
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = self._styles[style].base

    def _runs(self, element: etree._Element, flow: Flow) -> None:
        """Add the text of a paragraph, or of an element in it."""
        for child in element:
            name = name_of(child)
            if name == "r":
                self._run(child, flow)
            elif name == "hyperlink":
                self._emphasise(flow, ())
                flow.begin(InlineKind.LINK, self._targets.get(child.get(f"{_R}id") or "", ""))
                self._runs(child, flow)
                self._emphasise(flow, ())
                flow.end()
            elif name == "oMath":
                self._formula(child, flow)
            elif name in ("del", "moveFrom"):
                self._skipped[NN_("{count:,} deleted passage", "{count:,} deleted passages")] += 1
            elif name not in _SKIPPED:
                self._runs(child, flow)

    def _formula(self, element: etree._Element, flow: Flow) -> None:
        self._emphasise(flow, ())
        flow.begin(InlineKind.FORMULA)
        flow.add_verbatim("".join(part.text or "" for part in element.iter("{*}t")))
        flow.end()

    def _run(self, run: etree._Element, flow: Flow) -> None:
        properties = run.find(f"{_W}rPr")
        if properties is not None:
            if _is_on(properties, "vanish"):
                self._skipped[NN_("{count:,} hidden passage", "{count:,} hidden passages")] += 1
                return
            bold, italic = _is_on(properties, "b"), _is_on(properties, "i")
            self._emphasise(flow, (InlineKind.STRONG,) * bold + (InlineKind.EMPHASIS,) * italic)
        else:
            self._emphasise(flow, ())
        for child in run:
            self._content(child, flow)

    def _content(self, child: etree._Element, flow: Flow) -> None:
        """Add what one element of a run stands for."""
        match name_of(child):
            case "t":
                self._first_page = self._first_page or self._page
                # A line end in the file is not a line end in the text.
                flow.add_verbatim((child.text or "").replace("\n", " "))
            case "lastRenderedPageBreak" if self._page:
                self._page += 1
            case "tab" | "ptab":
                flow.add_verbatim("\t")
            case "br" | "cr" if child.get(f"{_W}type") in (None, "textWrapping"):
                flow.line_break()
            case "noBreakHyphen":
                flow.add_verbatim("-")
            case "footnoteReference" | "endnoteReference" | "commentReference" as name:
                is_comment = name == "commentReference"
                self._skipped[
                    NN_("{count:,} comment", "{count:,} comments")
                    if is_comment
                    else NN_("{count:,} note reference", "{count:,} note references")
                ] += 1
            case "drawing" | "pict" | "object" | "AlternateContent":
                self._drawing(child, flow)
            case "ruby":
                for base in child.iterfind(f"{_W}rubyBase/{_W}r/{_W}t"):
                    flow.add_verbatim(base.text or "")

    def _drawing(self, drawing: etree._Element, flow: Flow) -> None:
        """Note a picture, and keep text boxes for after the paragraph; what only older programs show is passed over."""
        if name_of(drawing) == "AlternateContent":
            choice = next((child for child in drawing if name_of(child) == "Choice"), None)
            drawing = drawing if choice is None else choice
        self._boxes += [box for box in drawing.iter(f"{_W}txbxContent") if not _is_in_box(box, drawing)]
        for picture in drawing.iter("{*}blip"):
            self._skipped[NN_("{count:,} picture", "{count:,} pictures")] += 1
            flow.image(self._targets.get(picture.get(f"{_R}embed") or "", ""))

    def _emphasise(self, flow: Flow, kinds: tuple[InlineKind, ...]) -> None:
        """Begin and end emphasis where it changes from one run to the next."""
        if kinds != self._open:
            for _ in self._open:
                flow.end()
            for kind in kinds:
                flow.begin(kind)
            self._open = kinds

    def notes(self) -> Iterator[str]:
        """What was left out, a clause each."""
        for forms, count in self._skipped.items():
            yield counted(forms, count)


def _styles(package: Package, part: str) -> dict[str, _Style]:
    """Paragraph styles by their identifier."""
    if part not in package.parts:
        return {}
    found = {}
    for style in package.tree(part).iterfind(f"{_W}style"):
        properties = style.find(f"{_W}pPr")
        name = _value(style, "name").lower()
        outline = _outline(properties)
        if outline is None and name.startswith("heading ") and name[8:] in tuple("123456789"):
            outline = int(name[8:])
        listed = (properties is not None and properties.find(f"{_W}numPr") is not None) or name.startswith("list ")
        found[style.get(f"{_W}styleId") or ""] = _Style(name, _value(style, "basedOn"), outline, listed)
    return found


def _targets(package: Package, part: str) -> dict[str, str]:
    """Addresses that a part refers to, by their identifier."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in package.parts:
        return {}
    return {each.get("Id") or "": each.get("Target") or "" for each in package.tree(relations)}


def _within(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, those in content controls too."""
    for child in element:
        if name_of(child) == name:
            yield child
        elif name_of(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _within(child, name)


def _value(element: etree._Element | None, name: str) -> str:
    """The value of an element's property; empty where it has none."""
    found = element.find(f"{_W}{name}") if element is not None else None
    return "" if found is None else found.get(f"{_W}val") or ""


def _outline(properties: etree._Element | None) -> int | None:
    """The outline level, from 1; 0 for body text, None where nothing is said."""
    value = _value(properties, "outlineLvl")
    if not value.isdecimal() or len(value) > 1:
        return None
    return 0 if value == "9" else int(value) + 1


def _is_on(properties: etree._Element, name: str) -> bool:
    found = properties.find(f"{_W}{name}")
    return found is not None and found.get(f"{_W}val", "1") not in ("0", "false", "off", "none")


def _is_in_box(box: etree._Element, drawing: etree._Element) -> bool:
    """Whether a text box of a drawing is inside another one."""
    above = takewhile(lambda element: element is not drawing, box.iterancestors())
    return any(element.tag == box.tag for element in above)


def _span(cell: etree._Element) -> int:
    """How many columns a cell takes."""
    value = _value(cell.find(f"{_W}tcPr"), "gridSpan")
    return int(value) if value.isdecimal() and 0 < len(value) < 4 else 1
