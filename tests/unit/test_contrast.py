"""The softmax by which texts learn to find their translations."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from workbench.training.contrast import Adam, contrast, groups


def test_texts_that_meet_are_one_group() -> None:
    found = groups([("甲", "a"), ("甲", "b"), ("乙", "B"), ("丙", "c")])
    assert found[0] == found[1] == found[2]
    assert found[3] != found[0]


@pytest.mark.parametrize("more", [0, 2])
def test_the_gradient_is_the_slope_of_the_loss(more: int) -> None:
    random = np.random.default_rng(1)
    zh, en = (random.standard_normal((5 + more, 4)).astype(np.float32) for _ in range(2))
    grouped = np.array([0, 1, 2, 1, 4])
    gradient = np.split(contrast(zh, en, grouped, 3.0)[1], 2)
    for side, texts in enumerate((zh, en)):
        for row, column in ((0, 1), (3, 2), (4 + more, 0)):
            losses = []
            for step in (1e-2, -1e-2):
                moved = [zh.copy(), en.copy()]
                moved[side][row, column] = texts[row, column] + step
                losses.append(contrast(moved[0], moved[1], grouped, 3.0)[0])
            assert gradient[side][row, column] == pytest.approx((losses[0] - losses[1]) / 2e-2, abs=2e-3)


def test_pairs_of_one_group_are_not_counterexamples() -> None:
    texts = np.eye(3, dtype=np.float32)
    alone, _ = contrast(texts[:1], texts[:1], np.array([0]), 8.0)
    same, _ = contrast(texts[[0, 0]], texts[[0, 0]], np.array([0, 0]), 8.0)
    apart, _ = contrast(texts[[0, 0]], texts[[0, 0]], np.array([0, 1]), 8.0)
    assert alone == same == 0
    assert apart == pytest.approx(2 * np.log(2))


def test_a_step_goes_against_the_gradient_and_leaves_other_rows() -> None:
    vectors = np.zeros((300, 2), dtype=np.float32)
    rows = np.arange(0, 300, 2)
    Adam(vectors).step(rows, np.tile(np.array([3.0, -0.01], np.float32), (150, 1)), 0.5)
    assert np.allclose(vectors[rows], [-0.5, 0.5], atol=1e-3)
    assert not vectors[1::2].any()


def test_learning_in_the_app_needs_no_scipy() -> None:
    code = "import sys, workbench.adaptation.encoder; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
