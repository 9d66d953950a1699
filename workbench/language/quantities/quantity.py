"""A number somewhere in a text, by what it is worth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from workbench.domain import QuantityKind as Kind
from workbench.language.quantities.units import Unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number somewhere in a text."""

    start: int
    end: int
    """Code points; includes what makes the reading (%, 年, th), not an ordinary unit."""
    value: Fraction | None
    """None where the text only says "several". Percentages and fractions are shares: 35 % is 7/20."""
    kind: Kind
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


def quantity_at(match: re.Match[str], value: Fraction | int | None, kind: str, **more: object) -> Quantity:
    """Return a quantity that stands where a pattern matched; `more` are its other attributes."""
    exact = None if value is None else Fraction(value)
    return Quantity(match.start(), match.end(), exact, kind, "", **more)  # type: ignore[arg-type]
