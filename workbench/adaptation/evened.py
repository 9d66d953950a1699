"""Rows evened out for a corpus: what its texts share tells them apart no better than everyday words do.

Whitening by the corpus's own words, translated or not, in relation to those the bundled encoder knows: directions in
which a corpus's words lie thicker than everyday ones are shortened. It needs nobody's decision, only texts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.adaptation.row_learning import frequencies, stored
from workbench.arrays import Float32Matrix, Float32Vector, Float64Matrix
from workbench.encoders.static import OtherRows, StaticEncoder

_STRENGTH = 0.3
"""Power of the relative variance that a direction is divided by: 0 changes nothing, 0.5 evens out all."""
_OWN = 0.7
"""Share of the corpus in the variance; the rest are everyday words, so that a small corpus moves nothing far."""
_USUAL = 30_000
"""Tokens that stand for everyday words, the most frequent ones."""
_LEAST_VARIANCE = 1e-3
"""Of the greatest; smaller ones count as this."""


def evened(encoder: StaticEncoder, texts: Sequence[str]) -> OtherRows:
    """The rows of all tokens that the texts of a corpus hold, mapped by one matrix."""
    frequency = frequencies(encoder)
    usual = np.argsort(-frequency, kind="stable")[:_USUAL].astype(np.int32)
    counts = np.bincount(encoder.tokenize_joined(texts)[0].ids, minlength=len(frequency)).astype(np.float32)
    found = np.flatnonzero(counts).astype(np.int32)
    rows = encoder.rows(found)
    base = _scatter(encoder.rows(usual), frequency[usual])
    own = _scatter(rows, counts[found] * (frequency[found] > 0))
    inverse = _power(base, -0.5)
    mapped = rows @ _power(inverse @ (_OWN * own + (1 - _OWN) * base) @ inverse, -_STRENGTH).astype(np.float32)
    return stored(found, mapped)


def _scatter(rows: Float32Matrix, weights: Float32Vector) -> Float64Matrix:
    """How weighted rows lie in all directions: (dimension, dimension), of trace 1; nothing where there is no weight."""
    scatter: Float64Matrix = ((rows * weights[:, None]).T @ rows).astype(np.float64)
    scatter /= max(float(np.trace(scatter)), 1e-12)
    return scatter


def _power(matrix: Float64Matrix, exponent: float) -> Float64Matrix:
    """A power of a symmetric matrix without negative eigenvalues."""
    variances, directions = np.linalg.eigh(matrix)
    scaled = directions * np.maximum(variances, variances[-1] * _LEAST_VARIANCE) ** exponent
    raised: Float64Matrix = scaled @ directions.T
    return raised
