"""Vectors of a document's chunks: its clauses, and runs of two neighbouring ones that may be one in the other text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.arrays import Float16Matrix, Float32Vector, Int32Vector, Int64Vector, Vectors, normalise_rows
from workbench.encoders.static import StaticEncoder
from workbench.language.analysed_text import CLAUSE_END

_BLOCK = 512
"""Segments whose token rows are in memory at once."""


class Chunks:
    """The chunks of n segments: those clauses that have tokens, then runs of two, segment by segment."""

    def __init__(self, starts: Int64Vector, vectors: Float16Matrix, weights: Float32Vector, sums: Vectors) -> None:
        self.starts = starts
        """(n + 1,) where each segment's chunks begin."""
        self.vectors = vectors
        """(chunks, dim) of L2 norm 1; half precision, since there are several to a segment."""
        self.weights = weights
        """(chunks,) root of the number of tokens; 0 for runs of two."""
        self.sums = sums
        """(n, dim) sum of each segment's token rows, or another encoder's vector times the root of the length."""

    def release(self) -> None:
        """Give back the memory of all vectors: half of what a long document takes."""
        self.vectors = np.zeros((0, self.vectors.shape[1]), dtype=np.float16)
        self.sums = np.zeros((0, self.sums.shape[1]), dtype=np.float32)


def number_clauses(texts: Sequence[str], segments: Int64Vector, starts: Int32Vector) -> tuple[Int64Vector, Int64Vector]:
    """Return for each token the number of its clause in the document, and for each clause its segment.

    `segments` and `starts` are of the tokens: the segment each is in, and where in its text it begins. Every segment
    has at least one clause, with or without tokens.
    """
    # All at once: a line feed between two segments is the border of a text.
    origins = np.cumsum([0, *(len(text) + 1 for text in texts)])[:-1]
    ends = np.array([match.end() for match in CLAUSE_END.finditer("\n".join(texts))], dtype=np.int64)
    owners = origins.searchsorted(ends, side="left") - 1
    # What ends at the end of a text begins no other clause.
    inner = ends < (origins + [len(text.rstrip()) for text in texts])[owners]
    counts = np.bincount(owners[inner], minlength=len(texts))
    # Before each token lie the first clauses of the segments before its own, and all those that begin at a place.
    numbers = segments + ends[inner].searchsorted(starts + origins[segments], side="right")
    return numbers, np.repeat(np.arange(len(texts)), counts + 1)


def encode_chunks(
    encoder: StaticEncoder, ids: Int32Vector, clauses: Int64Vector, segments: Int64Vector, size: int
) -> Chunks:
    """Return the chunks of a document of `size` segments.

    `ids` and `clauses` are of its tokens, `segments` of its clauses; in blocks, for the sake of memory.
    """
    sums = np.zeros((size, encoder.dimension), dtype=np.float32)
    counts: list[Int64Vector] = [np.zeros(1, dtype=np.int64)]
    vectors: list[Float16Matrix] = [np.zeros((0, encoder.dimension), dtype=np.float16)]
    weights: list[Float32Vector] = [np.zeros(0, dtype=np.float32)]
    for start in range(0, size, _BLOCK):
        end = min(start + _BLOCK, size)
        first, last = np.searchsorted(segments, (start, end))
        begin, stop = np.searchsorted(clauses, (first, last))
        clause_counts = np.bincount(clauses[begin:stop] - first, minlength=last - first)
        clause_sums = encoder.sums(ids[begin:stop], np.cumsum(clause_counts).tolist())
        owners = segments[first:last] - start
        sums[start:end] = np.add.reduceat(clause_sums, np.searchsorted(owners, np.arange(end - start)), axis=0)
        own_counts, own_vectors, own_weights = _chunks(clause_sums, clause_counts, owners, end - start)
        counts.append(own_counts)
        vectors.append(own_vectors)
        weights.append(own_weights)
    return Chunks(np.cumsum(np.concatenate(counts)), np.concatenate(vectors), np.concatenate(weights), sums)


def _chunks(
    sums: Vectors, counts: Int64Vector, owners: Int64Vector, size: int
) -> tuple[Int64Vector, Float16Matrix, Float32Vector]:
    """How many chunks each segment has, their vectors and their weights, from the sums of clauses."""
    filled = np.flatnonzero(counts)
    sums, owners, weights = sums[filled], owners[filled], np.sqrt(counts[filled])
    double = np.flatnonzero(owners[1:] == owners[:-1])
    vectors = np.vstack([sums, sums[double] + sums[double + 1]])
    owners = np.concatenate([owners, owners[double]])
    order = np.argsort(owners, kind="stable")
    normalise_rows(vectors)
    weights = np.concatenate([weights, np.zeros(len(double))])
    return np.bincount(owners, minlength=size), vectors.astype(np.float16)[order], weights[order].astype(np.float32)
