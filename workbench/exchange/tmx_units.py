"""The units of a TMX, of this program or any other: a pair for each variant that faces one of the other language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from lxml import etree

from workbench.domain import Inline, Language, Pair
from workbench.exchange import xml
from workbench.exchange.fields import Unit, language_of, pair_of, shortened, units_of, with_inlines
from workbench.exchange.inline_codes import marked_text
from workbench.exchange.tmx import PROPERTIES
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.xml import name_of

_LONGEST_NOTE = 4_000
"""Characters that are kept of what a unit says about itself."""

_OURS = frozenset(PROPERTIES)

_MOST_LANGUAGES = 50
"""Languages that are named; variants in others are counted together."""


@dataclass(frozen=True, slots=True)
class _Variant:
    """A text of a unit in English or Chinese."""

    tag: str
    language: Language
    text: str
    inlines: tuple[Inline, ...]
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Content:
    """What a unit holds."""

    unit: etree._Element
    properties: Mapping[str, str]
    variants: Sequence[_Variant]
    note: str
    """The note of a unit of ours; of another tool's, all that it says about itself."""


@dataclass(frozen=True, slots=True)
class _Facing:
    """Two variants of a unit that face each other."""

    content: _Content
    source: _Variant
    target: _Variant


def tmx_units(stream: BinaryIO) -> Iterator[Unit]:
    """Yield the pairs of a TMX: of units in English and Chinese, or several times in one of them.

    Variants in other languages are counted and reported at the end. Raises InputError for a file that is not a TMX and
    for invalid values, naming the line or unit.
    """
    others: Counter[str] = Counter()
    source_language = ""
    number = 0
    in_file = _("Unit {number} (line {line})")
    for element in xml.elements(stream, "TMX", ["tmx"], ["header", "tu"]):
        if name_of(element) == "header":
            source_language = element.get("srclang", "")
            continue
        number += 1
        where = in_file.format(number=number, line=element.sourceline)
        content = _content(element, others)
        facing = _facing(content.variants, element.get("srclang") or source_language)
        if not facing:
            yield Unit(where, None)
        for position, both in enumerate(facing, 1):
            place = where if len(facing) == 1 else _("{where}, pair {position}").format(where=where, position=position)
            yield from units_of([(place, _Facing(content, *both))], _pair)
    for tag, count in others.items():
        reason = ngettext(
            "The file has {count:,} variant in {tag}, neither English nor Chinese.",
            "The file has {count:,} variants in {tag}, neither English nor Chinese.",
            count,
        ).format(count=count, tag=tag)
        yield Unit(tag, None, reason)


def _content(unit: etree._Element, others: Counter[str]) -> _Content:
    """Return what a unit holds, its variants in English or Chinese that are not blank; those in others are counted."""
    notes: list[etree._Element] = []
    properties: dict[str, str] = {}
    variants: list[_Variant] = []
    for child in unit:
        name = name_of(child)
        if name == "prop":
            properties.setdefault(xml.field_name(child.get("type", "")), child.text or "")
        elif name == "note":
            notes.append(child)
        elif name == "tuv":
            variant = _variant(child, others)
            if variant is not None:
                variants.append(variant)
    ours = "relation" in properties
    note = (notes[0].text or "" if notes else "") if ours else _said(unit, notes, properties)
    return _Content(unit, properties, variants, note)


def _variant(element: etree._Element, others: Counter[str]) -> _Variant | None:
    text: str | None = None
    inlines: tuple[Inline, ...] = ()
    properties: dict[str, str] = {}
    for child in element:
        name = name_of(child)
        if name == "prop":
            properties.setdefault(xml.field_name(child.get("type", "")), child.text or "")
        elif name == "seg" and text is None:
            text, inlines = marked_text(child)
    tag = element.get(xml.XML_LANG) or element.get("lang") or ""
    language = language_of(tag, text or "")
    if language is None:
        known = tag in others or len(others) < _MOST_LANGUAGES
        others[f"“{shortened(tag, 20)}”" if known else "more languages"] += 1
        return None
    return _Variant(tag, language, text, inlines, properties) if text and not text.isspace() else None


def _facing(variants: Sequence[_Variant], source_language: str) -> list[tuple[_Variant, _Variant]]:
    """Return the variants that face each other, source first, so that each is in a pair.

    The first one in the source language faces all in the other language, or in its own where there is no other; further
    ones in the source language face the first of those.
    """
    if len(variants) < 2:
        return []
    wanted = source_language.lower()
    if len(variants) == 2:
        one, other = variants
        return [(other, one) if other.tag.lower() == wanted != one.tag.lower() else (one, other)]
    first = next((variant for variant in variants if variant.tag.lower() == wanted), variants[0])
    own = [each for each in variants if each is not first and each.language.side == first.language.side]
    facing = [each for each in variants if each.language.side != first.language.side]
    if not facing:
        return [(first, each) for each in own]
    return [*((first, each) for each in facing), *((each, facing[0]) for each in own)]


def _pair(both: _Facing) -> Pair:
    content, source, target = both.content, both.source, both.target
    unit, properties = content.unit, content.properties
    changed = unit.get("changedate") or unit.get("creationdate") or ""
    fields = {"updated_at": _full_time(changed), "id": unit.get("tuid", "")}
    note = content.note
    if "relation" in properties:
        # A unit of ours; other tools mean other things by these words.
        fields["reviewer"] = unit.get("changeid") or ""
        fields |= {name: value for name, value in properties.items() if name in _OURS}
        for name, variant in (("source", source), ("target", target)):
            if "document" in variant.properties:
                fields |= {f"{name}_{part}": variant.properties.get(part, "") for part in ("document", "segments")}
    else:
        about = (_listed(variant.properties, f" ({variant.tag})") for variant in (source, target))
        note = shortened("; ".join(filter(None, (note, *about))), _LONGEST_NOTE)
    if note:
        fields["note"] = note
    pair = pair_of(fields, (source.language, source.text), (target.language, target.text))
    return with_inlines(pair, source.inlines, target.inlines)


def _said(unit: etree._Element, notes: Sequence[etree._Element], properties: Mapping[str, str]) -> str:
    """What another tool's unit says about itself: its notes, who made and changed it, when, and its properties."""
    about = {
        "created by": unit.get("creationid", ""),
        "created": _full_time(unit.get("creationdate", "")) if unit.get("changedate") else "",
        "changed by": unit.get("changeid", ""),
    }
    found = [*(xml.flat_text(note).strip() for note in notes), _listed(about), _listed(properties)]
    return shortened("; ".join(filter(None, found)), _LONGEST_NOTE)


def _listed(properties: Mapping[str, str], whose: str = "") -> str:
    """Return the first properties, each shortened: a unit of many variants repeats them in every pair."""
    found = (f"{name}{whose}: {shortened(value, 500)}" for name, value in properties.items() if value.strip())
    return "; ".join(islice(found, 50))


_COMPACT = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


def _full_time(at: str) -> str:
    """20261121T051900Z as the corpus writes it: 2026-11-21T05:19:00Z."""
    if not _COMPACT.fullmatch(at):
        return at
    return f"{at[:4]}-{at[4:6]}-{at[6:8]}T{at[9:11]}:{at[11:13]}:{at[13:]}"
