"""JSON Lines: a pair a line with everything known about it, flags and corrections too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from workbench.domain import Correction, Flag, Language, Pair, PairSide, Relation, Severity, Side
from workbench.errors import InputError
from workbench.exchange.fields import (
    Report,
    ignore,
    is_exported,
    language_of,
    read_relation,
    read_status,
    shortened,
    text_lines,
)
from workbench.script import is_chinese


def write_jsonl(pairs: Iterable[Pair], stream: BinaryIO) -> int:
    """Write pairs with two sides; the number written. `note` and `bookmarked` are only there where they are set."""
    count = 0
    for pair in pairs:
        if is_exported(pair):
            line = json.dumps(as_json(pair), ensure_ascii=False)
            # Half a surrogate pair is written as JSON escapes it.
            stream.write((line + "\n").encode("utf-8", "backslashreplace"))
            count += 1
    return count


def as_json(pair: Pair) -> dict[str, Any]:
    """A pair as the contract writes it."""
    value: dict[str, Any] = {
        "id": pair.id,
        "relation": pair.relation.value,
        "status": pair.status.value,
        "probability": round(pair.probability, 4),
        "source": _side_as_json(pair.source),
        "target": _side_as_json(pair.target),
        "flags": [flag_as_json(flag) for flag in pair.flags],
        "corrections": [_correction_as_json(correction) for correction in pair.corrections],
        "reviewer": pair.reviewer,
        "updated_at": pair.updated_at,
    }
    if pair.note:
        value["note"] = pair.note
    if pair.bookmarked:
        value["bookmarked"] = True
    return value


def _side_as_json(side: PairSide) -> dict[str, Any]:
    return {"document": side.document, "lang": side.language.value, "segments": list(side.segments), "text": side.text}


def flag_as_json(flag: Flag) -> dict[str, Any]:
    """A flag as `check` and `export` write it."""
    return {
        "rule": flag.rule,
        "severity": flag.severity.value,
        "side": flag.side,
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


def read_jsonl(stream: BinaryIO, report: Report = ignore) -> Iterator[Pair]:
    """The pairs of a JSON Lines file, as `export`, `align` or `mine` write it. Raises InputError naming the line."""
    for number, line in text_lines(stream):
        if not line.strip():
            continue
        where = f"Line {number}"
        pair = _pair(_object(line, where), where)
        if pair is None:
            report(f"{where} has an empty side.")
        else:
            yield pair


def _object(line: str, where: str) -> Mapping[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "a value is too large or too deep"
        raise InputError(f"{where} is not JSON: {reason}.", hint="Each line is one JSON object.") from error
    if not isinstance(value, dict):
        raise InputError(f"{where} is no JSON object.", hint="Each line is one pair.")
    return value


def _pair(value: Mapping[str, Any], where: str) -> Pair | None:
    source, target = _side(value, "source", where), _side(value, "target", where)
    if not (source.text.strip() and target.text.strip()):
        return None
    relation = read_relation(_text(value, "relation", where), source.language, target.language, where)
    if relation is Relation.UNALIGNED:
        return None
    pair_id = value.get("id")
    return Pair(
        source=source,
        target=target,
        relation=relation,
        status=read_status(_text(value, "status", where), where),
        probability=_probability(value.get("probability"), where),
        flags=tuple(_flag(each, where) for each in _list(value, "flags", where)),
        corrections=tuple(_correction(each, where) for each in _list(value, "corrections", where)),
        reviewer=_text(value, "reviewer", where) or None,
        note=_text(value, "note", where),
        bookmarked=value.get("bookmarked") is True,
        updated_at=_text(value, "updated_at", where) or None,
        id=pair_id if isinstance(pair_id, int) and not isinstance(pair_id, bool) else None,
    )


def _side(value: Mapping[str, Any], name: str, where: str) -> PairSide:
    side = value.get(name)
    if isinstance(side, dict):
        text = _text(side, "text", where)
        tag = _text(side, "lang", where)
        language = language_of(tag, text) if tag else _guessed(text)
        if language is None:
            raise InputError(
                f"{where}: {shortened(tag)!r} is neither English nor Chinese.", hint="Tags are en, zh-Hans and zh-Hant."
            )
        document = _text(side, "document", where)
        return PairSide(document, language, _positions(side.get("segments"), where) if document else (), text)
    # A line of `align` or `mine`: positions only, the text beside them.
    text = _text(value, f"{name}_text", where)
    return PairSide("", _guessed(text), (), text)


def _guessed(text: str) -> Language:
    return (language_of("zh", text) if is_chinese(text) else None) or Language.EN


def _wrong(where: str, name: str, hint: str) -> InputError:
    return InputError(f"{where}: {name} is not what it should be.", hint=hint)


def _text(value: Mapping[str, Any], name: str, where: str) -> str:
    found = value.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise _wrong(where, name, "It is a text.")
    return found


def _number(value: Mapping[str, Any], name: str, where: str) -> int:
    found = value.get(name)
    if not isinstance(found, int) or isinstance(found, bool):
        raise _wrong(where, name, "It is a whole number.")
    return found


def _list(value: Mapping[str, Any], name: str, where: str) -> list[Mapping[str, Any]]:
    found = value.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _wrong(where, name, "It is a list of objects.")
    return found


def _positions(found: object, where: str) -> tuple[int, ...]:
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(each, int) and each >= 0 for each in found):
        raise _wrong(where, "segments", "It is a list of whole numbers.")
    return tuple(found)


def _probability(found: object, where: str) -> float:
    if found is None:
        return 1.0
    if not isinstance(found, int | float) or isinstance(found, bool) or not 0 <= found <= 1:
        raise _wrong(where, "probability", "It is a number from 0 to 1.")
    return float(found)


def _flag(value: Mapping[str, Any], where: str) -> Flag:
    try:
        severity = Severity(_text(value, "severity", where))
    except ValueError as error:
        raise _wrong(where, "severity", f"It is {', '.join(Severity)}.") from error
    return Flag(
        rule=_text(value, "rule", where),
        severity=severity,
        side=_text(value, "side", where),
        start=_number(value, "start", where),
        end=_number(value, "end", where),
        found=_text(value, "found", where),
        suggestion=None if value.get("suggestion") is None else _text(value, "suggestion", where),
        message=_text(value, "message", where),
    )


def _correction(value: Mapping[str, Any], where: str) -> Correction:
    side, before, after, rule, reviewer, at = (
        _text(value, name, where) for name in ("side", "before", "after", "rule", "reviewer", "at")
    )
    try:
        return Correction(Side(side), before, after, rule, reviewer, at)
    except ValueError as error:
        raise _wrong(where, "the side of a correction", "It is source or target.") from error
