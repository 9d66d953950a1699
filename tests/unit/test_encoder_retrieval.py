"""Retrieval accuracy on vectors whose answer is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.arrays import Vectors
from workbench.errors import InputError
from workbench.evaluation.retrieval import evaluate_retrieval, nearness


class Lookup:
    """Texts are keys of given vectors."""

    signature = "lookup"

    def __init__(self, vectors: Mapping[str, Sequence[float]]) -> None:
        self._vectors = vectors
        self.dimension = len(next(iter(vectors.values())))

    def encode(self, texts: Sequence[str]) -> Vectors:
        found = np.array([self._vectors[text] for text in texts], dtype=np.float32).reshape(-1, self.dimension)
        norms = np.linalg.norm(found, axis=1, keepdims=True)
        unit: Vectors = np.divide(found, norms, out=np.zeros_like(found), where=norms > 0)
        return unit


def test_equal_vectors_are_found() -> None:
    vectors = {f"{side}{i}": np.eye(6)[i] for i in range(6) for side in ("甲", "a")}
    scores = evaluate_retrieval(Lookup(vectors), [f"甲{i}" for i in range(6)], [f"a{i}" for i in range(6)])
    assert (scores.pairs, scores.margin, scores.cosine) == (6, 1.0, 1.0)


def test_the_margin_undoes_a_hub() -> None:
    # "hub" is nearer to 乙 than 乙's own translation is, as it is near to everything.
    zh: dict[str, Sequence[float]] = {"甲": [1, 0, 0.3], "乙": [0, 1, 0.3], "丙": [0.2, 0.2, 1]}
    en: dict[str, Sequence[float]] = {"a": [1, 0, 0], "b": [0.1, 1, -0.6], "hub": [0.5, 0.6, 1]}
    scores = evaluate_retrieval(Lookup(zh | en), list(zh), list(en))
    assert scores.margin_zh_en >= scores.cosine_zh_en


def test_a_text_without_a_vector_finds_nothing() -> None:
    scores = evaluate_retrieval(Lookup({"甲": [0, 0], "a": [0, 0]}), ["甲"], ["a"])
    assert (scores.margin, scores.cosine) == (0, 0)


def test_texts_that_occur_twice_are_right_twice() -> None:
    scores = evaluate_retrieval(Lookup({"甲": [1, 0], "a": [1, 0]}), ["甲", "甲"], ["a", "a"])
    assert scores.margin == 1


@pytest.mark.parametrize(("zh", "en"), [(["甲"], []), ([], [])])
def test_sides_of_unequal_or_no_length_are_refused(zh: list[str], en: list[str]) -> None:
    with pytest.raises(InputError):
        evaluate_retrieval(Lookup({"甲": [1, 0]}), zh, en)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 5))
def test_nearness_is_the_mean_of_the_best(rows: int, others: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    a = random.standard_normal((rows, 4)).astype(np.float32)
    b = random.standard_normal((others, 4)).astype(np.float32)
    expected = np.sort(a @ b.T, axis=1)[:, -min(4, others) :].mean(axis=1)
    assert np.allclose(nearness(a, b), expected, atol=1e-5)
