"""A few bits for every row of a query: what a list needs to know of rows it does not read."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from enum import IntFlag


class Trait(IntFlag):
    """What a row is, as bits."""

    OPEN = 1
    """Proposed or needs review: nobody has decided about it."""
    FLAGGED = 2
    """Has an error or a warning."""
    UNEVEN = 4
    """Not one sentence facing one."""
    BOOKMARKED = 8
    UNALIGNED = 16
    CONFIRMED = 32


TRAITS = (
    f"(status IN ('proposed', 'needs-review')) * {Trait.OPEN:d} + (severity > 1) * {Trait.FLAGGED:d}"
    " + (relation = 'unaligned' OR instr(source_segments, ' ') > 0 OR instr(target_segments, ' ') > 0)"
    f" * {Trait.UNEVEN:d} + bookmarked * {Trait.BOOKMARKED:d} + (relation = 'unaligned') * {Trait.UNALIGNED:d}"
    f" + (status = 'confirmed') * {Trait.CONFIRMED:d}"
)
"""The bits of a row, as SQL over `pairs`."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The rows of a query in its order: three arrays of one length."""

    ids: array[int]
    """int64."""
    traits: array[int]
    """uint8, Trait bits."""
    probabilities: array[float]
    """float32, 0 to 1."""
