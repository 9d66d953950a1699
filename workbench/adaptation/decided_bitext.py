"""Two parallel documents under review: what is still open, given the weights and what was decided about some beads.

A confirmed bead is an anchor that every alignment passes through, a rejected one is barred from all of them; exact
forward-backward over the rest says how probable each open bead is then. Positions are those of source and target
segments; what is computed lies on the aligner's lattice, Chinese along the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.alignment.aligner import bead_potentials, prepare
from workbench.alignment.bead_features import ShapeFeatures, bead_features
from workbench.alignment.lattice import SHAPES, Anchor, Band, Lattice
from workbench.alignment.measured_text import measure
from workbench.alignment.model import Model
from workbench.alignment.structure import Structure
from workbench.alignment.structure_evidence import evidence
from workbench.arrays import BoolVector, Float32Matrix, Float64Matrix, Float64Vector, Int64Vector
from workbench.domain import Bead
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import lexicon_of
from workbench.script import mostly_chinese
from workbench.training.aligner.crf import BARRED, Example

_NEGLIGIBLE, _FLATTENED = 1e-6, 0.7
"""Nodes less probable than this with flattened odds are left out: no decision so far makes them likely."""

_SIZES = np.array(SHAPES)
_TWO_SIDED = _SIZES.min(axis=1) > 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decided about consecutive segments that face each other, or about one that faces nothing."""

    source: range
    target: range
    """One of the two may be empty."""
    right: bool
    """Confirmed as it stands; else rejected."""


class TooManyBeads(Exception):
    """More beads of two documents come into question than may be in memory at once."""


