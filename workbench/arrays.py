"""Array types, each defined once, and what is done to vectors everywhere.

A type's name carries dtype and rank: Vector (n,), Matrix (n, m), Array (three or more). The dtype is checked by mypy,
the rank is for readers: NumPy's own annotations lose it in most operations. The meaning of each axis stands where an
array is declared.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BoolVector = NDArray[np.bool_]
BoolMatrix = NDArray[np.bool_]

Int8Vector = NDArray[np.int8]
Int8Matrix = NDArray[np.int8]
UInt8Vector = NDArray[np.uint8]
UInt16Vector = NDArray[np.uint16]
UInt32Vector = NDArray[np.uint32]
UInt64Vector = NDArray[np.uint64]
Int32Vector = NDArray[np.int32]
Int32Matrix = NDArray[np.int32]
Int64Vector = NDArray[np.int64]
Int64Matrix = NDArray[np.int64]

Float16Matrix = NDArray[np.float16]
Float32Vector = NDArray[np.float32]
Float32Matrix = NDArray[np.float32]
Float32Array = NDArray[np.float32]
Float64Vector = NDArray[np.float64]
Float64Matrix = NDArray[np.float64]
Float64Array = NDArray[np.float64]

Vectors = Float32Matrix
"""(texts or tokens, dimension): embeddings, one a row."""


def normalise_rows(vectors: Vectors) -> Float32Vector:
    """Scale each row to L2 norm 1, in place; a row of zeros stays one. Returns the (n,) norms the rows had."""
    norms: Float32Vector = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    # To leave rows of zeros out of the division would make it several times as slow.
    vectors /= np.maximum(norms, np.finfo(np.float32).tiny)[:, None]
    return norms
