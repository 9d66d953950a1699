"""A slow encoder reads a text once; the cache is bounded, and another encoder's vectors are never taken."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import HashEncoder
from workbench.arrays import Vectors
from workbench.encoders.protocol import Encoder
from workbench.store.corpus import Corpus
from workbench.store.vectors import CachedEncoder


class CountingEncoder(HashEncoder):
    """Counts what it is asked to encode."""

    def __init__(self, signature: str = "counting|dim:32") -> None:
        self.signature = signature
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.read += texts
        return super().encode(texts)


def test_a_text_is_encoded_once_also_after_a_restart(tmp_path: Path) -> None:
    inner = CountingEncoder()
    for _ in range(2):
        with Corpus.create(tmp_path / "corpus.db") as corpus:
            encoder: Encoder = CachedEncoder(inner, corpus.vectors)
            vectors = encoder.encode(["天津", "Jilin", "天津", ""])
            assert np.array_equal(vectors, HashEncoder().encode(["天津", "Jilin", "天津", ""]))
            assert vectors.dtype == np.float32
    assert sorted(inner.read) == ["", "Jilin", "天津"]


@settings(max_examples=10)
@given(st.lists(st.lists(st.text(max_size=5), max_size=8), max_size=5))
def test_cached_is_as_encoded(lists: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Corpus.create(Path(folder) / "corpus.db") as corpus:
        encoder = CachedEncoder(HashEncoder(), corpus.vectors)
        for texts in lists:
            vectors = encoder.encode(texts)
            assert vectors.shape == (len(texts), 32)
            assert np.array_equal(vectors, HashEncoder().encode(texts))


def test_encoders_do_not_share(corpus: Corpus) -> None:
    first, second = CountingEncoder("one"), CountingEncoder("two")
    for inner in (first, second):
        CachedEncoder(inner, corpus.vectors).encode(["天津"])
    assert first.read == second.read == ["天津"]
    assert len(corpus.vectors) == 2


def test_oldest_go_first_and_all_can_go(corpus: Corpus) -> None:
    corpus.set_setting("vectors.limit", str(100 * 32 * 4))
    inner = CountingEncoder()
    encoder = CachedEncoder(inner, corpus.vectors)
    texts = [f"text {number}" for number in range(150)]
    for text in texts:
        encoder.encode([text])
    assert 80 <= len(corpus.vectors) <= 100
    inner.read.clear()
    encoder.encode([texts[-1], texts[0]])
    assert inner.read == [texts[0]]
    assert corpus.vectors.clear() > 0
    assert len(corpus.vectors) == 0


def test_a_corpus_open_for_reading_only_is_no_hindrance(tmp_path: Path) -> None:
    Corpus.create(tmp_path / "corpus.db").close()
    with Corpus.read(tmp_path / "corpus.db") as corpus:
        assert CachedEncoder(HashEncoder(), corpus.vectors).encode(["天津"]).shape == (1, 32)
        assert len(corpus.vectors) == 0
