"""Candidate pairs: which segments of two texts are near each other, and the features by which the model judges them.

A pair's margin is its similarity against that of both sides' other neighbours (Artetxe and Schwenk 2019,
https://aclanthology.org/P19-1309).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from workbench.arrays import Float32Matrix, Float32Vector, Int64Vector, Vectors
from workbench.domain import Language, Progress
from workbench.encoders.protocol import Encoder
from workbench.i18n import N_
from workbench.language.conversion import fold
from workbench.mining.compared_text import compared_text, tokenise
from workbench.mining.model import Judged, Neighbourhood, Weights, among_strangers, probability
from workbench.mining.neighbours import Neighbours, both_ways
from workbench.mining.pair_features import PAIR_FEATURES, compare
from workbench.script import is_chinese

NEAREST = 8
"""Neighbours kept on either side; formulaic prose has several wrong ones that are nearer than the right one."""
MARGIN_OVER = 4
"""Neighbours whose mean similarity a pair's is compared with."""
ENCODED_AT_ONCE = 65_536
COMPARED_AT_ONCE = 1024
"""Sources whose candidates are compared in one go: their words' vectors are in memory together."""
_ROUNDING = 1e-5
"""Similarities that differ by less are equal: a product of matrices is rounded unalike by machines and threads."""
_NO_RIVAL = -12.0
"""Log odds of the rival of a pair that has none."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Segments of either side that probably say the same."""

    source: tuple[int, ...]
    """Positions, consecutive and ascending."""
    target: tuple[int, ...]
    neighbourhood: Neighbourhood
    alone: float
    """Log odds by itself, whatever rivals it has."""
    rivals: tuple[float, float]
    """The best log odds of another pair of its source, and of its target."""
    strangers: float
    """The mean log odds of strangers in these texts."""
    probability: float = 0.0
    """Calibrated: of the candidates given 0.9, nine in ten are right. 0 until all candidates are known."""

    @property
    def similarity(self) -> float:
        """Cosine of the two sides."""
        return self.neighbourhood.similarity

    @property
    def margin(self) -> float:
        """Similarity over the mean similarity of both sides' nearest neighbours; above 1 where they stand out."""
        return self.neighbourhood.ratio_margin + 1


@dataclass(frozen=True)
class EncodedSide:
    """One of two texts to mine, encoded once however many others it is compared with."""

    texts: tuple[str, ...]
    """The segments as they are compared: Simplified characters, mainland words."""
    vectors: Vectors
    """Shape (segments, dimension); zeros for a blank segment."""
    chinese: bool

    @property
    def joint(self) -> str:
        """What is between two joined segments."""
        return (Language.ZH_HANS if self.chinese else Language.EN).joint


def encode_side(texts: Sequence[str], encoder: Encoder, progress: Progress | None = None) -> EncodedSide:
    """Fold and encode segments, all in one language; in half precision where they are many."""
    folded = tuple(fold(text) for text in texts)
    vectors = np.zeros((len(folded), encoder.dimension), np.float16 if len(folded) > ENCODED_AT_ONCE else np.float32)
    for start in range(0, len(folded), ENCODED_AT_ONCE):
        if progress:
            progress(N_("encoding"), start, len(folded))
        vectors[start : start + ENCODED_AT_ONCE] = encoder.encode(folded[start : start + ENCODED_AT_ONCE])
    known = [is_chinese(text) for text in texts[:1000] if text.strip()]
    return EncodedSide(folded, vectors, chinese=2 * sum(known) > len(known))


@dataclass(frozen=True)
class CandidatePairs:
    """All pairs of one segment with one segment that are near each other, sorted by source, then target."""

    source: Int64Vector
    target: Int64Vector
    features: Float32Matrix
    """Shape (pairs, len(FEATURES))."""

    def neighbourhood(self, pair: int) -> Neighbourhood:
        """Where the pair lies among its neighbours."""
        return Neighbourhood(*self.features[pair, : len(Neighbourhood._fields)].tolist())

    def judged(self, weights: Weights, source: EncodedSide, target: EncodedSide) -> Judged:
        """Log odds of every pair by itself, and those of the best rival for its source and for its target.

        A copy of the same text is not a rival.
        """
        alone = weights.alone_log_odds(self.features)
        return among_strangers(
            alone,
            _best_rivals(self.source, self.target, alone, target.texts),
            _best_rivals(self.target, self.source, alone, source.texts),
        )

    def mutual_best(self, log_odds: Float32Vector) -> list[int]:
        """Pairs taken best first, each segment once; of equal ones those that come first in the texts."""
        used: tuple[set[int], set[int]] = (set(), set())
        chosen = []
        for pair in np.lexsort((self.target, self.source, -np.round(log_odds, 3))):
            source, target = int(self.source[pair]), int(self.target[pair])
            if source not in used[0] and target not in used[1]:
                used[0].add(source)
                used[1].add(target)
                chosen.append(int(pair))
        return chosen


