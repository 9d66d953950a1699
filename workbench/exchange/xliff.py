"""XLIFF 1.2, which every CAT tool reads (https://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html); 2.x is read too.

Neighbouring pairs of the same two documents share a <file>. The status is a state for CAT tools; with whatever else
they have no place for, it is also an attribute of our own namespace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import BinaryIO

from lxml import etree

from workbench.domain import Language, Pair, PairSide, Status
from workbench.exchange import xml
from workbench.exchange.fields import Report, Unit, exported, fields_of, ignore, language_of, pair_of, units_of
from workbench.exchange.inlines import TYPES, Closing, Opening, numbers, pieces
from workbench.xml import name_of

_XLIFF = "urn:oasis:names:tc:xliff:document:1.2"
_OURS = "urn:alignment-workbench"
_NAMESPACES: dict[str | None, str] = {None: _XLIFF, "wb": _OURS}

_STATES = {
    Status.PROPOSED: "needs-review-translation",
    Status.CONFIRMED: "final",
    Status.NEEDS_REVIEW: "needs-adaptation",
    Status.REJECTED: "needs-translation",
}
_FINAL = frozenset({"final", "signed-off", "translated", "reviewed"})
"""States of either version that other tools give to finished segments."""

_CODES = frozenset({"bpt", "ept", "it", "ph", "x", "bx", "ex", "sc", "ec", "cp"})
"""Inline elements that hold codes of the original format, not text; g, pc, mrk are kept."""

_ELSEWHERE = ("note", "source_document", "target_document", "corpus")
"""Fields that are not attributes of a unit."""


def write_xliff(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore) -> int:
    """Write pairs with two sides; the number written. Memory does not grow with their number."""
    count = 0
    with xml.document(stream, _in_xliff("xliff"), {"version": "1.2"}, report, _NAMESPACES) as writer:
        for attributes, group in groupby(exported(pairs), _file):
            held = {name: writer.text(value) for name, value in attributes}
            with writer.inside(_in_xliff("file"), held, depth=1), writer.inside(_in_xliff("body"), {}, depth=2):
                for pair in group:
                    count += 1
                    _write_unit(pair, count, writer)
    return count


def _in_xliff(name: str) -> str:
    return f"{{{_XLIFF}}}{name}"


def _file(pair: Pair) -> tuple[tuple[str, str], ...]:
    return (
        ("original", pair.source.document or "unknown"),
        ("source-language", pair.source.language.value),
        ("target-language", pair.target.language.value),
        ("datatype", "plaintext"),
        (f"{{{_OURS}}}source-document", pair.source.document),
        (f"{{{_OURS}}}target-document", pair.target.document),
        *([(f"{{{_OURS}}}corpus", pair.corpus)] if pair.corpus else []),
    )


def _write_unit(pair: Pair, number: int, writer: xml.Writer) -> None:
    fields = fields_of(pair)
    attributes = {"id": str(number), "approved": "yes" if pair.status is Status.CONFIRMED else "no"}
    for name, value in fields.items():
        if name not in _ELSEWHERE:
            attributes[f"{{{_OURS}}}{name.replace('_', '-')}"] = writer.text(value)
    with writer.inside(_in_xliff("trans-unit"), attributes, depth=3):
        own, theirs = numbers(pair)
        source = _marked(pair.source, own, writer) if pair.source.inlines else pair.source.text
        target = _marked(pair.target, theirs, writer) if pair.target.inlines else pair.target.text
        writer.leaf(_in_xliff("source"), source, {}, depth=4)
        writer.leaf(_in_xliff("target"), target, {"state": _STATES[pair.status]}, depth=4)
        if "note" in fields:
            writer.leaf(_in_xliff("note"), fields["note"], {}, depth=4)


def _marked(side: PairSide, own: Sequence[int], writer: xml.Writer) -> Iterator[xml.LeafPiece]:
    """A side's text with its inline elements."""
    for piece in pieces(side, own):
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Closing):
            yield None
        else:
            attributes = {"id": str(piece.number), "ctype": TYPES[piece.inline.kind]}
            if piece.inline.data:
                attributes[f"{{{_OURS}}}data"] = writer.text(piece.inline.data)
            yield _in_xliff("g" if isinstance(piece, Opening) else "x"), attributes
            if not isinstance(piece, Opening):
                yield None


def xliff_units(stream: BinaryIO) -> Iterator[Unit]:
    """The units of an XLIFF 1.2 or 2.x; a pair for those translated between or within English and Chinese.

    Raises InputError for a file that is not an XLIFF and for invalid values, naming the line or unit.
    """
    return units_of(_places(stream), _pair)


def _places(stream: BinaryIO) -> Iterator[tuple[str, tuple[etree._Element, dict[str, str]]]]:
    """Where each unit is, the unit, and the attributes of its file."""
    root: dict[str, str] = {}
    file: dict[str, str] | None = None
    number = 0
    for element in xml.elements(stream, "XLIFF", ["xliff"], ["trans-unit", "segment"], ["xliff", "file"]):
        name = name_of(element)
        if name == "xliff":
            root = _attributes(element)
        elif name == "file":
            file = _attributes(element)
        elif file is not None:
            number += 1
            # Version 2 names the languages in the root.
            languages = {"source-language": root.get("srcLang", ""), "target-language": root.get("trgLang", "")}
            yield f"Unit {number} (line {element.sourceline})", (element, languages | file)


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _pair(found: tuple[etree._Element, dict[str, str]]) -> Pair | None:
    unit, file = found
    sides: dict[str, tuple[Language, str]] = {}
    for child in unit:
        name = name_of(child)
        if name in ("source", "target") and name not in sides:
            text = xml.flat_text(child, _CODES)
            language = language_of(child.get(xml.XML_LANG) or file[f"{name}-language"], text)
            if language is None or not text.strip():
                return None
            sides[name] = language, text
    if len(sides) < 2:
        return None
    note = xml.child_text(unit, "note")
    fields = {"note": note} if note else {}
    for name, value in (file | _attributes(unit)).items():
        if name.startswith(f"{{{_OURS}}}"):
            fields[name.partition("}")[2].replace("-", "_")] = value
    fields["status"] = _status(unit, fields.get("status", ""))
    return pair_of(fields, sides["source"], sides["target"])


def _status(unit: etree._Element, ours: str) -> str:
    """Ours where it still fits the state; where a CAT tool has finished a unit since, that decides."""
    target = next(child for child in unit if name_of(child) == "target")
    state = target.get("state") or unit.get("state") or ""
    written = _STATES.get(Status(ours)) if ours in list(Status) else _STATES[Status.PROPOSED]
    finished = (state != written and state in _FINAL) or unit.get("approved") == "yes"
    return Status.CONFIRMED if finished else ours
