"""One side of a bitext, measured once: tokens, vectors, lengths, marks, quotes, names and numbers of every segment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.arrays import (
    Float16Matrix,
    Float32Matrix,
    Float32Vector,
    Int8Vector,
    Int32Matrix,
    Int32Vector,
    Int64Vector,
    Vectors,
)
from workbench.encoders.protocol import Encoder
from workbench.encoders.static import StaticEncoder, Tokens
from workbench.language.conversion import simplify
from workbench.language.quantities.finding import quantities
from workbench.script import HAN_RE

_CLAUSE_END = re.compile("[，,；;：:。！？!?…—–]|\\.(?=\\s|$|[\"'”’])")
_MARKS = ("?", "!", ":", ";", "…", "—", "(")
"""Marks counted in every segment, in this order; full-width forms count with them."""

_FOLDED_MARKS = str.maketrans({"？": "?", "！": "!", "：": ":", "；": ";", "（": "(", "–": "—", "。": ".", "，": ","})
_OPEN = re.compile("[“「『«]|(?:(?<=^)|(?<=[\\s(（—]))[\"'‘`](?=\\S)")
_CLOSE = re.compile("[”」』»]|(?<=\\S)[\"'’](?=$|[\\s)）—,.;:?!])")
_SENTENCE_END = re.compile("[。！？!?…]+|\\.+(?=\\s|$|[\"'”’)])")
_NUMERAL = re.compile(
    "[0-9０-９〇零二三四五六七八九十百千万萬亿億两兩半]|(?i:\\b(?:eleven|twel|(?:two|three|four|five|six|seven|eight|nine|ten|"
    "thir|fif|for|twen|eigh)(?:s|th|teenth|teen|ty|ties|tieth)?\\b|third|hundred|thousand|million|billion|dozen|half|"
    "quarter|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|"
    "august|september|october|november|december))"
)
"""A cheap look at whether there may be a number at all."""
_TRAILING = " \t\r\n\"'”’」』)）]》*"
_BLOCK = 512
"""Segments whose token rows are in memory at once."""
_GATHERED = 256
"""Token rows widened at once: they stay in the processor's cache."""
_LONGEST = 20_000
"""Characters of a segment that are read; an enormous line is judged by its beginning."""


class ChunkVectors:
    """Vectors of clauses: half of what a long document takes, so they can be dropped once they are compared."""

    def __init__(self, values: Float16Matrix) -> None:
        self.values = values
        """(units, dim) of L2 norm 1; half precision, since there are several to a segment."""

    def release(self) -> None:
        """Give the memory back."""
        self.values = np.zeros((0, self.values.shape[1]), dtype=np.float16)


@dataclass(frozen=True, slots=True)
class MeasuredText:
    """What is known of one document's segments; n of them, t tokens in all."""

    texts: tuple[str, ...]
    chinese: bool
    lengths: Float32Vector
    """(n,) in half-width units: a Han character counts 2, another visible one 0.55."""
    token_starts: Int64Vector
    """(n + 1,) where each segment's tokens begin."""
    token_ids: Int32Vector
    """(t,) only tokens that say something: marks and the commonest words are left out."""
    token_weights: Float32Vector
    """(t,) how much a token counts in coverage: its rarity above that of common words."""
    token_spans: Int32Matrix
    """(t, 2) where a token starts and ends in its segment's text, in code points."""
    token_clauses: Int64Vector
    """(t,) number of the clause a token stands in, counted through the document."""
    clause_segments: Int64Vector
    """(clauses,) the segment of each clause; clauses without tokens are kept."""
    chunk_starts: Int64Vector
    """(n + 1,) where each segment's units begin: its clauses that have words, then runs of two neighbouring ones."""
    chunk_vectors: ChunkVectors
    chunk_weights: Float32Vector
    """(units,) root of the number of tokens; 0 for runs of two."""
    sums: Vectors
    """(n, dim) sum of token rows, or a neural encoder's vector times the root of the length."""
    marks: Float32Matrix
    """(n, marks) how often each of the counted marks occurs."""
    sentence_ends: Float32Vector
    """(n,) sentences that end in the segment."""
    final: Int8Vector
    """(n,) class of the last mark: 0 none, 1 comma and the like, 2 colon, 3 full stop, 4 question, 5 exclamation."""
    opens: Int8Vector
    """(n,) 1 where the segment begins with an opening quote."""
    closes: Int8Vector
    """(n,) 1 where it ends with a closing one."""
    balance: Float32Vector
    """(n,) opening quotes less closing ones."""
    quoted: Int8Vector
    """(n + 1,) 1 where the border before a segment lies inside a quotation."""
    numbers: tuple[tuple[frozenset[object], ...], ...]
    """For each segment the values each of its numbers may have."""

    def __len__(self) -> int:
        return len(self.texts)


