"""Translation memory: confirmed rows whose text is nearly that of another row, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from workbench.domain import MatchKind, Pair, PairSide, Side, Status
from workbench.review.differences import Difference, differences, words
from workbench.store.corpus import Corpus
from workbench.store.search import level

if TYPE_CHECKING:
    from workbench.encoders.protocol import Encoder

OFFERED = 9
"""Matches worth reading through, and as many as have a key."""

LEAST = 0.6
"""Similarity below which a match costs more time than it saves."""

_COMPARED = 60
"""Rows of which the similarity is computed."""

_MEANING = 0.25
"""Weight of the cosine of two texts beside the share of their words, in the order of matches.

Of 1,191 held back sentences of Tatoeba with several matches, the translation of the first is then nearest to their own:
.592 of its characters instead of .584 (`matches` without the encoder); .1 to .5 do about the same.
"""


@dataclass(frozen=True, slots=True)
class Match:
    """A row one side of which is similar to a text."""

    pair: Pair
    side: Side
    """Its side that is similar."""
    facing: Side
    """The side of the text's own row that its translation is for."""
    similarity: float
    """Share of words that both have, 0 to 1; 1 only for the same text."""
    differences: tuple[Difference, ...]
    """In its similar text, in order."""

    @property
    def text(self) -> str:
        """The similar text, as corrected."""
        return self.pair.side(self.side).text

    @property
    def translation(self) -> str:
        """What stands opposite to it, as corrected."""
        return self.pair.side(self.side.other).text


def matches(
    corpus: Corpus, pair: Pair, limit: int = OFFERED, encoder: Callable[[], Encoder] | None = None
) -> list[Match]:
    """Return the confirmed translations most similar to a row on either side, best first, each text once.

    With an encoder, those that mean the same come first among similar ones; it is asked for where there are several.
    """
    wanted = partial(_is_remembered, pair.id)
    ranked: list[tuple[float, Match]] = []
    for name in Side:
        ranked += similar(corpus, pair.side(name), name.other, [Status.CONFIRMED], wanted, encoder=encoder)
    # Of equal ones the source's come first, then those somebody has read.
    ranked.sort(key=lambda each: (-each[0], each[1].facing is Side.SOURCE, each[1].pair.by_estimate))
    once: dict[tuple[str, str], Match] = {}
    rows: set[int | None] = set()
    for _, match in ranked:
        if match.pair.id not in rows:
            rows.add(match.pair.id)
            once.setdefault((match.text, match.translation), match)
    return list(once.values())[:limit]


def _is_remembered(asking: int | None, row: Pair) -> bool:
    """Whether a row is a whole translation, and not the one that asks."""
    return row.id != asking and row.is_translation and row.kind is MatchKind.SAME


def similar(
    corpus: Corpus,
    this: PairSide,
    facing: Side,
    statuses: Collection[Status] | None,
    wanted: Callable[[Pair], bool],
    *,
    least: float = LEAST,
    encoder: Callable[[], Encoder] | None = None,
) -> list[tuple[float, Match]]:
    """Return rows one side of which is at least that similar to a text in its language, best first, with their scores.

    Of some statuses, or of all for None, and among them those that are `wanted`. With an encoder the score counts what
    the texts mean as well.
    """
    if not this.text.strip():
        return []
    # One more: the row that asks may be among them.
    rows = filter(wanted, corpus.pairs(corpus.similar(this.text, statuses, _COMPARED + 1)))
    compared = list(_compared(rows, this, least))
    texts = [row.side(side).text for row, side, _ in compared]
    scores = _scores(this.text, texts, [similarity for *_, similarity in compared], encoder)
    best = sorted(zip(scores, compared, texts, strict=True), key=lambda each: -each[0])
    return [
        (score, Match(row, side, facing, similarity, differences(text, this.text, level)))
        for score, (row, side, similarity), text in best
    ]


def _compared(rows: Iterator[Pair], this: PairSide, least: float) -> Iterator[tuple[Pair, Side, float]]:
    """Yield each row that is similar enough, with its side and how similar it is."""
    wanted = _tokens(this.text)
    for row in rows:
        if this.language.side not in (row.source.language.side, row.target.language.side):
            continue
        side = row.side_name(this.language.side)
        text = row.side(side).text
        similarity = 1.0 if text == this.text else min(_similarity(_tokens(text), wanted, least), 0.99)
        if similarity and similarity >= least:
            yield row, side, similarity


def _scores(
    text: str, texts: Sequence[str], similarities: Sequence[float], encoder: Callable[[], Encoder] | None
) -> Sequence[float]:
    if encoder is None or len(texts) < 2:
        return similarities
    vectors = encoder().encode([text, *texts])
    cosines = (vectors[1:] @ vectors[0]).tolist()
    return [
        round(similarity - _MEANING * (1 - cosine), 4) for similarity, cosine in zip(similarities, cosines, strict=True)
    ]


def _similarity(one: Sequence[str], other: Sequence[str], least: float) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(one, other, score_cutoff=least)


def _tokens(text: str) -> list[str]:
    """Return the words and characters that are compared, without white space."""
    return [token for token in words(level(text)) if not token.isspace()]
