"""The softmax by which texts learn to find their translations, and the steps that vectors take by it.

The loss is the symmetric softmax over a batch: every text has to find its translation among all the batch's by cosine.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from workbench.arrays import Float32Matrix, Int64Vector

_MEAN_KEPT = 0.9
_SQUARE_KEPT = 0.999
"""Adam's share of the old mean of gradients, and of their squares, as its paper has them (arXiv:1412.6980)."""

_UPDATED = 128
"""Rows changed at once: they stay in the processor's cache, which makes a step three times as fast."""


def groups(pairs: Iterable[tuple[str, str]]) -> list[int]:
    """A number per pair of texts, the same for those that share a text on either side, also through others.

    Two pairs of one group are as likely as not translations of each other, so neither is a counterexample.
    """
    parent: list[int] = []

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    seen: dict[str, int] = {}
    for number, (zh, en) in enumerate(pairs):
        parent.append(number)
        for text in (zh, en.lower()):
            if text in seen:
                parent[root(number)] = root(seen[text])
            else:
                seen[text] = number
    return [root(one) for one in range(len(parent))]


def contrast(zh: Float32Matrix, en: Float32Matrix, groups: Int64Vector, scale: float) -> tuple[float, Float32Matrix]:
    """The loss, and its gradient for all texts' vectors as they are before they get a length of 1, Chinese first.

    The first len(groups) of either side are pairs; pairs of one group are not counterexamples. What follows them are
    texts that none of the other side translates. Cosines are multiplied by the scale.
    """
    size = len(groups)
    sums = np.concatenate([zh, en])
    norms = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
    unit = sums / norms
    loss, gradient = _by_cosine(unit[: len(zh)], unit[len(zh) :], groups, scale, size)
    gradient -= np.einsum("ij,ij->i", gradient, unit)[:, None] * unit
    gradient /= norms
    return loss, gradient


def _by_cosine(
    zh: Float32Matrix, en: Float32Matrix, groups: Int64Vector, scale: float, size: int
) -> tuple[float, Float32Matrix]:
    """The same for vectors of length 1."""
    logits = np.float32(scale) * (zh @ en.T)
    _, members = np.unique(groups, return_inverse=True)
    by_group = np.argsort(members, kind="stable")
    for run in np.split(by_group, np.flatnonzero(np.diff(members[by_group])) + 1):
        if len(run) > 1:
            own = logits[run, run].copy()
            logits[np.ix_(run, run)] = -1e4
            logits[run, run] = own
    np.exp(logits - np.float32(scale), out=logits)
    # Among themselves the texts that follow are neither pairs nor counterexamples.
    logits[size:, size:] = 0
    forward = logits / logits.sum(axis=1, keepdims=True)
    backward = logits / logits.sum(axis=0, keepdims=True)
    forward[size:], backward[:, size:] = 0, 0
    diagonal = np.arange(size)
    loss = -float(np.log(forward[diagonal, diagonal]).mean() + np.log(backward[diagonal, diagonal]).mean())
    forward += backward
    forward[diagonal, diagonal] -= 2
    forward *= np.float32(scale / size)
    return loss, np.concatenate([forward @ en, forward.T @ zh])


class Adam:
    """Steps of vectors by their gradients; those that a step leaves out stay as they are."""

    def __init__(self, vectors: Float32Matrix) -> None:
        """Take the vectors, which are changed in place."""
        self._vectors = vectors
        self._mean = np.zeros_like(vectors)
        self._square = np.zeros_like(vectors)
        self._step = 0

    def step(self, rows: Int64Vector, gradient: Float32Matrix, rate: float) -> None:
        """Move some rows by their gradient, (len(rows), dimension), which is used up."""
        self._step += 1
        size = np.float32(rate * np.sqrt(1 - _SQUARE_KEPT**self._step) / (1 - _MEAN_KEPT**self._step))
        for start in range(0, len(rows), _UPDATED):
            some = rows[start : start + _UPDATED]
            slope = gradient[start : start + _UPDATED]
            mean = self._mean[some]
            mean += np.float32(1 - _MEAN_KEPT) * (slope - mean)
            self._mean[some] = mean
            square = self._square[some]
            slope *= slope
            square += np.float32(1 - _SQUARE_KEPT) * (slope - square)
            self._square[some] = square
            np.sqrt(square, out=square)
            square += np.float32(1e-8)
            mean *= -size
            mean /= square
            self._vectors[some] += mean
