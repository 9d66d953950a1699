"""A reader for each form of `patterns`: from what a pattern found to quantities."""

from __future__ import annotations

import re
from collections.abc import Callable
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
    parse_chinese,
    parse_english,
)
from workbench.language.quantities.patterns import PARTS, Z, measures, values
from workbench.language.quantities.quantity import Quantity

_MONTH_CONTEXT = re.compile(
    r"\b(?:in|of|by|since|until|till|from|to|through|during|before|after|last|this|next|early|mid|late|and|on|every|"
    r"each|January|February)[ -]$|[a-z]-$",
    re.IGNORECASE,
)
_SHORT_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_BEFORE_BARE = ("第", "过", "破")
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
    below, above = match[0].split("分之")
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
    if bare and before not in _BEFORE_BARE and not _counts().match(text, end):
        return []
    if (
        bare
        and literal in "百千万亿"
        and before not in "上近逾超过约成破"
        and text[end : end + 1] not in "余多人元名年"
    ):
        return []
    if literal in ("百", "千", "万", "百万", "千万") and before in "上近成" and before:
        number = Numeral(number.value, number.value * 10, True)
    return measured(text, match.start(), end, number, spelled=not literal[0].isascii())


def _en(text: str, match: re.Match[str]) -> list[Quantity]:
    literal, end = match[0], match.end()
    extra = Fraction(0)
    if literal.lower().endswith("half") and "and" in literal.lower():
        extra, literal = Fraction(1, 2), literal[: re.search(r"[- ]and[- ]a[- ]half$", literal, re.IGNORECASE).start()]  # type: ignore[union-attr]
    value = parse_english(literal)
    if extra:
        scale = next((size for word, size in EN_SCALES.items() if literal.lower().endswith(word)), 1)
        value += extra * scale
    return measured(text, match.start(), end, Numeral(value), spelled=not literal[0].isdigit())


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
    if "/" in literal:
        above, below = map(int, literal.split("/"))
        if below == 0:
            return []
        return [_quantity(match, Fraction(above, below), Kind.FRACTION)]
    words = re.split("[- ]", literal)
    if "in" in words or "out" in words:
        return [_quantity(match, Fraction(EN_WORDS[words[0]], EN_WORDS[words[-1]]), Kind.FRACTION, spelled=True)]
    part = PARTS[words[-1]] if words[-1] in PARTS else PARTS[words[-1].removesuffix("s")]
    count = EN_WORDS.get(words[0], 1) if len(words) > 1 else 1
    if count >= part:
        # "eight quarters" counts quarters of a year.
        return measured(text, match.start(), match.start() + len(words[0]), Numeral(Fraction(count)), spelled=True)
    weak = count == 1
    also = (Fraction(part),) if count == 1 else ()
    return [_quantity(match, Fraction(count, part), Kind.FRACTION, spelled=True, weak=weak, also=also)]


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
    value = values("weak").get(match[0].lower())
    kind = Kind.MULTIPLE if match[0].lower().endswith("fold") else Kind.NUMBER
    return [_quantity(match, value, kind, spelled=True, weak=True, approximate=value is None)]


READERS: dict[str, Callable[[str, re.Match[str]], list[Quantity]]] = {
    "skip": _skip,
    "plan": _plan,
    "congress": _congress,
    "enumerator": _enumerator,
    "date": _date,
    "word": _word,
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
