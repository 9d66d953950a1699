"""Files of pairs into the corpus: checked as a whole, then added in batches; an interrupted import can be resumed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.domain import ActionKind, Change, Pair, Progress, Relation, Status
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import BUNDLED
from workbench.errors import CorpusError, InputError
from workbench.exchange.fields import complete
from workbench.exchange.formats import FORMATS
from workbench.i18n import N_, gettext
from workbench.pipeline.pair_files import AS_IT_IS, PairFile, Reading, SwappedSides, opened
from workbench.pipeline.updating import Comparison, Outcome, Show, unrecognised
from workbench.review.operations import Stamp
from workbench.store.corpus import PAGE, Corpus
from workbench.store.history import now
from workbench.store.ingest import batches
from workbench.store.rows import text_keys
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
    update: bool = False
    """Changed texts, states and notes of rows that the corpus has are taken, as one action; all in one transaction."""
    theirs: bool = False
    """With `update`: also those of rows that were changed here meanwhile."""
    dry_run: bool = False
    """Nothing is kept."""
    reviewer: str = ""
    """Who the action of an update is by."""
    encoder: str = BUNDLED
    """Scores the rows whose texts an update changes."""


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
    rows: Counter[Outcome] = field(default_factory=Counter)
    """What the pairs that the corpus has were to their rows."""


class _NothingToKeep(Exception):
    """Ends a transaction whose work is not wanted."""


def _ignore(_: object) -> None:
    """Show nothing."""


def import_file(
    db: Path,
    path: str | Sequence[str],
    settings: ImportSettings | None = None,
    progress: Progress | None = None,
    show: Show = _ignore,
) -> Imported:
    """Read a file of pairs into the corpus: stdin for "-", or two files of lines that face each other.

    It is read to the end before anything is stored, so that an invalid one leaves the corpus as it was. Whatever stops
    the storing carries a note of what was kept. `show` is called with each row that differs. Raises InputError for a
    file that cannot be read or holds no pairs, UsageError where its format is unknown.
    """
    settings = settings or ImportSettings()
    form = FORMATS[settings.format] if settings.format else None
    with opened(path, form, settings.reading) as file:
        left_out = LeftOut()
        sides = SwappedSides()
        total = _count(file, left_out, sides, progress)
        source = ImportSource(file.name, file.checksum(), _options(settings), total)

        def pairs() -> Iterator[Pair]:
            return _with_status(complete(file.units()), settings.status)

        # A dry run makes no corpus.
        with (Corpus.open if settings.dry_run else Corpus.create)(db) as corpus:
            earlier = {record.id: record for record in corpus.imports()}
            try:
                if settings.update or settings.dry_run:
                    done = _taken_at_once(corpus, source, pairs, settings, show, progress)
                else:
                    done = _added(corpus, source, pairs(), settings, progress)
            except BaseException as error:
                with suppress(CorpusError):
                    error.add_note(_left_by(source, corpus.imports(), earlier))
                raise
    resumed_at = earlier[done.record].done if done.record in earlier else 0
    return Imported(total, done.added, resumed_at, left_out, sides, file.encoding, done.rows)


@dataclass(frozen=True, slots=True)
class _Done:
    """What the storing came to."""

    added: int
    rows: Counter[Outcome]
    record: int | None = None


def _added(
    corpus: Corpus, source: ImportSource, pairs: Iterable[Pair], settings: ImportSettings, progress: Progress | None
) -> _Done:
    """Add the pairs that are new, in batches; those that are known are only compared with their rows."""
    comparison = Comparison(corpus, Stamp(settings.reviewer, now()))
    record = corpus.import_pairs(
        source, _as_known(comparison, pairs), progress, atomic=settings.atomic, on_known=comparison.compared
    )
    if not record.is_finished:
        raise _changed_meanwhile(source)
    return _Done(record.added, comparison.counts, record.id)


def _as_known(comparison: Comparison, pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs; one that is of a row by its id alone comes with the texts of the row, by which the corpus knows it."""
    for batch in batches(pairs, PAGE):
        named = [pair for pair in batch if comparison.is_named(pair) and not pair.source.segments]
        rows = {id(pair): each.row for pair, each in zip(named, comparison.compared(named), strict=True) if each}
        for pair in batch:
            row = rows.get(id(pair))
            yield pair if row is None else _texts_alone(row)


def _texts_alone(row: Pair) -> Pair:
    source, target = (replace(side, spans=()) for side in (row.source, row.target))
    return replace(row, source=source, target=target, id=None, corpus="")


