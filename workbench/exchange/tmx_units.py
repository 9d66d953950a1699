"""The units of a TMX, of this program or any other: a pair for each variant that faces one of the other language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from workbench.domain import Inline, Language, Pair
from workbench.exchange import xml
from workbench.exchange.fields import Unit, language_of, pair_of, shortened, units_of, with_inlines
from workbench.exchange.inline_codes import marked_text
from workbench.exchange.tmx import PROPERTIES
from workbench.xml import name_of

_LONGEST_NOTE = 4_000
"""Characters that are kept of what a unit says about itself."""

_MOST_LANGUAGES = 50
"""Languages that are named; variants in others are counted together."""


@dataclass(frozen=True, slots=True)
class _Variant:
    """A text of a unit in English or Chinese."""

    tag: str
    language: Language
    text: str
    inlines: tuple[Inline, ...]
    properties: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Facing:
    """Two variants of a unit that face each other."""

    unit: etree._Element
    source: _Variant
    target: _Variant


def tmx_units(stream: BinaryIO) -> Iterator[Unit]:
    """The pairs of a TMX: of units in English and Chinese, or several times in one of them.

    Variants in other languages are counted and reported at the end. Raises InputError for a file that is not a TMX and
    for invalid values, naming the line or unit.
    """
    others: Counter[str] = Counter()
    source_language = ""
    number = 0
    for element in xml.elements(stream, "TMX", ["tmx"], ["header", "tu"]):
        if name_of(element) == "header":
            source_language = element.get("srclang", "")
            continue
        number += 1
        where = f"Unit {number} (line {element.sourceline})"
        facing = _facing(_variants(element, others), element.get("srclang") or source_language)
        if not facing:
            yield Unit(where, None)
        for position, both in enumerate(facing, 1):
            yield from units_of(
                [(where if len(facing) == 1 else f"{where}, pair {position}", _Facing(element, *both))], _pair
            )
    for tag, count in others.items():
        variants = "variant" if count == 1 else "variants"
        yield Unit("The file", None, f"has {count:,} {variants} in {tag}, neither English nor Chinese")


def _variants(unit: etree._Element, others: Counter[str]) -> list[_Variant]:
    """The variants in English or Chinese that are not blank."""
    found = []
    for element in unit:
        if name_of(element) != "tuv":
            continue
        tag = element.get(xml.XML_LANG) or element.get("lang") or ""
        text, inlines = next((marked_text(child) for child in element if name_of(child) == "seg"), ("", ()))
        language = language_of(tag, text)
        if language is None:
            known = tag in others or len(others) < _MOST_LANGUAGES
            others[f"“{shortened(tag, 20)}”" if known else "more languages"] += 1
        elif text.strip():
            found.append(_Variant(tag, language, text, inlines, xml.properties(element, "prop")))
    return found


def _facing(variants: Sequence[_Variant], source_language: str) -> list[tuple[_Variant, _Variant]]:
    """The variants that face each other, source first, so that each is in a pair.

    The first one in the source language faces all in the other language, or in its own where there is no other; further
    ones in the source language face the first of those.
    """
    if len(variants) < 2:
        return []
    wanted = source_language.lower()
    first = next((variant for variant in variants if variant.tag.lower() == wanted), variants[0])
    own = [each for each in variants if each is not first and each.language.side == first.language.side]
    facing = [each for each in variants if each.language.side != first.language.side]
    if not facing:
        return [(first, each) for each in own]
    return [*((first, each) for each in facing), *((each, facing[0]) for each in own)]


def _pair(both: _Facing) -> Pair:
    unit, source, target = both.unit, both.source, both.target
    fields = {
        "updated_at": _full_time(unit.get("changedate") or unit.get("creationdate") or ""),
        "id": unit.get("tuid", ""),
    }
    properties = xml.properties(unit, "prop")
    if "relation" in properties:
        # A unit of ours; other tools mean other things by these words.
        note = xml.child_text(unit, "note")
        fields["reviewer"] = unit.get("changeid") or ""
        fields |= {name: value for name, value in properties.items() if name in PROPERTIES}
        for name, variant in (("source", source), ("target", target)):
            if "document" in variant.properties:
                fields |= {f"{name}_{part}": variant.properties.get(part, "") for part in ("document", "segments")}
    else:
        note = _said(unit, source, target)
    if note:
        fields["note"] = note
    pair = pair_of(fields, (source.language, source.text), (target.language, target.text))
    return with_inlines(pair, source.inlines, target.inlines)


def _said(unit: etree._Element, *variants: _Variant) -> str:
    """What another tool's unit says about itself, as a note: its notes, who made and changed it, when, properties."""
    notes = ["".join(map(str, child.itertext())).strip() for child in unit if name_of(child) == "note"]
    about = {
        "created by": unit.get("creationid", ""),
        "created": _full_time(unit.get("creationdate", "")) if unit.get("changedate") else "",
        "changed by": unit.get("changeid", ""),
        **{child.get("type", ""): (child.text or "").strip() for child in unit if name_of(child) == "prop"},
    }
    for variant in variants:
        about |= {f"{name} ({variant.tag})": value for name, value in variant.properties.items()}
    found = [*notes, *(f"{name}: {value}" for name, value in about.items() if value)]
    return shortened("; ".join(filter(None, found)), _LONGEST_NOTE)


_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", re.ASCII)


def _full_time(at: str) -> str:
    """20261121T051900Z as the corpus writes it: 2026-11-21T05:19:00Z."""
    match = _COMPACT.fullmatch(at)
    return "{}-{}-{}T{}:{}:{}Z".format(*match.groups()) if match else at
