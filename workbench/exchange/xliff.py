"""XLIFF 1.2, which every CAT tool reads (https://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html).

Neighbouring pairs of the same two documents share a <file>. The status is a state for CAT tools; with whatever else
they have no place for, it is also an attribute of our own namespace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import BinaryIO

from workbench.domain import Pair, PairSide, Status
from workbench.exchange import xml
from workbench.exchange.codes import DEFAULT, Codes
from workbench.exchange.fields import Report, exported, fields_of, ignore
from workbench.exchange.inlines import TYPES, Closing, Opening, Single, numbers, pieces
from workbench.exchange.xliff_states import WRITTEN_1
from workbench.exchange.xliff_units import ELSEWHERE, OURS

_XLIFF = "urn:oasis:names:tc:xliff:document:1.2"
_NAMESPACES: dict[str | None, str] = {None: _XLIFF, "wb": OURS}

_SINGLE = frozenset({"image"})
"""Names of ours that XLIFF has for elements that cover nothing; the others it has for those that cover words."""


def write_xliff(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore, codes: Codes = DEFAULT) -> int:
    """Write pairs with two sides; the number written. Memory does not grow with their number."""
    count = 0
    with xml.document(stream, _in_xliff("xliff"), {"version": "1.2"}, report, _NAMESPACES) as writer:
        for attributes, group in groupby(exported(pairs), partial(_file, codes)):
            held = {name: writer.text(value) for name, value in attributes}
            with writer.inside(_in_xliff("file"), held, depth=1), writer.inside(_in_xliff("body"), {}, depth=2):
                for pair in group:
                    count += 1
                    _write_unit(pair, count, writer)
    return count


def _in_xliff(name: str) -> str:
    return f"{{{_XLIFF}}}{name}"


def _file(codes: Codes, pair: Pair) -> tuple[tuple[str, str], ...]:
    return (
        ("original", pair.source.document or "unknown"),
        ("source-language", codes[pair.source.language]),
        ("target-language", codes[pair.target.language]),
        ("datatype", "plaintext"),
        ("xml:space", "preserve"),
        (f"{{{OURS}}}source-document", pair.source.document),
        (f"{{{OURS}}}target-document", pair.target.document),
        *([(f"{{{OURS}}}corpus", pair.corpus)] if pair.corpus else []),
    )


def _write_unit(pair: Pair, number: int, writer: xml.Writer) -> None:
    fields = fields_of(pair)
    attributes = {"id": str(number), "approved": "yes" if pair.status is Status.CONFIRMED else "no"}
    for name, value in fields.items():
        if name not in ELSEWHERE:
            attributes[f"{{{OURS}}}{name.replace('_', '-')}"] = writer.text(value)
    with writer.inside(_in_xliff("trans-unit"), attributes, depth=3):
        own, theirs = numbers(pair)
        source = _marked(pair.source, own, writer) if pair.source.inlines else pair.source.text
        target = _marked(pair.target, theirs, writer) if pair.target.inlines else pair.target.text
        writer.leaf(_in_xliff("source"), source, {}, depth=4)
        writer.leaf(_in_xliff("target"), target, {"state": WRITTEN_1[pair.status]}, depth=4)
        if "note" in fields:
            writer.leaf(_in_xliff("note"), fields["note"], {}, depth=4)


def _marked(side: PairSide, own: Sequence[int], writer: xml.Writer) -> Iterator[xml.LeafPiece]:
    """Yield a side's text with its inline elements."""
    for piece in pieces(side, own):
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Closing):
            yield None
        else:
            kind = TYPES[piece.inline.kind]
            fits = (kind in _SINGLE) == isinstance(piece, Single) or kind.startswith("x-")
            attributes = {"id": str(piece.number), "ctype": kind if fits else f"x-{kind}"}
            if piece.inline.data:
                attributes[f"{{{OURS}}}data"] = writer.text(piece.inline.data)
            yield _in_xliff("g" if isinstance(piece, Opening) else "x"), attributes
            if not isinstance(piece, Opening):
                yield None
