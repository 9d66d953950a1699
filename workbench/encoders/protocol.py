"""What every encoder guarantees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from workbench.arrays import Vectors


class Encoder(Protocol):
    """Turns texts into vectors whose dot product measures how alike two texts are in meaning, across languages.

    Under one signature a text always has the same vector.
    """

    @property
    def signature(self) -> str:
        """All that changes the numbers: "zh-en-static|sha:0f3a…|dim:412"; cached vectors are keyed by it."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32, shape (len(texts), dimension), in order; rows of L2 norm 1, all zeros for a blank text.

        Raises EncoderError when the model files are missing or do not fit.
        """
