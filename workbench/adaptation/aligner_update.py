"""The aligner's weights, moved by a reviewer's decisions: close to the shipped ones, without SciPy.

The likelihood is that of training (`training.aligner.crf`), of what the decisions leave against all alignments. Its
penalty is on the distance from the weights one starts with, so that what no decision speaks of stays as it was.
`train aligner --from-corpus` may use the same function for weights that are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from workbench.arrays import Float64Vector
from workbench.training.aligner.crf import Example, Likelihood

PENALTY = 16.0
"""On squared distances, in units of each feature's size."""
_ITERATIONS = 15
_REMEMBERED = 10
"""Steps from which curvature is estimated."""
_HALVINGS = 12

Objective = Callable[[Float64Vector], tuple[float, Float64Vector]]
"""A value to be made small, and its gradient."""


def updated_weights(
    examples: Sequence[Example],
    shipped: Float64Vector,
    *,
    start: Float64Vector | None = None,
    penalty: float = PENALTY,
    iterations: int = _ITERATIONS,
) -> Float64Vector:
    """Weights that explain the examples, drawn to the shipped ones; `start` is where a search before this one ended.

    Columns of the examples' features beyond the weights count with weight 1 (see `DecidedBitext.features`). Without
    examples the shipped weights are returned.
    """
    if not examples:
        return shipped
    likelihood = Likelihood(examples)
    learnt, fixed = len(shipped), likelihood.features.shape[1] - len(shipped)
    scale = likelihood.scale[:learnt]

    def objective(moved: Float64Vector) -> tuple[float, Float64Vector]:
        loss, gradient = likelihood(np.append(shipped + moved / scale, np.ones(fixed)))
        return loss + 0.5 * penalty * float(moved @ moved), gradient[:learnt] / scale + penalty * moved

    first = np.zeros(learnt) if start is None else (start - shipped) * scale
    weights: Float64Vector = shipped + minimised(objective, first, iterations) / scale
    return weights


def minimised(objective: Objective, start: Float64Vector, iterations: int) -> Float64Vector:
    """Where an objective is small: limited-memory BFGS (Nocedal 1980), each step halved until it gains."""
    at = start
    value, gradient = objective(at)
    steps: list[tuple[Float64Vector, Float64Vector]] = []
    for _ in range(iterations):
        direction = _direction(gradient, steps)
        length, slope = 1.0, float(gradient @ direction)
        for _ in range(_HALVINGS):
            new_value, new_gradient = objective(at - length * direction)
            if new_value <= value - 1e-4 * length * slope:
                break
            length /= 2
        else:
            return at
        step, bend = -length * direction, new_gradient - gradient
        if step @ bend > 1e-10:
            steps = [*steps[1 - _REMEMBERED :], (step, bend)]
        gained = value - new_value
        at, value, gradient = at + step, new_value, new_gradient
        if gained < 1e-4 * max(1.0, abs(value)):
            break
    return at


def _direction(gradient: Float64Vector, steps: Sequence[tuple[Float64Vector, Float64Vector]]) -> Float64Vector:
    """The gradient, bent by the curvature that earlier steps met."""
    direction = gradient.copy()
    shares = []
    for step, bend in reversed(steps):
        shares.append(float(step @ direction) / float(step @ bend))
        direction -= shares[-1] * bend
    if steps:
        step, bend = steps[-1]
        direction *= float(step @ bend) / float(bend @ bend)
    else:
        direction /= 2.0 * max(float(np.linalg.norm(gradient)), 1e-9)
    for (step, bend), share in zip(steps, reversed(shares), strict=True):
        direction += step * (share - float(bend @ direction) / float(step @ bend))
    return direction
