"""How right an alignment is: strict and lax precision and recall against gold beads, and how honest its probabilities.

Counts are those of Sennrich and Volk (2010, "MT-based Sentence Alignment for OCR-generated Parallel Texts"), as
Vecalign's score.py (https://github.com/thompsonb/vecalign) counts them: beads with an empty side count in precision
only; a strict hit is a bead that equals a gold one; a lax hit shares a segment with one gold bead on both sides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workbench import files
from workbench.arrays import Float64Vector
from workbench.domain import Bead
from workbench.errors import InputError

Link = tuple[tuple[int, ...], tuple[int, ...]]
"""Positions of a bead's source and target segments."""

_BEAD_RE = re.compile(r"\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]")

_ECE_BINS = 10


@dataclass(frozen=True, slots=True)
class Counts:
    """What a score is made of; counts of several documents are added."""

    proposed: int = 0
    """Beads proposed, each once."""
    proposed_strict: int = 0
    proposed_lax: int = 0
    gold: int = 0
    """Gold beads with both sides."""
    gold_strict: int = 0
    gold_lax: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.proposed + other.proposed,
            self.proposed_strict + other.proposed_strict,
            self.proposed_lax + other.proposed_lax,
            self.gold + other.gold,
            self.gold_strict + other.gold_strict,
            self.gold_lax + other.gold_lax,
        )

    @property
    def strict(self) -> Score:
        """Precision, recall and F1 of exact beads."""
        return Score.of(self.proposed_strict, self.proposed, self.gold_strict, self.gold)

    @property
    def lax(self) -> Score:
        """The same of beads that are right in part."""
        return Score.of(self.proposed_lax, self.proposed, self.gold_lax, self.gold)


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean, 0 to 1; 0 where there is nothing to divide by."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, right: int, proposed: int, found: int, gold: int) -> Score:
        """From hits among what was proposed and among what there is."""
        precision = right / proposed if proposed else 0.0
        recall = found / gold if gold else 0.0
        total = precision + recall
        return cls(precision, recall, 2 * precision * recall / total if total else 0.0)


def count(gold: Iterable[Link], proposed: Iterable[Link]) -> Counts:
    """Counts of one document."""
    gold_set, proposed_set = _nonempty(gold), _nonempty(proposed)
    strict, lax = _hits(gold_set, proposed_set)
    gold_links, proposed_links = _two_sided(gold_set), _two_sided(proposed_set)
    found_strict, found_lax = _hits(proposed_links, gold_links)
    return Counts(len(proposed_set), strict, lax, len(gold_links), found_strict, found_lax)


def _nonempty(links: Iterable[Link]) -> set[Link]:
    return {(tuple(source), tuple(target)) for source, target in links if source or target}


def _two_sided(links: set[Link]) -> set[Link]:
    return {(source, target) for source, target in links if source and target}


def _hits(reference: set[Link], tested: set[Link]) -> tuple[int, int]:
    """How many tested links equal a reference link, and how many at least overlap one on both sides."""
    partners = defaultdict[int, set[int]](set)
    for source, target in reference:
        for position in source:
            partners[position].update(target)
    strict = lax = 0
    for source, target in tested:
        if (source, target) in reference:
            strict += 1
            lax += 1
        elif any(partners[position].intersection(target) for position in source if position in partners):
            lax += 1
    return strict, lax


def link(bead: Bead) -> Link:
    """A bead as positions."""
    return tuple(bead.source), tuple(bead.target)


def read_links(path: Path) -> list[Link]:
    """Beads of a file as Vecalign and Bertalign write it: "[0]:[1, 2]", anything after the second bracket is ignored.

    Raises InputError where a line is none.
    """
    links = []
    for number, line in enumerate(files.read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        match = _BEAD_RE.match(line.strip())
        if match is None:
            raise InputError(f"{path}, line {number} is no bead.", hint="It should look like [0]:[1, 2].")
        source, target = (tuple(int(digits) for digits in re.findall(r"\d+", side)) for side in match.groups())
        links.append((source, target))
    return links


@dataclass(frozen=True, slots=True)
class Calibration:
    """How honest probabilities are, over all two-sided beads."""

    error: float
    """Expected calibration error: mean distance of probability and hit rate over ten equal bins, by weight."""
    beads: int
    acceptable: int
    """The most beads, by falling probability, whose precision is still 99 %."""
    threshold: float
    """The lowest probability among them; 1 when there are none."""


def calibration(probabilities: Sequence[float], hits: Sequence[bool], precision: float = 0.99) -> Calibration:
    """Expected calibration error (Naeini et al. 2015) and how many beads can be accepted unread."""
    values: Float64Vector = np.asarray(probabilities, dtype=np.float64)
    right: Float64Vector = np.asarray(hits, dtype=np.float64)
    if not len(values):
        return Calibration(0.0, 0, 0, 1.0)
    bins = np.minimum((values * _ECE_BINS).astype(np.int64), _ECE_BINS - 1)
    weight = np.bincount(bins, minlength=_ECE_BINS)
    gap = np.abs(np.bincount(bins, values, _ECE_BINS) - np.bincount(bins, right, _ECE_BINS))
    order = np.argsort(-values, kind="stable")
    reached = np.cumsum(right[order]) / np.arange(1, len(values) + 1)
    # Equal probabilities stand or fall together: a threshold cannot part them.
    ends = np.append(values[order][1:] < values[order][:-1], True)
    enough = np.flatnonzero((reached >= precision) & ends)
    accepted = int(enough[-1]) + 1 if len(enough) else 0
    threshold = float(values[order][accepted - 1]) if accepted else 1.0
    assert int(weight.sum()) == len(values)
    return Calibration(float(gap.sum() / len(values)), len(values), accepted, threshold)
