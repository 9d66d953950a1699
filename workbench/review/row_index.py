"""The rows of a list as arrays: ids, traits and probabilities of a hundred thousand rows in two megabytes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, starmap

import numpy as np

from workbench.arrays import BoolVector, Float32Vector, Float64Vector, Int64Vector, UInt16Vector
from workbench.domain import Pair
from workbench.store.overview import NOT_SCORED, Overview, Trait, traits_of


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the listed rows are decided."""

    open: int
    confirmed: int
    by_estimate: int
    """Those of the confirmed rows that nobody has read."""
    flagged: int
    """Open rows with a flag."""
    expected: float | None
    """Mean probability of the open translations, 0 to 1; None where none of them has one."""


@dataclass(frozen=True, slots=True)
class MapCell:
    """Consecutive rows in the order of their documents."""

    rows: int
    open: int
    wrong: int
    """Open rows with an error."""


class RowIndex:
    """Which rows are listed, in which order, and the traits of each, known without reading it."""

    def __init__(self, overview: Overview, document_order: Sequence[int]) -> None:
        """`document_order` holds the same ids; another program may have changed a few of them between two queries."""
        self.ids: Int64Vector = np.array(overview.ids, dtype=np.int64)
        self._traits: UInt16Vector = np.array(overview.traits, dtype=np.uint16)
        self._probabilities: Float32Vector = np.array(overview.probabilities, dtype=np.float32)
        ordered = np.array(document_order, dtype=np.int64)
        self._document_order: Int64Vector = ordered[np.isin(ordered, self.ids)]
        self._map: Int64Vector | None = None
        """See `_mapped`; None after a change."""

    def __len__(self) -> int:
        return len(self.ids)

    def keep(self, pair_ids: Sequence[int]) -> None:
        """List only these rows, in this order."""
        places = np.array([self.place(pair_id) for pair_id in pair_ids], dtype=np.int64)
        self.ids, self._traits = self.ids[places], self._traits[places]
        self._probabilities = self._probabilities[places]
        self._document_order = self.ids
        self._map = None

    def place(self, pair_id: int | None) -> int:
        """Return where a row is in the list; -1 if it is not in it."""
        if pair_id is None:
            return -1
        found = np.flatnonzero(self.ids == pair_id)
        return int(found[0]) if len(found) else -1

    def find(self, wanted: Trait, step: int, start: int) -> int:
        """Return the next (step 1) or previous (-1) row with a trait, wrapping around; -1 if there is none."""
        places = np.flatnonzero(self._traits & wanted)
        if not len(places):
            return -1
        beyond = places[places > start] if step > 0 else places[places < start][::-1]
        return int(beyond[0] if len(beyond) else places[0 if step > 0 else -1])

    def traits(self) -> list[Trait]:
        """Return the traits of every row."""
        return [Trait(int(bits)) for bits in self._traits]

    def open_translations(self) -> list[int]:
        """Return the ids of the open rows that claim to be translations: those that an estimate is about."""
        found: list[int] = self.ids[self._is_open_translation].tolist()
        return found

    @property
    def _is_open_translation(self) -> BoolVector:
        wanted = Trait.OPEN | Trait.TRANSLATION
        found: BoolVector = (self._traits & wanted) == wanted
        return found

    def open_probabilities(self) -> Float64Vector:
        """Return the probabilities of the open translations that have one."""
        open_ones = self._probabilities[self._is_open_translation]
        # NOT_SCORED is below 0; a damaged corpus may hold what is above 1.
        found: Float64Vector = open_ones[(open_ones >= 0) & (open_ones <= 1)].astype(np.float64)
        return found

    def open_above(self, place: int) -> list[int]:
        """Return the ids of the open rows from the top of the list down to a place."""
        wanted = (self._traits[: place + 1] & Trait.OPEN) > 0
        found: list[int] = self.ids[: place + 1][wanted].tolist()
        return found

    def count_of(self, pair_ids: Sequence[int], trait: Trait) -> int:
        """Return how many of these rows have a trait."""
        return int(np.count_nonzero(self._traits[np.isin(self.ids, np.array(pair_ids, dtype=np.int64))] & trait))

    def counts(self) -> Counts:
        """Count the rows by what is left to do."""
        is_open = (self._traits & Trait.OPEN) > 0
        probabilities = self.open_probabilities()
        return Counts(
            open=int(np.count_nonzero(is_open)),
            confirmed=int(np.count_nonzero(self._traits & Trait.CONFIRMED)),
            by_estimate=int(np.count_nonzero(self._traits & Trait.BY_ESTIMATE)),
            flagged=int(np.count_nonzero(is_open & ((self._traits & Trait.FLAGGED) > 0))),
            expected=float(probabilities.mean()) if len(probabilities) else None,
        )

    # The map: the rows in the order of their documents

    def map(self, cells: int) -> list[MapCell]:
        """Return the rows of each cell; fewer cells where there are fewer rows."""
        if not len(self.ids):
            return []
        traits = self._traits[self._mapped]
        is_open = (traits & Trait.OPEN) > 0
        starts = np.linspace(0, len(traits), min(cells, len(traits)), endpoint=False).astype(np.int64)
        rows = np.diff(starts, append=len(traits))
        counts = [
            np.add.reduceat(found, starts, dtype=np.int64)
            for found in (is_open, is_open & ((traits & Trait.WRONG) > 0))
        ]
        return list(starmap(MapCell, zip(rows.tolist(), counts[0].tolist(), counts[1].tolist(), strict=True)))

    @property
    def _mapped(self) -> Int64Vector:
        """The place in the list of each row on the map."""
        if self._map is None:
            order = np.argsort(self.ids)
            self._map = order[np.searchsorted(self.ids, self._document_order, sorter=order)]
        return self._map

    def place_on_map(self, pair_id: int | None) -> int:
        """Return where a row stands among the listed ones in document order; -1 if it is not listed."""
        found = np.flatnonzero(self._document_order == (pair_id or 0))
        return int(found[0]) if len(found) else -1

    def on_map(self, place: int) -> float:
        """Return where a row of the list is on the map, 0 to 1."""
        found = self.place_on_map(int(self.ids[place])) if place < len(self.ids) else -1
        return max(found, 0) / max(len(self._document_order) - 1, 1)

    def from_map(self, share: float) -> int:
        """Return the row of the list at a place of the map."""
        if not len(self._document_order):
            return 0
        return max(0, self.place(int(self._document_order[round(share * (len(self._document_order) - 1))])))

    # After an action

    def update(self, pair: Pair) -> None:
        """Take over the traits and the probability that a row has now."""
        if (place := self.place(pair.id)) >= 0:
            self._traits[place] = traits_of(pair)
            self._probabilities[place] = _probability(pair)

    def rescore(self, pairs: Sequence[Pair]) -> None:
        """Take over the probabilities that many rows have now."""
        known = {pair.id: _probability(pair) for pair in pairs if pair.id is not None}
        for place in np.flatnonzero(np.isin(self.ids, list(known))).tolist():
            self._probabilities[place] = known[int(self.ids[place])]

    def arrange(self, pair_ids: Int64Vector) -> None:
        """List the same rows in another order; they stay where they are on the map."""
        order = np.argsort(self.ids)
        places = order[np.searchsorted(self.ids, pair_ids, sorter=order)]
        self.ids, self._traits = self.ids[places], self._traits[places]
        self._probabilities = self._probabilities[places]
        self._map = None

    def renew(self, overview: Overview) -> None:
        """Take over the traits that the rows have now; `overview` holds all of them, in the order of their ids."""
        ids = np.array(overview.ids, dtype=np.int64)
        if len(ids):
            places = np.searchsorted(ids, self.ids).clip(max=len(ids) - 1)
            known = ids[places] == self.ids
            self._traits[known] = np.array(overview.traits, dtype=np.uint16)[places[known]]

    def place_in_documents(self, precedes: Callable[[int], bool]) -> int:
        """Return where a row belongs among the listed ones in document order; `precedes`: if another is before it."""
        return bisect_left(self._document_order, True, key=lambda pair_id: not precedes(int(pair_id)))

    def is_in_order(self, pair_id: int, precedes: Callable[[int, int], bool]) -> bool:
        """Return whether a row is between its neighbours on the map as `precedes` has it."""
        found = np.flatnonzero(self._document_order == pair_id)
        around = self._document_order[max(int(found[0]) - 1, 0) : int(found[0]) + 2].tolist() if len(found) else []
        return all(starmap(precedes, pairwise(around)))

    def move_on_map(self, pair_ids: Sequence[int], precedes: Callable[[int, int], bool]) -> None:
        """Put rows where they belong on the map; they stay where they are in the list."""
        self._document_order = self._document_order[~np.isin(self._document_order, pair_ids)]
        for pair_id in pair_ids:
            place = bisect_left(self._document_order, True, key=lambda other: not precedes(int(other), pair_id))
            self._document_order = np.insert(self._document_order, place, pair_id)
        self._map = None

    def insert(self, pair: Pair, at: int, on_map: int) -> None:
        """Insert a row at a place of the list, and at one among the listed rows in document order."""
        self._document_order = np.insert(self._document_order, on_map, pair.id or 0)
        self.ids = np.insert(self.ids, at, pair.id or 0)
        self._traits = np.insert(self._traits, at, traits_of(pair))
        self._probabilities = np.insert(self._probabilities, at, _probability(pair))
        self._map = None

    def remove(self, place: int) -> None:
        """Remove a row."""
        self._document_order = self._document_order[self._document_order != self.ids[place]]
        self.ids, self._traits = np.delete(self.ids, place), np.delete(self._traits, place)
        self._probabilities = np.delete(self._probabilities, place)
        self._map = None


def _probability(pair: Pair) -> float:
    return pair.probability if pair.scored else NOT_SCORED
