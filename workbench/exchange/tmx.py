"""TMX 1.4, the exchange format of translation memories (https://www.gala-global.org/tmx-14b).

A unit carries status, probability, relation, reviewer and note; each side its document and segments. Units of other
tools are read by their languages; inline codes are taken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import BinaryIO

from lxml import etree

from workbench.domain import Pair, PairSide
from workbench.exchange import markup
from workbench.exchange.fields import (
    Report,
    ignore,
    is_exported,
    language_of,
    read_id,
    read_probability,
    read_relation,
    read_segments,
    read_status,
    shown,
    side_of,
    xml_text,
)

_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""Inline elements that hold codes of the original format, not text; what `hi` holds is kept."""


def write_tmx(pairs: Iterable[Pair], stream: BinaryIO) -> int:
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
    with markup.document(stream, "tmx", {"version": "1.4"}) as writer:
        writer.add(header, depth=1)
        with writer.inside("body", {}, depth=1):
            for pair in pairs:
                if is_exported(pair):
                    writer.add(_unit(pair))
                    count += 1
    return count


def _unit(pair: Pair) -> etree._Element:
    attributes = {"srclang": pair.source.language.value}
    if pair.id is not None:
        attributes["tuid"] = str(pair.id)
    if pair.updated_at and (changed := _compact_time(pair.updated_at)):
        attributes["changedate"] = changed
    if pair.reviewer:
        attributes["changeid"] = xml_text(pair.reviewer)
    unit = etree.Element("tu", attributes)
    if pair.note:
        _add(unit, "note", pair.note)
    for name, value in (
        ("status", pair.status.value),
        ("probability", shown(pair.probability)),
        ("relation", pair.relation.value),
        ("bookmarked", "yes" if pair.bookmarked else ""),
        ("updated-at", "" if "changedate" in attributes else pair.updated_at or ""),
    ):
        if value:
            _add(unit, "prop", value, type=f"x-{name}")
    for side in (pair.source, pair.target):
        variant = etree.SubElement(unit, "tuv", {markup.XML_LANG: side.language.value})
        if side.document:
            _add(variant, "prop", side.document, type="x-document")
        if side.segments:
            _add(variant, "prop", " ".join(map(str, side.segments)), type="x-segments")
        _add(variant, "seg", side.text)
    return unit


def _add(parent: etree._Element, tag: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, tag, attributes).text = xml_text(text)


def _compact_time(at: str) -> str:
    """2026-11-21T05:19:00Z as TMX writes it: 20261121T051900Z; "" for what is no such time."""
    return re.sub("[-:]", "", at) if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", at) else ""


def _full_time(at: str) -> str:
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", at)
    return "{}-{}-{}T{}:{}:{}Z".format(*match.groups()) if match else at


def read_tmx(stream: BinaryIO, report: Report = ignore) -> Iterator[Pair]:
    """The English–Chinese and the same-language units of a TMX; other languages are left out.

    Raises InputError for what is no TMX, naming the line or unit.
    """
    source_language = ""
    number = 0
    for event, element, name in markup.events(stream, "TMX", ["tmx"], ["header", "tu"]):
        if event == "start":
            continue
        if name == "header":
            source_language = element.get("srclang", "")
        elif name == "tu":
            number += 1
            where = f"Unit {number} (line {element.sourceline})"
            pair = _pair(element, source_language, where)
            if pair is None:
                report(f"{where} has no two sides in English or Chinese.")
            else:
                yield pair
            markup.forget(element)


def _pair(unit: etree._Element, source_language: str, where: str) -> Pair | None:
    sides = _sides(unit, where)
    chosen = _two(sides, unit.get("srclang") or source_language)
    if chosen is None:
        return None
    source, target = chosen
    props = markup.properties(unit, "prop", "type")
    tuid = unit.get("tuid", "")
    note = next((child.text or "" for child in unit if markup.name_of(child) == "note"), "")
    relation = read_relation(props.get("relation", ""), source.language, target.language, where)
    return Pair(
        source=source,
        target=target,
        relation=relation,
        status=read_status(props.get("status", "") if "relation" in props else "", where),
        probability=read_probability(props.get("probability", "") if "relation" in props else "", where),
        reviewer=unit.get("changeid") if "relation" in props else None,
        note=note,
        bookmarked=props.get("bookmarked") == "yes",
        updated_at=props.get("updated-at") or _full_time(unit.get("changedate", "")) or None,
        id=read_id(tuid, where) if tuid.isdecimal() and len(tuid) <= 15 else None,
    )


def _sides(unit: etree._Element, where: str) -> list[tuple[str, PairSide]]:
    """The variants in English or Chinese that are not blank, each with its language tag."""
    sides = []
    for variant in unit:
        if markup.name_of(variant) != "tuv":
            continue
        tag = variant.get(markup.XML_LANG) or variant.get("lang") or ""
        text = next((markup.flat_text(child, _CODES) for child in variant if markup.name_of(child) == "seg"), "")
        language = language_of(tag, text)
        if language is not None and text.strip():
            props = markup.properties(variant, "prop", "type")
            segments = read_segments(props.get("segments", ""), where) if "document" in props else ()
            sides.append((tag, side_of(props.get("document", ""), language, segments, text)))
    return sides


def _two(sides: list[tuple[str, PairSide]], source_language: str) -> tuple[PairSide, PairSide] | None:
    """The two that face each other, source first: an English and a Chinese one, else the first two."""
    if len(sides) < 2:
        return None
    first = next((n for n, (tag, _) in enumerate(sides) if tag.lower() == source_language.lower()), 0)
    source = sides[first][1]
    others = [side for n, (_, side) in enumerate(sides) if n != first]
    other = next((side for side in others if side.language.side != source.language.side), others[0])
    return source, other
