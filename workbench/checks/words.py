"""Where words begin and end in Chinese text, as the bundled encoder's tokenizer cuts it."""

from __future__ import annotations

from functools import lru_cache

from workbench.encoders.registry import bundled


@lru_cache(maxsize=64)
def chinese_words(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the words of a text, in order; marks between them may be left out."""
    tokens = bundled().tokenize([text])[0]
    return tuple(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True))
