"""Two documents that translate each other become beads and pairs."""

from __future__ import annotations

from workbench.alignment.aligner import align
from workbench.alignment.anchors import chapter_anchors
from workbench.domain import Pair, PairSide, PreparedDocument, Progress, relation_of
from workbench.encoders.protocol import Encoder
from workbench.pipeline.bitext import Bitext


def align_documents(
    source: PreparedDocument, target: PreparedDocument, encoder: Encoder, progress: Progress | None = None
) -> Bitext:
    """Align two documents; chapters that carry the same numbers on both sides face each other.

    A bead with one side becomes an unaligned row, one of blank lines no row.
    """
    units = source.units, target.units
    beads = align(*units, encoder, anchors=chapter_anchors(*units), progress=progress)
    rows = []
    for bead in beads:
        sides = _side(source, bead.source), _side(target, bead.target)
        if sides[0].text or sides[1].text:
            rows.append(Pair(*sides, relation_of(*sides), probability=round(bead.probability, 4)))
    return Bitext(source, (target,), tuple(rows), tuple(beads))


def _side(prepared: PreparedDocument, units: range) -> PairSide:
    segments = prepared.segments_of(units)
    if not segments:
        return PairSide.missing(prepared.language)
    return PairSide.of(prepared.name, segments, prepared.language)
