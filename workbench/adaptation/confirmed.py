"""What a reviewer decided about translations: the pairs that the encoder and the mining weights learn from."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain import Pair, Relation, Status, TermKind
from workbench.store.corpus import PAGE, Corpus
from workbench.store.queries import Order, PairQuery

MOST = 4_000
"""Pairs learnt from, drawn evenly where there are more: what a minute is enough for."""
_MOST_REJECTED = 1_000
_MOST_TERMS = 2_000
_MOST_ROWS = 5_000
"""Rows, decided or not, whose texts show what the corpus speaks of."""
_STRETCH = 25
"""Neighbouring pairs that stand for a document where everything is from one."""
_LONGEST = 2_000
"""Characters of a text that is learnt from."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Two texts that translate each other, or do not."""

    zh: str
    en: str
    document: str = ""
    """Where the source is from; neighbours in a document are held back together."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a corpus teaches about translations; no pair of texts is in two of the lists."""

    confirmed: tuple[Lesson, ...]
    rejected: tuple[Lesson, ...]
    terms: tuple[Lesson, ...]
    """Words from the reviewer's term base."""
    texts: tuple[str, ...] = ()
    """What stands in rows of any state, of both languages."""

    @property
    def documents(self) -> tuple[str, ...]:
        """Names of the documents that confirmed pairs are from, in order."""
        return tuple(dict.fromkeys(lesson.document for lesson in self.confirmed))


def read_lessons(corpus: Corpus, seed: int = 1) -> Lessons:
    """What was confirmed and rejected by reading, and the term base; pairs decided both ways teach nothing."""
    confirmed = list(_decided(corpus, Status.CONFIRMED, MOST, seed))
    rejected = list(_decided(corpus, Status.REJECTED, _MOST_REJECTED, seed))
    wrong = {(lesson.zh, lesson.en) for lesson in rejected}
    right = {(lesson.zh, lesson.en) for lesson in confirmed}
    terms = [Lesson(term.zh, term.en) for term in corpus.terms() if term.kind is not TermKind.FORBIDDEN]
    return Lessons(
        tuple(_in_documents(_unique(confirmed, wrong))),
        tuple(_unique(rejected, right)),
        tuple(_unique(terms[:_MOST_TERMS], wrong)),
        tuple(_texts(corpus, seed)),
    )


def _decided(corpus: Corpus, status: Status, most: int, seed: int) -> Iterator[Lesson]:
    query = PairQuery(
        statuses=frozenset({status}),
        relations=frozenset({Relation.TRANSLATION}),
        by_estimate=False,
        order=Order.DOCUMENT,
    )
    for pair in _drawn(corpus, query, most, seed):
        # A confirmed pair of which one side says more teaches wrong words; as a form it never was a translation.
        if pair.is_translation or status is Status.REJECTED:
            yield from _lesson(pair)


def _texts(corpus: Corpus, seed: int) -> Iterator[str]:
    for pair in _drawn(corpus, PairQuery(order=Order.ID), _MOST_ROWS, seed):
        yield from (side.text for side in (pair.source, pair.target) if 0 < len(side.text) <= _LONGEST)


def _drawn(corpus: Corpus, query: PairQuery, most: int, seed: int) -> Iterator[Pair]:
    """The rows a query asks for, or as many of them, drawn evenly."""
    ids = corpus.pair_ids(query)
    if len(ids) > most:
        ids = [ids[at] for at in sorted(random.Random(seed).sample(range(len(ids)), most))]
    for start in range(0, len(ids), PAGE):
        yield from corpus.pairs(ids[start : start + PAGE])


def _lesson(pair: Pair) -> Iterator[Lesson]:
    zh, en = pair.side("zh"), pair.side("en")
    if zh.text.strip() and en.text.strip() and max(len(zh.text), len(en.text)) <= _LONGEST:
        yield Lesson(zh.text, en.text, pair.source.document or "")


def _unique(lessons: Iterable[Lesson], contradicted: set[tuple[str, str]]) -> Iterator[Lesson]:
    """Each pair of texts once, none that was also decided the other way."""
    seen = set(contradicted)
    for lesson in lessons:
        if (lesson.zh, lesson.en) not in seen:
            seen.add((lesson.zh, lesson.en))
            yield lesson


def _in_documents(lessons: Iterable[Lesson]) -> Sequence[Lesson]:
    """The same; those of a single document are divided into stretches, which are held back like documents."""
    found = list(lessons)
    if len({lesson.document for lesson in found}) > 1:
        return found
    return [
        Lesson(lesson.zh, lesson.en, f"{lesson.document}#{number // _STRETCH + 1}")
        for number, lesson in enumerate(found)
    ]
