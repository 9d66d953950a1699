"""One pass over rows, in memory that does not grow with their number: counts, examples, the rows worth reading."""

from __future__ import annotations

import heapq
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from workbench.domain import OPEN, STATED, Flag, Pair, Relation, Severity, Side, Status
from workbench.evaluation.calibration import measure_reliability, reliability_bins
from workbench.reporting.values import (
    BINS,
    MOST_BITEXTS,
    MOST_PLOTTED,
    Calibration,
    FlaggedRow,
    PlottedBitext,
    Report,
    ReportRow,
    RuleSummary,
)
from workbench.review.bitext_plot import PlottedRow, plotted_row
from workbench.review.estimate import SampleResult
from workbench.store.rows import RANK, worst_rank
from workbench.store.values import Activity

_EXAMPLES = 2
"""Examples of each rule."""

_Names = tuple[str, str]


@dataclass(slots=True)
class _Rule:
    count: int = 0
    dismissed: int = 0
    examples: list[FlaggedRow] = field(default_factory=list)


@dataclass(slots=True)
class _Bitext:
    rows: list[PlottedRow] = field(default_factory=list)
    left_out: int = 0


class Collector:
    """Takes rows one after another, and makes a report of them."""

    def __init__(self, limit: int) -> None:
        """Of all rows, `limit` at most are kept to be shown."""
        self._limit = limit
        self._counts: Counter[tuple[Relation, Status]] = Counter()
        self._probabilities = [0] * BINS
        self._decided = array("d")
        self._right = bytearray()
        self._corrections = self._corrected = self._flagged = self._listed = 0
        self._rules: dict[tuple[str, Severity], _Rule] = {}
        self._bitexts: dict[_Names, _Bitext] = {}
        self._others: set[_Names] = set()
        self._rows: list[tuple[tuple[bool, int, float], int, ReportRow]] = []

    def add(self, number: int, pair: Pair) -> None:
        """Take note of a row."""
        self._counts[pair.relation, pair.status] += 1
        self._corrections += len(pair.corrections)
        self._corrected += bool(pair.corrections)
        self._flagged += any(flag.severity is not Severity.INFO for flag in pair.flags)
        for flag in pair.flags:
            self._found(flag, number, pair)
        for flag in pair.dismissed:
            self._rule(flag).dismissed += 1
        if pair.relation is not Relation.UNALIGNED:
            self._score(pair)
            self._plot(pair)
        if pair.relation is not Relation.UNALIGNED or pair.flags:
            self._keep(number, pair)

    def _rule(self, flag: Flag) -> _Rule:
        return self._rules.setdefault((flag.rule, flag.severity), _Rule())

    def _found(self, flag: Flag, number: int, pair: Pair) -> None:
        rule = self._rule(flag)
        rule.count += 1
        if len(rule.examples) < _EXAMPLES and not any(each.number == number for each in rule.examples):
            rule.examples.append(FlaggedRow(number, pair, flag))

    def _score(self, pair: Pair) -> None:
        if not pair.scored:
            return
        self._probabilities[min(int(pair.probability * BINS), BINS - 1)] += 1
        read = pair.status is Status.CONFIRMED and not pair.by_estimate
        if pair.kind in STATED and (read or pair.status is Status.REJECTED):
            self._decided.append(pair.probability)
            self._right.append(read)

    def _plot(self, pair: Pair) -> None:
        row = plotted_row(pair)
        names = pair.source.document, pair.target.document
        if row is None or not all(names):
            return
        if names not in self._bitexts and len(self._bitexts) == MOST_BITEXTS:
            self._others.add(names)
            return
        bitext = self._bitexts.setdefault(names, _Bitext())
        if len(bitext.rows) < MOST_PLOTTED:
            bitext.rows.append(row)
        else:
            bitext.left_out += 1

    def _keep(self, number: int, pair: Pair) -> None:
        """Keep a row if it is more worth reading than one that is kept: open, flagged, improbable ones come first."""
        self._listed += 1
        worst = worst_rank(pair.flags)
        worth = pair.status in OPEN, worst, -pair.probability
        item = worth, -self._listed, ReportRow(number, pair)
        if len(self._rows) < self._limit:
            heapq.heappush(self._rows, item)
        elif self._limit:
            heapq.heappushpop(self._rows, item)

    def report(
        self,
        title: str,
        *,
        is_corpus: bool,
        sentences: Mapping[str, int] | None = None,
        activity: Iterable[Activity] = (),
        sample: SampleResult | None = None,
    ) -> Report:
        """Return the report; `sentences` are the numbers of sentences of the documents that are known."""
        known = sentences or {}
        shown = sorted(self._rows, key=lambda item: -item[1])
        decided, right = list(self._decided), [bool(each) for each in self._right]
        return Report(
            title=title,
            is_corpus=is_corpus,
            counts=dict(self._counts),
            corrections=self._corrections,
            corrected=self._corrected,
            flagged=self._flagged,
            probabilities=tuple(self._probabilities),
            calibration=Calibration(reliability_bins(decided, right), measure_reliability(decided, right)),
            sample=sample,
            activity=tuple(activity),
            rules=self._rule_summaries(),
            bitexts=tuple(_bitext(*names, known, found) for names, found in self._bitexts.items()),
            bitexts_left_out=len(self._others),
            rows=tuple(row for _, _, row in shown),
            rows_left_out=self._listed - len(shown),
        )

    def _rule_summaries(self) -> tuple[RuleSummary, ...]:
        """Return the worst rules first, of those alike the most frequent."""
        return tuple(
            RuleSummary(name, severity, rule.count, rule.dismissed, tuple(rule.examples))
            for (name, severity), rule in sorted(
                self._rules.items(), key=lambda item: (-RANK[item[0][1]], -item[1].count, item[0][0])
            )
        )


def _bitext(source: str, target: str, known: Mapping[str, int], found: _Bitext) -> PlottedBitext:
    held = [set(chain.from_iterable(getattr(row, side) for row in found.rows)) for side in Side]
    # A document that only an import named is as long as the last sentence that is known of it.
    sentences = tuple(
        max(known.get(name, 0), max(positions, default=-1) + 1)
        for name, positions in zip((source, target), held, strict=True)
    )
    gaps = [
        () if found.left_out else tuple(position for position in range(count) if position not in positions)
        for count, positions in zip(sentences, held, strict=True)
    ]
    return PlottedBitext(
        source, target, (sentences[0], sentences[1]), tuple(found.rows), (gaps[0], gaps[1]), found.left_out
    )
