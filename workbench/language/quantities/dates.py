"""Dates and times as they are written: months, weekdays, quarters and halves of a year, lunar dates, clock words."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from workbench.domain import QuantityKind as Kind
from workbench.language.quantities.numerals import EN_WORDS, ZH_DIGIT_VALUES, parse_chinese
from workbench.language.quantities.patterns import values
from workbench.language.quantities.quantity import Quantity, quantity_at
from workbench.language.quantities.times import hour, part_of_day

_SHORT_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

_PARTS_OF_YEAR = {
    **{word: value for value, word in enumerate("一二三四", 1)},
    "上": 1,
    "下": 2,
    "first": 1,
    "second": 2,
    "latter": 2,
    "third": 3,
    "fourth": 4,
    "final": 4,
}

_END_OF = re.compile(r"\bend of (?:the )?$", re.IGNORECASE)

_MONTH_CONTEXT = re.compile(
    r"\b(?:in|of|by|since|until|till|from|to|through|during|before|after|last|this|next|early|mid|late|and|on|every|"
    r"each|January|February)[ -]$|[a-z]-$",
    re.IGNORECASE,
)


def midday(text: str, match: re.Match[str]) -> list[Quantity]:
    """Noon and midnight are hours that may face a number."""
    also = (Fraction(24), Fraction(12))
    if match[0].lower() in ("noon", "正午", "中午"):
        return [quantity_at(match, 12, Kind.HOUR, spelled=True, weak=True)]
    return [quantity_at(match, 0, Kind.HOUR, spelled=True, weak=True, also=also)]


def year_part(text: str, match: re.Match[str]) -> list[Quantity]:
    """The quarter or half of a year: 三季度, "the third quarter", Q3; 上半年, "the first half of the year"."""
    literal = match[0].lower()
    half = "半" in literal or "half" in literal
    number = re.search(r"[1-4]", literal)
    value = int(number[0]) if number else next(size for word, size in _PARTS_OF_YEAR.items() if word in literal)
    # A quarter of a match may be its third part, and half a year six months.
    part = quantity_at(match, value, Kind.HALF_YEAR if half else Kind.QUARTER, spelled=True)
    ends = literal[-1] in "末底"
    if not ends and not _END_OF.search(text[max(0, match.start() - 12) : match.start()]):
        return [part]
    # 三季度末 is the end of September, or September 30.
    month = Fraction(value * (6 if half else 3))
    part = replace(part, also=(month,))
    if not ends:
        return [part]
    days = {3: 31, 6: 30, 9: 30, 12: 31}[int(month)]
    last = Quantity(match.end() - 1, match.end(), Fraction(days), Kind.NUMBER, "", weak=True, spelled=True)
    return [replace(part, end=match.end() - 1), last]


def lunar(text: str, match: re.Match[str]) -> list[Quantity]:
    """正月, 腊月, 初三: festivals stand for lunar dates, so that nothing is missed where one is not said."""
    month = {"正月": 1, "冬月": 11, "腊月": 12}.get(match[0])
    if month:
        return [quantity_at(match, month, Kind.MONTH, spelled=True, weak=True)]
    number = parse_chinese(match[0].lstrip("初廿"))
    assert number is not None
    value = number.value + (20 if match[0][0] == "廿" else 0)
    return [quantity_at(match, value, Kind.DAY, spelled=True, weak=True)]


def event(text: str, match: re.Match[str]) -> list[Quantity]:
    """9·11: an event by its date."""
    month, day = re.findall(r"\d+", match[0])
    also = (Fraction(int(month), max(int(day), 1)), Fraction(int(month)), Fraction(int(day)))
    return [quantity_at(match, int(month + day), Kind.NUMBER, weak=True, also=also)]


def zh_quarter(text: str, match: re.Match[str]) -> list[Quantity]:
    """三点半, 三点一刻."""
    minutes = 30 if match[0] == "半" else 15 * ZH_DIGIT_VALUES[match[0][0]]
    return [quantity_at(match, minutes, Kind.MINUTE, spelled=True)]


def past(text: str, match: re.Match[str]) -> list[Quantity]:
    """Half past three, a quarter to four."""
    word = re.search("[a-z0-9]+$", match[0].lower())
    assert word is not None
    value = EN_WORDS[word[0]] if word[0] in EN_WORDS else int(word[0])
    back = " to " in match[0].lower()
    minutes = 30 if "half" in match[0].lower() else 45 if back else 15
    named = Quantity(match.start() + word.start(), match.end(), Fraction(value), Kind.NUMBER, "", spelled=True)
    read = hour(named, part_of_day(text, match.start(), match.end()))
    if back:
        read = replace(read, value=read.value and read.value - 1, also=tuple(other - 1 for other in read.also))
    return [
        Quantity(match.start(), match.start() + word.start(), Fraction(minutes), Kind.MINUTE, "", spelled=True),
        read,
    ]


def decades(text: str, match: re.Match[str]) -> list[Quantity]:
    """The nineties; also somebody in her twenties."""
    tens = match[0].lower().removesuffix("ies") + "y"
    value = EN_WORDS[tens]
    also = (Fraction(1900 + value), Fraction(2000 + value))
    return [quantity_at(match, value, Kind.DECADE, spelled=True, weak=True, also=also)]


def month(text: str, match: re.Match[str]) -> list[Quantity]:
    """The name of a month, unless "may" and "march" are verbs."""
    ambiguous = match[0] in ("May", "March")
    after = text[match.end() : match.end() + 6]
    dated = re.match(r"[ .,]{1,2}(?:the )?\d", after) or re.search(
        r"\d(?:st|nd|rd|th)?(?: of)? $", text[: match.start()][-8:]
    )
    if ambiguous and not dated and not _MONTH_CONTEXT.search(text[max(0, match.start() - 10) : match.start()]):
        return []
    return [quantity_at(match, _SHORT_MONTHS.index(match[0][:3].lower()) + 1, Kind.MONTH, spelled=True)]


def weekday(text: str, match: re.Match[str]) -> list[Quantity]:
    """Tuesday, Tuesdays."""
    return [quantity_at(match, values("weekday")[match[0].removesuffix("s")], Kind.WEEKDAY, spelled=True)]


def weekday_zh(text: str, match: re.Match[str]) -> list[Quantity]:
    """周二, 星期日."""
    return [quantity_at(match, ZH_DIGIT_VALUES.get(match[0][-1], 7), Kind.WEEKDAY, spelled=True)]


def date(text: str, match: re.Match[str]) -> list[Quantity]:
    """2018-09-30, year and month and day."""
    parts = list(re.finditer(r"\d+", match[0]))
    return [
        Quantity(match.start() + part.start(), match.start() + part.end(), Fraction(int(part[0])), kind, "")
        for part, kind in zip(parts, (Kind.YEAR, Kind.MONTH, Kind.DAY), strict=False)
    ]
