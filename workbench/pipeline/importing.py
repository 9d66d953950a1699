"""Files of pairs into the corpus: checked whole, then added in batches, so that an interrupted import can go on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.domain import Pair, Progress, Relation, Status
from workbench.errors import CorpusError, InputError
from workbench.exchange.fields import complete
from workbench.exchange.formats import format_of
from workbench.pipeline.pair_files import AS_IT_IS, PairFile, Reading, SwappedSides, opened
from workbench.store.corpus import Corpus
from workbench.store.values import ImportRecord, ImportSource

_KEPT_SENTENCES = 20
"""Units left out that are named; all are counted."""


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """How a file is to be read and kept."""

    format: str | None = None
    """A name in FORMATS; None: the file's own name decides."""
    status: Status | None = None
    """The status of all pairs; None: what the file says of each."""
    reading: Reading = AS_IT_IS
    """What else a person says of the file."""
    atomic: bool = False
    """All pairs in one transaction, or none."""


@dataclass
class LeftOut:
    """Counts units that are not pairs and keeps what was said of the first ones."""

    count: int = 0
    sentences: list[str] = field(default_factory=list)

    def __call__(self, sentence: str) -> None:
        """Take note of a unit, as a Report."""
        self.count += 1
        if len(self.sentences) < _KEPT_SENTENCES:
            self.sentences.append(sentence)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file."""

    total: int
    """Pairs in the file."""
    added: int
    """Pairs that were new, over all runs of an import that was interrupted."""
    resumed_at: int
    """Pairs that an interrupted import had dealt with before; 0 where there was none."""
    left_out: LeftOut
    sides: SwappedSides
    encoding: str


def import_file(
    db: Path, path: str, settings: ImportSettings | None = None, progress: Progress | None = None
) -> Imported:
    """Read a file of pairs, or stdin for "-", into the corpus.

    It is read to the end before anything is stored, so that an invalid one leaves the corpus as it was. Whatever stops
    the storing carries a note of what was kept. Raises InputError for a file that cannot be read or holds no pairs,
    UsageError where its format is unknown.
    """
    settings = settings or ImportSettings()
    with opened(path, format_of(path, settings.format), settings.reading) as file:
        left_out = LeftOut()
        sides = SwappedSides()
        total = _count(file, left_out, sides, progress)
        source = ImportSource(file.name, file.checksum(), _options(settings), total)
        with Corpus.create(db) as corpus:
            earlier = {record.id: record for record in corpus.imports()}
            pairs = _with_status(complete(file.units()), settings.status)
            try:
                record = corpus.import_pairs(source, pairs, progress, atomic=settings.atomic)
            except BaseException as error:
                with suppress(CorpusError):
                    error.add_note(_left_by(source, corpus.imports(), earlier))
                raise
    if not record.is_finished:
        raise InputError(f"{file.name} changed while it was read.", hint="Import it again when it is complete.")
    resumed_at = earlier[record.id].done if record.id in earlier else 0
    return Imported(total, record.added, resumed_at, left_out, sides, file.encoding)


def _count(file: PairFile, left_out: LeftOut, sides: SwappedSides, progress: Progress | None) -> int:
    """How many pairs a file holds, all of them checked."""
    count = 0
    for count, pair in enumerate(complete(file.units(), left_out), 1):
        if pair.relation is Relation.TRANSLATION:
            sides.look(pair.side("zh").text, pair.side("en").text)
        if progress is not None and count % 1000 == 0:
            progress("reading", count, 0)
    if not count:
        raise InputError(
            f"{file.name} holds no pairs of English and Chinese.", hint="Check its columns or language tags."
        )
    return count


def _options(settings: ImportSettings) -> str:
    """What decides, with the bytes of a file, which pairs it holds."""
    said = {"encoding": settings.reading.encoding, "format": settings.format, "status": settings.status}
    if settings.reading.columns or settings.reading.swap:
        said |= {"columns": ",".join(settings.reading.columns), "swap": "yes" if settings.reading.swap else None}
    return json.dumps(said)


def _with_status(pairs: Iterable[Pair], status: Status | None) -> Iterator[Pair]:
    for pair in pairs:
        yield pair if status is None else replace(pair, status=status, by_estimate=False)


def _left_by(source: ImportSource, records: Iterable[ImportRecord], earlier: Mapping[int, ImportRecord]) -> str:
    """What an import that was stopped has left in the corpus, in a sentence."""
    for record in records:
        is_new = record.id not in earlier or not earlier[record.id].is_finished
        if is_new and (record.source.checksum, record.source.options) == (source.checksum, source.options):
            return f"All pairs of {source.name} are stored." if record.is_finished else interrupted_import(record)
    return f"Nothing of {source.name} was kept."


def interrupted_import(record: ImportRecord) -> str:
    """How far an unfinished import came and how to go on, in a sentence."""
    return (
        f"The import of {record.source.name} stopped at {record.done:,} of {record.source.total:,} pairs; import the"
        " same file again to go on."
    )
