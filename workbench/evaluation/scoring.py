"""How right an alignment is: strict and lax precision and recall against gold beads.

Counts are those of Sennrich and Volk (2010, "MT-based Sentence Alignment for OCR-generated Parallel Texts"), as
Vecalign's score.py (https://github.com/thompsonb/vecalign) counts them: beads with an empty side count in precision
only; a strict hit is a bead that equals a gold one; a lax hit shares a segment with one gold bead on both sides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from workbench import files
from workbench.domain import Bead
from workbench.errors import InputError
from workbench.i18n import gettext as _

Link = tuple[tuple[int, ...], tuple[int, ...]]
"""Positions of a bead's source and target segments."""

_BEAD_RE = re.compile(r"\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]")


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

    def as_json(self) -> dict[str, float]:
        """Return the figures as commands and training records write them."""
        return {"precision": round(self.precision, 4), "recall": round(self.recall, 4), "f1": round(self.f1, 4)}

    @classmethod
    def of(cls, right: int, proposed: int, found: int, gold: int) -> Score:
        """From hits among what was proposed and among what there is."""
        precision = right / proposed if proposed else 0.0
        recall = found / gold if gold else 0.0
        total = precision + recall
        return cls(precision, recall, 2 * precision * recall / total if total else 0.0)


def count(gold: Iterable[Link], proposed: Iterable[Link]) -> Counts:
    """Return counts of one document."""
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
    """Return how many tested links equal a reference link, and how many at least overlap one on both sides."""
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
    """Return a bead as positions."""
    return tuple(bead.source), tuple(bead.target)


def read_links(path: Path) -> list[Link]:
    """Beads of a file as Vecalign and Bertalign write it: "[0]:[1, 2]", anything after the second bracket is ignored.

    Raises InputError where a line is not a bead.
    """
    links = []
    for number, line in enumerate(files.read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        match = _BEAD_RE.match(line.strip())
        if match is None:
            raise InputError(
                _("{path}, line {number} is not a bead.").format(path=path, number=number),
                hint=_("It should look like [0]:[1, 2]."),
            )
        source, target = (tuple(int(digits) for digits in re.findall(r"\d+", side)) for side in match.groups())
        links.append((source, target))
    return links
