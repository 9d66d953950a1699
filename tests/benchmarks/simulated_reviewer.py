"""A reviewer who knows the gold alignment, at work on documents: what is read, corrected, counted and learnt from."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tests.benchmarks.simulated_documents import NOTHING, Key, Reviewed
from workbench.adaptation.aligner_update import PENALTY, updated_weights
from workbench.adaptation.decided_bitext import Decision
from workbench.adaptation.reading_order import reading_order
from workbench.adaptation.rest import recalibrated, rest_of
from workbench.alignment.model import Calibration

GOAL = 0.99
THRESHOLD = 0.895
"""From which the aligner's card says that rows can be accepted unread."""


class Strategy(StrEnum):
    """In which order rows are read, and what becomes of the open ones."""

    IN_ORDER = "in order"
    THRESHOLD = "below a threshold"
    LEAST_SURE = "least sure first"
    ANCHORS = "aligned again"
    """Least sure first, the open rows aligned again between decided ones."""
    LEARNING = "learning"
    """The same with weights and calibration moved, and neighbours read apart."""


_ALIGNS_AGAIN = {Strategy.ANCHORS, Strategy.LEARNING}


@dataclass(slots=True)
class Row:
    """A row under review."""

    document: int
    key: Key
    probability: float
    decided: bool = False

    @property
    def place(self) -> int:
        """Where it is in its document."""
        return max(side.start for side in self.key if side)


@dataclass(frozen=True, slots=True)
class Point:
    """How things stand after a number of decisions."""

    decisions: int
    right: float
    """Share of right rows."""
    claimed: float
    """The same as the probabilities have it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a simulation is about."""

    strategy: Strategy
    every: int = 10
    """Decisions after which the open rows are scored again."""
    mistakes: float = 0.0
    """Share of the rows about which the reviewer errs: right ones joined with the next, wrong ones confirmed."""
    seed: int = 1
    penalty: float = PENALTY
    spread: bool = True


