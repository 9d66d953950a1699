"""JSON Lines: a pair a line with everything known about it, flags and corrections too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from workbench.domain import Correction, Coverage, Flag, Language, Pair, PairSide, SegmentSpan, Severity, Side
from workbench.errors import InputError
from workbench.exchange.fields import (
    BY_ESTIMATE,
    HIGHEST_POSITION,
    Report,
    Unit,
    exported,
    ignore,
    known_language,
    language_of,
    not_positions,
    pair_of,
    role_of,
    units_of,
)
from workbench.exchange.lines import text_lines
from workbench.i18n import gettext as _
from workbench.script import HALF_RE, is_chinese


def write_jsonl(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore) -> int:
    """Write pairs with two sides; the number written. The last six fields are only there where set."""
    count = 0
    for pair in exported(pairs):
        line = json.dumps(as_json(pair), ensure_ascii=False)
        # Half a surrogate pair is written as JSON escapes it.
        stream.write((line + "\n").encode("utf-8", "backslashreplace"))
        count += 1
    return count


def as_json(pair: Pair) -> dict[str, Any]:
    """Return a pair as the contract writes it."""
    value: dict[str, Any] = {
        "id": pair.id,
        "relation": pair.relation.value,
        "status": pair.status.value,
        "probability": round(pair.probability, 4) if pair.scored else None,
        "kind": pair.kind.value,
        "coverage": coverage_as_json(pair.coverage),
        "source": side_as_json(pair.source),
        "target": side_as_json(pair.target),
        "flags": [flag_as_json(flag, pair.side_label(flag.side)) for flag in pair.flags],
        "corrections": [_correction_as_json(correction) for correction in pair.corrections],
        "reviewer": pair.reviewer,
        "updated_at": pair.updated_at,
    }
    if pair.note:
        value["note"] = pair.note
    if pair.bookmarked:
        value["bookmarked"] = True
    if pair.is_human:
        value["origin"] = "human"
    if pair.by_estimate:
        value["confirmed_by"] = BY_ESTIMATE
    if pair.attribution:
        value["attribution"] = pair.attribution
    if pair.corpus:
        value |= {"corpus": pair.corpus, "revision": pair.revision}
    return value


def coverage_as_json(coverage: Coverage | None) -> dict[str, float] | None:
    """Return how much of each side is in the other, null where it was not measured."""
    if coverage is None:
        return None
    return {"source": round(coverage.source, 4), "target": round(coverage.target, 4)}


def side_as_json(side: PairSide) -> dict[str, Any]:
    """Return a side as `export` and `search` write it; spans are there where it does not hold whole segments."""
    value: dict[str, Any] = {"document": side.document, "lang": side.language.value, "segments": list(side.segments)}
    if not all(span.is_whole for span in side.spans):
        value["spans"] = [[span.position, span.start, span.end] for span in side.spans]
    return value | {"text": side.text}


def flag_as_json(flag: Flag, side: str) -> dict[str, Any]:
    """Return a flag as `check` and `export` write it."""
    return {
        "rule": flag.rule,
        "severity": flag.severity.value,
        "side": side,
        "start": flag.start,
        "end": flag.end,
        "found": flag.found,
        "suggestion": flag.suggestion,
        "message": flag.message,
    }


def _correction_as_json(correction: Correction) -> dict[str, Any]:
    return {
        "side": correction.side,
        "before": correction.before,
        "after": correction.after,
        "rule": correction.rule,
        "reviewer": correction.reviewer,
        "at": correction.at,
    }


def jsonl_units(stream: BinaryIO) -> Iterator[Unit]:
    """Return the units of a JSON Lines file, as `export`, `align` or `mine` write it. Raises InputError."""
    where = _("Line {number}")
    return units_of(((where.format(number=number), line) for number, line in text_lines(stream) if line.strip()), _pair)


def _object(line: str) -> Mapping[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = (
            error.msg if isinstance(error, json.JSONDecodeError) else _("a value is too large or nested too deeply")
        )
        raise InputError(
            _("This is not JSON: {reason}.").format(reason=reason), hint=_("Each line is one JSON object.")
        ) from error
    if not isinstance(value, dict):
        raise InputError(_("This is not a JSON object."), hint=_("Each line is one pair."))
    return value


_TEXTS = ("relation", "kind", "status", "reviewer", "updated_at", "confirmed_by", "corpus")


def _pair(line: str) -> Pair:
    value = _with_sides(_object(line))
    if "\\u" in line and HALF_RE.search(json.dumps(value, ensure_ascii=False)):
        raise InputError(_("A text holds half a character (a lone surrogate)."), hint=_("Write it again as UTF-8."))
    fields = {name: _text(value, name) for name in _TEXTS}
    if "note" in value:
        fields["note"] = _text(value, "note")
    fields["probability"] = _number(value, "probability")
    coverage = value.get("coverage")
    if isinstance(coverage, dict):
        fields |= {f"{name}_coverage": _number(coverage, name) for name in Side}
    fields["bookmarked"] = "yes" if value.get("bookmarked") is True else ""
    fields |= {name: str(value.get(name)) for name in ("id", "revision")}
    source, fields["source_document"], source_spans = _side(value, "source")
    target, fields["target_document"], target_spans = _side(value, "target")
    flags = tuple(_flag(each, source[0]) for each in _list(value, "flags"))
    corrections = tuple(map(_correction, _list(value, "corrections")))
    return pair_of(fields, source, target, flags, corrections, (source_spans, target_spans))


def _with_sides(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a line with the sides of a pair, where it has texts by language or side, or {"translation": {…}} has."""
    if isinstance(value.get("source"), dict) or "source_text" in value:
        return value
    held = value.get("translation")
    texts = held if isinstance(held, dict) else value
    found: dict[str, tuple[str, str]] = {}
    for name, text in texts.items():
        role = role_of(name)
        if role and isinstance(text, str) and (role not in found or name == role):
            found[role] = name, text
    wanted = ("zh", "en") if {"zh", "en"} <= set(found) else ("source", "target")
    sides = [(kind, *found[kind]) for kind in found if kind in wanted]
    if len(sides) < 2:
        return value
    made = {}
    for key, (kind, name, text) in zip(Side, sides, strict=True):
        tag = "" if wanted[0] == "source" else name if language_of(name, "") else kind
        made[str(key)] = {"text": text, "lang": tag, "document": value.get(f"{key}_document")}
    return {**value, **made}


