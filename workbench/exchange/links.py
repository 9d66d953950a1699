"""Links between two texts as aligners write them: beads, the ladder of hunalign, and XCES, as OPUS has it.

Beads, of Vecalign and Bertalign, are a line each, `[0]:[1, 2]`, perhaps with a cost behind another colon. A rung of
a ladder says before which line of each text a bead begins; the last rung comes after both. XCES names sentences of
XML documents by their ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

from lxml import etree

from workbench.errors import InputError
from workbench.exchange import xml
from workbench.exchange.fields import shortened
from workbench.exchange.lines import text_lines
from workbench.i18n import gettext as _
from workbench.xml import name_of

MOST_LINKED = 1_000
"""Segments on a side of a link; a longer one is a mistake."""

_BEAD = re.compile(r"\s*\[([\d,\s]{0,20000})\]\s*:\s*\[([\d,\s]{0,20000})\]\s*(?::.*)?")
_RUNG = re.compile(r"\s*(\d{1,9})\t(\d{1,9})(?:\t.*)?")


@dataclass(frozen=True, slots=True)
class Link:
    """Segments of two texts that face each other."""

    where: str
    """What a message calls it."""
    source: tuple[str, ...]
    """Positions from 0 as numbers, or ids of sentences in XCES."""
    target: tuple[str, ...]
    documents: tuple[str, str] = ("", "")
    """The names of both documents, in XCES."""


def links(stream: BinaryIO) -> Iterator[Link]:
    """Return the links of a file, in any of the formats. Raises InputError naming the line or link."""
    start = stream.read(4096)
    stream.seek(0)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _xces(stream)
    first = next((line for line in start.decode("utf-8", "replace").splitlines() if line.strip()), "")
    if _RUNG.fullmatch(first):
        return _ladder(stream)
    return _beads(stream)


def _beads(stream: BinaryIO) -> Iterator[Link]:
    for number, line in text_lines(stream):
        if line.strip():
            found = _BEAD.fullmatch(line)
            if found is None:
                raise InputError(
                    _("Line {number} is not a bead: {line!r}.").format(number=number, line=shortened(line)),
                    hint=_("Beads are written as [0]:[1, 2], rungs of a ladder as 0, 0 and a score with tabs between."),
                )
            source, target = (tuple(side.replace(",", " ").split()) for side in found.groups())
            yield _checked(Link(_("Line {number}").format(number=number), source, target))


def _ladder(stream: BinaryIO) -> Iterator[Link]:
    for (before, after), number in zip(pairwise(_rungs(stream)), range(1, 10**9), strict=False):
        if max(after[0] - before[0], after[1] - before[1]) > MOST_LINKED:
            raise _too_long(_("Line {number}").format(number=number))
        sides = [tuple(map(str, range(before[side], after[side]))) for side in (0, 1)]
        if after[0] < before[0] or after[1] < before[1]:
            raise InputError(
                _("Line {number} goes back.").format(number=number + 1),
                hint=_("The rungs of a ladder are in the order of the texts."),
            )
        yield Link(_("Line {number}").format(number=number), sides[0], sides[1])


def _rungs(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    for number, line in text_lines(stream):
        if line.strip():
            found = _RUNG.fullmatch(line)
            if found is None:
                raise InputError(
                    _("Line {number} is not a rung of a ladder: {line!r}.").format(number=number, line=shortened(line)),
                    hint=_("It has two line numbers and a score, with tabs between."),
                )
            yield int(found[1]), int(found[2])


def _xces(stream: BinaryIO) -> Iterator[Link]:
    documents = ("", "")
    elements = xml.elements(stream, "cesAlign file", ["cesAlign"], ["link"], ["linkGrp"])
    for element in elements:
        if name_of(element) == "linkGrp":
            documents = element.get("fromDoc", ""), element.get("toDoc", "")
            continue
        where = _("The link in line {line}").format(line=element.sourceline)
        source, mark, target = (element.get("xtargets") or "").partition(";")
        if not mark:
            raise InputError(
                _("{where} names no two sides.").format(where=where), hint=_("xtargets has ids, a semicolon, and ids.")
            )
        yield _checked(Link(where, tuple(source.split()), tuple(target.split()), documents))


def _checked(link: Link) -> Link:
    if max(len(link.source), len(link.target)) > MOST_LINKED:
        raise _too_long(link.where)
    return link


def _too_long(where: str) -> InputError:
    return InputError(
        _("{where} has more than {limit:,} segments on a side.").format(where=where, limit=MOST_LINKED),
        hint=_("Are these links between the texts?"),
    )


def sentences(stream: BinaryIO) -> Iterator[tuple[str, str]]:
    """Id and text of the sentences of an XML document, as OPUS has them; words of a tokenised one stand apart.

    Raises InputError as `xml.elements` does.
    """
    roots = ("text", "document", "doc", "DOC", "letsmt", "cesDoc", "cesAna", "TEI", "TEI.2", "s")
    for element in xml.elements(stream, "document", roots, ["s"]):
        yield element.get("id", ""), _text_of(element)


def _text_of(element: etree._Element) -> str:
    words = [word.text or "" for word in element.iter() if name_of(word) == "w"]
    return " ".join(words) if words else " ".join(xml.flat_text(element).split())
