"""Other possible counterparts of a row, and where each stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain import Pair, Relation, Side
from workbench.tui.inspector.items import Contents, Line, flow, place_of, row_name, shown
from workbench.tui.text import percent

if TYPE_CHECKING:
    from workbench.pipeline.counterparts import Counterpart


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
        facts = f"{percent(each.probability):<3} {each.kind:<9} {place_of(each.side)}"
        share = f" · shares {coverage.source:.0%} ↔ {coverage.target:.0%}"
        where = f" · now in {held}" if (held := self.held_by) else ""
        return flow([], [shown(facts, "strong"), shown(f"{share}{where}   ", "dim"), shown(each.side.text)], cells)

    @property
    def held_by(self) -> str:
        """In which rows it faces another sentence now; empty where it has no counterpart."""
        paired = [row for row in self.holders if row.relation is not Relation.UNALIGNED]
        return "; ".join(map(row_name, paired))


def contents(found: Sequence[Counterpart], holders: Sequence[Sequence[Pair]], keep: Side) -> Contents:
    """Return the counterparts with the rows that hold each."""
    items = tuple(CandidateItem(each, tuple(rows), keep) for each, rows in zip(found, holders, strict=True))
    return Contents(items, empty="No other counterpart was found.")
