"""Web pages: the article, as trafilatura tells it from what stands around it; the rest is kept as boilerplate.

lxml reads the whole page, so that every block has its place in it; trafilatura (Apache-2.0), which knows where articles
stand but keeps no places, decides which blocks belong to the article.
"""

from __future__ import annotations

import re

from lxml import etree

from workbench.documents.adapters import ReadText
from workbench.documents.articles import with_boilerplate
from workbench.documents.encodings import decode
from workbench.documents.extraction import Extraction, under_headings
from workbench.documents.hypertext import Hypertext
from workbench.errors import InputError
from workbench.extras import required
from workbench.i18n import gettext as _

LARGEST = 32 * 2**20
"""Characters of a page."""
MOST_TAGS = 1_000_000
_MOST_TAGS_OF_ARTICLE = 60_000
_LONGEST_OF_ARTICLE = 2 * 2**20
"""Tags and characters of a page in which an article is looked for: trafilatura takes several seconds for so many."""

_CHARSET = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_HEAD = 4096
"""Bytes among which a page may name its encoding."""
_NARROWER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "iso-8859-1": "windows-1252"}
"""Encodings that pages name, and the wider ones that browsers read them in."""
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def read(data: bytes, name: str, encoding: str | None) -> ReadText:
    """A web page. Raises InputError where it is too large, nested too deeply or not text."""
    text, found = _decoded(data, name, encoding)
    if len(text) > LARGEST:
        raise InputError(
            _("{name} is longer than {limit} million characters.").format(name=name, limit=LARGEST // 2**20),
            hint=_("Split it."),
        )
    tags = text.count("<")
    if tags > MOST_TAGS:
        raise InputError(
            _("{name} has more than {limit:,} tags.").format(name=name, limit=MOST_TAGS),
            hint=_("Is it the right file?"),
        )
    root = tree(text, name)
    extraction = Extraction()
    walker = Hypertext(extraction)
    if root is not None:
        walker.walk(root)
    body, blocks = extraction.text, extraction.blocks
    notes = list(walker.notes())
    if tags <= _MOST_TAGS_OF_ARTICLE and len(text) <= _LONGEST_OF_ARTICLE:
        blocks = with_boilerplate(body, blocks, _article(text))
    else:
        notes.append(_("no article was looked for in so long a page"))
    title = "" if root is None else _title(root)
    return ReadText(body, under_headings(body, blocks), found, title=title, notes=tuple(notes))


def tree(text: str, name: str) -> etree._Element | None:
    """The tree of an HTML page, None of an empty one. Raises InputError where it is nested too deeply."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    content = without_declaration(text).encode("utf-8", "replace")
    try:
        root = etree.fromstring(content, parser) if content.strip() else None
    except etree.XMLSyntaxError as error:
        raise InputError(
            _("{name} is not a web page.").format(name=name), hint=_("Save it again, or save it as text.")
        ) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise InputError(
            _("{name} is nested too deeply.").format(name=name), hint=_("Save it again, or save it as text.")
        )
    return root


def without_declaration(text: str) -> str:
    """A page without its XML declaration, whose encoding no longer holds once it is decoded."""
    return _XML_DECLARATION.sub("", text, count=1)


def _decoded(data: bytes, name: str, encoding: str | None) -> tuple[str, str]:
    """The text of a page, in the encoding named by the caller, by the page, or else found from its bytes."""
    named = _CHARSET.search(data, 0, _HEAD) if encoding is None else None
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        label = named[1].decode("ascii").lower()
        try:
            return decode(data, name, _NARROWER.get(label, label), markup=True)
        except InputError:
            # What a page says of itself is often wrong.
            return decode(data, name, markup=True)
    return decode(data, name, encoding, markup=True)


def _title(root: etree._Element) -> str:
    found = root.find(".//title")
    return " ".join((found.text or "").split()) if found is not None else ""


def _article(text: str) -> str:
    """The text of the article in a page, an element or row of a table a line; empty where there is none."""
    trafilatura = required("trafilatura", _("Reading web pages"), "documents")
    extracted = trafilatura.extract(text, output_format="txt", include_comments=False, include_tables=True)
    return extracted or ""
