"""A pair as named fields of text and back, and how the units of a file become pairs: what all formats share."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Literal, TypeVar

from workbench.domain import (
    Correction,
    Coverage,
    Flag,
    Inline,
    Language,
    MatchKind,
    Pair,
    PairSide,
    Relation,
    SegmentSpan,
    Side,
    Status,
)
from workbench.errors import InputError
from workbench.i18n import gettext
from workbench.language.conversion import chinese_variant

SEGMENTS = ("source_segments", "target_segments")

BY_ESTIMATE = "estimate"
"""In the field `confirmed_by` of a pair that nobody has read."""

Report = Callable[[str], None]
"""Called with a sentence for each unit that is left out, and for characters a format cannot hold."""

T = TypeVar("T")
Kind = TypeVar("Kind", bound=StrEnum)


def ignore(_: str) -> None:
    """Take no notice of a report."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A line, row or translation unit of a file."""

    where: str
    """What a message calls it: "Line 3", "Unit 2 (line 14)"."""
    pair: Pair | None
    """None where it is not English and Chinese; either text may be empty."""
    reason: str = ""
    """Why it is not a pair, in a sentence, where that is not for want of two sides."""


def units_of(found: Iterable[tuple[str, T]], pair_of: Callable[[T], Pair | None]) -> Iterator[Unit]:
    """Units from what a reader found in each place. Raises InputError naming the place where a field is invalid."""
    for where, item in found:
        try:
            yield Unit(where, pair_of(item))
        except InputError as error:
            raise InputError(
                gettext("{where}: {message}").format(where=where, message=error.args[0]), hint=error.hint
            ) from error


def complete(units: Iterable[Unit], report: Report = ignore) -> Iterator[Pair]:
    """Yield the pairs with two sides; the other units are reported."""
    for unit in units:
        if unit.pair is None:
            report(
                unit.reason
                or gettext("{where} does not have two sides in English or Chinese.").format(where=unit.where)
            )
        elif is_exported(unit.pair):
            yield unit.pair
        else:
            report(gettext("{where} has an empty side.").format(where=unit.where))


def is_exported(pair: Pair) -> bool:
    """Return whether a pair has two sides to export."""
    return pair.relation is not Relation.UNALIGNED and bool(pair.source.text.strip() and pair.target.text.strip())


