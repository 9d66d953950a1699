"""A reader for each form of `patterns`: from what a pattern found to quantities."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache

from workbench.domain import QuantityKind as Kind
from workbench.language.quantities import dates
from workbench.language.quantities.context import measured
from workbench.language.quantities.numerals import (
    DIGITS,
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
from workbench.language.quantities.quantity import Quantity, quantity_at
from workbench.language.quantities.units import unit_after

_AND_A_HALF = re.compile("[- ]and[- ]a[- ]half(?:[- ]([a-z]+))?$", re.IGNORECASE)
_OF_A_TIME = re.compile("[- ](?:of )?(?:an? )?(?P<unit>year|hour|month|day|minute)(?![a-z])", re.IGNORECASE)
_COUNT_AND_SCALE = re.compile("(.+?)[- ](thousand|million|billion|trillion)")
_PERIOD = re.compile("[- ](?:decades?|century|centuries)(?![a-z])", re.IGNORECASE)
_PERIODS = {"ade": 10, "des": 10, "ury": 100, "ies": 100}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_VULGAR = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅛": (1, 8)}
_BEFORE_BARE = ("第", "过", "破")
_MULTIPLES = ("double", "doubled", "doubling", "twice", "triple", "tripled", "quadruple", "quadrupled", "quintuple")
_VALUES = {
    character: Fraction(value)
    for table in (ZH_DIGIT_VALUES, ZH_UNIT_VALUES, ZH_SCALE_VALUES)
    for character, value in table.items()
}


@cache
def _counts() -> re.Pattern[str]:
    return re.compile(f"(?:[至到或、-][{Z}]+)?[{measures()}]")


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
    return [quantity_at(match, number.value, Kind.ORDINAL, spelled=True)]


def _enumerator(text: str, match: re.Match[str]) -> list[Quantity]:
    number = parse_chinese(re.sub(f"[^{Z}]", "", match[0]))
    return (
        [] if number is None else [quantity_at(match, number.value, Kind.ORDINAL, spelled=True, weak=number.value <= 2)]
    )


def _rough_zh(text: str, match: re.Match[str]) -> list[Quantity]:
    low = next((size for sign, size in (("百", 100), ("千", 1000), ("万", 10000)) if sign in match[0]), 10**8)
    return [quantity_at(match, low, Kind.NUMBER, upper=Fraction(low * 1000), spelled=True, approximate=True)]


def _share(text: str, match: re.Match[str]) -> list[Quantity]:
    if match[0] == "百分百":
        return [quantity_at(match, 1, Kind.PERCENT, spelled=True)]
    below, above = re.split(r"\s?分\s?之\s?", match[0])
    base, part = _literal(below), _literal(above)
    if base is None or part is None or base.value == 0:
        return []
    kind = Kind.PERCENT if below in ("百", "千", "万") else Kind.FRACTION
    upper = part.upper and part.upper / base.value
    # 四分之一决赛 is a quarter-final.
    final = text.startswith("决赛", match.end())
    return [quantity_at(match, part.value / base.value, kind, spelled=True, upper=upper, weak=final)]


def _in_every(text: str, match: re.Match[str]) -> list[Quantity]:
    """每五人中有一人 is one in five."""
    base, part = (_literal(found) for found in re.findall(f"{DIGITS}|[{Z}]+", match[0]))
    if base is None or part is None or base.value == 0:
        return []
    return [quantity_at(match, part.value / base.value, Kind.FRACTION, spelled=True, also=(part.value, base.value))]


def _roman(text: str, match: re.Match[str]) -> list[Quantity]:
    """XLIX may face 第49届 or 49, and is never missing."""
    value = 0
    for sign, after in zip(match[0], match[0][1:] + "I", strict=True):
        value += -_ROMAN[sign] if _ROMAN[sign] < _ROMAN[after] else _ROMAN[sign]
    return [quantity_at(match, value, Kind.ORDINAL, spelled=True, weak=True)]


def _ratio(text: str, match: re.Match[str]) -> list[Quantity]:
    """三比零."""
    return [
        Quantity(match.start() + found.start(), match.start() + found.end(), number.value, Kind.NUMBER, "", weak=True)
        for found in re.finditer("[^比]+", match[0])
        if (number := _literal(found[0])) is not None
    ]


def _feet(text: str, match: re.Match[str]) -> list[Quantity]:
    """5'10"."""
    feet, inches = map(int, re.findall(r"\d+", match[0]))
    unit = unit_after("ft", 0)
    assert unit is not None
    return [quantity_at(match, Fraction(12 * feet + inches, 12), Kind.LENGTH, unit=unit[0])]


