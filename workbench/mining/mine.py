"""Comparable documents: which segments of two texts say the same, though most have no counterpart.

Neighbours in the encoder's space give candidates, with a margin against the other neighbours (Artetxe and Schwenk
2019, https://aclanthology.org/P19-1309); words, names, places, numbers and dates then decide; a pair must be the best
for both its sides; neighbouring segments join it where that fits better.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from workbench.arrays import Float32Matrix, Float32Vector, Int64Vector, Vectors
from workbench.domain import Language, Progress
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import bundled
from workbench.language.conversion import fold
from workbench.mining.expansion import Grower, Match
from workbench.mining.model import (
    NEIGHBOUR_FEATURES,
    MiningModel,
    Weights,
    at_own_rate,
    bundled_model,
    probability,
)
from workbench.mining.neighbours import Neighbours, both_ways
from workbench.mining.pair_features import PAIR_FEATURES, Lexicon, compare
from workbench.script import is_chinese

NEAREST = 8
"""Neighbours kept on either side; formulaic prose has several wrong ones that are nearer than the right one."""
MARGIN_OVER = 4
"""Neighbours whose mean similarity a pair's is compared with."""
ENCODED_AT_ONCE = 65_536
COMPARED_AT_ONCE = 1024
"""Sources whose candidates are compared in one go: their words' vectors are in memory together."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Segments of either side that probably say the same."""

    source: tuple[int, ...]
    """Positions, consecutive and ascending."""
    target: tuple[int, ...]
    probability: float
    """Calibrated: of the candidates given 0.9, nine in ten are right."""
    similarity: float
    """Cosine of the two sides."""
    margin: float
    """Similarity over the mean similarity of the nearest neighbours of both sides; above 1 where they stand out."""


@dataclass(frozen=True)
class Scored:
    """All candidate pairs of one segment with one segment."""

    source: Int64Vector
    target: Int64Vector
    features: Float32Matrix
    """Shape (pairs, len(FEATURES))."""
    forward: Neighbours
    backward: Neighbours


@dataclass(frozen=True)
class EncodedSide:
    """One of two texts to mine, encoded once however many others it is compared with."""

    texts: tuple[str, ...]
    """The segments as they are compared: Simplified characters, mainland words."""
    vectors: Vectors
    """Shape (segments, dimension); zeros for a blank segment."""
    chinese: bool


def encode_side(texts: Sequence[str], encoder: Encoder, progress: Progress | None = None) -> EncodedSide:
    """Segments, all in one language, folded and encoded; in half precision where they are many."""
    folded = tuple(fold(text) for text in texts)
    vectors = np.zeros((len(folded), encoder.dimension), np.float16 if len(folded) > ENCODED_AT_ONCE else np.float32)
    for start in range(0, len(folded), ENCODED_AT_ONCE):
        if progress:
            progress("encoding", start, len(folded))
        vectors[start : start + ENCODED_AT_ONCE] = encoder.encode(folded[start : start + ENCODED_AT_ONCE])
    return EncodedSide(folded, vectors, _chinese(texts))


def mine(
    source: Sequence[str],
    target: Sequence[str],
    encoder: Encoder,
    *,
    lexicon: Lexicon | None = None,
    model: MiningModel | None = None,
    minimum: float = 0.0,
    progress: Progress | None = None,
) -> list[Candidate]:
    """The probable counterparts, best first; every segment is in at most one candidate, most are in none.

    Each side is in one language; whether that is the same one on both decides what is compared. Blank segments never
    match. Candidates below the probability `minimum` are left out.
    """
    left, right = (encode_side(texts, encoder, progress) for texts in (source, target))
    return mine_sides(left, right, encoder, lexicon=lexicon, model=model, minimum=minimum, progress=progress)


