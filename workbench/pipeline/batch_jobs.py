"""Pairs of documents for a batch, from manifests and folders."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench import files
from workbench.errors import InputError
from workbench.exchange.fields import role_of
from workbench.exchange.names import SUFFIXES, named_format, suffix_of
from workbench.packing import without_packing
from workbench.pipeline.contents import content_of

_LONGEST_NAME = 200
"""Bytes of an output's name: with its suffixes it fits where 255 are allowed."""


_HEADER = 2**16
"""Bytes in which the first line of a table ends."""


@dataclass(frozen=True, slots=True)
class Job:
    """One pair of documents, or a file that holds pairs."""

    name: str
    """Name of the output file without its suffix; unique in the batch."""
    source: Path
    target: Path | None
    """None for a file of pairs."""

    @property
    def files(self) -> tuple[Path, ...]:
        """What it is made from."""
        return (self.source,) if self.target is None else (self.source, self.target)


Found = tuple[str, Path, Path | None]


def read_jobs(paths: Sequence[Path]) -> list[Job]:
    """Return the pairs of manifests (TSV with columns source and target) and folders (zh/NAME and en/NAME).

    A path, a line of a manifest without a target, or a folder may also name files of pairs, as `import` reads them.
    Raises InputError for an invalid manifest or folder.
    """
    found: list[Found] = []
    for path in paths:
        if path.is_dir():
            found += _folder_jobs(path)
        elif _holds_pairs(path):
            found.append((_stem(path), path, None))
        else:
            found += _manifest_jobs(path)
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


def _holds_pairs(path: Path) -> bool:
    """Whether a file holds pairs by its name; a TSV, which may be a manifest, by the names of its columns."""
    suffix = suffix_of(str(path))
    if suffix not in SUFFIXES["tsv"]:
        return named_format(str(path)) not in (None, "moses")
    with content_of(str(path)) as content:
        start = content.read(_HEADER)
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    first, _, _ = start.decode(encoding, "replace").partition("\n")
    names = {name.strip().strip('"').lower() for name in first.split("\t")}
    return not names >= {"source", "target"} and set(map(role_of, names)) >= {"zh", "en"}


def _folder_jobs(folder: Path) -> Iterator[Found]:
    if not (folder / "zh").is_dir() or not (folder / "en").is_dir():
        held = [path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")]
        pairs = [path for path in held if suffix_of(path.name) != ".txt" and named_format(path.name)]
        if not pairs:
            raise InputError(
                f"{folder} holds no document pairs.", hint="It should hold zh/NAME and en/NAME, or files of pairs."
            )
        yield from ((_stem(path), path, None) for path in pairs if _holds_pairs(path))
        return
    for source in sorted((folder / "zh").iterdir()):
        if source.is_file() and not source.name.startswith("."):
            yield _stem(source), source, folder / "en" / source.name


def _manifest_jobs(manifest: Path) -> Iterator[Found]:
    try:
        text = files.read_text(manifest)
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    except csv.Error as error:
        raise InputError(f"{manifest} is not a valid manifest.", hint="It should be a TSV in UTF-8.") from error
    if rows and not {"source", "target"} <= set(rows[0]):
        raise InputError(f"{manifest} lacks the columns source and target.", hint="Its first line names the columns.")
    for number, row in enumerate(rows, 2):
        source, target = (row["source"] or "").strip(), (row["target"] or "").strip()
        alone = bool(source and not target) and _holds_pairs(manifest.parent / source)
        if not source or not (target or alone):
            raise InputError(f"{manifest}, line {number} lacks a source or a target.", hint="Fill or drop the line.")
        name = (row.get("name") or "").strip()
        other = None if alone else manifest.parent / target
        yield _safe(name) if name else _stem(Path(source)), manifest.parent / source, other


def _stem(path: Path) -> str:
    path, _ = without_packing(path)
    return _safe(path.stem or path.name)


def _safe(name: str) -> str:
    """A name that is a file name in the output folder and nothing else."""
    whole = name.encode("utf-8", "replace")[:_LONGEST_NAME].decode("utf-8", "ignore")
    plain = "".join("_" if character in '/\\:*?"<>|' or ord(character) < 32 else character for character in whole)
    return plain.lstrip(".")[:120] or "pair"
