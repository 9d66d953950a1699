"""What an aligner adapted to a corpus brings: weights that have not seen a domain, then 200 decisions of one document.

Run it: python -m tests.benchmarks.adaptation_aligner [FOLDER …]

The first document (or documents, until there are 200 beads) is reviewed: every right row is confirmed, every wrong one
rejected and what gold has in its place confirmed. Weights and calibration are learnt from that and measured on the
domain's other documents. "Errs" is a reviewer who does the opposite in one row of ten.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence

from tests.benchmarks.align import FOLDERS
from tests.benchmarks.simulated_documents import Reviewed, of_another_domain
from workbench.adaptation.aligner import learn
from workbench.adaptation.decided_bitext import Decision
from workbench.adaptation.decided_documents import DecidedPiece, divided
from workbench.alignment.aligner import align
from workbench.alignment.model import Model
from workbench.domain import DocumentPair
from workbench.encoders.registry import bundled
from workbench.evaluation.calibration import measure_reliability
from workbench.evaluation.scoring import Counts, count, link

BEADS = 200
STARTS = 3


def reviewed(one: Reviewed, most: int, errs: bool) -> list[Decision]:
    """Decisions about the rows that the aligner proposes, and about what replaces wrong ones."""
    right = {(zh, en) for zh, en in one.gold if zh and en}
    found = align(one.document.zh, one.document.en, bundled(), model=one.model)
    proposed = {(bead.source, bead.target) for bead in found if bead.source and bead.target}
    decisions = [Decision(zh, en, right=True) for zh, en in right]
    decisions += [Decision(zh, en, right=False) for zh, en in proposed - right]
    decisions.sort(key=lambda each: (each.source.start, each.target.start, each.source.stop))
    if errs:
        draw = random.Random(1)
        decisions = [Decision(each.source, each.target, each.right != (draw.random() < 0.1)) for each in decisions]
    return decisions[:most]


def pieces_of(documents: Sequence[Reviewed], errs: bool = False) -> tuple[list[DecidedPiece], int]:
    """What the first documents teach, and how many they are."""
    pieces: list[DecidedPiece] = []
    left = BEADS
    for number, one in enumerate(documents):
        decisions = reviewed(one, left, errs)
        left -= len(decisions)
        names = DocumentPair(one.document.name, one.document.name)
        pieces += divided(DecidedPiece(names, one.document.zh, one.document.en, tuple(decisions)))
        if left <= 0:
            return pieces, number + 1
    return pieces, len(documents)


def figures(documents: Sequence[Reviewed], model: Model) -> tuple[float, float]:
    """Strict F1, and calibration error of the beads."""
    total, chances, hits = Counts(), [], []
    for one in documents:
        beads = align(one.document.zh, one.document.en, bundled(), model=model)
        total += count(one.document.links, map(link, beads))
        links = set(one.document.links)
        chances += [bead.probability for bead in beads]
        hits += [link(bead) in links for bead in beads]
    return total.strict.f1, measure_reliability(chances, hits).error


def main() -> None:
    """Print every figure."""
    for folder in sys.argv[1:] or FOLDERS:
        documents = of_another_domain(folder)
        for start in range(STARTS):
            turned = [*documents[start:], *documents[:start]]
            for errs in (False, True):
                pieces, used = pieces_of(turned, errs)
                began = time.process_time()
                learnt = learn(pieces, bundled(), turned[0].model)
                seconds = time.process_time() - began
                others = turned[used:]
                before, after = figures(others, turned[0].model), figures(others, learnt.model)
                print(
                    f"{folder} {turned[0].document.name}{' errs' if errs else ''}: {len(pieces)} pieces,"
                    f" {sum(len(piece.decisions) for piece in pieces)} decisions; on {len(others)} documents strict F1"
                    f" {before[0]:.4f} -> {after[0]:.4f}, calibration error {before[1]:.4f} -> {after[1]:.4f},"
                    f" used {learnt.used} ({learnt.before} -> {learnt.after}), {seconds:.0f} s",
                    flush=True,
                )


if __name__ == "__main__":
    main()
