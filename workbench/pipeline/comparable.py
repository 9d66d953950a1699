"""Comparable documents: an article's sentences are paired with what other papers have of them, checked and stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from workbench.domain import (
    Language,
    Pair,
    PairSide,
    PreparedDocument,
    Progress,
    Relation,
    Role,
    Segment,
    relation_of,
)
from workbench.encoders.protocol import Encoder
from workbench.errors import InputError
from workbench.mining.candidates import Candidate, EncodedSide, encode_side
from workbench.mining.mine import mine_sides
from workbench.pipeline.bitext import Bitext
from workbench.pipeline.storing import stored
from workbench.store.corpus import Corpus
from workbench.store.vectors import cached

MINIMUM = 0.4
"""Least probability of a proposal: what is nearly as likely as not is still worth a reviewer's look."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the main job did."""

    documents: tuple[PreparedDocument, ...]
    pairs: tuple[Pair, ...]
    """All proposals of this run, best first, with their flags; unaligned rows last."""
    added: int
    """How many of them the corpus did not have."""


def run(
    documents: Sequence[PreparedDocument],
    corpus: Callable[[], Corpus],
    encoder: Encoder,
    progress: Progress | None = None,
) -> Summary:
    """Pair each article with all coverage, check, and store what is new in the corpus.

    The corpus is opened only when every document proved usable, so that bad input leaves it untouched.
    Raises InputError where documents cannot be paired, CorpusError where the corpus cannot be opened or written.
    """
    _require_both_languages(documents)
    pairs: list[Pair] = []
    added = 0
    with corpus() as store:
        named = [stored(store, each) for each in documents]
        coverage = [each for each in named if each.document.role is Role.COVERAGE]
        for article in named:
            if article.document.role is Role.ARTICLE:
                mined, new = _mine_into(store, article, coverage, encoder, MINIMUM, progress)
                pairs += mined.rows
                added += new
    pairs.sort(key=lambda pair: (pair.relation is Relation.UNALIGNED, -pair.probability))
    return Summary(tuple(named), tuple(pairs), added)


def mine_into(
    corpus: Corpus,
    article: PreparedDocument,
    coverage: Sequence[PreparedDocument],
    encoder: Encoder,
    *,
    minimum: float = MINIMUM,
    progress: Progress | None = None,
) -> tuple[Bitext, int]:
    """Store the documents, pair them under the names the corpus has for them, check, and store the pairs.

    Returns the pairs with their flags, and the number of those the corpus did not have.
    """
    named = [stored(corpus, each) for each in coverage]
    return _mine_into(corpus, stored(corpus, article), named, encoder, minimum, progress)


def _mine_into(
    corpus: Corpus,
    article: PreparedDocument,
    coverage: Sequence[PreparedDocument],
    encoder: Encoder,
    minimum: float,
    progress: Progress | None,
) -> tuple[Bitext, int]:
    mined = mine_documents(article, coverage, cached(encoder, corpus.vectors), minimum=minimum, progress=progress)
    checked = mined.checked(progress)
    return checked, corpus.add_pairs(checked.rows)


def _require_both_languages(documents: Sequence[PreparedDocument]) -> None:
    for document in documents:
        if not document.segments:
            raise InputError(f"{document.name} holds no sentences once it is cleaned.", hint="Look at the file.")
    sides = {language.side for document in documents for language in document.languages}
    if len(sides) < 2:
        language = "English" if sides == {"en"} else "Chinese"
        raise InputError(
            f"All of these documents are in {language} only: there is nothing to pair.",
            hint="Give at least one document in the other language.",
        )


def mine_documents(
    article: PreparedDocument,
    coverage: Sequence[PreparedDocument],
    encoder: Encoder,
    *,
    minimum: float = MINIMUM,
    progress: Progress | None = None,
) -> Bitext:
    """Pair the article with each coverage document.

    English against Chinese gives translations, segments in one language the same statement in another paper. A
    segment of the article is in at most one pair with each document, but may be in pairs with several.
    """
    miner = _Miner(article, encoder, minimum, progress)
    pairs = [pair for other in coverage for pair in miner.pairs_with(other)]
    pairs.sort(key=lambda pair: (-pair.probability, pair.source.segments, pair.target.document, pair.target.segments))
    met = {position for pair in pairs for position in pair.source.segments}
    alone = [_alone(article, segment) for segment in article.segments if segment.position not in met]
    return Bitext(article, tuple(coverage), (*pairs, *alone))


class _Miner:
    """An article, encoded once for all the documents it is compared with."""

    def __init__(self, article: PreparedDocument, encoder: Encoder, minimum: float, progress: Progress | None) -> None:
        self._article = article.name
        self._encoder = encoder
        self._minimum = minimum
        self._progress = progress
        self._sides = self._by_language(article)

    def pairs_with(self, other: PreparedDocument) -> Iterable[Pair]:
        """The pairs with one document; where two languages claim a segment, the surer pair has it."""
        found: list[Pair] = []
        for (left, source), (right, target) in product(self._sides, self._by_language(other)):
            for candidate in mine_sides(source, target, self._encoder, minimum=self._minimum, progress=self._progress):
                found += self._pairs(candidate, left, right, other.name)
        return _each_once(found)

    def _by_language(self, document: PreparedDocument) -> list[tuple[tuple[Segment, ...], EncodedSide]]:
        """The English segments and the Chinese ones."""
        sides = [document.in_language(chinese=chinese) for chinese in (False, True)]
        return [
            (side, encode_side([segment.text for segment in side], self._encoder, self._progress)) for side in sides
        ]

    def _pairs(
        self, candidate: Candidate, left: Sequence[Segment], right: Sequence[Segment], document: str
    ) -> Iterable[Pair]:
        """The candidate as a pair, unless a segment of the other language stands between its segments."""
        source, target = [left[place] for place in candidate.source], [right[place] for place in candidate.target]
        if all(side[-1].position - side[0].position == len(side) - 1 for side in (source, target)):
            sides = PairSide.of(self._article, source), PairSide.of(document, target)
            yield Pair(*sides, relation_of(*sides), probability=round(candidate.probability, 4))


def _each_once(pairs: Sequence[Pair]) -> Iterable[Pair]:
    used: tuple[set[int], set[int]] = (set(), set())
    for pair in sorted(pairs, key=lambda pair: -pair.probability):
        if used[0].isdisjoint(pair.source.segments) and used[1].isdisjoint(pair.target.segments):
            used[0].update(pair.source.segments)
            used[1].update(pair.target.segments)
            yield pair


def _alone(article: PreparedDocument, segment: Segment) -> Pair:
    missing = Language.EN if segment.language.is_chinese else Language.ZH_HANS
    return Pair(PairSide.of(article.name, [segment]), PairSide.missing(missing), Relation.UNALIGNED)
