"""Adapting mining to what a reviewer decided about rows of comparable documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.unit.test_adapted_aligner import TEXTS, confirmed
from tests.unit.test_adapted_aligner import stored as aligned
from workbench.adaptation import mining, stored
from workbench.adaptation.mining import DecidedCandidates, adapt_mining, decided_candidates, learn, updated_weights
from workbench.documents.prepare import prepare_lines
from workbench.domain import ActionKind, Change, Document, DocumentPair, Relation, Role, Status
from workbench.encoders.adapted import ModelKind, folder_of, read_record
from workbench.encoders.registry import bundled, load_encoder
from workbench.errors import InputError
from workbench.mining.candidates import encode_side
from workbench.mining.mine import calibrated, search_sides
from workbench.mining.model import bundled_model, model_for
from workbench.pipeline.comparable import mine_into
from workbench.store.corpus import Corpus

SHIPPED = bundled_model().translation


def mined(path: Path, status: Status = Status.CONFIRMED, papers: int = 1) -> Path:
    """A corpus of an article and papers that say the same in another order, with everything found decided."""
    english = [en for _, en in TEXTS]
    with Corpus.create(path) as corpus:
        article = prepare_lines(Document("article", "\n".join(english), "utf-8", "article", Role.ARTICLE))
        coverage = []
        for paper in range(papers):
            chinese = [TEXTS[(at * 13 + paper) % len(TEXTS)][0] for at in range(len(TEXTS))]
            name = f"paper-{paper}"
            coverage.append(prepare_lines(Document(name, "\n".join(chinese), "utf-8", name, Role.COVERAGE)))
        mine_into(corpus, article, coverage, bundled())
        if status is not Status.PROPOSED:
            rows = [pair for pair in corpus.iter_pairs() if pair.is_translation]
            changes = [Change(pair, replace(pair, status=status)) for pair in rows]
            corpus.act(ActionKind.CONFIRM, changes, "An Na")
    return path


def found(swaps: int = 0) -> list[DecidedCandidates]:
    """What mining finds in the texts, decided truly but for some at the front."""
    source, target = (encode_side([pair[side] for pair in TEXTS], bundled()) for side in (0, 1))
    candidates, _ = search_sides(source, target, bundled(), model=bundled_model())
    decided = tuple((at, (one.source == one.target) is (at >= swaps)) for at, one in enumerate(candidates))
    return [DecidedCandidates(DocumentPair("paper", "article"), tuple(candidates), decided)]


def test_what_mining_found_again_is_what_was_decided(tmp_path: Path) -> None:
    with Corpus.read(mined(tmp_path / "corpus.db", papers=2)) as corpus:
        every = list(decided_candidates(corpus, Relation.TRANSLATION, bundled()))
        assert not list(decided_candidates(corpus, Relation.SAME_LANGUAGE, bundled()))
        rows = sum(pair.is_translation for pair in corpus.iter_pairs())
    assert [one.documents for one in every] == [DocumentPair("article", "paper-0"), DocumentPair("article", "paper-1")]
    assert 0.9 * rows <= sum(len(one.decided) for one in every) <= rows
    assert all(right for one in every for _, right in one.decided)


def test_aligned_rows_teach_mining_nothing(tmp_path: Path) -> None:
    with Corpus.read(aligned(tmp_path / "corpus.db", confirmed(35))) as corpus:
        assert not list(decided_candidates(corpus, Relation.TRANSLATION, bundled()))


def test_without_decisions_the_weights_are_the_shipped_ones() -> None:
    assert np.allclose(updated_weights([], SHIPPED).rivals, SHIPPED.rivals)
    assert not learn([], SHIPPED).used


def test_what_is_confirmed_and_rejected_moves_how_sure_mining_is() -> None:
    (one,) = found()
    chances = {}
    for verdict in (True, False):
        decided = tuple((at, verdict) for at, _ in one.decided)
        weights = updated_weights([DecidedCandidates(one.documents, one.candidates, decided)], SHIPPED)
        assert np.array_equal(weights.alone, SHIPPED.alone)
        chances[verdict] = np.array([each.probability for each in calibrated(one.candidates, weights)[1]])
    shipped = np.array([each.probability for each in calibrated(one.candidates, SHIPPED)[1]])
    assert (chances[True] >= shipped).all()
    assert (chances[False] <= shipped).all()
    assert (chances[False] < chances[True]).any()


def test_slips_are_left_out() -> None:
    (one,) = found(swaps=3)
    sure = [place for place, right in one.decided if not right and one.candidates[place].probability > 0.95]
    kept = {place for place, _ in one.without_slips(SHIPPED).decided}
    assert sure
    assert kept.isdisjoint(sure)


@pytest.mark.parametrize("papers", [1, 3])
def test_the_model_of_a_corpus_is_kept_and_near_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, papers: int
) -> None:
    monkeypatch.setattr(mining, "FEWEST", 20)
    db = mined(tmp_path / "corpus.db", papers=papers)
    model = adapt_mining(db)
    assert model.kind is ModelKind.MINING
    assert model.documents == papers
    assert read_record(folder_of(db)) == (model,)
    assert model.before.keys() == model.after.keys() == {"translation log likelihood", "translation calibration error"}
    if model.used:
        assert model.after["translation log likelihood"] > model.before["translation log likelihood"]
    weights = model_for(load_encoder(str(folder_of(db)))).translation
    assert np.array_equal(weights.alone, SHIPPED.alone)
    assert np.corrcoef(weights.rivals, SHIPPED.rivals)[0, 1] > 0.9


def test_an_interrupted_training_leaves_the_old_model_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mining, "FEWEST", 20)
    db = mined(tmp_path / "corpus.db")
    kept = {"pairs": 9, "documents": 3, "used": True, "before": {}, "after": {}}
    old = stored.keep(db, ModelKind.MINING, b"{}", **kept)  # type: ignore[arg-type]

    def interrupted(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(mining, "learn", interrupted)
    with pytest.raises(KeyboardInterrupt):
        adapt_mining(db)
    assert read_record(folder_of(db)) == (old,)


@pytest.mark.parametrize("status", [Status.PROPOSED, Status.CONFIRMED])
def test_too_little_is_one_sentence(tmp_path: Path, status: Status) -> None:
    db = mined(tmp_path / "corpus.db", status)
    with pytest.raises(InputError, match="rows that `mine` found are decided"):
        adapt_mining(db)
    assert not folder_of(db).exists()
