"""Other possible counterparts of a text, for a person to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.domain import LIKELY, Coverage, MatchKind, Pair, PairSide, Segment, Side
from workbench.encoders.protocol import Encoder
from workbench.language.conversion import fold
from workbench.mining.candidates import encode_side, find_pairs
from workbench.mining.model import model_for, probability
from workbench.mining.statements import Comparison
from workbench.pipeline.comparison import compare_sides
from workbench.store.corpus import Corpus
from workbench.store.vectors import cached

OFFERED = 15
"""Counterparts worth reading through."""
_OF_EACH = 8
"""Of one document."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A possible other side of a row."""

    side: PairSide
    similarity: float
    """Cosine."""
    probability: float
    """As if the text had a counterpart among the best few; for ranking and a first impression."""
    comparison: Comparison
    """What it has in common with the text."""

    @property
    def kind(self) -> MatchKind:
        """What it has in common with the text, given the probability."""
        return self.comparison.kind_given(self.probability)

    def coverage_of(self, known: Side) -> Coverage:
        """The coverage in a row that has the text as this side."""
        found = self.comparison.coverage
        return found if known is Side.SOURCE else Coverage(found.target, found.source)


def counterparts_of(corpus: Corpus, encoder: Encoder, pair: Pair, keep: Side) -> list[Counterpart]:
    """Possible other sides for the side to `keep` (the only one, where the row has one), best first.

    Looked for in the document that faces the row, or in all others where none does.
    """
    known, other = pair.side(keep), pair.side(keep.other)
    if not known.text:
        known, other = other, known
    found = statements_near(corpus, encoder, known, within=[other.document] if other.document else None)
    return [each for each in found if (each.side.document, each.side.spans) != (other.document, other.spans)]


def statements_near(
    corpus: Corpus, encoder: Encoder, known: PairSide, *, within: Sequence[str] | None = None, limit: int = OFFERED
) -> list[Counterpart]:
    """The segments nearest to a text, best first, in some documents or in all but its own, however improbable."""
    names = (
        within if within is not None else [entry.name for entry in corpus.documents() if entry.name != known.document]
    )
    remembering = cached(encoder, corpus.vectors)
    found = [
        each
        for name in names
        for each in nearest(known, name, corpus.segments(name), remembering, min(limit, _OF_EACH))
    ]
    return sorted(found, key=_rank)[:limit]


def _rank(each: Counterpart) -> tuple[float, float]:
    """What is likely comes first; of the rest, whose probabilities are all next to nothing, what is most similar."""
    return -each.probability if each.probability >= LIKELY else 0.0, -each.similarity


def nearest(
    known: PairSide, document: str, segments: Sequence[Segment], encoder: Encoder, k: int = 8
) -> list[Counterpart]:
    """The `k` segments of a document that may best stand for a text, best first; blank text has none.

    The nearest segments are found by the encoder and judged by the mining model.
    """
    text, language = known.text, known.language
    if not text.strip() or not segments:
        return []
    texts = [fold(segment.text) for segment in segments]
    cosines = encoder.encode(texts) @ encoder.encode([fold(text)])[0]
    near = [int(place) for place in np.argsort(-cosines, kind="stable")[: 3 * k]]
    judged: list[tuple[int, float]] = []
    for chinese in (True, False):
        group = [place for place in near if segments[place].language.is_chinese == chinese]
        model = model_for(encoder)
        weights = model.same_language if chinese == language.is_chinese else model.translation
        single, others = (encode_side(side, encoder) for side in ([text], [texts[place] for place in group]))
        # The weights know the Chinese side of a translation as the source.
        turned = chinese and not language.is_chinese
        source, target = (others, single) if turned else (single, others)
        pairs = find_pairs(source, target)
        chances = probability(weights.log_odds(pairs.judged(weights, source, target)))
        places = (group[int(place)] for place in (pairs.source if turned else pairs.target))
        judged += zip(places, map(float, chances), strict=True)
    found = []
    for place, chance in judged:
        side = PairSide.of(document, [segments[place]])
        found.append(Counterpart(side, float(cosines[place]), chance, compare_sides(known, side)))
    return sorted(found, key=_rank)[:k]
