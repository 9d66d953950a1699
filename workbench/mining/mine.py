"""Comparable documents: which segments of two texts say the same, though most have no counterpart.

Neighbours in the encoder's space become candidates (`neighbours`, `candidates`); words, names, places, numbers and
dates then decide (`pair_features`, `model`); a pair must be the best for both its sides; neighbouring segments join it
where that fits better (`expansion`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.arrays import Float32Vector, Int64Vector
from workbench.domain import Progress
from workbench.encoders.protocol import Encoder
from workbench.mining.candidates import Candidate, CandidatePairs, EncodedSide, encode_side, find_pairs
from workbench.mining.expansion import Expander
from workbench.mining.model import Judged, MiningModel, Weights, at_own_rate, model_for, probability


@dataclass(frozen=True, slots=True)
class Near:
    """A target among the nearest of a source."""

    source: int
    """Position."""
    target: int
    similarity: float
    """Cosine."""
    probability: float
    """That they say the same."""


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
    found, _ = search_sides(source, target, encoder, model=model, progress=progress)
    return [each for each in found if each.probability >= minimum]


def search_sides(
    source: EncodedSide,
    target: EncodedSide,
    encoder: Encoder,
    *,
    nearest: int = 0,
    model: MiningModel | None = None,
    progress: Progress | None = None,
) -> tuple[list[Candidate], list[Near]]:
    """Return all that `mine_sides` finds, and the `nearest` targets of every source however improbable, in order."""
    model = model or model_for(encoder)
    if target.chinese and not source.chinese:
        # The weights know the Chinese side as the source.
        pairs = find_pairs(target, source, progress)
        candidates, log_odds = _candidates(pairs, target, source, encoder, model.translation)
        turned = _best_first(replace(each, source=each.target, target=each.source) for each in candidates)
        return turned, _nearest(pairs.target, pairs.source, pairs.features[:, 0], probability(log_odds), nearest)
    pairs = find_pairs(source, target, progress)
    weights = model.same_language if source.chinese == target.chinese else model.translation
    candidates, log_odds = _candidates(pairs, source, target, encoder, weights)
    return candidates, _nearest(pairs.source, pairs.target, pairs.features[:, 0], probability(log_odds), nearest)


def _candidates(
    pairs: CandidatePairs, source: EncodedSide, target: EncodedSide, encoder: Encoder, weights: Weights
) -> tuple[list[Candidate], Float32Vector]:
    """The candidates, best first, and the log odds of all pairs at the texts' own rate."""
    if not len(pairs.source):
        return [], np.zeros(0, dtype=np.float32)
    judged = pairs.judged(weights, source, target)
    log_odds = weights.log_odds(judged)
    chosen = [
        Candidate(
            (int(pairs.source[pair]),),
            (int(pairs.target[pair]),),
            pairs.neighbourhood(pair),
            float(judged.alone[pair]),
            (float(judged.source_rival[pair]), float(judged.target_rival[pair])),
            float(judged.strangers[pair]),
        )
        for pair in pairs.mutual_best(log_odds)
    ]
    expanded = _expanded(chosen, source, target, Expander(source, target, encoder, weights))
    shift, found = calibrated(expanded, weights)
    return _best_first(found), log_odds + np.float32(shift)


def _nearest(
    source: Int64Vector, target: Int64Vector, similarity: Float32Vector, chances: Float32Vector, count: int
) -> list[Near]:
    """The `count` most similar pairs of every source, in order."""
    taken: Counter[int] = Counter()
    found: list[Near] = []
    for pair in np.lexsort((target, -similarity, source)) if count else ():
        place = int(source[pair])
        taken[place] += 1
        if taken[place] <= count:
            found.append(Near(place, int(target[pair]), float(similarity[pair]), float(chances[pair])))
    return found


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


def calibrated(candidates: Sequence[Candidate], weights: Weights) -> tuple[float, list[Candidate]]:
    """Return what is added to log odds for the texts' own rate, and the candidates with their probabilities."""
    columns = zip(*((each.alone, *each.rivals, each.strangers) for each in candidates), strict=True)
    judged = Judged(*(np.array(values, dtype=np.float32) for values in columns))
    learnt = weights.log_odds(judged)
    own = at_own_rate(learnt, weights.rate)
    chances = probability(own).tolist()
    found = [replace(each, probability=chance) for each, chance in zip(candidates, chances, strict=True)]
    return float(own[0] - learnt[0]), found


def _best_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda each: (-each.probability, each.source, each.target))
