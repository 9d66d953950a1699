"""The calibrated model behind a candidate's probability: two small logistic regressions, one after the other.

The first weighs what speaks for a pair by itself; the second sets that against the best rival of either side, because
a sentence that fits two others equally well probably belongs to neither. `workbench train mining` learns the weights.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from workbench import resources
from workbench.arrays import Float32Matrix, Float32Vector
from workbench.encoders.protocol import Encoder
from workbench.encoders.static import StaticEncoder
from workbench.errors import InputError
from workbench.i18n import gettext
from workbench.mining.pair_features import PAIR_FEATURES


class Neighbourhood(NamedTuple):
    """Where a pair lies among its neighbours: what the search knows of it before its texts are looked at."""

    similarity: float
    """Cosine of the two sides."""
    ratio_margin: float
    """Similarity over `neighbourhood`, less 1; between -1 and 2."""
    ahead_forward: float
    """Similarity less that of the source's best other neighbour."""
    ahead_backward: float
    rank_forward: float
    """log(1 + number of the source's neighbours that are nearer)."""
    rank_backward: float
    neighbourhood: float
    """Mean similarity of both sides' nearest neighbours."""

    def with_similarity(self, cosine: float) -> Neighbourhood:
        """The same neighbours, for another similarity of the pair."""
        gain = cosine - self.similarity
        return self._replace(
            similarity=cosine,
            ratio_margin=min(max(cosine / max(self.neighbourhood, 0.05) - 1, -1.0), 2.0),
            ahead_forward=self.ahead_forward + gain,
            ahead_backward=self.ahead_backward + gain,
        )


FEATURES = (*(name.replace("_", " ") for name in Neighbourhood._fields), *PAIR_FEATURES)
RIVAL_FEATURES = (
    *("alone", "ahead of source rivals", "ahead of target rivals", "behind source", "behind target", "strangers"),
    *("leaning", "leading source rivals", "leading target rivals"),
)

FILE = "mining.json"


class Judged(NamedTuple):
    """Log odds of pairs."""

    alone: Float32Vector
    """(pairs,) by itself."""
    source_rival: Float32Vector
    """(pairs,) of the best other pair with the same source."""
    target_rival: Float32Vector
    strangers: Float32Vector
    """(pairs,) mean of the texts' pairs that either side has a better one than: how strangers look in these texts."""


def among_strangers(alone: Float32Vector, source_rival: Float32Vector, target_rival: Float32Vector) -> Judged:
    """Log odds with those of the texts' strangers, which a few pairs say little of."""
    strangers = alone[(alone < source_rival) & (alone < target_rival)]
    mean = (float(strangers.sum()) + _FEW * _STRANGE) / (len(strangers) + _FEW)
    return Judged(alone, source_rival, target_rival, np.full(len(alone), mean, dtype=np.float32))


_FEW, _STRANGE = 30, -6.0
"""Pairs at these log odds, that of strangers in news, are set against the texts' own."""


@dataclass(frozen=True)
class Weights:
    """One relation's two regressions."""

    alone: Float32Vector
    """One for each of FEATURES, and the bias."""
    rivals: Float32Vector
    """One for each of RIVAL_FEATURES, and the bias."""
    rate: float
    """Share of the best pairs that were right where the weights were learnt."""

    def alone_log_odds(self, features: Float32Matrix) -> Float32Vector:
        """Log odds of each pair by itself: one for each row of features."""
        return np.asarray(features @ self.alone[:-1] + self.alone[-1], dtype=np.float32)

    def log_odds(self, judged: Judged) -> Float32Vector:
        """Log odds of each pair given its best rivals."""
        return np.asarray(rival_features(judged) @ self.rivals[:-1] + self.rivals[-1], dtype=np.float32)


@dataclass(frozen=True)
class MiningModel:
    """Weights for both relations."""

    translation: Weights
    same_language: Weights


