"""Learning what makes two segments of comparable texts counterparts: bitext to the weights in models/mining.json."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from workbench import files
from workbench.arrays import Float32Matrix, Float32Vector, Float64Matrix, Float64Vector
from workbench.domain import Progress
from workbench.encoders.protocol import Encoder
from workbench.encoders.static import StaticEncoder
from workbench.i18n import N_
from workbench.mining.candidates import CandidatePairs, EncodedSide, encode_side, find_pairs
from workbench.mining.model import FEATURES, RIVAL_FEATURES, MiningModel, Weights, as_json, rival_features
from workbench.training.mining.tasks import (
    Sentences,
    Task,
    hidden,
    official,
    read_bitext,
    retold,
    shortened,
    with_near_misses,
)

SIZES = (
    *((60, 300), (150, 300), (300, 450), (20, 120), (350, 500), (4, 40), (8, 30), (20, 400)),
    *((200, 600), (40, 600)),
)
"""(translations, segments a side) of the texts made: from nearly parallel to nearly strangers."""
NEAR_MISSES = 0.12
"""Share of the translations with one fact changed; more would teach that numbers matter more than words."""
NEAR_MISSES_ZH = 0.2
"""The same within Chinese, where copies of another delegation's report differ in little else."""
OFFICIAL, OFFICIAL_ZH = 80, 80
"""Texts made of official prose, between languages and within Chinese."""
SHORTENED = 0.1
"""Share of the sentences cut to part of what they state, as other papers do."""
DECAY = 10.0
"""Pull of standardised weights to zero; strong, because similarity, margin and coverage measure much the same."""
FACT_DECAY = 3.0
"""The same for names, places, numbers and dates, which are rare but weigh much where they occur."""
FACTS = ("numbers", "dates", "people", "places", "journey", "order", "foreign")
SPEAK_FOR = (
    *("similarity", "margin", "ahead forward", "ahead backward", "coverage source", "coverage target"),
    *("shared", "agrees", "and more", "overlap shorter", "source rivals", "target rivals", "leaning"),
)
SPEAK_AGAINST = ("only", "crossed", "at odds", "missing", "length off", "far off", "rank forward", "rank backward")
"""How the names of columns end whose weight has a sign that cannot be otherwise."""


def train(
    bitexts: Sequence[Path], encoder: StaticEncoder, out: Path, *, seed: int = 1, progress: Progress | None = None
) -> dict[str, object]:
    """Learn both relations' weights from sentence pairs and write them to `out`; returns the training record.

    Raises InputError where a bitext cannot be read.
    """
    corpora = [read_bitext(path) for path in bitexts]
    rng = random.Random(seed)
    tasks = {
        "translation": translation_tasks(corpora, rng),
        "same-language": same_language_tasks(corpora, rng),
    }
    learnt = {relation: learn(made, encoder, progress) for relation, made in tasks.items()}
    record: dict[str, object] = {
        "bitexts": [path.name for path in bitexts],
        "pairs": sum(len(pairs) for pairs in corpora),
        "tasks": {relation: sum(map(len, made)) for relation, made in tasks.items()},
        "encoder": encoder.signature,
        "seed": seed,
    }
    files.write(out, as_json(MiningModel(learnt["translation"], learnt["same-language"]), record).encode())
    return record


def translation_tasks(corpora: Sequence[Sentences], rng: random.Random) -> list[list[Task]]:
    """Comparable texts between Chinese, the source, and English: a list for each bitext, and one of official prose."""
    made = []
    for pairs in corpora:
        hiding = [
            shortened(hidden(pairs, shared, each, rng), SHORTENED, rng) for shared, each in SIZES for _ in _times(each)
        ]
        made.append([with_near_misses(task, NEAR_MISSES, rng) for task in hiding])
    prose = [official(rng.choice(corpora), False, rng) for _ in range(OFFICIAL)]
    return [*made, [with_near_misses(task, NEAR_MISSES, rng) for task in prose]]


def same_language_tasks(corpora: Sequence[Sentences], rng: random.Random) -> list[list[Task]]:
    """The same within Chinese."""
    made = []
    for pairs in corpora:
        retelling = [retold(pairs, shared, each, rng) for shared, each in SIZES for _ in _times(each)]
        made.append([with_near_misses(task, NEAR_MISSES_ZH, rng) for task in retelling])
    prose = [official(rng.choice(corpora), True, rng) for _ in range(OFFICIAL_ZH)]
    return [*made, [with_near_misses(task, NEAR_MISSES_ZH, rng) for task in prose]]


def _times(each: int) -> range:
    """How often texts of a size are made: small ones hold little."""
    return range(6 if each < 100 else 1)


