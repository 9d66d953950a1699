"""XLIFF 2.1, the current edition (https://docs.oasis-open.org/xliff/xliff-core/v2.1/xliff-core-v2.1.html).

A file of this edition has one source and one target language: those of the first pair. Pairs of others are left out and
counted; `--codes zh` takes both scripts for one language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import BinaryIO

from workbench.domain import Inline, InlineKind, Language, Pair, PairSide
from workbench.exchange import xml
from workbench.exchange.codes import DEFAULT, Codes
from workbench.exchange.fields import Report, exported, fields_of, ignore
from workbench.exchange.inlines import Closing, Opening, numbers, pieces
from workbench.exchange.xliff_states import WRITTEN_2
from workbench.exchange.xliff_units import ELSEWHERE, OURS
from workbench.i18n import ngettext

_XLIFF = "urn:oasis:names:tc:xliff:document:2.0"
_NAMESPACES: dict[str | None, str] = {None: _XLIFF, "wb": OURS}

_TYPES = {
    InlineKind.STRONG: ("fmt", "xlf:b"),
    InlineKind.EMPHASIS: ("fmt", "xlf:i"),
    InlineKind.LINK: ("link", ""),
    InlineKind.IMAGE: ("image", ""),
    InlineKind.CODE: ("other", "wb:code"),
    InlineKind.FORMULA: ("other", "wb:formula"),
    InlineKind.PLACEHOLDER: ("other", "wb:placeholder"),
}
"""`type` and `subType` of each kind."""


def write_xliff2(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore, codes: Codes = DEFAULT) -> int:
    """Write the pairs with two sides that are in the languages of the first one; the number written."""
    found = exported(pairs)
    first = next(found, None)
    languages = (codes[Language.EN], codes[Language.ZH_HANS]) if first is None else _languages(first, codes)
    fitting = _Fitting(chain([] if first is None else [first], found), languages, codes)
    attributes = {"version": "2.1", "srcLang": languages[0], "trgLang": languages[1]}
    count = 0
    with xml.document(stream, _in_xliff("xliff"), attributes, report, _NAMESPACES) as writer:
        for number, (names, group) in enumerate(groupby(fitting, _file), 1):
            held = {name: writer.text(value) for name, value in names}
            with writer.inside(_in_xliff("file"), {"id": f"f{number}"} | held, depth=1):
                for pair in group:
                    count += 1
                    _write_unit(pair, count, writer)
    if fitting.others:
        report(
            ngettext(
                "Left out {count:,} pair that is not from {source} to {target}: an XLIFF 2 has one pair of languages.",
                "Left out {count:,} pairs that are not from {source} to {target}: an XLIFF 2 has one pair of "
                "languages.",
                fitting.others,
            ).format(count=fitting.others, source=languages[0], target=languages[1])
        )
    return count


class _Fitting:
    """The pairs in two languages; counts the others."""

    def __init__(self, pairs: Iterable[Pair], languages: tuple[str, str], codes: Codes) -> None:
        self._pairs = pairs
        self._languages = languages
        self._codes = codes
        self.others = 0

    def __iter__(self) -> Iterator[Pair]:
        for pair in self._pairs:
            if _languages(pair, self._codes) == self._languages:
                yield pair
            else:
                self.others += 1


def _languages(pair: Pair, codes: Codes) -> tuple[str, str]:
    return codes[pair.source.language], codes[pair.target.language]


def _in_xliff(name: str) -> str:
    return f"{{{_XLIFF}}}{name}"


def _in_ours(name: str) -> str:
    return f"{{{OURS}}}{name.replace('_', '-')}"


def _file(pair: Pair) -> tuple[tuple[str, str], ...]:
    corpus = ((_in_ours("corpus"), pair.corpus),) if pair.corpus else ()
    return (
        ("original", pair.source.document or "unknown"),
        ("xml:space", "preserve"),
        (_in_ours("source-document"), pair.source.document),
        (_in_ours("target-document"), pair.target.document),
        *corpus,
    )


def _write_unit(pair: Pair, number: int, writer: xml.Writer) -> None:
    fields = fields_of(pair)
    attributes = {"id": f"u{number}"}
    attributes |= {_in_ours(name): writer.text(value) for name, value in fields.items() if name not in ELSEWHERE}
    with writer.inside(_in_xliff("unit"), attributes, depth=2):
        if "note" in fields:
            with writer.inside(_in_xliff("notes"), {}, depth=3):
                writer.leaf(_in_xliff("note"), fields["note"], {}, depth=4)
        own, theirs = numbers(pair)
        sides = (("source", pair.source, own), ("target", pair.target, theirs))
        data = {
            f"{name[0]}{number}": inline.data
            for name, side, known in sides
            for number, inline in zip(known, side.inlines, strict=True)
            if inline.data
        }
        if data:
            with writer.inside(_in_xliff("originalData"), {}, depth=3):
                for key, value in data.items():
                    writer.leaf(_in_xliff("data"), value, {"id": key}, depth=4)
        with writer.inside(_in_xliff("segment"), {"state": WRITTEN_2[pair.status]}, depth=3):
            for name, side, known in sides:
                held = _marked(side, known, name[0]) if side.inlines else side.text
                writer.leaf(_in_xliff(name), held, {}, depth=4)


def _marked(side: PairSide, own: Sequence[int], prefix: str) -> Iterator[xml.LeafPiece]:
    """Yield a side's text with its inline elements; `prefix` of the ids of its data."""
    for piece in pieces(side, own):
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Closing):
            yield None
        else:
            covers = isinstance(piece, Opening)
            yield _in_xliff("pc" if covers else "ph"), _attributes(piece.inline, piece.number, prefix, covers=covers)
            if not covers:
                yield None


def _attributes(inline: Inline, number: int, prefix: str, *, covers: bool) -> dict[str, str]:
    kind, narrower = _TYPES[inline.kind]
    attributes = {"id": str(number), "type": kind}
    if narrower:
        attributes["subType"] = narrower
    if inline.data:
        attributes["dataRefStart" if covers else "dataRef"] = f"{prefix}{number}"
    return attributes
