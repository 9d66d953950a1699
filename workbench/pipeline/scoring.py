"""How probable rows are by their texts alone: rows that a person changed, and imported ones that came without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from workbench.checks.engine import workers_for
from workbench.domain import Pair, Progress, Relation
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import bundled
from workbench.i18n import N_
from workbench.mining.candidates import encode_side, probabilities_alone
from workbench.mining.model import model_for
from workbench.processes import in_order
from workbench.store.corpus import PAGE, Corpus
from workbench.store.queries import Order, PairQuery


def scored(pairs: Sequence[Pair], encoder: Encoder) -> list[Pair]:
    """Return the pairs with their probabilities; those with one side are not scored.

    Each is judged by the mining model as if it were the only candidate of either side.
    """
    found = {index: pair for index, pair in enumerate(pairs) if pair.relation is not Relation.UNALIGNED}
    chances: dict[int, float] = {}
    for relation, names in ((Relation.TRANSLATION, ("zh", "en")), (Relation.SAME_LANGUAGE, ("source", "target"))):
        group = [index for index, pair in found.items() if pair.relation is relation]
        if group:
            weights = model_for(encoder)
            one, other = (encode_side([found[index].side(name).text for index in group], encoder) for name in names)
            known = weights.translation if relation is Relation.TRANSLATION else weights.same_language
            chances |= zip(group, map(float, probabilities_alone(one, other, known)), strict=True)
    return [
        replace(pair, probability=round(chances.get(index, 0.0), 4), scored=index in chances)
        for index, pair in enumerate(pairs)
    ]


UNSCORED = PairQuery(scored=False, relations=frozenset({Relation.TRANSLATION, Relation.SAME_LANGUAGE}), order=Order.ID)
"""Rows that could have a probability and have none."""


def score_corpus(corpus: Corpus, encoder: Encoder, progress: Progress | None = None) -> int:
    """Score the rows that have no probability yet, a page at a time; the number scored.

    Many rows go to all cores, where the encoder is the bundled one, which every process has at hand.
    """
    ids = corpus.pair_ids(UNSCORED)
    is_bundled = encoder.signature == bundled().signature
    work = _scored_by_bundled if is_bundled else partial(scored, encoder=encoder)
    pages = ((start, corpus.pairs(ids[start : start + PAGE])) for start in range(0, len(ids), PAGE))
    done = 0
    for start, pairs in in_order(work, pages, workers_for(len(ids)) if is_bundled else 1):
        done += corpus.set_probabilities(pairs)
        if progress:
            progress(N_("scoring"), min(start + PAGE, len(ids)), len(ids))
    return done


def _scored_by_bundled(pairs: Sequence[Pair]) -> list[Pair]:
    return scored(pairs, bundled())
