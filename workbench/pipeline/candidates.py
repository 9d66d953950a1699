"""Other possible counterparts of a text, for a person to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from workbench.domain import Language, Segment
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import bundled
from workbench.language.conversion import fold
from workbench.mining.mine import encode_side, judge_alone, score
from workbench.mining.model import bundled_model, probability
from workbench.mining.pair_features import Lexicon


@dataclass(frozen=True, slots=True)
class Possible:
    """A segment that may say the same."""

    segments: tuple[int, ...]
    """Positions in its document."""
    score: float
    """Cosine similarity."""
    probability: float
    """As if the text had a counterpart among the best few; for ranking and a first impression."""


@cache
def _lexicon() -> Lexicon:
    return Lexicon(bundled())


def candidates(
    text: str, side_language: Language, segments: Sequence[Segment], encoder: Encoder, k: int = 8
) -> list[Possible]:
    """The `k` segments that may best stand for a text, best first; blank text has none.

    `side_language` is the text's. The nearest segments are found by the encoder and ordered by the mining model.
    """
    if not text.strip() or not segments:
        return []
    texts = [fold(segment.text) for segment in segments]
    cosines = encoder.encode(texts) @ encoder.encode([fold(text)])[0]
    near = [int(place) for place in np.argsort(-cosines, kind="stable")[: 3 * k]]
    chinese = side_language.is_chinese
    found: list[Possible] = []
    for other in (True, False):
        group = [place for place in near if segments[place].language.is_chinese == other]
        sides = [fold(text)], [texts[place] for place in group]
        model = bundled_model().same_language if other == chinese else bundled_model().translation
        # The weights know the Chinese side of a translation as the source.
        turned = not chinese and other
        source, target = (encode_side(side, encoder) for side in (sides[::-1] if turned else sides))
        scored = score(source, target, _lexicon())
        chances = probability(model.log_odds(*judge_alone(scored, model, source.texts, target.texts)))
        for row, place in enumerate(scored.source if turned else scored.target):
            chosen = group[int(place)]
            found.append(Possible((segments[chosen].position,), float(cosines[chosen]), float(chances[row])))
    return sorted(found, key=lambda each: (-each.probability, -each.score, each.segments))[:k]