def measure(
    texts: Sequence[str], chinese: bool, lexicon: StaticEncoder, encoder: Encoder | None = None
) -> MeasuredText:
    """Measure every segment. `encoder` gives the segments' vectors where it is not the lexicon itself."""
    read = [text[:_LONGEST] for text in texts]
    plain = [simplify(text) for text in read] if chinese else read
    tokens = lexicon.tokenize(plain)
    lengths = np.array([_length(text) for text in plain], dtype=np.float32)
    counts = np.array([len(one.ids) for one in tokens], dtype=np.int64)
    ids = np.concatenate([one.ids for one in tokens]) if tokens else np.zeros(0, dtype=np.int32)
    none = [np.zeros(0, dtype=np.int32)]
    borders = [np.concatenate(none + [getattr(one, border) for one in tokens]) for border in ("starts", "ends")]
    spans = np.stack(borders, axis=1)
    segments = np.repeat(np.arange(len(texts)), counts)
    weights = _weights(lexicon.rarity[ids])
    clauses, clause_segments = _clauses(plain, tokens)
    kept = weights > 0
    starts = np.searchsorted(segments[kept], np.arange(len(texts) + 1))
    chunk_starts, chunk_vectors, chunk_weights, sums = _vectors(lexicon, ids, clauses, clause_segments, len(texts))
    if encoder is not None:
        sums = encoder.encode(read) * np.sqrt(lengths + 1.0)[:, None]
    quotes = [_quotes(text) for text in plain]
    return MeasuredText(
        texts=tuple(texts),
        chinese=chinese,
        lengths=lengths,
        token_starts=starts,
        token_ids=ids[kept],
        token_weights=weights[kept],
        token_spans=spans[kept],
        token_clauses=clauses[kept],
        clause_segments=clause_segments,
        chunk_starts=chunk_starts,
        chunk_vectors=ChunkVectors(chunk_vectors),
        chunk_weights=chunk_weights,
        sums=sums.astype(np.float32),
        marks=np.array([_marks(text) for text in plain], dtype=np.float32).reshape(len(texts), len(_MARKS)),
        sentence_ends=np.array([len(_SENTENCE_END.findall(text)) for text in plain], dtype=np.float32),
        final=np.array([_final(text) for text in plain], dtype=np.int8),
        opens=np.array([bool(_OPEN.match(text.lstrip())) for text in plain], dtype=np.int8),
        closes=np.array(
            [bool(text.rstrip()) and bool(_CLOSE.match(text.rstrip(), len(text.rstrip()) - 1)) for text in plain],
            dtype=np.int8,
        ),
        balance=np.array([sum(quote) for quote in quotes], dtype=np.float32),
        quoted=_quoted(quotes),
        numbers=tuple(_numbers(text) for text in read),
    )


def _length(text: str) -> float:
    visible = len(text) - sum(map(str.isspace, text))
    han = len(HAN_RE.findall(text))
    return 2.0 * han + 0.55 * (visible - han)


_COMMON = 4.6
"""Tokens rarer than this (minus log frequency) take part in coverage."""


def _weights(rarity: Float32Vector) -> Float32Vector:
    weights: Float32Vector = (np.clip(rarity - _COMMON, 0.0, 6.0) / 6.0).astype(np.float32)
    return weights


def _vectors(
    lexicon: StaticEncoder, ids: Int32Vector, clauses: Int64Vector, clause_segments: Int64Vector, size: int
) -> tuple[Int64Vector, Float16Matrix, Float32Vector, Vectors]:
    """Starts, vectors and weights of the units, and the segments' sums; in blocks, for the sake of memory."""
    sums = np.zeros((size, lexicon.dimension), dtype=np.float32)
    counts: list[Int64Vector] = [np.zeros(1, dtype=np.int64)]
    vectors: list[Float16Matrix] = [np.zeros((0, lexicon.dimension), dtype=np.float16)]
    weights: list[Float32Vector] = [np.zeros(0, dtype=np.float32)]
    for start in range(0, size, _BLOCK):
        end = min(start + _BLOCK, size)
        first, last = np.searchsorted(clause_segments, (start, end))
        begin, stop = np.searchsorted(clauses, (first, last))
        clause_counts = np.bincount(clauses[begin:stop] - first, minlength=last - first)
        clause_sums = _summed(lexicon, ids[begin:stop], clause_counts)
        owners = clause_segments[first:last] - start
        # Every segment has a clause, if only one without tokens.
        sums[start:end] = np.add.reduceat(clause_sums, np.searchsorted(owners, np.arange(end - start)), axis=0)
        unit_counts, chunk_vectors, chunk_weights = _units(clause_sums, clause_counts, owners, end - start)
        counts.append(unit_counts)
        vectors.append(chunk_vectors)
        weights.append(chunk_weights)
    return np.cumsum(np.concatenate(counts)), np.concatenate(vectors), np.concatenate(weights), sums


