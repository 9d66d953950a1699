"""Many document pairs, unattended: in parallel, resumable, and one bad pair stops no other.

Pairs go into a corpus, into a folder with one file each, or both. A file appears whole or not at all; beside it, in
.state, and in the corpus, stands a record of what a pair was made from. A pair whose record still fits its files,
format and encoder is not done again.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from workbench import files, processes
from workbench.checks.rule_set import ALL, RuleSet
from workbench.documents.prepare import read_prepared, renamed
from workbench.domain import Progress, Role
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import load_encoder
from workbench.errors import InputError, WorkerDied, explained
from workbench.exchange.fields import complete
from workbench.exchange.formats import FORMATS
from workbench.exchange.names import usual_suffix
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.packing import parts_of
from workbench.pipeline.agreement import agreement
from workbench.pipeline.alignment import align_documents
from workbench.pipeline.batch_jobs import Job
from workbench.pipeline.bitext import Bitext
from workbench.pipeline.importing import ImportSettings, import_file
from workbench.pipeline.output import write_bitext
from workbench.pipeline.pair_files import Reading, opened
from workbench.pipeline.storing import store_bitext
from workbench.store.corpus import Corpus

STATE = ".state"


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all pairs of a batch."""

    out: Path | None
    """Folder to write files into."""
    db: Path | None
    """Corpus to keep documents and pairs in."""
    form: str
    lines: bool
    encoder: str
    encoding: str | None = None
    rules: RuleSet = ALL
    """By which pairs are checked that are kept in the corpus."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a pair."""

    name: str
    source: str
    target: str
    fingerprint: str
    """Digest of the files and settings it was made from; empty where it failed."""
    beads: int = 0
    pairs: int = 0
    """Beads with two sides."""
    sure: int = 0
    """Pairs with a probability of 90 % or more."""
    segments: int = 0
    """Of both documents."""
    facing: int = 0
    """Segments in pairs."""
    probability: float = 0.0
    """Mean over the pairs."""
    is_doubtful: bool = False
    """Whether the documents are probably not translations of each other."""
    remark: str = ""
    """What the format of the output could not hold, in a sentence."""
    error: str = ""


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """What became of a batch."""

    results: tuple[Result, ...]
    """Of all pairs, in their order."""
    skipped: int
    """How many had been done before."""

    @property
    def failed(self) -> tuple[Result, ...]:
        """The pairs that could not be aligned."""
        return tuple(one for one in self.results if one.error)


def run_batch(jobs: Sequence[Job], settings: Settings, workers: int, progress: Progress | None = None) -> BatchSummary:
    """Align all pairs that have not been aligned yet.

    Raises InputError where the output folder cannot be made, CorpusError where the corpus cannot be opened,
    EncoderError where the encoder cannot be loaded.
    """
    if settings.out:
        _make(settings.out / STATE)
    _sweep(settings)
    results = _done_before(jobs, settings, load_encoder(settings.encoder).signature)
    skipped = len(results)
    waiting = [job for job in jobs if job.name not in results]
    run = _run_here if workers <= 1 or len(waiting) <= 1 else _run_apart
    try:
        with closing(run(waiting, settings, min(workers, max(len(waiting), 1)))) as found:
            for result in found:
                results[result.name] = result
                if progress:
                    progress(N_("aligning"), len(results), len(jobs))
    finally:
        _sweep(settings)
    return BatchSummary(tuple(results[job.name] for job in jobs), skipped)


def _sweep(settings: Settings) -> None:
    if settings.out:
        files.sweep(settings.out)
        files.sweep(settings.out / STATE)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            _("{folder} cannot be made: {reason}.").format(folder=folder, reason=error.strerror),
            hint=_("Choose another folder."),
        ) from error


def _done_before(jobs: Sequence[Job], settings: Settings, signature: str) -> dict[str, Result]:
    """The results of pairs that are done wherever this batch keeps them."""
    with Corpus.create(settings.db) if settings.db else nullcontext() as corpus:
        results: dict[str, Result] = {}
        for job in jobs:
            fingerprint = _fingerprint(job, settings, signature)
            known = _in_folder(job, settings.out, settings.form, fingerprint) if settings.out else None
            if corpus is not None and (known or not settings.out):
                known = _record(corpus.setting(_key(fingerprint)), fingerprint)
            if known:
                results[job.name] = replace(known, name=job.name)
        return results


def _key(fingerprint: str) -> str:
    """Under which setting a corpus keeps the record of a pair."""
    return f"batch.{fingerprint}"


def _output(job: Job, out: Path, form: str) -> Path:
    return out / f"{job.name}{usual_suffix(form)}"


def _state(job: Job, out: Path, form: str) -> Path:
    return out / STATE / f"{job.name}{usual_suffix(form)}.json"


def _fingerprint(job: Job, settings: Settings, signature: str) -> str:
    """Digest of everything the output depends on; empty where a file cannot be read."""
    encoding = job.encoding or settings.encoding
    digest = hashlib.sha256(f"{settings.form}|{settings.lines}|{encoding}|{signature}".encode())
    for path in job.files:
        try:
            digest.update(hashlib.sha256(files.read(path)).digest())
        except (InputError, OSError):
            return ""
    return digest.hexdigest()


