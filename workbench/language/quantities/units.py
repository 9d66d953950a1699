"""Units of measurement and currencies beside a number, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from workbench.domain import QuantityKind as Kind
from workbench.resources import table


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and what it is worth in the base unit of its dimension."""

    name: str
    dimension: Kind
    """What it measures: money, area, length, mass, volume, power, energy, temperature, age, duration."""
    factor: Fraction
    """In square metres, metres, kilograms, litres, days, watts, watt-hours; 1 for money and temperature."""


_SPACED_SIGN = re.compile(r"(?<=[A-Z][A-Z.]) \$")
"""In "HK $4,000", seen as often as "HK$4,000"; in "A $4,000 cheque" the letter is an article."""


@dataclass(frozen=True, slots=True)
class _Units:
    by_spelling: dict[str, Unit]
    by_sign: dict[str, Unit]
    after: re.Pattern[str]
    """A unit after a number, group 1 where it begins with a character outside ASCII, else group 2."""
    before: re.Pattern[str]
    """A sign before a number, group 1."""


@cache
def _units() -> _Units:
    """The units of db/terms/units.tsv."""
    spellings: dict[str, Unit] = {}
    signs: dict[str, Unit] = {}
    for row in table("units"):
        unit = Unit(row["name"], Kind(row["dimension"]), Fraction(row["factor"]))
        written = filter(None, [*row["chinese"].split(";"), *row["english"].split(";")])
        spellings |= dict.fromkeys(written, unit)
        signs |= dict.fromkeys(filter(None, row["sign"].split(";")), unit)
    wide = _alternatives(spelling for spelling in spellings if not spelling[0].isascii())
    latin = _alternatives(spelling for spelling in spellings if spelling[0].isascii())
    return _Units(
        spellings,
        signs,
        re.compile(rf"[多余来]?\s?(?:({wide})|-?({latin})(?![A-Za-z]))", re.IGNORECASE),
        re.compile(rf"(?<![A-Za-z])({_alternatives(signs)})\s?$", re.IGNORECASE),
    )


def _alternatives(spellings: Iterable[str]) -> str:
    return "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))


def unit_after(text: str, position: int) -> tuple[Unit, int] | None:
    """The unit that follows a number ending at the position, and where the unit ends."""
    match = _units().after.match(text, position)
    if not match:
        return None
    return _units().by_spelling[(match[1] or match[2]).lower()], match.end()


def unit_before(text: str, position: int) -> tuple[Unit, int] | None:
    """The currency sign that comes before a number starting at the position, and where the sign starts."""
    if position == 0 or not (text[position - 1] in "$€£¥￥＄ " or text[position - 1].isalpha()):
        return None
    near = text[max(0, position - 7) : position]
    match = _units().before.search(_SPACED_SIGN.sub("$", near))
    if not match:
        return None
    start = near.upper().rfind(match[1][:1].upper(), 0, near.rfind(match[1][-1]) + 1)
    return _units().by_sign[match[1].lower()], position - len(near) + start
