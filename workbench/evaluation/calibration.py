"""How reliable probabilities are: whether of those near 0.9 nine in ten are right, and how many can be taken unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.arrays import Float64Vector, Int64Vector

_BINS = 10


@dataclass(frozen=True, slots=True)
class Reliability:
    """What the probabilities of a number of beads or candidates are worth."""

    error: float
    """Expected calibration error: mean distance of probability and hit rate over ten equal bins, by weight."""
    beads: int
    """How many probabilities were judged."""
    acceptable: int
    """The most beads, by falling probability, whose precision is still 99 %."""
    threshold: float
    """The lowest probability among them; 1 when there are none."""

    def as_json(self) -> dict[str, float | int]:
        """Return the figures as commands and training records write them."""
        return {
            "expected_calibration_error": round(self.error, 4),
            "beads": self.beads,
            "acceptable_at_99": self.acceptable,
            "threshold": round(self.threshold, 4),
        }


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Beads or candidates of about the same probability."""

    low: float
    """Lowest probability of the bin; the highest is a tenth more."""
    mean: float
    """Mean probability."""
    beads: int
    """How many were judged, at least one."""
    right: int


def reliability_bins(probabilities: Sequence[float], hits: Sequence[bool]) -> tuple[ReliabilityBin, ...]:
    """Return the points of a reliability diagram: ten equal bins of the probability, those that hold anything."""
    values: Float64Vector = np.asarray(probabilities, dtype=np.float64)
    bins = _bins_of(values)
    beads, sums = np.bincount(bins, minlength=_BINS), np.bincount(bins, values, _BINS)
    right = np.bincount(bins, np.asarray(hits, dtype=np.float64), _BINS)
    return tuple(
        ReliabilityBin(number / _BINS, float(sums[number] / beads[number]), int(beads[number]), int(right[number]))
        for number in range(_BINS)
        if beads[number]
    )


def _bins_of(values: Float64Vector) -> Int64Vector:
    return np.minimum((values * _BINS).astype(np.int64), _BINS - 1)


def measure_reliability(probabilities: Sequence[float], hits: Sequence[bool], precision: float = 0.99) -> Reliability:
    """Return the expected calibration error (Naeini et al. 2015) and how many beads can be accepted unread."""
    values: Float64Vector = np.asarray(probabilities, dtype=np.float64)
    right: Float64Vector = np.asarray(hits, dtype=np.float64)
    if not len(values):
        return Reliability(0.0, 0, 0, 1.0)
    bins = _bins_of(values)
    gap = np.abs(np.bincount(bins, values, _BINS) - np.bincount(bins, right, _BINS))
    order = np.argsort(-values, kind="stable")
    reached = np.cumsum(right[order]) / np.arange(1, len(values) + 1)
    # Equal probabilities stand or fall together: a threshold cannot part them.
    ends = np.append(values[order][1:] < values[order][:-1], True)
    enough = np.flatnonzero((reached >= precision) & ends)
    accepted = int(enough[-1]) + 1 if len(enough) else 0
    threshold = float(values[order][accepted - 1]) if accepted else 1.0
    return Reliability(float(gap.sum() / len(values)), len(values), accepted, threshold)
