"""Many document pairs, unattended: in parallel, resumable, and one bad pair stops no other.

Pairs go into a corpus, into a folder with one file each, or both. The work on a pair (`batch_work`) writes nothing; it
is done here, in worker processes (`executors`) or on a cluster, and one writer (`batch_writer`) keeps what comes
of it in the order of the plan: the corpus does not depend on who did the work. Beside each file, in .state, and in the
corpus, stands a record of what a pair was made from. A pair whose record still fits its files, format and encoder is
not done again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path

from workbench import files
from workbench.encoders.registry import load_encoder
from workbench.errors import InputError
from workbench.i18n import gettext as _
from workbench.pipeline.batch_jobs import Job, Relatedness
from workbench.pipeline.batch_work import Result, Settings, Task, work_of
from workbench.pipeline.batch_writer import STATE, Writer
from workbench.pipeline.executors import Executor
from workbench.store.corpus import Corpus

_BLOCK = 2**20
"""Bytes of a file in memory at once."""


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


Watch = Callable[[Result, bool], object]
"""Called with each result as it is kept, and whether it had been done before."""


def run_batch(jobs: Sequence[Job], settings: Settings, execute: Executor, watch: Watch | None = None) -> BatchSummary:
    """Align all pairs that have not been aligned yet.

    Raises InputError where the output folder cannot be made, CorpusError where the corpus cannot be opened or written,
    EncoderError where the encoder cannot be loaded.
    """
    if settings.out:
        _make(settings.out / STATE)
    _sweep(settings)
    results: dict[str, Result] = {}
    try:
        with Corpus.create(settings.db) if settings.db else nullcontext() as corpus:
            writer = Writer(settings, corpus)

            def waiting() -> Iterator[Task]:
                for task in _tasks(jobs, settings):
                    known = writer.known(task.job, task.fingerprint)
                    if known is None:
                        yield task
                    else:
                        done(known, before=True)

            def done(result: Result, *, before: bool) -> None:
                results[result.name] = result
                if watch:
                    watch(result, before)

            with closing(execute(waiting(), work_of(settings))) as products:
                kept = 0
                for result in writer.write(products):
                    kept += 1
                    done(result, before=False)
    finally:
        _sweep(settings)
    return BatchSummary(tuple(results[job.name] for job in jobs), len(jobs) - kept)


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


def _tasks(jobs: Sequence[Job], settings: Settings) -> Iterator[Task]:
    signature = load_encoder(settings.encoder).signature
    for job in jobs:
        encoding = job.encoding or settings.encoding
        described = f"|{job.relation}|{job.title}" if job.title or job.relation is not Relatedness.PARALLEL else ""
        described += f"|date {job.date}" if job.date else ""
        digest = hashlib.sha256(f"{settings.form}|{settings.lines}|{encoding}|{signature}{described}".encode())
        size = 0
        try:
            for path in job.files:
                one = hashlib.sha256()
                with files.reading(path) as stream:
                    while block := stream.read(_BLOCK):
                        one.update(block)
                        size += len(block)
                digest.update(one.digest())
        except (InputError, OSError):
            yield Task(job, "")
        else:
            yield Task(job, digest.hexdigest(), size)
