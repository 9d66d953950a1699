"""The learnt weights of the aligner: a JSON file that names every weight, with the record of its training."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from workbench import files, resources
from workbench.alignment.bead_features import feature_names
from workbench.arrays import Float32Vector, Float64Vector
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import bundled
from workbench.encoders.static import StaticEncoder
from workbench.errors import InputError
from workbench.i18n import gettext as _

MODEL_FILE = "aligner.json"

_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Calibration:
    """Probability from a posterior: the logistic function of slope x logit + offset."""

    slope: float = 1.0
    offset: float = 0.0

    def __call__(self, posteriors: Float64Vector) -> Float64Vector:
        """Return calibrated probabilities, between 0 and 1 exclusive."""
        inside = np.clip(posteriors, _EPSILON, 1.0 - _EPSILON)
        logit = np.log(inside) - np.log1p(-inside)
        calibrated: Float64Vector = 1.0 / (1.0 + np.exp(-(self.slope * logit + self.offset)))
        return calibrated


@dataclass(frozen=True, slots=True)
class Model:
    """What the aligner has learnt."""

    weights: Float32Vector
    """One per feature, in the order of `feature_names`."""
    cost: float
    """What a bead must be worth in posterior probability to be chosen (minimum risk); see alignment/aligner.py."""
    pairs: Calibration
    """For beads with both sides."""
    singles: Calibration
    """For beads with an empty side."""
    record: Mapping[str, Any]
    """Data, encoder and figures of the training."""

    @classmethod
    def load(cls, path: Path) -> Model:
        """Read weights. Raises InputError where the file is missing, damaged or made for other features."""
        hint = _("Rebuild it with `workbench train aligner FOLDER`.")
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            weights: dict[str, float] = data["weights"]
            model = cls(
                np.array([weights.get(name, np.nan) for name in feature_names()], dtype=np.float32),
                float(data["cost"]),
                Calibration(**data["calibration"]["pairs"]),
                Calibration(**data["calibration"]["singles"]),
                data["record"],
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                _("The aligner's weights in {path} are missing or damaged.").format(path=path), hint=hint
            ) from error
        if not np.isfinite(model.weights).all() or set(weights) - set(feature_names()):
            raise InputError(
                _("The aligner's weights in {path} belong to another version.").format(path=path), hint=hint
            )
        return model

    def save(self, path: Path) -> None:
        """Write the weights; the file appears whole or not at all."""
        files.write(path, self.content)

    @property
    def content(self) -> bytes:
        """What a file of the weights holds."""
        data = {
            "weights": {
                name: round(float(weight), 5) for name, weight in zip(feature_names(), self.weights, strict=True)
            },
            "cost": self.cost,
            "calibration": {
                "pairs": {"slope": self.pairs.slope, "offset": self.pairs.offset},
                "singles": {"slope": self.singles.slope, "offset": self.singles.offset},
            },
            "record": dict(self.record),
        }
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def bundled_model() -> Model:
    """The weights that come with the package, loaded once."""
    return _loaded(resources.models() / MODEL_FILE)


def model_for(encoder: Encoder) -> Model:
    """The weights adapted to a corpus or learnt with an encoder where there are some, else the bundled ones.

    Loaded once.
    """
    return _loaded(weights_of(encoder))


def weights_of(encoder: Encoder) -> Path:
    """Where the weights are that `model_for` returns."""
    # The bundled one is not asked for its signature, a digest of all vectors, which a short document does without.
    if encoder is not bundled():
        adapted = encoder.models.get("aligner") if isinstance(encoder, StaticEncoder) else None
        path = adapted or weights_file(encoder.signature)
        if path.is_file():
            return path
    return resources.models() / MODEL_FILE


@cache
def _loaded(path: Path) -> Model:
    return Model.load(path)


def weights_file(signature: str) -> Path:
    """Where the weights for another encoder than the bundled one are, beside the bundled ones."""
    key = hashlib.sha256(signature.encode()).hexdigest()[:12]
    return resources.models() / f"{Path(MODEL_FILE).stem}-{key}.json"
