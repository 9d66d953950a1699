"""Words as the bundled encoder knows them: where they begin and end in Chinese text, which English ones are common."""

from __future__ import annotations

from functools import lru_cache

from workbench.encoders.registry import bundled

LONGEST = 20_000
"""Characters of a pair beyond which its names are not compared: that is a document, not a sentence."""


@lru_cache(maxsize=64)
def chinese_words(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the words of a text, in order; marks between them may be left out."""
    tokens = bundled().tokenize([text])[0]
    return tuple(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True))


_COMMON = 10.3
"""Rarity below which a word is an ordinary one; names from the news lie above ("trump" 10.4, "people" 6.8)."""


@lru_cache(maxsize=20_000)
def is_common_word(word: str) -> bool:
    """Whether an English word is an ordinary one, rather than somebody's name."""
    encoder = bundled()
    ids = encoder.tokenize([word.lower()])[0].ids
    return len(ids) == 1 and float(encoder.rarity[ids[0]]) < _COMMON
