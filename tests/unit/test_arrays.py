"""What is done to vectors everywhere."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from workbench.arrays import Float32Matrix, normalise_rows


@given(arrays.arrays(np.float32, st.tuples(st.integers(0, 5), st.integers(1, 4)), elements=st.integers(-999, 999)))
def test_rows_get_length_one_and_rows_of_zeros_stay(vectors: Float32Matrix) -> None:
    before = vectors.copy()
    norms = normalise_rows(vectors)
    assert np.allclose(norms, np.linalg.norm(before, axis=1))
    assert np.allclose(vectors * norms[:, None], before, rtol=1e-4)
    assert np.allclose(np.linalg.norm(vectors, axis=1), norms > 0, atol=1e-4)
