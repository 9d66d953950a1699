"""Do the numbers of two texts agree? By value, across languages, units and roundings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from workbench.domain import QuantityKind as Kind
from workbench.language.quantities.quantity import Quantity
from workbench.language.quantities.times import is_sure

_NEAR = Fraction(3, 100)
"""Relative difference that conversion between units leaves."""
_ROUNDED = Fraction(1, 100)
"""What rounding a fraction to whole percent leaves."""
_MINUTE = Fraction(1, 1440)
"""Of a day."""
_SIDE_BY_SIDE = 12
"""Most characters from one number to the next where they are parts of one duration: "2 hours and 30 minutes"."""
_MANY = 10_000
"""Possible pairs of quantities; a sentence has a few dozen."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Which quantities face each other and which have no counterpart, as indices into the two lists."""

    matched: tuple[tuple[int, int], ...]
    left: tuple[int, ...]
    """Of the first list."""
    right: tuple[int, ...]
    """Of the second list."""
    left_again: tuple[int, ...] = ()
    """Of the first list: without a counterpart of their own, but of a value that the other side has elsewhere."""
    right_again: tuple[int, ...] = ()


def agree(first: Sequence[Quantity], second: Sequence[Quantity]) -> Agreement:
    """Match quantities of equal value, the surest kind of equality first.

    A value said again (2017 … 2017 against 2017 … that year) counts as matched: only `matched` is one to one, but for
    both parts of a duration that face the other side's single one.
    """
    if len(first) * len(second) > _MANY:
        return _by_value(first, second)
    free_first, free_second = list(range(len(first))), list(range(len(second)))
    matched = [*_composed(first, second), *((i, j) for j, i in _composed(second, first))]
    for i, j in matched:
        free_first = [each for each in free_first if each != i]
        free_second = [each for each in free_second if each != j]
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
    left = [i for i in free_first if not _said(first[i], second)]
    right = [j for j in free_second if not _said(second[j], first)]
    again = [i for i in free_first if i not in left], [j for j in free_second if j not in right]
    return Agreement(tuple(sorted(matched)), tuple(left), tuple(right), tuple(again[0]), tuple(again[1]))


def _composed(parted: Sequence[Quantity], whole: Sequence[Quantity]) -> list[tuple[int, int]]:
    """Match a duration in two parts with the other side's single one: 1小时30分 is 90 minutes, 18 months 1年6个月.

    Both parts are matched with it. Empty where the other side has durations in two parts as well.
    """
    lengths = [(i, length) for i in range(len(parted) - 1) if (length := _length(parted[i], parted[i + 1]))]
    if not lengths or any(_length(one, other) for one, other in pairwise(whole)):
        return []
    found: list[tuple[int, int]] = []
    for i, length in lengths:
        for j, quantity in enumerate(whole):
            if quantity.unit is None or quantity.unit.dimension is not Kind.DURATION or quantity.value is None:
                continue
            if abs(quantity.value * quantity.unit.factor - length) <= _ROUNDED * length and all(
                j != other for _, other in found
            ):
                found += [(i, j), (i + 1, j)]
                break
    return found


def _length(first: Quantity, second: Quantity) -> Fraction | None:
    """The days that two durations side by side make together, hours and minutes for one; None where they do not."""
    if first.unit is None or first.value is None or second.value is None or second.start - first.end > _SIDE_BY_SIDE:
        return None
    # 30分 after an hour is read as a time of day.
    factor = second.unit.factor if second.unit else _MINUTE if second.kind is Kind.MINUTE else None
    dimensions = {unit.dimension for unit in (first.unit, second.unit) if unit}
    if (
        factor is None
        or dimensions != {Kind.DURATION}
        or factor >= first.unit.factor
        or second.value * factor >= first.unit.factor
    ):
        return None
    return first.value * first.unit.factor + second.value * factor


