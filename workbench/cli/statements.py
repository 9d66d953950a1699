"""How the terminal shows what two statements have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.cells import fit
from workbench.cli.layout import block, columns
from workbench.domain import Coverage, FactKind, MatchKind, PairSide
from workbench.i18n import N_
from workbench.i18n import gettext as _

if TYPE_CHECKING:
    from workbench.mining.statements import Comparison

INDENT = " " * 6
"""Of what stands below a sentence."""

_OTHERS = {
    FactKind.PERSON: N_("other people: {source} ↔ {target}"),
    FactKind.PLACE: N_("other places: {source} ↔ {target}"),
    FactKind.DATE: N_("other dates: {source} ↔ {target}"),
    FactKind.NUMBER: N_("other numbers: {source} ↔ {target}"),
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
    shares = ""
    if coverage:
        shares = _("{source:4.0%} in it, {target:4.0%} of it").format(source=coverage.source, target=coverage.target)
    return f"{INDENT}{fit(_(kind), 9)} {probability:.2f}  {shares}  {place_of(side)}"


def difference_lines(comparison: Comparison) -> list[str]:
    """The facts that differ, a paragraph for each kind; none where all agree."""
    return [
        block(_(_OTHERS[each.kind]).format(source=", ".join(each.source), target=", ".join(each.target)), INDENT)
        for each in comparison.differences
    ]
