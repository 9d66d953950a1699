"""Encodings kept in the corpus, so that a slow encoder reads a text once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.encoders.protocol import Encoder, Vectors

if TYPE_CHECKING:
    from workbench.store.corpus import Corpus


class VectorCache:
    """Vectors by encoder signature and text; bounded, the oldest go first."""

    def clear(self) -> int:
        """Drop every vector; answers how many there were."""
        raise NotImplementedError


class CachedEncoder:
    """An encoder that looks into the corpus first; implements Encoder."""

    def __init__(self, encoder: Encoder, corpus: Corpus) -> None:
        self._encoder = encoder
        self._cache = corpus.vectors

    @property
    def signature(self) -> str:
        return self._encoder.signature

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        raise NotImplementedError
