"""Two documents that translate each other become beads and pairs."""

from __future__ import annotations

from workbench.alignment.aligner import align
from workbench.alignment.anchors import chapter_anchors
from workbench.alignment.crossing import with_crossings
from workbench.alignment.keyed import align_by_key, keys_of
from workbench.alignment.structure import Structure
from workbench.domain import Bead, Pair, PairSide, PreparedDocument, Progress, relation_of
from workbench.encoders.protocol import Encoder
from workbench.pipeline.bitext import Bitext


def align_documents(
    source: PreparedDocument, target: PreparedDocument, encoder: Encoder, progress: Progress | None = None
) -> Bitext:
    """Align two documents. A bead with one side becomes an unaligned row, one of blank lines no row.

    In plain text, chapters that carry the same numbers on both sides face each other; where both formats have blocks,
    these count as evidence, and the keys of messages decide. Blocks that change places are found, and their rows stand
    in the order of the source.
    """
    beads = _beads(source, target, encoder, progress)
    rows = []
    for bead in beads:
        sides = _side(source, bead.source), _side(target, bead.target)
        if sides[0].text or sides[1].text:
            rows.append(Pair(*sides, relation_of(*sides), probability=round(bead.probability, 4)))
    return Bitext(source, (target,), tuple(rows), tuple(beads))


def _beads(
    source: PreparedDocument, target: PreparedDocument, encoder: Encoder, progress: Progress | None
) -> list[Bead]:
    units = source.units, target.units
    one, other = (Structure.of(side.document, side.segments) for side in (source, target))
    if one is not None and other is not None:
        keys = keys_of(one), keys_of(other)
        if keys[0] is not None and keys[1] is not None:
            return align_by_key(*units, (keys[0], keys[1]), encoder, progress)
        beads = align(*units, encoder, structures=(one, other), progress=progress)
    else:
        beads = align(*units, encoder, anchors=chapter_anchors(*units), progress=progress)
    return with_crossings(*units, beads, encoder)


def _side(prepared: PreparedDocument, units: range) -> PairSide:
    segments = prepared.segments_of(units)
    if not segments:
        return PairSide.missing(prepared.language)
    return PairSide.of(prepared.name, segments, prepared.language)
