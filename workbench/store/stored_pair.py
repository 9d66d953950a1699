"""A pair as the corpus stores it, and as its history records it: a JSON object of plain values, documents by name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from hashlib import blake2b
from typing import Any

from workbench.domain import (
    Correction,
    Coverage,
    Dismissal,
    DismissalScope,
    Flag,
    Language,
    MatchKind,
    Pair,
    PairSide,
    Relation,
    SegmentSpan,
    Severity,
    Side,
    Status,
)
from workbench.errors import CorpusError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.store.columns import Columns, positions, real, spans

Record = Mapping[str, Any]
"""A row, or some of its fields, as history keeps it."""


@dataclass(frozen=True, slots=True)
class StoredPair:
    """A row with its place in the corpus."""

    pair: Pair
    home: str
    """Name of the document under whose order the row is listed; "" for none."""
    place: float
    """Order within the home."""

    @property
    def id(self) -> int:
        """Id of the row."""
        assert self.pair.id is not None
        return self.pair.id


FIELDS = (
    "source_language", "target_language", "source_segments", "target_segments", "source_text", "target_text",
    "relation", "status", "probability", "reviewer", "note", "bookmarked", "updated_at", "revision",
    "kind", "source_coverage", "target_coverage", "scored", "by_estimate", "source_spans", "target_spans",
)  # fmt: skip
"""What a record and the table have in common, in this order."""

KINDS = (
    Language, Language, positions, positions, str, str,
    Relation, Status, real, str | None, str, bool, str, int,
    MatchKind, float | None, float | None, bool, bool, spans, spans,
)  # fmt: skip
"""Of `FIELDS`."""

ADDED: Record = {
    "kind": MatchKind.SAME.value, "source_coverage": None, "target_coverage": None, "scored": 1, "by_estimate": 0,
    "source_spans": "", "target_spans": "",
}  # fmt: skip
"""Fields that older corpora and records lack, with what they have instead."""


LATER_COLUMNS = {
    "date": "''",
    "action": "(SELECT max(id) FROM actions WHERE kind = 'rule'"
    " AND actions.reviewer = lessons.reviewer AND actions.at = lessons.at AND lessons.kept)",
}
"""Columns of other tables that older corpora lack, with what rows have instead, as SQL."""


def added(name: str) -> str:
    """Return what rows of an older corpus have instead of a field, as SQL."""
    return "NULL" if ADDED[name] is None else repr(ADDED[name])


_NAMES = ("home", "source_document", "target_document")

_RECORD = Columns(N_("A row of the history"), str, str, str, real, *KINDS, list, list, list)
FLAG = Columns(N_("A flag"), str, Severity, str, int, int, str, str | None, str)
CORRECTION = Columns(N_("A correction"), Side, str, str, str, str, str)
DISMISSAL_KINDS = (DismissalScope, str, str, str, str, str)
DISMISSAL = Columns(N_("A dismissal"), *DISMISSAL_KINDS)


def field_values(pair: Pair) -> tuple[Any, ...]:
    """Values of `FIELDS` as the table and a record hold them."""
    return (
        pair.source.language.value,
        pair.target.language.value,
        joined(pair.source.segments),
        joined(pair.target.segments),
        pair.source.text,
        pair.target.text,
        pair.relation.value,
        pair.status.value,
        float(pair.probability),
        pair.reviewer,
        pair.note,
        int(pair.bookmarked),
        pair.updated_at,
        pair.revision,
        pair.kind.value,
        *(astuple(pair.coverage) if pair.coverage else (None, None)),
        int(pair.scored),
        int(pair.by_estimate),
        spans_text(pair.source.spans),
        spans_text(pair.target.spans),
    )


def flag_values(flag: Flag) -> tuple[Any, ...]:
    """Return a flag as the table and a record hold it."""
    return (
        flag.rule, flag.severity.value, str(flag.side), flag.start, flag.end, flag.found, flag.suggestion, flag.message
    )  # fmt: skip


def correction_values(each: Correction) -> tuple[str, ...]:
    """Return a correction as the table and a record hold it."""
    return str(each.side), each.before, each.after, each.rule, each.reviewer, each.at


def dismissal_values(each: Dismissal) -> tuple[str, ...]:
    """Return a dismissal as the table and a record hold it."""
    return each.scope.value, each.rule, each.found, each.text, each.reviewer, each.at


def joined(segments: Sequence[int]) -> str:
    """Segment positions as a column holds them."""
    return " ".join(map(str, segments))


def spans_text(held: Sequence[SegmentSpan]) -> str:
    """Spans of segments as a column holds them; "" where all segments are whole."""
    if all(span.is_whole for span in held):
        return ""
    return " ".join(map(str, held))


def build(
    pair_id: int,
    place: tuple[str, float],
    documents: tuple[str, str],
    values: Sequence[Any],
    flags: Sequence[Sequence[Any]],
    corrections: Sequence[Sequence[Any]],
    dismissals: Sequence[Sequence[Any]],
    dismissed: Sequence[Sequence[Any]] = (),
    corpus: str = "",
) -> StoredPair:
    """Make a stored pair of checked values of `FIELDS`, and of all that belongs to it, still to be checked."""
    (source_language, target_language, source_segments, target_segments, source_text, target_text,
     relation, status, probability, reviewer, note, bookmarked, updated_at, revision,
     kind, source_coverage, target_coverage, scored, by_estimate, source_spans, target_spans) = values  # fmt: skip
    pair = Pair(
        _side(documents[0], source_language, source_segments, source_spans, source_text),
        _side(documents[1], target_language, target_segments, target_spans, target_text),
        relation,
        status,
        probability,
        # Most rows have none of these, and to look for them would take a sixth of reading a row.
        tuple(_flag(flag, source_language) for flag in flags) if flags else (),
        tuple(Correction(*CORRECTION(correction)) for correction in corrections) if corrections else (),
        reviewer,
        note,
        bookmarked,
        updated_at,
        pair_id,
        revision,
        tuple(Dismissal(*DISMISSAL(each)) for each in dismissals) if dismissals else (),
        tuple(_flag(flag, source_language) for flag in dismissed) if dismissed else (),
        kind,
        None if source_coverage is None or target_coverage is None else Coverage(source_coverage, target_coverage),
        scored,
        by_estimate,
        corpus,
    )
    return StoredPair(pair, *place)


def _side(
    document: str, language: Language, segments: tuple[int, ...], held: tuple[SegmentSpan, ...], text: str
) -> PairSide:
    side = PairSide(document, language, held or tuple(map(SegmentSpan, segments)), text)
    if held and side.segments != segments:
        raise CorpusError(
            _("A row's parts of segments are not those of its segments ({spans_text}).").format(
                spans_text=spans_text(held)[:40]
            )
        )
    return side


def _flag(values: Sequence[Any], source: Language) -> Flag:
    rule, severity, side, *rest = FLAG(values)
    try:
        # Corpora written before sides were named so hold "en" or "zh".
        return Flag(rule, severity, Side.named(side, source), *rest)
    except ValueError as error:
        raise CorpusError(_("A flag names an unknown side ({side!r}).").format(side=side[:40])) from error


def to_record(stored: StoredPair) -> dict[str, Any]:
    """Return the row as history keeps it."""
    pair = stored.pair
    return {
        "home": stored.home,
        "place": stored.place,
        "source_document": pair.source.document,
        "target_document": pair.target.document,
        **dict(zip(FIELDS, field_values(pair), strict=True)),
        # Which of them are dismissed follows from the dismissals.
        "flags": [list(flag_values(flag)) for flag in (*pair.flags, *pair.dismissed)],
        "corrections": [list(correction_values(each)) for each in pair.corrections],
        "dismissals": [list(dismissal_values(each)) for each in pair.dismissals],
    }


def from_record(pair_id: int, record: Record) -> StoredPair:
    """Return the row of a whole record. Raises CorpusError where a value is invalid or missing."""
    try:
        known = {**ADDED, **record}
        row = [known[name] for name in (*_NAMES, "place", *FIELDS, "flags", "corrections")]
        # Records of older corpora have none.
        row.append(record.get("dismissals", []))
    except KeyError as error:
        raise invalid_history() from error
    home, source, target, place, *values, flags, corrections, dismissals = _RECORD(row)
    return build(pair_id, (home, place), (source, target), values, flags, corrections, dismissals)


def to_json(record: Record | None) -> str | None:
    """Return a record as the table of changes keeps it."""
    return None if record is None else json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str | None) -> Record | None:
    """Return the record that `to_json` wrote. Raises CorpusError where it is not one."""
    if text is None:
        return None
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise invalid_history() from error
    if not isinstance(record, dict):
        raise invalid_history()
    return record


def invalid_history() -> CorpusError:
    """Return an entry of the history that this program did not write."""
    return CorpusError(_("The history holds an invalid entry."), hint=_("`workbench doctor` shows more."))


def keys(pair: Pair) -> tuple[bytes, bytes]:
    """Return what a pair is known by: its segments and its texts; the same where it has no segments."""
    texts = _digest("texts", pair.source.text, pair.target.text)
    if not pair.source.segments and not pair.target.segments:
        return texts, texts
    sides = ((side.document, spans_text(side.spans) or joined(side.segments)) for side in (pair.source, pair.target))
    return _digest("segments", *(part for side in sides for part in side)), texts


def _digest(*parts: str) -> bytes:
    return blake2b("\x00".join(parts).encode(), digest_size=16).digest()