def _a_unit(text: str, match: re.Match[str]) -> list[Quantity]:
    """The one of "a mile", and the one and a half of "an hour and a half"."""
    words = match[0].split()
    unit = unit_after(" ".join(words[1:2]) or text[match.end() + 1 :], 0)
    if unit is None:
        return []
    value, half = (Fraction(3, 2), True) if len(words) > 1 else (Fraction(1), False)
    return [quantity_at(match, value, unit[0].dimension, spelled=True, weak=not half, unit=unit[0])]


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
    if literal[-1] == "千" and literal[-2:-1] in tuple("十百千") and text[end : end + 1] == "米":
        literal, end = literal[:-1], end - 1
    before = text[match.start() - 1] if match.start() else ""
    number = _literal(literal)
    if number is None:
        return []
    bare = len(literal.strip("余几")) == 1 and not literal[0].isascii()
    if bare and literal in "百千万亿" and not (before and before in "上近逾超过约成破第"):
        # 万吨级, 千年以前: as often a figure of speech.
        return [quantity_at(match, number.value, Kind.NUMBER, spelled=True, weak=True)]
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
        return _measured(text, match.start(), match.end(), value)
    found: list[Quantity] = []
    for start, end in english_numbers(literal):
        found += _en_number(text, match.start() + start, match.start() + end)
    return found


def _measured(text: str, start: int, end: int, value: Fraction) -> list[Quantity]:
    """An English number with what stands around it, or a number of decades or centuries in years."""
    if period := _PERIOD.match(text, end):
        years = _PERIODS[period[0].lower()[-3:]] * value
        return [Quantity(start, period.end(), years, Kind.DURATION, "", spelled=True, also=(value,))]
    return measured(text, start, end, Numeral(value), spelled=not text[start].isdigit())


def _en_number(text: str, start: int, end: int) -> list[Quantity]:
    literal = text[start:end].lower()
    found = _measured(text, start, end, parse_english(literal))
    count, scale = _COUNT_AND_SCALE.fullmatch(literal), text[end : end + 1]
    if literal[-1] == "m" and len(found) == 1 and found[0].kind is not Kind.MONEY:
        # 137m are metres too.
        return [replace(found[0], also=(*found[0].also, parse_english(literal[:-1])))]
    if re.fullmatch(r"\d{1,3}\.\d{3}", literal):
        # Some group thousands with a full stop.
        return [replace(one, also=(*one.also, one.value * 1000)) if one.value else one for one in found]
    if re.search("[- ]dozen$", literal):
        # Some four dozen are forty-odd as well as 48.
        return [replace(one, also=(*one.also, one.value * 10 / 12)) if one.value else one for one in found]
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
        return [quantity_at(match, doubled, Kind.MULTIPLE, spelled=True, weak=doubled == 2, also=(Fraction(2),))]
    if literal in "双首":
        return [quantity_at(match, 2 if literal == "双" else 1, Kind.NUMBER, spelled=True, weak=True)]
    if literal in "几数":
        return [quantity_at(match, None, Kind.NUMBER, spelled=True, weak=True, approximate=True)]
    also = (Fraction(6), Fraction(5, 10)) if text[match.end() : match.end() + 1] in ("年",) else (Fraction(30),)
    return [quantity_at(match, Fraction(1, 2), Kind.FRACTION, spelled=True, weak=True, also=also)]


def _fraction(text: str, match: re.Match[str]) -> list[Quantity]:
    literal = match[0].lower()
    if "/" in literal or literal[-1] in _VULGAR:
        return _in_digits(match, literal)
    words = re.split("[- ]", literal)
    if ("in" in words or "out" in words) and words[0].isdigit():
        return [quantity_at(match, Fraction(int(words[0]), int(words[-1].replace(",", ""))), Kind.FRACTION)]
    if "in" in words or "out" in words:
        return [quantity_at(match, Fraction(EN_WORDS[words[0]], EN_WORDS[words[-1]]), Kind.FRACTION, spelled=True)]
    part = PARTS[words[-1]] if words[-1] in PARTS else PARTS[words[-1].removesuffix("s")]
    count = EN_WORDS.get(words[0], 1) if len(words) > 1 else 1
    if count >= part:
        # "eight quarters" counts quarters of a year.
        return measured(text, match.start(), match.start() + len(words[0]), Numeral(Fraction(count)), spelled=True)
    # "A third of the men" is a share, "a quarter" may be one of a year, and half of anything says little.
    one_third = words[0] == "one" and part != 4
    weak = count == 1 and not (part > 2 and (one_third or text.startswith(" of ", match.end())))
    also = (Fraction(part),) if count == 1 else ()
    if length := _OF_A_TIME.match(text, match.end()):
        # "Half a year" is six months, "a quarter of an hour" fifteen minutes.
        unit = unit_after(length["unit"], 0)
        also, kind = (), unit[0].dimension if unit else Kind.FRACTION
        return [quantity_at(match, Fraction(count, part), kind, spelled=True, weak=weak, unit=unit and unit[0])]
    if part == 4 and count > 1 and not text.startswith(" of ", match.end()):
        # "The first three quarters" are of a year.
        weak, also = True, (Fraction(count),)
    return [quantity_at(match, Fraction(count, part), Kind.FRACTION, spelled=True, weak=weak, also=also)]