def mine_sides(
    source: EncodedSide,
    target: EncodedSide,
    encoder: Encoder,
    *,
    lexicon: Lexicon | None = None,
    model: MiningModel | None = None,
    minimum: float = 0.0,
    progress: Progress | None = None,
) -> list[Candidate]:
    """As `mine` does, for sides that are encoded already; the encoder is asked for joined segments only."""
    lexicon = lexicon or Lexicon(bundled())
    model = model or bundled_model()
    if target.chinese and not source.chinese:
        # The weights know the Chinese side as the source.
        turned = mine_sides(target, source, encoder, lexicon=lexicon, model=model, minimum=minimum, progress=progress)
        return _best_first(replace(each, source=each.target, target=each.source) for each in turned)
    weights = model.same_language if source.chinese == target.chinese else model.translation
    scored = score(source, target, lexicon, progress)
    if not len(scored.source):
        return []
    texts = source.texts, target.texts
    judged = judge_alone(scored, weights, *texts)
    chosen = mutual_best(scored, weights.log_odds(*judged))
    matches = [_match(scored, judged, pair) for pair in chosen]
    joints = [(Language.ZH_HANS if side.chinese else Language.EN).joint for side in (source, target)]
    grower = Grower(texts, joints, encoder, lexicon, weights)
    return _best_first(_candidates(_grown(matches, texts, grower), weights, minimum))


def _match(scored: Scored, judged: tuple[Float32Vector, Float32Vector, Float32Vector], pair: int) -> Match:
    evidence, rival_source, rival_target = (float(values[pair]) for values in judged)
    return Match(
        (int(scored.source[pair]),),
        (int(scored.target[pair]),),
        scored.features[pair, : len(NEIGHBOUR_FEATURES)],
        evidence,
        (rival_source, rival_target),
    )


def _grown(matches: Sequence[Match], texts: Sequence[Sequence[str]], grower: Grower) -> list[Match]:
    """Matches that are in doubt yield their segments to surer neighbours."""
    sure = [match for match in matches if match.evidence > 0]
    free = (
        set(range(len(texts[0]))) - {match.source[0] for match in sure},
        set(range(len(texts[1]))) - {match.target[0] for match in sure},
    )
    grown = grower.grow(sure, free)
    left = [
        match for match in matches if match.evidence <= 0 and match.source[0] in free[0] and match.target[0] in free[1]
    ]
    return grown + left


def _candidates(matches: Sequence[Match], weights: Weights, minimum: float) -> Iterable[Candidate]:
    evidence, rival_source, rival_target = (
        np.array(values, dtype=np.float32)
        for values in zip(*((match.evidence, *match.rivals) for match in matches), strict=True)
    )
    log_odds = weights.log_odds(evidence, rival_source, rival_target)
    chances = probability(at_own_rate(log_odds, weights.rate))
    for match, chance in zip(matches, chances, strict=True):
        if chance >= minimum:
            similarity, ratio = (float(value) for value in match.neighbours[:2])
            yield Candidate(match.source, match.target, float(chance), similarity, ratio + 1)


def _best_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda candidate: (-candidate.probability, candidate.source, candidate.target))


def _chinese(texts: Sequence[str]) -> bool:
    """Whether a side is Chinese: what most of its first segments are."""
    known = [is_chinese(text) for text in texts[:1000] if text.strip()]
    return 2 * sum(known) > len(known)


def score(source: EncodedSide, target: EncodedSide, lexicon: Lexicon, progress: Progress | None = None) -> Scored:
    """Features of every pair that is among the nearest for either side."""
    vectors = source.vectors, target.vectors
    filled = [np.asarray(side.any(axis=1)) for side in vectors]
    forward, backward = both_ways(vectors[0], vectors[1], NEAREST, progress)
    rows, columns = _near_pairs(forward, backward)
    real = filled[0][rows] & filled[1][columns]
    rows, columns = rows[real], columns[real]
    neighbours = _neighbour_features(rows, columns, _cosines(vectors, rows, columns), forward, backward)
    pairs = _pair_features(source.texts, target.texts, rows, columns, lexicon, progress)
    return Scored(rows, columns, np.concatenate([neighbours, pairs], axis=1), forward, backward)


def judge_alone(
    scored: Scored, weights: Weights, source: Sequence[str], target: Sequence[str]
) -> tuple[Float32Vector, Float32Vector, Float32Vector]:
    """Evidence of every candidate pair by itself, and that of the best rival for its source and for its target.

    A copy of the same text is no rival.
    """
    evidence = weights.evidence(scored.features)
    rival_source = _best_rival(scored.source, scored.target, evidence, target)
    rival_target = _best_rival(scored.target, scored.source, evidence, source)
    return evidence, rival_source, rival_target


