"""A prepared document as `workbench read` shows it: blocks with their segments, and what was skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from workbench.documents.cleaning import cleaning_report
from workbench.domain import Block, BlockKind, Inline, Place, PreparedDocument, Segment
from workbench.i18n import NN_, counted, gettext

_SKIPPED = {
    BlockKind.CODE: NN_("{count:,} listing (code stays as it is)", "{count:,} listings (code stays as it is)"),
    BlockKind.FORMULA: NN_(
        "{count:,} formula (the same in both languages)", "{count:,} formulas (the same in both languages)"
    ),
    BlockKind.MARKUP: NN_(
        "{count:,} piece of markup (no reader sees it)", "{count:,} pieces of markup (no reader sees it)"
    ),
    BlockKind.BOILERPLATE: NN_(
        "{count:,} piece of page furniture (not part of the text)",
        "{count:,} pieces of page furniture (not part of the text)",
    ),
}
"""What blocks without text are called, one and several, with why they have no segments."""


@dataclass(frozen=True, slots=True)
class OutlinedBlock:
    """A block with the segments in it; of plain text a paragraph."""

    number: int
    """From 0."""
    block: Block
    segments: tuple[Segment, ...]


def outline(prepared: PreparedDocument) -> Iterator[OutlinedBlock]:
    """The blocks of a document in order, skipped ones too."""
    if not prepared.document.blocks:
        yield from _paragraphs(prepared)
        return
    segments = {
        number: tuple(own) for number, own in groupby(prepared.segments, key=lambda segment: segment.block or 0)
    }
    for number, block in enumerate(prepared.document.blocks):
        yield OutlinedBlock(number, block, segments.get(number, ()))


def _paragraphs(prepared: PreparedDocument) -> Iterator[OutlinedBlock]:
    for number, (_, group) in enumerate(groupby(prepared.segments, key=lambda segment: segment.paragraph)):
        segments = tuple(group)
        kind = BlockKind.HEADING if segments[0].heading else BlockKind.PARAGRAPH
        yield OutlinedBlock(number, Block(kind, segments[0].start, segments[-1].end), segments)


def skipped(prepared: PreparedDocument) -> list[str]:
    """What of the file has no segments and why, a clause each."""
    if not prepared.document.blocks:
        report = cleaning_report(prepared.clean)
        return [*([report] if prepared.clean.edits else []), *prepared.document.notes]
    counts = Counter(block.kind for block in prepared.document.blocks)
    named = [counted(forms, counts[kind]) for kind, forms in _SKIPPED.items() if counts[kind]]
    return [*named, *prepared.document.notes]


def as_json(outlined: OutlinedBlock, text: str) -> dict[str, Any]:
    """A block as a line of JSON, of a document with that text; what its format does not have is left out."""
    block = outlined.block
    return {
        "block": outlined.number,
        "kind": block.kind.value,
        **({"level": block.level} if block.level else {}),
        "start": block.start,
        "end": block.end,
        **_place_as_json(block.place),
        **({} if block.kind.is_text else {"text": text[block.start : block.end]}),
        "segments": [_segment_as_json(segment) for segment in outlined.segments],
    }


def _place_as_json(place: Place) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "page": place.page,
        "headings": list(place.headings),
        "cell": list(place.cell or ()),
        "time": list(place.time or ()),
        "key": place.key,
        "element": place.element,
    }
    return {name: value for name, value in fields.items() if value}


def _segment_as_json(segment: Segment) -> dict[str, Any]:
    inlines = [_inline_as_json(inline) for inline in segment.inlines]
    return {
        "position": segment.position,
        "start": segment.start,
        "end": segment.end,
        "lang": segment.language.value,
        "text": segment.text.strip(),
        **({"inlines": inlines} if inlines else {}),
    }


def _inline_as_json(inline: Inline) -> dict[str, Any]:
    data = {"data": inline.data} if inline.data else {}
    return {"kind": inline.kind.value, "start": inline.start, "end": inline.end, **data}


def place_line(place: Place) -> str:
    """A place in words: "page 3, row 2, column 1"."""
    parts = [
        gettext("page {page}").format(page=place.page) if place.page else "",
        gettext("row {row}, column {column}").format(row=place.cell[0], column=place.cell[1]) if place.cell else "",
        gettext("{start} to {end}").format(start=_time(place.time[0]), end=_time(place.time[1])) if place.time else "",
        place.key,
        place.element,
    ]
    return ", ".join(filter(None, parts))


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