class DecidedBitext:
    """The beads of two documents that can come into question, with their features and what was decided about them."""

    def __init__(self, lattice: Lattice, features: Sequence[ShapeFeatures], swapped: bool) -> None:
        self.lattice = lattice
        self.swapped = swapped
        """Whether the source lies along the columns."""
        self.shapes = np.concatenate([np.full(len(nodes), shape) for shape, nodes, _ in features])
        self.nodes: Int64Vector = np.concatenate([nodes for _, nodes, _ in features])
        self.features: Float32Matrix = np.vstack([values for _, _, values in features])
        """(beads, features + 1): those of the model, and what the documents' form says, whose weight is 1."""
        self._row, self._column = lattice.node_rows[self.nodes], lattice.node_columns[self.nodes]
        self._row_end, self._column_end = self._row + _SIZES[self.shapes, 0], self._column + _SIZES[self.shapes, 1]
        self.decisions: tuple[Decision, ...] = ()
        """Those that hold: of contradicting ones the later."""
        self._allowed: BoolVector = np.ones(len(self.nodes), dtype=bool)

    @classmethod
    def of(
        cls,
        source: Sequence[str],
        target: Sequence[str],
        encoder: Encoder,
        model: Model,
        *,
        anchors: Sequence[Anchor] = (),
        structures: tuple[Structure, Structure] | None = None,
        most: int | None = None,
    ) -> DecidedBitext:
        """Measure two documents without blank segments; `model` says which beads come into question at all.

        Raises TooManyBeads where these are more than `most`.
        """
        swapped = (mostly_chinese(source), mostly_chinese(target)) == (False, True)
        lexicon = lexicon_of(encoder)
        sentences = None if encoder is lexicon or encoder.signature == lexicon.signature else encoder
        sides = [measure(texts, mostly_chinese(texts), lexicon, sentences) for texts in (source, target)]
        if swapped:
            sides.reverse()
            anchors = [(column, row) for row, column in anchors]
        whole, statistics = prepare(sides[0], sides[1], lexicon, anchors, foreign=sentences is not None)
        potentials = bead_potentials(whole, statistics, model)
        forms = structures[::-1] if structures is not None and swapped else structures
        if forms is not None:
            potentials += evidence(whole, *forms)
        lattice = _narrowed(whole, potentials, anchors)
        if most is not None and np.count_nonzero(lattice.ends < lattice.size) > most:
            raise TooManyBeads
        form = evidence(lattice, *forms) if forms is not None else np.zeros((lattice.size, len(SHAPES)))
        beads = bead_features(statistics, lattice)
        with_form = [
            (shape, nodes, np.column_stack([values, form[nodes, shape]]).astype(np.float32))
            for shape, nodes, values in beads
        ]
        return cls(lattice, with_form, swapped)

    @property
    def example(self) -> Example:
        """What the decisions teach: alignments that agree with them against all others."""
        return Example(0, 1.0, self.lattice, self.nodes, self.shapes, self.features, self._allowed)

    def decide(self, decisions: Iterable[Decision]) -> None:
        """Take these decisions in place of earlier ones, the latest last: it holds where two contradict each other."""
        kept: list[Decision] = []
        for decision in reversed(list(decisions)):
            if not any(_contradict(decision, other) for other in kept):
                kept.append(decision)
        self.decisions = tuple(kept)
        compatible = [self._compatible(decision) for decision in kept]
        self._allowed = np.logical_and.reduce([np.ones(len(self.nodes), dtype=bool), *compatible])
        if self._has_way(self._allowed):
            return
        # One that leads out of the lattice is left out: with it there is no way through.
        self._allowed = np.ones(len(self.nodes), dtype=bool)
        for each in compatible:
            if self._has_way(self._allowed & each):
                self._allowed &= each

    def beads(self, weights: Float64Vector, model: Model) -> list[Bead]:
        """The alignment of minimum expected error that agrees with the decisions, with calibrated probabilities."""
        potentials = self._potentials(weights)
        posteriors, _ = self.lattice.posteriors(potentials)
        risks = np.where(_TWO_SIDED, 1.0, 0.5)
        gains = np.where(np.isfinite(potentials), risks * (posteriors - model.cost), -np.inf)
        gains[self.nodes[~self._allowed], self.shapes[~self._allowed]] = BARRED
        found = []
        for node, shape in self.lattice.best_path(gains):
            row, column = int(self.lattice.node_rows[node]), int(self.lattice.node_columns[node])
            rows, columns = range(row, row + SHAPES[shape][0]), range(column, column + SHAPES[shape][1])
            curve = model.pairs if rows and columns else model.singles
            probability = float(curve(posteriors[node, shape][None])[0])
            found.append(Bead(columns, rows, probability) if self.swapped else Bead(rows, columns, probability))
        return found

    def probabilities(
        self, beads: Iterable[tuple[range, range]], weights: Float64Vector, model: Model
    ) -> list[float | None]:
        """How probable each of these beads is, (source, target); None where the lattice does not have it."""
        posteriors, _ = self.lattice.posteriors(self._potentials(weights))
        own = posteriors[self.nodes, self.shapes]
        found: list[float | None] = []
        for source, target in beads:
            at = self._exact(*((target, source) if self.swapped else (source, target)))
            curve = model.pairs if source and target else model.singles
            # Where a segment that faces nothing stands among those of the other side makes no difference.
            chance = np.minimum(own[at].sum(), 1.0)
            found.append(float(curve(chance[None])[0]) if at.any() else None)
        return found

    def _potentials(self, weights: Float64Vector) -> Float64Matrix:
        potentials = np.full((self.lattice.size, len(SHAPES)), -np.inf)
        own = self.features @ np.append(weights, 1.0).astype(np.float32)
        potentials[self.nodes, self.shapes] = np.where(self._allowed, own, own + BARRED)
        return potentials

    def _exact(self, rows: range, columns: range) -> BoolVector:
        """Which beads hold exactly these segments."""
        at: BoolVector = np.ones(len(self.nodes), dtype=bool)
        for side, start, end in ((rows, self._row, self._row_end), (columns, self._column, self._column_end)):
            at &= (start == side.start) & (end == side.stop) if side else start == end
        return at

    def _compatible(self, decision: Decision) -> BoolVector:
        """Which beads a decision leaves: those that do not overlap it, and itself where it was confirmed."""
        source, target = decision.source, decision.target
        rows, columns = (target, source) if self.swapped else (source, target)
        exact = self._exact(rows, columns)
        if not decision.right:
            np.logical_not(exact, out=exact)
            return exact
        if rows and columns:
            before = (self._row_end <= rows.start) & (self._column_end <= columns.start)
            behind = (self._row >= rows.stop) & (self._column >= columns.stop)
            if not exact.any():
                # The aligner knows no bead of this form: its borders hold.
                exact = (self._row >= rows.start) & (self._row_end <= rows.stop)
                exact &= (self._column >= columns.start) & (self._column_end <= columns.stop)
            exact |= before | behind
            return exact
        side, start, end = (rows, self._row, self._row_end) if rows else (columns, self._column, self._column_end)
        exact |= (end <= side.start) | (start >= side.stop)
        return exact

    def _has_way(self, allowed: BoolVector) -> bool:
        """Whether a path of allowed beads leads through the whole lattice."""
        lattice = self.lattice
        gains = np.full((lattice.size, len(SHAPES)), -np.inf)
        gains[self.nodes, self.shapes] = np.where(allowed, 0.0, BARRED)
        path = lattice.best_path(gains)
        return all(gains[node, shape] > BARRED for node, shape in path)


def _contradict(one: Decision, other: Decision) -> bool:
    """Whether no alignment agrees with both."""
    same = (one.source, one.target) == (other.source, other.target)
    if not (one.right and other.right):
        return same and one.right != other.right
    if same:
        return False
    shared = _overlap(one.source, other.source) or _overlap(one.target, other.target)
    both = all((one.source, one.target, other.source, other.target))
    return shared or (both and (one.source.start < other.source.start) != (one.target.start < other.target.start))


def _overlap(one: range, other: range) -> bool:
    return bool(one and other) and one.start < other.stop and other.start < one.stop


def _narrowed(lattice: Lattice, potentials: Float64Matrix, anchors: Sequence[Anchor]) -> Lattice:
    """The lattice without the nodes that are out of the question."""
    forward, backward = lattice.forward_backward(_FLATTENED * potentials, 0, lattice.size - 1)
    kept = np.flatnonzero(np.exp(np.minimum(forward + backward - forward[-2], 0.0)[:-1]) > _NEGLIGIBLE)
    rows, columns = lattice.node_rows[kept], lattice.node_columns[kept]
    low = np.full(lattice.band.rows + 1, np.iinfo(np.int64).max)
    high = np.zeros(lattice.band.rows + 1, dtype=np.int64)
    np.minimum.at(low, rows, columns)
    np.maximum.at(high, rows, columns + 1)
    return Lattice(Band.around(low, high, int(lattice.node_columns[-1]), anchors), anchors)