def _by_value(first: Sequence[Quantity], second: Sequence[Quantity]) -> Agreement:
    """For tables and the like: only whether the other side has the value at all."""
    there = {value for quantity in second for value in quantity.values()}
    here = {value for quantity in first for value in quantity.values()}
    left = tuple(i for i, quantity in enumerate(first) if not there.intersection(quantity.values()))
    right = tuple(j for j, quantity in enumerate(second) if not here.intersection(quantity.values()))
    return Agreement((), left, right)


def _said(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    return any(test(quantity, other) for other in others for test in _TESTS)


def _comparable(a: Quantity, b: Quantity) -> bool:
    return (a.kind is Kind.WEEKDAY) == (b.kind is Kind.WEEKDAY)


def _same_kind(a: Quantity, b: Quantity) -> bool:
    return a.value == b.value and a.kind == b.kind


def _same_value(a: Quantity, b: Quantity) -> bool:
    return a.value is not None and a.value == b.value and _comparable(a, b)


def _either_reading(a: Quantity, b: Quantity) -> bool:
    if is_sure(a) and is_sure(b):
        return False
    return _comparable(a, b) and bool(set(a.values()) & set(b.values()))


def _converted(a: Quantity, b: Quantity) -> bool:
    if a.unit is None or b.unit is None or a.unit.dimension != b.unit.dimension or a.unit.name == b.unit.name:
        return False
    if a.value is None or b.value is None or a.unit.dimension is Kind.MONEY:
        return False
    if a.unit.dimension is Kind.TEMPERATURE:
        return _as_warm(a.value, b.value) or _as_warm(b.value, a.value)
    x, y = a.value * a.unit.factor, b.value * b.unit.factor
    return abs(x - y) <= _NEAR * max(x, y)


def _as_warm(celsius: Fraction, fahrenheit: Fraction) -> bool:
    return abs(celsius * Fraction(9, 5) + 32 - fahrenheit) <= 1


def _same_share(a: Quantity, b: Quantity) -> bool:
    """A third and 33 %."""
    kinds = {a.kind, b.kind}
    if Kind.FRACTION not in kinds or kinds - {Kind.PERCENT, Kind.FRACTION} or a.value is None or b.value is None:
        return False
    fraction = a if a.kind is Kind.FRACTION else b
    return fraction.value is not None and 100 % fraction.value.denominator != 0 and abs(a.value - b.value) <= _ROUNDED


def _same_growth(a: Quantity, b: Quantity) -> bool:
    """增长1.5倍 is to grow by 150 %."""
    multiple, percent = (a, b) if a.kind is Kind.MULTIPLE else (b, a)
    if multiple.kind is not Kind.MULTIPLE or percent.kind is not Kind.PERCENT or multiple.value is None:
        return False
    return percent.value in (multiple.value, multiple.value - 1)


def _roughly(a: Quantity, b: Quantity) -> bool:
    """数千 and "thousands"; "more than 9,200" for 9207, but not "more than 9,207" for 9200余."""
    if a.value is None or b.value is None:
        return a.value is b.value
    if not _comparable(a, b):
        return False
    if a.upper is not None or b.upper is not None:
        return max(a.value, b.value) <= min(a.upper or a.value, b.upper or b.value) * (1 + _NEAR)
    if a.approximate == b.approximate:
        return False
    rounded, exact = (a, b) if a.approximate else (b, a)
    assert rounded.value is not None
    assert exact.value is not None
    near = abs(rounded.value - exact.value) <= _NEAR * exact.value
    return exact.value > 20 and near and _rounder(rounded.value, exact.value)


def _rounder(rounded: Fraction, exact: Fraction) -> bool:
    return len(str(rounded).rstrip("0")) < len(str(exact).rstrip("0"))


_TESTS: tuple[Callable[[Quantity, Quantity], bool], ...] = (
    _same_kind,
    _same_value,
    _either_reading,
    _converted,
    _same_share,
    _same_growth,
    _roughly,
)
