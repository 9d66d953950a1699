"""Continuing the bundled encoder's rows on a few hundred pairs: the softmax it was learnt by, held to where it was.

Every text has to find its translation among all texts of a batch and among those that a reviewer rejected, in both
directions. A pull on how far rows have gone from the bundled ones stands in for the sentences those were learnt from;
it is the stronger the more frequent a piece is, so that a domain's words may move and everybody's words hardly do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.arrays import BoolVector, Float32Matrix, Float32Vector, Int32Vector, Int64Vector
from workbench.domain import Progress
from workbench.encoders.static import OtherRows, StaticEncoder
from workbench.i18n import N_
from workbench.training.contrast import Adam, contrast, groups

_USUAL_RARITY, _RAREST, _SPREAD = 8.0, 14.0, 3.0
"""Minus log frequency of a piece pulled with the usual strength, that of any rarer than once in a million, and by how
much more of it the pull falls to a third."""
_LETTER = 1.0
"""That of letters a word was cut into, and more than that of marks: of these it is not a frequency."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How rows are continued; the table of trials is in docs/learning-models.md."""

    pull: float = 20.0
    """In units of the rows' mean length, squared, for all pairs together."""
    scale: float = 8.0
    """The cosine is multiplied by this: less than for the bundled encoder, as few pairs hold few near strangers."""
    rate: float = 0.005
    epochs: int = 20
    batch: int = 1024
    dropout: float = 0.1
    """Share of tokens left out of a text, anew each time."""


def _tokens(encoder: StaticEncoder, found: Sequence[str]) -> list[Int64Vector]:
    """Ids of the tokens with a meaning, a list for each text."""
    return [tokens.ids.astype(np.int64) for tokens in encoder.tokenize(found)]


class RowLearner:
    """Rows of the tokens that occur, under training."""

    def __init__(
        self,
        encoder: StaticEncoder,
        zh: Sequence[str],
        en: Sequence[str],
        rejected: tuple[Sequence[str], Sequence[str]] = ((), ()),
        recipe: Recipe | None = None,
        seed: int = 1,
    ) -> None:
        """Take pairs, of which zh[i] and en[i] translate each other, and texts that nothing among these translates."""
        self._recipe = recipe or Recipe()
        self._random = np.random.default_rng(seed)
        sides = [_tokens(encoder, side) for side in (zh, en, *rejected)]
        known = [at for at, pair in enumerate(zip(*sides[:2], strict=True)) if all(map(len, pair))]
        self._groups = np.array(groups((zh[at], en[at]) for at in known), dtype=np.int64)
        self._zh, self._en = ([side[at] for at in known] for side in sides[:2])
        self._more_zh, self._more_en = ([ids for ids in side if len(ids)] for side in sides[2:])
        every = [*self._zh, *self._en, *self._more_zh, *self._more_en]
        self.ids: Int64Vector = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *every]))
        """(n,) the tokens that occur, ascending."""
        base = encoder.rows(self.ids.astype(np.int32))
        self._unit = float(np.linalg.norm(base, axis=1).mean()) if len(base) else 1.0
        self._base: Float32Matrix = base / np.float32(self._unit)
        self._gone: Float32Matrix = np.zeros_like(self._base)
        self._adam = Adam(self._gone)
        self._frequency: Float32Vector = frequencies(encoder)[self.ids]
        rarity = encoder.rarity[self.ids]
        rarity = np.where(rarity > _LETTER, np.minimum(rarity, _RAREST), np.float32(_USUAL_RARITY))
        held = np.exp(-(rarity - _USUAL_RARITY) / _SPREAD)[:, None]
        self._pull = (self._recipe.pull / max(len(known), 1) * held).astype(np.float32)

    @property
    def pairs(self) -> int:
        """Pairs of which both sides have tokens."""
        return len(self._zh)

    def learn(self, progress: Progress | None = None) -> OtherRows:
        """The rows after all epochs. Nothing changes without pairs."""
        recipe = self._recipe
        parts = max(1, round(self.pairs / recipe.batch))
        total = parts * recipe.epochs
        for epoch in range(recipe.epochs if self.pairs else 0):
            for number, part in enumerate(np.array_split(self._random.permutation(self.pairs), parts)):
                done = epoch * parts + number
                self._step(part, recipe.rate * (1 - done / total))
                if progress:
                    progress(N_("learning"), done + 1, total)
        return stored(self.ids, (self._base + self._gone) * np.float32(self._unit))

    @property
    def gone(self) -> float:
        """How far an everyday text's rows have gone, in units of their mean length: pieces weighed by frequency."""
        return float(np.sqrt(self._frequency @ np.square(self._gone).sum(axis=1)))

    def _step(self, pairs: Int64Vector, rate: float) -> None:
        bags = [self._zh[at] for at in pairs] + self._more_zh + [self._en[at] for at in pairs] + self._more_en
        bags = [self._thinned(bag) for bag in bags]
        places = np.searchsorted(self.ids, np.concatenate(bags))
        lengths = np.array(list(map(len, bags)))
        starts = np.cumsum(lengths) - lengths
        sums = np.add.reduceat((self._base + self._gone)[places], starts, axis=0)
        border = len(pairs) + len(self._more_zh)
        _, gradient = contrast(sums[:border], sums[border:], self._groups[pairs], self._recipe.scale)
        touched, slope = _by_place(places, np.repeat(np.arange(len(bags)), lengths), gradient)
        whole = self._pull * self._gone
        whole[touched] += slope
        self._adam.step(np.arange(len(whole)), whole, rate)

    def _thinned(self, bag: Int64Vector) -> Int64Vector:
        kept = bag[self._random.random(len(bag)) >= self._recipe.dropout]
        return kept if len(kept) else bag


def _by_place(places: Int64Vector, owners: Int64Vector, gradient: Float32Matrix) -> tuple[Int64Vector, Float32Matrix]:
    """Places that occur, and the sum of the gradients of the texts they occur in."""
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    first: BoolVector = np.r_[True, ordered[1:] != ordered[:-1]]
    starts = np.flatnonzero(first)
    return ordered[starts], np.add.reduceat(gradient[owners[order]], starts, axis=0)


def frequencies(encoder: StaticEncoder) -> Float32Vector:
    """Share of each token in everyday texts; 0 for marks and letters, of which none is known."""
    frequency: Float32Vector = np.where(encoder.rarity > _LETTER, np.exp(-encoder.rarity), np.float32(0))
    frequency /= frequency.sum()
    return frequency


def stored(ids: Int64Vector | Int32Vector, rows: Float32Matrix) -> OtherRows:
    """Rows as int8 with a factor each."""
    factors = np.abs(rows).max(axis=1, initial=0.0) / 127
    table = np.rint(rows / np.where(factors > 0, factors, 1)[:, None]).astype(np.int8)
    return OtherRows(ids.astype(np.int32), table, factors.astype(np.float32))
