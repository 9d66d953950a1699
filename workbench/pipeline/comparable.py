"""Proposals for an article from its coverage: every sentence of the article beside what other papers have of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.domain import Document, Language, Pair, PairSide, Progress, Relation, Segment
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import bundled
from workbench.mining.expansion import glue
from workbench.mining.mine import Candidate, mine
from workbench.mining.pair_features import Lexicon

Segmented = tuple[Document, Sequence[Segment]]

MINIMUM = 0.4
"""Least probability of a proposal: what is nearly as likely as not is still worth a reviewer's look."""


def propose(
    article: Segmented,
    coverage: Sequence[Segmented],
    encoder: Encoder,
    progress: Progress | None = None,
    minimum: float = MINIMUM,
) -> list[Pair]:
    """Pairs of the article with each coverage document, best first, then a row for every segment that found nothing.

    English against Chinese gives translations, segments in one language the same statement in another paper. A
    segment of the article is in at most one pair with each document, but may be in pairs with several.
    """
    lexicon = Lexicon(bundled())
    pairs: list[Pair] = []
    for other in coverage:
        pairs += _with_document(article, other, encoder, lexicon, minimum, progress)
    pairs.sort(key=lambda pair: (-pair.probability, pair.source.segments, pair.target.document, pair.target.segments))
    met = {position for pair in pairs for position in pair.source.segments}
    return pairs + [_alone(article[0], segment) for segment in article[1] if segment.position not in met]


def _with_document(
    article: Segmented,
    other: Segmented,
    encoder: Encoder,
    lexicon: Lexicon,
    minimum: float,
    progress: Progress | None,
) -> Iterable[Pair]:
    """The pairs with one document; where two languages claim a segment, the surer pair has it."""
    found: list[Pair] = []
    for left in (False, True):
        for right in (False, True):
            relation = Relation.SAME_LANGUAGE if left == right else Relation.TRANSLATION
            sides = [
                [segment for segment in each[1] if segment.language.is_chinese == chinese]
                for each, chinese in ((article, left), (other, right))
            ]
            texts = [[segment.text for segment in side] for side in sides]
            candidates = mine(texts[0], texts[1], encoder, lexicon=lexicon, minimum=minimum, progress=progress)
            whole = [part for candidate in candidates for part in _in_one_piece(candidate, sides)]
            found += [_pair(part, article[0], other[0], relation) for part in whole]
    return _each_once(found)


@dataclass(frozen=True, slots=True)
class _Found:
    source: tuple[Segment, ...]
    target: tuple[Segment, ...]
    probability: float


def _in_one_piece(candidate: Candidate, sides: Sequence[Sequence[Segment]]) -> Iterable[_Found]:
    """The candidate's segments, unless a segment of the other language stands between them."""
    source = tuple(sides[0][place] for place in candidate.source)
    target = tuple(sides[1][place] for place in candidate.target)
    if all(side[-1].position - side[0].position == len(side) - 1 for side in (source, target)):
        yield _Found(source, target, candidate.probability)


def _each_once(pairs: Sequence[Pair]) -> Iterable[Pair]:
    used: tuple[set[int], set[int]] = (set(), set())
    for pair in sorted(pairs, key=lambda pair: -pair.probability):
        if used[0].isdisjoint(pair.source.segments) and used[1].isdisjoint(pair.target.segments):
            used[0].update(pair.source.segments)
            used[1].update(pair.target.segments)
            yield pair


def _pair(found: _Found, article: Document, other: Document, relation: Relation) -> Pair:
    return Pair(
        _side(article, found.source), _side(other, found.target), relation, probability=round(found.probability, 4)
    )


def _side(document: Document, segments: Sequence[Segment]) -> PairSide:
    return PairSide(
        document.name,
        segments[0].language,
        tuple(segment.position for segment in segments),
        glue([segment.text for segment in segments]),
    )


def _alone(document: Document, segment: Segment) -> Pair:
    missing = Language.EN if segment.language.is_chinese else Language.ZH_HANS
    return Pair(_side(document, [segment]), PairSide("", missing, (), ""), Relation.UNALIGNED)
