"""What all formats share: how values of a pair are written, read back and refused."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, TextIO

from workbench.domain import Language, Pair, PairSide, Relation, Status
from workbench.errors import InputError
from workbench.language.conversion import chinese_variant

Report = Callable[[str], None]
"""Called with a sentence for each unit that is left out."""


def ignore(_: str) -> None:
    """The Report of a caller who does not care."""


def shown(probability: float) -> str:
    """A probability with at most four decimals: 0.93, 1."""
    return f"{round(probability, 4):.4f}".rstrip("0").rstrip(".") or "0"


def read_probability(text: str, where: str) -> float:
    """The number; 1.0 where nothing is said, since a unit of a translation memory is meant to be right."""
    if not text.strip():
        return 1.0
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 <= value <= 1.0:
        raise InputError(f"{where}: {shortened(text)!r} is no probability.", hint="It is a number from 0 to 1.")
    return value


def read_status(text: str, where: str) -> Status:
    """The status; PROPOSED where nothing is said."""
    try:
        return Status(text.strip()) if text.strip() else Status.PROPOSED
    except ValueError as error:
        raise InputError(
            f"{where}: there is no status {shortened(text)!r}.", hint=f"There are {', '.join(Status)}."
        ) from error


def read_relation(text: str, source: Language, target: Language, where: str) -> Relation:
    """The relation; where nothing is said, the languages tell."""
    if not text.strip():
        return Relation.SAME_LANGUAGE if source.side == target.side else Relation.TRANSLATION
    try:
        return Relation(text.strip())
    except ValueError as error:
        raise InputError(
            f"{where}: there is no relation {shortened(text)!r}.", hint=f"There are {', '.join(Relation)}."
        ) from error


def read_segments(text: str, where: str) -> tuple[int, ...]:
    """Positions written with spaces or commas between them."""
    try:
        return tuple(int(position) for position in re.split(r"[\s,]+", text.strip()) if position)
    except ValueError as error:
        raise InputError(
            f"{where}: {shortened(text)!r} are no segments.", hint="They are whole numbers, such as 4 5."
        ) from error


def read_id(text: str, where: str) -> int | None:
    """The number a row had; None where there is none."""
    if not text.strip():
        return None
    if not re.fullmatch(r"\s*\d{1,15}\s*", text):
        raise InputError(f"{where}: {shortened(text)!r} is no id.", hint="It is a whole number.")
    return int(text)


_ENGLISH = re.compile(r"en|eng|english", re.IGNORECASE)
_CHINESE = re.compile(r"zh|zho|chi|cmn|yue|chs|cht|chinese", re.IGNORECASE)
_TRADITIONAL = re.compile(r"hant|tw|hk|mo|cht", re.IGNORECASE)
_SIMPLIFIED = re.compile(r"hans|cn|sg|my|chs", re.IGNORECASE)


def language_of(tag: str, text: str) -> Language | None:
    """English or Chinese as other tools tag them (zh-CN, zh_TW, EN-US); None for any other language.

    Plain "zh" says no script: the text tells.
    """
    parts = re.split("[-_]", tag.strip())
    if _ENGLISH.fullmatch(parts[0]):
        return Language.EN
    if not _CHINESE.fullmatch(parts[0]):
        return None
    if any(_TRADITIONAL.fullmatch(part) for part in parts):
        return Language.ZH_HANT
    if any(_SIMPLIFIED.fullmatch(part) for part in parts):
        return Language.ZH_HANS
    return chinese_variant(text)


def is_exported(pair: Pair) -> bool:
    """Whether a pair has two sides to export."""
    return pair.relation is not Relation.UNALIGNED and bool(pair.source.text.strip() and pair.target.text.strip())


def shortened(text: str, longest: int = 60) -> str:
    """Text as a message quotes it."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def side_of(document: str, language: Language, segments: tuple[int, ...], text: str) -> PairSide:
    """A side as read; segments say nothing without a document."""
    return PairSide(document, language, segments if document else (), text)


_INVALID_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """Text as XML can hold it: characters that XML 1.0 forbids become U+FFFD."""
    return _INVALID_IN_XML.sub("\ufffd", text)


def text_lines(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """Number and text of each line of a UTF-8 stream, or a UTF-16 one with its mark; only LF and CRLF end a line.

    Raises InputError for a line that is not so encoded.
    """
    text, encoding = decoded(stream, "\n")
    number = 0
    try:
        for number, line in enumerate(text, 1):
            yield number, line.removesuffix("\n").removesuffix("\r")
    except UnicodeError as error:
        raise InputError(
            f"Line {number + 1} or one soon after it is not {encoding.removesuffix('-sig').upper()}.",
            hint="Name the encoding with --encoding, or save the file as UTF-8.",
        ) from error


def decoded(stream: BinaryIO, newline: str) -> tuple[TextIO, str]:
    """The stream as text, and the encoding its first bytes name: "utf-8-sig" or "utf-16"."""
    buffered = io.BufferedReader(_Raw(stream))
    utf16 = buffered.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff")
    encoding = "utf-16" if utf16 else "utf-8-sig"
    return io.TextIOWrapper(buffered, encoding, newline=newline), encoding


class _Raw(io.RawIOBase):
    """A stream that may be closed, by what wraps it, without closing the one it reads."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
