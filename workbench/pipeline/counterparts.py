"""Other possible counterparts of a text, for a person to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.domain import Language, Pair, PairSide, Segment, Side
from workbench.encoders.protocol import Encoder
from workbench.language.conversion import fold
from workbench.mining.candidates import encode_side, find_pairs
from workbench.mining.model import bundled_model, probability
from workbench.store.corpus import Corpus
from workbench.store.vectors import cached

_OFFERED = 15
"""Counterparts worth reading through."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A possible other side of a row."""

    side: PairSide
    similarity: float
    """Cosine."""
    probability: float
    """As if the text had a counterpart among the best few; for ranking and a first impression."""


def counterparts_of(corpus: Corpus, encoder: Encoder, pair: Pair, keep: Side) -> list[Counterpart]:
    """Possible other sides for the side to `keep` (the only one, where the row has one), best first.

    Looked for in the document that faces the row, or in all others where none does.
    """
    known, other = pair.side(keep), pair.side(keep.other)
    if not known.text:
        known, other = other, known
    names = [entry.name for entry in corpus.documents() if entry.name != known.document]
    remembering = cached(encoder, corpus.vectors)
    found = [
        each
        for name in ([other.document] if other.document else names)
        for each in nearest(known.text, known.language, name, corpus.segments(name), remembering)
        if each.side.segments != other.segments
    ]
    return sorted(found, key=lambda each: -each.probability)[:_OFFERED]


def nearest(
    text: str, language: Language, document: str, segments: Sequence[Segment], encoder: Encoder, k: int = 8
) -> list[Counterpart]:
    """The `k` segments of a document that may best stand for a text, best first; blank text has none.

    `language` is the text's. The nearest segments are found by the encoder and ordered by the mining model.
    """
    if not text.strip() or not segments:
        return []
    texts = [fold(segment.text) for segment in segments]
    cosines = encoder.encode(texts) @ encoder.encode([fold(text)])[0]
    near = [int(place) for place in np.argsort(-cosines, kind="stable")[: 3 * k]]
    found: list[Counterpart] = []
    for chinese in (True, False):
        group = [place for place in near if segments[place].language.is_chinese == chinese]
        weights = bundled_model().same_language if chinese == language.is_chinese else bundled_model().translation
        known, others = (encode_side(side, encoder) for side in ([text], [texts[place] for place in group]))
        # The weights know the Chinese side of a translation as the source.
        turned = chinese and not language.is_chinese
        source, target = (others, known) if turned else (known, others)
        pairs = find_pairs(source, target)
        chances = probability(weights.log_odds(pairs.judged(weights, source, target)))
        for place, chance in zip(pairs.source if turned else pairs.target, chances, strict=True):
            segment = segments[group[int(place)]]
            similarity = float(cosines[group[int(place)]])
            found.append(Counterpart(PairSide.of(document, [segment]), similarity, float(chance)))
    return sorted(found, key=lambda each: (-each.probability, -each.similarity, each.side.segments))[:k]
