"""What a report shows, as values: gathered from a corpus or a file, drawn by the other modules of this package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.domain import Flag, Pair, Relation, Severity, Status
from workbench.evaluation.calibration import Reliability, ReliabilityBin
from workbench.review.bitext_plot import PlottedRow
from workbench.review.estimate import SampleResult
from workbench.store.values import Activity

MOST_BITEXTS = 20
"""Document pairs that a page plots: the first ones, as the rows name them."""
MOST_PLOTTED = 5_000
"""Rows of a document pair that are plotted, from its beginning."""
BINS = 20
"""Bars of the histogram of probabilities."""


@dataclass(frozen=True, slots=True)
class PlottedBitext:
    """The alignment of two documents."""

    source: str
    target: str
    sentences: tuple[int, int]
    """Of source and target; up to the last one that a row holds, where the documents themselves are not known."""
    rows: tuple[PlottedRow, ...]
    gaps: tuple[tuple[int, ...], tuple[int, ...]]
    """Positions of the sentences of source and target that no row faces with the other document."""
    left_out: int = 0
    """Rows that are not plotted, where there are too many."""

    @property
    def shapes(self) -> Mapping[tuple[int, int], int]:
        """How many rows hold so many source and target sentences."""
        counts: dict[tuple[int, int], int] = {}
        for row in self.rows:
            shape = len(row.source), len(row.target)
            counts[shape] = counts.get(shape, 0) + 1
        return counts


@dataclass(frozen=True, slots=True)
class Calibration:
    """Probabilities beside what reviewers decided about the rows that have them."""

    bins: tuple[ReliabilityBin, ...]
    """Those that hold rows."""
    reliability: Reliability

    @property
    def right(self) -> int:
        """Rows that were confirmed."""
        return sum(each.right for each in self.bins)


@dataclass(frozen=True, slots=True)
class FlaggedRow:
    """A flag with the row it was found in."""

    number: int
    pair: Pair
    flag: Flag


@dataclass(frozen=True, slots=True)
class RuleSummary:
    """What a rule found."""

    rule: str
    severity: Severity
    count: int
    """Without those that were dismissed."""
    dismissed: int
    examples: tuple[FlaggedRow, ...]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row that the page shows."""

    number: int
    """As the corpus numbers it, or the place in the file, from 1."""
    pair: Pair


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report says."""

    title: str
    is_corpus: bool
    """Whether it is about a corpus or a document pair of one, rather than a file."""
    counts: Mapping[tuple[Relation, Status], int]
    corrections: int
    corrected: int
    """Rows with a correction."""
    flagged: int
    """Rows with an error or a warning."""
    probabilities: tuple[int, ...]
    """Pairs with a probability, in BINS equal bins."""
    calibration: Calibration
    sample: SampleResult | None
    """Of the random sample drawn in the review app; None where none was drawn, and for anything but a whole corpus."""
    activity: tuple[Activity, ...]
    rules: tuple[RuleSummary, ...]
    bitexts: tuple[PlottedBitext, ...]
    bitexts_left_out: int
    rows: tuple[ReportRow, ...]
    """In order."""
    rows_left_out: int
    """Rows with two sides that would be shown if the limit were higher."""

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.counts.values())

    def with_status(self, *statuses: Status) -> int:
        """Return how many rows with two sides have one of these statuses."""
        return sum(
            count
            for (relation, status), count in self.counts.items()
            if relation is not Relation.UNALIGNED and status in statuses
        )

    @property
    def pairs(self) -> int:
        """Rows with two sides."""
        return self.with_status(*Status)
