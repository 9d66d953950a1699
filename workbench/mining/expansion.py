"""Neighbouring segments that belong to a pair: a sentence that is two in the other text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from workbench.encoders.protocol import Encoder
from workbench.mining.candidates import Candidate, EncodedSide
from workbench.mining.compared_text import compared_text
from workbench.mining.model import Weights
from workbench.mining.pair_features import compare

LARGEST = 3
"""Segments on one side of a pair."""
GAIN = 1.0
"""Log odds a neighbour must add before it joins: of FLORES sentences cut in two about half are put together again, and
whole sentences hardly ever grow."""

_Positions = tuple[int, ...]


class Expander:
    """Lets neighbours join candidates while that fits better."""

    def __init__(self, source: EncodedSide, target: EncodedSide, encoder: Encoder, weights: Weights) -> None:
        self._sides = (source, target)
        self._encoder = encoder
        self._weights = weights

    def expand(self, candidates: Sequence[Candidate], free: tuple[set[int], set[int]]) -> list[Candidate]:
        """Return the candidates, some with neighbours that were `free`; those are taken out of `free`.

        A candidate never grows on both sides: two against two are two pairs.
        """
        expanded = list(candidates)
        for _ in range(LARGEST - 1):
            options = [(at, option) for at, each in enumerate(expanded) for option in self._options(each, free)]
            if not options:
                break
            judged = self._judged([(expanded[at], *option) for at, option in options])
            better = [
                (option.alone - expanded[at].alone, at, option)
                for (at, _), option in zip(options, judged, strict=True)
                if option.alone > expanded[at].alone + GAIN
            ]
            done: set[int] = set()
            for _, at, option in sorted(better, key=lambda each: (-each[0], each[1], each[2].source, each[2].target)):
                added = set(option.source) - set(expanded[at].source), set(option.target) - set(expanded[at].target)
                if at not in done and added[0] <= free[0] and added[1] <= free[1]:
                    done.add(at)
                    free[0].difference_update(added[0])
                    free[1].difference_update(added[1])
                    expanded[at] = option
            if not done:
                break
        return expanded

    def _options(
        self, candidate: Candidate, free: tuple[set[int], set[int]]
    ) -> Iterable[tuple[_Positions, _Positions]]:
        """The candidate's positions with one free neighbour more."""
        source, target = candidate.source, candidate.target
        if len(target) == 1:
            yield from ((wider, target) for wider in self._wider(source, 0, free[0]))
        if len(source) == 1:
            yield from ((source, wider) for wider in self._wider(target, 1, free[1]))

    def _wider(self, positions: _Positions, side: int, free: set[int]) -> Iterable[_Positions]:
        if len(positions) < LARGEST:
            before, after = positions[0] - 1, positions[-1] + 1
            for added, wider in ((before, (before, *positions)), (after, (*positions, after))):
                if added in free and self._sides[side].texts[added].strip():
                    yield wider

    def _judged(self, options: Sequence[tuple[Candidate, _Positions, _Positions]]) -> list[Candidate]:
        """Each candidate with these positions instead, and its log odds."""
        sources = [self._joined(0, source) for _, source, _ in options]
        targets = [self._joined(1, target) for _, _, target in options]
        cosines = np.einsum("ij,ij->i", self._encoder.encode(sources), self._encoder.encode(targets)).tolist()
        around = [
            candidate.neighbourhood.with_similarity(cosine)
            for (candidate, _, _), cosine in zip(options, cosines, strict=True)
        ]
        pairs = [
            compare(compared_text(source), compared_text(target))
            for source, target in zip(sources, targets, strict=True)
        ]
        features = np.hstack([np.array(around, dtype=np.float32), np.stack(pairs)])
        return [
            replace(candidate, source=source, target=target, neighbourhood=neighbourhood, alone=alone)
            for (candidate, source, target), neighbourhood, alone in zip(
                options, around, self._weights.alone_log_odds(features).tolist(), strict=True
            )
        ]

    def _joined(self, side: int, positions: _Positions) -> str:
        return self._sides[side].joint.join(self._sides[side].texts[position] for position in positions)