def find_pairs(source: EncodedSide, target: EncodedSide, progress: Progress | None = None) -> CandidatePairs:
    """Return every pair that is among the nearest for either side, with its features; blank segments have none."""
    forward, backward = both_ways(source.vectors, target.vectors, NEAREST, progress)
    rows, columns = _near_pairs(forward, backward)
    blank = [np.flatnonzero(~np.any(side.vectors, axis=1)) for side in (source, target)]
    filled = ~np.isin(rows, blank[0]) & ~np.isin(columns, blank[1])
    rows, columns = rows[filled], columns[filled]
    cosines = _cosines(source.vectors, target.vectors, rows, columns)
    neighbours = _neighbour_features(rows, columns, cosines, forward, backward)
    pairs = _pair_features(source.texts, target.texts, rows, columns, progress)
    return CandidatePairs(rows, columns, np.concatenate([neighbours, pairs], axis=1))


def probabilities_alone(source: EncodedSide, target: EncodedSide, weights: Weights) -> Float32Vector:
    """Return the probability of each source with the target at its place, as if there were no others.

    0 for blank segments. The sides are as many; the weights know the Chinese side of a translation as the source.
    """
    rows = np.arange(len(source.texts))
    cosines = _cosines(source.vectors, target.vectors, rows, rows)
    zeros = np.zeros_like(cosines)
    margin = np.clip(cosines / np.maximum(cosines, 0.05) - 1, -1, 2)
    neighbours = np.stack([cosines, margin, cosines, cosines, zeros, zeros, cosines], axis=1)
    pairs = _pair_features(source.texts, target.texts, rows, rows, None)
    alone = weights.alone_log_odds(np.concatenate([neighbours, pairs], axis=1))
    no_rival = np.full(len(rows), _NO_RIVAL, dtype=np.float32)
    found = probability(weights.log_odds(among_strangers(alone, no_rival, no_rival)))
    filled = np.any(source.vectors, axis=1) & np.any(target.vectors, axis=1)
    return np.asarray(np.where(filled, found, 0.0), dtype=np.float32)


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


def _cosines(source: Vectors, target: Vectors, rows: Int64Vector, columns: Int64Vector) -> Float32Vector:
    found = np.zeros(len(rows), dtype=np.float32)
    for start in range(0, len(rows), COMPARED_AT_ONCE):
        part = slice(start, start + COMPARED_AT_ONCE)
        left, right = source[rows[part]].astype(np.float32), target[columns[part]].astype(np.float32)
        found[part] = np.einsum("ij,ij->i", left, right)
    return found


def _neighbour_features(
    rows: Int64Vector, columns: Int64Vector, cosines: Float32Vector, forward: Neighbours, backward: Neighbours
) -> Float32Matrix:
    """One column for each field of Neighbourhood."""
    around = (forward.mean(MARGIN_OVER)[rows] + backward.mean(MARGIN_OVER)[columns]) / 2
    ahead, ranks = [], []
    for here, there, neighbours in ((rows, columns, forward), (columns, rows, backward)):
        others = np.where(neighbours.indices[here] == there[:, None], -np.inf, neighbours.similarities[here])
        best = others.max(axis=1, initial=-np.inf)
        ahead.append(np.where(np.isfinite(best), cosines - best, cosines))
        ranks.append(np.log1p((others > cosines[:, None] + _ROUNDING).sum(axis=1)))
    columns_in_order = (cosines, np.clip(cosines / np.maximum(around, 0.05) - 1, -1, 2), *ahead, *ranks, around)
    return np.stack(columns_in_order, axis=1).astype(np.float32)


def _pair_features(
    source: Sequence[str],
    target: Sequence[str],
    rows: Int64Vector,
    columns: Int64Vector,
    progress: Progress | None,
) -> Float32Matrix:
    """Columns of PAIR_FEATURES for each pair; rows must be ascending."""
    features = np.zeros((len(rows), len(PAIR_FEATURES)), dtype=np.float32)
    starts = np.searchsorted(rows, np.arange(0, len(source), COMPARED_AT_ONCE))
    for start, end in pairwise([*starts, len(rows)]):
        left = {row: compared_text(source[row]) for row in np.unique(rows[start:end]).tolist()}
        right = {column: compared_text(target[column]) for column in np.unique(columns[start:end]).tolist()}
        tokenise([*left.values(), *right.values()])
        pairs = zip(rows[start:end].tolist(), columns[start:end].tolist(), strict=True)
        for pair, (row, column) in enumerate(pairs, int(start)):
            if progress and pair % 512 == 0:
                progress(N_("comparing"), pair, len(rows))
            features[pair] = compare(left[row], right[column])
    return features


def _best_rivals(here: Int64Vector, there: Int64Vector, alone: Float32Vector, texts: Sequence[str]) -> Float32Vector:
    """For each pair the best log odds of another pair of the same `here` whose other side is another text."""
    rivals = np.full(len(here), _NO_RIVAL, dtype=np.float32)
    order = np.lexsort((-alone, here))
    starts = np.flatnonzero(np.r_[True, here[order][1:] != here[order][:-1]])
    for start, end in pairwise([*starts, len(order)]):
        group = order[start:end]
        names = [texts[int(position)] for position in there[group]]
        second = next((place for place in range(1, len(group)) if names[place] != names[0]), None)
        for name, pair in zip(names, group, strict=True):
            if name != names[0]:
                rivals[pair] = alone[group[0]]
            elif second is not None:
                rivals[pair] = alone[group[second]]
    return rivals
