"""The time of day: 下午3点, 15:00, "3 p.m.", "9.20am", "0200 GMT"."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum, auto
from fractions import Fraction

from workbench.domain import QuantityKind as Kind
from workbench.language.quantities.quantity import Quantity

_CLOCK = re.compile(r"(?:\s?[:：]\s?[0-5]\d(?!\d))?(?P<mark>\s?(?:[ap]\.?m\b\.?|o'clock|o’clock))?", re.IGNORECASE)
_ZONE = re.compile(r"\s?(?:GMT|UTC|BST|EST|EDT|CET|hrs\b)")
_AFTER_ZONE = re.compile(r"(?:GMT|UTC|BST|EST|EDT|CET)[+]?\s?$")
_LATER = re.compile(r"\s?(?:in the (morning|afternoon|evening)|(at night|tonight))\b", re.IGNORECASE)


class PartOfDay(Enum):
    """What says which twelve hours are meant."""

    MORNING = auto()
    NOON = auto()
    AFTERNOON = auto()
    NIGHT = auto()


_ZH_PARTS = {
    PartOfDay.MORNING: "凌晨|清晨|早晨|早上|上午|早间|[今明次昨]早",
    PartOfDay.NOON: "中午|正午|午间",
    PartOfDay.AFTERNOON: "下午|午后|傍晚|黄昏",
    PartOfDay.NIGHT: "晚上|晚间|[今昨明当次]晚|夜间|夜里|[深午半]夜|晚",
}
_ZH_PART = re.compile("|".join(f"(?P<{part.name}>{words})" for part, words in _ZH_PARTS.items()))
_EN_PARTS = {"morning": PartOfDay.MORNING, "afternoon": PartOfDay.AFTERNOON, "evening": PartOfDay.AFTERNOON}


def part_of_day(text: str, start: int, end: int) -> PartOfDay | None:
    """Return the part of the day that stands right before an hour in Chinese, or behind it in English."""
    before = list(_ZH_PART.finditer(text, max(0, start - 4), start))
    if before and not text[before[-1].end() : start].strip():
        return PartOfDay[before[-1].lastgroup or ""]
    if later := _LATER.match(text, end):
        return _EN_PARTS[later[1].lower()] if later[1] else PartOfDay.NIGHT
    return None


def hour(made: Quantity, part: PartOfDay | None) -> Quantity:
    """Return the hour of the day, 0 to 24, that is likeliest meant; the other reading is `also` where it may be."""
    value = made.value
    assert value is not None
    value, also = _twelve(part) if value == 12 else _twenty_four(value, part)
    return replace(made, kind=Kind.HOUR, value=value, also=also)


def _twelve(part: PartOfDay | None) -> tuple[Fraction, tuple[Fraction, ...]]:
    noon, midnight = Fraction(12), (Fraction(0), Fraction(24))
    return (midnight[0], (midnight[1], noon)) if part is PartOfDay.NIGHT else (noon, midnight)


def _twenty_four(value: Fraction, part: PartOfDay | None) -> tuple[Fraction, tuple[Fraction, ...]]:
    if value > 12:
        return value, (value - 12, Fraction(0)) if value == 24 else (value - 12,)
    if value == 0:
        return value, (Fraction(24),)
    if part is PartOfDay.MORNING or (part is PartOfDay.NOON and value >= 10):
        return value, ()
    if part is None or (part is PartOfDay.NIGHT and value < 5):
        return value, (value + 12,)
    return value + 12, (value,)


def is_sure(made: Quantity) -> bool:
    """Whether it is an hour whose half of the day is known."""
    return made.kind is Kind.HOUR and made.value is not None and (made.value > 12 or not made.also)


def clock_time(text: str, made: Quantity) -> list[Quantity]:
    """Return hour and minute, or one of them; nothing where a number is neither."""
    value = made.value
    if value is None or made.spelled:
        return _marked(text, made) if value is not None and value <= 12 and value.denominator == 1 else []
    if made.start and text[made.start - 1] in ":：" and made.end - made.start == 2 and value < 60:
        return [replace(made, kind=Kind.MINUTE, weak=value == 0)]
    literal = text[made.start : made.end]
    if re.fullmatch(r"[012]\d[0-5]\d", literal) and (
        _ZONE.match(text, made.end) or _AFTER_ZONE.search(text, max(0, made.start - 6), made.start)
    ):
        return _split(text, made, 2, 2)
    if re.fullmatch(r"[012]?\d\.[0-5]\d", literal) and (clock := _CLOCK.match(text, made.end)) and clock["mark"]:
        return _split(text, made, literal.index("."), 2)
    return _marked(text, made) if value <= 24 and value.denominator == 1 else []


def _split(text: str, made: Quantity, hours: int, minutes: int) -> list[Quantity]:
    cut = made.start + hours
    first = replace(made, end=cut, value=Fraction(int(text[made.start : cut])))
    second = made.end - minutes
    minute = Fraction(int(text[second : made.end]))
    return [
        hour(first, _half(text, made.end)),
        replace(made, start=second, value=minute, kind=Kind.MINUTE, weak=minute == 0),
    ]


def _half(text: str, end: int) -> PartOfDay | None:
    """a.m. or p.m. after a time, or the part of the day."""
    clock = _CLOCK.match(text, end)
    mark = clock["mark"].strip().lower() if clock and clock["mark"] else ""
    if mark[:1] in ("a", "p"):
        return PartOfDay.MORNING if mark[0] == "a" else PartOfDay.AFTERNOON
    return part_of_day(text, end, clock.end() if clock else end)


def _marked(text: str, made: Quantity) -> list[Quantity]:
    """An hour before ":30", "p.m." or "o'clock"."""
    clock = _CLOCK.match(text, made.end)
    if clock is None or not clock[0]:
        return []
    whole = clock["mark"] is not None and clock.start("mark") == made.end
    part = part_of_day(text, made.start, clock.end()) or _half(text, made.end)
    read = hour(made, part)
    if clock["mark"] and made.value == 12 and part is PartOfDay.MORNING:
        read = replace(read, value=Fraction(0), also=(Fraction(24), Fraction(12)))
    return [replace(read, end=clock.end() if whole else made.end)]
