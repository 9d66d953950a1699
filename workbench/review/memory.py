"""Translation memory: confirmed rows whose text is nearly that of another row, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain import MatchKind, Pair, Side, Status
from workbench.review.differences import Difference, differences, tokens
from workbench.store.corpus import Corpus
from workbench.store.search import level

OFFERED = 9
"""Matches worth reading through, and as many as have a key."""

LEAST = 0.6
"""Similarity below which a match costs more time than it saves."""

_COMPARED = 60
"""Rows of which the similarity is computed."""


@dataclass(frozen=True, slots=True)
class Match:
    """A confirmed row that is similar to another row on one side."""

    pair: Pair
    side: Side
    """Its side that is similar."""
    facing: Side
    """The other row's side that its translation is for."""
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


def matches(corpus: Corpus, pair: Pair, limit: int = OFFERED) -> list[Match]:
    """Return the confirmed translations most similar to a row on either side, best first, each text once."""
    found = [match for side in Side for match in _similar(corpus, pair, side)]
    # Of equal ones the source's come first, then those somebody has read.
    found.sort(key=lambda match: (-match.similarity, match.facing is Side.SOURCE, match.pair.by_estimate))
    once: dict[tuple[str, str], Match] = {}
    rows: set[int | None] = set()
    for match in found:
        if match.pair.id not in rows:
            rows.add(match.pair.id)
            once.setdefault((match.text, match.translation), match)
    return list(once.values())[:limit]


def _similar(corpus: Corpus, pair: Pair, name: Side) -> list[Match]:
    this = pair.side(name)
    wanted = _tokens(this.text)
    if not this.text.strip():
        return []
    found = []
    # One more: the row itself is among them.
    for row in corpus.pairs(corpus.similar(this.text, Status.CONFIRMED, _COMPARED + 1)):
        if row.id == pair.id or not row.is_translation or row.kind is not MatchKind.SAME:
            continue
        side = row.side_name(this.language.side)
        text = row.side(side).text
        similarity = 1.0 if text == this.text else min(_similarity(_tokens(text), wanted), 0.99)
        if similarity >= LEAST:
            found.append(Match(row, side, name.other, similarity, differences(text, this.text, level)))
    return found


def _similarity(one: Sequence[str], other: Sequence[str]) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(one, other, score_cutoff=LEAST)


def _tokens(text: str) -> list[str]:
    """Return the words and characters that are compared, without white space."""
    levelled = level(text)
    return [levelled[start:end] for start, end in tokens(text) if not text[start:end].isspace()]
