"""Numbers in English and Chinese text by what they are worth: dates, times, percentages, money, areas, ordinals, spans.

Only values are read, with exact offsets; whether two texts agree is for `agreement` to say. A date is one quantity per
part (year, month, day), so that "November 6-7" and 11月6日至7日 hold the same values.
"""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.domain import QuantityKind as Kind
from workbench.language.quantities.numerals import EN_SCALES, ZH_SCALE_VALUES
from workbench.language.quantities.patterns import Z, any_form
from workbench.language.quantities.quantity import Quantity
from workbench.language.quantities.readers import READERS

_FULL_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {ord("％"): ord("%"), ord("．"): ord(".")}
_INTERESTING = re.compile(f"[0-9{Z}几数双半翻首周期午]|[A-Za-z]{{3}}")
_JOIN = re.compile(r"\s?(?:-|–|—|~|～|―|─|至|到|to|and|or|或|、|和)\s?")


def quantities(text: str) -> list[Quantity]:
    """Return every quantity of a text in either language or in both, by place; Chinese must be Simplified."""
    plain = text.translate(_FULL_WIDTH)
    if not _INTERESTING.search(plain):
        return []
    found: list[Quantity] = []
    position = 0
    for match in any_form().finditer(plain):
        if match.start() < position:
            continue
        for quantity in READERS[match.lastgroup or "skip"](plain, match):
            found.append(quantity)
            position = max(position, quantity.end)
    return [replace(quantity, text=text[quantity.start : quantity.end]) for quantity in _joined(plain, found)]


def _joined(text: str, found: list[Quantity]) -> list[Quantity]:
    """What neighbours say about each other: "3-5 million", 15至20%, "November 6", "2010-12"."""
    joined = list(found)
    for index in range(len(joined) - 1):
        here, there = joined[index], joined[index + 1]
        if here.value is None or there.value is None or there.start < here.end:
            continue
        between = text[here.end : there.start]
        if here.kind is Kind.CENTURY and there.kind is Kind.DECADE and not between.strip():
            joined[index + 1] = replace(there, start=here.start, value=100 * here.value - 100 + there.value)
            joined[index] = replace(here, end=here.start)
            continue
        if len(between) > 5:
            continue
        if (
            here.kind is Kind.MONTH
            and not between.strip(" ,.the")
            and there.value <= 31
            and there.kind in (Kind.NUMBER, Kind.ORDINAL)
        ):
            joined[index + 1] = replace(there, kind=Kind.DAY)
        elif (
            here.kind in (Kind.NUMBER, Kind.ORDINAL)
            and there.kind is Kind.MONTH
            and between in (" ", " of ")
            and here.value <= 31
        ):
            joined[index] = replace(here, kind=Kind.DAY)
        elif here.kind is Kind.NUMBER and not here.spelled | (here.value > 999) and _JOIN.fullmatch(between):
            if there.kind is Kind.PERCENT:
                joined[index] = replace(here, kind=Kind.PERCENT, value=here.value / 100, also=(here.value,))
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
