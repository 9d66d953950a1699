"""E-books: the chapters of an EPUB in reading order, each read as a page without looking for an article."""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from workbench import xml
from workbench.documents.adapters import ReadText
from workbench.documents.encodings import decode
from workbench.documents.extraction import Extraction, under_headings
from workbench.documents.formats.html import tree, without_declaration
from workbench.documents.hypertext import Hypertext
from workbench.documents.package import Package
from workbench.errors import InputError
from workbench.i18n import NN_, gettext

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_OBFUSCATION = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""Methods that garble fonts alone and leave the text readable."""
_PAGES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)[A-Za-z][A-Za-z0-9]{1,31};")


def read(data: bytes, name: str, encoding: str | None) -> ReadText:
    """An EPUB of version 2 or 3. Raises InputError where it is not one, is encrypted, damaged or too large."""
    package = Package(data, name, "EPUB")
    _refuse_encrypted(package, name)
    opf_name = _root_file(package)
    opf = package.tree(opf_name)
    extraction = Extraction()
    walker = Hypertext(extraction)
    for part in _spine(opf, posixpath.dirname(opf_name)):
        if part not in package.parts:
            walker.skipped[NN_("{count:,} missing chapter", "{count:,} missing chapters")] += 1
            continue
        root = _chapter(package.read(part), f"{name}, part {part}", encoding)
        if root is not None:
            walker.walk(root, part)
    found = opf.find(".//{http://purl.org/dc/elements/1.1/}title")
    title = "" if found is None else " ".join((found.text or "").split())
    text = extraction.text
    return ReadText(text, under_headings(text, extraction.blocks), "utf-8", title=title, notes=tuple(walker.notes()))


def _refuse_encrypted(package: Package, name: str) -> None:
    if _ENCRYPTION not in package.parts:
        return
    methods = package.tree(_ENCRYPTION).iterfind(".//{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod")
    if {method.get("Algorithm") for method in methods} - _FONT_OBFUSCATION:
        raise InputError(
            gettext("{name} is encrypted.").format(name=name),
            hint=gettext("Ask its publisher for a copy without copy protection."),
        )


def _root_file(package: Package) -> str:
    """The part that lists the chapters."""
    if _CONTAINER not in package.parts:
        raise package.damaged(gettext("it has no part {part}").format(part=_CONTAINER))
    root = package.tree(_CONTAINER).find(".//{*}rootfile")
    path = "" if root is None else root.get("full-path") or ""
    if path not in package.parts:
        raise package.damaged(gettext("it does not name the list of its chapters"))
    return path


def _spine(opf: etree._Element, folder: str) -> Iterator[str]:
    """The parts that hold the chapters, each once, in reading order."""
    parts = {}
    for item in opf.iterfind("{*}manifest/{*}item"):
        if item.get("media-type") in _PAGES:
            target = unquote(item.get("href") or "").partition("#")[0]
            parts[item.get("id") or ""] = posixpath.normpath(posixpath.join(folder, target))
    chapters = (parts.get(item.get("idref") or "") for item in opf.iterfind("{*}spine/{*}itemref"))
    yield from Counter(chapter for chapter in chapters if chapter)


def _chapter(data: bytes, name: str, encoding: str | None) -> etree._Element | None:
    """The tree of a chapter: as XML where it is well-formed, else as browsers read pages."""
    text, _ = decode(data, name, encoding, markup=True)
    content = _ENTITY.sub(_character, without_declaration(text))
    try:
        return xml.parse(content.encode("utf-8", "replace"))
    except etree.XMLSyntaxError:
        return tree(content, name)


def _character(match: re.Match[str]) -> str:
    """The character of a named entity; the names are those of HTML, whose DTD is not loaded."""
    return html.unescape(match[0])
