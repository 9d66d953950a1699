"""English for what a half-translated article left in Chinese: how others translated the same statement.

A paper that is in English is paired with the article's Chinese as any other; the corpus is searched for confirmed
translations whose Chinese has a clause of the sentence, and those that say the same are proposed. Both are marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from workbench.domain import (
    MatchKind,
    Pair,
    PairSide,
    PreparedDocument,
    Relation,
    Segment,
    Status,
)
from workbench.i18n import gettext as _
from workbench.language.analysed_text import AnalysedText
from workbench.pipeline.comparison import compare_sides
from workbench.store.corpus import Corpus
from workbench.store.queries import Order, PairQuery

_SHORTEST = 8
"""Characters of a clause that is worth looking for."""
_LOOKED_AT = 20
"""Rows of the corpus that are compared for a clause."""


def is_half_translated(article: PreparedDocument) -> bool:
    """Whether an article is partly in English and partly in Chinese."""
    return len({language.side for language in article.languages}) > 1


def marked(pair: Pair) -> Pair:
    """Note on a pair with Chinese of a half-translated article that its English is another paper's."""
    return replace(pair, note=_("Borrowed: the English is that of {document}.").format(document=pair.target.document))


def borrowed(corpus: Corpus, article: PreparedDocument) -> Iterator[Pair]:
    """For each Chinese sentence of a half-translated article the first confirmed translation of the same statement."""
    if not is_half_translated(article):
        return
    for segment in article.in_language(chinese=True):
        side = PairSide.of(article.name, [segment])
        pair = next(_translations(corpus, side, segment), None)
        if pair is not None:
            yield pair


def _translations(corpus: Corpus, side: PairSide, segment: Segment) -> Iterator[Pair]:
    for row in _holding(corpus, _clauses(segment.text)):
        chinese, english = row.side("zh"), row.side("en")
        found = compare_sides(side, chinese)
        if found.kind is MatchKind.SAME and side.document != english.document:
            chance = round(min(found.coverage.source, found.coverage.target), 4)
            note = _("Borrowed: the English is that of row {row}.").format(row=row.id)
            yield Pair(side, english, Relation.TRANSLATION, probability=chance, coverage=found.coverage, note=note)


def _holding(corpus: Corpus, clauses: Sequence[str]) -> Iterator[Pair]:
    """Confirmed translations that have a clause word for word, those of the longest clause first."""
    seen: set[int | None] = set()
    for clause in clauses:
        query = PairQuery(
            text=f'"{clause}"',
            statuses=frozenset({Status.CONFIRMED}),
            relations=frozenset({Relation.TRANSLATION}),
            order=Order.ID,
        )
        for row in corpus.pairs(corpus.pair_ids(query, _LOOKED_AT)):
            if row.id not in seen and row.is_translation:
                seen.add(row.id)
                yield row


def _clauses(text: str) -> list[str]:
    starts = [0, *AnalysedText(text, chinese=True).clause_starts, len(text)]
    found = (text[start:end].strip(' ，,；;。："“”') for start, end in pairwise(starts))
    return sorted((clause for clause in found if len(clause) >= _SHORTEST and '"' not in clause), key=len, reverse=True)