def _in_digits(match: re.Match[str], literal: str) -> list[Quantity]:
    """1/2, 1 1/2, 2½; 9/11 may be a date that others write 911, and 24/7 is not a share."""
    if vulgar := _VULGAR.get(literal[-1]):
        value = Fraction(*vulgar) + (int(literal[:-1]) if len(literal) > 1 else 0)
        return [quantity_at(match, value, Kind.FRACTION)]
    whole, above, below = re.fullmatch(r"(?:(\d+)[ -])?(\d+) ?/ ?(\d+)", literal).groups()  # type: ignore[union-attr]
    if int(below) == 0:
        return []
    also = () if whole else (Fraction(int(above + below)), Fraction(int(above)), Fraction(int(below)))
    value = Fraction(int(above), int(below)) + int(whole or 0)
    return [quantity_at(match, value, Kind.FRACTION, also=also, weak=not whole and int(above) > int(below))]


def _ordinal(text: str, match: re.Match[str]) -> list[Quantity]:
    literal = match[0].lower()
    if literal[0].isdigit():
        return [quantity_at(match, int(literal[:-2]), Kind.ORDINAL)]
    words = re.split("[- ]", literal)
    value = EN_ORDINALS[words[-1]] + (EN_WORDS[words[0]] if len(words) > 1 else 0)
    weak = value <= 2 or (literal == "third" and text[max(0, match.start() - 2) : match.start()] == "a ")
    return [quantity_at(match, value, Kind.ORDINAL, spelled=True, weak=weak)]


def _rough(text: str, match: re.Match[str]) -> list[Quantity]:
    words = match[0].lower().split()
    sizes = [Fraction(values("rough")[word]) for word in words if word in values("rough")]
    value = max(sizes) if "and" in words else sizes[0] * (sizes[1] if len(sizes) > 1 else 1)
    return [quantity_at(match, value, Kind.NUMBER, upper=value * 10, spelled=True, approximate=True)]


def _period(text: str, match: re.Match[str]) -> list[Quantity]:
    """A decade, half a century; a number before them is read as one."""
    words = match[0].lower()
    size = _PERIODS[words[-3:]]
    if words.startswith("half"):
        return [quantity_at(match, Fraction(size, 2), Kind.DURATION, spelled=True, also=(Fraction(1, 2),))]
    return [quantity_at(match, size, Kind.DURATION, spelled=True, weak=True, also=(Fraction(1),))]


def _word(text: str, match: re.Match[str]) -> list[Quantity]:
    word = match[0].lower()
    if word in ("noon", "midnight"):
        return dates.midday(text, match)
    value = values("weak").get(word)
    multiple = word.endswith("fold") or word in _MULTIPLES
    also = (Fraction(value + 1),) if value and word.endswith("fold") else ()
    kind = Kind.MULTIPLE if multiple else Kind.NUMBER
    return [quantity_at(match, value, kind, spelled=True, weak=True, approximate=value is None, also=also)]


READERS: dict[str, Callable[[str, re.Match[str]], list[Quantity]]] = {
    "address": _skip,
    "idiom": _skip,
    "fifty_fifty": _skip,
    "plan": _plan,
    "congress": _congress,
    "enumerator": _enumerator,
    "date": dates.date,
    "word": _word,
    "event": dates.event,
    "quarter_zh": dates.year_part,
    "year_part": dates.year_part,
    "lunar": dates.lunar,
    "zh_quarter": dates.zh_quarter,
    "past": dates.past,
    "midday": dates.midday,
    "decades": dates.decades,
    "zh_in": _in_every,
    "ratio": _ratio,
    "feet": _feet,
    "roman": _roman,
    "and_a_half": _a_unit,
    "a_unit": _a_unit,
    "weekday_zh": dates.weekday_zh,
    "rough_zh": _rough_zh,
    "weekday": dates.weekday,
    "month": dates.month,
    "share": _share,
    "zh": _zh,
    "en": _en,
    "en_digits": _en,
    "weak_zh": _weak_zh,
    "fraction_digits": _fraction,
    "fraction": _fraction,
    "ordinal_digits": _ordinal,
    "ordinal": _ordinal,
    "rough": _rough,
    "period": _period,
}
