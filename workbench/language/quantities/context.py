"""What stands around a numeral and makes it a percentage, a date, a time, money or a measure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from workbench.domain import QuantityKind as Kind
from workbench.language.quantities.numerals import ZH_DIGIT_VALUES, Numeral
from workbench.language.quantities.quantity import Quantity
from workbench.language.quantities.units import unit_after, unit_before

_PERCENT = re.compile(r"\s?%|\s?(?:percentage points?|percent|per cent|pct|个百分点|百分点)", re.IGNORECASE)
_TENTHS = re.compile("成([一二三四五六七八九]?)(?![都员为立果功长本交绩就千分绩都语名份年人品型熟群])")
_CLOCK = re.compile(r"(?:\s?[:：]\s?[0-5]\d)?\s?(?:[ap]\.?m\b\.?|o'clock|o’clock)", re.IGNORECASE)
_APPROXIMATE_BEFORE = re.compile(
    "(?:约|近|逾|超|超过|大约|将近|至少|不到|不足|about|around|some|nearly|almost|over|than|approximately|roughly|"
    "least|exceed|exceeds|exceeded|exceeding|approaching)\\s?(?:US|HK|RMB)?[$€£¥]?$",
    re.IGNORECASE,
)
_APPROXIMATE_AFTER = re.compile(r"\s?(?:多|余|左右|上下|以上|以下|or so|or more|plus\b|\+(?!\d)|-odd| odd\b)")
_IN_NAME = re.compile("[A-Za-z]-?$")
_WEAK_ONE = frozenset({Fraction(1)})


def measured(text: str, start: int, end: int, number: Numeral, *, spelled: bool) -> list[Quantity]:
    """A literal with what stands around it."""
    value = number.value
    before = text[start - 1] if start else ""
    after = text[end : end + 1]
    small = spelled and value in _WEAK_ONE
    make = Quantity(start, end, value, Kind.NUMBER, "", number.upper, number.approximate, small, spelled)
    if not spelled and _IN_NAME.search(text[max(0, start - 2) : start]) and not unit_before(text, start):
        return [replace(make, kind=Kind.CODE, weak=True)]
    if percent := _PERCENT.match(text, end):
        upper = number.upper and number.upper / 100
        return [replace(make, end=percent.end(), value=value / 100, upper=upper, kind=Kind.PERCENT, also=(value,))]
    if after == "‰":
        return [replace(make, end=end + 1, value=value / 1000, kind=Kind.PERCENT, also=(value,))]
    if value <= 10 and after == "成" and (tenths := _TENTHS.match(text, end)):
        share = value / 10 + Fraction(ZH_DIGIT_VALUES.get(tenths[1], 0), 100)
        return [
            replace(make, end=tenths.end(), value=share, kind=Kind.PERCENT, upper=number.upper and number.upper / 10)
        ]
    if after == "折" and value < 100:
        share = value / (10 if value <= 10 else 100)
        return [replace(make, end=end + 1, value=share, kind=Kind.PERCENT, also=(1 - share, value))]
    if text[max(0, start - 2) : start].rstrip().endswith("第"):
        return [replace(make, start=text.rindex("第", 0, start), kind=Kind.ORDINAL, weak=value == 1)]
    # "2008 年" is written as often as "2008年" by some.
    unit = end + 1 if after == " " and not spelled else end
    sign = text[unit : unit + 1]
    if sign in _ZH_DATES and (dated := _ZH_DATES[sign](text, replace(make, end=unit))):
        return [dated]
    if before in ":：" and before and len(text[start:end]) == 2 and value < 60:
        return [replace(make, kind=Kind.MINUTE, weak=value == 0)]
    if clock := _CLOCK.match(text, end):
        also = (value + 12,) if value < 12 else (value - 12,)
        whole = ":" not in clock[0] and "：" not in clock[0]
        return [replace(make, end=clock.end() if whole else end, kind=Kind.HOUR, also=also)]
    if (after in "倍" and after) or text.startswith(("-fold", " times", "-times", "fold"), end):
        return [replace(make, kind=Kind.MULTIPLE, also=(value + 1, value - 1), weak=small)]
    if after == "s" and not spelled and value % 10 == 0 and not text[end + 1 : end + 2].isalpha():
        also = (value % 100,) if value > 100 else (value + 1900,)
        return [replace(make, end=end + 1, kind=Kind.DECADE, also=also)]
    if after.isalpha() and after.isascii() and not spelled and not unit_after(text, end):
        return [replace(make, kind=Kind.CODE, weak=True)]
    return [_with_unit(text, make)]


def _with_unit(text: str, made: Quantity) -> Quantity:
    near = text[max(0, made.start - 14) : made.start]
    if not made.approximate and (_APPROXIMATE_BEFORE.search(near) or _APPROXIMATE_AFTER.match(text, made.end)):
        made = replace(made, approximate=True)
    if sign := unit_before(text, made.start):
        return replace(made, kind=Kind.MONEY, unit=sign[0])
    if unit := unit_after(text, made.end):
        also = made.also
        if unit[0].name == "year" and text[unit[1] : unit[1] + 1] == "半" and made.value is not None:
            half = made.value + Fraction(1, 2)
            return replace(
                made,
                end=unit[1] + 1,
                value=half,
                kind=Kind.DURATION,
                unit=unit[0],
                also=(half * 12, made.value),
            )
        return replace(made, kind=unit[0].dimension, unit=unit[0], also=also)
    if made.value is not None and text[made.end : made.end + 3].startswith(("个半", "点半")):
        return replace(made, end=made.end + 2, value=made.value + Fraction(1, 2), also=(made.value,))
    return made


def _zh_year(text: str, made: Quantity) -> Quantity | None:
    value, after = made.value, text[made.end + 1 : made.end + 2]
    assert value is not None
    if after == "代":
        century = tuple(Fraction(base) + value for base in (1900, 2000, 1800) if value < 100)
        return replace(
            made, end=made.end + 2, kind=Kind.DECADE, also=(*century, value % 100) if value >= 100 else century
        )
    if 1000 <= value <= 2200 and value.denominator == 1 and made.upper is None:
        return replace(made, end=made.end + 1, kind=Kind.YEAR)
    if after == "级":
        return replace(made, end=made.end + 1, kind=Kind.ORDINAL)
    if made.spelled and 20 < value < 100 and made.end - made.start == 2:
        return replace(made, end=made.end + 1, kind=Kind.YEAR, also=(value + 1900, value + 2000))
    if not made.spelled and 10 <= value < 100 and after not in "来前后间的内以多":
        return replace(made, kind=Kind.DURATION, also=(value + 1900, value + 2000))
    return None


def _zh_month(text: str, made: Quantity) -> Quantity | None:
    return (
        replace(made, end=made.end + 1, kind=Kind.MONTH) if made.value is not None and 1 <= made.value <= 12 else None
    )


def _zh_day(text: str, made: Quantity) -> Quantity | None:
    if made.value is None or not 1 <= made.value <= 31 or text.startswith(("日元", "日圆", "号线", "号楼"), made.end):
        return None
    return replace(made, end=made.end + 1, kind=Kind.DAY)


def _zh_hour(text: str, made: Quantity) -> Quantity | None:
    value = made.value
    if value is None or value > 24 or value.denominator != 1:
        return None
    if text[made.end] == "点" and text[made.end + 1 : made.end + 2] in "意建要原经启共希":
        return None
    late = (value + 12,) if value <= 12 else (value - 12,)
    return replace(made, end=made.end + 1, kind=Kind.HOUR, also=late)


def _zh_minute(text: str, made: Quantity) -> Quantity | None:
    if made.value is None or text[made.end + 1 : made.end + 2] == "之":
        return None
    return replace(made, end=made.end + 1, kind=Kind.MINUTE) if made.start and text[made.start - 1] in "时点" else None


def _zh_century(text: str, made: Quantity) -> Quantity | None:
    return replace(made, end=made.end + 2, kind=Kind.CENTURY) if text.startswith("世纪", made.end) else None


_ZH_DATES: dict[str, Callable[[str, Quantity], Quantity | None]] = {
    "年": _zh_year,
    "月": _zh_month,
    "日": _zh_day,
    "号": _zh_day,
    "时": _zh_hour,
    "点": _zh_hour,
    "分": _zh_minute,
    "世": _zh_century,
}
