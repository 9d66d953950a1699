"""Small pairs and documents for the store's tests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from workbench.domain import (
    CleanText,
    Document,
    Edit,
    Flag,
    Language,
    Pair,
    PairSide,
    Relation,
    Role,
    Segment,
    SegmentSpan,
    Severity,
    Side,
)

NOWHERE = PairSide("", Language.EN, (), "")

WHOLE = tuple(map(SegmentSpan, range(10)))
"""The first segments of a document, whole."""


def english(position: int, text: str = "", document: str = "article") -> PairSide:
    return PairSide.whole(document, Language.EN, (position,), text or f"Sentence {position} of the article.")


def chinese(position: int, text: str = "", document: str = "coverage") -> PairSide:
    return PairSide.whole(document, Language.ZH_HANS, (position,), text or f"报道的第{position}句。")


def pair(position: int, en: str = "", zh: str = "", *, probability: float = 0.9, flags: Sequence[Flag] = ()) -> Pair:
    """Sentence n of an article facing sentence n of its coverage."""
    return Pair(
        english(position, en),
        chinese(position, zh),
        Relation.TRANSLATION,
        probability=probability,
        flags=tuple(flags),
    )


def alone(side: PairSide) -> Pair:
    """A row with one side only, the source's for English."""
    if side.language is Language.EN:
        return Pair(side, PairSide("", Language.ZH_HANS, (), ""), Relation.UNALIGNED)
    return Pair(NOWHERE, side, Relation.UNALIGNED)


def flag(rule: str = "places", severity: Severity = Severity.ERROR, side: Side = Side.SOURCE) -> Flag:
    return Flag(rule, severity, side, 0, 8, "Sentence", "Statement", "A test says so.")


def document(
    name: str = "article", lines: Sequence[str] = ("One.", "Two."), role: Role = Role.ARTICLE
) -> tuple[Document, CleanText, tuple[Segment, ...]]:
    """A document that had a notice in front, with a segment a line."""
    notice = "Share this\n"
    text = notice + "\n".join(lines)
    read = Document(name, text, "utf-8", hashlib.sha256(text.encode()).hexdigest(), role, title=f"Title of {name}")
    segments, at = [], len(notice)
    for position, line in enumerate(lines):
        gap = "\n" if position + 1 < len(lines) else ""
        segments.append(Segment(position, line, gap, position, at, at + len(line), Language.EN))
        at += len(line) + 1
    cleaned = CleanText(read, "\n".join(lines), (Edit(0, len(notice), notice, "", "notice"),))
    return read, cleaned, tuple(segments)
