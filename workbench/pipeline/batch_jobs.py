"""Pairs of documents for a batch, from manifests and folders."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench import files
from workbench.errors import InputError

_LONGEST_NAME = 200
"""Bytes of an output's name: with its suffixes it fits where 255 are allowed."""


@dataclass(frozen=True, slots=True)
class Job:
    """One pair of documents."""

    name: str
    """Name of the output file without its suffix; unique in the batch."""
    source: Path
    target: Path


def read_jobs(paths: Sequence[Path]) -> list[Job]:
    """Return the pairs of manifests (TSV with columns source and target) and folders (zh/NAME and en/NAME).

    Raises InputError for an invalid manifest or folder.
    """
    found: list[tuple[str, Path, Path]] = []
    for path in paths:
        found += _folder_jobs(path) if path.is_dir() else _manifest_jobs(path)
    if not found:
        raise InputError("There is nothing to align.", hint="Give a manifest or a folder with zh/ and en/.")
    taken: dict[str, int] = {}
    jobs = []
    for stem, source, target in found:
        key = stem.lower()
        taken[key] = taken.get(key, 0) + 1
        name = stem if taken[key] == 1 else f"{stem}-{taken[key]}"
        while taken[key] > 1 and name.lower() in taken:
            taken[key] += 1
            name = f"{stem}-{taken[key]}"
        taken.setdefault(name.lower(), 1)
        jobs.append(Job(name, source, target))
    return jobs


def _folder_jobs(folder: Path) -> Iterator[tuple[str, Path, Path]]:
    if not (folder / "zh").is_dir() or not (folder / "en").is_dir():
        raise InputError(f"{folder} holds no document pairs.", hint="It should hold zh/NAME and en/NAME.")
    for source in sorted((folder / "zh").iterdir()):
        if source.is_file() and not source.name.startswith("."):
            yield _stem(source), source, folder / "en" / source.name


def _manifest_jobs(manifest: Path) -> Iterator[tuple[str, Path, Path]]:
    try:
        text = files.read_text(manifest)
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    except csv.Error as error:
        raise InputError(f"{manifest} is not a valid manifest.", hint="It should be a TSV in UTF-8.") from error
    if rows and not {"source", "target"} <= set(rows[0]):
        raise InputError(f"{manifest} lacks the columns source and target.", hint="Its first line names the columns.")
    for number, row in enumerate(rows, 2):
        source, target = (row["source"] or "").strip(), (row["target"] or "").strip()
        if not source or not target:
            raise InputError(f"{manifest}, line {number} lacks a source or a target.", hint="Fill or drop the line.")
        name = (row.get("name") or "").strip()
        yield _safe(name) if name else _stem(Path(source)), manifest.parent / source, manifest.parent / target


def _stem(path: Path) -> str:
    return _safe(path.stem or path.name)


def _safe(name: str) -> str:
    """A name that is a file name in the output folder and nothing else."""
    whole = name.encode("utf-8", "replace")[:_LONGEST_NAME].decode("utf-8", "ignore")
    plain = "".join("_" if character in '/\\:*?"<>|' or ord(character) < 32 else character for character in whole)
    return plain.lstrip(".")[:120] or "pair"
