"""The corpus that other people's programs read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.consumers.dialogue import dialogue
from workbench.store.corpus import Corpus

Texts = list[tuple[str, str]]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """The corpus, where the command line expects it."""
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_pairs(dialogue())
    return path


@pytest.fixture
def texts(db: Path) -> Texts:
    """Chinese and English of every pair, in the order of an export."""
    with Corpus.read(db) as corpus:
        return [(pair.target.text, pair.source.text) for pair in corpus.iter_pairs()]
