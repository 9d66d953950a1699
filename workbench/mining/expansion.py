"""Neighbouring segments that belong to a pair: a sentence that is two in the other text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.arrays import Float32Vector
from workbench.encoders.protocol import Encoder
from workbench.mining.model import NEIGHBOUR_FEATURES, Weights
from workbench.mining.pair_features import Lexicon, compare

LARGEST = 3
"""Segments on one side of a pair."""
GAIN = 1.0
"""Log odds a neighbour must add before it joins: of FLORES sentences cut in two about half are put together again, and
whole sentences hardly ever grow."""

_COSINE, _RATIO, _AHEAD = 0, 1, (2, 3)


@dataclass(frozen=True, slots=True)
class Match:
    """Segments that face each other, and what speaks for it."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    neighbours: Float32Vector
    """Columns of NEIGHBOUR_FEATURES."""
    evidence: float
    """Log odds by itself."""
    rivals: tuple[float, float]
    """Best evidence of another pair of the source, and of the target."""


class Grower:
    """Lets neighbours join matches while that fits better."""

    def __init__(
        self,
        texts: tuple[Sequence[str], Sequence[str]],
        joints: Sequence[str],
        encoder: Encoder,
        lexicon: Lexicon,
        weights: Weights,
    ) -> None:
        """`joints` are what stands between two joined segments of the source, and of the target."""
        self._texts = texts
        self._joints = joints
        self._encoder = encoder
        self._lexicon = lexicon
        self._weights = weights

    def grow(self, matches: Sequence[Match], free: tuple[set[int], set[int]], gain: float = GAIN) -> list[Match]:
        """The matches, some with neighbours that were `free`; those are taken out of `free`.

        A match never grows on both sides: two against two are two pairs.
        """
        grown = list(matches)
        for _ in range(LARGEST - 1):
            options = [(number, option) for number, match in enumerate(grown) for option in self._options(match, free)]
            if not options:
                break
            judged = self._judged([(grown[number], option) for number, option in options])
            better = [
                (option.evidence - grown[number].evidence, number, option)
                for (number, _), option in zip(options, judged, strict=True)
                if option.evidence > grown[number].evidence + gain
            ]
            done: set[int] = set()
            for _, number, option in sorted(
                better, key=lambda each: (-each[0], each[1], each[2].source, each[2].target)
            ):
                added = (set(option.source) - set(grown[number].source), set(option.target) - set(grown[number].target))
                if number not in done and added[0] <= free[0] and added[1] <= free[1]:
                    done.add(number)
                    free[0].difference_update(added[0])
                    free[1].difference_update(added[1])
                    grown[number] = option
            if not done:
                break
        return grown

    def _options(self, match: Match, free: tuple[set[int], set[int]]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """The match with one free neighbour more."""
        found = []
        for side, mine, other in ((0, match.source, match.target), (1, match.target, match.source)):
            if len(other) > 1 or len(mine) == LARGEST:
                continue
            for wider, added in (((mine[0] - 1, *mine), mine[0] - 1), ((*mine, mine[-1] + 1), mine[-1] + 1)):
                if added in free[side] and self._texts[side][added].strip():
                    found.append((wider, other) if side == 0 else (other, wider))
        return found

    def _judged(self, options: Sequence[tuple[Match, tuple[tuple[int, ...], tuple[int, ...]]]]) -> list[Match]:
        """Each option with its evidence."""
        joined = [
            [self._joints[side].join(self._texts[side][position] for position in ends[side]) for _, ends in options]
            for side in (0, 1)
        ]
        vectors = [self._encoder.encode(texts) for texts in joined]
        cosines = np.einsum("ij,ij->i", vectors[0], vectors[1])
        rows, neighbours = [], []
        for number, (match, _) in enumerate(options):
            left, right = (self._lexicon.evidence(text) for text in (joined[0][number], joined[1][number]))
            around = _with_cosine(match.neighbours, float(cosines[number]))
            neighbours.append(around)
            rows.append(np.concatenate([around, compare(left, right)]))
        log_odds = self._weights.evidence(np.array(rows, dtype=np.float32))
        return [
            replace(match, source=ends[0], target=ends[1], neighbours=around, evidence=float(value))
            for (match, ends), around, value in zip(options, neighbours, log_odds, strict=True)
        ]


def _with_cosine(neighbours: Float32Vector, cosine: float) -> Float32Vector:
    """The columns of NEIGHBOUR_FEATURES as they are for another similarity among the same neighbours."""
    assert len(neighbours) == len(NEIGHBOUR_FEATURES)
    changed = neighbours.copy()
    gain = cosine - float(neighbours[_COSINE])
    changed[_COSINE] = cosine
    changed[list(_AHEAD)] += gain
    changed[_RATIO] = np.clip(cosine / max(float(neighbours[-1]), 0.05) - 1, -1, 2)
    return changed
