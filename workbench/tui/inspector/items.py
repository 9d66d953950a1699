"""What the tabs of the inspector list, and how an item's words become lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from workbench.cells import fit, width, wrap
from workbench.domain import Pair, PairSide
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.review.labels import label
from workbench.tui.row_view import numbers
from workbench.tui.text import Fragment, styled_runs, visible

Line = list[Fragment]
"""What is in one line; never wider than was asked for."""

NUMBERED = 9
"""Items that have a key of their own."""


class Tab(StrEnum):
    """The tabs, in their order; the value is the label in English."""

    FLAGS = N_("flags")
    CANDIDATES = N_("candidates")
    MEMORY = N_("memory")
    TERMS = N_("terms")
    HISTORY = N_("history")
    CONCORDANCE = N_("concordance")

    @property
    def label(self) -> str:
        """The label in the language in force."""
        return _(self.value)

    def next(self, step: int) -> Tab:
        """Return the tab so many steps further, from the last one to the first."""
        tabs = list(Tab)
        return tabs[(tabs.index(self) + step) % len(tabs)]


class Item(Protocol):
    """A line or more of a tab."""

    def lines(self, cells: int) -> list[Line]:
        """Return the item whole, at least one line, each at most `cells` cells wide."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a tab lists."""

    items: tuple[Item, ...] = ()
    lead: tuple[str, ...] = ()
    """Lines above the items, where there is room for more than one."""
    empty: str = ""
    """Shown where there is no item and no line above."""
    sign: str = ""
    """Behind the label of the tab, for what may have no room."""


def shown(text: str, style: str = "text") -> Fragment:
    """Return a text, made visible, in a style of the inspector."""
    return Fragment(visible(text), style)


def flow(head: Sequence[Fragment], body: Sequence[Fragment], cells: int) -> list[Line]:
    """Return a body beside its head, or behind it where the head takes more than a third of the width."""
    indent = sum(width(each.text) for each in head)
    if indent > cells // 3:
        return _wrapped([*head, *body], cells)
    lines = _wrapped(body, cells - indent)
    return [list(head) + lines[0], *([Fragment(" " * indent, "text"), *line] for line in lines[1:])]


def _wrapped(parts: Sequence[Fragment], cells: int) -> list[Line]:
    text = "".join(part.text for part in parts)
    styles = [part.style for part in parts for _ in part.text]
    return [styled_runs(text, styles, start, end) for start, end in wrap(text, cells)]


def cut(lines: Sequence[Line], height: int, cells: int) -> list[Line]:
    """Return the first lines; where more follow, the last of them ends with "…"."""
    if len(lines) <= height:
        return list(lines)
    last = lines[height - 1]
    room, kept = cells - 2, Line()
    for part in last:
        if (size := width(part.text)) > room:
            kept.append(Fragment(fit(part.text, room).rstrip(" …"), part.style))
            break
        kept.append(part)
        room -= size
    return [*lines[: height - 1], [*kept, Fragment(" …", "dim")]]


def place_of(side: PairSide) -> str:
    """Return where a side stands: "sichuan-forum s3"."""
    return f"{side.document} {numbers(side)}".strip() or _("written here")


def row_name(pair: Pair) -> str:
    """Return a row by its number on the page, with its status: "row 24, confirmed"."""
    named = _("row {number}, {status} by estimate") if pair.by_estimate else _("row {number}, {status}")
    return named.format(number=row_number(pair), status=label(pair.status))


def row_number(pair: Pair) -> int:
    """Return the number of a row: its first sentence in its document; for an imported one its number in the corpus."""
    side = pair.source if pair.source.text else pair.target
    return min(side.segments) + 1 if side.segments else pair.id or 0