def _side(value: Mapping[str, Any], name: str) -> tuple[tuple[Language, str], str, Sequence[SegmentSpan]]:
    """Language and text, document, and spans of segments."""
    side = value.get(name)
    if not isinstance(side, dict):
        # A line of `align` or `mine`: positions only, the text beside them.
        text = _text(value, f"{name}_text")
        return (_guessed(text), text), "", ()
    text, tag = _text(side, "text"), _text(side, "lang")
    segments = side.get("segments") or []
    if not (isinstance(segments, list) and {int}.issuperset(map(type, segments))):
        raise _wrong("segments", _("It is a list of whole numbers."))
    if segments and not 0 <= min(segments) <= max(segments) < HIGHEST_POSITION:
        raise not_positions(" ".join(map(str, segments)))
    language = known_language(tag, text) if tag else _guessed(text)
    held = _spans(side) or list(map(SegmentSpan, segments))
    if {span.position for span in held} != set(segments):
        raise _wrong("spans", _("They are parts of the side's segments."))
    return (language, text), _text(side, "document"), held


def _spans(side: Mapping[str, Any]) -> list[SegmentSpan]:
    found = side.get("spans") or []
    try:
        return [SegmentSpan.read(f"{position}:{start}-{'' if end is None else end}") for position, start, end in found]
    except (TypeError, ValueError) as error:
        raise _wrong("spans", _("Each is a position, a start and an end: [5, 0, 12].")) from error


def _guessed(text: str) -> Language:
    return (language_of("zh", text) if is_chinese(text) else None) or Language.EN


def _wrong(name: str, hint: str) -> InputError:
    return InputError(_("{name} is not what it should be.").format(name=name), hint=hint)


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise _wrong(name, _("It is a text."))
    return found


def _number(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return str(found) if isinstance(found, int | float) else _text(value, name)


def _offset(value: Mapping[str, Any], name: str) -> int:
    found = value.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 2**31:
        raise _wrong(name, _("It is a whole number."))
    return found


def _list(value: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = value.get(name)
    if not found:
        return []
    if not (isinstance(found, list) and {dict}.issuperset(map(type, found))):
        raise _wrong(name, _("It is a list of objects."))
    return found


def _flag(value: Mapping[str, Any], source: Language) -> Flag:
    try:
        severity = Severity(_text(value, "severity"))
    except ValueError as error:
        raise _wrong("severity", _("It is one of: {names}.").format(names=", ".join(Severity))) from error
    try:
        side = Side.named(_text(value, "side"), source)
    except ValueError as error:
        raise _wrong(
            _("the side of a flag"), _("It is one of: {names}.").format(names="en, zh, source, target")
        ) from error
    return Flag(
        rule=_text(value, "rule"),
        severity=severity,
        side=side,
        start=_offset(value, "start"),
        end=_offset(value, "end"),
        found=_text(value, "found"),
        suggestion=None if value.get("suggestion") is None else _text(value, "suggestion"),
        message=_text(value, "message"),
    )


def _correction(value: Mapping[str, Any]) -> Correction:
    side, *texts = (_text(value, name) for name in ("side", "before", "after", "rule", "reviewer", "at"))
    if side not in list(Side):
        raise _wrong(_("the side of a correction"), _("It is one of: {names}.").format(names="source, target"))
    return Correction(Side(side), *texts)
