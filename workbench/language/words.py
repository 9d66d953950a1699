"""What recognisers need of a tokenised text, and which English words the bundled encoder knows as common."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Protocol

from workbench.encoders.registry import bundled
from workbench.resources import WordLists

_FUNCTION_WORDS = WordLists("function-words")

Span = tuple[int, int]
"""Start and end, the end exclusive, in code points."""


class Words(Protocol):
    """A text divided into words; an analysed text is one."""

    @property
    def simplified(self) -> str:
        """The text in Simplified characters."""

    @property
    def beginnings(self) -> frozenset[str]:
        """Each two characters side by side in `simplified`, with which a name may begin."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words in order; punctuation between them may be left out."""

    @property
    def inside_words(self) -> frozenset[int]:
        """Offsets at which a cut would go through a word."""


def is_whole(text: Words, start: int, end: int) -> bool:
    """Whether a stretch of a text begins and ends where words do."""
    return text.inside_words.isdisjoint((start, end))


_COMMON = 10.3
"""Rarity below which a word is an ordinary one; names from the news lie above ("trump" 10.4, "people" 6.8)."""
_KNOWN = 12.5
"""Rarity below which 93 % of the words of the news lie."""


def is_function_word(word: str) -> bool:
    """Whether a word of either language, Chinese in Simplified characters, only holds a sentence together."""
    return any(_FUNCTION_WORDS.has(name, word.lower()) for name in ("en", "zh"))


def is_common_word(word: str) -> bool:
    """Whether an English word is an ordinary one, rather than somebody's name."""
    return _rarity(word) < _COMMON


def is_known_word(word: str) -> bool:
    """Whether an English word is no rarer than translators expect readers to know; few terms of science are."""
    return _rarity(word) < _KNOWN


@lru_cache(maxsize=20_000)
def _rarity(word: str) -> float:
    """Rarity of a word that the encoder has whole; it has the rarest in pieces."""
    encoder = bundled()
    ids = encoder.tokenize([word.lower()])[0].ids
    return float(encoder.rarity[ids[0]]) if len(ids) == 1 else math.inf
