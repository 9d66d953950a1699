"""TMX 1.4, the exchange format of translation memories (https://www.gala-global.org/tmx-14b).

A unit carries status, probability, relation, reviewer and note; each side its document and segments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import BinaryIO

from lxml import etree

from workbench.domain import Pair, PairSide
from workbench.exchange import xml
from workbench.exchange.codes import DEFAULT, Codes
from workbench.exchange.fields import Report, exported, fields_of, ignore
from workbench.exchange.inlines import TYPES, Closing, Opening, numbers, pieces

PROPERTIES = (
    "status", "probability", "relation", "kind", "source_coverage", "target_coverage", "bookmarked", "updated_at",
    "origin", "confirmed_by", "corpus", "revision", "attribution",
)  # fmt: skip
"""Fields that TMX itself has no place for, as <prop> of a unit."""

_TYPES = {name: {"type": f"x-{name.replace('_', '-')}"} for name in (*PROPERTIES, "document", "segments")}


def write_tmx(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore, codes: Codes = DEFAULT) -> int:
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
                unit, texts = _element(pair, writer, codes)
                writer.add(unit, depth=2, texts=texts)
    return count


def _element(pair: Pair, writer: xml.Writer, codes: Codes) -> tuple[etree._Element, list[xml.Text]]:
    """Return the unit of a pair, and what its segments are to hold."""
    fields = fields_of(pair)
    attributes = {"srclang": codes[pair.source.language]}
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
    for name in PROPERTIES:
        if name in fields:
            writer.child(unit, "prop", fields[name], _TYPES[name])
    texts: list[xml.Text] = []
    for name, side, own in zip(("source", "target"), (pair.source, pair.target), numbers(pair), strict=True):
        variant = etree.SubElement(unit, "tuv", {xml.XML_LANG: codes[side.language]})
        for part in ("document", "segments"):
            if value := fields.get(f"{name}_{part}"):
                writer.child(variant, "prop", value, _TYPES[part])
        texts += _segment(variant, side, own, writer)
    return unit, texts


def _segment(variant: etree._Element, side: PairSide, own: Sequence[int], writer: xml.Writer) -> list[xml.Text]:
    """Add a side's text; where it has inline elements, what is to be filled in later."""
    if side.inlines:
        return [(etree.SubElement(variant, "seg"), _marked(side, own, writer))]
    writer.child(variant, "seg", side.text)
    return []


def _marked(side: PairSide, own: Sequence[int], writer: xml.Writer) -> Iterator[str | etree._Element]:
    """Yield a side's text with its inline elements; words they cover stay text, so that any tool sees them."""
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


def _compact_time(at: str) -> str:
    """2026-11-21T05:19:00Z as TMX writes it: 20261121T051900Z; "" for anything else."""
    return at.replace("-", "").replace(":", "") if _FULL.fullmatch(at) else ""
