"""How many of the unread rows are right: an estimate from a random sample that a reviewer reads.

The sample is kept in the corpus: which rows were drawn, and a checksum of the texts each had then.
"""

from __future__ import annotations

import json
import math
import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain import Pair, Status
from workbench.store.corpus import Corpus

_SETTING = "review.sample"


@dataclass(frozen=True, slots=True)
class Share:
    """An estimated share with its interval, all 0 to 1."""

    value: float
    low: float
    high: float

    @property
    def margin(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class SampleResult:
    """What the part of the sample that was read shows."""

    right: Share
    read: int
    drawn: int


def wilson(right: int, read: int, z: float = 1.96) -> Share:
    """Return the share of right rows with its 95 % interval (Wilson 1927), which stays sensible near 0 and 1.

    `right` of `read` rows were right; without any the interval is 0 to 1. The value is the share as counted.
    """
    if read == 0:
        return Share(0.5, 0.0, 1.0)
    share = right / read
    scale = 1 + z * z / read
    centre = (share + z * z / (2 * read)) / scale
    reach = z * math.sqrt(share * (1 - share) / read + z * z / (4 * read * read)) / scale
    return Share(share, max(0.0, centre - reach), min(1.0, centre + reach))


def sample_size(rows: int, margin: float = 0.05) -> int:
    """Return how many rows to read so that a share of 95 % is known to ± `margin` (finite population corrected)."""
    wanted = 1.96**2 * 0.95 * 0.05 / (margin * margin)
    return max(1, min(rows, math.ceil(wanted / (1 + (wanted - 1) / max(rows, 1)))))


def draw(ids: Sequence[int], size: int, seed: int) -> list[int]:
    """Return a random sample without repetition, in random order; all ids where there are no more."""
    return random.Random(seed).sample(list(ids), min(size, len(ids)))


def start_sample(corpus: Corpus, pair_ids: Sequence[int]) -> None:
    """Store which rows were drawn, in place of an earlier sample."""
    texts = {str(pair.id): _checksum(pair) for pair in corpus.pairs(pair_ids)}
    corpus.set_setting(_SETTING, json.dumps(texts))


def sample_result(corpus: Corpus) -> SampleResult:
    """Return how many rows of the stored sample were read, and how many of them were right as drawn.

    A row is right when it was confirmed with the texts it had; rejected, postponed, changed or removed rows were not.
    """
    try:
        drawn = {int(pair_id): int(text) for pair_id, text in json.loads(corpus.setting(_SETTING, "{}")).items()}
    except (ValueError, TypeError, AttributeError):
        drawn = {}
    rows = {pair.id: pair for pair in corpus.pairs(list(drawn))}
    right = read = 0
    for pair_id, text in drawn.items():
        pair = rows.get(pair_id)
        unchanged = pair is not None and _checksum(pair) == text
        if pair is not None and unchanged and (pair.status is Status.PROPOSED or pair.by_estimate):
            continue
        read += 1
        right += pair is not None and unchanged and pair.status is Status.CONFIRMED
    return SampleResult(wilson(right, read), read, len(drawn))


def _checksum(pair: Pair) -> int:
    return zlib.crc32(f"{pair.source.text}\0{pair.target.text}".encode("utf-8", "surrogatepass"))
