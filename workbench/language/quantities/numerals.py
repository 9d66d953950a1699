"""Numerals as they are written, in Chinese characters, in English words or in digits, and what they are worth.

Only the literal is read here: 三千五百万, "two hundred and five", 3.5亿, "350 million". What a number counts is left to
`finding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

ZH_DIGIT_VALUES = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "○": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
}
ZH_UNIT_VALUES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "廿": 20, "卅": 30}
ZH_SCALE_VALUES = {"万": 10**4, "亿": 10**8, "兆": 10**12}

_SPACES = "\u00a0\u2009\u202f"
DIGITS = (
    r"(?:\d{1,3}(?:,\d{3}){1,8}(?!\d)(?:\.\d{1,30})?"
    rf"|\d{{1,3}}(?:[{_SPACES}]\d{{3}}){{1,4}}(?!\d)|\d{{1,3}}(?: \d{{3}})?(?: 000){{1,3}}(?!\d)"
    r"|\d{1,30}(?:\.\d{1,30})?)"
)
"""A number in ASCII digits, with or without grouping commas or spaces; thirty of them at most."""
LONGEST = 40
"""Characters of a Chinese numeral."""
_KEPT = 4096
"""Literals whose values are remembered: a text says most of its numbers again."""

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
EN_SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "k": 1000,
    "mn": 10**6,
    "mln": 10**6,
    "bn": 10**9,
    "bln": 10**9,
    "tn": 10**12,
    "trn": 10**12,
    "dozen": 12,
    "m": 10**6,
    "b": 10**9,
    "lakh": 10**5,
    "crore": 10**7,
}
EN_WORDS = {
    "zero": 0,
    **{word: value for value, word in enumerate(_ONES, 1)},
    **{word: value for value, word in enumerate(_TEENS, 10)},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
}
_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
_IRREGULAR |= {"twelve": "twelfth", **{tens: tens[:-1] + "ieth" for tens in _TENS}}
EN_ORDINALS = {_IRREGULAR.get(word, word + "th"): value for word, value in EN_WORDS.items() if value} | {
    "hundredth": 100,
    "thousandth": 1000,
}


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


EN_ONES = _longest_first(_ONES)
EN_TENS = _longest_first(_TENS)
_SUB_100 = f"(?:(?:{EN_TENS})(?:[- ](?:{EN_ONES})(?![a-z]))?|{_longest_first(_TEENS)}|{EN_ONES}|zero)"
_SUB_1000 = (
    f"(?:(?:{_SUB_100}|an?)[- ]hundred(?![a-z])(?:[- ]and[- ]{_SUB_100}(?![a-z])|[- ]{_SUB_100}(?![a-z]))?|{_SUB_100})"
)
_SCALE = "(?:hundred|thousand|million|billion|trillion|dozen)"
_SPELLED_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen|lakh|crore|mn|mln|bn|bln|tn|trn)"

EN_NUMBER = (
    rf"(?:(?:{DIGITS}\+?(?:[- ]?{_SPELLED_SCALE}(?![A-Za-z])|[kKmMbB](?![A-Za-z]))+"
    rf"|(?:half[- ]an?|{_SUB_1000}|an?)(?:[- ]{_SCALE}(?![a-z]))+)"
    rf"(?:,?[- ](?:and[- ])?(?:{_SUB_1000}|{DIGITS})[- ](?:thousand|million|billion)(?![a-z]))*"
    rf"(?:,?[- ](?:and[- ])?{_SUB_1000}(?![A-Za-z-]))?"
    rf"|{_SUB_1000}(?![a-z])|{DIGITS}|(?<![\w.])\.\d{{1,4}}(?=\s?%))"
)
"""One English number: words, digits, or digits with a scale. Case-insensitive."""

EN_HALF = r"(?:[- ]and[- ]a[- ]half(?:[- ](?:thousand|million|billion|trillion)(?![a-z]))?)"
"""What makes two two and a half, or two and a half million."""

_EN_SECTION = re.compile(
    rf"(?:\.\d+|half[- ]an?|{_SUB_1000}|{DIGITS}\+?|an?(?![a-z]))(?:[- ]?{_SPELLED_SCALE}(?![a-z])|[kmb](?![a-z]))*",
    re.IGNORECASE,
)
_EN_TOKEN = re.compile(rf"{DIGITS}|\.\d+|[a-z]+", re.IGNORECASE)
_ZH_TOKEN = re.compile(rf"{DIGITS}|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Numeral:
    """What a literal is worth."""

    value: Fraction
    upper: Fraction | None = None
    """The other end where the literal itself names a span: 三四十, 数千."""
    approximate: bool = False


@lru_cache(_KEPT)
def decimal(literal: str) -> Fraction:
    """The value of ASCII digits with grouping commas and a decimal point."""
    return Fraction(re.sub(f"[, {_SPACES}]", "", literal))


@lru_cache(_KEPT)
def english_numbers(literal: str) -> tuple[tuple[int, int], ...]:
    """Return where each number of what EN_NUMBER matched starts and ends.

    The scales of one number descend: "two million, five hundred thousand"; "3 million and 4 million" is two numbers,
    and so is "40m, two".
    """
    found: list[tuple[int, int]] = []
    start = end = scale = 0
    written = ""
    for section in _EN_SECTION.finditer(literal):
        if end and not _continues(written, literal[end : section.start()], section[0], scale):
            found.append((start, end))
            start = section.start()
        written, end = section[0].lower(), section.end()
        last = re.search("[a-z]*$", written)
        scale = EN_SCALES.get(last[0], 1) if last else 1
    return (*found, (start, end)) if end else ()


def _continues(before: str, between: str, after: str, scale: int) -> bool:
    """Whether a part of a number continues with the next one, which must be below its scale."""
    if parse_english(after) >= scale:
        return False
    scaled = any(word in EN_SCALES for word in re.findall("[a-z]+", after.lower()))
    if before[0].isdigit():
        return after[0].isdigit() and scaled
    return scaled or "," not in between or "and" in between


@lru_cache(_KEPT)
def parse_english(literal: str) -> Fraction:
    """The value of what EN_NUMBER matched."""
    total = section = Fraction(0)
    started = False
    for token in _EN_TOKEN.findall(literal.lower()):
        if token[0] in ".0123456789":
            section += decimal(token)
            started = True
        elif token in EN_WORDS:
            section += EN_WORDS[token]
            started = True
        elif token == "half":
            section += Fraction(1, 2)
            started = True
        elif token in ("hundred", "dozen"):
            section = (section if started else Fraction(1)) * EN_SCALES[token]
            started = True
        elif token in EN_SCALES:
            # "a thousand billion": a scale right after a scale multiplies.
            total = total * EN_SCALES[token] if total and not started else total + (section or 1) * EN_SCALES[token]
            section, started = Fraction(0), False
    return total + section


@lru_cache(_KEPT)
def parse_chinese(literal: str) -> Numeral | None:
    """The value of Chinese numerals, digits with 万 and 亿, 数千, 三四十, 十几; None where they make no number."""
    if len(literal) > LONGEST:
        return None
    approximate = any(character in literal for character in "多余来几数")
    bare = literal
    if literal[0] in "数几":
        value = _plain("一" + literal[1:])
        return None if value is None else Numeral(value, value * 10, True)
    if literal[-1] == "几":
        value = _plain(literal[:-1])
        return None if value is None else Numeral(value, value * 2 if value == 10 else value + 10, True)
    for mark in "多余来几":
        bare = bare.replace(mark, "")
    span = _span(bare)
    if span is not None:
        return span
    value = _plain(bare)
    return None if value is None else Numeral(value, None, approximate)


def _span(literal: str) -> Numeral | None:
    """三四 and 七八十 and 十五六: two neighbouring digits side by side name a span."""
    for index in range(len(literal) - 1):
        low, high = ZH_DIGIT_VALUES.get(literal[index]), ZH_DIGIT_VALUES.get(literal[index + 1])
        if low and high == low + 1 and sum(character in ZH_DIGIT_VALUES for character in literal) == 2:
            first = _plain(literal[: index + 1] + literal[index + 2 :])
            second = _plain(literal[:index] + literal[index + 1 :])
            if first is not None and second is not None:
                return Numeral(first, second, True)
    return None


def _plain(literal: str) -> Fraction | None:
    """The value of a numeral without a span; one of several digits alone is read digit by digit (二〇二三)."""
    if len(literal) > 1 and all(character in ZH_DIGIT_VALUES for character in literal):
        return Fraction(int("".join(str(ZH_DIGIT_VALUES[character]) for character in literal)))
    return _with_units(literal)


def _with_units(literal: str) -> Fraction | None:
    total = section = Fraction(0)
    number: Fraction | None = None
    last_unit, last_scale, fresh = 1, 10**16, False
    for token in _ZH_TOKEN.findall(literal):
        if token[0].isascii():
            if number is not None:
                return None
            number, fresh = decimal(token), False
        elif token in ZH_DIGIT_VALUES:
            if number:
                return None
            number = Fraction(ZH_DIGIT_VALUES[token])
            # 一百五 is 150, 一百零五 is 105.
            fresh = number != 0
            last_unit = 0 if number == 0 else last_unit
        elif token in ZH_UNIT_VALUES:
            unit = ZH_UNIT_VALUES[token]
            section += (number if number else Fraction(1)) * unit
            number, last_unit, fresh = None, unit if unit < 20 or unit > 30 else 1, False
        elif token in ZH_SCALE_VALUES:
            scale = ZH_SCALE_VALUES[token]
            section += number if number is not None else 0
            if not section and not total:
                section = Fraction(1)
            total = (total + section) * scale if scale > last_scale or not section else total + section * scale
            section, number, last_unit, last_scale, fresh = Fraction(0), None, scale, scale, False
        else:
            return None
    if number is not None:
        section += number * (last_unit // 10 if fresh and last_unit >= 100 and number < 10 else 1)
    return total + section


def in_english(value: Fraction) -> str:
    """A value as English news writes it: 350 million, 1.2 billion, 52,300, 3.7."""
    for word, scale in (("trillion", 10**12), ("billion", 10**9), ("million", 10**6)):
        if abs(value) >= scale and (value / scale * 1000).denominator == 1:
            return f"{_plain_digits(value / scale)} {word}"
    return _plain_digits(value, grouped=True)


def in_chinese(value: Fraction) -> str:
    """A value as Chinese news writes it: 3.5亿, 13.2万, 1516, 3.7."""
    for word, scale in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        if abs(value) >= scale and (value / scale * 10000).denominator == 1:
            return f"{_plain_digits(value / scale)}{word}"
    return _plain_digits(value)


def _plain_digits(value: Fraction, *, grouped: bool = False) -> str:
    if value.denominator == 1:
        return f"{value.numerator:,}" if grouped else str(value.numerator)
    text = f"{float(value):,.4f}" if grouped else f"{float(value):.4f}"
    return text.rstrip("0").rstrip(".")