def rival_features(judged: Judged) -> Float32Matrix:
    """Columns of RIVAL_FEATURES; gaps are cut at 6, where nothing is in doubt any more.

    The last three level off: the first bit of a lead says more than the next.
    """
    ahead = [np.clip(judged.alone - rival, -6.0, 6.0) for rival in (judged.source_rival, judged.target_rival)]
    columns = [judged.alone, *(np.maximum(gap, 0.0) for gap in ahead), *(np.minimum(gap, 0.0) for gap in ahead)]
    columns += [judged.strangers, np.tanh(judged.alone / 2), *(np.tanh(gap / 1.5) for gap in ahead)]
    return np.stack(columns, axis=1).astype(np.float32)


_DOUBT = 40.0
"""How many pairs at the learnt rate are set against the texts' own: a few pairs are weak evidence of a rate."""


def at_own_rate(log_odds: Float32Vector, rate: float) -> Float32Vector:
    """Log odds as they are in texts that share more or less than those the weights were learnt on.

    The texts' rate is what makes the mean probability equal to it, found by expectation and maximisation (Saerens,
    Latinne and Decaestecker 2002, https://doi.org/10.1162/089976602753284446).
    """
    learnt = own = min(max(rate, 0.01), 0.99)
    shift = 0.0
    for _ in range(100):
        found = (float(probability(log_odds + shift).sum()) + _DOUBT * learnt) / (len(log_odds) + _DOUBT)
        if abs(found - own) < 1e-5:
            break
        own = found
        shift = math.log(own / (1 - own)) - math.log(learnt / (1 - learnt))
    return np.asarray(log_odds + shift, dtype=np.float32)


def probability(log_odds: Float32Vector) -> Float32Vector:
    """The logistic function, safe for large arguments."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0))), dtype=np.float32)


def bundled_model() -> MiningModel:
    """The weights under models/. Raises InputError where they are missing or of another version."""
    return _loaded(resources.models() / FILE)


def model_for(encoder: Encoder) -> MiningModel:
    """The weights adapted to a corpus where its encoder comes with some, else the bundled ones; loaded once."""
    return _loaded(weights_of(encoder))


def weights_of(encoder: Encoder) -> Path:
    """Where the weights are that `model_for` returns."""
    adapted = encoder.models.get("mining") if isinstance(encoder, StaticEncoder) else None
    return adapted or resources.models() / FILE


@cache
def _loaded(path: Path) -> MiningModel:
    return load_model(path)


def load_model(path: Path) -> MiningModel:
    """Read weights as `workbench train mining` writes them. Raises InputError where they do not fit."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return MiningModel(_weights(stored["translation"]), _weights(stored["same-language"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            gettext("The mining weights {path} are missing or damaged.").format(path=path),
            hint=gettext("Rebuild them with `workbench train mining`."),
        ) from error


def _weights(stored: Mapping[str, Any]) -> Weights:
    return Weights(_vector(stored["alone"], FEATURES), _vector(stored["rivals"], RIVAL_FEATURES), float(stored["rate"]))


def _vector(stored: Mapping[str, float], names: Sequence[str]) -> Float32Vector:
    return np.array([stored[name] for name in (*names, "bias")], dtype=np.float32)


def as_json(model: MiningModel, record: Mapping[str, Any]) -> str:
    """The file's text: weights by name, and how they were learnt."""

    def named(values: Float32Vector, names: Sequence[str]) -> dict[str, float]:
        return {name: round(float(value), 5) for name, value in zip((*names, "bias"), values, strict=True)}

    stored = {
        relation: {
            "alone": named(weights.alone, FEATURES),
            "rivals": named(weights.rivals, RIVAL_FEATURES),
            "rate": round(weights.rate, 4),
        }
        for relation, weights in (("translation", model.translation), ("same-language", model.same_language))
    }
    return json.dumps({"record": dict(record), **stored}, indent=1, ensure_ascii=False) + "\n"
