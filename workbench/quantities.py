"""Numbers in English and Chinese text by what they are worth: dates, times, percentages, money, areas, ordinals, spans.

Only values are read, with exact offsets; whether two texts agree is for `workbench.agreement` to say. A date is one
quantity per part (year, month, day), so that "November 6-7" and 11月6日至7日 hold the same values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from workbench.conversion import simplify
from workbench.numerals import (
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
from workbench.quantity_patterns import ANY, MEASURES, PARTS, ROUGH, WEAK_WORDS, WEEKDAYS, Z
from workbench.units import Unit, unit_after, unit_before


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number somewhere in a text."""

    start: int
    end: int
    """Code points; includes what makes the reading (%, 年, th), not an ordinary unit."""
    value: Fraction | None
    """None where the text only says "several". Percentages and fractions are shares: 35 % is 7/20."""
    kind: str
    """number, percent, fraction, multiple, ordinal, year, month, day, weekday, hour, minute, decade, century, money,
    area, length, mass, volume, temperature, age, duration, code (a digit inside a name such as 5G)."""
    text: str
    upper: Fraction | None = None
    """The other end where one expression names a span: 三四十, 数千, dozens."""
    approximate: bool = False
    """约, 多, 余, about, nearly, some …: the value is rounded."""
    weak: bool = False
    """Says little by its absence: one, both, first, a digit in a product's name."""
    spelled: bool = False
    """In words or characters rather than digits."""
    unit: Unit | None = None
    also: tuple[Fraction, ...] = ()
    """Other values the expression may have: 1990 for 90年代, 6 for half a year, 15 for 3 o'clock."""

    def values(self) -> tuple[Fraction, ...]:
        """Every value the expression may have, the likeliest first."""
        return self.also if self.value is None else (self.value, *self.also)