@dataclass(frozen=True)
class _Example:
    """A text whose counterparts are known, ready to be learnt from."""

    pairs: CandidatePairs
    source: EncodedSide
    target: EncodedSide
    right: Float64Vector
    """(pairs,) 1 where the pair is in the truth."""
    weight: float
    """Of each of its pairs."""

    @classmethod
    def of(cls, task: Task, encoder: Encoder) -> _Example:
        source, target = encode_side(task.source, encoder), encode_side(task.target, encoder)
        pairs = find_pairs(source, target)
        known = zip(pairs.source.tolist(), pairs.target.tolist(), strict=True)
        return cls(pairs, source, target, np.array([pair in task.truth for pair in known], dtype=np.float64), 1.0)


def learn(groups: Sequence[Sequence[Task]], encoder: Encoder, progress: Progress | None = None) -> Weights:
    """Weights of both regressions from texts whose counterparts are known.

    All groups count the same; only in the first regression the last one counts as much as all others together: what is
    rare elsewhere is learnt from it. How sure the model is should be so of the usual texts.
    """
    count, done = sum(map(len, groups)), 0
    examples: list[_Example] = []
    for group in groups:
        made: list[_Example] = []
        for task in group:
            if progress:
                progress(N_("mining"), done, count)
            made.append(_Example.of(task, encoder))
            done += 1
        size = sum(len(one.right) for one in made)
        examples += [replace(one, weight=1 / max(size, 1)) for one in made]
    # As many pairs altogether as there are, so that the penalties mean the same however many groups there are.
    scale = sum(len(one.right) for one in examples) / len(groups)
    examples = [replace(one, weight=one.weight * scale) for one in examples]
    last = len(groups[-1])
    raised = [replace(one, weight=one.weight * (len(groups) - 1)) for one in examples[-last:]]
    alone = _fitted([one.pairs.features for one in examples], [*examples[:-last], *raised], FEATURES)
    first = Weights(alone, np.zeros(0, dtype=np.float32), 0.0)
    judged = [one.pairs.judged(first, one.source, one.target) for one in examples]
    # Only the best pair of either side is ever given a probability.
    best = [one.pairs.mutual_best(odds.alone) for one, odds in zip(examples, judged, strict=True)]
    rivals = _fitted(
        [rival_features(odds)[chosen] for odds, chosen in zip(judged, best, strict=True)],
        [replace(one, right=one.right[chosen]) for one, chosen in zip(examples, best, strict=True)],
        RIVAL_FEATURES,
    )
    second = Weights(alone, rivals, 0.0)
    right = [
        one.right[one.pairs.mutual_best(second.log_odds(odds))] for one, odds in zip(examples, judged, strict=True)
    ]
    weights = np.concatenate([np.full(len(found), one.weight) for found, one in zip(right, examples, strict=True)])
    return replace(second, rate=float(np.average(np.concatenate(right), weights=weights)))


def _fitted(features: Sequence[Float32Matrix], examples: Sequence[_Example], names: Sequence[str]) -> Float32Vector:
    weights = np.concatenate([np.full(len(one.right), one.weight) for one in examples])
    return logistic(np.concatenate(features), np.concatenate([one.right for one in examples]), weights, names)


def logistic(
    features: Float32Matrix, labels: Float64Vector, counts: Float64Vector, names: Sequence[str]
) -> Float32Vector:
    """Weights and bias that maximise the likelihood, with an L2 penalty on weights of standardised columns.

    Each row counts as often as `counts` has it.

    Columns are named by `names`. A weight that comes out with the wrong sign ("places shared" speaking against a pair)
    is noise and becomes 0. A column that never changes gets weight 0.
    """
    x = features.astype(np.float64)
    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread < 1e-6] = np.inf
    x = (x - mean) / spread
    decay = np.array([FACT_DECAY if name.startswith(FACTS) else DECAY for name in names])
    signs = np.array([1 if name.endswith(SPEAK_FOR) else -1 if name.endswith(SPEAK_AGAINST) else 0 for name in names])
    kept = np.ones(len(names), dtype=bool)
    while True:
        weights = np.zeros(len(names))
        *weights[kept], bias = _newton(x[:, kept], labels, counts, decay[kept])
        wrong = weights * signs < 0
        if not wrong.any():
            break
        kept &= ~wrong
    plain = weights / spread
    return np.asarray(np.r_[plain, bias - plain @ mean], dtype=np.float32)


def _newton(x: Float64Matrix, labels: Float64Vector, counts: Float64Vector, decay: Float64Vector) -> Float64Vector:
    """Weights of the columns, then the bias."""
    x = np.c_[x, np.ones(len(x))]
    penalty = np.r_[decay, 1e-6]
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (counts * (chance - labels)) + penalty * weights
        curvature = (x * (counts * chance * (1 - chance))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights
