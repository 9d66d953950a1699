"""TMX 1.4, the exchange format of translation memories (https://www.gala-global.org/tmx-14b).

A unit carries status, probability, relation, reviewer and note; each side its document and segments. Units of other
tools are read by their languages; inline codes are taken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import BinaryIO

from lxml import etree

from workbench.domain import Language, Pair, PairSide
from workbench.exchange import xml
from workbench.exchange.fields import Report, Unit, exported, fields_of, ignore, language_of, pair_of, units_of
from workbench.exchange.inlines import TYPES, Closing, Opening, numbers, pieces
from workbench.xml import name_of

_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""Inline elements that hold codes of the original format, not text; what `hi` holds is kept."""

_PROPERTIES = (
    "status", "probability", "relation", "kind", "source_coverage", "target_coverage", "bookmarked", "updated_at",
    "origin", "confirmed_by", "corpus", "revision",
)  # fmt: skip
"""Fields that TMX itself has no place for, as <prop> of a unit."""


def write_tmx(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore) -> int:
    """Write pairs with two sides; the number written. Memory does not grow with their number."""
    header = etree.Element(
        "header",
        {
            "creationtool": "Alignment Workbench",
            "creationtoolversion": version("alignment-workbench"),
            "segtype": "sentence",
            "o-tmf": "alignment-workbench",
            "adminlang": "en",
            "srclang": "*all*",
            "datatype": "plaintext",
        },
    )
    count = 0
    with xml.document(stream, "tmx", {"version": "1.4"}, report) as writer:
        writer.add(header, depth=1)
        with writer.inside("body", {}, depth=1):
            for count, pair in enumerate(exported(pairs), 1):  # noqa: B007
                unit, texts = _element(pair, writer)
                writer.add(unit, depth=2, texts=texts)
    return count


def _element(pair: Pair, writer: xml.Writer) -> tuple[etree._Element, list[xml.Text]]:
    """The unit of a pair, and what its segments are to hold."""
    fields = fields_of(pair)
    attributes = {"srclang": pair.source.language.value}
    if "id" in fields:
        attributes["tuid"] = fields["id"]
    if changed := _compact_time(fields.get("updated_at", "")):
        attributes["changedate"] = changed
        del fields["updated_at"]
    if "reviewer" in fields:
        attributes["changeid"] = writer.text(fields["reviewer"])
    unit = etree.Element("tu", attributes)
    if "note" in fields:
        writer.child(unit, "note", fields["note"])
    for name in _PROPERTIES:
        if name in fields:
            writer.child(unit, "prop", fields[name], {"type": f"x-{name.replace('_', '-')}"})
    texts: list[xml.Text] = []
    for name, side, own in zip(("source", "target"), (pair.source, pair.target), numbers(pair), strict=True):
        variant = etree.SubElement(unit, "tuv", {xml.XML_LANG: side.language.value})
        for part in ("document", "segments"):
            if value := fields.get(f"{name}_{part}"):
                writer.child(variant, "prop", value, {"type": f"x-{part}"})
        texts += _segment(variant, side, own, writer)
    return unit, texts


def _segment(variant: etree._Element, side: PairSide, own: Sequence[int], writer: xml.Writer) -> list[xml.Text]:
    """Add a side's text; where it has inline elements, what is to be filled in later."""
    if side.inlines:
        return [(etree.SubElement(variant, "seg"), _marked(side, own, writer))]
    writer.child(variant, "seg", side.text)
    return []


def _marked(side: PairSide, own: Sequence[int], writer: xml.Writer) -> Iterator[str | etree._Element]:
    """A side's text with its inline elements; words they cover stay text, so that any tool sees them."""
    for piece in pieces(side, own):
        if isinstance(piece, str):
            yield piece
            continue
        number = str(piece.number)
        if isinstance(piece, Closing):
            yield etree.Element("ept", {"i": number})
            continue
        kind = {"x": number, "type": TYPES[piece.inline.kind]}
        code = etree.Element("bpt", {"i": number} | kind) if isinstance(piece, Opening) else etree.Element("ph", kind)
        code.text = writer.text(piece.inline.data) or None
        yield code


_FULL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", re.ASCII)


def _compact_time(at: str) -> str:
    """2026-11-21T05:19:00Z as TMX writes it: 20261121T051900Z; "" for anything else."""
    return at.replace("-", "").replace(":", "") if _FULL.fullmatch(at) else ""


def _full_time(at: str) -> str:
    match = _COMPACT.fullmatch(at)
    return "{}-{}-{}T{}:{}:{}Z".format(*match.groups()) if match else at


def tmx_units(stream: BinaryIO) -> Iterator[Unit]:
    """The units of a TMX; a pair for those in English and Chinese or twice in one of them.

    Raises InputError for a file that is not a TMX and for invalid values, naming the line or unit.
    """
    return units_of(_places(stream), _pair)


def _places(stream: BinaryIO) -> Iterator[tuple[str, tuple[etree._Element, str]]]:
    """Where each unit is, the unit, and the language of its source."""
    source_language = ""
    number = 0
    for element in xml.elements(stream, "TMX", ["tmx"], ["header", "tu"]):
        if name_of(element) == "header":
            source_language = element.get("srclang", "")
        else:
            number += 1
            yield f"Unit {number} (line {element.sourceline})", (element, element.get("srclang") or source_language)


def _pair(found: tuple[etree._Element, str]) -> Pair | None:
    unit, source_language = found
    chosen = _two(_sides(unit), source_language)
    if chosen is None:
        return None
    fields = {
        "updated_at": _full_time(unit.get("changedate", "")),
        "id": unit.get("tuid", ""),
    }
    if note := xml.child_text(unit, "note"):
        fields["note"] = note
    properties = xml.properties(unit, "prop")
    if "relation" in properties:
        # A unit of ours; other tools mean other things by these words.
        fields["reviewer"] = unit.get("changeid") or ""
        fields |= {name: value for name, value in properties.items() if name in _PROPERTIES}
    for name, (_, _, more) in zip(("source", "target"), chosen, strict=True):
        if "document" in more:
            fields |= {f"{name}_{part}": more.get(part, "") for part in ("document", "segments")}
    source, target = ((language, text) for language, text, _ in chosen)
    return pair_of(fields, source, target)


Variant = tuple[Language, str, dict[str, str]]
"""Language, text and properties."""


def _sides(unit: etree._Element) -> list[tuple[str, Variant]]:
    """The variants in English or Chinese that are not blank, each with its language tag."""
    sides = []
    for variant in unit:
        if name_of(variant) != "tuv":
            continue
        tag = variant.get(xml.XML_LANG) or variant.get("lang") or ""
        text = next((xml.flat_text(child, _CODES) for child in variant if name_of(child) == "seg"), "")
        language = language_of(tag, text)
        if language is not None and text.strip():
            sides.append((tag, (language, text, xml.properties(variant, "prop"))))
    return sides


def _two(sides: list[tuple[str, Variant]], source_language: str) -> tuple[Variant, Variant] | None:
    """The two that face each other, source first: an English and a Chinese one, else the first two."""
    if len(sides) < 2:
        return None
    first = next((n for n, (tag, _) in enumerate(sides) if tag.lower() == source_language.lower()), 0)
    source = sides[first][1]
    others = [variant for n, (_, variant) in enumerate(sides) if n != first]
    return source, next((other for other in others if other[0].side != source[0].side), others[0])
