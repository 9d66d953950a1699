"""What a printed score depends on, in one line, as sacrebleu prints it: figures with one signature are comparable."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from workbench import files

_DIGITS = 12


def signature(data: Path, counts: Mapping[str, int], encoder: str, weights: Path | None = None) -> str:
    """Return "data:NAME,sha:…|documents:6|encoder:…|weights:sha:…|version:0.1.0".

    `counts` are of what was scored, by name; `weights` is the file of the model, where one takes part.
    """
    parts = [f"data:{data.name},sha:{checksum(data)[:_DIGITS]}"]
    parts += [f"{name}:{count}" for name, count in counts.items()]
    parts.append(f"encoder:{encoder.replace('|', ',')}")
    if weights is not None:
        parts.append(f"weights:{weights.name},sha:{checksum(weights)[:_DIGITS]}")
    return "|".join([*parts, f"version:{version('alignment-workbench')}"])


def checksum(path: Path) -> str:
    """SHA-256 of a file, or of a folder's files: their names and contents, in order of their names."""
    if path.is_file():
        return hashlib.sha256(files.read(path)).hexdigest()
    digest = hashlib.sha256()
    for file in sorted(one for one in path.rglob("*") if one.is_file()):
        digest.update(f"{file.relative_to(path).as_posix()}\n".encode())
        digest.update(hashlib.sha256(files.read(file)).digest())
    return digest.hexdigest()
