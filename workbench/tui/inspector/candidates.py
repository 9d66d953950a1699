"""Other possible counterparts of a row, and where each stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.cells import fit
from workbench.domain import Pair, Relation, Side
from workbench.i18n import gettext as _
from workbench.review.labels import label
from workbench.tui.inspector.items import Contents, Line, flow, place_of, row_name, shown
from workbench.tui.text import percent

if TYPE_CHECKING:
    from workbench.pipeline.counterparts import Counterpart


_KIND = 9
"""Cells of the longest kind."""


@dataclass(frozen=True, slots=True)
class CandidateItem:
    """A counterpart."""

    counterpart: Counterpart
    holders: tuple[Pair, ...]
    """The rows that would give up its sentences."""
    keep: Side
    """The row's side that it would stand opposite to."""

    def lines(self, cells: int) -> list[Line]:
        """Return probability, kind, place, what part of both sides is shared, where it stands now, and the text."""
        each = self.counterpart
        coverage = each.coverage_of(self.keep)
        facts = f"{percent(each.probability):<3} {fit(label(each.kind), _KIND)} {place_of(each.side)}"
        shares = f"{coverage.source:.0%} ↔ {coverage.target:.0%}"
        share = " · " + _("shares {shares}").format(shares=shares)
        where = " · " + _("now in {rows}").format(rows=held) if (held := self.held_by) else ""
        return flow([], [shown(facts, "strong"), shown(f"{share}{where}   ", "dim"), shown(each.side.text)], cells)

    @property
    def held_by(self) -> str:
        """In which rows it faces another sentence now; empty where it has no counterpart."""
        paired = [row for row in self.holders if row.relation is not Relation.UNALIGNED]
        return "; ".join(map(row_name, paired))


def contents(found: Sequence[Counterpart], holders: Sequence[Sequence[Pair]], keep: Side) -> Contents:
    """Return the counterparts with the rows that hold each."""
    items = tuple(CandidateItem(each, tuple(rows), keep) for each, rows in zip(found, holders, strict=True))
    return Contents(items, empty=_("No other counterpart was found."))
