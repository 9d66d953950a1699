"""A semi-Markov conditional random field over alignment lattices: likelihood and gradient of many documents at once.

Sarawagi and Cohen (2004, "Semi-Markov Conditional Random Fields for Information Extraction"); a path's potential is
the sum of its beads' features weighed, its likelihood that potential over the sum for all paths in the lattice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.align.lattice import SHAPES, Lattice
from workbench.arrays import (
    BoolVector,
    Float32Matrix,
    Float64Array,
    Float64Matrix,
    Float64Vector,
    Int64Matrix,
    Int64Vector,
)

_DOWN = len(SHAPES) - 1
_BARRED = -1000.0
"""Log potential of a bead that the gold alignment rules out; finite, so that sums along a row stay defined."""


@dataclass(frozen=True, slots=True)
class Example:
    """One document to learn from."""

    name: str
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


class Batch:
    """The lattices of several documents, gone through row by row, all documents at a time."""

    def __init__(self, lattices: Sequence[Lattice]) -> None:
        sizes = [lattice.size for lattice in lattices]
        self.base: Int64Vector = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.size = size = int(self.base[-1])
        self.ends = np.full((size + 1, len(SHAPES)), size, dtype=np.int64)
        self.origins = np.full((size + 1, _DOWN), size, dtype=np.int64)
        for lattice, base in zip(lattices, self.base, strict=False):
            own = slice(int(base), int(base) + lattice.size)
            self.ends[own] = np.where(lattice.ends < lattice.size, lattice.ends + base, size)
            self.origins[own] = np.where(lattice.origins < lattice.size, lattice.origins + base, size)
        self.rows = [self._row(lattices, row) for row in range(max(one.band.rows for one in lattices) + 1)]
        self.is_first, self.is_last = np.zeros(size + 1, dtype=bool), np.zeros(size + 1, dtype=bool)
        self.is_first[self.base[:-1]] = True
        self.is_last[self.base[1:] - 1] = True
        self.document = np.repeat(np.arange(len(lattices)), sizes)

    def _row(self, lattices: Sequence[Lattice], row: int) -> Int64Matrix:
        """(documents that have the row, widest): its nodes, padded with `size`."""
        runs = [
            np.arange(lattice.offsets[row], lattice.offsets[row + 1]) + base
            for lattice, base in zip(lattices, self.base, strict=False)
            if row <= lattice.band.rows
        ]
        nodes = np.full((len(runs), max(len(run) for run in runs)), self.size, dtype=np.int64)
        for at, run in enumerate(runs):
            nodes[at, : len(run)] = run
        return nodes

    def posteriors(self, scores: Float64Matrix) -> tuple[Float64Matrix, Float64Vector]:
        """(nodes, shapes) probability of each bead, and (documents,) log of the summed weight of all paths."""
        padded = np.vstack([scores, np.full((1, len(SHAPES)), -np.inf)])
        right = np.where(np.isfinite(padded[:, -1]), padded[:, -1], 0.0)
        incoming = np.take_along_axis(padded[:, :_DOWN], self.origins, axis=0)
        alpha, beta = np.full(self.size + 1, -np.inf), np.full(self.size + 1, -np.inf)
        shifts = []
        for nodes in self.rows:
            base = _logsumexp(alpha[self.origins[nodes]] + incoming[nodes])
            base[self.is_first[nodes]] = 0.0
            shift = np.zeros(nodes.shape)
            np.cumsum(right[nodes[:, :-1]], axis=1, out=shift[:, 1:])
            shifts.append(shift)
            alpha[nodes] = np.logaddexp.accumulate(base - shift, axis=1) + shift
            alpha[self.size] = -np.inf
        for nodes, shift in zip(reversed(self.rows), reversed(shifts), strict=True):
            base = _logsumexp(beta[self.ends[nodes][:, :, :_DOWN]] + padded[nodes][:, :, :_DOWN])
            base[self.is_last[nodes]] = 0.0
            base[nodes == self.size] = -np.inf
            beta[nodes] = np.logaddexp.accumulate((base + shift)[:, ::-1], axis=1)[:, ::-1] - shift
            beta[self.size] = -np.inf
        totals = alpha[self.base[1:] - 1]
        log = alpha[:-1, None] + scores + beta[self.ends[:-1]] - totals[self.document][:, None]
        return np.exp(np.minimum(log, 0.0)), totals


def _logsumexp(values: Float64Array) -> Float64Array:
    greatest = values.max(axis=-1)
    finite = np.where(np.isfinite(greatest), greatest, 0.0)
    with np.errstate(divide="ignore"):
        summed: Float64Array = np.log(np.exp(values - finite[..., None]).sum(axis=-1)) + finite
    return summed


class Likelihood:
    """Weighted log likelihood of the gold alignments, as a function of the weights."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.batch = Batch([one.lattice for one in examples])
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
        gold, gold_totals = self._expected(np.where(self.right, potentials, potentials + _BARRED))
        loss = float(self.weights @ (free_totals - gold_totals))
        gradient = ((free - gold) * self.bead_weights).astype(np.float32) @ self.features
        return loss, gradient.astype(np.float64)

    def _expected(self, potentials: Float64Vector) -> tuple[Float64Vector, Float64Vector]:
        scores = np.full((self.batch.size, len(SHAPES)), -np.inf)
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
