"""The app says when an import was interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.builders import pair
from tests.tui.conftest import Started
from workbench.domain import Pair, Relation
from workbench.pipeline.exporting import export_file
from workbench.pipeline.importing import ImportSettings, import_file
from workbench.store import ingest
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery
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
        expected = "The import of memory\ufffd.tmx stopped at 1 of 3 pairs; import the same file again to resume."
        assert driver.said == [expected]


async def test_u_takes_back_what_an_update_brought(started: Started, tmp_path: Path) -> None:
    async with started() as driver:
        before = driver.stored()
        db = driver.app.workspace.db
        export_file(db, tmp_path / "out.tsv", PairQuery(relations=frozenset({Relation.TRANSLATION})))
        text = (tmp_path / "out.tsv").read_text("utf-8").replace("proposed", "confirmed")
        (tmp_path / "out.tsv").write_text(text, "utf-8")
        import_file(db, str(tmp_path / "out.tsv"), ImportSettings(update=True, reviewer="An Na"))
        changed = [number for number, pair in driver.stored().items() if pair.status is not before[number].status]
        assert changed
        await driver.press("u")
        await driver.settle()
        assert {n: pair.status for n, pair in driver.stored().items()} == {n: p.status for n, p in before.items()}
        assert any("update" in message for message in driver.said)
