"""The same statement in several papers: rows that are reviewed at once, and which paper it was probably taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain import LIKELY, OPEN, STATED, Pair, Relation
from workbench.i18n import gettext as _
from workbench.store.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Group:
    """A sentence of the article and the papers that state it."""

    rows: tuple[Pair, ...]
    """At least two, each with another paper; the likely source first."""
    reason: str
    """Why the first is the likely source."""


def proposals_beside(corpus: Corpus, pair: Pair) -> list[Pair]:
    """Return the other rows with two sides that hold just the same sentences of the article."""
    if not pair.source.segments:
        return []
    ids = set.intersection(*({*corpus.pairs_with(pair.source.document, place)} for place in pair.source.segments))
    rows = corpus.pairs(sorted(ids - {pair.id}))
    return [
        row
        for row in rows
        if row.relation is not Relation.UNALIGNED
        and (row.source.document, row.source.spans) == (pair.source.document, pair.source.spans)
    ]


def grouped(rows: Sequence[Pair]) -> Group | None:
    """Return what several papers state of one sentence among its rows; None where fewer than two do."""
    stated: dict[str, Pair] = {}
    for row in sorted(rows, key=_nearness, reverse=True):
        shares = row.coverage is None or row.coverage.source > 0
        if shares and row.kind in STATED and row.probability >= LIKELY:
            stated.setdefault(row.target.document, row)
    if len(stated) < 2:
        return None
    first, second, *_ = stated.values()
    return Group(tuple(stated.values()), _reason(first, second))


def open_rows(group: Group) -> list[Pair]:
    """Return the rows of a group that nobody has decided about."""
    return [row for row in group.rows if row.status in OPEN]


def _nearness(row: Pair) -> tuple[float, float, float]:
    """How much of the sentence the paper has, how little else it says, how probably it says the same."""
    if row.coverage is None:
        return 0.0, 0.0, row.probability
    return round(row.coverage.source, 2), round(row.coverage.target, 2), row.probability


def _reason(first: Pair, second: Pair) -> str:
    (most, tightest), (more, tighter) = _nearness(first)[:2], _nearness(second)[:2]
    if most > more:
        shares = _("{share} of the sentence is in it, {next} in the next")
        return shares.format(share=f"{most:.0%}", next=f"{more:.0%}")
    if tightest > tighter:
        as_much = _("it has as much of the sentence as the next, and {share} of it is in the sentence")
        return as_much.format(share=f"{tightest:.0%}")
    return _("it most probably says the same")
