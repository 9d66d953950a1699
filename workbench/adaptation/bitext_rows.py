"""The rows of two parallel documents as beads, and new beads as changes to open rows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workbench.adaptation.decided_bitext import Decision
from workbench.domain import Bead, DocumentPair, Pair, PairSide, Relation, Segment, Side, Status, relation_of
from workbench.pipeline.realignment import Realignment
from workbench.review.operations import realigned
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery

_IN_ORDER, _COVERED = 0.8, 0.5
"""Shares of rows in order, and of segments that face others, from which on documents are parallel."""

Key = tuple[range, range]


@dataclass(frozen=True, slots=True)
class BitextRows:
    """The rows of two documents, each with the segments it holds."""

    documents: DocumentPair
    segments: tuple[tuple[Segment, ...], tuple[Segment, ...]]
    rows: dict[Key, Pair]
    """Rows in the order of both documents that hold whole consecutive segments."""

    @classmethod
    def of(cls, corpus: Corpus, documents: DocumentPair) -> BitextRows | None:
        """Read them; None where the documents are not parallel, or their texts not in the corpus."""
        one, other = corpus.segments(documents.source), corpus.segments(documents.target)
        if not one or not other:
            return None
        names = {"", documents.source, documents.target}
        known: dict[Key, Pair] = {}
        for name in (documents.source, documents.target):
            for pair in corpus.iter_pairs(PairQuery(document=name)):
                if {pair.source.document, pair.target.document} <= names and (key := _key(pair, documents)):
                    known[key] = pair
        facing = sorted((key for key in known if all(key)), key=lambda key: key[0].start)
        in_order = _longest_ascending([key[1].start for key in facing])
        held = [sum(len(key[side]) for key in facing) for side in (0, 1)]
        if len(in_order) < _IN_ORDER * len(facing) or held[0] < _COVERED * len(one) or held[1] < _COVERED * len(other):
            return None
        kept = {facing[at] for at in in_order}
        rows = {key: pair for key, pair in known.items() if key in kept or not all(key)}
        return cls(documents, (one, other), rows)

    @property
    def texts(self) -> tuple[list[str], list[str]]:
        """The segments' texts."""
        source, target = ([segment.text for segment in side] for side in self.segments)
        return source, target

    @property
    def decisions(self) -> list[Decision]:
        """What reviewers decided, the latest last; what nobody read is not among it."""
        decided = [
            (pair.updated_at or "", pair.id or 0, key)
            for key, pair in self.rows.items()
            if pair.status in (Status.CONFIRMED, Status.REJECTED) and not pair.by_estimate
        ]
        in_order = [key for _, _, key in sorted(decided, key=lambda each: each[:2])]
        return [Decision(*key, right=self.rows[key].status is Status.CONFIRMED) for key in in_order]

    def open_rows(self, touched: Collection[int]) -> dict[Key, Pair]:
        """Proposed rows that were aligned; without corrected ones and those with these ids, which a person changed."""
        return {
            key: pair
            for key, pair in self.rows.items()
            if pair.status is Status.PROPOSED and pair.scored and not pair.corrections and pair.id not in touched
        }

    def proposals(self, beads: Sequence[Bead], touched: Collection[int]) -> list[Realignment]:
        """Runs of open rows that would be aligned otherwise, and what would replace them."""
        is_open = self.open_rows(touched)
        keys = {_key_of(bead): bead for bead in beads}
        free = {key: pair for key, pair in is_open.items() if key not in keys and not (pair.note or pair.bookmarked)}
        coming = [key for key in keys if key not in self.rows]
        found = []
        for old, new in _blocks(list(free), coming):
            rows = tuple(free[key] for key in sorted(old, key=_place))
            pairs = [self._pair(keys[key]) for key in sorted(new, key=_place)]
            found.append(Realignment(rows, tuple(realigned(rows, pairs))))
        return found

    def _pair(self, bead: Bead) -> Pair:
        source, target = (
            self._side(side, places) for side, places in ((Side.SOURCE, bead.source), (Side.TARGET, bead.target))
        )
        return Pair(source, target, relation_of(source, target), probability=round(bead.probability, 4))

    def _side(self, side: Side, places: range) -> PairSide:
        number = 0 if side is Side.SOURCE else 1
        name = self.documents.source if number == 0 else self.documents.target
        segments = self.segments[number]
        if not places:
            return PairSide.missing(segments[0].language)
        return PairSide.of(name, segments[places.start : places.stop])


def bitexts(corpus: Corpus, most: int) -> list[DocumentPair]:
    """Return documents that face each other in at most so many rows, those with most decided rows first."""
    rows: dict[DocumentPair, int] = {}
    decided: dict[DocumentPair, int] = {}
    for tally in corpus.tallies():
        if tally.source and tally.target and tally.relation is not Relation.UNALIGNED:
            documents = DocumentPair(tally.source, tally.target)
            is_decided = tally.status in (Status.CONFIRMED, Status.REJECTED)
            rows[documents] = rows.get(documents, 0) + tally.count
            decided[documents] = decided.get(documents, 0) + is_decided * tally.count
    return sorted((each for each in rows if rows[each] <= most), key=lambda documents: -decided[documents])


def _key(pair: Pair, documents: DocumentPair) -> Key | None:
    """The whole consecutive segments of a row; None where it holds others, or parts."""
    sides = []
    for side, name in ((pair.source, documents.source), (pair.target, documents.target)):
        places = [span.position for span in side.spans]
        whole = all(span.start == 0 and span.end is None for span in side.spans)
        held = range(places[0], places[-1] + 1) if places else range(0)
        if (side.document and side.document != name) or not whole or places != list(held):
            return None
        sides.append(held)
    return (sides[0], sides[1]) if any(sides) else None


def _key_of(bead: Bead) -> Key:
    return bead.source or range(0), bead.target or range(0)


def _place(key: Key) -> tuple[int, int]:
    return (key[0].start if key[0] else 1 << 30, key[1].start)


def _blocks(old: Sequence[Key], new: Sequence[Key]) -> list[tuple[list[Key], list[Key]]]:
    """Beads that share segments, old and new ones together, where both hold exactly the same segments."""
    owner = {(side, at): key for key in old for side in (0, 1) for at in key[side]}
    groups: dict[Key, tuple[list[Key], list[Key]]] = {key: ([key], []) for key in old}
    for key in new:
        owners = {owner.get((side, at)) for side in (0, 1) for at in key[side]}
        if None in owners:
            continue
        parts = {id(groups[one]): groups[one] for one in owners if one is not None}.values()
        merged = [one for part in parts for one in part[0]], [key, *(one for part in parts for one in part[1])]
        for one in merged[0]:
            groups[one] = merged
    whole = {id(group): group for group in groups.values()}.values()
    return [group for group in whole if group[1] and _held(group[0]) == _held(group[1])]


def _held(keys: Sequence[Key]) -> set[tuple[int, int]]:
    return {(side, at) for key in keys for side in (0, 1) for at in key[side]}


def _longest_ascending(values: Sequence[int]) -> list[int]:
    """The places of a longest ascending run of values, in order."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(ends, value)
        ends[at : at + 1] = [value]
        last[at : at + 1] = [place]
        before.append(last[at - 1] if at else -1)
    chain = []
    place = last[-1] if last else -1
    while place >= 0:
        chain.append(place)
        place = before[place]
    return chain[::-1]
