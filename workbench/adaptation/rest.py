"""How right the rows are that nobody has read yet, and how many more decisions it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.alignment.model import Calibration
from workbench.arrays import Float64Vector

_STEPS = 25
_EPSILON = 1e-6
_PRIOR = np.array([20.0, 2.0])
"""How firmly slope and offset are held at 1 and 0: some dozens of decisions move them."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What the probabilities of the open rows say."""

    right: float
    """Expected share of right rows among the open ones, 0 to 1; 1 where none is open."""
    whole: float
    """The same of all rows, decided ones taken as right."""
    decisions_left: int
    """How many of the least sure rows are to be read until the goal is reached for the whole."""


def rest_of(probabilities: Float64Vector, decided: int, goal: float = 0.99) -> Rest:
    """Return how right open rows with these probabilities are, beside a number of decided ones."""
    total = len(probabilities) + decided
    if not len(probabilities):
        return Rest(1.0, 1.0, 0)
    ascending = np.sort(probabilities)
    # Right rows after reading none, one, two … of the least sure.
    reached = decided + ascending.sum() + np.concatenate([[0.0], np.cumsum(1.0 - ascending)])
    left = int(np.argmax(reached >= goal * total - 1e-9))
    return Rest(float(ascending.mean()), float(reached[0] / total), left)


def recalibrated(probabilities: Sequence[float], hits: Sequence[bool]) -> Calibration:
    """Return the curve that makes the probabilities of decided rows true, drawn towards leaving them alone.

    A logistic curve of the greatest posterior (Platt 1999), by Newton's method. It may be learnt from rows chosen by
    their probabilities, since it is conditional on them. Without decisions it changes nothing.
    """
    inside = np.clip(np.asarray(probabilities, dtype=np.float64), _EPSILON, 1.0 - _EPSILON)
    logits = np.stack([np.log(inside) - np.log1p(-inside), np.ones(len(inside))], axis=1)
    right = np.asarray(hits, dtype=np.float64)
    start = curve = np.array([1.0, 0.0])
    for _ in range(_STEPS):
        expected = 1.0 / (1.0 + np.exp(-(logits @ curve)))
        gradient = logits.T @ (expected - right) + _PRIOR * (curve - start)
        bend = (logits * (expected * (1.0 - expected))[:, None]).T @ logits + np.diag(_PRIOR)
        step = np.linalg.solve(bend, gradient)
        curve = curve - step
        if np.abs(step).max() < 1e-6:
            break
    # A reviewer who errs must not turn the order of the rows round.
    return Calibration(max(float(curve[0]), 0.1), float(curve[1]))