def _taken_at_once(
    corpus: Corpus,
    source: ImportSource,
    pairs: Callable[[], Iterator[Pair]],
    settings: ImportSettings,
    show: Show,
    progress: Progress | None,
) -> _Done:
    """Take what differs as one action, and add what is new, in one transaction that a dry run gives up."""
    stamp = Stamp(settings.reviewer, now())
    texts = _texts_to_find(pairs(), corpus.identity) if settings.update else ()
    done = _Done(0, Counter())
    with suppress(_NothingToKeep), corpus.transaction():
        comparison = Comparison(corpus, stamp, theirs=settings.theirs, texts=texts)
        first_row = corpus.next_pair_id()
        action = corpus.open_action(ActionKind.UPDATE, settings.reviewer)
        rescored = _Rescored(settings.encoder)

        def take(changes: Sequence[Change]) -> None:
            if settings.update:
                action.extend(rescored(changes))

        added = corpus.add_pairs(unrecognised(comparison, _exactly(source, pairs()), take, show), progress)
        done = _Done(added, comparison.counts)
        if settings.dry_run or not (added or action.done):
            raise _NothingToKeep
        corpus.record_import(source, first_row, added)
    return done


def _texts_to_find(pairs: Iterable[Pair], identity: str) -> set[int]:
    """Keys of the texts of pairs whose ids are gone; one side's text counts where only one of them has it."""
    wanted: set[int] = set()
    repeated: set[int] = set()
    for pair in pairs:
        if pair.id is not None and pair.corpus and pair.corpus == identity:
            continue
        both, *sides = text_keys(pair.source.text, pair.target.text)
        wanted.add(both)
        if not pair.corpus:
            repeated.update(key for key in sides if key in wanted)
            wanted.update(sides)
    return wanted - repeated


def _exactly(source: ImportSource, pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs. Raises InputError where there are not as many as were counted."""
    count = 0
    for count, pair in enumerate(pairs, 1):  # noqa: B007
        yield pair
    if count != source.total:
        raise _changed_meanwhile(source)


class _Rescored:
    """Changes with the probabilities of the texts that they leave."""

    def __init__(self, encoder: str) -> None:
        self._name = encoder
        self._encoder: Encoder | None = None

    def __call__(self, changes: Sequence[Change]) -> list[Change]:
        reworded = [
            change.after
            for change in changes
            if change.after is not None and change.before is not None and not _has_same_texts(change)
        ]
        if not reworded:
            return list(changes)
        from workbench.encoders.registry import load_encoder
        from workbench.pipeline.scoring import scored

        self._encoder = self._encoder or load_encoder(self._name)
        known = {pair.id: pair for pair in scored(reworded, self._encoder)}
        return [
            replace(change, after=known.get(change.after.id, change.after)) if change.after else change
            for change in changes
        ]


def _has_same_texts(change: Change) -> bool:
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    return (before.source.text, before.target.text) == (after.source.text, after.target.text)


def _changed_meanwhile(source: ImportSource) -> InputError:
    return InputError(
        gettext("{name} changed while it was read.").format(name=source.name),
        hint=gettext("Import it again when it is complete."),
    )


def _count(file: PairFile, left_out: LeftOut, sides: SwappedSides, progress: Progress | None) -> int:
    """How many pairs a file holds, all of them checked."""
    count = 0
    for count, pair in enumerate(complete(file.units(), left_out), 1):
        if pair.relation is Relation.TRANSLATION:
            sides.look(pair.side("zh").text, pair.side("en").text)
        if progress is not None and count % 1000 == 0:
            progress(N_("reading"), count, 0)
    if not count:
        raise InputError(
            gettext("{name} holds no pairs of English and Chinese.").format(name=file.name),
            hint=gettext("Check its columns or language tags."),
        )
    return count


def _options(settings: ImportSettings) -> str:
    """What decides, with the bytes of a file, which pairs it holds."""
    said = {"encoding": settings.reading.encoding, "format": settings.format, "status": settings.status}
    if settings.reading.columns or settings.reading.swap:
        said |= {"columns": ",".join(settings.reading.columns), "swap": "yes" if settings.reading.swap else None}
    if settings.update:
        said |= {"update": "yes"}
    return json.dumps(said)


def _with_status(pairs: Iterable[Pair], status: Status | None) -> Iterator[Pair]:
    for pair in pairs:
        if status is None:
            yield pair
        else:
            yield replace(pair, status=status, by_estimate=False, unstated=pair.unstated - {"status"})


def _left_by(source: ImportSource, records: Iterable[ImportRecord], earlier: Mapping[int, ImportRecord]) -> str:
    """What an import that was stopped has left in the corpus, in a sentence."""
    for record in records:
        is_new = record.id not in earlier or not earlier[record.id].is_finished
        if is_new and (record.source.checksum, record.source.options) == (source.checksum, source.options):
            if record.is_finished:
                return gettext("All pairs of {source} are stored.").format(source=source.name)
            return interrupted_import(record)
    return gettext("Nothing of {source} was kept.").format(source=source.name)


def interrupted_import(record: ImportRecord) -> str:
    """How far an unfinished import came and how to resume it, in a sentence."""
    return gettext(
        "The import of {source} stopped at {done:,} of {total:,} pairs; import the same file again to resume."
    ).format(source=record.source.name, done=record.done, total=record.source.total)