def exported(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Return the pairs with two sides to export."""
    return filter(is_exported, pairs)


def fields_of(pair: Pair) -> dict[str, str]:
    """Return what is known about a pair beside texts, languages, flags and corrections; empty fields are left out."""
    fields = {
        "id": "" if pair.id is None else str(pair.id),
        "status": pair.status.value,
        "probability": _share(pair.probability) if pair.scored else "",
        "relation": pair.relation.value,
        "kind": pair.kind.value,
        "source_coverage": _share(pair.coverage.source) if pair.coverage else "",
        "target_coverage": _share(pair.coverage.target) if pair.coverage else "",
        "source_document": pair.source.document,
        "source_segments": " ".join(spans_as_text(pair.source.spans)),
        "target_document": pair.target.document,
        "target_segments": " ".join(spans_as_text(pair.target.spans)),
        "reviewer": pair.reviewer or "",
        "updated_at": pair.updated_at or "",
        "bookmarked": "yes" if pair.bookmarked else "",
        "note": pair.note,
        "origin": "human" if pair.is_human else "",
        "confirmed_by": BY_ESTIMATE if pair.by_estimate else "",
        "attribution": pair.attribution,
        "corpus": pair.corpus,
        "revision": str(pair.revision) if pair.corpus else "",
    }
    return {name: value for name, value in fields.items() if value}


def spans_as_text(spans: Iterable[SegmentSpan]) -> list[str]:
    """Return segments by their positions, "5"; of those that the pair holds a part of, which: "5:0-12"."""
    return [str(span.position) if span.is_whole else str(span) for span in spans]


def _share(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def pair_of(
    fields: Mapping[str, str],
    source: tuple[Language, str],
    target: tuple[Language, str],
    flags: tuple[Flag, ...] = (),
    corrections: tuple[Correction, ...] = (),
    spans: tuple[Sequence[SegmentSpan], Sequence[SegmentSpan]] | None = None,
) -> Pair:
    """Return a pair from its fields and the language and text of each side; raises InputError for an invalid field.

    Where nothing is said, the status is proposed, the kind "same", and the languages decide the relation; without a
    probability the pair is not scored. `spans` of both sides where they are not among the fields.
    """
    probability = fields.get("probability", "").strip()
    places = spans or tuple(
        spans_of(fields.get(f"{side}_spans", "") or fields.get(f"{side}_segments", "")) for side in Side
    )
    same = source[0].side == target[0].side
    corpus = fields.get("corpus", "").strip()
    return Pair(
        source=_side(fields.get("source_document", ""), *source, places[0]),
        target=_side(fields.get("target_document", ""), *target, places[1]),
        relation=_chosen(fields, "relation", Relation.SAME_LANGUAGE if same else Relation.TRANSLATION),
        status=_chosen(fields, "status", Status.PROPOSED),
        kind=_chosen(fields, "kind", MatchKind.SAME),
        coverage=_coverage(fields.get("source_coverage", ""), fields.get("target_coverage", "")),
        probability=_number(probability, "probability") if probability else 0.0,
        scored=bool(probability),
        by_estimate=fields.get("confirmed_by") == BY_ESTIMATE and fields.get("status") == Status.CONFIRMED,
        flags=flags,
        corrections=corrections,
        reviewer=fields.get("reviewer") or None,
        note=fields.get("note", ""),
        bookmarked=fields.get("bookmarked") == "yes",
        updated_at=fields.get("updated_at") or None,
        id=_id(fields.get("id", "").strip()),
        revision=(_id(fields.get("revision", "").strip()) or 0) if corpus else 0,
        corpus=corpus,
        unstated=_UNSTATED[bool(fields.get("status", "").strip()), "note" in fields],
    )


_UNSTATED = {
    (status, note): frozenset(name for name, is_said in (("status", status), ("note", note)) if not is_said)
    for status in (False, True)
    for note in (False, True)
}
"""By whether a file says anything about the status and the note of a pair."""


def with_inlines(pair: Pair, source: tuple[Inline, ...], target: tuple[Inline, ...]) -> Pair:
    """Return the pair with the inline elements of its sides."""
    if not source and not target:
        return pair
    return replace(pair, source=replace(pair.source, inlines=source), target=replace(pair.target, inlines=target))


def _side(document: str, language: Language, text: str, spans: Sequence[SegmentSpan]) -> PairSide:
    # Positions mean nothing without the document they are in.
    held = sorted(dict.fromkeys(spans), key=lambda span: span.begin) if document else ()
    return PairSide(document, language, tuple(held), text)


def _chosen(fields: Mapping[str, str], name: str, default: Kind) -> Kind:
    value = fields.get(name, "").strip()
    if not value or value == default:
        return default
    try:
        return type(default)(value)
    except ValueError as error:
        raise InputError(
            gettext("{value!r} is not a {name}.").format(value=shortened(value), name=name),
            hint=gettext("It is one of: {names}.").format(names=", ".join(type(default))),
        ) from error


def _number(text: str, name: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 <= value <= 1.0:
        raise InputError(
            gettext("{text!r} is not a {name}.").format(text=shortened(text), name=name),
            hint=gettext("It is a number from 0 to 1."),
        )
    return value


def _coverage(source: str, target: str) -> Coverage | None:
    if not source.strip() or not target.strip():
        return None
    return Coverage(_number(source, "coverage"), _number(target, "coverage"))


HIGHEST_POSITION = 10**9
"""No document has so many segments."""


def spans_of(text: str) -> tuple[SegmentSpan, ...]:
    """Return positions of segments, or parts of them, "4 5", "4, 5" or "[4, 5]", "5:0-12 6".

    Raises InputError for anything else.
    """
    inner = text.strip()
    if inner.startswith("[") and inner.endswith("]"):
        inner = inner[1:-1]
    try:
        return tuple(map(SegmentSpan.read, inner.replace(",", " ").split()))
    except ValueError as error:
        raise not_positions(text) from error


def not_positions(text: str) -> InputError:
    """Return what is said of something else in the place of positions."""
    return InputError(
        gettext("{text!r} are not positions of segments.").format(text=shortened(text)),
        hint=gettext("They are whole numbers, such as 4 5."),
    )


def _id(text: str) -> int | None:
    """Return the number a row had in a corpus; None for anything else, since other tools have ids of other kinds."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else None


_ENGLISH = re.compile(r"en|eng|english", re.IGNORECASE)
_CHINESE = re.compile(r"zh|zho|chi|cmn|yue|chs|cht|chinese", re.IGNORECASE)
_TRADITIONAL = re.compile(r"hant|tw|hk|mo|cht", re.IGNORECASE)
_SIMPLIFIED = re.compile(r"hans|cn|sg|my|chs", re.IGNORECASE)


def language_of(tag: str, text: str) -> Language | None:
    """English or Chinese as other tools tag them (zh-CN, zh_TW, EN-US); None for any other language.

    Plain "zh" names no script, so the text decides.
    """
    language = _tagged(tag)
    return chinese_variant(text) if language == "zh" else language


@lru_cache(maxsize=1024)
def _tagged(tag: str) -> Language | Literal["zh"] | None:
    parts = re.split("[-_]", tag.strip())
    if _ENGLISH.fullmatch(parts[0]):
        return Language.EN
    if not _CHINESE.fullmatch(parts[0]):
        return None
    if any(_TRADITIONAL.fullmatch(part) for part in parts):
        return Language.ZH_HANT
    return Language.ZH_HANS if any(_SIMPLIFIED.fullmatch(part) for part in parts) else "zh"


_NAMES_OF_CHINESE = frozenset(
    {"chinese", "mandarin", "中文", "汉语", "漢語", "华语", "華語", "简体", "簡體", "繁体", "繁體"}
)
_NAMES_OF_ENGLISH = frozenset({"english", "英文", "英语", "英語"})
_NAMES_OF_SIDES = {
    "source": {"source", "src", "source_text", "原文", "源文", "源语言", "源語言"},
    "target": {"target", "tgt", "trg", "target_text", "译文", "譯文", "目标语言", "目標語言"},
}
_AROUND_A_NAME = re.compile(r"simplified|traditional|text|sentence|简体|簡體|繁体|繁體|[\s_()\[\]（）,:：-]+")
"""What names of columns add to that of a language: "Chinese (Simplified)", "简体中文", "en_text"."""

Role = Literal["zh", "en", "source", "target"]


@lru_cache(maxsize=1024)
def role_of(column: str) -> Role | None:
    """Return what the texts under a name are, by the names that people give columns; None for anything else."""
    name = column.strip().lower().removeprefix("translation.")
    for side in ("source", "target"):
        if name in _NAMES_OF_SIDES[side]:
            return "source" if side == "source" else "target"
    core = _AROUND_A_NAME.sub("", name)
    if name in _NAMES_OF_CHINESE or core in _NAMES_OF_CHINESE:
        return "zh"
    if name in _NAMES_OF_ENGLISH or core in _NAMES_OF_ENGLISH:
        return "en"
    tag = name.removesuffix("_text")
    language = _tagged(tag) if re.fullmatch(r"[a-z]{2,3}([-_][a-z0-9]{2,4}){0,2}", tag) else None
    return None if language is None else "en" if language is Language.EN else "zh"


def known_language(tag: str, text: str) -> Language:
    """Return the same. Raises InputError for any other language."""
    language = language_of(tag, text)
    if language is None:
        raise InputError(
            gettext("{tag!r} is neither English nor Chinese.").format(tag=shortened(tag)),
            hint=gettext("Tags are en, zh-Hans and zh-Hant."),
        )
    return language


def shortened(text: str, longest: int = 60) -> str:
    """Text as a message quotes it."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
