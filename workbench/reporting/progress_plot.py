"""Decisions over time, of everybody and of each reviewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from lxml import etree

from workbench.domain import ActionKind
from workbench.i18n import gettext as _
from workbench.reporting.drawing import Axis, Frame, Key, even_ticks, numbered
from workbench.reporting.elements import rounded, svg
from workbench.reporting.wording import number
from workbench.store.values import Activity

_MOST_REVIEWERS = 4
"""Reviewers with a line of their own: those who decided most."""

_STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 20160, 43200, 129600, 525600)
)
"""Times between two ticks."""


def decisions(activity: Iterable[Activity]) -> list[Activity]:
    """Confirmed and rejected rows, in the order of time."""
    return [each for each in activity if each.kind in (ActionKind.CONFIRM, ActionKind.REJECT)]


def progress_plot(activity: Sequence[Activity], name: str) -> etree._Element:
    """Return a line that rises with every decision, and one for each of the busiest reviewers."""
    decided = decisions(activity)
    total = sum(each.rows for each in decided)
    start = decided[0].at if decided else datetime.now(UTC)
    end = max(decided[-1].at if decided else start, start + timedelta(minutes=10))
    span = (end - start).total_seconds()
    frame = Frame(
        Axis(_("time (UTC)"), 0, span, _time_ticks(start, end)),
        Axis(_("rows decided"), 0, max(total, 1) * 1.05, numbered(even_ticks(0, max(total, 1), 5))),
        200,
    )
    by_reviewer = Counter[str]()
    for each in decided:
        by_reviewer[each.reviewer] += each.rows
    busiest = [reviewer for reviewer, _rows in by_reviewer.most_common(_MOST_REVIEWERS)]
    lines: list[tuple[str, str, list[Activity]]] = [("line all", _("together"), decided)]
    if len(by_reviewer) > 1:
        for place, reviewer in enumerate(busiest, 1):
            own = [each for each in decided if each.reviewer == reviewer]
            lines.append((f"line r{place}", reviewer or _("nobody named"), own))
    content = [svg("path", d=_steps(frame, start, end, own), class_=classes) for classes, _name, own in lines]
    keys = [
        Key(f"{who} ({number(sum(each.rows for each in own))})", _line_sign(classes)) for classes, who, own in lines
    ]
    description = _("; ").join(key.name for key in keys)
    return frame.picture(name, _("Rows decided over time"), description, content, keys)


def _steps(frame: Frame, start: datetime, end: datetime, decided: Iterable[Activity]) -> str:
    """Return a line of steps; those less than half a unit apart are drawn as one."""
    rows = 0
    path = f"M{rounded(frame.x(0))} {rounded(frame.y(0))}"
    drawn = frame.x(0)
    for each in decided:
        rows += each.rows
        x = frame.x((each.at - start).total_seconds())
        if x - drawn >= 0.5:
            path += f"H{rounded(x)}"
            drawn = x
        path += f"V{rounded(frame.y(rows))}" if x == drawn else ""
    return path + f"V{rounded(frame.y(rows))}H{rounded(frame.x((end - start).total_seconds()))}"


def _line_sign(classes: str) -> Callable[[float, float], etree._Element]:
    return lambda x, y: svg("path", d=f"M{rounded(x - 9)} {rounded(y)}h18", class_=classes)


def _time_ticks(start: datetime, end: datetime) -> list[tuple[float, str]]:
    step = next((each for each in _STEPS if (end - start) / each <= 4), _STEPS[-1])
    beginning = datetime(start.year, 1, 1, tzinfo=UTC)
    tick = beginning + step * -(-(start - beginning) // step)
    form = "%H:%M" if step < timedelta(days=1) and end - start < timedelta(days=1) else "%Y-%m-%d"
    form = "%m-%d %H:%M" if step < timedelta(days=1) and end - start >= timedelta(days=1) else form
    ticks = []
    while tick <= end:
        ticks.append(((tick - start).total_seconds(), tick.strftime(form)))
        tick += step
    return ticks
