"""A semi-Markov conditional random field over alignment lattices: likelihood and gradient of many documents at once.

Sarawagi and Cohen (2004, "Semi-Markov Conditional Random Fields for Information Extraction"); a path's potential is
the sum of its beads' features weighed, its likelihood that potential over the sum for all paths in the lattice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.alignment.lattice import SHAPES, Lattice, Trellis
from workbench.arrays import (
    BoolVector,
    Float32Matrix,
    Float64Matrix,
    Float64Vector,
    Int64Matrix,
    Int64Vector,
)

BARRED = -1000.0
"""Log potential of a bead that the gold alignment rules out; finite, so that sums along a row stay defined."""


@dataclass(frozen=True, slots=True)
class Example:
    """One document to learn from."""

    group: int
    """Documents that are held out together in cross-validation."""
    weight: float
    lattice: Lattice
    nodes: Int64Vector
    """(beads,) where each bead starts; with `shapes` it lists all beads of the lattice."""
    shapes: Int64Vector
    features: Float32Matrix
    """(beads, features)"""
    right: BoolVector
    """(beads,) the gold beads, and all beads inside a gold bead whose shape the lattice does not know."""


class LatticeBatch(Trellis):
    """The lattices of several documents, swept row by row, all documents at a time.

    Arrays over nodes have one entry more than there are nodes, with which short rows are padded.
    """

    def __init__(self, lattices: Sequence[Lattice]) -> None:
        sizes = [lattice.size for lattice in lattices]
        self.base: Int64Vector = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        """(documents + 1,) the first node of each document."""
        size = int(self.base[-1])
        ends = np.full((size + 1, len(SHAPES)), size, dtype=np.int64)
        for lattice, base in zip(lattices, self.base, strict=False):
            ends[base : base + lattice.size] = np.where(lattice.ends < lattice.size, lattice.ends + base, size)
        self.document = np.repeat(np.arange(len(lattices)), sizes)
        longest = max(len(lattice.rows) for lattice in lattices)
        super().__init__(ends, size, [self._row(lattices, row, size) for row in range(longest)])

    def _row(self, lattices: Sequence[Lattice], row: int, size: int) -> Int64Matrix:
        """(documents that have the row, widest): its nodes, padded with `size`."""
        runs = [
            np.arange(lattice.offsets[row], lattice.offsets[row + 1]) + base
            for lattice, base in zip(lattices, self.base, strict=False)
            if row <= lattice.band.rows
        ]
        nodes = np.full((len(runs), max(len(run) for run in runs)), size, dtype=np.int64)
        for at, run in enumerate(runs):
            nodes[at, : len(run)] = run
        return nodes

    def posteriors(self, potentials: Float64Matrix) -> tuple[Float64Matrix, Float64Vector]:
        """(nodes, shapes) probability of each bead, and (documents,) log of the summed weight of all paths."""
        last = self.base[1:] - 1
        alpha, beta = self.forward_backward(potentials, self.base[:-1], last)
        totals = alpha[last]
        log = alpha[:-1, None] + potentials[:-1] + beta[self.ends[:-1]] - totals[self.document][:, None]
        return np.exp(np.minimum(log, 0.0)), totals


class Likelihood:
    """Weighted log likelihood of the gold alignments, as a function of the weights."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.batch = LatticeBatch([one.lattice for one in examples])
        self.features = np.vstack([one.features for one in examples])
        self.nodes = np.concatenate([one.nodes + base for one, base in zip(examples, self.batch.base, strict=False)])
        self.shapes = np.concatenate([one.shapes for one in examples])
        self.right = np.concatenate([one.right for one in examples])
        self.weights = np.array([one.weight for one in examples])
        self.bead_weights = np.repeat(self.weights, [len(one.nodes) for one in examples])
        self.scale = _scale(self.features, self.right)
        """(features,) typical size of each, so that one penalty fits all."""

    def __call__(self, weights: Float64Vector) -> tuple[float, Float64Vector]:
        """Minus the log likelihood, and its gradient."""
        potentials = (self.features @ weights.astype(np.float32)).astype(np.float64)
        free, free_totals = self._expected(potentials)
        gold, gold_totals = self._expected(np.where(self.right, potentials, potentials + BARRED))
        loss = float(self.weights @ (free_totals - gold_totals))
        gradient = ((free - gold) * self.bead_weights).astype(np.float32) @ self.features
        return loss, gradient.astype(np.float64)

    def _expected(self, potentials: Float64Vector) -> tuple[Float64Vector, Float64Vector]:
        scores = np.full((self.batch.size + 1, len(SHAPES)), -np.inf)
        scores[self.nodes, self.shapes] = potentials
        posteriors, totals = self.batch.posteriors(scores)
        return posteriors[self.nodes, self.shapes], totals


def _scale(features: Float32Matrix, right: BoolVector) -> Float64Vector:
    everywhere = np.mean(np.square(features, dtype=np.float64), axis=0)
    gold = np.mean(np.square(features[right], dtype=np.float64), axis=0)
    scale: Float64Vector = np.sqrt(np.maximum(np.maximum(everywhere, gold), 1e-8))
    return scale


def fit(
    examples: Sequence[Example], penalty: float, iterations: int, start: Float64Vector | None = None
) -> Float64Vector:
    """Weights of the greatest penalised likelihood, by L-BFGS; `penalty` is on squared weights in units of scale."""
    from scipy.optimize import minimize

    likelihood = Likelihood(examples)
    scale = likelihood.scale

    def objective(scaled: Float64Vector) -> tuple[float, Float64Vector]:
        loss, gradient = likelihood(scaled / scale)
        return loss + 0.5 * penalty * float(scaled @ scaled), gradient / scale + penalty * scaled

    first = np.zeros(len(scale)) if start is None else start * scale
    found = minimize(
        objective, first, jac=True, method="L-BFGS-B", options={"maxiter": iterations, "maxcor": 20, "ftol": 1e-6}
    )
    weights: Float64Vector = found.x / scale
    return weights
