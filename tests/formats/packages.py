"""Word files and e-books to read, made by other programs than the workbench where there are any."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

import docx
from docx.document import Document as WordDocument

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(parts: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip package of these parts."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return stream.getvalue()


def saved(document: WordDocument) -> bytes:
    """The bytes of a Word file."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def changed(package: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """A package with some parts replaced or added."""
    with zipfile.ZipFile(BytesIO(package)) as opened:
        return packed({name: opened.read(name) for name in opened.namelist()} | dict(parts))


def part_of(package: bytes, name: str) -> str:
    """A part of a package as text."""
    with zipfile.ZipFile(BytesIO(package)) as opened:
        return opened.read(name).decode("utf-8")


def with_footnote(package: bytes, after: str, note: str) -> bytes:
    """A Word file with a footnote after the run that holds a text, which python-docx cannot write."""
    body = part_of(package, "word/document.xml")
    at = body.index("</w:r>", body.index(after)) + len("</w:r>")
    body = body[:at] + '<w:r><w:footnoteReference w:id="2"/></w:r>' + body[at:]
    footnotes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
        '</w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
        f"<w:r><w:t>{note}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    return changed(package, {"word/document.xml": body, "word/footnotes.xml": footnotes})


def word_file(body: str) -> bytes:
    """A Word file whose body is given as XML, with the styles python-docx brings."""
    package = saved(docx.Document())
    document = (
        f'<w:document xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" {_MORE}>'
    )
    return changed(package, {"word/document.xml": f"{document}<w:body>{body}</w:body></w:document>"})


_MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def epub(chapters: Mapping[str, str], title: str = "A book", more: Mapping[str, bytes | str] | None = None) -> bytes:
    """An EPUB of chapters, given as the bodies of XHTML pages by their names in the order of reading."""
    items = "".join(
        f'<item id="c{number}" href="{name}" media-type="application/xhtml+xml"/>'
        for number, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    pages = {f"OEBPS/{name}": page(body) for name, body in chapters.items()}
    parts = {"mimetype": "application/epub+zip", "META-INF/container.xml": _CONTAINER, "OEBPS/book.opf": opf}
    return packed({**parts, **pages, **(more or {})})


def page(body: str) -> str:
    """An XHTML page."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>t</title></head><body>{body}</body></html>'
    )
