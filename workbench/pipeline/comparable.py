"""Comparable documents: an article's sentences are paired with what other papers have of them, checked and stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from workbench.checks.rule_set import ALL, RuleSet
from workbench.domain import (
    LIKELY,
    STATED,
    Coverage,
    Language,
    MatchKind,
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
from workbench.i18n import gettext
from workbench.mining.candidates import Candidate, EncodedSide, encode_side
from workbench.mining.mine import Near, search_sides
from workbench.pipeline.bitext import Bitext
from workbench.pipeline.borrowing import borrowed, is_half_translated, marked
from workbench.pipeline.comparison import compare_sides
from workbench.pipeline.counterparts import Counterpart, statements_near
from workbench.pipeline.storing import stored
from workbench.store.corpus import Corpus
from workbench.store.vectors import cached

_NEAREST = 4
"""Targets of a document that each segment is compared with."""
_SIMILAR = 0.3
"""Least cosine of segments that are worth comparing."""
_FEWEST_IN_STEP = 5
"""Pairs by which two documents can be called translations of each other."""
_MOST = 3
"""Proposals below the minimum for one segment."""
PROPOSED = frozenset({MatchKind.SAME, MatchKind.PART, MatchKind.FORM})
"""Kinds of counterparts that are worth a reviewer's look however improbable a translation is."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the main job did."""

    documents: tuple[PreparedDocument, ...]
    pairs: tuple[Pair, ...]
    """All proposals of this run, best first, with their flags; unaligned rows last."""
    added: int
    """How many of them the corpus did not have."""
    nearest: Mapping[PairSide, Counterpart]
    """For each flagged sentence without counterpart the nearest statement."""

    @property
    def likely(self) -> list[Pair]:
        """The proposals that may well say the same, best first."""
        return [pair for pair in self.pairs if pair.probability >= LIKELY and pair.kind in STATED]

    def facing(self, document: str, position: int) -> list[Pair]:
        """The proposals for a sentence, the likeliest first; of those alike in that, those with most in common."""
        found = (pair for pair in self.pairs if pair.target.text and pair.source.document == document)
        return sorted((pair for pair in found if position in pair.source.segments), key=_rank)

    def parallel(self) -> list[tuple[str, str]]:
        """The names of articles and papers that translate most of each other in the same order, as in an alignment."""
        places: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for pair in self.likely:
            if pair.is_translation:
                names = pair.source.document, pair.target.document
                places.setdefault(names, []).append((pair.source.segments[0], pair.target.segments[0]))
        sizes = {each.name: len(each.segments) for each in self.documents}
        return [names for names, found in places.items() if _in_step(found, min(sizes[name] for name in names))]


def _in_step(places: Iterable[tuple[int, int]], segments: int) -> bool:
    """Whether the places of pairs rise together on both sides, and are most of the segments of the shorter side."""
    targets = [target for _, target in sorted(places)]
    rising = sum(before < after for before, after in pairwise(targets))
    return len(targets) >= max(_FEWEST_IN_STEP, segments / 2) and rising >= 0.9 * (len(targets) - 1)


