"""What decisions prove: which of them are slips, and which gains are more than chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.arrays import Float64Vector


def is_slip(probability: float, *, right: bool, limit: float) -> bool:
    """Return whether a row was confirmed though it is less probable than the limit, or rejected though it is as sure.

    Reviewers err more often than that.
    """
    return probability < limit if right else probability > 1 - limit


def is_gain(gains: Sequence[float] | Float64Vector, errors: float) -> bool:
    """Return whether the mean of gains is above zero by more than so many of its standard errors."""
    return bool(np.mean(gains) > errors * np.std(gains) / np.sqrt(len(gains)))
