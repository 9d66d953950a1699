"""The segments of XLIFF 1.2 and 2.x as tools write them: Trados, memoQ, Phrase, Okapi, Weblate, and this program.

A unit holds one segment, or several: `mrk mtype="seg"` in 1.2, `segment` in 2.x. What is not to be translated stays
out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from lxml import etree

from workbench.domain import Inline, Language, Pair
from workbench.exchange import xml
from workbench.exchange.fields import Unit, language_of, pair_of, units_of, with_inlines
from workbench.exchange.inline_codes import marked_text
from workbench.exchange.xliff_states import status_of
from workbench.i18n import gettext as _
from workbench.xml import name_of

OURS = "urn:alignment-workbench"
"""The namespace of what CAT tools have no place for."""

ELSEWHERE = ("note", "source_document", "target_document", "corpus")
"""Fields that are not attributes of a unit, in either version."""

_UNITS = ("trans-unit", "unit")


@dataclass(frozen=True, slots=True)
class _Segment:
    """A source and a target that face each other, and what the file says about them."""

    source: etree._Element | None
    target: etree._Element | None
    file: Mapping[str, str]
    """Attributes of the file, its languages as 1.2 calls them."""
    ours: Mapping[str, str]
    """Fields that this program wrote."""
    states: tuple[str, ...] = ()
    """The most telling first."""
    approved: str = ""
    note: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    """Codes of the unit that segments refer to, by id."""


@dataclass(slots=True)
class _File:
    """What holds for the units that come."""

    root: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] | None = None

    @property
    def attributes(self) -> dict[str, str]:
        # Version 2 names the languages in the root.
        languages = {"source-language": self.root.get("srcLang", ""), "target-language": self.root.get("trgLang", "")}
        return languages | (self.own or {})


def xliff_units(stream: BinaryIO) -> Iterator[Unit]:
    """Yield the segments of an XLIFF 1.2 or 2.x; a pair for those translated between or within English and Chinese.

    Raises InputError for a file that is not an XLIFF and for invalid values, naming the line or unit.
    """
    for where, segment in _places(stream):
        if segment is None:
            yield Unit(where, None, _("{where} is marked as not to be translated.").format(where=where))
        else:
            yield from units_of([(where, segment)], _pair)


def _places(stream: BinaryIO) -> Iterator[tuple[str, _Segment | None]]:
    """Yield where each segment is, and the segment; None for a unit that is not to be translated."""
    file = _File()
    number = 0
    for element in xml.elements(stream, "XLIFF", ["xliff"], _UNITS, ["xliff", "file"]):
        name = name_of(element)
        if name == "xliff":
            file.root = _attributes(element)
        elif name == "file":
            file.own = _attributes(element)
        elif file.own is not None and not _is_inside_unit(element):
            number += 1
            where = _("Unit {number} (line {line})").format(number=number, line=element.sourceline)
            found = list(_segments(element, file.attributes)) if _is_translated(element) else [None]
            for position, segment in enumerate(found, 1):
                yield (
                    (
                        where
                        if len(found) == 1
                        else _("{where}, segment {position}").format(where=where, position=position)
                    ),
                    segment,
                )


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _is_inside_unit(element: etree._Element) -> bool:
    return any(name_of(each) in _UNITS for each in element.iterancestors())


def _is_translated(element: etree._Element) -> bool:
    """Return whether a unit is to be translated: what it says, or the nearest element around it that says something."""
    said = (each.get("translate") for each in (element, *element.iterancestors()))
    return next(filter(None, said), "") != "no"


def _segments(unit: etree._Element, file: Mapping[str, str]) -> Iterator[_Segment]:
    ours = {
        name.partition("}")[2].replace("-", "_"): value
        for name, value in ({**file, **_attributes(unit)}).items()
        if name.startswith(f"{{{OURS}}}")
    }
    return _of_version_2(unit, file, ours) if name_of(unit) == "unit" else _of_version_1(unit, file, ours)


def _of_version_2(unit: etree._Element, file: Mapping[str, str], ours: Mapping[str, str]) -> Iterator[_Segment]:
    children = _children(unit)
    notes = _texts(children["notes"][0], "note") if "notes" in children else ""
    kept = children["originalData"][0] if "originalData" in children else ()
    data = {each.get("id", ""): each.text or "" for each in kept}
    for segment in children.get("segment", []):
        parts = _children(segment)
        state = segment.get("state", "")
        source, target = (parts[name][0] if name in parts else None for name in ("source", "target"))
        yield _Segment(source, target, file, ours, (state,), "", notes, data)


def _of_version_1(unit: etree._Element, file: Mapping[str, str], ours: Mapping[str, str]) -> Iterator[_Segment]:
    children = _children(unit)
    source, whole, target = (
        children[name][0] if name in children else None for name in ("source", "seg-source", "target")
    )
    approved = unit.get("approved", "")
    around = (_named(unit, "status"), "" if target is None else target.get("state", ""))
    if _named(unit, "confirmed") and not any(around):
        around = ("reviewed" if _named(unit, "confirmed") == "1" and _level(file) > 1 else "translated", "")
    note = _texts(unit, "note")
    sources, targets = _marked(source if whole is None else whole), _marked(target)
    if not sources or not targets:
        yield _Segment(source, target, file, ours, around, approved, note)
        return
    conf = {each.get("id", ""): each.get("conf", "") for each in unit.iter() if name_of(each) == "seg"}
    for number in dict.fromkeys((*sources, *targets)):
        states = (conf.get(number, ""), *around)
        yield _Segment(sources.get(number), targets.get(number), file, ours, states, approved, note)


def _children(element: etree._Element) -> dict[str, list[etree._Element]]:
    """Return the children by name: of the namespace of the element, since tools keep earlier versions in their own."""
    namespace = str(element.tag).rpartition("}")[0]
    found: dict[str, list[etree._Element]] = {}
    for child in element:
        if str(child.tag).rpartition("}")[0] == namespace:
            found.setdefault(name_of(child), []).append(child)
    return found


def _marked(element: etree._Element | None) -> dict[str, etree._Element]:
    """Return the marks of segments in a source or target, by number."""
    if element is None:
        return {}
    marks = (each for each in element.iter() if each.get("mtype") == "seg" and name_of(each) == "mrk")
    return {each.get("mid", str(number)): each for number, each in enumerate(marks)}


def _named(unit: etree._Element, name: str) -> str:
    """Return a unit's attribute of another namespace, which is the tool's own."""
    found = (str(value) for key, value in unit.attrib.items() if str(key).endswith(f"}}{name}"))
    return "" if unit.get(f"{{{OURS}}}{name}") is not None else next(found, "")


def _level(file: Mapping[str, str]) -> int:
    """Return the step of Phrase's workflow that a file is of, from 1."""
    said = next((value for name, value in file.items() if name.endswith("}level")), "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 5 else 1


def _texts(element: etree._Element, name: str) -> str:
    """Return the notes of an element, as one."""
    found = [xml.flat_text(child) for child in element if name_of(child) == name]
    return found[0] if len(found) == 1 else "; ".join(filter(None, map(str.strip, found)))


def _pair(segment: _Segment) -> Pair | None:
    source, target = _side(segment, "source", segment.source), _side(segment, "target", segment.target)
    if source is None or target is None:
        return None
    fields = dict(segment.ours)
    if segment.note:
        fields["note"] = segment.note
    fields["status"] = status_of(segment.states, segment.approved, fields.get("status", ""))
    return with_inlines(pair_of(fields, source[0], target[0]), source[1], target[1])


def _side(
    segment: _Segment, name: str, element: etree._Element | None
) -> tuple[tuple[Language, str], tuple[Inline, ...]] | None:
    """Language and text of a side, and its inline elements; None where it is in another language."""
    text, inlines = ("", ()) if element is None else marked_text(element, segment.data)
    tag = "" if element is None else element.get(xml.XML_LANG)
    language = language_of(tag or segment.file.get(f"{name}-language", ""), text)
    return None if language is None else ((language, text), inlines)
