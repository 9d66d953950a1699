"""Aligned documents of a corpus with what a reviewer decided about their rows, in pieces that can be held back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from workbench.adaptation.decided_bitext import Decision
from workbench.domain import DocumentPair, Pair, Relation, Side, Status
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery

_PIECE = 50
"""Decisions in a piece: a document with more is divided where a confirmed row ends."""
_FEWEST = 10
"""Confirmed rows from which on two documents teach how texts like them are aligned …"""
_IN_ORDER = 0.9
"""… where so many of them follow each other in both: others were mined, not aligned."""
MOST = 2_000
"""Decisions learnt from, as they come: what a minute is enough for."""
_LONGEST = 2_000
"""Segments of a piece; between decisions farther apart than this nothing is learnt."""

_RIGHT = {Status.CONFIRMED: True, Status.REJECTED: False}


@dataclass(frozen=True, slots=True)
class DecidedPiece:
    """A stretch of two documents that face each other, without blank segments."""

    documents: DocumentPair
    source: tuple[str, ...]
    target: tuple[str, ...]
    decisions: tuple[Decision, ...]
    """Positions in the stretch."""


def decided_pieces(corpus: Corpus) -> list[DecidedPiece]:
    """Stretches of the aligned documents in which rows were confirmed or rejected by reading."""
    pieces: list[DecidedPiece] = []
    for documents in corpus.bitexts():
        left = MOST - sum(len(piece.decisions) for piece in pieces)
        if left <= 0:
            break
        texts = [
            {segment.position: segment.text for segment in corpus.segments(name) if segment.text.strip()}
            for name in (documents.source, documents.target)
        ]
        if not all(texts):
            continue
        places = [{position: at for at, position in enumerate(side)} for side in texts]
        decisions = list(islice(_decisions(corpus, documents, places), left))
        confirmed = sorted((one.source.start, one.target.start) for one in decisions if one.right)
        in_order = sum(one[1] < two[1] for one, two in pairwise(confirmed))
        if len(confirmed) >= _FEWEST and in_order >= _IN_ORDER * (len(confirmed) - 1):
            source, target = (tuple(side.values()) for side in texts)
            pieces += divided(DecidedPiece(documents, source, target, tuple(decisions)))
    return pieces


def _decisions(corpus: Corpus, documents: DocumentPair, places: Sequence[Mapping[int, int]]) -> Iterator[Decision]:
    for pair in decided_rows(corpus, documents, Relation.TRANSLATION):
        if decision := decision_of(pair, places):
            yield decision


def decided_rows(corpus: Corpus, documents: DocumentPair, relation: Relation) -> Iterator[Pair]:
    """Yield the rows of two documents that somebody read and confirmed or rejected."""
    query = PairQuery(
        document=documents.source,
        statuses=frozenset(_RIGHT),
        relations=frozenset({relation}),
        by_estimate=False,
    )
    for pair in corpus.iter_pairs(query):
        if (pair.source.document, pair.target.document) == (documents.source, documents.target):
            yield pair


def decision_of(pair: Pair, places: Sequence[Mapping[int, int]]) -> Decision | None:
    """Return what was decided, by the places that segments have on either side; None for parts of segments."""
    source, target = (_range(pair, side, known) for side, known in zip(Side, places, strict=True))
    return Decision(source, target, _RIGHT[pair.status]) if source and target else None


def _range(pair: Pair, side: Side, places: Mapping[int, int]) -> range:
    """Where a row's segments are among those that are not blank; empty where they are not whole and consecutive."""
    spans = pair.side(side).spans
    found = [places[span.position] for span in spans if span.is_whole and span.position in places]
    if not found or len(found) < len(spans) or found[-1] - found[0] + 1 != len(found):
        return range(0)
    return range(found[0], found[-1] + 1)


def divided(whole: DecidedPiece) -> Iterator[DecidedPiece]:
    """Pieces that end with a confirmed row which no decision crosses, so that each can be aligned by itself."""
    ordered = sorted(whole.decisions, key=lambda one: (one.source.start, one.target.start))
    source = target = 0
    taken: list[Decision] = []
    for number, decision in enumerate(ordered):
        taken.append(decision)
        later = ordered[number + 1 :]
        whole_here = all(one.source.stop <= decision.source.stop for one in taken) and all(
            one.target.stop <= decision.target.stop for one in taken
        )
        border = (
            decision.right
            and whole_here
            and all(
                one.source.start >= decision.source.stop and one.target.start >= decision.target.stop for one in later
            )
        )
        if border and (len(taken) >= _PIECE or not later):
            yield from _piece(whole, (source, target), (decision.source.stop, decision.target.stop), taken)
            source, target, taken = decision.source.stop, decision.target.stop, []


def _piece(
    whole: DecidedPiece, start: tuple[int, int], stop: tuple[int, int], taken: Sequence[Decision]
) -> Iterator[DecidedPiece]:
    source, target = whole.source[start[0] : stop[0]], whole.target[start[1] : stop[1]]
    inside = [one for one in taken if one.source.start >= start[0] and one.target.start >= start[1]]
    if inside and max(len(source), len(target)) <= _LONGEST:
        moved = tuple(Decision(_moved(one.source, start[0]), _moved(one.target, start[1]), one.right) for one in inside)
        yield DecidedPiece(whole.documents, source, target, moved)


def _moved(positions: range, start: int) -> range:
    return range(positions.start - start, positions.stop - start)
