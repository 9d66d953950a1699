"""Laws of the aligner: exact search, probabilities that add up, every segment used once and in order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.alignment.aligner import align
from workbench.alignment.anchors import chapter_anchors
from workbench.alignment.band import find_band
from workbench.alignment.lattice import SHAPES, Band, Lattice
from workbench.domain import Bead
from workbench.encoders.registry import bundled
from workbench.errors import InputError

ZH = [
    "他走了。",
    "“你好！”她说。",
    "2023年11月6日，天津。",
    "两国领导人举行会谈，双方签署协议。",
    "",
    "……",
    "我 love 你",
    "的",
]
EN = [
    "He left.",
    '"Hello!" she said.',
    "November 6, 2023, Tianjin.",
    "The leaders met; an agreement was signed.",
    "",
    "...",
    "the",
]
TEXTS = st.lists(st.one_of(st.sampled_from(ZH), st.sampled_from(EN), st.text(max_size=30)), max_size=14)


def assert_whole(beads: Sequence[Bead], source: int, target: int) -> None:
    assert [position for bead in beads for position in bead.source] == list(range(source))
    assert [position for bead in beads for position in bead.target] == list(range(target))
    assert all(bead.source or bead.target for bead in beads)
    assert all(0.0 <= bead.probability <= 1.0 for bead in beads)


@given(TEXTS, TEXTS)
def test_every_segment_is_used_once_and_in_order(source: list[str], target: list[str]) -> None:
    assert_whole(align(source, target, bundled()), len(source), len(target))


@settings(max_examples=20)
@given(
    st.lists(st.sampled_from(ZH), min_size=1, max_size=30),
    st.lists(st.sampled_from(EN), min_size=1, max_size=30),
    st.data(),
)
def test_no_bead_crosses_a_boundary(source: list[str], target: list[str], data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(source)))
    column = data.draw(st.integers(0, len(target)))
    beads = align(source, target, bundled(), anchors=[(row, column)])
    assert_whole(beads, len(source), len(target))
    for bead in beads:
        before = (not bead.source or bead.source.stop <= row) and (not bead.target or bead.target.stop <= column)
        after = (not bead.source or bead.source.start >= row) and (not bead.target or bead.target.start >= column)
        assert before or after


@settings(max_examples=20)
@given(
    st.lists(st.sampled_from(ZH[:4]), min_size=1, max_size=12),
    st.lists(st.sampled_from(EN[:4]), min_size=1, max_size=12),
)
def test_the_order_of_the_sides_changes_labels_only(zh: list[str], en: list[str]) -> None:
    forth = align(["这是中文。", *zh], ["This is English.", *en], bundled())
    back = align(["This is English.", *en], ["这是中文。", *zh], bundled())
    assert [(bead.target, bead.source) for bead in back] == [(bead.source, bead.target) for bead in forth]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "target"),
    [
        (["同一行。"] * 1000, ["The same line."] * 700),
        (["长" * 300_000], ["long " * 200_000, "end."]),
        ([""] * 50, ["word"]),
        (["一句中文。", "两句中文。"], ["一句中文。", "两句中文。"]),
        (["\ud800 lone surrogate"], ["\x00\x1b[31m"]),
        (["只有一句。"], [f"Sentence number {number}." for number in range(300)]),
    ],
    ids=["identical lines", "enormous line", "blank lines", "one language", "rubbish", "very different lengths"],
)
def test_strange_documents(source: list[str], target: list[str]) -> None:
    assert_whole(align(source, target, bundled()), len(source), len(target))


def test_empty_sides() -> None:
    assert align([], [], bundled()) == []
    assert_whole(align([], ["one", "two"], bundled()), 0, 2)
    assert_whole(align(["一"], [], bundled()), 1, 0)


@pytest.mark.parametrize("anchors", [[(3, 0)], [(0, 1), (1, 0)], [(1, 0), (1, 1)], [(-1, 0)]])
def test_anchors_that_cannot_be(anchors: list[tuple[int, int]]) -> None:
    with pytest.raises(InputError, match="anchors"):
        align(["一", "二"], ["one", "two"], bundled(), anchors=anchors)


def _paths(rows: int, columns: int) -> list[list[tuple[int, int, int]]]:
    """All alignments as (row, column, shape), by brute force."""
    if rows == 0 and columns == 0:
        return [[]]
    found = []
    for shape, (down, right) in enumerate(SHAPES):
        if down <= rows and right <= columns:
            last = (rows - down, columns - right, shape)
            found += [[*path, last] for path in _paths(rows - down, columns - right)]
    return found


@settings(max_examples=15)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 10_000))
def test_search_is_exact(rows: int, columns: int, seed: int) -> None:
    lattice = Lattice(Band.full(rows, columns))
    scores = np.random.default_rng(seed).normal(size=(lattice.size, len(SHAPES)))
    scores[lattice.ends == lattice.size] = -np.inf
    node = {(int(i), int(j)): at for at, (i, j) in enumerate(zip(lattice.node_rows, lattice.node_columns, strict=True))}
    paths = [[(node[i, j], shape) for i, j, shape in path] for path in _paths(rows, columns)]
    totals = np.array([sum(scores[bead] for bead in path) for path in paths])
    posteriors, log_sum = lattice.posteriors(scores)
    assert log_sum == pytest.approx(np.logaddexp.reduce(totals))
    weights = np.exp(totals - log_sum)
    expected = np.zeros_like(posteriors)
    for path, weight in zip(paths, weights, strict=True):
        for bead in path:
            expected[bead] += weight
    assert posteriors == pytest.approx(expected, abs=1e-9)
    assert lattice.best_path(scores) == paths[int(totals.argmax())]


@settings(max_examples=30)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 10_000))
def test_a_band_holds_a_path(rows: int, columns: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    band = find_band(
        random.normal(size=(rows, 8)).astype(np.float32), random.normal(size=(columns, 8)).astype(np.float32)
    )
    lattice = Lattice(band)
    scores = np.where(lattice.ends < lattice.size, 0.0, -np.inf)
    path = lattice.best_path(scores)
    assert sum(SHAPES[shape][0] for _, shape in path) == rows
    assert sum(SHAPES[shape][1] for _, shape in path) == columns


def test_chapters_with_the_same_numbers_face_each_other() -> None:
    zh = ["序", "第一章 开始", "文", "第二章", "文", "第十二章"]
    en = ["Preface", "Chapter One", "text", "text", "CHAPTER 2: More", "text", "Chapter XII"]
    assert chapter_anchors(zh, en) == [(1, 1), (3, 4), (5, 6)]
    assert chapter_anchors(zh, ["Chapter 2", "Chapter 1"]) == []
    assert chapter_anchors(["第一章"], ["Chapter 1"]) == []
