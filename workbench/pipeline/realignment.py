"""Rows of two documents aligned anew, those that a person decided about left as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from workbench.alignment.aligner import align
from workbench.alignment.structure import Structure
from workbench.domain import OPEN, Change, Pair, PairSide, Relation, Side, joined, relation_of
from workbench.encoders.protocol import Encoder
from workbench.errors import NotPossible
from workbench.i18n import gettext
from workbench.review.operations import realigned
from workbench.review.side_history import SideHistory, join, pieces_of
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery
from workbench.store.vectors import cached


class Fate(StrEnum):
    """What becomes of a row when its stretch is aligned again."""

    STAYS = "stays"
    GOES = "before"
    COMES = "after"


@dataclass(frozen=True, slots=True)
class Realignment:
    """A run of rows, and what would replace some of them."""

    old: tuple[Pair, ...]
    changes: tuple[Change, ...]

    def before_and_after(self) -> list[tuple[Fate, Pair]]:
        """The rows in document order: those that stay, and between them those that go, then those that come instead."""
        removed = {change.before.id for change in self.changes if change.before and not change.after}
        coming = [change.after for change in reversed(self.changes) if change.after and not change.before]
        rows: list[tuple[Fate, Pair]] = []
        for row in self.old:
            if row.id in removed:
                rows.append((Fate.GOES, row))
                continue
            while coming and _precedes(coming[-1], row):
                rows.append((Fate.COMES, coming.pop()))
            rows.append((Fate.STAYS, row))
        return rows + [(Fate.COMES, new) for new in reversed(coming)]


def _precedes(new: Pair, row: Pair) -> bool:
    """Whether a row comes before another in one of the documents that both have."""
    begins = (
        ([(span.position, span.start) for span in each.side(side).spans[:1]] for each in (new, row)) for side in Side
    )
    return any(one and other and one < other for one, other in begins)


def realign(corpus: Corpus, encoder: Encoder, pair: Pair) -> Realignment:
    """Align anew the rows between the decided or corrected ones around a row; the corpus stays as it is.

    Raises NotPossible where the row is decided, nothing faces it, or the documents' texts are not in the corpus.
    """
    if _settled(pair):
        raise NotPossible(
            gettext("This row is decided or corrected already."), hint=gettext("Reopen it (p), or go to an open one.")
        )
    facing = _facing(corpus, pair)
    old = _stretch(corpus, pair, facing)
    source = _SideOfRows(corpus, facing.source.document, [row.source for row in old])
    target = _SideOfRows(corpus, facing.target.document, [row.target for row in old])
    if not source.segments or not target.segments:
        raise NotPossible(
            gettext("There is nothing on one side of these rows."), hint=gettext("Unlink a neighbour first.")
        )
    structures = (source.structure, target.structure) if source.structure and target.structure else None
    beads = align(source.texts, target.texts, cached(encoder, corpus.vectors), structures=structures)
    new = []
    for bead in beads:
        sides = source.pair_side(bead.source), target.pair_side(bead.target)
        new.append(Pair(*sides, relation_of(*sides), probability=bead.probability))
    return Realignment(tuple(old), tuple(realigned(old, new)))


class _SideOfRows:
    """One side of the rows: the segments they hold, in order; of one that a decided row has a part of, the rest."""

    def __init__(self, corpus: Corpus, document: str, sides: Sequence[PairSide]) -> None:
        self._languages = {position: side.language for side in sides for position in side.segments}
        """What each segment's row has it in: a foreign word is part of the language around it."""
        segments = corpus.segments(document)
        held = reduce(lambda one, other: join(one, other, lambda _: segments), map(SideHistory, sides)).side
        pieces = pieces_of(held, lambda _: segments)
        if held.spans and pieces is None:
            raise NotPossible(
                gettext("The text of “{document}” is not in the corpus.").format(document=document),
                hint=gettext("Only its pairs were imported."),
            )
        self._held = held
        self.segments = pieces or []
        self.texts = [segment.text for segment in self.segments]
        self.structure = Structure.of(corpus.document(document), self.segments) if self.segments else None

    def pair_side(self, places: range) -> PairSide:
        segments = self.segments[places.start : places.stop]
        if not segments:
            return PairSide.missing(self._held.language)
        spans = self._held.spans[places.start : places.stop]
        return PairSide(self._held.document, self._languages[spans[0].position], spans, joined(segments))


def _facing(corpus: Corpus, pair: Pair) -> Pair:
    """The row itself, or for an unaligned one the first row that has its document and another."""
    if pair.relation is not Relation.UNALIGNED:
        return pair
    name = pair.source.document or pair.target.document
    for row in corpus.iter_pairs(PairQuery(document=name)):
        if row.source.document and row.target.document and row.relation is not Relation.UNALIGNED:
            return row
    raise NotPossible(
        gettext("Nothing faces this row's document."), hint=gettext("enter offers counterparts from other documents.")
    )


def _stretch(corpus: Corpus, pair: Pair, facing: Pair) -> list[Pair]:
    """The open, uncorrected rows around a row, of the two documents and of one relation, in document order."""
    documents = {"", facing.source.document, facing.target.document}
    relations = {facing.relation, Relation.UNALIGNED}
    rows = [
        row
        for row in corpus.iter_pairs(PairQuery(document=pair.side(_filled(pair)).document))
        if row.relation in relations and {row.source.document, row.target.document} <= documents
    ]
    here = next((index for index, row in enumerate(rows) if row.id == pair.id), None)
    if here is None:
        raise NotPossible(
            gettext("This row is gone."), hint=gettext("It was merged or removed; look at the list again.")
        )
    first = last = here
    while first > 0 and not _settled(rows[first - 1]):
        first -= 1
    while last + 1 < len(rows) and not _settled(rows[last + 1]):
        last += 1
    return rows[first : last + 1]


def _filled(pair: Pair) -> Side:
    return Side.SOURCE if pair.source.document else Side.TARGET


def _settled(pair: Pair) -> bool:
    return pair.status not in OPEN or bool(pair.corrections)
