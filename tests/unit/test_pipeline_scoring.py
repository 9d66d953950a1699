"""Scoring rows of a corpus: in one process and in several the same, stored where there was nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.corpora import CHINESE, ENGLISH
from workbench.domain import Language, Pair, PairSide, Relation
from workbench.encoders.registry import bundled
from workbench.pipeline import scoring
from workbench.pipeline.scoring import score_corpus, scored
from workbench.store.corpus import Corpus


@pytest.mark.parametrize("processes", [1, 2])
def test_rows_without_a_probability_are_scored_in_any_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(scoring, "workers_for", lambda rows: processes)
    rows = [
        Pair(
            PairSide("", Language.EN, (), english),
            PairSide("", Language.ZH_HANS, (), chinese),
            Relation.TRANSLATION,
            scored=number == 0,
            probability=0.25,
        )
        for number, (english, chinese) in enumerate(zip(ENGLISH, CHINESE, strict=True))
    ]
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        corpus.add_pairs(rows)
        assert score_corpus(corpus, bundled()) == len(rows) - 1
        found = corpus.pairs(corpus.pair_ids())
    assert [(pair.scored, pair.probability) for pair in found] == [
        (True, 0.25),
        *((True, pair.probability) for pair in scored(rows[1:], bundled())),
    ]
