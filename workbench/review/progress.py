"""How fast a reviewer decides, and how long the rest will take: pure functions over the times of decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.i18n import gettext as _

PAUSE_SECONDS = 5 * 60
"""A gap from which on nobody was at work: it is left out."""

SITTING_SECONDS = 2 * 3600
"""A gap from which on another sitting begins."""

_LEAST_ROWS, _LEAST_SECONDS = 10, 60
"""Work from which on a pace means something."""

_AT_ONCE = 20
"""Rows decided in one action from which on they were not read one by one, and say nothing about the next ones."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An action that decided rows."""

    at: float
    """Seconds since any beginning."""
    rows: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Rows decided one by one, and the time that took."""

    rows: int
    seconds: float

    @property
    def an_hour(self) -> float:
        """Rows decided in an hour."""
        return self.rows * 3600 / self.seconds


def pace(decisions: Sequence[Decision]) -> Pace | None:
    """Return the pace of the last sitting, pauses left out; None where there is too little to tell.

    `decisions` are in order. Each counts with the time since the one before it, so the first of a sitting or after a
    pause does not count: nobody knows how long it took.
    """
    sitting: list[tuple[Decision, Decision]] = []
    for before, after in pairwise(decisions):
        if after.at - before.at >= SITTING_SECONDS:
            sitting.clear()
        sitting.append((before, after))
    counted = [
        (after.rows, after.at - before.at)
        for before, after in sitting
        if after.rows <= _AT_ONCE and 0 <= after.at - before.at < PAUSE_SECONDS
    ]
    rows, seconds = sum(rows for rows, _ in counted), sum(seconds for _, seconds in counted)
    return Pace(rows, seconds) if rows >= _LEAST_ROWS and seconds >= _LEAST_SECONDS else None


def time_left(open_rows: int, pace: Pace) -> str:
    """Return how long the open rows take at a pace, rounded as such an estimate deserves: "about 40 min"."""
    minutes = open_rows * 60 / pace.an_hour
    if minutes < 1:
        return _("less than a minute")
    if minutes < 10:
        return _("about {count} min").format(count=f"{minutes:.0f}")
    if minutes < 90:
        return _("about {count} min").format(count=round(minutes / 5) * 5)
    return _("about {count} h").format(count=f"{minutes / 60:,.0f}")
