"""Minus before a number, or below zero after it."""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.domain import QuantityKind as Kind
from workbench.language.quantities.quantity import Quantity

_BEFORE = re.compile("(?:零下|(?<![欠抱辜担背肩胜])负|\\b[Mm]inus |\\b[Nn]egative |(?:^|(?<=[\\s(（]))[-−－–])\\s?$")
_AFTER = re.compile(
    r"\s?(?:°\s?[CF]?|℃|degrees?)?(?: (?:Celsius|Fahrenheit|centigrade))? below(?: zero| freezing)\b", re.IGNORECASE
)


def signed(text: str, made: Quantity) -> Quantity:
    """Return a quantity with its sign: a fall of −3 % is also one of 3 %, a temperature is not."""
    if made.value is None or made.kind not in (Kind.NUMBER, Kind.PERCENT, Kind.TEMPERATURE) or made.weak:
        return made
    if not (_BEFORE.search(text[max(0, made.start - 10) : made.start]) or _AFTER.match(text, made.end)):
        return made
    also = () if made.kind is Kind.TEMPERATURE else (made.value, *made.also)
    return replace(made, value=-made.value, also=also, upper=None)
