"""How the terminal shows what two statements have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.cells import fit
from workbench.cli.layout import block, columns
from workbench.domain import Coverage, FactKind, MatchKind, PairSide

if TYPE_CHECKING:
    from workbench.mining.statements import Comparison

INDENT = " " * 6
"""Of what stands below a sentence."""

_OTHERS = {
    FactKind.PERSON: "other people",
    FactKind.PLACE: "other places",
    FactKind.DATE: "other dates",
    FactKind.NUMBER: "other numbers",
}


def place_of(side: PairSide) -> str:
    """A side's document and segments."""
    numbers = str(side.segments[0]) if len(side.segments) == 1 else f"{side.segments[0]}-{side.segments[-1]}"
    return f"{side.document} {numbers}"


def first_line(text: str) -> str:
    """As much of a text as one line holds below an indent."""
    return fit(" ".join(text.split()), columns() - len(INDENT)).rstrip()


def head_line(kind: MatchKind, probability: float, coverage: Coverage | None, side: PairSide) -> str:
    """Kind, probability and coverage of a counterpart, and where it stands."""
    shares = f"{coverage.source:4.0%} in it, {coverage.target:4.0%} of it" if coverage else ""
    return f"{INDENT}{kind:<9} {probability:.2f}  {shares}  {place_of(side)}"


def difference_lines(comparison: Comparison) -> list[str]:
    """The facts that differ, a paragraph for each kind; none where all agree."""
    return [
        block(f"{_OTHERS[each.kind]}: {', '.join(each.source)} ↔ {', '.join(each.target)}", INDENT)
        for each in comparison.differences
    ]
