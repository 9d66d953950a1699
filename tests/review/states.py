"""A corpus as a value, and what never changes in it, for tests of long sequences of actions."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from workbench.domain import Pair, Side
from workbench.review.side_history import history_of
from workbench.store.corpus import Corpus

State = dict[int, Pair]


def state_of(corpus: Corpus) -> State:
    """All rows by id, without what the store counts for itself."""
    return {pair.id or 0: replace(pair, revision=0, updated_at=None) for pair in corpus.iter_pairs()}


def characters(state: State) -> dict[str, Counter[str]]:
    """How often each character is in the texts as they were read, by document; spaces at joins do not count."""
    counts: dict[str, Counter[str]] = {}
    for pair in state.values():
        for side in Side:
            history = history_of(pair, side)
            # Of a side that a person wrote nothing was read.
            if history.as_read:
                text = history.as_read.replace(" ", "")
                counts.setdefault(history.side.document, Counter()).update(text)
    return counts
