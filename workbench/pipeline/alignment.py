"""Two documents that translate each other become beads, pairs and, where wanted, rows of a corpus."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.alignment.aligner import align
from workbench.alignment.anchors import chapter_anchors
from workbench.domain import Bead, Pair, PairSide, PreparedDocument, Progress, joined, relation_of
from workbench.encoders.protocol import Encoder
from workbench.pipeline.checking import with_flags
from workbench.pipeline.storing import context_around, stored
from workbench.store.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two documents and the beads between their units."""

    source: PreparedDocument
    target: PreparedDocument
    beads: tuple[Bead, ...]

    def texts(self, bead: Bead) -> tuple[str, str]:
        """Both sides of a bead as text."""
        return joined(self.source.segments_of(bead.source)), joined(self.target.segments_of(bead.target))


def align_documents(
    source: PreparedDocument, target: PreparedDocument, encoder: Encoder, progress: Progress | None = None
) -> Alignment:
    """Align two documents; chapters that carry the same numbers on both sides face each other."""
    units = source.units, target.units
    beads = align(*units, encoder, anchors=chapter_anchors(*units), progress=progress)
    return Alignment(source, target, tuple(beads))


def pairs_of(alignment: Alignment) -> list[Pair]:
    """Beads as pairs in order; a bead with one side becomes an unaligned row, one of blank lines nothing."""
    pairs = []
    for bead in alignment.beads:
        source, target = _side(alignment.source, bead.source), _side(alignment.target, bead.target)
        if source.text or target.text:
            pairs.append(Pair(source, target, relation_of(source, target), probability=round(bead.probability, 4)))
    return pairs


def _side(prepared: PreparedDocument, units: range) -> PairSide:
    segments = prepared.segments_of(units)
    if not segments:
        return PairSide.missing(prepared.language)
    return PairSide.of(prepared.name, segments, prepared.language)


def store(corpus: Corpus, alignment: Alignment, progress: Progress | None = None) -> int:
    """Check the pairs and keep them with both documents; the number of pairs the corpus did not have."""
    source, target = stored(corpus, alignment.source), stored(corpus, alignment.target)
    pairs = pairs_of(replace(alignment, source=source, target=target))
    return corpus.add_pairs(with_flags(pairs, context_around(source, [target]), progress))