def _in_folder(job: Job, out: Path, form: str, fingerprint: str) -> Result | None:
    """The record of a pair whose file is there; None where there is none or it no longer fits."""
    try:
        record = _state(job, out, form).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    parts = parts_of(_output(job, out, form))
    return _record(record, fingerprint) if all(part.is_file() for part in parts) else None


def _record(text: str, fingerprint: str) -> Result | None:
    try:
        result = Result(**json.loads(text))
    except (ValueError, TypeError):
        return None
    return result if fingerprint and result.fingerprint == fingerprint else None


def _do(job: Job, settings: Settings, encoder: Encoder) -> Result:
    """Align one pair and keep it; what a person can act on becomes the result's error."""
    failed = Result(job.name, str(job.source), str(job.target or ""), "")
    try:
        fingerprint = _fingerprint(job, settings, encoder.signature)
        if job.target is None:
            return _keep_pairs(job, settings, replace(failed, fingerprint=fingerprint))
        encoding = job.encoding or settings.encoding
        source = read_prepared(job.source, Role.ARTICLE, lines=settings.lines, encoding=encoding)
        target = read_prepared(job.target, Role.COVERAGE, lines=settings.lines, encoding=encoding)
        source, target = renamed(source, job.source_name), renamed(target, job.target_name)
        alignment = align_documents(source, target, encoder)
        result = replace(failed, fingerprint=fingerprint, **asdict(agreement(alignment)))
        return _keep(job, settings, alignment, result)
    except Exception as error:  # noqa: BLE001 - one bad pair stops no other
        return _with_error(failed, error)


def _keep(job: Job, settings: Settings, alignment: Bitext, result: Result) -> Result:
    """Write and store a pair; its record comes last, so that a pair that was cut short is done again."""
    if settings.db:
        with Corpus.create(settings.db) as corpus:
            store_bitext(corpus, alignment, rules=settings.rules)
            corpus.set_setting(_key(result.fingerprint), json.dumps(asdict(result)))
    if settings.out:
        reports: list[str] = []
        with files.replacing(_output(job, settings.out, settings.form)) as stream:
            write_bitext(alignment, settings.form, stream, report=reports.append)
        result = replace(result, remark=" ".join(reports))
        # A record that power loss takes costs one pair done again; its file is on the disk already.
        files.write(_state(job, settings.out, settings.form), json.dumps(asdict(result)).encode(), durable=False)
    return result


def _keep_pairs(job: Job, settings: Settings, result: Result) -> Result:
    """Store and write a file of pairs, as `import` reads it."""
    reading = Reading(job.encoding or settings.encoding)
    if settings.db:
        done = import_file(settings.db, str(job.source), ImportSettings(reading=reading))
        result = replace(result, pairs=done.total)
        with Corpus.create(settings.db) as corpus:
            corpus.set_setting(_key(result.fingerprint), json.dumps(asdict(result)))
    if settings.out:
        if settings.form == "beads":
            raise InputError(
                _("{source} holds pairs, which have no beads.").format(source=job.source),
                hint=_("Choose another --format."),
            )
        reports: list[str] = []
        path = _output(job, settings.out, settings.form)
        with opened(str(job.source), None, reading) as file, files.replacing(path) as stream:
            count = FORMATS[settings.form].write(complete(file.units()), stream, reports.append)
        result = replace(result, pairs=count, remark=" ".join(reports))
        files.write(_state(job, settings.out, settings.form), json.dumps(asdict(result)).encode(), durable=False)
    return result


def _with_error(failed: Result, error: BaseException) -> Result:
    return replace(failed, error=str(explained(error) or f"{type(error).__name__}: {error}"))


def _run_here(jobs: Sequence[Job], settings: Settings, workers: int) -> Generator[Result, None, None]:
    encoder = load_encoder(settings.encoder)
    for job in jobs:
        yield _do(job, settings, encoder)


def _run_apart(jobs: Sequence[Job], settings: Settings, workers: int) -> Generator[Result, None, None]:
    """In worker processes; pairs in work when a process dies are tried again one by one, and then given up."""
    suspects: list[Job] = []
    waiting = deque(jobs)
    while waiting:
        running: dict[Future[Result], Job] = {}
        try:
            with processes.pool(workers, _start, settings) as pool:
                while waiting or running:
                    while waiting and len(running) < 2 * workers:
                        job = waiting.popleft()
                        running[pool.submit(_work, job)] = job
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        result = future.result()
                        del running[future]
                        yield result
        except WorkerDied:
            suspects += running.values()
    for job in suspects:
        try:
            with processes.pool(1, _start, settings) as pool:
                yield pool.submit(_work, job).result()
        except WorkerDied as error:
            yield _with_error(Result(job.name, str(job.source), str(job.target or ""), ""), error)


_worker: tuple[Settings, Encoder] | None = None


def _start(settings: Settings) -> None:
    global _worker
    _worker = (settings, load_encoder(settings.encoder))


def _work(job: Job) -> Result:
    assert _worker is not None
    return _do(job, *_worker)
