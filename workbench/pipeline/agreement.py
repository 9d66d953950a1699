"""How far two aligned documents agree: whether they are translations of each other at all."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.pipeline.bitext import Bitext

SURE = 0.9

_DOUBTFUL = 0.65
"""Expected share of segments with a counterpart below which two documents are hardly translations of each other.

Measured on stretches of 6 to 100 beads from documents aligned by hand (medicine, news, novels): .70 or more for each of
261; at most .55 for each of the same stretches beside another text of the same kind, and .68 for one in 232 where the
other text had as many lines, each about as long.
"""
_FEWEST = 5
"""Segments a side by which that can be said."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the alignment of two documents amounts to."""

    beads: int
    pairs: int
    """Beads with two sides."""
    sure: int
    """Pairs with a probability of SURE or more."""
    segments: int
    """Of both sides, blank lines left out."""
    facing: int
    """Segments in pairs."""
    probability: float
    """Mean over the pairs; 0 where there are none."""
    is_doubtful: bool
    """Whether the documents are probably not translations of each other."""

    @property
    def share(self) -> float:
        """Share of the segments that face something."""
        return self.facing / self.segments if self.segments else 0.0


def agreement(bitext: Bitext) -> Agreement:
    """How far the documents of an alignment agree."""
    sides = bitext.source, bitext.targets[0]
    pairs = [bead for bead in bitext.beads if bead.source and bead.target]
    held = [len(sides[0].segments_of(bead.source)) + len(sides[1].segments_of(bead.target)) for bead in pairs]
    segments = sum(len(side.segments) for side in sides)
    expected = sum(bead.probability * size for bead, size in zip(pairs, held, strict=True))
    enough = min(len(side.segments) for side in sides) >= _FEWEST
    return Agreement(
        beads=len(bitext.beads),
        pairs=len(pairs),
        sure=sum(bead.probability >= SURE for bead in pairs),
        segments=segments,
        facing=sum(held),
        probability=sum(bead.probability for bead in pairs) / len(pairs) if pairs else 0.0,
        is_doubtful=enough and expected < _DOUBTFUL * segments,
    )
