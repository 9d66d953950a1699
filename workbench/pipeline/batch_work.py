"""The work of a batch on one pair of documents: from files to checked rows, nothing of it written."""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path

from workbench.checks.rule_set import ALL, RuleSet
from workbench.documents.prepare import read_prepared, renamed
from workbench.domain import Bead, PreparedDocument, Role
from workbench.encoders.protocol import Encoder
from workbench.errors import explained
from workbench.pipeline.agreement import SURE, agreement
from workbench.pipeline.alignment import align_documents
from workbench.pipeline.batch_jobs import Job, Relatedness
from workbench.pipeline.bitext import Bitext
from workbench.pipeline.comparable import mine_documents
from workbench.pipeline.executors import Work
from workbench.pipeline.output import write_bitext

_WIDEST = 4
"""Segments of a bead's side that its type counts one by one; beyond it stands a plus."""


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
    checks: bool = True
    """Whether they are."""


@dataclass(frozen=True, slots=True)
class Task:
    """A pair that is to be done."""

    job: Job
    fingerprint: str
    """Digest of everything the product depends on; empty where a file cannot be read."""
    size: int = 0
    """Bytes of its files."""
    contents: tuple[bytes, ...] = ()
    """Of its files, for a worker that cannot read them itself."""

    @property
    def files(self) -> tuple[Path, ...]:
        """What is read for it; a file of pairs is only kept, by the one who writes."""
        return () if self.job.target is None else self.job.files

    def carrying(self, contents: tuple[bytes, ...]) -> Task:
        """The same with the contents of its files."""
        return replace(self, contents=contents)


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
    source_segments: int = 0
    target_segments: int = 0
    shapes: Mapping[str, int] = field(default_factory=dict)
    """Beads by type, "1-2" for one segment that faces two."""
    flags: Mapping[str, int] = field(default_factory=dict)
    """Flags by rule."""
    seconds: float = 0.0
    """From reading to checking."""
    relation: str = Relatedness.PARALLEL.value
    """"parallel" where the documents were aligned, "comparable" where they were mined."""
    remark: str = ""
    """What the format of the output could not hold, in a sentence."""
    error: str = ""

    @property
    def unaligned(self) -> float:
        """Share of the segments that face nothing."""
        return 1 - self.facing / self.segments if self.segments else 0.0


@dataclass(frozen=True, slots=True)
class Product:
    """What the work on a pair came to."""

    job: Job
    result: Result
    bitext: Bitext | None = None
    """For the corpus, checked; None where the work failed or nothing is to be stored, and for a file of pairs."""
    file: bytes | None = None
    """Content of the file that is to be written."""


def work_of(settings: Settings) -> Work[Task, Product]:
    """What is done to each pair of a batch."""
    return Work(settings.encoder, partial(work, settings), _given_up, settings.rules)


def _given_up(task: Task, error: BaseException) -> Product:
    return failed(task.job, error)


def work(settings: Settings, task: Task, encoder: Encoder) -> Product:
    """Align and check a pair; what a person can act on becomes the result's error. A file of pairs is left as it is."""
    started = time.monotonic()
    if task.job.target is None:
        return Product(task.job, replace(unfinished(task.job), fingerprint=task.fingerprint))
    try:
        bitext = _paired(task.job, *_documents(task, settings), encoder)
        result = replace(_measured(bitext, task.job), fingerprint=task.fingerprint)
        file = None
        if settings.out:
            file, remark = _file(bitext, settings.form)
            result = replace(result, remark=remark)
        if settings.db and settings.checks:
            bitext = bitext.checked(rules=settings.rules)
            flags = Counter(flag.rule for row in bitext.rows for flag in row.flags)
            result = replace(result, flags=dict(sorted(flags.items())))
        result = replace(result, seconds=round(time.monotonic() - started, 3))
        return Product(task.job, result, bitext if settings.db else None, file)
    except Exception as error:  # noqa: BLE001 - one bad pair stops no other
        return failed(task.job, error)


def _paired(job: Job, source: PreparedDocument, target: PreparedDocument, encoder: Encoder) -> Bitext:
    if job.relation is Relatedness.COMPARABLE:
        return mine_documents(source, [target], encoder)
    return align_documents(source, target, encoder)


def failed(job: Job, error: BaseException) -> Product:
    """The product of work that ended with an error."""
    reason = str(explained(error) or f"{type(error).__name__}: {error}")
    return Product(job, replace(unfinished(job), error=reason))


def unfinished(job: Job) -> Result:
    """The result of a pair of which nothing is known."""
    return Result(job.name, str(job.source), str(job.target or ""), "", relation=job.relation.value)


def _documents(task: Task, settings: Settings) -> tuple[PreparedDocument, PreparedDocument]:
    job = task.job
    assert job.target is not None
    encoding = job.encoding or settings.encoding
    data = task.contents or (None, None)
    source = read_prepared(job.source, Role.ARTICLE, lines=settings.lines, encoding=encoding, data=data[0])
    target = read_prepared(job.target, Role.COVERAGE, lines=settings.lines, encoding=encoding, data=data[1])
    return _described(source, job.source_name, job), _described(target, job.target_name, job)


def _described(prepared: PreparedDocument, name: str, job: Job) -> PreparedDocument:
    """The document under its name in the batch, with the title and the date that the manifest gives it."""
    named = renamed(prepared, name)
    document = replace(named.document, title=job.title or named.document.title, date=job.date)
    return replace(named, clean=replace(named.clean, document=document))


def _measured(bitext: Bitext, job: Job) -> Result:
    shapes = Counter(map(_shape, bitext.beads))
    found = _mined(bitext) if job.relation is Relatedness.COMPARABLE else asdict(agreement(bitext))
    return replace(
        unfinished(job),
        **found,
        source_segments=len(bitext.source.segments),
        target_segments=len(bitext.targets[0].segments),
        shapes=dict(sorted(shapes.items())),
    )


def _mined(bitext: Bitext) -> dict[str, int | float]:
    """What mining came to; segments without a counterpart are not a reason to doubt it."""
    chances = [pair.probability for pair in bitext.pairs]
    return {
        "pairs": len(chances),
        "sure": sum(chance >= SURE for chance in chances),
        "segments": len(bitext.source.segments) + len(bitext.targets[0].segments),
        "facing": sum(len(pair.source.segments) + len(pair.target.segments) for pair in bitext.pairs),
        "probability": sum(chances) / len(chances) if chances else 0.0,
    }


def _shape(bead: Bead) -> str:
    """The type of a bead, as "1-2" or "5+-1"."""
    sizes = (len(side) for side in (bead.source, bead.target))
    return "-".join(str(size) if size <= _WIDEST else f"{_WIDEST + 1}+" for size in sizes)


def _file(bitext: Bitext, form: str) -> tuple[bytes, str]:
    """The content of a pair's file, and what its format could not hold."""
    reports: list[str] = []
    stream = io.BytesIO()
    write_bitext(bitext, form, stream, report=reports.append)
    return stream.getvalue(), " ".join(reports)
