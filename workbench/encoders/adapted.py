"""Models adapted to a corpus, as they lie beside it: corpus.db.models/models.json lists them, each with a file.

The folder is the name of an encoder: `load_encoder` reads it as the bundled one continued, with the weights learnt
beside it. A file's name holds the digest of its content, so that what was damaged or mixed up is not used.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors

from workbench import files
from workbench.encoders.static import OtherRows, StaticEncoder
from workbench.errors import EncoderError, InputError
from workbench.i18n import gettext as _

RECORD = "models.json"
LARGEST = 256 * 2**20
"""Bytes of a model's file: more than rows for the whole vocabulary take."""
_LARGEST_RECORD = 2**20
_LARGEST_COUNT = 10**9
_FIGURES, _LONGEST = 20, 200
"""Figures a record may hold on either side, and characters of a text in it."""


class ModelKind(StrEnum):
    """What can be adapted to a corpus."""

    ENCODER = "encoder"
    ALIGNER = "aligner"
    """With the calibration of its probabilities."""
    MINING = "mining"

    @property
    def suffix(self) -> str:
        """Of the file's name."""
        return ".safetensors" if self is ModelKind.ENCODER else ".json"


_NAME = re.compile(f"(?:{'|'.join(ModelKind)})-[0-9a-f]{{12}}")


@dataclass(frozen=True, slots=True)
class AdaptedModel:
    """The record of a model that was adapted to a corpus."""

    name: str
    """Kind and digest of the file: "encoder-0f3a52c1d9e8"."""
    made_at: str
    """UTC, ISO 8601."""
    base: str
    """Signature of the bundled encoder it was learnt with; of no use with another."""
    pairs: int
    """Confirmed pairs it was learnt from."""
    documents: int
    used: bool
    """Whether it was better on documents held back."""
    before: Mapping[str, float] = field(default_factory=dict)
    """Figures of the bundled model on documents held back, by name."""
    after: Mapping[str, float] = field(default_factory=dict)
    """The same of a model learnt without those documents."""

    @property
    def kind(self) -> ModelKind:
        """What was adapted."""
        return ModelKind(self.name.partition("-")[0])

    @property
    def file_name(self) -> str:
        """Name of its file in the folder."""
        return self.name + self.kind.suffix


class Usable(NamedTuple):
    """What a folder holds that can be used."""

    models: tuple[AdaptedModel, ...]
    problems: tuple[str, ...]
    """A sentence for each model that cannot be used, though it should be."""


def folder_of(db: Path) -> Path:
    """Where the models adapted to a corpus are."""
    return db.with_name(f"{db.name}.models")


def name_of(kind: ModelKind, content: bytes) -> str:
    """Name of a model whose file has a content."""
    return f"{kind}-{hashlib.sha256(content).hexdigest()[:12]}"


def read_record(folder: Path) -> tuple[AdaptedModel, ...]:
    """The models that a folder lists; none where it lists nothing. Raises EncoderError for a damaged list."""
    path = folder / RECORD
    if not path.exists():
        return ()
    return _parsed(folder, _content(path, _LARGEST_RECORD))


def _content(path: Path, limit: int) -> bytes:
    try:
        return files.read(path, limit)
    except InputError as error:
        raise EncoderError(str(error.args[0]), hint=error.hint) from error


def _parsed(folder: Path, content: bytes) -> tuple[AdaptedModel, ...]:
    try:
        models = tuple(_model(each) for each in json.loads(content)["models"])
        if len({model.kind for model in models}) < len(models):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise EncoderError(
            _("The list of models in {folder} is damaged.").format(folder=folder),
            hint=_("Remove them with `workbench models remove --all` and train again."),
        ) from error
    return models


def _model(stored: Mapping[str, Any]) -> AdaptedModel:
    """A model of the list. Raises ValueError, KeyError or TypeError where it is not as it is written."""
    model = AdaptedModel(
        stored["name"],
        stored["made_at"],
        stored["base"],
        stored["pairs"],
        stored["documents"],
        stored["used"],
        _figures(stored["before"]),
        _figures(stored["after"]),
    )
    texts = model.name, model.made_at, model.base
    if not all(isinstance(text, str) and len(text) < _LONGEST and text.isprintable() for text in texts):
        raise ValueError
    if not all(type(count) is int and 0 <= count <= _LARGEST_COUNT for count in (model.pairs, model.documents)):
        raise ValueError
    if not _NAME.fullmatch(model.name) or not isinstance(model.used, bool):
        raise ValueError
    return model


def _figures(stored: Mapping[str, Any]) -> dict[str, float]:
    figures = {str(name): float(value) for name, value in stored.items()}
    if len(figures) > _FIGURES or any(len(name) > _LONGEST or not name.isprintable() for name in figures):
        raise ValueError
    if not all(map(math.isfinite, figures.values())):
        raise ValueError
    return figures


def usable(folder: Path, base: StaticEncoder) -> Usable:
    """The models of a folder that are used with the bundled encoder. Raises EncoderError for a damaged list."""
    found, problems = [], []
    for model in read_record(folder):
        if not model.used:
            continue
        if problem := _problem(folder, model, base):
            problems.append(problem)
        else:
            found.append(model)
    return Usable(tuple(found), tuple(problems))


def _problem(folder: Path, model: AdaptedModel, base: StaticEncoder) -> str:
    """Why a model cannot be used; empty where it can."""
    if model.base != base.signature:
        return _("The model {name} was learnt with another encoder and is not used; train it again.").format(
            name=model.name
        )
    try:
        content = files.read(folder / model.file_name, LARGEST)
    except InputError:
        content = b""
    if name_of(model.kind, content) != model.name:
        return _("The model {name} is missing or damaged and is not used; train it again.").format(name=model.name)
    return ""


def load(folder: Path, base: StaticEncoder) -> StaticEncoder:
    """The bundled encoder with what a corpus taught; the bundled one itself where nothing in the folder can be used.

    Raises EncoderError where the list of models or the encoder's rows are damaged.
    """
    return _loaded(folder, _content(folder / RECORD, _LARGEST_RECORD), base)


@lru_cache(maxsize=2)
def _loaded(folder: Path, record: bytes, base: StaticEncoder) -> StaticEncoder:
    """What a folder with this list holds: a list that has changed is read again."""
    models = {model.kind: folder / model.file_name for model in usable(folder, base).models}
    if not models:
        return base
    rows = _rows(models[ModelKind.ENCODER], base) if ModelKind.ENCODER in models else None
    return base.adapted(rows, {str(kind): path for kind, path in models.items()})


def _rows(path: Path, base: StaticEncoder) -> OtherRows:
    damaged = EncoderError(
        _("The rows in {path} are damaged.").format(path=path),
        hint=_("Remove them with `workbench models remove --all` and train again."),
    )
    try:
        tensors = load_tensors(_content(path, LARGEST))
        ids, table, factors = (tensors[name] for name in ("ids", "embeddings", "weights"))
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise damaged from error
    types = [(each.dtype.name, each.shape) for each in (ids, table, factors)]
    if types != [("int32", (len(ids),)), ("int8", (len(ids), base.dimension)), ("float32", (len(ids),))]:
        raise damaged
    ascending = bool((np.diff(ids) > 0).all()) and len(ids) > 0
    if not (ascending and ids[0] >= 0 and ids[-1] < len(base.rarity) and np.isfinite(factors).all()):
        raise damaged
    return OtherRows(ids, table, factors)