def _near_pairs(forward: Neighbours, backward: Neighbours) -> tuple[Int64Vector, Int64Vector]:
    """Pairs that are neighbours in either direction, once each, in order."""
    sources = np.repeat(np.arange(len(forward.indices)), forward.indices.shape[1])
    targets = np.repeat(np.arange(len(backward.indices)), backward.indices.shape[1])
    rows = np.concatenate([sources, backward.indices.ravel()])
    columns = np.concatenate([forward.indices.ravel(), targets])
    known = (rows >= 0) & (columns >= 0)
    width = len(backward.indices) or 1
    unique = np.unique(rows[known] * width + columns[known])
    return unique // width, unique % width


def _cosines(vectors: Sequence[Vectors], rows: Int64Vector, columns: Int64Vector) -> Float32Vector:
    found = np.zeros(len(rows), dtype=np.float32)
    for start in range(0, len(rows), COMPARED_AT_ONCE):
        part = slice(start, start + COMPARED_AT_ONCE)
        left, right = vectors[0][rows[part]].astype(np.float32), vectors[1][columns[part]].astype(np.float32)
        found[part] = np.einsum("ij,ij->i", left, right)
    return found


def _neighbour_features(
    rows: Int64Vector, columns: Int64Vector, cosines: Float32Vector, forward: Neighbours, backward: Neighbours
) -> Float32Matrix:
    """Columns of NEIGHBOUR_FEATURES."""
    around = (forward.mean(MARGIN_OVER)[rows] + backward.mean(MARGIN_OVER)[columns]) / 2
    ratio = cosines / np.maximum(around, 0.05)
    ahead, ranks = [], []
    for here, there, neighbours in ((rows, columns, forward), (columns, rows, backward)):
        others = np.where(neighbours.indices[here] == there[:, None], -np.inf, neighbours.similarities[here])
        best = others.max(axis=1, initial=-np.inf)
        ahead.append(np.where(np.isfinite(best), cosines - best, cosines))
        ranks.append(np.log1p((others > cosines[:, None]).sum(axis=1)))
    columns_of_features = (cosines, np.clip(ratio - 1, -1, 2), ahead[0], ahead[1], ranks[0], ranks[1], around)
    assert len(columns_of_features) == len(NEIGHBOUR_FEATURES)
    return np.stack(columns_of_features, axis=1).astype(np.float32)


def _pair_features(
    source: Sequence[str],
    target: Sequence[str],
    rows: Int64Vector,
    columns: Int64Vector,
    lexicon: Lexicon,
    progress: Progress | None,
) -> Float32Matrix:
    """Columns of PAIR_FEATURES for each pair; rows must be ascending."""
    features = np.zeros((len(rows), len(PAIR_FEATURES)), dtype=np.float32)
    starts = np.searchsorted(rows, np.arange(0, len(source), COMPARED_AT_ONCE))
    for start, end in pairwise([*starts, len(rows)]):
        left = {int(row): lexicon.evidence(source[row]) for row in np.unique(rows[start:end])}
        right = {int(column): lexicon.evidence(target[column]) for column in np.unique(columns[start:end])}
        for pair in range(int(start), int(end)):
            if progress and pair % 512 == 0:
                progress("comparing", pair, len(rows))
            features[pair] = compare(left[int(rows[pair])], right[int(columns[pair])])
    return features


def _best_rival(here: Int64Vector, there: Int64Vector, evidence: Float32Vector, texts: Sequence[str]) -> Float32Vector:
    """For each pair the best evidence of another pair of the same `here` whose other side is another text."""
    rivals = np.full(len(here), -12.0, dtype=np.float32)
    order = np.lexsort((-evidence, here))
    starts = np.flatnonzero(np.r_[True, here[order][1:] != here[order][:-1]])
    for start, end in pairwise([*starts, len(order)]):
        group = order[start:end]
        names = [texts[int(position)] for position in there[group]]
        second = next((place for place in range(1, len(group)) if names[place] != names[0]), None)
        for place, pair in enumerate(group):
            if names[place] != names[0]:
                rivals[pair] = evidence[group[0]]
            elif second is not None:
                rivals[pair] = evidence[group[second]]
    return rivals


def mutual_best(scored: Scored, log_odds: Float32Vector) -> list[int]:
    """Pairs taken best first, each side once."""
    used: tuple[set[int], set[int]] = (set(), set())
    chosen = []
    for pair in np.lexsort((scored.target, scored.source, -log_odds)):
        ends = int(scored.source[pair]), int(scored.target[pair])
        if ends[0] not in used[0] and ends[1] not in used[1]:
            used[0].add(ends[0])
            used[1].add(ends[1])
            chosen.append(int(pair))
    return chosen
