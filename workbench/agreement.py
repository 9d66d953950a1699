"""Do the numbers of two texts agree? By value, across languages, units and roundings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from workbench.quantities import Quantity

_NEAR = Fraction(3, 100)
"""Relative difference that conversion between units leaves."""
_ROUGHLY = Fraction(12, 100)
"""Relative difference between two roundings of the same value."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Which quantities face each other and which have no counterpart, as indices into the two lists."""

    matched: tuple[tuple[int, int], ...]
    left: tuple[int, ...]
    """Of the first list."""
    right: tuple[int, ...]
    """Of the second list."""


def agree(first: Sequence[Quantity], second: Sequence[Quantity]) -> Agreement:
    """Match quantities of equal value, the surest kind of equality first.

    A value said again (2017 … 2017 against 2017 … that year) counts as matched: only `matched` is one to one.
    """
    free_first, free_second = list(range(len(first))), list(range(len(second)))
    matched: list[tuple[int, int]] = []
    for test in _TESTS:
        if not free_first or not free_second:
            break
        for i in free_first.copy():
            for j in free_second:
                if test(first[i], second[j]):
                    matched.append((i, j))
                    free_first.remove(i)
                    free_second.remove(j)
                    break
    left = tuple(i for i in free_first if not _said(first[i], second))
    right = tuple(j for j in free_second if not _said(second[j], first))
    return Agreement(tuple(sorted(matched)), left, right)


def _said(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    return any(test(quantity, other) for other in others for test in _TESTS)


def _comparable(a: Quantity, b: Quantity) -> bool:
    return (a.kind == "weekday") == (b.kind == "weekday")


def _same_kind(a: Quantity, b: Quantity) -> bool:
    return a.value == b.value and a.kind == b.kind


def _same_value(a: Quantity, b: Quantity) -> bool:
    return a.value is not None and a.value == b.value and _comparable(a, b)


def _either_reading(a: Quantity, b: Quantity) -> bool:
    return _comparable(a, b) and bool(set(a.values()) & set(b.values()))


def _converted(a: Quantity, b: Quantity) -> bool:
    if a.unit is None or b.unit is None or a.unit.dimension != b.unit.dimension or a.unit.name == b.unit.name:
        return False
    if a.value is None or b.value is None or a.unit.dimension in ("money", "temperature"):
        return False
    x, y = a.value * a.unit.factor, b.value * b.unit.factor
    return abs(x - y) <= _NEAR * max(x, y)


def _roughly(a: Quantity, b: Quantity) -> bool:
    if a.value is None or b.value is None:
        return a.value is b.value
    if not _comparable(a, b) or not (a.approximate or b.approximate):
        return False
    low, high = max(a.value, b.value), min(a.upper or a.value, b.upper or b.value)
    return low <= high * (1 + (_ROUGHLY if a.approximate and b.approximate else _NEAR))


_TESTS: tuple[Callable[[Quantity, Quantity], bool], ...] = (
    _same_kind,
    _same_value,
    _either_reading,
    _converted,
    _roughly,
)
