"""One side of a bitext, measured once: tokens, vectors, lengths, punctuation and numbers of every segment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.alignment.chunks import Chunks, encode_chunks, number_clauses
from workbench.alignment.punctuation import Punctuation, read_punctuation
from workbench.arrays import Float32Vector, Int32Matrix, Int32Vector, Int64Vector
from workbench.encoders.protocol import Encoder
from workbench.encoders.static import StaticEncoder
from workbench.language.analysed_text import size
from workbench.language.conversion import simplify_all
from workbench.language.quantities.finding import quantities

_DIGIT = re.compile("[0-9０-９〇零二三四五六七八九十百千万萬亿億两兩半]")
_NUMBER_WORD = re.compile(
    "\\b(?=[adefhjmnoqstw])(?:eleven|twel|(?:two|three|four|five|six|seven|eight|nine|ten|"
    "thir|fif|for|twen|eigh)(?:s|th|teenth|teen|ty|ties|tieth)?\\b|third|hundred|thousand|million|billion|dozen|half|"
    "quarter|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|"
    "august|september|october|november|december)"
)
"""A cheap look at whether there may be a number at all, in a text without capital letters."""
_COMMON = 4.6
"""Tokens rarer than this (minus log frequency) take part in coverage …"""
_RAREST = 6.0
"""… and weigh the same from this much above it on."""


@dataclass(frozen=True, slots=True)
class MeasuredText:
    """What is known of one document's segments; n of them, t tokens in all."""

    texts: tuple[str, ...]
    """In Simplified characters where Chinese."""
    chinese: bool
    lengths: Float32Vector
    """(n,) in units that a text and its translation have about equally many of."""
    token_starts: Int64Vector
    """(n + 1,) where each segment's tokens begin."""
    token_ids: Int32Vector
    """(t,) only tokens that carry meaning: marks and the commonest words are left out."""
    token_weights: Float32Vector
    """(t,) how much a token counts in coverage: its rarity above that of common words."""
    token_spans: Int32Matrix
    """(t, 2) where a token starts and ends in its segment's text, in code points."""
    token_clauses: Int64Vector
    """(t,) number of the clause a token is in, counted through the document."""
    chunks: Chunks
    punctuation: Punctuation
    numbers: tuple[tuple[frozenset[object], ...], ...]
    """For each segment the values each of its numbers may have."""

    def __len__(self) -> int:
        return len(self.texts)


def measure(
    texts: Sequence[str], chinese: bool, lexicon: StaticEncoder, encoder: Encoder | None = None
) -> MeasuredText:
    """Measure every segment. `encoder` provides the segments' vectors where it is not the lexicon itself."""
    simplified = simplify_all(texts)
    lengths = np.array([size(text) for text in texts], dtype=np.float32)
    tokens, bounds = lexicon.tokenize_joined(simplified)
    segments = np.repeat(np.arange(len(texts)), np.diff(bounds))
    clauses, clause_segments = number_clauses(simplified, segments, tokens.starts)
    chunks = encode_chunks(lexicon, tokens.ids, clauses, clause_segments, len(texts))
    if encoder is not None:
        vectors = encoder.encode(texts)
        chunks.sums = (vectors * np.sqrt(lengths + 1.0)[:, None]).astype(np.float32)
    weights = (np.clip(lexicon.rarity[tokens.ids] - _COMMON, 0.0, _RAREST) / _RAREST).astype(np.float32)
    kept = weights > 0
    return MeasuredText(
        texts=simplified,
        chinese=chinese,
        lengths=lengths,
        token_starts=np.append(0, np.cumsum(kept))[bounds],
        token_ids=tokens.ids[kept],
        token_weights=weights[kept],
        token_spans=np.stack([tokens.starts, tokens.ends], axis=1)[kept],
        token_clauses=clauses[kept],
        chunks=chunks,
        punctuation=read_punctuation(simplified),
        numbers=tuple(_numbers(text) for text in simplified),
    )


def _numbers(text: str) -> tuple[frozenset[object], ...]:
    if not _DIGIT.search(text) and not _NUMBER_WORD.search(text.lower()):
        return ()
    return tuple(frozenset(one.values()) for one in quantities(text) if not one.weak and one.values())
