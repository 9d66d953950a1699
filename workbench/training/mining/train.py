"""Learning what makes two segments of comparable texts counterparts: bitext to the weights in models/mining.json."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from workbench import files
from workbench.arrays import Float32Matrix, Float32Vector, Float64Matrix, Float64Vector
from workbench.domain import Progress
from workbench.encoders.protocol import Encoder
from workbench.encoders.static import StaticEncoder
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

SIZES = ((60, 300), (150, 300), (300, 450), (20, 120), (350, 500), (4, 40), (8, 30), (20, 400))
"""(translations, segments a side) of the texts made: from nearly parallel to nearly strangers."""
NEAR_MISSES = 0.12
"""Share of the translations with one fact changed; more would teach that numbers matter more than words."""
NEAR_MISSES_ZH = 0.2
"""The same within Chinese, where copies of another delegation's report differ in little else."""
OFFICIAL, OFFICIAL_ZH = 40, 60
"""Texts made of official prose, between languages and within Chinese."""
SHORTENED = 0.1
"""Share of the sentences cut to part of what they state, as other papers do."""
DECAY = 10.0
"""Pull of standardised weights to zero; strong, because similarity, margin and coverage measure much the same."""
FACT_DECAY = 3.0
"""The same for names, places, numbers and dates, which are rare but weigh much where they occur."""
FACTS = ("numbers", "dates", "people", "places", "journey", "order")
SPEAK_FOR = (
    *("similarity", "margin", "ahead forward", "ahead backward", "coverage source", "coverage target"),
    *("shared", "agrees", "and more", "overlap shorter", "ahead of source rivals", "ahead of target rivals"),
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
        "tasks": {relation: len(made) for relation, made in tasks.items()},
        "encoder": encoder.signature,
        "seed": seed,
    }
    files.write(out, as_json(MiningModel(learnt["translation"], learnt["same-language"]), record).encode())
    return record


def translation_tasks(corpora: Sequence[Sentences], rng: random.Random) -> list[Task]:
    """Comparable texts between Chinese, the source, and English."""
    made = []
    for pairs in corpora:
        for shared, each in SIZES:
            repeats = 6 if each < 100 else 1
            for _ in range(repeats):
                task = shortened(hidden(pairs, shared, each, rng), SHORTENED, rng)
                made.append(with_near_misses(task, NEAR_MISSES, rng))
    made += [with_near_misses(official(rng.choice(corpora), False, rng), NEAR_MISSES, rng) for _ in range(OFFICIAL)]
    return made


def same_language_tasks(corpora: Sequence[Sentences], rng: random.Random) -> list[Task]:
    """Comparable texts within Chinese."""
    made = []
    for pairs in corpora:
        for shared, each in SIZES:
            repeats = 6 if each < 100 else 1
            made += [with_near_misses(retold(pairs, shared, each, rng), NEAR_MISSES_ZH, rng) for _ in range(repeats)]
    made += [
        with_near_misses(official(rng.choice(corpora), True, rng), NEAR_MISSES_ZH, rng) for _ in range(OFFICIAL_ZH)
    ]
    return made


def learn(tasks: Sequence[Task], encoder: Encoder, progress: Progress | None = None) -> Weights:
    """Weights of both regressions from texts whose counterparts are known."""
    examples: list[tuple[CandidatePairs, EncodedSide, EncodedSide]] = []
    labels: list[Float64Vector] = []
    for number, task in enumerate(tasks):
        if progress:
            progress("mining", number, len(tasks))
        source, target = encode_side(task.source, encoder), encode_side(task.target, encoder)
        pairs = find_pairs(source, target)
        examples.append((pairs, source, target))
        known = zip(pairs.source.tolist(), pairs.target.tolist(), strict=True)
        labels.append(np.array([pair in task.truth for pair in known], dtype=np.float64))
    right = np.concatenate(labels)
    alone = logistic(np.concatenate([pairs.features for pairs, _, _ in examples]), right, FEATURES)
    first = Weights(alone, np.zeros(0, dtype=np.float32), 0.0)
    judged = [pairs.judged(first, source, target) for pairs, source, target in examples]
    rivals = logistic(np.concatenate([rival_features(one) for one in judged]), right, RIVAL_FEATURES)
    second = Weights(alone, rivals, 0.0)
    best = [
        label[pairs.mutual_best(second.log_odds(one))]
        for (pairs, _, _), one, label in zip(examples, judged, labels, strict=True)
    ]
    return replace(second, rate=float(np.mean(np.concatenate(best))))


def logistic(features: Float32Matrix, labels: Float64Vector, names: Sequence[str]) -> Float32Vector:
    """Weights and bias that maximise the likelihood, with an L2 penalty on weights of standardised columns.

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
        *weights[kept], bias = _newton(x[:, kept], labels, decay[kept])
        wrong = weights * signs < 0
        if not wrong.any():
            break
        kept &= ~wrong
    plain = weights / spread
    return np.asarray(np.r_[plain, bias - plain @ mean], dtype=np.float32)


def _newton(x: Float64Matrix, labels: Float64Vector, decay: Float64Vector) -> Float64Vector:
    """Weights of the columns, then the bias."""
    x = np.c_[x, np.ones(len(x))]
    penalty = np.r_[decay, 1e-6]
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (chance - labels) + penalty * weights
        curvature = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights
