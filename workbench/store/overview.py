"""A few bits for every row of a query: what a list needs to know of rows it does not read."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from enum import IntFlag

from workbench.domain import OPEN, Pair, Relation, Severity, Status


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
    TRANSLATION = 64
    """Claims that its sides translate each other, at least in part: the rows that an estimate is about."""
    WRONG = 128
    """Has an error."""
    BY_ESTIMATE = 256
    """Confirmed without having been read."""


SQL_CONDITIONS = {
    Trait.OPEN: "status IN ('proposed', 'needs-review')",
    Trait.FLAGGED: "severity > 1",
    Trait.UNEVEN: ("(relation = 'unaligned' OR instr(source_segments, ' ') > 0 OR instr(target_segments, ' ') > 0)"),
    Trait.BOOKMARKED: "bookmarked",
    Trait.UNALIGNED: "relation = 'unaligned'",
    Trait.CONFIRMED: "status = 'confirmed'",
    Trait.TRANSLATION: "relation = 'translation' AND {kind} IN ('same', 'part')",
    Trait.WRONG: "severity > 2",
    Trait.BY_ESTIMATE: "status = 'confirmed' AND {by_estimate}",
}
"""When a row of the table `pairs` has a trait; `traits_of` tells the same of a pair."""

TRAITS = " + ".join(f"({condition}) * {trait:d}" for trait, condition in SQL_CONDITIONS.items())
"""The bits of a row, as SQL over `pairs` with its columns `{kind}` and `{by_estimate}`, which older corpora lack."""


def traits_of(pair: Pair) -> Trait:
    """Return the traits of a pair, equal to the bits that TRAITS computes for its row."""
    unaligned = pair.relation is Relation.UNALIGNED
    held = {
        Trait.OPEN: pair.status in OPEN,
        Trait.FLAGGED: any(flag.severity is not Severity.INFO for flag in pair.flags),
        Trait.UNEVEN: unaligned or len(pair.source.segments) > 1 or len(pair.target.segments) > 1,
        Trait.BOOKMARKED: pair.bookmarked,
        Trait.UNALIGNED: unaligned,
        Trait.CONFIRMED: pair.status is Status.CONFIRMED,
        Trait.TRANSLATION: pair.is_translation,
        Trait.WRONG: any(flag.severity is Severity.ERROR for flag in pair.flags),
        Trait.BY_ESTIMATE: pair.status is Status.CONFIRMED and pair.by_estimate,
    }
    return Trait(sum(trait for trait, has in held.items() if has))


NOT_SCORED = -1
"""In place of the probability of a row that has none."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The rows of a query in its order: three arrays of one length."""

    ids: array[int]
    """int64."""
    traits: array[int]
    """uint16, Trait bits."""
    probabilities: array[float]
    """float32, 0 to 1, or NOT_SCORED."""
