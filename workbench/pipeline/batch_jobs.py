"""Pairs of documents for a batch, from manifests and folders."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

from workbench import files
from workbench.errors import InputError
from workbench.exchange.fields import role_of
from workbench.exchange.names import SUFFIXES, named_format, suffix_of
from workbench.i18n import gettext
from workbench.packing import without_packing
from workbench.pipeline.contents import content_of
from workbench.pipeline.paired_names import distinct_names, paired_by_name

_LONGEST_NAME = 200
"""Bytes of an output's name: with its suffixes it fits where 255 are allowed."""


_COLUMNS = ("source", "target", "name", "encoding", "title", "date", "relation")

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")

_HEADER = 2**16
"""Bytes in which the first line of a table ends."""


class Relatedness(StrEnum):
    """How two documents belong together."""

    PARALLEL = "parallel"
    """One translates the other: they are aligned."""
    COMPARABLE = "comparable"
    """They have sentences in common: those are mined."""


@dataclass(frozen=True, slots=True)
class Job:
    """One pair of documents, or a file that holds pairs."""

    name: str
    """Name of the output file without its suffix; unique in the batch."""
    source: Path
    target: Path | None
    """None for a file of pairs."""
    encoding: str | None = None
    """Of both files; None where the batch or their bytes decide."""
    source_name: str = ""
    """Name of the document, such as zh/001 where several files are called 001; empty for a file of pairs."""
    target_name: str = ""
    title: str = ""
    """Of both documents; empty where the files tell."""
    date: str = ""
    """Of both documents, ISO 8601: a year, a month or a day; empty where nothing is said."""
    relation: Relatedness = Relatedness.PARALLEL

    @property
    def files(self) -> tuple[Path, ...]:
        """What it is made from."""
        return (self.source,) if self.target is None else (self.source, self.target)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch is to do."""

    jobs: tuple[Job, ...]
    unmatched: tuple[str, ...] = ()
    """Files without a counterpart, and lines that are refused, and why."""
    repeated: tuple[str, ...] = ()
    """Lines that name a pair again."""
    alone: tuple[str, ...] = ()
    """Documents that nothing belongs to, where the pairs were found by what the documents say."""

    def shard(self, number: int, count: int) -> Plan:
        """Return every `count`-th job, beginning with the `number`-th, counted from 1."""
        return replace(self, jobs=self.jobs[number - 1 :: count])


@dataclass(frozen=True, slots=True)
class FoundPair:
    """Two documents that belong together by what they say."""

    source: Path
    """The Chinese one."""
    target: Path
    relation: Relatedness
    probability: float
    """That they belong together."""


@dataclass(frozen=True, slots=True)
class FoundPairs:
    """Which documents of a folder belong together."""

    pairs: tuple[FoundPair, ...]
    alone: tuple[str, ...]
    """A sentence for each of the others."""


@dataclass(frozen=True, slots=True)
class _Found:
    stem: str
    source: Path
    target: Path | None
    encoding: str | None = None
    title: str = ""
    date: str = ""
    relation: Relatedness = Relatedness.PARALLEL
    line: tuple[Path, int] | None = None
    """Of a manifest."""


PairFolder = Callable[[Path], FoundPairs]
"""Finds the documents of a folder that belong together."""


def read_plan(paths: Sequence[Path], roots: Sequence[Path] = (), pair_folder: PairFolder | None = None) -> Plan:
    """Return the pairs of manifests and folders.

    A manifest is a TSV with columns source and target, or JSON lines with these fields. The files of a folder are
    paired by their names. A path, a line of a manifest without a target, or a folder may also name files of pairs, as
    `import` reads them. A manifest may name files in its own folder and in the `roots`; other lines are refused, since
    it may be from a stranger. `pair_folder` pairs the files of folders otherwise than by their names. Raises
    InputError for an invalid manifest or folder.
    """
    found: list[_Found] = []
    unmatched: list[str] = []
    alone: list[str] = []
    for path in paths:
        if path.is_dir() and pair_folder is not None:
            paired = pair_folder(path)
            found += [
                _Found(_stem(each.source), each.source, each.target, relation=each.relation) for each in paired.pairs
            ]
            alone += paired.alone
        elif path.is_dir():
            held, unpaired = _folder_jobs(path)
            found += held
            unmatched += unpaired
        elif _is_manifest_of_lines(path):
            found += _jobs_of_lines(path)
        elif _holds_pairs(path):
            found.append(_Found(_stem(path), path, None))
        else:
            found += _manifest_jobs(path)
    found, refused = _allowed(found, roots)
    found, repeated = _each_once(found)
    unmatched += refused
    if not found and not unmatched and not alone:
        raise InputError(
            gettext("There is nothing to align."), hint=gettext("Give a manifest or a folder with zh/ and en/.")
        )
    names = distinct_names(path for one in found if one.target for path in (one.source, one.target))
    taken: set[str] = set()
    jobs = []
    for one in found:
        name, number = one.stem, 1
        while name.lower() in taken:
            number += 1
            name = f"{one.stem}-{number}"
        taken.add(name.lower())
        sides = (names[one.source], names[one.target]) if one.target else ("", "")
        jobs.append(Job(name, one.source, one.target, one.encoding, *sides, one.title, one.date, one.relation))
    return Plan(tuple(jobs), tuple(unmatched), tuple(repeated), tuple(alone))


def _allowed(found: Sequence[_Found], roots: Sequence[Path]) -> tuple[list[_Found], list[str]]:
    """The pairs without those whose line of a manifest names a file elsewhere, and a sentence for each of these."""
    allowed, refused = [], []
    known = [root.resolve() for root in roots]
    for one in found:
        outside = None
        if one.line is not None:
            held = [one.line[0].parent.resolve(), *known]
            named = [one.source] if one.target is None else [one.source, one.target]
            outside = next((path for path in named if not _is_within(path, held)), None)
        if one.line is None or outside is None:
            allowed.append(one)
        else:
            refused.append(
                gettext(
                    "{manifest}, line {number}: {path} lies outside the folder of the manifest; --root FOLDER allows "
                    "files of another folder"
                ).format(manifest=one.line[0], number=one.line[1], path=outside)
            )
    return allowed, refused


def _is_within(path: Path, folders: Sequence[Path]) -> bool:
    """Whether a file lies in one of the folders, also where links lead."""
    try:
        real = path.resolve()
    except (OSError, ValueError, RuntimeError):
        # Whoever reads it will say what is wrong with it.
        return True
    return any(real.is_relative_to(folder) for folder in folders)


def _each_once(found: Sequence[_Found]) -> tuple[list[_Found], list[str]]:
    """The pairs without lines that name one again, and a sentence for each of these."""
    first: dict[tuple[Path, Path | None], tuple[Path, int]] = {}
    kept = []
    repeated = []
    for one in found:
        known = None if one.line is None else first.setdefault((one.source, one.target), one.line)
        if one.line is None or known is None or known == one.line:
            kept.append(one)
        else:
            repeated.append(
                gettext("{manifest}, line {number} names the pair of line {first} again").format(
                    manifest=one.line[0], number=one.line[1], first=known[1]
                )
            )
    return kept, repeated


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


def _folder_jobs(folder: Path) -> tuple[list[_Found], list[str]]:
    """The pairs of a folder, and what has no counterpart; a folder without any may hold files of pairs."""
    paired = paired_by_name(path.relative_to(folder) for path in files_of(folder))
    if not paired.pairs and not paired.alone and not paired.several:
        held = [path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")]
        pairs = [path for path in held if suffix_of(path.name) != ".txt" and named_format(path.name)]
        if not pairs:
            raise InputError(
                gettext("{folder} holds no document pairs.").format(folder=folder),
                hint=gettext("It should hold zh/NAME and en/NAME, NAME.zh.txt and NAME.en.txt, or files of pairs."),
            )
        return [_Found(_stem(path), path, None) for path in pairs if _holds_pairs(path)], []
    found = [_Found(_stem(folder / zh), folder / zh, folder / en) for zh, en in paired.pairs]
    alone = [gettext("{path} has no counterpart").format(path=folder / path) for path in paired.alone]
    alone += [gettext("{path} has several possible counterparts").format(path=folder / path) for path in paired.several]
    return found, alone


def files_of(folder: Path) -> Iterator[Path]:
    """Return the files in zh/ and en/ where a folder has both, else in the whole folder; hidden ones left out."""
    sides = [folder / "zh", folder / "en"]
    for top in sides if all(side.is_dir() for side in sides) else [folder]:
        for held, folders, names in os.walk(top, onerror=_refused):
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from (
                Path(held) / name for name in names if not name.startswith(".") and (Path(held) / name).is_file()
            )


def _refused(error: OSError) -> NoReturn:
    """A folder that cannot be read is not an empty one."""
    raise error


def _manifest_jobs(manifest: Path) -> Iterator[_Found]:
    try:
        text = files.read_text(manifest)
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    except csv.Error as error:
        raise InputError(
            gettext("{manifest} is not a valid manifest.").format(manifest=manifest),
            hint=gettext("It should be a TSV in UTF-8."),
        ) from error
    if rows and not {"source", "target"} <= set(rows[0]):
        raise InputError(
            gettext("{manifest} lacks the columns source and target.").format(manifest=manifest),
            hint=gettext("Its first line names the columns."),
        )
    for number, row in enumerate(rows, 2):
        yield _job_of(manifest, number, row)


def _is_manifest_of_lines(path: Path) -> bool:
    """Whether a file of JSON lines names files: pairs hold texts, and no file has the name of a text."""
    if suffix_of(str(path)) not in SUFFIXES["jsonl"]:
        return False
    with content_of(str(path)) as content:
        first, *_rest = content.read(_HEADER).decode("utf-8-sig", "replace").split("\n")
    try:
        source = json.loads(first)["source"]
        return isinstance(source, str) and (path.parent / source).is_file()
    except (ValueError, LookupError, TypeError, OSError):
        return False


def _jobs_of_lines(manifest: Path) -> Iterator[_Found]:
    for number, line in enumerate(files.read_text(manifest).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(
                gettext("{manifest}, line {number} is not JSON.").format(manifest=manifest, number=number),
                hint=gettext("Each line is an object."),
            ) from error
        if not isinstance(row, dict) or not all(isinstance(value, str | None) for value in row.values()):
            raise InputError(
                gettext("{manifest}, line {number} is not an object of texts.").format(
                    manifest=manifest, number=number
                ),
                hint=gettext("Its fields are texts."),
            )
        yield _job_of(manifest, number, row)


def _job_of(manifest: Path, number: int, row: Mapping[str, str | None]) -> _Found:
    values = {name: (row.get(name) or "").strip() for name in _COLUMNS}
    source = manifest.parent / values["source"]
    alone = bool(values["source"] and not values["target"]) and _holds_pairs(source)
    if not values["source"] or not (values["target"] or alone):
        raise InputError(
            gettext("{manifest}, line {number} lacks a source or a target.").format(manifest=manifest, number=number),
            hint=gettext("Complete or delete the line."),
        )
    stem = _safe(values["name"]) if values["name"] else _stem(Path(values["source"]))
    return _Found(
        stem,
        source,
        None if alone else manifest.parent / values["target"],
        values["encoding"] or None,
        values["title"],
        _date(manifest, number, values["date"]),
        _relation(manifest, number, values["relation"]),
        (manifest, number),
    )


def _date(manifest: Path, number: int, text: str) -> str:
    """A date as it is. Raises InputError for what is not a year, a month or a day."""
    if text and not _is_date(text):
        raise InputError(
            gettext("{manifest}, line {number}: “{text}” is not a date.").format(
                manifest=manifest, number=number, text=text
            ),
            hint=gettext("Write it as 2026-11-21, 2026-11 or 2026."),
        )
    return text


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _relation(manifest: Path, number: int, text: str) -> Relatedness:
    """How two documents belong together. Raises InputError for an unknown word."""
    try:
        return Relatedness(text.lower() or Relatedness.PARALLEL)
    except ValueError as error:
        raise InputError(
            gettext("{manifest}, line {number}: “{text}” is not a relation of documents.").format(
                manifest=manifest, number=number, text=text
            ),
            hint=gettext("Write parallel, which is aligned, or comparable, which is mined; or leave it empty."),
        ) from error


def _stem(path: Path) -> str:
    path, _ = without_packing(path)
    return _safe(path.stem or path.name)


def _safe(name: str) -> str:
    """A name that is a file name in the output folder and nothing else."""
    whole = name.encode("utf-8", "replace")[:_LONGEST_NAME].decode("utf-8", "ignore")
    plain = "".join("_" if character in '/\\:*?"<>|' or ord(character) < 32 else character for character in whole)
    return plain.lstrip(".")[:120] or "pair"
