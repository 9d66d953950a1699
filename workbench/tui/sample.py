"""The random sample a reviewer reads, kept in the corpus: which rows, how they read then, and how they were judged."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain import Pair, Status
from workbench.review.estimate import Share, wilson
from workbench.store.corpus import Corpus

_SETTING = "review.sample"


@dataclass(frozen=True, slots=True)
class Sample:
    """What the sample says so far."""

    right: Share
    read: int
    drawn: int


def start(corpus: Corpus, pair_ids: Sequence[int]) -> None:
    """Remember the rows drawn; an earlier sample is forgotten."""
    texts = {str(pair.id): _print(pair) for pair in corpus.pairs(pair_ids)}
    corpus.set_setting(_SETTING, json.dumps(texts))


def result(corpus: Corpus) -> Sample:
    """How many of the sample were read, and were right as they stood when they were drawn.

    Right is a row confirmed with the texts it had; a row rejected, put off, changed or gone was not.
    """
    try:
        drawn = {int(pair_id): int(text) for pair_id, text in json.loads(corpus.setting(_SETTING, "{}")).items()}
    except (ValueError, TypeError, AttributeError):
        drawn = {}
    rows = {pair.id: pair for pair in corpus.pairs(list(drawn))}
    right = read = 0
    for pair_id, text in drawn.items():
        pair = rows.get(pair_id)
        if pair is not None and pair.status is Status.PROPOSED and _print(pair) == text:
            continue
        read += 1
        right += pair is not None and pair.status is Status.CONFIRMED and _print(pair) == text
    return Sample(wilson(right, read), read, len(drawn))


def _print(pair: Pair) -> int:
    return zlib.crc32(f"{pair.source.text}\0{pair.target.text}".encode("utf-8", "surrogatepass"))
