"""Near-duplicates among many texts: MinHash over character shingles finds them, their shingles decide.

MinHash and its bands as in Broder (1997) and Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3.
What is kept of a text is a hash of 8 bytes and 4 bytes a band, so that a million texts take less than 60 MB; two that
meet in a band are read again and compared by their shingles themselves.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import chain

import numpy as np

from workbench.arrays import BoolVector, Int64Matrix, Int64Vector, UInt32Vector, UInt64Vector
from workbench.script import HAN_RE

NEAR = 0.8
"""From this share of common shingles on (Jaccard's index), two texts are near-duplicates."""

BANDS, ROWS = 12, 5
"""Two texts with a share of .8 meet in some band with probability .99, two with .5 with probability .32."""

_CHINESE_SHINGLE, _OTHER_SHINGLE = 2, 4
"""Characters of a shingle."""

_BATCH = 1_000
"""Items hashed at a time."""

_MOST_COMPARED = 8
"""Members of a bucket that every other member is compared with."""

_PAGE = 500
"""Pairs of items compared at a time."""

Item = tuple[str, ...]
"""Texts that are compared each with its own counterpart: one side of a pair, or both."""

Fetch = Callable[[Sequence[int]], Sequence[Item]]
"""Returns the items of these numbers again."""

_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Which of a number of items are alike."""

    same: Int64Vector
    """For each item the first one, in the order asked for, that differs from it in case and punctuation at most."""
    near: Int64Matrix
    """Shape (n, 2): near-duplicates that are not the same, each item the first of its like."""

    def kept(self, order: Int64Vector) -> Int64Vector:
        """For each item the one kept in its place: itself, unless one before it in `order` is alike and kept."""
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        neighbours: defaultdict[int, list[int]] = defaultdict(list)
        for one, other in self.near.tolist():
            neighbours[one].append(other)
            neighbours[other].append(one)
        kept = np.arange(len(order))
        for item in sorted(neighbours, key=rank.__getitem__):
            before = [each for each in neighbours[item] if rank[each] < rank[item] and kept[each] == each]
            if before:
                kept[item] = min(before, key=rank.__getitem__)
        return kept[self.same]


class ShingleIndex:
    """Items as hashes, numbered from 0 in the order in which they are added."""

    def __init__(self) -> None:
        self._waiting: list[list[str]] = []
        self._hashes = array("Q")
        self._bands = [array("I") for _ in range(BANDS)]

    def add(self, item: Item) -> None:
        """Add an item."""
        compared = [compared_text(text) for text in item]
        self._waiting.append(compared)
        digest = blake2b("\x00".join(compared).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self._hashes.append(int.from_bytes(digest, "little"))
        if len(self._waiting) == _BATCH:
            self._hash()

    def _hash(self) -> None:
        if self._waiting:
            for band, keys in zip(self._bands, _band_keys(self._waiting), strict=True):
                band.frombytes(keys.tobytes())
            self._waiting.clear()

    def likeness(self, fetch: Fetch, order: Int64Vector | None = None) -> Likeness:
        """What is alike among all items; where several are, those that come first in `order` stand for the others.

        To be asked for once: what was kept of the items is given up.
        """
        self._hash()
        count = len(self._hashes)
        order = np.arange(count) if order is None else order
        same = first_of_equal(np.frombuffer(self._hashes, dtype=np.uint64), order)
        firsts = order[same[order] == order]
        near = [pairs[_are_near(pairs, fetch)] for pairs in self._candidates(firsts)]
        return Likeness(same, np.concatenate([np.empty((0, 2), dtype=np.int64), *near]))

    def _candidates(self, firsts: Int64Vector) -> Iterator[Int64Matrix]:
        """Pairs of items that meet in a band, each once, a page at a time; the bands are given up."""
        packed = []
        while self._bands:
            keys = np.frombuffer(self._bands.pop(), dtype=np.uint32)[firsts]
            packed.append(np.unique(_pack(_bucket_pairs(keys), firsts)))
        met = np.unique(np.concatenate(packed))
        for start in range(0, len(met), _PAGE):
            page = met[start : start + _PAGE]
            yield np.stack([page >> 32, page & 0xFFFFFFFF], axis=1)


def first_of_equal(hashes: UInt64Vector, order: Int64Vector) -> Int64Vector:
    """For each item the first one in `order` that has the same hash."""
    _, first, group = np.unique(hashes[order], return_index=True, return_inverse=True)
    found = np.empty(len(order), dtype=np.int64)
    found[order] = order[first[group]]
    return found


def _pack(pairs: Int64Matrix, firsts: Int64Vector) -> Int64Vector:
    ends = np.sort(firsts[pairs], axis=1)
    packed: Int64Vector = ends[:, 0] << 32 | ends[:, 1]
    return packed


def _bucket_pairs(keys: UInt32Vector) -> Int64Matrix:
    """Shape (n, 2): places of equal keys, each with the first few of its bucket and with the one before it."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    repeats = np.concatenate([[False], ordered[1:] == ordered[:-1]])[: len(keys)]
    # Most keys are alone in their bucket, and of no use.
    shared = repeats | np.append(repeats[1:], False)[: len(keys)]
    order, begins = order[shared], np.flatnonzero(~repeats[shared])
    places = np.arange(len(order))
    bucket = np.repeat(begins, np.diff(np.append(begins, len(order))))
    found = [np.empty((0, 2), dtype=np.int64)]
    for number in range(_MOST_COMPARED):
        later = np.flatnonzero(places - bucket > number)
        found.append(np.stack([order[bucket[later] + number], order[later]], axis=1))
    later = np.flatnonzero(places - bucket > _MOST_COMPARED)
    found.append(np.stack([order[later - 1], order[later]], axis=1))
    return np.concatenate(found)


def _are_near(pairs: Int64Matrix, fetch: Fetch) -> BoolVector:
    """Which pairs of items are near-duplicates, by the shingles of each of their texts."""
    numbers = np.unique(pairs)
    shingles = {
        number: [shingles_of(compared_text(text)) for text in item]
        for number, item in zip(numbers.tolist(), fetch(numbers.tolist()), strict=True)
    }
    return np.fromiter(
        (
            all(share(one, other) >= NEAR for one, other in zip(shingles[first], shingles[second], strict=True))
            for first, second in pairs.tolist()
        ),
        dtype=np.bool_,
        count=len(pairs),
    )


def compared_text(text: str) -> str:
    """A text as it is compared: without case, white space and punctuation, unless it is nothing else."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold()) or text.strip()


def _length(text: str) -> int:
    return _CHINESE_SHINGLE if HAN_RE.search(text) else _OTHER_SHINGLE


def shingles_of(text: str) -> frozenset[str]:
    """The shingles of a compared text; a text that is too short for one is its own."""
    size = _length(text)
    return frozenset(text[at : at + size] for at in range(max(len(text) - size + 1, 1)))


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of common shingles, 0 to 1."""
    return len(one & other) / len(one | other)


@cache
def _permutations() -> list[tuple[np.uint64, np.uint64]]:
    """Factor and term of each of the hash functions."""
    chance = np.random.default_rng(20261121)
    factors = chance.integers(2**64, size=BANDS * ROWS, dtype=np.uint64) | np.uint64(1)
    return list(zip(factors, chance.integers(2**64, size=BANDS * ROWS, dtype=np.uint64), strict=True))


_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(32)


def _mixed(values: UInt64Vector) -> UInt64Vector:
    """Hashes of 64 bits, by the finalizer of SplitMix64 (Steele, Lea and Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _band_keys(items: Sequence[Sequence[str]]) -> list[UInt32Vector]:
    """A key of 32 bits for each band and item."""
    shingles, starts = _hashed_shingles(items)
    keys = []
    for band in range(BANDS):
        key = np.zeros(len(items), dtype=np.uint64)
        for factor, term in _permutations()[band * ROWS : (band + 1) * ROWS]:
            hashes = shingles * factor + term >> _SHIFT
            key = _mixed(key * _PRIME ^ np.minimum.reduceat(hashes, starts))
        keys.append((key >> _SHIFT).astype(np.uint32))
    return keys


def _hashed_shingles(items: Sequence[Sequence[str]]) -> tuple[UInt64Vector, Int64Vector]:
    """Hashes of all shingles, one item after the other, and where each item begins."""
    texts = [text.ljust(_length(text), "\x00") for text in chain.from_iterable(items)]
    sides = np.array([number for item in items for number in range(len(item))], dtype=np.uint64)
    lengths = np.array([len(text) for text in texts])
    sizes = np.array([_length(text) for text in texts])
    # Three characters more, so that the last shingle of four has something behind it.
    encoded = "".join([*texts, "\x00" * 3]).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(encoded, dtype=np.uint32).astype(np.uint64)
    two = _mixed(codes[:-3] * _PRIME + codes[1:-2])
    four = _mixed(two * _PRIME + _mixed(codes[2:-1] * _PRIME + codes[3:]))
    place = np.arange(len(two)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    begins = place <= np.repeat(lengths - sizes, lengths)
    hashes = np.where(np.repeat(sizes == _CHINESE_SHINGLE, lengths), two, four)[begins]
    counts = lengths - sizes + 1
    tagged = _mixed(hashes + np.repeat(sides, counts) * _PRIME)
    per_item = np.add.reduceat(counts, np.cumsum([0, *map(len, items)])[:-1])
    return tagged, np.cumsum(per_item) - per_item
