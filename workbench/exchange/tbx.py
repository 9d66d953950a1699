"""TBX-Basic (ISO 30042:2008), the exchange format of term bases; the edition of 2019 is read too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from lxml import etree

from workbench.domain import Language, Term
from workbench.exchange import markup
from workbench.exchange.fields import Report, ignore, language_of, xml_text
from workbench.exchange.terms import checked_term
from workbench.language.conversion import chinese_variant

_STATUS = {
    "required": "standardizedTerm",
    "preferred": "preferredTerm-admn-sts",
    "forbidden": "deprecatedTerm-admn-sts",
}
"""What TBX calls our kinds, as administrativeStatus of the English term."""
_KINDS = {
    "standardizedterm": "required",
    "deprecatedterm": "forbidden",
    "supersededterm": "forbidden",
    "obsoleteterm": "forbidden",
}
"""Other statuses are "preferred"."""


def write_tbx(terms: Iterable[Term], stream: BinaryIO) -> int:
    """Write terms, an entry each; the number written. The whole document is built in memory."""
    root = etree.Element("martif", {"type": "TBX-Basic", markup.XML_LANG: "en"})
    header = etree.SubElement(root, "martifHeader")
    description = etree.SubElement(etree.SubElement(header, "fileDesc"), "sourceDesc")
    etree.SubElement(description, "p").text = "Term base of the Alignment Workbench"
    encoding = etree.SubElement(header, "encodingDesc")
    etree.SubElement(encoding, "p", {"type": "XCSURI"}).text = "TBXBasicXCSV02.xcs"
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    for number, term in enumerate(terms, 1):
        body.append(_entry(term, number))
    etree.indent(root, space=" ")
    etree.ElementTree(root).write(stream, encoding="utf-8", xml_declaration=True)
    stream.write(b"\n")
    return len(body)


def _entry(term: Term, number: int) -> etree._Element:
    entry = etree.Element("termEntry", {"id": f"t{number}"})
    if term.note:
        etree.SubElement(entry, "note").text = xml_text(term.note)
    if term.source:
        etree.SubElement(entry, "admin", {"type": "source"}).text = xml_text(term.source)
    for language, text in ((chinese_variant(term.zh), term.zh), (Language.EN, term.en)):
        section = etree.SubElement(entry, "langSet", {markup.XML_LANG: language.value})
        group = etree.SubElement(section, "tig")
        etree.SubElement(group, "term").text = xml_text(text)
        if language is Language.EN:
            status = etree.SubElement(group, "termNote", {"type": "administrativeStatus"})
            status.text = _STATUS.get(term.kind, _STATUS["preferred"])
    return entry


def read_tbx(stream: BinaryIO, report: Report = ignore) -> Iterator[Term]:
    """Every Chinese term of an entry with every English one; entries without both are left out.

    Raises InputError for what is no TBX, naming the line or entry.
    """
    number = 0
    for event, element, _ in markup.events(stream, "TBX", ["martif", "tbx"], ["termEntry", "conceptEntry"]):
        if event == "end":
            number += 1
            where = f"Entry {number} (line {element.sourceline})"
            terms = list(_terms(element, where))
            if not terms:
                report(f"{where} has no Chinese and English term.")
            yield from terms
            markup.forget(element)


def _terms(entry: etree._Element, where: str) -> Iterator[Term]:
    chinese: list[tuple[str, str]] = []
    english: list[tuple[str, str]] = []
    for section in entry:
        if markup.name_of(section) not in ("langSet", "langSec"):
            continue
        tag = section.get(markup.XML_LANG) or section.get("lang") or ""
        for group in section.iter():
            if markup.name_of(group) in ("tig", "ntig", "termSec"):
                text, kind = _term(group)
                language = language_of(tag, text)
                if text and language is not None:
                    (chinese if language.is_chinese else english).append((text, kind))
    note = next((child.text or "" for child in entry if markup.name_of(child) == "note"), "")
    source = markup.properties(entry, "admin", "type").get("source", "")
    for zh, zh_kind in chinese:
        for en, en_kind in english:
            kind = en_kind if en_kind != "preferred" else zh_kind
            yield checked_term({"zh": zh, "en": en, "kind": kind, "note": note, "source": source}, where)


def _term(group: etree._Element) -> tuple[str, str]:
    """Text and kind of one term."""
    text, kind = "", "preferred"
    for child in group.iter():
        name = markup.name_of(child)
        if name == "term" and not text:
            text = markup.flat_text(child, frozenset()).strip()
        elif name == "termNote" and child.get("type") in ("administrativeStatus", "normativeAuthorization"):
            status = (child.text or "").strip().lower().partition("-admn")[0]
            kind = _KINDS.get(status, kind)
    return text, kind
