"""The app says when an import was interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.builders import pair
from tests.tui.conftest import Started
from workbench.domain import Pair
from workbench.store import ingest
from workbench.store.corpus import Corpus
from workbench.store.values import ImportSource


def _stopped() -> Iterator[Pair]:
    yield pair(0)
    raise KeyboardInterrupt


def _interrupted(path: Path) -> None:
    with Corpus.create(path) as corpus, pytest.raises(KeyboardInterrupt):
        corpus.import_pairs(ImportSource("memory\x1b.tmx", "0" * 64, "{}", 3), _stopped())


async def test_an_interrupted_import_is_said_at_the_start(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "BATCH", 1)
    async with started(build=_interrupted) as driver:
        expected = "The import of memory\ufffd.tmx stopped at 1 of 3 pairs; import the same file again to go on."
        assert driver.said == [expected]
