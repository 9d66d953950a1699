"""How well an encoder finds a text's translation among all the others of a set.

The ratio margin is that of Artetxe and Schwenk (2019, arXiv:1811.01136): the cosine over the mean of both texts'
nearest cosines, which takes away the advantage of texts that are near to everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.arrays import Float32Vector, Vectors
from workbench.encoders.protocol import Encoder
from workbench.errors import InputError
from workbench.i18n import gettext as _

NEIGHBOURS = 4
"""Nearest texts whose mean cosine a cosine is divided by; the value of the paper."""

_ROWS = 1024
"""Texts compared with the whole other side at once."""


@dataclass(frozen=True, slots=True)
class RetrievalScores:
    """Shares, 0 to 1, of texts whose own translation comes first."""

    pairs: int
    margin_zh_en: float
    """Chinese texts that find their English one by ratio margin."""
    margin_en_zh: float
    cosine_zh_en: float
    """The same by plain cosine."""
    cosine_en_zh: float

    @property
    def margin(self) -> float:
        """Mean of both directions, by ratio margin."""
        return (self.margin_zh_en + self.margin_en_zh) / 2

    @property
    def cosine(self) -> float:
        """Mean of both directions, by plain cosine."""
        return (self.cosine_zh_en + self.cosine_en_zh) / 2


def evaluate_retrieval(encoder: Encoder, zh: Sequence[str], en: Sequence[str]) -> RetrievalScores:
    """Scores of an encoder on texts of which zh[i] and en[i] are translations; a text that occurs twice is right twice.

    Raises InputError where the sides differ in length or are empty.
    """
    if len(zh) != len(en) or not zh:
        raise InputError(
            _("The texts do not make pairs: {zh:,} Chinese, {en:,} English.").format(zh=len(zh), en=len(en)),
            hint=_("Both sides need the same number."),
        )
    zh_vectors, en_vectors = encoder.encode(zh), encoder.encode(en)
    zh_near, en_near = nearness(zh_vectors, en_vectors), nearness(en_vectors, zh_vectors)
    zh_right = _right(zh_vectors, en_vectors, zh_near, en_near, en)
    en_right = _right(en_vectors, zh_vectors, en_near, zh_near, zh)
    return RetrievalScores(len(zh), zh_right[0], en_right[0], zh_right[1], en_right[1])


def nearness(vectors: Vectors, others: Vectors, neighbours: int = NEIGHBOURS) -> Float32Vector:
    """Mean cosine of each row to its nearest rows of the others: float32, shape (len(vectors),)."""
    neighbours = min(neighbours, len(others))
    found = np.zeros(len(vectors), dtype=np.float32)
    if neighbours:
        for start in range(0, len(vectors), _ROWS):
            cosines = vectors[start : start + _ROWS] @ others.T
            best = np.partition(cosines, len(others) - neighbours, axis=1)[:, len(others) - neighbours :]
            found[start : start + _ROWS] = best.mean(axis=1)
    return found


def _right(
    vectors: Vectors,
    others: Vectors,
    near: Float32Vector,
    other_near: Float32Vector,
    texts: Sequence[str],
) -> tuple[float, float]:
    by_margin = by_cosine = 0
    for start in range(0, len(vectors), _ROWS):
        cosines = vectors[start : start + _ROWS] @ others.T
        means = (near[start : start + _ROWS, None] + other_near[None, :]) / 2
        margins = np.divide(cosines, means, out=np.zeros_like(cosines), where=means > 0)
        for row, (best_margin, best_cosine) in enumerate(
            zip(margins.argmax(axis=1), cosines.argmax(axis=1), strict=True)
        ):
            right = texts[start + row]
            # A text without any vector finds nothing; the first of all-equal places is not a result.
            by_margin += bool(margins[row, best_margin] > 0) and texts[best_margin] == right
            by_cosine += bool(cosines[row, best_cosine] > 0) and texts[best_cosine] == right
    return by_margin / len(vectors), by_cosine / len(vectors)
