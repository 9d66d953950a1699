"""Learning beside a reviewer: after some decisions the open rows of the documents at hand are scored again.

What is learnt lasts as long as the session; `train aligner --from-corpus` keeps it. Probabilities are computed anew
from the decisions there are, so taking a decision back takes its effect back.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from workbench.adaptation.aligner_update import updated_weights
from workbench.adaptation.bitext_rows import BitextRows, bitexts
from workbench.adaptation.decided_bitext import DecidedBitext, TooManyBeads
from workbench.adaptation.rest import recalibrated
from workbench.alignment.anchors import chapter_anchors
from workbench.alignment.keyed import keys_of
from workbench.alignment.model import Model, model_for
from workbench.alignment.structure import Structure
from workbench.domain import DocumentPair, Pair
from workbench.encoders.protocol import Encoder
from workbench.pipeline.realignment import Realignment
from workbench.review.outcomes import Outcome
from workbench.store.corpus import Corpus

_MOST_SEGMENTS = 3_000
"""Of a document on either side; longer ones would keep a laptop busy for too long."""
_MOST_BITEXTS = 24
_MOST_BEADS = 200_000
"""Whose features are in memory at once: 72 MB. Two documents have more only where their words say next to nothing."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a round of learning changed."""

    decisions: int
    """Those that were learnt from."""
    scored: tuple[Pair, ...]
    """Rows with another probability than before, as they are stored now."""
    proposals: tuple[Realignment, ...]
    """Runs of open rows that would be aligned otherwise."""


class Learner:
    """What a session has learnt. One thread at a time uses it, with a corpus of its own."""

    def __init__(self, encoder: Callable[[], Encoder]) -> None:
        """`encoder` is loaded when the first documents are measured: most corpora have no parallel ones."""
        self._load = encoder
        self._measured: OrderedDict[DocumentPair, DecidedBitext | None] = OrderedDict()
        """None for documents that are not aligned by their words, too long, or with too many beads in question."""
        self._uncalibrated: dict[int, float] = {}
        """Probabilities before calibration, by row."""

    @cached_property
    def _encoder(self) -> Encoder:
        return self._load()

    @cached_property
    def _model(self) -> Model:
        return model_for(self._encoder)

    def documents(self, corpus: Corpus, first: DocumentPair | None = None) -> list[DocumentPair]:
        """Return what is to be measured: `first`, then the documents with most decisions."""
        # Each row holds a segment of either side: with more rows than this they are too long to be measured.
        known = bitexts(corpus, _MOST_SEGMENTS)
        return sorted(known, key=lambda documents: documents != first)[:_MOST_BITEXTS]

    def measure(self, corpus: Corpus, documents: DocumentPair) -> None:
        """Measure two documents, once; what takes too much memory is forgotten, those measured first."""
        if documents not in self._measured:
            self._measured[documents] = self._measure(corpus, documents)
        sizes = {each: len(bitext.nodes) for each, bitext in self._measured.items() if bitext is not None}
        for each in list(sizes):
            if sum(sizes.values()) > _MOST_BEADS and each != documents:
                del self._measured[each], sizes[each]

    def _measure(self, corpus: Corpus, documents: DocumentPair) -> DecidedBitext | None:
        rows = BitextRows.of(corpus, documents)
        if rows is None or max(map(len, rows.segments)) > _MOST_SEGMENTS:
            return None
        texts = rows.texts
        names = documents.source, documents.target
        one, other = (
            Structure.of(corpus.document(name), side) for name, side in zip(names, rows.segments, strict=True)
        )
        measured = partial(DecidedBitext.of, *texts, self._encoder, self._model, most=_MOST_BEADS)
        try:
            if one is None or other is None:
                return measured(anchors=chapter_anchors(*texts))
            return None if keys_of(one) and keys_of(other) else measured(structures=(one, other))
        except TooManyBeads:
            return None

    def learn(self, corpus: Corpus, outcomes: Mapping[int, Outcome]) -> Learnt:
        """Score the open rows of the measured documents again, by what is decided in the corpus now.

        `outcomes` are the decisions of this session by row: what the calibration is learnt from.
        """
        found: list[tuple[BitextRows, DecidedBitext]] = []
        for documents, bitext in self._measured.items():
            rows = BitextRows.of(corpus, documents) if bitext is not None else None
            if bitext is not None and rows is not None:
                bitext.decide(rows.decisions)
                found.append((rows, bitext))
        if not found:
            return Learnt(0, (), ())
        decided = [bitext for _, bitext in found if bitext.decisions]
        weights = updated_weights([each.example for each in decided], self._model.weights.astype(np.float64))
        before = [self._uncalibrated.get(row, each.probability) for row, each in outcomes.items()]
        curve = recalibrated(before, [each.right for each in outcomes.values()])
        changed: list[Pair] = []
        proposals: list[Realignment] = []
        for rows, bitext in found:
            is_open = rows.open_rows(outcomes)
            chances = bitext.probabilities(is_open, weights, self._model)
            for pair, chance in zip(is_open.values(), chances, strict=True):
                if chance is None or pair.id is None:
                    continue
                self._uncalibrated[pair.id] = chance
                scored = replace(pair, probability=round(float(curve(np.array([chance]))[0]), 4))
                if scored.probability != pair.probability:
                    changed.append(scored)
            proposals += rows.proposals(bitext.beads(weights, self._model), outcomes)
        corpus.set_probabilities(changed)
        count = sum(len(each.decisions) for each in decided)
        return Learnt(count, tuple(changed), tuple(proposals) if count else ())
