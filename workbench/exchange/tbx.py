"""TBX-Basic (ISO 30042:2019, style DCA), the exchange format of term bases.

Read are both styles of this edition, DCA and DCT, and that of 2008 in any dialect, as Weblate and others write it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from lxml import etree

from workbench.domain import Language, Term, TermKind
from workbench.exchange import xml
from workbench.exchange.fields import Report, ignore, language_of
from workbench.exchange.terms import checked_term
from workbench.i18n import gettext as _
from workbench.language.conversion import chinese_variant
from workbench.xml import name_of

_TBX = "urn:iso:std:iso:30042:ed-2"

_STATUS = {
    TermKind.REQUIRED: "preferredTerm-admn-sts",
    TermKind.PREFERRED: "preferredTerm-admn-sts",
    TermKind.FORBIDDEN: "deprecatedTerm-admn-sts",
}
"""What TBX-Basic calls our kinds, as administrativeStatus of the English term."""

_REQUIRED = "required"
"""The subset of required terms: TBX-Basic knows none that is more than preferred."""

_KINDS = {
    "standardizedterm": TermKind.REQUIRED,
    "deprecatedterm": TermKind.FORBIDDEN,
    "supersededterm": TermKind.FORBIDDEN,
    "obsoleteterm": TermKind.FORBIDDEN,
    "obsolete": TermKind.FORBIDDEN,
    "forbidden": TermKind.FORBIDDEN,
}
"""Other statuses are preferred."""


def write_tbx(terms: Iterable[Term], stream: BinaryIO, report: Report = ignore) -> int:
    """Write terms, an entry each; the number written."""
    # What is inside takes the namespace of the root.
    header = etree.Element("tbxHeader")
    description = etree.SubElement(etree.SubElement(header, "fileDesc"), "sourceDesc")
    etree.SubElement(description, "p").text = "Term base of the Alignment Workbench"
    attributes = {"type": "TBX-Basic", "style": "dca", "xml:lang": "en"}
    count = 0
    with xml.document(stream, f"{{{_TBX}}}tbx", attributes, report, {None: _TBX}) as writer:
        writer.add(header, depth=1)
        with writer.inside("text", {}, depth=1), writer.inside("body", {}, depth=2):
            for term in terms:
                count += 1
                writer.add(_entry(term, count, writer), depth=3)
    return count


def _entry(term: Term, number: int, writer: xml.Writer) -> etree._Element:
    entry = etree.Element("conceptEntry", {"id": f"t{number}"})
    if term.source:
        writer.child(entry, "admin", term.source, {"type": "source"})
    if term.note:
        writer.child(entry, "note", term.note)
    for language, text in ((chinese_variant(term.zh), term.zh), (Language.EN, term.en)):
        section = etree.SubElement(entry, "langSec", {xml.XML_LANG: language.value})
        group = etree.SubElement(section, "termSec")
        writer.child(group, "term", text)
        if language is Language.EN:
            writer.child(group, "termNote", _STATUS[term.kind], {"type": "administrativeStatus"})
            if term.kind is TermKind.REQUIRED:
                writer.child(group, "admin", _REQUIRED, {"type": "projectSubset"})
    return entry


def read_tbx(stream: BinaryIO, report: Report = ignore) -> Iterator[Term]:
    """Yield every Chinese term of an entry with every English one; entries without both are left out.

    Raises InputError for a file that is not a TBX, naming the line or entry.
    """
    entries = xml.elements(stream, "TBX", ["martif", "tbx"], ["termEntry", "conceptEntry"])
    for number, element in enumerate(entries, 1):
        where = _("Entry {number} (line {line})").format(number=number, line=element.sourceline)
        terms = list(_terms(element, where))
        if not terms:
            report(_("{where} does not have a Chinese and an English term.").format(where=where))
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
    note, source = _notes(entry), next(_categories(entry, "source"), "")
    for zh, zh_kind in chinese:
        for en, en_kind in english:
            kind = en_kind if en_kind is not TermKind.PREFERRED else zh_kind
            yield checked_term({"zh": zh, "en": en, "kind": kind, "note": note, "source": source}, where)


def _notes(entry: etree._Element) -> str:
    """Return the notes and definitions of an entry and its terms, each once."""
    found = (child for child in entry.iter() if name_of(child) in ("note", "descrip", "definition"))
    texts = [xml.flat_text(child) for child in found]
    return texts[0] if len(texts) == 1 else "; ".join(dict.fromkeys(filter(None, map(str.strip, texts))))


def _categories(element: etree._Element, name: str) -> Iterator[str]:
    """The values of a data category inside an element: an attribute in style DCA, an element of that name in DCT."""
    for child in element.iter():
        if name in (child.get("type"), name_of(child)):
            yield xml.flat_text(child).strip()


def _term(group: etree._Element) -> tuple[str, TermKind]:
    """Text and kind of one term."""
    text = next((xml.flat_text(child) for child in group.iter() if name_of(child) == "term"), "").strip()
    kind = TermKind.PREFERRED
    for category in ("normativeAuthorization", "administrativeStatus"):
        for value in _categories(group, category):
            kind = _KINDS.get(value.lower().partition("-admn")[0], kind)
    if kind is TermKind.PREFERRED and _REQUIRED in _categories(group, "projectSubset"):
        kind = TermKind.REQUIRED
    return text, kind
