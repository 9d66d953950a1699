"""Pairs read beside their documents: which texts a check may lean on, and all that the checks say of a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from workbench.checks.engine import flags_of_pair, flags_of_segment
from workbench.checks.length_ratio import MOST_ROWS, length_ratio
from workbench.checks.rule import Context, PairText, SegmentText
from workbench.domain import Flag, Pair, Progress, Relation, Side, Term
from workbench.store.corpus import Corpus
from workbench.store.queries import Order, PairQuery

LONGEST_CONTEXT = 200_000
"""Characters of a document that readings may lean on: a whole book says too many things to settle any of them."""

_KEPT = 16
"""Contexts in memory at once: rows come document by document, and a corpus may hold thousands of documents."""


def context_of(document: str, others: Iterable[str] = (), terms: Sequence[Term] = ()) -> Context:
    """The texts around a pair, those left out that are too long to tell anything."""
    return Context(
        document if len(document) <= LONGEST_CONTEXT else "",
        tuple(other for other in others if len(other) <= LONGEST_CONTEXT),
        terms,
    )


def with_lengths(context: Context, pairs: Iterable[Pair]) -> Context:
    """The context with the length ratio of the pairs at hand."""
    translations = (pair for pair in pairs if pair.relation is Relation.TRANSLATION)
    texts = ((pair.side("zh").text, pair.side("en").text) for pair in translations)
    return replace(context, lengths=length_ratio(texts))


class Contexts:
    """For each row of a corpus its document, the documents that face it, and the corpus's terms."""

    def __init__(self, corpus: Corpus, terms: Sequence[Term] = ()) -> None:
        self._corpus = corpus
        self._terms = (*corpus.terms(), *terms)
        self._known = {entry.name for entry in corpus.documents() if entry.segments}
        self._facing: dict[str, list[str]] = {}
        for bitext in corpus.bitexts():
            self._facing.setdefault(bitext.source, []).append(bitext.target)
            self._facing.setdefault(bitext.target, []).append(bitext.source)
        self._contexts: dict[str, Context] = {}

    def of(self, pair: Pair) -> Context:
        """The context of a row; what the last rows were read beside is at hand."""
        name = pair.source.document or pair.target.document
        if name not in self._contexts:
            if len(self._contexts) == _KEPT:
                del self._contexts[next(iter(self._contexts))]
            others = [self._text(other) for other in self._facing.get(name, [])]
            context = context_of(self._text(name), others, self._terms)
            self._contexts[name] = with_lengths(context, self._around(name))
        return self._contexts[name]

    def _around(self, name: str) -> list[Pair]:
        """The first rows of the same document; of the corpus, where a row has none."""
        query = PairQuery(document=name or None, order=Order.ID)
        return self._corpus.pairs(self._corpus.pair_ids(query, MOST_ROWS))

    def _text(self, name: str) -> str:
        return self._corpus.clean_text(name).text if name in self._known else ""


def with_flags(pairs: Sequence[Pair], context: Context, progress: Progress | None = None) -> Iterator[Pair]:
    """The pairs with what the checks find in them, their lengths compared with one another."""
    context = with_lengths(context, pairs)
    for number, pair in enumerate(pairs):
        if progress:
            progress("checking", number, len(pairs))
        yield replace(pair, flags=flags_of(pair, context))


def flags_of(pair: Pair, context: Context, machine: Side | None = None) -> tuple[Flag, ...]:
    """Everything the checks say about a row: of its two sides together, and of its source by itself."""
    if pair.relation is not Relation.TRANSLATION:
        return _without_repeats(flags_of_segment(SegmentText(pair.source.text, pair.source.language, context)))
    text = PairText(pair.side("zh").text, pair.side("en").text, context, machine, pair.side_name("zh"))
    return _without_repeats([*flags_of_pair(text), *flags_of_segment(text.segment(Side.SOURCE))])


def _without_repeats(flags: Sequence[Flag]) -> tuple[Flag, ...]:
    """One flag a place and rule: the first, which saw more."""
    kept: list[Flag] = []
    for flag in flags:
        if not any(
            flag.side == other.side and flag.rule == other.rule and flag.start < other.end and other.start < flag.end
            for other in kept
        ):
            kept.append(flag)
    return tuple(sorted(kept, key=lambda flag: (flag.side, flag.start, flag.end)))