def run(
    documents: Sequence[PreparedDocument],
    corpus: Callable[[], Corpus],
    encoder: Encoder,
    progress: Progress | None = None,
    rules: RuleSet = ALL,
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
                mined, new = _mine_into(store, article, coverage, encoder, LIKELY, PROPOSED, progress, rules)
                pairs += mined.rows
                added += new
        pairs.sort(key=lambda pair: (pair.relation is Relation.UNALIGNED, -pair.probability))
        alone = [pair.source for pair in pairs if pair.relation is Relation.UNALIGNED and pair.flags]
        papers = [each.name for each in coverage]
        near = {side: statements_near(store, encoder, side, within=papers, limit=1) for side in alone}
    return Summary(tuple(named), tuple(pairs), added, {side: found[0] for side, found in near.items() if found})


def _rank(pair: Pair) -> tuple[float, float, float]:
    less, more = sorted((pair.coverage.source, pair.coverage.target)) if pair.coverage else (0.0, 0.0)
    return -round(pair.probability, 1) if pair.kind in STATED else 0.0, -less, -more


def mine_into(
    corpus: Corpus,
    article: PreparedDocument,
    coverage: Sequence[PreparedDocument],
    encoder: Encoder,
    *,
    minimum: float = LIKELY,
    kinds: Collection[MatchKind] = (),
    progress: Progress | None = None,
    rules: RuleSet = ALL,
    search: Search | None = None,
) -> tuple[Bitext, int]:
    """Store the documents, pair them under the names the corpus has for them, check, and store the pairs.

    Returns the pairs with their flags, and the number of those the corpus did not have.
    """
    named = [stored(corpus, each) for each in coverage]
    return _mine_into(corpus, stored(corpus, article), named, encoder, minimum, kinds, progress, rules, search)


def _mine_into(
    corpus: Corpus,
    article: PreparedDocument,
    coverage: Sequence[PreparedDocument],
    encoder: Encoder,
    minimum: float,
    kinds: Collection[MatchKind],
    progress: Progress | None,
    rules: RuleSet,
    search: Search | None = None,
) -> tuple[Bitext, int]:
    remembering = cached(encoder, corpus.vectors)
    mined = mine_documents(
        article, coverage, remembering, minimum=minimum, kinds=kinds, progress=progress, search=search
    )
    checked = _with_borrowed(mined, borrowed(corpus, article)).checked(progress, rules)
    return checked, corpus.add_pairs(checked.rows)


def _with_borrowed(mined: Bitext, found: Iterable[Pair]) -> Bitext:
    """The bitext with what the corpus offers for sentences that no document translates."""
    translated = {place for pair in mined.pairs if pair.is_translation for place in pair.source.segments}
    new = [pair for pair in found if translated.isdisjoint(pair.source.segments)]
    met = {pair.source.segments for pair in new}
    rows = (row for row in mined.rows if row.relation is not Relation.UNALIGNED or row.source.segments not in met)
    return replace(mined, rows=(*new, *rows))


def _require_both_languages(documents: Sequence[PreparedDocument]) -> None:
    for document in documents:
        if not document.segments:
            raise InputError(
                gettext("{name} holds no sentences once it is cleaned.").format(name=document.name),
                hint=gettext("Look at the file."),
            )
    sides = {language.side for document in documents for language in document.languages}
    if len(sides) < 2:
        raise InputError(
            gettext("All of these documents are in English only: there is nothing to pair.")
            if sides == {"en"}
            else gettext("All of these documents are in Chinese only: there is nothing to pair."),
            hint=gettext("Give at least one document in the other language."),
        )


Proposal = tuple[float, Pair]
"""A pair, and the cosine of its sides."""

Found = tuple[list[Pair], list[Proposal]]
"""The likely pairs with one document, and others of the wanted kinds for segments that have no likely one."""

Search = Callable[[PreparedDocument, Sequence[PreparedDocument], float, Collection[MatchKind]], Iterable[Found]]
"""Yields what an article has in common with each document, in order, as `Miner` does."""


def mine_documents(
    article: PreparedDocument,
    coverage: Sequence[PreparedDocument],
    encoder: Encoder,
    *,
    minimum: float = LIKELY,
    kinds: Collection[MatchKind] = (),
    progress: Progress | None = None,
    search: Search | None = None,
) -> Bitext:
    """Pair the article with each coverage document, in this process unless `search` does it elsewhere.

    English against Chinese gives translations, segments in one language the same statement in another paper. A
    segment of the article is in at most one pair with each document, but may be in pairs with several. Pairs less
    probable than `minimum` are only those of `kinds`, at most three for a segment.
    """
    if search is None:
        found: Iterable[Found] = map(Miner(article, encoder, minimum, kinds, progress).pairs_with, coverage)
    else:
        found = search(article, coverage, minimum, kinds)
    pairs, more = [], []
    for likely, others in found:
        pairs += likely
        more += others
    pairs += _best_of_each(more)
    pairs.sort(key=lambda pair: (-pair.probability, pair.source.segments, pair.target.document, pair.target.segments))
    met = {position for pair in pairs for position in pair.source.segments}
    alone = [_alone(article, segment) for segment in article.segments if segment.position not in met]
    return Bitext(article, tuple(coverage), (*pairs, *alone))


class Miner:
    """An article, encoded once for all the documents it is compared with."""

    def __init__(
        self,
        article: PreparedDocument,
        encoder: Encoder,
        minimum: float,
        kinds: Collection[MatchKind],
        progress: Progress | None = None,
    ) -> None:
        self._article = article.name
        self._half_translated = is_half_translated(article)
        self._encoder = encoder
        self._minimum = minimum
        self._kinds = kinds
        self._progress = progress
        self._sides = self._by_language(article)

    def pairs_with(self, other: PreparedDocument) -> Found:
        """The pairs with one document; where two languages claim a segment, the surer pair has it."""
        likely: list[Pair] = []
        near: list[tuple[Near, Segment, Segment]] = []
        for (left, source), (right, target) in product(self._sides, self._by_language(other)):
            found, nearest = search_sides(
                source, target, self._encoder, nearest=_NEAREST if self._kinds else 0, progress=self._progress
            )
            for candidate in found:
                if candidate.probability >= self._minimum:
                    likely += self._pairs(candidate, left, right, other.name)
            near += [(each, left[each.source], right[each.target]) for each in nearest]
        kept = list(_each_once(likely))
        held = {position for pair in kept for position in pair.source.segments}
        return kept, list(self._proposals(near, held, other.name))

    def _proposals(
        self, near: Sequence[tuple[Near, Segment, Segment]], held: set[int], document: str
    ) -> Iterator[Proposal]:
        """For every segment that is not held the most similar of a wanted kind."""
        taken = set(held)
        for each, source, target in sorted(near, key=lambda one: -one[0].similarity):
            if source.position not in taken and each.similarity >= _SIMILAR:
                pair = self._pair([source], [target], document, each.probability)
                if pair.kind in self._kinds:
                    taken.add(source.position)
                    yield each.similarity, pair

    def _by_language(self, document: PreparedDocument) -> list[tuple[tuple[Segment, ...], EncodedSide]]:
        """The English segments and the Chinese ones."""
        sides = [document.in_language(chinese=chinese) for chinese in (False, True)]
        return [
            (side, encode_side([segment.text for segment in side], self._encoder, self._progress)) for side in sides
        ]

    def _pairs(
        self, candidate: Candidate, left: Sequence[Segment], right: Sequence[Segment], document: str
    ) -> Iterable[Pair]:
        """The candidate as a pair, unless a segment of the other language is between its segments."""
        source, target = [left[place] for place in candidate.source], [right[place] for place in candidate.target]
        if all(side[-1].position - side[0].position == len(side) - 1 for side in (source, target)):
            yield self._pair(source, target, document, candidate.probability)

    def _pair(self, source: Sequence[Segment], target: Sequence[Segment], document: str, chance: float) -> Pair:
        sides = PairSide.of(self._article, source), PairSide.of(document, target)
        found = compare_sides(*sides)
        pair = Pair(
            *sides,
            relation_of(*sides),
            probability=round(chance, 4),
            kind=found.kind_given(chance),
            coverage=Coverage(round(found.coverage.source, 4), round(found.coverage.target, 4)),
        )
        lacks_english = self._half_translated and sides[0].language.is_chinese
        return marked(pair) if lacks_english and pair.is_translation else pair


def _best_of_each(proposals: Iterable[Proposal]) -> Iterator[Pair]:
    """For every segment its most similar proposals, of which each document has one."""
    count: Counter[tuple[int, ...]] = Counter()
    for _, pair in sorted(proposals, key=lambda each: -each[0]):
        count[pair.source.segments] += 1
        if count[pair.source.segments] <= _MOST:
            yield pair


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
