"""PDF files with a text layer: paragraphs in reading order, through pypdfium2 (Apache-2.0 or BSD-3-Clause).

PDFium, the reader of Chromium, gives each character with its place on the page, fast enough for books; what belongs
together is decided in `documents.page_layout`. Scripts, forms and attachments are not read.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from math import hypot
from types import ModuleType
from typing import Protocol

from workbench.documents.adapters import ReadText
from workbench.documents.extraction import Extraction, under_headings
from workbench.documents.page_columns import Piece
from workbench.documents.page_layout import paragraphs, text_of, words_of
from workbench.domain import BlockKind, Place
from workbench.errors import InputError
from workbench.extras import required
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.script import HALF_RE, printable

MOST_PAGES = 10_000
MOST_CHARACTERS = 16 * 2**20
"""Of all pages together."""

LARGEST_PAGE = 200_000
"""Characters; a page of a newspaper has 20,000."""

_ONE_AT_A_TIME = threading.Lock()
"""PDFium may not be used by two threads at once."""
_GAP = 1.4
"""Em between two characters of a line that part columns or cells; words of a justified line stand closer."""
_TURNED = 0.3
"""Slope of text that is not read along the lines of the page."""
_BACK = 0.3
"""Em that a character may begin before the last one."""
_RAISED = 0.8
"""Size of a character, against that of its line, from which it may be the mark of a note."""
_PASSWORD_ERROR = 4
_PRESENTATION = {
    code: normal
    for code in (*range(0x2E80, 0x2FE0), *range(0xFB00, 0xFB07))
    if (normal := unicodedata.normalize("NFKC", chr(code))) != chr(code)
}
"""Ligatures, and radicals that some fonts give for the characters they look like."""


def read(data: bytes, name: str, encoding: str | None) -> ReadText:
    """A PDF file. Raises InputError where it is damaged, encrypted or too large, or holds no text."""
    pdfium = required("pypdfium2", _("Reading PDF files"), "documents")
    with _ONE_AT_A_TIME:
        pages, title = _pages(pdfium, data, name)
    empty = sum(not pieces for pieces in pages)
    if empty == len(pages):
        raise InputError(
            _("{name} has no text layer: its pages are pictures.").format(name=name),
            hint=_("Run text recognition (OCR) over it first."),
        )
    found = paragraphs(pages)
    words = words_of(pages)
    extraction = Extraction()
    for each in found:
        extraction.add(each.kind, text_of(each, words), Place(page=each.page, cell=each.cell), level=each.level)
    text, blocks = extraction.text, extraction.blocks
    if not title:
        title = next((text[block.start : block.end] for block in blocks if block.kind is BlockKind.HEADING), "")
    notes = []
    if empty:
        without = ngettext("{count:,} page without a text layer", "{count:,} pages without a text layer", empty)
        notes.append(without.format(count=empty))
    return ReadText(text, under_headings(text, blocks), "utf-8", title=title, notes=tuple(notes))


def _pages(pdfium: ModuleType, data: bytes, name: str) -> tuple[list[list[Piece]], str]:
    """The pieces of text on each page, and the title the file gives itself."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise InputError(
                _("{name} is encrypted.").format(name=name), hint=_("Save it without a password.")
            ) from error
        raise InputError(
            _("{name} is not a sound PDF file.").format(name=name), hint=_("Save or print it as PDF again.")
        ) from error
    try:
        if len(document) > MOST_PAGES:
            raise InputError(
                _("{name} has more than {limit:,} pages.").format(name=name, limit=MOST_PAGES),
                hint=_("Split it into several files."),
            )
        pages, length = [], 0
        for number in range(len(document)):
            pieces = _page_pieces(pdfium, document, number, name, MOST_CHARACTERS - length)
            length += sum(len(piece.text) for piece in pieces)
            pages.append(pieces)
        return pages, printable(" ".join(document.get_metadata_value("Title").replace("\0", " ").split()))
    finally:
        document.close()


