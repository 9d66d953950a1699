"""The rows between two documents as they are plotted: which sentences face each other, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain import Pair, Relation, Status
from workbench.i18n import N_
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery

_SURE, _LIKELY = 0.9, 0.6


@dataclass(frozen=True, slots=True)
class Kind:
    """What a sign of the plot stands for."""

    sign: str
    name: str
    style: str


KINDS = (
    Kind("✓", N_("read"), "good"),
    Kind("≈", N_("by estimate"), "good"),
    Kind("·", N_("90 % and more"), "text"),
    Kind("–", N_("not scored"), "text"),
    Kind("+", N_("60 % and more"), "fair"),
    Kind("✗", N_("rejected"), "dim"),
    Kind("?", N_("needs review"), "fair"),
    Kind("!", N_("below 60 %"), "poor"),
)
"""From what least needs a look to what most does; a cell shows the last of its rows."""

_RANKS = {kind.sign: rank for rank, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class PlottedRow:
    """A row of the corpus between two documents."""

    id: int
    source: tuple[int, ...]
    """Positions of its sentences, from 0."""
    target: tuple[int, ...]
    rank: int
    """Its place in KINDS."""

    @property
    def kind(self) -> Kind:
        """What its sign stands for."""
        return KINDS[self.rank]


def plotted(corpus: Corpus, source: str, target: str) -> list[PlottedRow]:
    """Return the rows between two documents in document order; those with one side are not among them."""
    rows = corpus.iter_pairs(PairQuery(document=source))
    facing = (row for row in rows if (row.source.document, row.target.document) == (source, target))
    return [plotted for row in facing if (plotted := plotted_row(row)) is not None]


def plotted_row(pair: Pair) -> PlottedRow | None:
    """Return a row as it is plotted; None for one with one side, or whose segments nobody knows."""
    source, target = pair.source.segments, pair.target.segments
    if pair.relation is Relation.UNALIGNED or not source or not target:
        return None
    return PlottedRow(pair.id or 0, source, target, _RANKS[_sign(pair)])


def _sign(pair: Pair) -> str:
    match pair.status:
        case Status.CONFIRMED:
            return "≈" if pair.by_estimate else "✓"
        case Status.REJECTED:
            return "✗"
        case Status.NEEDS_REVIEW:
            return "?"
    if not pair.scored:
        return "–"
    return "·" if pair.probability >= _SURE else "+" if pair.probability >= _LIKELY else "!"
