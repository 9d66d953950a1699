"""What stands around a numeral and makes it a percentage, a date, a time, money or a measure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial

from workbench.domain import QuantityKind as Kind
from workbench.language.quantities.numerals import ZH_DIGIT_VALUES, Numeral
from workbench.language.quantities.quantity import Quantity
from workbench.language.quantities.signs import signed
from workbench.language.quantities.times import clock_time, hour, part_of_day
from workbench.language.quantities.units import unit_after, unit_before

_PERCENT = re.compile(r"\s?%|\s?(?:percentage points?|percent|per cent|pct|个百分点|百分点)", re.IGNORECASE)
_TENTHS = re.compile("成([一二三四五六七八九]?)(?![都员为立果功长本交绩就千分绩都语名份年人品型熟群])")
_GROWS = re.compile("(?:增长|增加|增|提高|提升|上升|上涨|涨|扩大|多|高出|高|大)[了出]?(?:约|近|逾|超过)?$")
_AMOUNTS = re.compile("(?:到|至|达|为|是|的|相当于|等于)了?(?:约|近|逾|超过)?$")
_MORE = re.compile(r"(?:-fold| times|-times|fold)(?P<as> (?:as|the)\b)?")
_APPROXIMATE_BEFORE = re.compile(
    "(?:约|近|逾|超|超过|大约|将近|至少|不到|不足|about|around|some|nearly|almost|over|than|approximately|roughly|"
    "least|exceed|exceeds|exceeded|exceeding|approaching)\\s?(?:US|HK|RMB)?[$€£¥]?$",
    re.IGNORECASE,
)
_APPROXIMATE_AFTER = re.compile(r"\s?(?:多|余|左右|上下|以上|以下|or so|or more|plus\b|\+(?!\d)|-odd| odd\b)")
_AFTER_DAY = "上下早中晚凌夜至到起前后开在当和与以报电之的是举抵从"
_QUARTERS = re.compile("个?季度")
_DEGREES = re.compile("[CF](?![A-Za-z0-9])")
_WARM = 15
_BASIS_POINTS = re.compile(r"\s?(?:basis points?|bps?\b|个?基点)")
_IN_NAME = re.compile("[A-Za-z]-?$")
_WEAK_ONE = frozenset({Fraction(1)})


def measured(text: str, start: int, end: int, number: Numeral, *, spelled: bool) -> list[Quantity]:
    """Return a literal with what stands around it."""
    small = spelled and number.value in _WEAK_ONE
    made = Quantity(start, end, number.value, Kind.NUMBER, "", number.upper, number.approximate, small, spelled)
    if clock := clock_time(text, made):
        return clock
    for reading in (_name, _share, _ordinal, _dated, _multiple, _decade):
        if read := reading(text, made, number.value):
            return [signed(text, read)]
    after = text[end : end + 1]
    if scale := _degrees(text, made):
        return [signed(text, scale)]
    if after.isalpha() and after.isascii() and not spelled and not unit_after(text, end):
        return [replace(made, kind=Kind.CODE, weak=True)]
    return [signed(text, _with_unit(text, made))]


def _degrees(text: str, made: Quantity) -> Quantity | None:
    """20C, −4F: a letter that means degrees where no code is as large; 3C and 4F alone are codes."""
    letter = _DEGREES.match(text, made.end)
    if letter is None or made.spelled or made.value is None:
        return None
    if made.value < _WARM and text[max(0, made.start - 1) : made.start] not in tuple("-−–"):
        return None
    unit = unit_after("℃" if letter[0] == "C" else "℉", 0)
    assert unit is not None
    return replace(made, end=letter.end(), kind=Kind.TEMPERATURE, unit=unit[0])


def _name(text: str, made: Quantity, value: Fraction) -> Quantity | None:
    """A digit inside a name."""
    if made.spelled or not _IN_NAME.search(text[max(0, made.start - 2) : made.start]) or unit_before(text, made.start):
        return None
    return replace(made, kind=Kind.CODE, weak=True)


def _share(text: str, made: Quantity, value: Fraction) -> Quantity | None:
    """Percent, per mille, tenths (七成), discounts (八折)."""
    after = text[made.end : made.end + 1]
    share = partial(replace, made, kind=Kind.PERCENT)
    if percent := _PERCENT.match(text, made.end):
        upper = made.upper and made.upper / 100
        return share(end=percent.end(), value=value / 100, upper=upper, also=(value,))
    if points := _BASIS_POINTS.match(text, made.end):
        return share(end=points.end(), value=value / 10_000, also=(value,))
    if after == "‰":
        return share(end=made.end + 1, value=value / 1000, also=(value,))
    if value <= 10 and after == "成" and (tenths := _TENTHS.match(text, made.end)):
        part = value / 10 + Fraction(ZH_DIGIT_VALUES.get(tenths[1], 0), 100)
        return share(end=tenths.end(), value=part, upper=made.upper and made.upper / 10)
    if after == "折" and value < 100:
        part = value / (10 if value <= 10 else 100)
        return share(end=made.end + 1, value=part, also=(1 - part, value))
    return None


def _ordinal(text: str, made: Quantity, value: Fraction) -> Quantity | None:
    if not text[max(0, made.start - 2) : made.start].rstrip().endswith("第"):
        return None
    return replace(made, start=text.rindex("第", 0, made.start), kind=Kind.ORDINAL, weak=value == 1)


def _dated(text: str, made: Quantity, value: Fraction) -> Quantity | None:
    # "2008 年" is written as often as "2008年" by some.
    unit = made.end + 1 if text[made.end : made.end + 1] == " " and not made.spelled else made.end
    reading = _ZH_DATES.get(text[unit : unit + 1])
    return reading(text, replace(made, end=unit)) if reading else None


def _multiple(text: str, made: Quantity, value: Fraction) -> Quantity | None:
    multiple = partial(replace, made, kind=Kind.MULTIPLE)
    if text.startswith("倍", made.end):
        before = text[max(0, made.start - 8) : made.start]
        if _GROWS.search(before):
            return multiple(value=value + 1)
        return multiple() if _AMOUNTS.search(before) else multiple(also=(value + 1, value - 1))
    more = _MORE.match(text, made.end)
    if more is None:
        return None
    # "Three times as many" is exact, "three times more" and "a threefold increase" are read both ways.
    return multiple() if more["as"] else multiple(also=(value + 1,))


def _decade(text: str, made: Quantity, value: Fraction) -> Quantity | None:
    end = made.end + 1
    if text[made.end : end] != "s" or made.spelled or value % 10 or text[end : end + 1].isalpha():
        return None
    if value >= 1000 and value % 100 == 0:
        # The 1800s are the 19th century.
        return replace(made, end=end, kind=Kind.DECADE, also=(value / 100 + 1,))
    return replace(made, end=end, kind=Kind.DECADE, also=(value % 100,) if value > 100 else (value + 1900,))


def _with_unit(text: str, made: Quantity) -> Quantity:
    near = text[max(0, made.start - 14) : made.start]
    if not made.approximate and (_APPROXIMATE_BEFORE.search(near) or _APPROXIMATE_AFTER.match(text, made.end)):
        made = replace(made, approximate=True)
    if sign := unit_before(text, made.start):
        return replace(made, kind=Kind.MONEY, unit=sign[0])
    if made.value is not None and _QUARTERS.match(text, made.end):
        # 前三季度 are the first nine months.
        return replace(made, also=(*made.also, 3 * made.value))
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
        and_half = replace(made, end=made.end + 2, value=made.value + Fraction(1, 2), also=(made.value,))
        counted = unit_after("个" + text[and_half.end : and_half.end + 2], 0) or unit_after(text, and_half.end)
        return replace(and_half, unit=counted[0], kind=counted[0].dimension) if counted else and_half
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
    if not made.spelled and 10 <= value < 100 and after not in tuple("来前后间的内以多"):
        return replace(made, kind=Kind.DURATION, also=(value + 1900, value + 2000))
    return None


def _zh_month(text: str, made: Quantity) -> Quantity | None:
    if made.value is None or not 1 <= made.value <= 12:
        return None
    # Festivals stand for lunar dates.
    lunar = text[max(0, made.start - 2) : made.start] in ("农历", "阴历")
    return replace(made, end=made.end + 1, kind=Kind.MONTH, weak=lunar)


def _zh_day(text: str, made: Quantity) -> Quantity | None:
    if made.value is None or not 1 <= made.value <= 31 or text.startswith(("日元", "日圆"), made.end):
        return None
    after = text[made.end + 1 : made.end + 2]
    numbered = text[made.end] == "号" and text[made.start - 1 : made.start] != "月" and after.isalpha()
    if numbered and after not in _AFTER_DAY:
        # 1号选手, 3号楼.
        return replace(made, end=made.end + 1, kind=Kind.ORDINAL, weak=made.value == 1)
    return replace(made, end=made.end + 1, kind=Kind.DAY)


def _zh_hour(text: str, made: Quantity) -> Quantity | None:
    value = made.value
    if value is None or value > 24 or value.denominator != 1:
        return None
    if text[made.end] == "点" and text[made.end + 1 : made.end + 2] in tuple("意建要原经启共希"):
        return None
    return hour(replace(made, end=made.end + 1), part_of_day(text, made.start, made.end + 1))


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