def _page_pieces(pdfium: ModuleType, document: _Document, number: int, name: str, room: int) -> list[Piece]:
    """The pieces of a page; of one that is damaged, none."""
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return []
    try:
        textpage = page.get_textpage()
        try:
            if textpage.count_chars() > LARGEST_PAGE:
                raise InputError(
                    _("{name} has more than {limit:,} characters on page {number}.").format(
                        name=name, limit=LARGEST_PAGE, number=number + 1
                    ),
                    hint=_("Is it the right file?"),
                )
            if textpage.count_chars() > room:
                raise InputError(
                    _("{name} is longer than {limit} million characters.").format(
                        name=name, limit=MOST_CHARACTERS // 2**20
                    ),
                    hint=_("Split it into several files."),
                )
            return list(_pieces(pdfium.raw, textpage, page.get_height()))
        finally:
            textpage.close()
    except pdfium.PdfiumError:
        return []
    finally:
        page.close()


def _pieces(raw: ModuleType, textpage: _TextPage, height: float) -> Iterator[Piece]:
    """Characters gathered as they follow each other on a line; turned text is left out unless most of a page is."""
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    upright: list[_Line] = []
    turned: list[_Line] = []
    line: _Line | None = None
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in (10, 13, 0):
            # PDFium ends lines itself; what follows may still go on with the last one, beside it.
            continue
        character = _PRESENTATION.get(code) or chr(code)
        if character.isspace():
            if line:
                line.space()
            continue
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        raw.FPDFText_GetMatrix(textpage, index, matrix)
        # The font's own size says nothing where the page scales it.
        size = raw.FPDFText_GetFontSize(textpage, index) * hypot(matrix.b, matrix.d)
        size = size if size > 0 else box.top - box.bottom
        if line and line.takes(box, size):
            line.add(character, box, size)
            continue
        line = _Line(character, box, size)
        (turned if abs(matrix.b) > _TURNED * abs(matrix.a) else upright).append(line)
    is_turned = sum(each.length for each in turned) > sum(each.length for each in upright)
    for each in turned if is_turned else upright:
        yield from each.piece(height)


class _Box(Protocol):
    """Edges of a character on its page, points."""

    left: float
    right: float
    bottom: float
    top: float


class _TextPage(Protocol):
    """What is used of pypdfium2's text of a page."""

    def count_chars(self) -> int: ...
    def close(self) -> None: ...


class _Page(Protocol):
    """What is used of pypdfium2's page."""

    def get_textpage(self) -> _TextPage: ...
    def get_height(self) -> float: ...
    def close(self) -> None: ...


class _Document(Protocol):
    """What is used of pypdfium2's document."""

    def __getitem__(self, number: int) -> _Page: ...


class _Line:
    """A piece of a line while its characters come."""

    def __init__(self, character: str, box: _Box, size: float) -> None:
        self._characters = [character]
        self._left, self._right, self._bottom, self._top = box.left, box.right, box.bottom, box.top
        self._size = size
        self._last = box.left
        """Where the last character begins."""
        self._space = False

    def takes(self, box: _Box, size: float) -> bool:
        """Whether a character is on the same line, right after the last one."""
        shared = min(self._top, box.top) - max(self._bottom, box.bottom)
        if shared < 0.5 * min(self._top - self._bottom, box.top - box.bottom):
            return False
        em = max(self._size, size)
        after = box.left - self._right < _GAP * em
        return after and box.left > self._last - _BACK * em

    def add(self, character: str, box: _Box, size: float) -> None:
        """Add a character; the mark of a note, raised and smaller, is left out."""
        raised = size < _RAISED * self._size and box.bottom > self._bottom + 0.15 * self._size
        if raised and (character.isdecimal() or character in "*†‡[]"):
            self._right = max(self._right, box.right)
            return
        self._last = box.left
        if self._space:
            self._characters.append(" ")
            self._space = False
        self._characters.append(character)
        self._right = max(self._right, box.right)
        if len(self._characters) < 4 and size > self._size:
            self._size, self._bottom, self._top = size, box.bottom, box.top

    def space(self) -> None:
        """Note that a space comes next."""
        self._space = True

    @property
    def length(self) -> int:
        """Number of its characters."""
        return len(self._characters)

    def piece(self, height: float) -> Iterator[Piece]:
        """What was gathered, unless it is nothing but spaces or has no size."""
        text = "".join(self._characters)
        if HALF_RE.search(text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if self._size > 0 and _VISIBLE.search(text):
            yield Piece(text, self._left, self._right, self._bottom, self._top, self._size, height)


_VISIBLE = re.compile(r"[^\s\x00-\x1f\ufffe\uffff]")
