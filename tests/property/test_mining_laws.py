"""What mining promises for any input."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import HashEncoder
from workbench.encoders.registry import bundled
from workbench.mining import neighbours as mining_search
from workbench.mining.candidates import Candidate
from workbench.mining.mine import mine
from workbench.mining.neighbours import both_ways

_CHINESE = st.text(alphabet="吉林省天津市党政代表团来考察11月6日，。“”；景俊海说 ", max_size=40)
_ENGLISH = st.text(alphabet="Jilin Tianjin delegation visited on November 6, 7. “”'", max_size=60)
_ANYTHING = st.text(max_size=30)


def _check(found: Sequence[Candidate], source: Sequence[str], target: Sequence[str]) -> None:
    used: tuple[list[int], list[int]] = ([], [])
    for each in found:
        for positions, texts, taken in ((each.source, source, used[0]), (each.target, target, used[1])):
            assert positions
            assert list(positions) == list(range(positions[0], positions[-1] + 1))
            assert positions[0] >= 0
            assert positions[-1] < len(texts)
            assert all(texts[position].strip() for position in positions)
            taken += positions
        assert 0 <= each.probability <= 1
        assert np.isfinite([each.similarity, each.margin]).all()
    assert all(len(taken) == len(set(taken)) for taken in used)
    assert [each.probability for each in found] == sorted((each.probability for each in found), reverse=True)


@settings(max_examples=25)
@given(st.lists(_CHINESE, max_size=8), st.lists(st.one_of(_ENGLISH, _CHINESE), max_size=8))
def test_segments_are_real_and_used_once(source: list[str], target: list[str]) -> None:
    found = mine(source, target, bundled())
    _check(found, source, target)
    assert found == mine(source, target, bundled())


@settings(max_examples=25)
@given(st.lists(_ANYTHING, max_size=6), st.lists(_ANYTHING, max_size=6))
def test_rubbish_is_mined_without_complaint(source: list[str], target: list[str]) -> None:
    _check(mine(source, target, HashEncoder()), source, target)


@settings(max_examples=40)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 9), st.integers(0, 2**16))
def test_search_in_blocks_finds_what_a_full_matrix_does(rows: int, columns: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    # Few values, so that there are ties, which go to the smaller index.
    source = rng.integers(-1, 2, (rows, 3)).astype(np.float32)
    target = rng.integers(-1, 2, (columns, 3)).astype(np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mining_search, "SOURCE_ROWS", 7)
        patch.setattr(mining_search, "TARGET_ROWS", 11)
        forward, backward = both_ways(source, target, k)
    matrix = source @ target.T
    for found, expected in ((forward, matrix), (backward, matrix.T)):
        count = min(k, expected.shape[1])
        best = np.argsort(-expected, axis=1, kind="stable")[:, :count]
        assert found.indices.shape == (len(expected), k)
        assert np.array_equal(found.indices[:, :count], best)
        assert (found.indices[:, count:] == -1).all()
        assert np.array_equal(found.similarities[:, :count], np.take_along_axis(expected, best, axis=1))


@pytest.mark.slow
def test_an_index_finds_the_mutual_neighbours_that_blocks_find(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("faiss", reason="the extra `search` is not installed")
    rng = np.random.default_rng(1)
    centres = rng.standard_normal((40, 32))
    source = (centres[rng.integers(0, 40, 3000)] + rng.standard_normal((3000, 32))).astype(np.float32)
    target = (source[::-1] + 0.3 * rng.standard_normal(source.shape)).astype(np.float32)
    source, target = (side / np.linalg.norm(side, axis=1, keepdims=True) for side in (source, target))

    def mutual() -> set[tuple[int, int]]:
        forward, backward = both_ways(source, target, 4)
        assert forward.indices.shape == backward.similarities.shape == (3000, 4)
        nearest = forward.indices[:, 0]
        chosen = np.flatnonzero(backward.indices[nearest, 0] == np.arange(3000))
        return set(zip(chosen.tolist(), nearest[chosen].tolist(), strict=True))

    exact = mutual()
    monkeypatch.setattr(mining_search, "INDEXED", 0)
    assert len(exact & mutual()) >= 0.97 * len(exact)
