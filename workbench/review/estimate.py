"""How right the rows nobody has read are: from their probabilities, and from a random sample somebody did read."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """An estimated share with its interval, all 0 to 1."""

    value: float
    low: float
    high: float

    @property
    def margin(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


def wilson(right: int, read: int, z: float = 1.96) -> Share:
    """The share of right rows with its 95 % interval (Wilson 1927), which stays sensible near 0 and 1.

    `right` of `read` rows were right; nothing read says nothing: 0 to 1. The value is the share as counted.
    """
    if read == 0:
        return Share(0.5, 0.0, 1.0)
    share = right / read
    scale = 1 + z * z / read
    centre = (share + z * z / (2 * read)) / scale
    reach = z * math.sqrt(share * (1 - share) / read + z * z / (4 * read * read)) / scale
    return Share(share, max(0.0, centre - reach), min(1.0, centre + reach))


def expected(probabilities: Sequence[float]) -> float:
    """The share of right rows that their probabilities promise; 1 for no rows."""
    return math.fsum(probabilities) / len(probabilities) if len(probabilities) else 1.0


def draw(ids: Sequence[int], size: int, seed: int) -> list[int]:
    """A random sample without repetition, in random order; all of them where there are no more."""
    return random.Random(seed).sample(list(ids), min(size, len(ids)))


def needed(rest: int, margin: float = 0.02) -> int:
    """How many rows to read so that even a share of 95 % is known to ± `margin` (finite population corrected)."""
    wanted = 1.96**2 * 0.95 * 0.05 / (margin * margin)
    return max(1, min(rest, math.ceil(wanted / (1 + (wanted - 1) / max(rest, 1)))))
