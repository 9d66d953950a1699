"""TBX-Basic (ISO 30042:2008), the exchange format of term bases; the edition of 2019 is read too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from lxml import etree

from workbench.domain import Language, Term, TermKind
from workbench.exchange import xml
from workbench.exchange.fields import Report, ignore, language_of
from workbench.exchange.terms import checked_term
from workbench.language.conversion import chinese_variant
from workbench.xml import name_of

_STATUS = {
    TermKind.REQUIRED: "standardizedTerm",
    TermKind.PREFERRED: "preferredTerm-admn-sts",
    TermKind.FORBIDDEN: "deprecatedTerm-admn-sts",
}
"""What TBX calls our kinds, as administrativeStatus of the English term."""
_KINDS = {
    "standardizedterm": TermKind.REQUIRED,
    "deprecatedterm": TermKind.FORBIDDEN,
    "supersededterm": TermKind.FORBIDDEN,
    "obsoleteterm": TermKind.FORBIDDEN,
}
"""Other statuses are preferred."""


def write_tbx(terms: Iterable[Term], stream: BinaryIO, report: Report = ignore) -> int:
    """Write terms, an entry each; the number written."""
    header = etree.Element("martifHeader")
    description = etree.SubElement(etree.SubElement(header, "fileDesc"), "sourceDesc")
    etree.SubElement(description, "p").text = "Term base of the Alignment Workbench"
    encoding = etree.SubElement(header, "encodingDesc")
    etree.SubElement(encoding, "p", {"type": "XCSURI"}).text = "TBXBasicXCSV02.xcs"
    count = 0
    with xml.document(stream, "martif", {"type": "TBX-Basic", "xml:lang": "en"}, report) as writer:
        writer.add(header, depth=1)
        with writer.inside("text", {}, depth=1), writer.inside("body", {}, depth=2):
            for term in terms:
                count += 1
                writer.add(_entry(term, count, writer), depth=3)
    return count


def _entry(term: Term, number: int, writer: xml.Writer) -> etree._Element:
    entry = etree.Element("termEntry", {"id": f"t{number}"})
    if term.note:
        writer.child(entry, "note", term.note)
    if term.source:
        writer.child(entry, "admin", term.source, {"type": "source"})
    for language, text in ((chinese_variant(term.zh), term.zh), (Language.EN, term.en)):
        section = etree.SubElement(entry, "langSet", {xml.XML_LANG: language.value})
        group = etree.SubElement(section, "tig")
        writer.child(group, "term", text)
        if language is Language.EN:
            writer.child(group, "termNote", _STATUS[term.kind], {"type": "administrativeStatus"})
    return entry


def read_tbx(stream: BinaryIO, report: Report = ignore) -> Iterator[Term]:
    """Every Chinese term of an entry with every English one; entries without both are left out.

    Raises InputError for a file that is not a TBX, naming the line or entry.
    """
    entries = xml.elements(stream, "TBX", ["martif", "tbx"], ["termEntry", "conceptEntry"])
    for number, element in enumerate(entries, 1):
        where = f"Entry {number} (line {element.sourceline})"
        terms = list(_terms(element, where))
        if not terms:
            report(f"{where} does not have a Chinese and an English term.")
        yield from terms


def _terms(entry: etree._Element, where: str) -> Iterator[Term]:
    chinese: list[tuple[str, TermKind]] = []
    english: list[tuple[str, TermKind]] = []
    for section in entry:
        if name_of(section) not in ("langSet", "langSec"):
            continue
        tag = section.get(xml.XML_LANG) or section.get("lang") or ""
        for group in section.iter():
            if name_of(group) in ("tig", "ntig", "termSec"):
                text, kind = _term(group)
                language = language_of(tag, text)
                if text and language is not None:
                    (chinese if language.is_chinese else english).append((text, kind))
    note, source = xml.child_text(entry, "note"), xml.properties(entry, "admin").get("source", "")
    for zh, zh_kind in chinese:
        for en, en_kind in english:
            kind = en_kind if en_kind is not TermKind.PREFERRED else zh_kind
            yield checked_term({"zh": zh, "en": en, "kind": kind, "note": note, "source": source}, where)


def _term(group: etree._Element) -> tuple[str, TermKind]:
    """Text and kind of one term."""
    text, kind = "", TermKind.PREFERRED
    for child in group.iter():
        name = name_of(child)
        if name == "term" and not text:
            text = xml.flat_text(child, frozenset()).strip()
        elif name == "termNote" and child.get("type") in ("administrativeStatus", "normativeAuthorization"):
            status = (child.text or "").strip().lower().partition("-admn")[0]
            kind = _KINDS.get(status, kind)
    return text, kind
