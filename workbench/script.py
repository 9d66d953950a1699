"""Which script a string is in, and which of its characters may reach a terminal. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Iterable

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇"
"""For a regex character class: CJK ideographs with extensions A to G, compatibility ideographs, and 〇."""

HAN_RE = re.compile(f"[{HAN}]")
_HAN_RUN_RE = re.compile(f"[{HAN}]+")
LATIN_RE = re.compile("[A-Za-z\u00c0-\u024f]")
_LATIN_RUN_RE = re.compile("[A-Za-z\u00c0-\u024f]+")
LATIN_WORD_RE = re.compile("[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z]+)*")

CONTROL_RE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters a terminal or a reader's eye would obey instead of showing: control and direction characters."""

HALF_RE = re.compile("[\ud800-\udfff]")
"""Halves of surrogate pairs: no characters, and nothing outside Python takes them."""


def without_halves(text: str) -> str:
    """Text with halves of surrogate pairs replaced by U+FFFD; offsets stay true."""
    return text if text.isascii() else HALF_RE.sub("\ufffd", text)


def printable(text: str) -> str:
    """Text with control and direction characters replaced by U+FFFD, so that no escape sequence reaches a terminal."""
    return CONTROL_RE.sub("\ufffd", text)


def han_count(text: str) -> int:
    """Number of Han characters."""
    return 0 if text.isascii() else len(text) - len(_HAN_RUN_RE.sub("", text))


def latin_count(text: str) -> int:
    """Number of Latin letters."""
    return len(text) - len(_LATIN_RUN_RE.sub("", text))


def is_chinese(text: str) -> bool:
    """Return whether a text is Chinese rather than English: one Han character counts as four Latin letters."""
    han = han_count(text)
    return han > 0 and han * 4 > latin_count(text)


_SAMPLE = 100_000
"""Characters that settle what a document is written in."""


def mostly_chinese(texts: Iterable[str]) -> bool:
    """Return whether a document, given in pieces, is Chinese, judged by its first hundred thousand characters."""
    sample: list[str] = []
    room = _SAMPLE
    for text in texts:
        sample.append(text[:room])
        room -= len(sample[-1])
        if room <= 0:
            break
    return is_chinese("".join(sample))
