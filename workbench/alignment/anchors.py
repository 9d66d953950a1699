"""Chapter headings that carry the same number on both sides: borders no bead may cross."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.language.quantities.numerals import EN_NUMBER, parse_chinese, parse_english

_LONGEST = 80
"""Characters of a heading."""

_ZH = re.compile("^[\\s#*【]*第\\s*([0-9０-９零〇一二三四五六七八九十百千两兩]{1,7})\\s*[章回节節卷篇部]")
_EN = re.compile(
    "^[\\s#*]*(?:chapter|part|book|section)\\s+([0-9]{1,4}|[ivxlc]{1,8}|[a-z]+(?:[-\\s][a-z]+)?)\\b", re.IGNORECASE
)
_DECIMAL = re.compile(r"^\s*([0-9]{1,3}(?:\.[0-9]{1,3}){0,4})(?:[.、．:：)）]|\s|$)", re.ASCII)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def chapter_anchors(source: Sequence[str], target: Sequence[str]) -> list[tuple[int, int]]:
    """Positions (source, target) of headings with the same number, where both sides count upwards without repeats."""
    left, right = _numbered(source), _numbered(target)
    if len(left) < 2 or len(right) < 2:
        return []
    return [(left[number], right[number]) for number in left if number in right]


def _numbered(units: Sequence[str]) -> dict[int, int]:
    """Heading numbers with their positions, ascending; empty where they repeat or run backwards."""
    found: dict[int, int] = {}
    last = -1
    for position, unit in enumerate(units):
        if len(unit) > _LONGEST:
            continue
        number = _number(unit)
        if number is None:
            continue
        if number <= last:
            return {}
        found[number] = position
        last = number
    return found


def heading_number(heading: str) -> tuple[int, ...] | None:
    """The number a heading begins with, "2.3" or that of a chapter or section; None where it has none."""
    match = _DECIMAL.match(heading)
    if match:
        return tuple(map(int, match[1].split(".")))
    number = _number(heading)
    return None if number is None else (number,)


def _number(unit: str) -> int | None:
    match = _ZH.match(unit)
    if match:
        numeral = parse_chinese(match[1].replace("兩", "两"))
        return int(numeral.value) if numeral is not None else None
    match = _EN.match(unit)
    if match is None:
        return None
    word = match[1].lower()
    if word.isdecimal():
        return int(word)
    if set(word) <= set(_ROMAN):
        return _roman(word)
    return int(parse_english(word)) if re.fullmatch(EN_NUMBER, word) else None


def _roman(word: str) -> int:
    values = [_ROMAN[letter] for letter in word]
    return sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))
