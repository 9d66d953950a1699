"""Comparable documents: which segments of two texts say the same, though most have no counterpart.

Neighbours in the encoder's space become candidates (`neighbours`, `candidates`); words, names, places, numbers and
dates then decide (`pair_features`, `model`); a pair must be the best for both its sides; neighbouring segments join it
where that fits better (`expansion`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from workbench.domain import Progress
from workbench.encoders.protocol import Encoder
from workbench.mining.candidates import Candidate, EncodedSide, encode_side, find_pairs
from workbench.mining.expansion import Expander
from workbench.mining.model import Judged, MiningModel, Weights, at_own_rate, bundled_model, probability


def mine(
    source: Sequence[str],
    target: Sequence[str],
    encoder: Encoder,
    *,
    model: MiningModel | None = None,
    minimum: float = 0.0,
    progress: Progress | None = None,
) -> list[Candidate]:
    """Return the probable counterparts, best first; every segment is in at most one candidate, most are in none.

    Each side is in one language; whether that is the same one on both decides what is compared. Blank segments never
    match. Candidates below the probability `minimum` are left out.
    """
    left, right = (encode_side(texts, encoder, progress) for texts in (source, target))
    return mine_sides(left, right, encoder, model=model, minimum=minimum, progress=progress)


def mine_sides(
    source: EncodedSide,
    target: EncodedSide,
    encoder: Encoder,
    *,
    model: MiningModel | None = None,
    minimum: float = 0.0,
    progress: Progress | None = None,
) -> list[Candidate]:
    """As `mine` does, for sides that are encoded already; the encoder is asked for joined segments only."""
    model = model or bundled_model()
    if target.chinese and not source.chinese:
        # The weights know the Chinese side as the source.
        turned = mine_sides(target, source, encoder, model=model, minimum=minimum, progress=progress)
        return _best_first(replace(each, source=each.target, target=each.source) for each in turned)
    weights = model.same_language if source.chinese == target.chinese else model.translation
    pairs = find_pairs(source, target, progress)
    if not len(pairs.source):
        return []
    judged = pairs.judged(weights, source, target)
    chosen = [
        Candidate(
            (int(pairs.source[pair]),),
            (int(pairs.target[pair]),),
            pairs.neighbourhood(pair),
            float(judged.alone[pair]),
            (float(judged.source_rival[pair]), float(judged.target_rival[pair])),
        )
        for pair in pairs.mutual_best(weights.log_odds(judged))
    ]
    expanded = _expanded(chosen, source, target, Expander(source, target, encoder, weights))
    return _best_first(each for each in _calibrated(expanded, weights) if each.probability >= minimum)


def _expanded(
    candidates: Sequence[Candidate], source: EncodedSide, target: EncodedSide, expander: Expander
) -> list[Candidate]:
    """The candidates, expanded; those that are in doubt yield their segments to surer neighbours."""
    sure = [each for each in candidates if each.alone > 0]
    free = (
        set(range(len(source.texts))) - {each.source[0] for each in sure},
        set(range(len(target.texts))) - {each.target[0] for each in sure},
    )
    expanded = expander.expand(sure, free)
    doubtful = (each for each in candidates if each.alone <= 0)
    return expanded + [each for each in doubtful if each.source[0] in free[0] and each.target[0] in free[1]]


def _calibrated(candidates: Sequence[Candidate], weights: Weights) -> Iterable[Candidate]:
    columns = zip(*((each.alone, *each.rivals) for each in candidates), strict=True)
    judged = Judged(*(np.array(values, dtype=np.float32) for values in columns))
    chances = probability(at_own_rate(weights.log_odds(judged), weights.rate))
    return (replace(each, probability=chance) for each, chance in zip(candidates, chances.tolist(), strict=True))


def _best_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda each: (-each.probability, each.source, each.target))
