"""What every plot shares: a frame with axes in the units of the data, a legend, a description in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from workbench.cells import fit, width
from workbench.reporting.elements import rounded, svg

WIDTH = 460.0
"""Units across a plot; a line of text is 12 high."""

_LEFT, _RIGHT, _TOP, _BELOW = 52.0, 14.0, 12.0, 44.0
_LEGEND_LINE = 18.0
_CELL = 6.6
"""Units across that a terminal cell of text takes at most."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a plot: where values stand, and which are named."""

    title: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    """Values with their names."""


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a legend."""

    name: str
    sign: Callable[[float, float], etree._Element]
    """Draws what it explains around a place."""


class Frame:
    """The area of a plot between its axes; values become places in it."""

    def __init__(self, across: Axis, down: Axis, height: float, *, downwards: bool = False) -> None:
        """`height` is the area's; values of the axis on the left grow upwards, or downwards as sentences do."""
        self.across, self.down, self.height = across, down, height
        self.width = WIDTH - _LEFT - _RIGHT
        self._downwards = downwards

    def x(self, value: float) -> float:
        """Return the place of a value of the axis below."""
        return _LEFT + self.width * (value - self.across.low) / ((self.across.high - self.across.low) or 1)

    def y(self, value: float) -> float:
        """Return the place of a value of the axis on the left."""
        share = (value - self.down.low) / ((self.down.high - self.down.low) or 1)
        return _TOP + self.height * (share if self._downwards else 1 - share)

    def picture(
        self, name: str, title: str, description: str, content: Iterable[etree._Element], keys: Sequence[Key] = ()
    ) -> etree._Element:
        """Return the plot as an SVG element; `name` is part of the ids of its title and its description."""
        bottom = _TOP + self.height + _BELOW
        legend, lines = _legend(keys, bottom)
        total = bottom + lines * _LEGEND_LINE + (6 if keys else 0)
        return svg(
            "svg",
            svg("title", title, id=f"{name}-title"),
            svg("desc", description, id=f"{name}-desc"),
            *self._axes(),
            *content,
            *legend,
            viewBox=f"0 0 {rounded(WIDTH)} {rounded(total)}",
            role="img",
            class_="plot",
            aria_labelledby=f"{name}-title",
            aria_describedby=f"{name}-desc",
        )

    def _axes(self) -> Iterable[etree._Element]:
        left, right, top, bottom = _LEFT, WIDTH - _RIGHT, _TOP, _TOP + self.height
        for value, name in self.across.ticks:
            x = self.x(value)
            yield svg("path", d=f"M{rounded(x)} {rounded(top)}V{rounded(bottom)}", class_="grid")
            yield svg("text", name, x=x, y=bottom + 16, class_="tick", text_anchor="middle")
        for value, name in self.down.ticks:
            y = self.y(value)
            yield svg("path", d=f"M{rounded(left)} {rounded(y)}H{rounded(right)}", class_="grid")
            yield svg("text", name, x=left - 7, y=y + 4, class_="tick", text_anchor="end")
        yield svg("rect", x=left, y=top, width=right - left, height=bottom - top, class_="frame")
        yield svg("text", _cut(self.across.title, self.width), x=left + self.width / 2, y=bottom + 36, class_="axis",
                  text_anchor="middle")  # fmt: skip
        middle = top + self.height / 2
        yield svg("text", _cut(self.down.title, self.height), x=13, y=middle, class_="axis", text_anchor="middle",
                  transform=f"rotate(-90 13 {rounded(middle)})")  # fmt: skip


def _cut(text: str, room: float) -> str:
    return fit(text, int(room / _CELL)).rstrip()


def _legend(keys: Sequence[Key], top: float) -> tuple[list[etree._Element], int]:
    """Return the entries in columns as wide as the widest; how many lines they take."""
    if not keys:
        return [], 0
    widest = max(width(key.name) for key in keys) * _CELL + 30
    columns = max(1, int((WIDTH - 16) / widest))
    drawn = []
    for place, key in enumerate(keys):
        x, y = 16 + (place % columns) * widest, top + 10 + (place // columns) * _LEGEND_LINE
        drawn += [key.sign(x, y), svg("text", key.name, x=x + 14, y=y + 4, class_="key")]
    return drawn, math.ceil(len(keys) / columns)


def even_ticks(low: float, high: float, most: int, *, whole: bool = True) -> list[float]:
    """Return round values from `low` to `high`, `most` at most, 1, 2 or 5 times a power of ten apart."""
    span = max(high - low, 1e-9)
    step = 10.0 ** math.floor(math.log10(span / most))
    step = next(step * factor for factor in (1, 2, 5, 10) if span / (step * factor) <= most)
    step = max(step, 1.0) if whole else step
    first = math.ceil(low / step - 1e-9)
    return [step * number for number in range(first, math.floor(high / step + 1e-9) + 1)]


def numbered(values: Iterable[float]) -> list[tuple[float, str]]:
    """Values with their names as whole numbers."""
    return [(value, f"{round(value):,}") for value in values]


def shares() -> list[tuple[float, str]]:
    """Return the ticks of an axis from 0 to 1."""
    return [(tenth / 10, f"{tenth / 10:.1f}") for tenth in range(0, 11, 2)]
