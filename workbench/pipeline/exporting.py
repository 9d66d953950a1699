"""Pairs of the corpus as files for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from workbench import files
from workbench.domain import STATED, Pair, Progress, Relation, Status
from workbench.exchange.fields import Report, ignore
from workbench.exchange.formats import Format, format_of
from workbench.pipeline.inlines import stored_segments, with_inlines
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery

TWO_SIDED = (Relation.TRANSLATION, Relation.SAME_LANGUAGE)
"""Relations of pairs that have two sides to export."""

CONFIRMED = PairQuery(statuses=frozenset({Status.CONFIRMED}), relations=frozenset({Relation.TRANSLATION}), kinds=STATED)
"""What is exported unless something else is asked for."""


def export(
    corpus: Corpus,
    query: PairQuery,
    form: Format,
    stream: BinaryIO,
    report: Report = ignore,
    progress: Progress | None = None,
    *,
    dismissed: bool = False,
) -> int:
    """Write the pairs of a query that have two sides, their `dismissed` flags too or not; the number written."""
    pairs: Iterable[Pair] = corpus.iter_pairs(query)
    if dismissed:
        pairs = (replace(pair, flags=(*pair.flags, *pair.dismissed)) for pair in pairs)
    if progress is not None:
        pairs = _watched(pairs, corpus.count(query), progress)
    if form.is_xml:
        pairs = with_inlines(pairs, stored_segments(corpus))
    return form.write(pairs, stream, report)


def export_file(db: Path, path: Path, query: PairQuery = CONFIRMED, report: Report = ignore) -> int:
    """Write pairs to a file in the format its name says, replaced when all is written; the number written.

    Raises UsageError where the name says no format, InputError where the file cannot be written.
    """
    form = format_of(str(path), None)
    with Corpus.read(db) as corpus, corpus.snapshot(), files.replacing(path) as stream:
        return export(corpus, query, form, stream, report)


def _watched(pairs: Iterable[Pair], total: int, progress: Progress) -> Iterator[Pair]:
    for number, pair in enumerate(pairs, 1):
        yield pair
        if number % 1000 == 0:
            progress("exporting", number, total)