class Review:
    """A corpus under review."""

    def __init__(self, documents: Sequence[Reviewed], settings: Settings) -> None:
        self.documents, self.settings = documents, settings
        self.made = 0
        """Decisions so far."""
        self.weights = [one.model.weights.astype(np.float64) for one in documents]
        self._draw = random.Random(settings.seed)
        self._decided: list[dict[Key, None]] = [{} for _ in documents]
        self._outcomes: list[tuple[float, bool]] = []
        self._calibration = Calibration()
        self._learnt_at = 0
        self._touched: set[int] = set()
        self._queue: list[Row] = []
        for one in documents:
            one.bitext.decide(())
        self.rows = [row for number in range(len(documents)) for row in self.aligned(number)]
        self.beads = len(self.rows)
        """Rows in the beginning."""

    def run(self, until: Callable[[Point], bool]) -> list[Point]:
        """Review until a condition holds or no row is left to read, and return how things stood on the way."""
        curve = [self.point()]
        while not until(curve[-1]) and (row := self._next()) is not None:
            self._decide(row)
            if self.settings.strategy in _ALIGNS_AGAIN and self.made - self._learnt_at >= self.settings.every:
                self._learn()
            curve.append(self.point())
        return curve

    def point(self) -> Point:
        """How things stand."""
        right = sum(row.key in self.documents[row.document].right for row in self.rows)
        is_open = np.array([row.probability for row in self.rows if not row.decided])
        rest = rest_of(self._calibration(is_open), len(self.rows) - len(is_open), GOAL)
        return Point(self.made, right / len(self.rows), rest.whole)

    def _next(self) -> Row | None:
        rows = [row for row in self.rows if not row.decided]
        if self.settings.strategy is Strategy.THRESHOLD:
            rows = [row for row in rows if row.probability < THRESHOLD]
        if not rows:
            return None
        if self.settings.strategy in (Strategy.IN_ORDER, Strategy.THRESHOLD):
            return min(rows, key=lambda row: (row.document, row.place))
        if self.settings.strategy is not Strategy.LEARNING or not self.settings.spread:
            return min(rows, key=lambda row: row.probability)
        present = set(map(id, rows))
        self._queue = [row for row in self._queue if id(row) in present]
        if not self._queue:
            rows.sort(key=lambda row: row.probability)
            names, places = [str(row.document) for row in rows], [row.place for row in rows]
            chances = np.array([row.probability for row in rows])
            first = reading_order(chances, names, places, self.settings.every)[: self.settings.every]
            self._queue = [rows[index] for index in first]
        return self._queue.pop(0)

    def _decide(self, row: Row) -> None:
        one = self.documents[row.document]
        self._touched.add(row.document)
        is_right = row.key in one.right
        self._outcomes.append((row.probability, is_right))
        if self._draw.random() < self.settings.mistakes:
            gold: tuple[Key, ...] = (self._joined_with_next(row) if is_right else row.key,)
        else:
            gold = (row.key,) if is_right else tuple(key for key in one.gold if _overlap(key, row.key))
        mine = [each for each in self.rows if each.document == row.document]
        touched = [each for each in mine if any(_overlap(key, each.key) for key in gold)]
        self.made += max(len(touched), len(gold))
        gone = set(map(id, touched))
        self.rows = [each for each in self.rows if id(each) not in gone]
        self.rows += [Row(row.document, key, 1.0, decided=True) for key in gold]
        self.rows += [left for each in touched for left in _left_over(each, gold)]
        known = self._decided[row.document]
        for key in [key for key in known if any(_overlap(key, other) for other in gold)]:
            del known[key]
        known.update(dict.fromkeys(gold))

    def _joined_with_next(self, row: Row) -> Key:
        following = [
            each for each in self.rows if each.document == row.document and each.place > row.place and all(each.key)
        ]
        if not all(row.key) or not following:
            return row.key
        other = min(following, key=lambda each: each.place)
        first, second = (
            range(side.start, max(side.stop, more.stop)) for side, more in zip(row.key, other.key, strict=True)
        )
        return first, second

    def _learn(self) -> None:
        """Align the open rows again; those of every document where weights have moved."""
        for number in self._touched:
            self.documents[number].bitext.decide(Decision(*key, right=True) for key in self._decided[number])
        again = set(self._touched)
        if self.settings.strategy is Strategy.LEARNING:
            self._move_weights()
            again = set(range(len(self.documents)))
        before = {(row.document, row.key) for row in self.rows}
        self.rows = [row for row in self.rows if row.document not in again]
        self.rows += [row for number in sorted(again) for row in self.aligned(number)]
        # Proposals are taken over by one decision.
        self.made += {(row.document, row.key) for row in self.rows} != before
        self._learnt_at = self.made
        if self.settings.strategy is Strategy.ANCHORS:
            self._touched.clear()

    def _move_weights(self) -> None:
        shipped = {id(one.model): one.model.weights.astype(np.float64) for one in self.documents}
        examples = [self.documents[number].bitext.example for number in sorted(self._touched)]
        moved = {
            key: updated_weights(examples, weights, penalty=self.settings.penalty) for key, weights in shipped.items()
        }
        self.weights = [moved[id(one.model)] for one in self.documents]
        self._calibration = recalibrated([value for value, _ in self._outcomes], [hit for _, hit in self._outcomes])

    def aligned(self, number: int) -> list[Row]:
        """The rows of a document as they are aligned now."""
        one, known = self.documents[number], self._decided[number]
        rows = [Row(number, key, 1.0, decided=True) for key in known]
        for bead in one.bitext.beads(self.weights[number], one.model):
            proposed = Row(number, (bead.source or NOTHING, bead.target or NOTHING), bead.probability)
            if proposed.key not in known:
                overlaps = [key for key in known if _overlap(key, proposed.key)]
                rows += _left_over(proposed, overlaps) if overlaps else [proposed]
        return rows


def _overlap(one: Key, other: Key) -> bool:
    return any(a and b and a.start < b.stop and b.start < a.stop for a, b in zip(one, other, strict=True))


def _left_over(row: Row, taken: Sequence[Key]) -> list[Row]:
    """What is left of a row when others take segments of it: to be read next."""
    left = []
    for number, side in enumerate(row.key):
        free = [at for at in side if not any(at in key[number] for key in taken)]
        left.append(range(free[0], free[-1] + 1) if free else NOTHING)
    return [Row(row.document, (left[0], left[1]), 0.0)] if any(left) else []
