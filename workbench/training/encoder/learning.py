"""Learning rows so that a text and its translation point the same way.

Rows are sums of features and vectors are sums of rows, so the gradient is two sparse products each way; a step touches
only the features of its batch (lazy Adam).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from workbench.arrays import Float32Matrix, Int64Vector
from workbench.training.contrast import Adam, contrast


@dataclass(frozen=True, slots=True)
class LearningRecipe:
    """How the rows are learnt."""

    dimension: int = 512
    scale: float = 12.0
    """The cosine is multiplied by this: higher looks only at the hardest counterexamples."""
    epochs: int = 8
    batch: int = 2048
    rate: float = 0.02
    last_rate: float = 0.001
    """Step size of Adam at the beginning and at the end, linear between."""
    dropout: float = 0.1
    """Share of tokens left out of a text, anew each time."""
    averaged: int = 2
    """Rows are the mean of those after this many of the last epochs; 0 takes the last."""


@dataclass(frozen=True, slots=True)
class Bags:
    """Texts as token ids, one after the other; text i is ids[starts[i]:starts[i + 1]]."""

    ids: Int64Vector
    starts: Int64Vector

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]]) -> Bags:
        """From the token ids of each text."""
        starts = np.zeros(len(texts) + 1, dtype=np.int64)
        np.cumsum([len(text) for text in texts], out=starts[1:])
        return cls(np.fromiter((one for text in texts for one in text), np.int64, int(starts[-1])), starts)

    def select(self, texts: Int64Vector) -> tuple[Int64Vector, Int64Vector]:
        """Token ids of these texts, and the number within the selection of the text each belongs to."""
        first, lengths = self.starts[texts], self.starts[texts + 1] - self.starts[texts]
        owners = np.repeat(np.arange(len(texts)), lengths)
        within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return self.ids[np.repeat(first, lengths) + within], owners

    def counts(self, texts: Int64Vector, pieces: int) -> csr_matrix:
        """Texts by pieces: how often a piece is in a text."""
        ids, owners = self.select(texts)
        return csr_matrix((np.ones(len(ids), np.float32), (owners, ids)), shape=(len(texts), pieces))


@dataclass(frozen=True, slots=True)
class Order:
    """Which pairs an epoch goes through."""

    always: Int64Vector
    """Pairs of every epoch; one that is listed twice comes twice."""
    sometimes: Int64Vector
    share: float
    """Of these this share, drawn anew for every epoch."""

    def draw(self, random: np.random.Generator) -> Int64Vector:
        """The pairs of one epoch, shuffled."""
        some = random.choice(self.sometimes, int(len(self.sometimes) * self.share), replace=False)
        return random.permutation(np.concatenate([self.always, some]))

    def __len__(self) -> int:
        return len(self.always) + int(len(self.sometimes) * self.share)


class Learner:
    """Features' vectors under training."""

    def __init__(
        self, token_features: csr_matrix, recipe: LearningRecipe, seed: int, start: Float32Matrix | None = None
    ) -> None:
        self._token_features = token_features
        self._recipe = recipe
        self._random = np.random.default_rng(seed)
        self.vectors: Float32Matrix = self._at_random() if start is None else start.copy()
        self._adam = Adam(self.vectors)

    def _at_random(self) -> Float32Matrix:
        dimension = self._recipe.dimension
        shape = (self._token_features.shape[1], dimension)
        return self._random.standard_normal(shape, dtype=np.float32) / np.float32(np.sqrt(dimension))

    def learn(
        self,
        zh: Bags,
        en: Bags,
        groups: Int64Vector,
        order: Order,
        progress: Callable[[int, int], None] | None = None,
    ) -> Float32Matrix:
        """Token rows after all epochs; `order` holds the pairs an epoch goes through.

        `progress` is told how many of how many batches are done.
        """
        recipe = self._recipe
        per_epoch = len(order) // recipe.batch
        total = per_epoch * recipe.epochs
        kept: list[Float32Matrix] = []
        for epoch in range(recipe.epochs):
            shuffled = order.draw(self._random)
            for number in range(per_epoch):
                done = epoch * per_epoch + number
                part = done / total
                rate = recipe.rate + (recipe.last_rate - recipe.rate) * part
                pairs = shuffled[number * recipe.batch : (number + 1) * recipe.batch]
                self._learn_batch(zh, en, groups[pairs], pairs, rate)
                if progress:
                    progress(done + 1, total)
            if epoch >= recipe.epochs - recipe.averaged:
                kept.append(self.vectors.copy())
        final = np.mean(kept, axis=0) if kept else self.vectors
        rows: Float32Matrix = np.asarray(self._token_features @ final, dtype=np.float32)
        return rows

    def _learn_batch(self, zh: Bags, en: Bags, groups: Int64Vector, pairs: Int64Vector, rate: float) -> None:
        size = len(pairs)
        zh_ids, zh_owners = zh.select(pairs)
        en_ids, en_owners = en.select(pairs)
        ids = np.concatenate([zh_ids, en_ids])
        owners = np.concatenate([zh_owners, en_owners + size])
        if self._recipe.dropout:
            stay = self._random.random(len(ids)) >= self._recipe.dropout
            ids, owners = ids[stay], owners[stay]
        tokens, columns = np.unique(ids, return_inverse=True)
        bags = csr_matrix((np.ones(len(ids), np.float32), (owners, columns)), shape=(2 * size, len(tokens)))
        composed = self._token_features[tokens]
        features, columns = np.unique(composed.indices, return_inverse=True)
        composed = csr_matrix((composed.data, columns, composed.indptr), shape=(len(tokens), len(features)))
        texts = bags @ (composed @ self.vectors[features])
        _, gradient = contrast(texts[:size], texts[size:], groups, self._recipe.scale)
        self._adam.step(features, composed.T @ (bags.T @ gradient), rate)
