"""Numbers in English and Chinese text by what they are worth: dates, times, percentages, money, areas, ordinals, spans.

Only values are read, with exact offsets; whether two texts agree is for `agreement` to say. A date is one quantity per
part (year, month, day), so that "November 6-7" and 11月6日至7日 hold the same values.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from workbench.domain import QuantityKind as Kind
from workbench.language.quantities.numerals import EN_SCALES, ZH_SCALE_VALUES
from workbench.language.quantities.patterns import Z, any_form, form_of
from workbench.language.quantities.quantity import Quantity
from workbench.language.quantities.readers import READERS

_FULL_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {ord("％"): ord("%"), ord("．"): ord(".")}
_INTERESTING = re.compile(f"[0-9{Z}几数双半翻首周期午]|[A-Za-z]{{2}}")
_SENTENCE = 1000
"""Characters of the longest text whose quantities are remembered."""
_ADDRESS = ("@", "://", "www.")
_JOIN = re.compile(r"\s?(?:-|–|—|~|～|―|─|至|到|to|and|or|或|、|和)\s?")


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return every quantity of a text in either language or in both, by place; Chinese must be Simplified.

    Those of the last sentences are at hand: what was aligned is checked next.
    """
    return _of_sentence(text) if len(text) <= _SENTENCE else _read(text)


@lru_cache(maxsize=2048)
def _of_sentence(text: str) -> tuple[Quantity, ...]:
    return _read(text)


def _read(text: str) -> tuple[Quantity, ...]:
    plain = text.translate(_FULL_WIDTH)
    if not _INTERESTING.search(plain):
        return ()
    found: list[Quantity] = []
    position = 0
    for match in any_form(addresses=any(mark in plain for mark in _ADDRESS)).finditer(plain):
        if match.start() < position:
            continue
        for quantity in READERS[form_of(match)](plain, match):
            found.append(quantity)
            position = max(position, quantity.end)
    return tuple(replace(quantity, text=text[quantity.start : quantity.end]) for quantity in _joined(plain, found))


def _joined(text: str, found: list[Quantity]) -> list[Quantity]:
    """What neighbours say about each other: "3-5 million", 15至20%, "November 6", "1914-18"."""
    joined = list(found)
    for index in range(len(joined) - 1):
        here, there = joined[index], joined[index + 1]
        if here.value is not None and there.value is not None and there.start >= here.end:
            between = text[here.end : there.start]
            for reading in (_century, _date, _range):
                if read := reading(text, here, there, between):
                    joined[index : index + 2] = read
                    break
    return [quantity for quantity in joined if quantity.end > quantity.start]


def _century(text: str, here: Quantity, there: Quantity, between: str) -> tuple[Quantity, Quantity] | None:
    """20世纪90年代."""
    if here.kind is not Kind.CENTURY or there.kind is not Kind.DECADE or between.strip():
        return None
    assert here.value is not None
    assert there.value is not None
    decade = replace(there, start=here.start, value=100 * here.value - 100 + there.value)
    return replace(here, end=here.start), decade


def _date(text: str, here: Quantity, there: Quantity, between: str) -> tuple[Quantity, Quantity] | None:
    """November 6, the 6th of November."""
    assert here.value is not None
    assert there.value is not None
    if len(between) > 5:
        return None
    if here.kind is Kind.MONTH and not between.strip(" ,.the") and _may_be_day(there):
        return here, replace(there, kind=Kind.DAY, weak=here.weak or there.weak)
    if there.kind is Kind.MONTH and between in (" ", " of ") and _may_be_day(here):
        return replace(here, kind=Kind.DAY), there
    return None


def _may_be_day(quantity: Quantity) -> bool:
    return quantity.kind in (Kind.NUMBER, Kind.ORDINAL) and quantity.value is not None and quantity.value <= 31


def _range(text: str, here: Quantity, there: Quantity, between: str) -> tuple[Quantity, Quantity] | None:
    """3-5 million, 15至20%, 2020/21."""
    assert here.value is not None
    assert there.value is not None
    if _is_later_year(here, there, between):
        return here, replace(there, also=(*there.also, here.value // 100 * 100 + there.value))
    if here.kind is not Kind.NUMBER or here.spelled or here.value > 999 or not _JOIN.fullmatch(between):
        return None
    if there.kind is Kind.PERCENT:
        return replace(here, kind=Kind.PERCENT, value=here.value / 100, also=(here.value,)), there
    scale = _scale(text, there)
    return (replace(here, also=(*here.also, here.value * scale)), there) if scale > 1 else None


def _is_later_year(here: Quantity, there: Quantity, between: str) -> bool:
    """The 21 of 2020-21, 2020/21, and the 18 of 1914–18."""
    if here.kind not in (Kind.YEAR, Kind.NUMBER) or here.value is None or not 1000 <= here.value < 2100:
        return False
    later = there.value is not None and there.value > here.value % 100
    return between in tuple("-–/") and there.end - there.start == 2 and later


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
