"""Translation memory: confirmed rows whose text is nearly that of another row, and what differs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain import MatchKind, Pair, Side, Status
from workbench.script import HAN
from workbench.store.corpus import Corpus
from workbench.store.search import level

OFFERED = 9
"""Matches worth reading through, and as many as have a key."""

LEAST = 0.6
"""Similarity below which a match costs more time than it saves."""

_COMPARED = 60
"""Rows of which the similarity is computed."""

_TOKEN = re.compile(rf"\s+|[{HAN}]|[^\W{HAN}]+|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of a remembered text in place of which the other text has other words."""

    start: int
    end: int
    instead: str
    """What the other text has there; "" where it has nothing."""


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
            found.append(Match(row, side, name.other, similarity, differences(text, this.text)))
    return found


def differences(text: str, other: str) -> tuple[Difference, ...]:
    """Return what makes a text the other one, word by word and Chinese character by character.

    Capitals, accents and the script of Chinese do not count.
    """
    # Imported when first needed: nothing else of the app compares texts.
    from rapidfuzz.distance import Levenshtein

    left, right = _spans(text), _spans(other)
    found: list[Difference] = []
    for step in Levenshtein.opcodes(_levelled(text, left), _levelled(other, right)):
        if step.tag == "equal":
            continue
        start, end = _start(left, step.src_start, text), _end(left, step.src_start, step.src_end, text)
        instead = other[_start(right, step.dest_start, other) : _end(right, step.dest_start, step.dest_end, other)]
        if found and found[-1].end == start:
            # What is left out and what is put in at one place is one difference.
            start, instead = found[-1].start, found.pop().instead + instead
        found.append(Difference(start, end, instead))
    return tuple(found)


def _similarity(one: Sequence[str], other: Sequence[str]) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(one, other, score_cutoff=LEAST)


def _tokens(text: str) -> list[str]:
    """Return the words and characters that are compared, without white space."""
    return [token for token in _levelled(text, _spans(text)) if not token.isspace()]


def _spans(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _TOKEN.finditer(text)]


def _levelled(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    levelled = level(text)
    return [levelled[start:end] for start, end in spans]


def _start(spans: Sequence[tuple[int, int]], number: int, text: str) -> int:
    return spans[number][0] if number < len(spans) else len(text)


def _end(spans: Sequence[tuple[int, int]], start: int, end: int, text: str) -> int:
    return spans[end - 1][1] if end > start else _start(spans, start, text)
