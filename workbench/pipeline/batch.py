"""Many document pairs, unattended: in parallel, resumable, and one bad pair stops no other.

Pairs go into a corpus, into a folder with one file each, or both. A file appears whole or not at all; beside it, in
.state, and in the corpus, stands a record of what a pair was made from. A pair whose record still fits its files,
format and encoder is not done again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import multiprocessing
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager, nullcontext
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO

from workbench import files
from workbench.documents.prepare import read_prepared
from workbench.domain import Progress, Role
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import load_encoder
from workbench.errors import InputError, WorkbenchError
from workbench.pipeline.alignment import align_documents
from workbench.pipeline.bitext import Bitext
from workbench.pipeline.output import write_bitext
from workbench.pipeline.storing import store_bitext
from workbench.processes import interrupts_held_back, one_thread_each
from workbench.store.corpus import Corpus

STATE = ".state"
_SURE = 0.9


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


@dataclass(frozen=True, slots=True)
class Job:
    """One pair of documents."""

    name: str
    """Name of the output file without its suffix; unique in the batch."""
    source: Path
    target: Path


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


def read_jobs(paths: Sequence[Path]) -> list[Job]:
    """The pairs of manifests (TSV with columns source and target) and folders (zh/NAME and en/NAME).

    Raises InputError where a manifest or folder is not as it should be.
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
        raise InputError(f"{folder} is no folder of document pairs.", hint="It should hold zh/NAME and en/NAME.")
    for source in sorted((folder / "zh").iterdir()):
        if source.is_file() and not source.name.startswith("."):
            yield _stem(source), source, folder / "en" / source.name


def _manifest_jobs(manifest: Path) -> Iterator[tuple[str, Path, Path]]:
    try:
        with io.TextIOWrapper(files.reading(manifest), "utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{manifest} cannot be read as a manifest.", hint="It should be a TSV in UTF-8.") from error
    if rows and not {"source", "target"} <= set(rows[0]):
        raise InputError(f"{manifest} lacks the columns source and target.", hint="Its first line names the columns.")
    for number, row in enumerate(rows, 2):
        source, target = (row["source"] or "").strip(), (row["target"] or "").strip()
        if not source or not target:
            raise InputError(f"{manifest}, line {number} names no source or no target.", hint="Fill or drop the line.")
        name = (row.get("name") or "").strip()
        yield _safe(name) if name else _stem(Path(source)), manifest.parent / source, manifest.parent / target


def _stem(path: Path) -> str:
    return _safe(path.stem or path.name)


def _safe(name: str) -> str:
    """A name that is a file name in the output folder and nothing else."""
    plain = "".join("_" if character in '/\\:*?"<>|' or ord(character) < 32 else character for character in name)
    return plain.lstrip(".")[:120] or "pair"


def run_batch(jobs: Sequence[Job], settings: Settings, workers: int, progress: Progress | None = None) -> BatchSummary:
    """Align all pairs that have not been aligned yet.

    Raises InputError where the output folder cannot be made, CorpusError where the corpus cannot be opened,
    EncoderError where the encoder cannot be loaded.
    """
    if settings.out:
        _make(settings.out / STATE)
    results = _done_before(jobs, settings, load_encoder(settings.encoder).signature)
    skipped = len(results)
    waiting = [job for job in jobs if job.name not in results]
    run = _run_here if workers <= 1 or len(waiting) <= 1 else _run_apart
    try:
        with closing(run(waiting, settings, min(workers, max(len(waiting), 1)))) as found:
            for result in found:
                results[result.name] = result
                if progress:
                    progress("aligning", len(results), len(jobs))
    finally:
        _sweep(waiting, settings)
    return BatchSummary(tuple(results[job.name] for job in jobs), skipped)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be made: {error.strerror}.", hint="Choose another folder.") from error


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
    return out / f"{job.name}.{form}"


def _state(job: Job, out: Path, form: str) -> Path:
    return out / STATE / f"{job.name}.{form}.json"


def _fingerprint(job: Job, settings: Settings, signature: str) -> str:
    """Digest of everything the output depends on; empty where a file cannot be read."""
    digest = hashlib.sha256(f"{settings.form}|{settings.lines}|{settings.encoding}|{signature}".encode())
    for path in (job.source, job.target):
        try:
            with files.reading(path) as stream:
                digest.update(hashlib.sha256(stream.read()).digest())
        except (OSError, InputError):
            return ""
    return digest.hexdigest()


def _in_folder(job: Job, out: Path, form: str, fingerprint: str) -> Result | None:
    """The record of a pair whose file is there; None where there is none or it no longer fits."""
    try:
        record = _state(job, out, form).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return _record(record, fingerprint) if _output(job, out, form).is_file() else None


