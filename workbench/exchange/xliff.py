"""XLIFF 1.2, which every CAT tool reads (https://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html); 2.x is read too.

Neighbouring pairs of the same two documents share a <file>. The status is a state for CAT tools and, with what they
have no place for, an attribute of our own namespace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO

from lxml import etree

from workbench.domain import Language, Pair, PairSide, Status
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

_XLIFF = "urn:oasis:names:tc:xliff:document:1.2"
_OURS = "urn:alignment-workbench"

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


def write_xliff(pairs: Iterable[Pair], stream: BinaryIO) -> int:
    """Write pairs with two sides; the number written. Memory does not grow with their number."""
    count = 0
    namespaces: dict[str | None, str] = {None: _XLIFF, "wb": _OURS}
    with markup.document(stream, _in_xliff("xliff"), {"version": "1.2"}, namespaces) as writer:
        for attributes, group in groupby(filter(is_exported, pairs), _file):
            with (
                writer.inside(_in_xliff("file"), dict(attributes), depth=1),
                writer.inside(_in_xliff("body"), {}, depth=2),
            ):
                for pair in group:
                    count += 1
                    _write_unit(writer, pair, count)
    return count


def _in_xliff(name: str) -> str:
    return f"{{{_XLIFF}}}{name}"


def _file(pair: Pair) -> tuple[tuple[str, str], ...]:
    return (
        ("original", xml_text(pair.source.document) or "unknown"),
        ("source-language", pair.source.language.value),
        ("target-language", pair.target.language.value),
        ("datatype", "plaintext"),
        (f"{{{_OURS}}}source-document", xml_text(pair.source.document)),
        (f"{{{_OURS}}}target-document", xml_text(pair.target.document)),
    )


def _write_unit(writer: markup.Writer, pair: Pair, number: int) -> None:
    attributes = {"id": str(number), "approved": "yes" if pair.status is Status.CONFIRMED else "no"}
    ours = {
        "id": "" if pair.id is None else str(pair.id),
        "status": pair.status.value,
        "probability": shown(pair.probability),
        "relation": pair.relation.value,
        "source-segments": " ".join(map(str, pair.source.segments)),
        "target-segments": " ".join(map(str, pair.target.segments)),
        "reviewer": pair.reviewer or "",
        "updated-at": pair.updated_at or "",
        "bookmarked": "yes" if pair.bookmarked else "",
    }
    attributes |= {f"{{{_OURS}}}{name}": xml_text(value) for name, value in ours.items() if value}
    with writer.inside(_in_xliff("trans-unit"), attributes, depth=3):
        writer.leaf(_in_xliff("source"), xml_text(pair.source.text), {}, depth=4)
        writer.leaf(_in_xliff("target"), xml_text(pair.target.text), {"state": _STATES[pair.status]}, depth=4)
        if pair.note:
            writer.leaf(_in_xliff("note"), xml_text(pair.note), {}, depth=4)


def read_xliff(stream: BinaryIO, report: Report = ignore) -> Iterator[Pair]:
    """The translated units of an XLIFF 1.2 or 2.x in English and Chinese; others are left out.

    Raises InputError for what is no XLIFF, naming the line or unit.
    """
    root: etree._Element | None = None
    file: etree._Element | None = None
    number = 0
    names = ["xliff", "file", "unit", "segment", "trans-unit"]
    for event, element, name in markup.events(stream, "XLIFF", ["xliff"], names):
        if event == "start":
            root = element if name == "xliff" else root
            file = element if name == "file" else file
        elif name in ("trans-unit", "segment") and root is not None and file is not None:
            number += 1
            where = f"Unit {number} (line {element.sourceline})"
            pair = _pair(element, file, root, where)
            if pair is None:
                report(f"{where} has no two sides in English or Chinese.")
            else:
                yield pair
            markup.forget(element)
        elif name in ("unit", "file"):
            markup.forget(element)


def _pair(unit: etree._Element, file: etree._Element, root: etree._Element, where: str) -> Pair | None:
    sides = {}
    for child in unit:
        name = markup.name_of(child)
        if name in ("source", "target") and name not in sides:
            text = markup.flat_text(child, _CODES)
            tag = child.get(markup.XML_LANG) or file.get(f"{name}-language") or root.get(_V2[name]) or ""
            language = language_of(tag, text)
            if language is None or not text.strip():
                return None
            sides[name] = language, text
    if len(sides) < 2:
        return None
    ours = {
        str(key).removeprefix(f"{{{_OURS}}}"): str(value) for key, value in unit.attrib.items() if _OURS in str(key)
    }
    source = _side(sides["source"], file, "source", ours, where)
    target = _side(sides["target"], file, "target", ours, where)
    note = next((child.text or "" for child in unit if markup.name_of(child) == "note"), "")
    return Pair(
        source=source,
        target=target,
        relation=read_relation(ours.get("relation", ""), source.language, target.language, where),
        status=_status(unit, ours, where),
        probability=read_probability(ours.get("probability", ""), where),
        reviewer=ours.get("reviewer"),
        note=note,
        bookmarked=ours.get("bookmarked") == "yes",
        updated_at=ours.get("updated-at"),
        id=read_id(ours.get("id", ""), where),
    )


_V2 = {"source": "srcLang", "target": "trgLang"}
"""Where version 2 names the languages, in the root."""


def _side(side: tuple[Language, str], file: etree._Element, name: str, ours: dict[str, str], where: str) -> PairSide:
    language, text = side
    document = file.get(f"{{{_OURS}}}{name}-document", "")
    return side_of(document, language, read_segments(ours.get(f"{name}-segments", ""), where), text)


def _status(unit: etree._Element, ours: dict[str, str], where: str) -> Status:
    """Ours where it still fits the state; a CAT tool that has finished a unit since has the last word."""
    target = next(child for child in unit if markup.name_of(child) == "target")
    state = target.get("state") or unit.get("state") or ""
    status = read_status(ours.get("status", ""), where)
    if state != _STATES[status] and (state in _FINAL or unit.get("approved") == "yes"):
        return Status.CONFIRMED
    return status