def _summed(lexicon: StaticEncoder, ids: Int32Vector, counts: Int64Vector) -> Vectors:
    """(len(counts), dim) sums of token rows; the tokens of each sum follow those of the one before."""
    sums = np.zeros((len(counts), lexicon.dimension), dtype=np.float32)
    ones = np.ones(int(counts.max(initial=0)), dtype=np.float32)
    ends = np.cumsum(counts)
    bounds, first, at = ends.tolist(), 0, 0
    while first < len(counts):
        # As many whole sums as fit, or a single larger one.
        last = max(int(np.searchsorted(ends, at + _GATHERED, side="right")), first + 1)
        rows = lexicon.rows(ids[at : bounds[last - 1]])
        begin = 0
        for one in range(first, last):
            end = bounds[one] - at
            if end > begin:
                # A product with ones sums faster than reduceat, which goes through memory element by element.
                np.dot(ones[: end - begin], rows[begin:end], out=sums[one])
            begin = end
        first, at = last, bounds[last - 1]
    return sums


def _clauses(texts: Sequence[str], tokens: Sequence[Tokens]) -> tuple[Int64Vector, Int64Vector]:
    numbers: list[Int64Vector] = []
    owners: list[Int64Vector] = []
    total = 0
    for segment, (text, cut) in enumerate(zip(texts, tokens, strict=True)):
        length = len(text.rstrip())
        borders = [end for end in map(re.Match.end, _CLAUSE_END.finditer(text)) if end < length]
        numbers.append(total + np.searchsorted(borders, cut.starts, side="right"))
        owners.append(np.full(len(borders) + 1, segment))
        total += len(borders) + 1
    if not numbers:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate(numbers).astype(np.int64), np.concatenate(owners).astype(np.int64)


def _units(
    sums: Vectors, counts: Int64Vector, owners: Int64Vector, size: int
) -> tuple[Int64Vector, Float16Matrix, Float32Vector]:
    """How many units each segment has, and the clauses with words and the runs of two of them, sorted by segment."""
    filled = np.flatnonzero(counts)
    sums, owners, weights = sums[filled], owners[filled], np.sqrt(counts[filled])
    double = np.flatnonzero(owners[1:] == owners[:-1])
    vectors = np.vstack([sums, sums[double] + sums[double + 1]])
    owners = np.concatenate([owners, owners[double]])
    order = np.argsort(owners, kind="stable")
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, norms, out=vectors, where=norms > 0)
    weights = np.concatenate([weights, np.zeros(len(double))])
    return np.bincount(owners, minlength=size), vectors[order].astype(np.float16), weights[order].astype(np.float32)


def _marks(text: str) -> list[int]:
    folded = text.translate(_FOLDED_MARKS)
    return [min(folded.count(mark), 3) for mark in _MARKS]


def _final(text: str) -> int:
    stripped = text.rstrip(_TRAILING).translate(_FOLDED_MARKS)
    last = stripped[-1:]
    if not last:
        return 0
    return {",": 1, "、": 1, ";": 1, "—": 1, ":": 2, ".": 3, "…": 3, "?": 4, "!": 5}.get(last, 0)


def _quotes(text: str) -> list[int]:
    """+1 for every opening, -1 for every closing quote, in order."""
    found = [(match.start(), 1) for match in _OPEN.finditer(text)]
    found += [(match.start(), -1) for match in _CLOSE.finditer(text)]
    return [kind for _, kind in sorted(found)]


def _quoted(quotes: Sequence[Sequence[int]]) -> Int8Vector:
    states, inside = [0], 0
    for kinds in quotes:
        if kinds:
            inside = int(kinds[-1] > 0)
        states.append(inside)
    return np.array(states, dtype=np.int8)


def _numbers(text: str) -> tuple[frozenset[object], ...]:
    if not _NUMERAL.search(text):
        return ()
    return tuple(frozenset(one.values()) for one in quantities(text) if not one.weak and one.values())