def _record(text: str, fingerprint: str) -> Result | None:
    try:
        result = Result(**json.loads(text))
    except (ValueError, TypeError):
        return None
    return result if fingerprint and result.fingerprint == fingerprint else None


def _do(job: Job, settings: Settings, encoder: Encoder) -> Result:
    """Align one pair and keep it; what a person can act on becomes the result's error."""
    failed = Result(job.name, str(job.source), str(job.target), "")
    try:
        fingerprint = _fingerprint(job, settings, encoder.signature)
        source = read_prepared(job.source, Role.ARTICLE, lines=settings.lines, encoding=settings.encoding)
        target = read_prepared(job.target, Role.COVERAGE, lines=settings.lines, encoding=settings.encoding)
        alignment = align_documents(source, target, encoder)
        pairs = [bead for bead in alignment.beads if bead.source and bead.target]
        sure = sum(bead.probability >= _SURE for bead in pairs)
        result = replace(failed, fingerprint=fingerprint, beads=len(alignment.beads), pairs=len(pairs), sure=sure)
        _keep(job, settings, alignment, result)
    except (WorkbenchError, OSError, MemoryError) as error:
        return _with_error(failed, error)
    return result


def _keep(job: Job, settings: Settings, alignment: Bitext, result: Result) -> None:
    """Write and store a pair; its record comes last, so that a pair that was cut short is done again."""
    record = json.dumps(asdict(result), ensure_ascii=False)
    if settings.db:
        with Corpus.create(settings.db) as corpus:
            store_bitext(corpus, alignment)
            corpus.set_setting(_key(result.fingerprint), record)
    if settings.out:
        _write(alignment, _output(job, settings.out, settings.form), settings.form)
        _replace(_state(job, settings.out, settings.form), record.encode())


def _with_error(failed: Result, error: BaseException) -> Result:
    text = str(error) or type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        # What cannot be read has been said as an InputError.
        text = f"Its file cannot be written: {error.strerror}. Make room, or choose another folder with -o."
    return Result(failed.name, failed.source, failed.target, "", error=text)


def _write(alignment: Bitext, path: Path, form: str) -> None:
    with _whole(path) as stream:
        write_bitext(alignment, form, stream)


def _replace(path: Path, data: bytes) -> None:
    with _whole(path) as stream:
        stream.write(data)


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    partial = _partial(path)
    try:
        with partial.open("wb") as stream:
            yield stream
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _partial(path: Path) -> Path:
    """A name no output has, so that what is left of a killed run is never taken for a whole file."""
    return path.with_name(f".{path.name}.partial")


def _sweep(jobs: Sequence[Job], settings: Settings) -> None:
    """Remove what processes that died were writing."""
    if settings.out:
        for job in jobs:
            for name in (_output, _state):
                _partial(name(job, settings.out, settings.form)).unlink(missing_ok=True)


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
        with _pool(settings, workers) as pool:
            try:
                while waiting or running:
                    while waiting and len(running) < 2 * workers:
                        job = waiting.popleft()
                        running[_submit(pool, job)] = job
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        if not isinstance(future.exception(), BrokenProcessPool):
                            yield _result_of(future, running.pop(future))
                    if any(isinstance(future.exception(), BrokenProcessPool) for future in done):
                        raise BrokenProcessPool
            except BrokenProcessPool:
                suspects += running.values()
    for job in suspects:
        with _pool(settings, 1) as pool:
            yield _result_of(_submit(pool, job), job)


def _submit(pool: ProcessPoolExecutor, job: Job) -> Future[Result]:
    # Which may start a process.
    with interrupts_held_back():
        return pool.submit(_work, job)


def _result_of(future: Future[Result], job: Job) -> Result:
    error = future.exception()
    if error is None:
        return future.result()
    failed = Result(job.name, str(job.source), str(job.target), "")
    if isinstance(error, BrokenProcessPool):
        return _with_error(failed, MemoryError("The process that aligned it died; it may need more memory."))
    return _with_error(failed, error)


@contextmanager
def _pool(settings: Settings, workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that load the encoder once each and use one thread, so that they do not fight for the cores."""
    with one_thread_each():
        pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start, initargs=(settings,))
        try:
            yield pool
        except (KeyboardInterrupt, GeneratorExit):
            # A long document must not keep anybody waiting; what is half done is done again next time.
            for process in multiprocessing.active_children():
                process.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


_worker: tuple[Settings, Encoder] | None = None


def _start(settings: Settings) -> None:
    global _worker
    _worker = (settings, load_encoder(settings.encoder))


def _work(job: Job) -> Result:
    assert _worker is not None
    return _do(job, *_worker)
