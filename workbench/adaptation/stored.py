"""Keeping and removing models adapted to a corpus; how they are read is in encoders/adapted.py.

A model's file is written first and the list after it: until the list is replaced, the old model is the one in use.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from workbench import files
from workbench.encoders.adapted import RECORD, AdaptedModel, ModelKind, folder_of, name_of, read_record
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import bundled, load_encoder
from workbench.errors import EncoderError, InputError
from workbench.i18n import gettext as _


def encoder_of(db: Path) -> Encoder:
    """Return the encoder that a corpus is worked on with: the bundled one, or the one adapted to the corpus.

    Raises EncoderError where the list of its models is damaged.
    """
    folder = folder_of(db)
    return load_encoder(str(folder)) if (folder / RECORD).exists() else bundled()


def keep(
    db: Path,
    kind: ModelKind,
    content: bytes,
    *,
    pairs: int,
    documents: int,
    used: bool,
    before: Mapping[str, float],
    after: Mapping[str, float],
) -> AdaptedModel:
    """Keep a model beside its corpus, in place of the one of its kind; one that is not used never replaces one that is.

    Raises InputError where the folder cannot be written, EncoderError where its list is damaged.
    """
    model = AdaptedModel(
        name_of(kind, content),
        datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        bundled().signature,
        pairs,
        documents,
        used,
        {name: round(value, 5) for name, value in before.items()},
        {name: round(value, 5) for name, value in after.items()},
    )
    folder = folder_of(db)
    known = read_record(folder)
    if not used and any(other.kind is kind and other.used for other in known):
        return model
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(
            _("The folder {folder} cannot be made: {reason}.").format(folder=folder, reason=error.strerror),
            hint=_("Models are kept next to the corpus; copy it to a place you can write to."),
        ) from error
    files.write(folder / model.file_name, content)
    _list(folder, [*(other for other in known if other.kind is not kind), model])
    _sweep(folder)
    return model


def remove(db: Path, names: Sequence[str]) -> list[str]:
    """Remove models by name or kind, and return the names of those removed. Raises InputError for an unknown one."""
    folder = folder_of(db)
    known = read_record(folder)
    for name in names:
        if not any(name in (model.name, model.kind) for model in known):
            raise InputError(
                _("{db} has no model “{name}”.").format(name=name, db=db),
                hint=_("See `workbench models`."),
            )
    gone = [model for model in known if model.name in names or model.kind in names]
    _list(folder, [model for model in known if model not in gone])
    _sweep(folder)
    return [model.name for model in gone]


def remove_all(db: Path) -> int:
    """Remove every model of a corpus, and what is left of damaged ones; return how many files went."""
    folder = folder_of(db)
    found = [folder / RECORD, *_models(folder)] if folder.is_dir() else []
    gone = [path for path in found if path.exists()]
    for path in gone:
        _unlink(path)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return len(gone)


def _list(folder: Path, models: Sequence[AdaptedModel]) -> None:
    content = {"models": [asdict(model) for model in models]}
    files.write(folder / RECORD, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def _sweep(folder: Path) -> None:
    """Remove files of models that the list does not name."""
    listed = {model.file_name for model in read_record(folder)}
    for path in _models(folder):
        if path.name not in listed:
            _unlink(path)


def _models(folder: Path) -> list[Path]:
    return [path for kind in ModelKind for path in folder.glob(f"{kind}-*{kind.suffix}")]


def _unlink(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise InputError(
            _("{path} cannot be removed: {reason}.").format(path=path, reason=error.strerror),
            hint=_("Check the folder's permissions."),
        ) from error


def size(db: Path, model: AdaptedModel) -> int:
    """Bytes of a model's file; 0 where it is missing."""
    path = folder_of(db) / model.file_name
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise EncoderError(
            _("{path} cannot be read: {reason}.").format(path=path, reason=error.strerror),
            hint=_("Check the folder's permissions."),
        ) from error
