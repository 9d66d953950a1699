"""A reader for each form of `patterns`: from what a pattern found to quantities."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache

from workbench.domain import QuantityKind as Kind
from workbench.language.quantities.context import measured
from workbench.language.quantities.numerals import (
    EN_ORDINALS,
    EN_SCALES,
    EN_WORDS,
    ZH_DIGIT_VALUES,
    ZH_SCALE_VALUES,
    ZH_UNIT_VALUES,
    Numeral,
    decimal,
    english_numbers,
    parse_chinese,
    parse_english,
)
from workbench.language.quantities.patterns import PARTS, Z, measures, values
from workbench.language.quantities.quantity import Quantity
from workbench.language.quantities.times import hour, part_of_day

_MONTH_CONTEXT = re.compile(
    r"\b(?:in|of|by|since|until|till|from|to|through|during|before|after|last|this|next|early|mid|late|and|on|every|"
    r"each|January|February)[ -]$|[a-z]-$",
    re.IGNORECASE,
)
_SHORT_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_AND_A_HALF = re.compile("[- ]and[- ]a[- ]half(?:[- ]([a-z]+))?$", re.IGNORECASE)
_COUNT_AND_SCALE = re.compile("(.+?)[- ](thousand|million|billion|trillion)")
_VULGAR = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅛": (1, 8)}
_BEFORE_BARE = ("第", "过", "破")
_MULTIPLES = ("double", "doubled", "doubling", "twice", "triple", "tripled", "quadruple", "quadrupled", "quintuple")
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
_VALUES = {
    character: Fraction(value)
    for table in (ZH_DIGIT_VALUES, ZH_UNIT_VALUES, ZH_SCALE_VALUES)
    for character, value in table.items()
}


@cache
def _counts() -> re.Pattern[str]:
    return re.compile(f"(?:[至到或、-][{Z}]+)?[{measures()}]")


def _quantity(match: re.Match[str], value: Fraction | int | None, kind: str, **more: object) -> Quantity:
    exact = None if value is None else Fraction(value)
    return Quantity(match.start(), match.end(), exact, kind, "", **more)  # type: ignore[arg-type]


def _skip(text: str, match: re.Match[str]) -> list[Quantity]:
    """Idioms and names: 三峡 may be the Three Gorges, so the numeral may face one, and is never missing."""
    return [
        Quantity(place, place + 1, value, Kind.NUMBER, "", weak=True, spelled=True)
        for place, character in enumerate(match[0], match.start())
        if (value := _VALUES.get(character)) is not None
    ]


def _plan(text: str, match: re.Match[str]) -> list[Quantity]:
    literal = match[0].strip('“”「」"')
    number = parse_chinese(literal[:-1])
    assert number is not None
    place = match.start() + match[0].index(literal)
    ten_five = Quantity(place, place + len(literal), number.value, Kind.ORDINAL, "", spelled=True)
    return [
        ten_five,
        Quantity(place, place + len(literal), Fraction(5), Kind.DURATION, "", weak=True, spelled=True),
    ]


def _congress(text: str, match: re.Match[str]) -> list[Quantity]:
    number = parse_chinese(match[0][:-1])
    assert number is not None
    return [_quantity(match, number.value, Kind.ORDINAL, spelled=True)]


def _enumerator(text: str, match: re.Match[str]) -> list[Quantity]:
    number = parse_chinese(re.sub(f"[^{Z}]", "", match[0]))
    return (
        [] if number is None else [_quantity(match, number.value, Kind.ORDINAL, spelled=True, weak=number.value <= 2)]
    )


def _date(text: str, match: re.Match[str]) -> list[Quantity]:
    parts = list(re.finditer(r"\d+", match[0]))
    return [
        Quantity(match.start() + part.start(), match.start() + part.end(), Fraction(int(part[0])), kind, "")
        for part, kind in zip(parts, (Kind.YEAR, Kind.MONTH, Kind.DAY), strict=False)
    ]


def _rough_zh(text: str, match: re.Match[str]) -> list[Quantity]:
    low = next((size for sign, size in (("百", 100), ("千", 1000), ("万", 10000)) if sign in match[0]), 10**8)
    return [_quantity(match, low, Kind.NUMBER, upper=Fraction(low * 1000), spelled=True, approximate=True)]


def _weekday_zh(text: str, match: re.Match[str]) -> list[Quantity]:
    return [_quantity(match, ZH_DIGIT_VALUES.get(match[0][-1], 7), Kind.WEEKDAY, spelled=True)]


def _weekday(text: str, match: re.Match[str]) -> list[Quantity]:
    return [_quantity(match, values("weekday")[match[0].removesuffix("s")], Kind.WEEKDAY, spelled=True)]


def _month(text: str, match: re.Match[str]) -> list[Quantity]:
    ambiguous = match[0] in ("May", "March")
    after = text[match.end() : match.end() + 6]
    dated = re.match(r"[ .,]{1,2}(?:the )?\d", after) or re.search(
        r"\d(?:st|nd|rd|th)?(?: of)? $", text[: match.start()][-8:]
    )
    if ambiguous and not dated and not _MONTH_CONTEXT.search(text[max(0, match.start() - 10) : match.start()]):
        return []
    return [_quantity(match, _SHORT_MONTHS.index(match[0][:3].lower()) + 1, Kind.MONTH, spelled=True)]


def _share(text: str, match: re.Match[str]) -> list[Quantity]:
    if match[0] == "百分百":
        return [_quantity(match, 1, Kind.PERCENT, spelled=True)]
    below, above = re.split(r"\s?分\s?之\s?", match[0])
    base, part = _literal(below), _literal(above)
    if base is None or part is None or base.value == 0:
        return []
    kind = Kind.PERCENT if below in ("百", "千", "万") else Kind.FRACTION
    return [_quantity(match, part.value / base.value, kind, spelled=True, upper=part.upper and part.upper / base.value)]


def _literal(literal: str) -> Numeral | None:
    if "点" in literal:
        whole, _, rest = literal.partition("点")
        digits = "".join(str(ZH_DIGIT_VALUES[character]) for character in rest if character in ZH_DIGIT_VALUES)
        head = parse_chinese(whole)
        scale = 1
        for character in rest:
            scale *= ZH_SCALE_VALUES.get(character, 1)
        return None if head is None or not digits else Numeral((head.value + Fraction(f"0.{digits}")) * scale)
    if literal[0].isascii() and literal.replace(",", "").replace(".", "").isdigit():
        return Numeral(decimal(literal))
    return parse_chinese(literal.replace(" ", ""))


def _zh(text: str, match: re.Match[str]) -> list[Quantity]:
    literal, end = match[0], match.end()
    before = text[match.start() - 1] if match.start() else ""
    number = _literal(literal)
    if number is None:
        return []
    bare = len(literal.strip("余几")) == 1 and not literal[0].isascii()
    if bare and literal in "百千万亿" and not (before and before in "上近逾超过约成破第"):
        # 万吨级, 千年以前: as often a figure of speech.
        return [_quantity(match, number.value, Kind.NUMBER, spelled=True, weak=True)]
    if bare and before not in _BEFORE_BARE and not _counts().match(text, end):
        return []
    if literal in ("百", "千", "万", "百万", "千万") and before in "上近成" and before:
        number = Numeral(number.value, number.value * 10, True)
    return measured(text, match.start(), end, number, spelled=not literal[0].isascii())


def _en(text: str, match: re.Match[str]) -> list[Quantity]:
    literal = match[0]
    half = _AND_A_HALF.search(literal)
    if half:
        value = parse_english(literal[: half.start()])
        own = next((size for word, size in EN_SCALES.items() if literal[: half.start()].lower().endswith(word)), 1)
        value = (value + Fraction(own, 2)) * EN_SCALES.get((half[1] or "").lower(), 1)
        return measured(text, match.start(), match.end(), Numeral(value), spelled=not literal[0].isdigit())
    found: list[Quantity] = []
    for start, end in english_numbers(literal):
        found += _en_number(text, match.start() + start, match.start() + end)
    return found


def _en_number(text: str, start: int, end: int) -> list[Quantity]:
    literal = text[start:end].lower()
    found = measured(text, start, end, Numeral(parse_english(literal)), spelled=not literal[0].isdigit())
    count, scale = _COUNT_AND_SCALE.fullmatch(literal), text[end : end + 1]
    if literal[-1] == "m" and len(found) == 1 and found[0].kind is not Kind.MONEY:
        # 137m are metres too.
        return [replace(found[0], also=(*found[0].also, parse_english(literal[:-1])))]
    if literal == "zero":
        return [replace(one, weak=True) for one in found]
    if count and scale == "-" and len(found) == 1:
        # "Two billion-dollar deals" are two deals of a billion each, or of two billion.
        also = (parse_english(count[1]), Fraction(EN_SCALES[count[2]]))
        return [replace(found[0], also=(*found[0].also, *also))]
    return found


def _weak_zh(text: str, match: re.Match[str]) -> list[Quantity]:
    literal = match[0]
    if literal.startswith("翻"):
        doubled = {"两": 4, "三": 8, "四": 16}.get(literal[1], 2)
        return [_quantity(match, doubled, Kind.MULTIPLE, spelled=True, weak=doubled == 2, also=(Fraction(2),))]
    if literal in "双首":
        return [_quantity(match, 2 if literal == "双" else 1, Kind.NUMBER, spelled=True, weak=True)]
    if literal in "几数":
        return [_quantity(match, None, Kind.NUMBER, spelled=True, weak=True, approximate=True)]
    also = (Fraction(6), Fraction(5, 10)) if text[match.end() : match.end() + 1] in ("年",) else (Fraction(30),)
    return [_quantity(match, Fraction(1, 2), Kind.FRACTION, spelled=True, weak=True, also=also)]


def _fraction(text: str, match: re.Match[str]) -> list[Quantity]:
    literal = match[0].lower()
    if "/" in literal or literal[-1] in _VULGAR:
        return _in_digits(match, literal)
    words = re.split("[- ]", literal)
    if "in" in words or "out" in words:
        return [_quantity(match, Fraction(EN_WORDS[words[0]], EN_WORDS[words[-1]]), Kind.FRACTION, spelled=True)]
    part = PARTS[words[-1]] if words[-1] in PARTS else PARTS[words[-1].removesuffix("s")]
    count = EN_WORDS.get(words[0], 1) if len(words) > 1 else 1
    if count >= part:
        # "eight quarters" counts quarters of a year.
        return measured(text, match.start(), match.start() + len(words[0]), Numeral(Fraction(count)), spelled=True)
    # "A third of the men" is a share, "a quarter" may be one of a year, and half of anything says little.
    one_third = words[0] == "one" and part != 4
    weak = count == 1 and not (part > 2 and (one_third or text.startswith(" of ", match.end())))
    also = (Fraction(part),) if count == 1 else ()
    return [_quantity(match, Fraction(count, part), Kind.FRACTION, spelled=True, weak=weak, also=also)]


def _in_digits(match: re.Match[str], literal: str) -> list[Quantity]:
    """1/2, 1 1/2, 2½; 9/11 may be a date that others write 911, and 24/7 is no share."""
    if vulgar := _VULGAR.get(literal[-1]):
        value = Fraction(*vulgar) + (int(literal[:-1]) if len(literal) > 1 else 0)
        return [_quantity(match, value, Kind.FRACTION)]
    whole, above, below = re.fullmatch(r"(?:(\d+)[ -])?(\d+) ?/ ?(\d+)", literal).groups()  # type: ignore[union-attr]
    if int(below) == 0:
        return []
    also = () if whole else (Fraction(int(above + below)), Fraction(int(above)), Fraction(int(below)))
    value = Fraction(int(above), int(below)) + int(whole or 0)
    return [_quantity(match, value, Kind.FRACTION, also=also, weak=not whole and int(above) > int(below))]


def _ordinal(text: str, match: re.Match[str]) -> list[Quantity]:
    literal = match[0].lower()
    if literal[0].isdigit():
        return [_quantity(match, int(literal[:-2]), Kind.ORDINAL)]
    words = re.split("[- ]", literal)
    value = EN_ORDINALS[words[-1]] + (EN_WORDS[words[0]] if len(words) > 1 else 0)
    weak = value <= 2 or (literal == "third" and text[max(0, match.start() - 2) : match.start()] == "a ")
    return [_quantity(match, value, Kind.ORDINAL, spelled=True, weak=weak)]


def _rough(text: str, match: re.Match[str]) -> list[Quantity]:
    words = match[0].lower().split()
    sizes = [Fraction(values("rough")[word]) for word in words if word in values("rough")]
    value = max(sizes) if "and" in words else sizes[0] * (sizes[1] if len(sizes) > 1 else 1)
    return [_quantity(match, value, Kind.NUMBER, upper=value * 10, spelled=True, approximate=True)]


def _period(text: str, match: re.Match[str]) -> list[Quantity]:
    words = match[0].lower()
    size = 10 if "decade" in words else 100
    head = re.sub("[- ]?(?:decades?|century|centuries)$", "", words)
    if not head or head in ("a", "an"):
        return [_quantity(match, size, Kind.DURATION, spelled=True, weak=True, also=(Fraction(1),))]
    count = Fraction(1, 2) if head.startswith("half") else parse_english(head)
    return [_quantity(match, size * count, Kind.DURATION, spelled=True, also=(count,))]


def _word(text: str, match: re.Match[str]) -> list[Quantity]:
    word = match[0].lower()
    if word in ("noon", "midnight"):
        return _part(text, match)
    value = values("weak").get(word)
    multiple = word.endswith("fold") or word in _MULTIPLES
    also = (Fraction(value + 1),) if value and word.endswith("fold") else ()
    kind = Kind.MULTIPLE if multiple else Kind.NUMBER
    return [_quantity(match, value, kind, spelled=True, weak=True, approximate=value is None, also=also)]


def _part(text: str, match: re.Match[str]) -> list[Quantity]:
    """Noon and midnight are hours that may face a number."""
    also = (Fraction(24), Fraction(12))
    if match[0].lower() in ("noon", "正午", "中午"):
        return [_quantity(match, 12, Kind.HOUR, spelled=True, weak=True)]
    return [_quantity(match, 0, Kind.HOUR, spelled=True, weak=True, also=also)]


def _year_part(text: str, match: re.Match[str]) -> list[Quantity]:
    """The quarter or half of a year: 三季度, "the third quarter", Q3; 上半年, "the first half of the year"."""
    literal = match[0].lower()
    half = "半" in literal or "half" in literal
    number = re.search(r"[1-4]", literal)
    value = int(number[0]) if number else next(size for word, size in _PARTS_OF_YEAR.items() if word in literal)
    # A quarter of a match may be its third part, and half a year six months.
    return [_quantity(match, value, Kind.HALF_YEAR if half else Kind.QUARTER, spelled=True)]


def _lunar(text: str, match: re.Match[str]) -> list[Quantity]:
    """正月, 腊月, 初三: festivals stand for lunar dates, so that nothing is missed where one is not said."""
    month = {"正月": 1, "冬月": 11, "腊月": 12}.get(match[0])
    if month:
        return [_quantity(match, month, Kind.MONTH, spelled=True, weak=True)]
    number = parse_chinese(match[0].lstrip("初廿"))
    assert number is not None
    value = number.value + (20 if match[0][0] == "廿" else 0)
    return [_quantity(match, value, Kind.DAY, spelled=True, weak=True)]


def _event(text: str, match: re.Match[str]) -> list[Quantity]:
    """9·11: an event by its date."""
    month, day = re.findall(r"\d+", match[0])
    also = (Fraction(int(month), max(int(day), 1)), Fraction(int(month)), Fraction(int(day)))
    return [_quantity(match, int(month + day), Kind.NUMBER, weak=True, also=also)]


def _zh_quarter(text: str, match: re.Match[str]) -> list[Quantity]:
    """三点半, 三点一刻."""
    minutes = 30 if match[0] == "半" else 15 * ZH_DIGIT_VALUES[match[0][0]]
    return [_quantity(match, minutes, Kind.MINUTE, spelled=True)]


def _past(text: str, match: re.Match[str]) -> list[Quantity]:
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


def _decades(text: str, match: re.Match[str]) -> list[Quantity]:
    """The nineties; also somebody in her twenties."""
    tens = match[0].lower().removesuffix("ies") + "y"
    value = EN_WORDS[tens]
    also = (Fraction(1900 + value), Fraction(2000 + value))
    return [_quantity(match, value, Kind.DECADE, spelled=True, weak=True, also=also)]


READERS: dict[str, Callable[[str, re.Match[str]], list[Quantity]]] = {
    "skip": _skip,
    "plan": _plan,
    "congress": _congress,
    "enumerator": _enumerator,
    "date": _date,
    "word": _word,
    "event": _event,
    "year_part": _year_part,
    "lunar": _lunar,
    "zh_quarter": _zh_quarter,
    "past": _past,
    "midday": _part,
    "decades": _decades,
    "weekday_zh": _weekday_zh,
    "rough_zh": _rough_zh,
    "weekday": _weekday,
    "month": _month,
    "share": _share,
    "zh": _zh,
    "en": _en,
    "weak_zh": _weak_zh,
    "fraction": _fraction,
    "ordinal": _ordinal,
    "rough": _rough,
    "period": _period,
}