_FULL_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {ord("％"): ord("%"), ord("．"): ord(".")}
_TRADITIONAL = re.compile("[萬億兩個點歲幾數餘時間週號貳叁陸幣倍層屆國場條項專種隻張輪噸畝頃雙]")
_INTERESTING = re.compile(f"[0-9{Z}几数双半翻首周期]|[A-Za-z]{{3}}")
_PERCENT = re.compile(r"\s?%|\s?(?:percentage points?|percent|per cent|pct|个百分点|百分点)", re.IGNORECASE)
_TENTHS = re.compile("成([一二三四五六七八九]?)(?![都员为立果功长本交绩就千分绩都语名份年人品型熟群])")
_CLOCK = re.compile(r"(?:\s?[:：]\s?[0-5]\d)?\s?(?:[ap]\.?m\b\.?|o'clock|o’clock)", re.IGNORECASE)
_APPROXIMATE_BEFORE = re.compile(
    "(?:约|近|逾|超|超过|大约|将近|至少|不到|不足|about|around|some|nearly|almost|over|than|approximately|roughly|"
    "least|exceed|exceeds|exceeded|exceeding|approaching)\\s?(?:US|HK|RMB)?[$€£¥]?$",
    re.IGNORECASE,
)
_APPROXIMATE_AFTER = re.compile(r"\s?(?:多|余|左右|上下|以上|以下|or so|or more|plus\b|\+(?!\d)|-odd| odd\b)")
_MONTH_CONTEXT = re.compile(
    r"\b(?:in|of|by|since|until|till|from|to|through|during|before|after|last|this|next|early|mid|late|and|on|every|"
    r"each|January|February)[ -]$|[a-z]-$",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s?(?:-|–|—|~|～|―|─|至|到|to|and|or|或|、|和)\s?")
_SHORT_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_COUNTS = re.compile(f"(?:[至到或、-][{Z}]+)?[{MEASURES}]")
_BEFORE_BARE = ("第", "过", "破")
_BEFORE_ROUND = ("上", "近", "逾", "超", "过", "约", "成", "破")
_VALUES = {
    character: Fraction(value)
    for table in (ZH_DIGIT_VALUES, ZH_UNIT_VALUES, ZH_SCALE_VALUES)
    for character, value in table.items()
}
_IN_NAME = re.compile("[A-Za-z]-?$")
_WEAK_ONE = frozenset({Fraction(1)})


def quantities(text: str) -> list[Quantity]:
    """Every quantity of a text in either language or in both, by place; never raises, whatever the text."""
    plain = text.translate(_FULL_WIDTH)
    if not _INTERESTING.search(plain):
        return []
    if _TRADITIONAL.search(plain):
        plain = simplify(plain)
    found: list[Quantity] = []
    position = 0
    for match in ANY.finditer(plain):
        if match.start() < position:
            continue
        for quantity in _READERS[match.lastgroup or "skip"](plain, match):
            found.append(quantity)
            position = max(position, quantity.end)
    return [replace(quantity, text=text[quantity.start : quantity.end]) for quantity in _joined(plain, found)]


def _quantity(match: re.Match[str], value: Fraction | int | None, kind: str, **more: object) -> Quantity:
    exact = None if value is None else Fraction(value)
    return Quantity(match.start(), match.end(), exact, kind, "", **more)  # type: ignore[arg-type]


def _skip(text: str, match: re.Match[str]) -> list[Quantity]:
    """Idioms and names: 三峡 may be the Three Gorges, so the numeral can face one, but nobody misses it."""
    return [
        Quantity(place, place + 1, value, "number", "", weak=True, spelled=True)
        for place, character in enumerate(match[0], match.start())
        if (value := _VALUES.get(character)) is not None
    ]


def _plan(text: str, match: re.Match[str]) -> list[Quantity]:
    literal = match[0].strip('“”「」"')
    number = parse_chinese(literal[:-1])
    assert number is not None
    place = match.start() + match[0].index(literal)
    ten_five = Quantity(place, place + len(literal), number.value, "ordinal", "", spelled=True)
    return [ten_five, Quantity(place, place + len(literal), Fraction(5), "duration", "", weak=True, spelled=True)]


def _congress(text: str, match: re.Match[str]) -> list[Quantity]:
    number = parse_chinese(match[0][:-1])
    assert number is not None
    return [_quantity(match, number.value, "ordinal", spelled=True)]


def _enumerator(text: str, match: re.Match[str]) -> list[Quantity]:
    number = parse_chinese(re.sub(f"[^{Z}]", "", match[0]))
    return [] if number is None else [_quantity(match, number.value, "ordinal", spelled=True, weak=number.value <= 2)]


def _date(text: str, match: re.Match[str]) -> list[Quantity]:
    parts = list(re.finditer(r"\d+", match[0]))
    return [
        Quantity(match.start() + part.start(), match.start() + part.end(), Fraction(int(part[0])), kind, "")
        for part, kind in zip(parts, ("year", "month", "day"), strict=False)
    ]


def _rough_zh(text: str, match: re.Match[str]) -> list[Quantity]:
    low = next((size for sign, size in (("百", 100), ("千", 1000), ("万", 10000)) if sign in match[0]), 10**8)
    return [_quantity(match, low, "number", upper=Fraction(low * 1000), spelled=True, approximate=True)]


def _weekday_zh(text: str, match: re.Match[str]) -> list[Quantity]:
    return [_quantity(match, ZH_DIGIT_VALUES.get(match[0][-1], 7), "weekday", spelled=True)]


def _weekday(text: str, match: re.Match[str]) -> list[Quantity]:
    return [_quantity(match, WEEKDAYS.index(match[0].removesuffix("s")) + 1, "weekday", spelled=True)]


def _month(text: str, match: re.Match[str]) -> list[Quantity]:
    ambiguous = match[0] in ("May", "March")
    after = text[match.end() : match.end() + 6]
    dated = re.match(r"[ .,]{1,2}(?:the )?\d", after) or re.search(
        r"\d(?:st|nd|rd|th)?(?: of)? $", text[: match.start()][-8:]
    )
    if ambiguous and not dated and not _MONTH_CONTEXT.search(text[max(0, match.start() - 10) : match.start()]):
        return []
    return [_quantity(match, _SHORT_MONTHS.index(match[0][:3].lower()) + 1, "month", spelled=True)]


def _share(text: str, match: re.Match[str]) -> list[Quantity]:
    if match[0] == "百分百":
        return [_quantity(match, 1, "percent", spelled=True)]
    below, above = match[0].split("分之")
    base, part = _literal(below), _literal(above)
    if base is None or part is None or base.value == 0:
        return []
    kind = "percent" if below in ("百", "千", "万") else "fraction"
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
    if bare and before not in _BEFORE_BARE and not _COUNTS.match(text, end):
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
    return _measured(text, match.start(), end, number, spelled=not literal[0].isascii())


def _en(text: str, match: re.Match[str]) -> list[Quantity]:
    literal, end = match[0], match.end()
    extra = Fraction(0)
    if literal.lower().endswith("half") and "and" in literal.lower():
        extra, literal = Fraction(1, 2), literal[: re.search(r"[- ]and[- ]a[- ]half$", literal, re.IGNORECASE).start()]  # type: ignore[union-attr]
    value = parse_english(literal)
    if extra:
        scale = next((size for word, size in EN_SCALES.items() if literal.lower().endswith(word)), 1)
        value += extra * scale
    return _measured(text, match.start(), end, Numeral(value), spelled=not literal[0].isdigit())


def _measured(text: str, start: int, end: int, number: Numeral, *, spelled: bool) -> list[Quantity]:
    """A literal with what stands around it."""
    value = number.value
    before = text[start - 1] if start else ""
    after = text[end : end + 1]
    small = spelled and value in _WEAK_ONE
    make = Quantity(start, end, value, "number", "", number.upper, number.approximate, small, spelled)
    if not spelled and _IN_NAME.search(text[max(0, start - 2) : start]) and not unit_before(text, start):
        return [replace(make, kind="code", weak=True)]
    if percent := _PERCENT.match(text, end):
        upper = number.upper and number.upper / 100
        return [replace(make, end=percent.end(), value=value / 100, upper=upper, kind="percent", also=(value,))]
    if after == "‰":
        return [replace(make, end=end + 1, value=value / 1000, kind="percent", also=(value,))]
    if value <= 10 and after == "成" and (tenths := _TENTHS.match(text, end)):
        share = value / 10 + Fraction(ZH_DIGIT_VALUES.get(tenths[1], 0), 100)
        return [replace(make, end=tenths.end(), value=share, kind="percent", upper=number.upper and number.upper / 10)]
    if after == "折" and value < 100:
        share = value / (10 if value <= 10 else 100)
        return [replace(make, end=end + 1, value=share, kind="percent", also=(1 - share, value))]
    if before == "第":
        return [replace(make, start=start - 1, kind="ordinal", weak=value == 1)]
    if after in _ZH_DATES and (dated := _ZH_DATES[after](text, make)):
        return [dated]
    if before in ":：" and before and len(text[start:end]) == 2 and value < 60:
        return [replace(make, kind="minute", weak=value == 0)]
    if clock := _CLOCK.match(text, end):
        also = (value + 12,) if value < 12 else (value - 12,)
        whole = ":" not in clock[0] and "：" not in clock[0]
        return [replace(make, end=clock.end() if whole else end, kind="hour", also=also)]
    if (after in "倍" and after) or text.startswith(("-fold", " times", "-times", "fold"), end):
        return [replace(make, kind="multiple", also=(value + 1, value - 1), weak=small)]
    if after == "s" and not spelled and value % 10 == 0 and not text[end + 1 : end + 2].isalpha():
        also = (value % 100,) if value > 100 else (value + 1900,)
        return [replace(make, end=end + 1, kind="decade", also=also)]
    if after.isalpha() and after.isascii() and not spelled and not unit_after(text, end):
        return [replace(make, kind="code", weak=True)]
    return [_with_unit(text, make)]


def _with_unit(text: str, made: Quantity) -> Quantity:
    near = text[max(0, made.start - 14) : made.start]
    if not made.approximate and (_APPROXIMATE_BEFORE.search(near) or _APPROXIMATE_AFTER.match(text, made.end)):
        made = replace(made, approximate=True)
    if sign := unit_before(text, made.start):
        return replace(made, kind="money", unit=sign[0])
    if unit := unit_after(text, made.end):
        also = made.also
        if unit[0].name == "year" and text[unit[1] : unit[1] + 1] == "半" and made.value is not None:
            half = made.value + Fraction(1, 2)
            return replace(
                made, end=unit[1] + 1, value=half, kind="duration", unit=unit[0], also=(half * 12, made.value)
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
        return replace(made, end=made.end + 2, kind="decade", also=(*century, value % 100) if value >= 100 else century)
    if 1000 <= value <= 2200 and value.denominator == 1 and made.upper is None:
        return replace(made, end=made.end + 1, kind="year")
    if after == "级":
        return replace(made, end=made.end + 1, kind="ordinal")
    if made.spelled and 20 < value < 100 and made.end - made.start == 2:
        return replace(made, end=made.end + 1, kind="year", also=(value + 1900, value + 2000))
    if not made.spelled and 10 <= value < 100 and after not in "来前后间的内以多":
        return replace(made, kind="duration", also=(value + 1900, value + 2000))
    return None


def _zh_month(text: str, made: Quantity) -> Quantity | None:
    return replace(made, end=made.end + 1, kind="month") if made.value is not None and 1 <= made.value <= 12 else None


def _zh_day(text: str, made: Quantity) -> Quantity | None:
    if made.value is None or not 1 <= made.value <= 31 or text.startswith(("日元", "日圆", "号线", "号楼"), made.end):
        return None
    return replace(made, end=made.end + 1, kind="day")


def _zh_hour(text: str, made: Quantity) -> Quantity | None:
    value = made.value
    if value is None or value > 24 or value.denominator != 1:
        return None
    if text[made.end] == "点" and text[made.end + 1 : made.end + 2] in "意建要原经启共希":
        return None
    late = (value + 12,) if value <= 12 else (value - 12,)
    return replace(made, end=made.end + 1, kind="hour", also=late)


def _zh_minute(text: str, made: Quantity) -> Quantity | None:
    if made.value is None or text[made.end + 1 : made.end + 2] == "之":
        return None
    return replace(made, end=made.end + 1, kind="minute") if made.start and text[made.start - 1] in "时点" else None


def _zh_century(text: str, made: Quantity) -> Quantity | None:
    return replace(made, end=made.end + 2, kind="century") if text.startswith("世纪", made.end) else None


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


def _weak_zh(text: str, match: re.Match[str]) -> list[Quantity]:
    literal = match[0]
    if literal.startswith("翻"):
        doubled = {"两": 4, "三": 8, "四": 16}.get(literal[1], 2)
        return [_quantity(match, doubled, "multiple", spelled=True, weak=doubled == 2, also=(Fraction(2),))]
    if literal in "双首":
        return [_quantity(match, 2 if literal == "双" else 1, "number", spelled=True, weak=True)]
    if literal in "几数":
        return [_quantity(match, None, "number", spelled=True, weak=True, approximate=True)]
    also = (Fraction(6), Fraction(5, 10)) if text[match.end() : match.end() + 1] in ("年",) else (Fraction(30),)
    return [_quantity(match, Fraction(1, 2), "fraction", spelled=True, weak=True, also=also)]


def _fraction(text: str, match: re.Match[str]) -> list[Quantity]:
    literal = match[0].lower()
    if "/" in literal:
        above, below = map(int, literal.split("/"))
        if below == 0:
            return []
        return [_quantity(match, Fraction(above, below), "fraction")]
    words = re.split("[- ]", literal)
    if "in" in words or "out" in words:
        return [_quantity(match, Fraction(EN_WORDS[words[0]], EN_WORDS[words[-1]]), "fraction", spelled=True)]
    part = PARTS[words[-1]] if words[-1] in PARTS else PARTS[words[-1].removesuffix("s")]
    count = EN_WORDS.get(words[0], 1) if len(words) > 1 else 1
    if count >= part:
        # "eight quarters" counts quarters of a year.
        return _measured(text, match.start(), match.start() + len(words[0]), Numeral(Fraction(count)), spelled=True)
    weak = count == 1
    also = (Fraction(part),) if count == 1 else ()
    return [_quantity(match, Fraction(count, part), "fraction", spelled=True, weak=weak, also=also)]


def _ordinal(text: str, match: re.Match[str]) -> list[Quantity]:
    literal = match[0].lower()
    if literal[0].isdigit():
        return [_quantity(match, int(literal[:-2]), "ordinal")]
    words = re.split("[- ]", literal)
    value = EN_ORDINALS[words[-1]] + (EN_WORDS[words[0]] if len(words) > 1 else 0)
    weak = value <= 2 or (literal == "third" and text[max(0, match.start() - 2) : match.start()] == "a ")
    return [_quantity(match, value, "ordinal", spelled=True, weak=weak)]


def _rough(text: str, match: re.Match[str]) -> list[Quantity]:
    words = match[0].lower().split()
    sizes = [Fraction(ROUGH[word]) for word in words if word in ROUGH]
    value = max(sizes) if "and" in words else sizes[0] * (sizes[1] if len(sizes) > 1 else 1)
    return [_quantity(match, value, "number", upper=value * 10, spelled=True, approximate=True)]


def _period(text: str, match: re.Match[str]) -> list[Quantity]:
    words = match[0].lower()
    size = 10 if "decade" in words else 100
    head = re.sub("[- ]?(?:decades?|century|centuries)$", "", words)
    if not head or head in ("a", "an"):
        return [_quantity(match, size, "duration", spelled=True, weak=True, also=(Fraction(1),))]
    count = Fraction(1, 2) if head.startswith("half") else parse_english(head)
    return [_quantity(match, size * count, "duration", spelled=True, also=(count,))]


def _word(text: str, match: re.Match[str]) -> list[Quantity]:
    value = WEAK_WORDS.get(match[0].lower())
    kind = "multiple" if match[0].lower().endswith("fold") else "number"
    return [_quantity(match, value, kind, spelled=True, weak=True, approximate=value is None)]


_READERS: dict[str, Callable[[str, re.Match[str]], list[Quantity]]] = {
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


def _joined(text: str, found: list[Quantity]) -> list[Quantity]:
    """What neighbours say about each other: "3-5 million", 15至20%, "November 6", "2010-12"."""
    joined = list(found)
    for index in range(len(joined) - 1):
        here, there = joined[index], joined[index + 1]
        if here.value is None or there.value is None or there.start < here.end:
            continue
        between = text[here.end : there.start]
        if here.kind == "century" and there.kind == "decade" and not between:
            joined[index + 1] = replace(there, start=here.start, value=100 * here.value - 100 + there.value)
            joined[index] = replace(here, end=here.start)
            continue
        if len(between) > 5:
            continue
        if (
            here.kind == "month"
            and not between.strip(" ,.the")
            and there.value <= 31
            and there.kind in ("number", "ordinal")
        ):
            joined[index + 1] = replace(there, kind="day")
        elif (
            here.kind in ("number", "ordinal")
            and there.kind == "month"
            and between in (" ", " of ")
            and here.value <= 31
        ):
            joined[index] = replace(here, kind="day")
        elif here.kind == "number" and not here.spelled | (here.value > 999) and _JOIN.fullmatch(between):
            if there.kind == "percent":
                joined[index] = replace(here, kind="percent", value=here.value / 100, also=(here.value,))
            elif (scale := _scale(text, there)) > 1:
                joined[index] = replace(here, also=(*here.also, here.value * scale))
    return [quantity for quantity in joined if quantity.end > quantity.start]


def _scale(text: str, quantity: Quantity) -> int:
    literal = text[quantity.start : quantity.end].rstrip("多余")
    scale = 1
    while literal and literal[-1] in ZH_SCALE_VALUES:
        scale *= ZH_SCALE_VALUES[literal[-1]]
        literal = literal[:-1]
    if scale > 1:
        return scale
    word = re.search("[a-z]+$", literal.lower())
    return EN_SCALES.get(word[0], 1) if word else 1
