"""Reports of a corpus, of two of its documents, and of a file of pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from workbench.domain import DocumentPair, Pair, Progress
from workbench.errors import InputError
from workbench.i18n import gettext as _
from workbench.pipeline.checked_files import checked_pairs
from workbench.pipeline.pair_files import Reading
from workbench.reporting.collecting import Collector
from workbench.reporting.values import Report
from workbench.review.estimate import sample_result
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery

_STEP = 500
"""Rows between two calls of the progress."""


def corpus_report(corpus: Corpus, limit: int, progress: Progress | None = None) -> Report:
    """Return the report of a corpus, showing `limit` rows at most."""
    pairs = corpus.iter_pairs()
    return _report(corpus, pairs, corpus.path.name, limit, None, progress, sum(each.count for each in corpus.tallies()))


def bitext_report(corpus: Corpus, bitext: DocumentPair, limit: int, progress: Progress | None = None) -> Report:
    """Return the report of two documents of a corpus.

    Raises InputError where no row faces one with the other.
    """
    query = PairQuery(document=bitext.source)
    names = bitext.source, bitext.target
    if bitext not in corpus.bitexts():
        raise InputError(
            _("No row of the corpus has “{source}” as its source and “{target}” as its target.").format(
                source=bitext.source, target=bitext.target
            ),
            hint=_("`workbench stats` lists the documents."),
        )
    pairs = (pair for pair in corpus.iter_pairs(query) if (pair.source.document, pair.target.document) == names)
    return _report(corpus, pairs, " ↔ ".join(names), limit, bitext, progress, 0)


def _report(
    corpus: Corpus,
    pairs: Iterable[Pair],
    title: str,
    limit: int,
    bitext: DocumentPair | None,
    progress: Progress | None,
    total: int,
) -> Report:
    collector = Collector(limit)
    for count, pair in enumerate(pairs, 1):
        collector.add(pair.id or 0, pair)
        if progress and count % _STEP == 0:
            progress("reading", count, total)
    sample = sample_result(corpus) if bitext is None else None
    sentences = {entry.name: entry.segments for entry in corpus.documents()}
    return collector.report(
        title,
        is_corpus=True,
        sentences=sentences,
        activity=corpus.activity(bitext),
        sample=sample if sample and sample.drawn else None,
    )


def file_report(paths: Sequence[str], reading: Reading, limit: int, progress: Progress | None = None) -> Report:
    """Return the report of a file of pairs, checked as `workbench check` does. Raises InputError as that does."""
    collector = Collector(limit)
    for number, pair in enumerate(checked_pairs(paths, reading, progress=progress), 1):
        collector.add(number, pair)
    return collector.report(" · ".join(Path(path).name for path in paths), is_corpus=False)
