"""Learning from corpora that have little to teach: one language, one side, one document, decisions that contradict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Workbench
from tests.store.builders import chinese, document, english
from tests.unit.test_adapted_aligner import TEXTS, confirmed
from tests.unit.test_adapted_aligner import stored as aligned
from workbench.adaptation.learner import Learner
from workbench.domain import Pair, PairSide, Relation, Status
from workbench.encoders.adapted import folder_of
from workbench.encoders.registry import bundled
from workbench.store.corpus import Corpus


def sources_only(path: Path) -> None:
    """Texts that nothing faces, all confirmed."""
    with Corpus.create(path) as corpus:
        corpus.add_document(*document("article", [en for _, en in TEXTS]))
        corpus.add_pairs(
            Pair(english(at, text), PairSide.missing(chinese(0).language), Relation.UNALIGNED, status=Status.CONFIRMED)
            for at, (_, text) in enumerate(TEXTS)
        )


def one_language(path: Path) -> None:
    """English beside English, all confirmed."""
    with Corpus.create(path) as corpus:
        for name in ("article", "other"):
            corpus.add_document(*document(name, [en for _, en in TEXTS]))
        corpus.add_pairs(
            Pair(
                english(at, text), english(at, text, document="other"), Relation.SAME_LANGUAGE, status=Status.CONFIRMED
            )
            for at, (_, text) in enumerate(TEXTS)
        )


def one_document(path: Path) -> None:
    """Confirmed rows of which only the source is from a document."""
    with Corpus.create(path) as corpus:
        corpus.add_document(*document("article", [en for _, en in TEXTS]))
        corpus.add_pairs(
            Pair(
                english(at, en),
                PairSide("", chinese(0).language, (), zh),
                Relation.TRANSLATION,
                status=Status.CONFIRMED,
            )
            for at, (zh, en) in enumerate(TEXTS)
        )


def contradicting(path: Path) -> None:
    """Each row confirmed, and rejected with the same texts elsewhere."""
    aligned(path, confirmed(35))
    with Corpus.open(path) as corpus:
        corpus.add_pairs(
            Pair(
                PairSide("", chinese(0).language, (), zh),
                PairSide("", english(0).language, (), en),
                Relation.TRANSLATION,
                status=Status.REJECTED,
            )
            for zh, en in TEXTS
        )


CORPORA = [sources_only, one_language, one_document, contradicting]


@pytest.mark.parametrize("build", CORPORA, ids=lambda build: build.__name__)
@pytest.mark.parametrize("kind", ["encoder", "aligner", "mining"])
def test_a_corpus_that_teaches_too_little_is_one_sentence(
    workbench: Workbench, tmp_path: Path, build: Callable[[Path], None], kind: str
) -> None:
    build(tmp_path / "corpus.db")
    result = workbench("--db", str(tmp_path / "corpus.db"), "train", kind, "--from-corpus")
    assert result.code == 1
    assert result.stderr.count("or more are needed") == 1
    assert not folder_of(tmp_path / "corpus.db").exists()


@pytest.mark.parametrize("build", CORPORA, ids=lambda build: build.__name__)
def test_terms_and_rules_of_such_a_corpus_are_listed_without_a_fault(
    workbench: Workbench, tmp_path: Path, build: Callable[[Path], None]
) -> None:
    build(tmp_path / "corpus.db")
    for command in ("harvest", "rules"):
        result = workbench("--db", str(tmp_path / "corpus.db"), "terms", command)
        assert result.code == 0, result.stderr
    assert workbench("--db", str(tmp_path / "corpus.db"), "doctor").code == 0


@pytest.mark.parametrize("build", CORPORA, ids=lambda build: build.__name__)
def test_the_app_learns_nothing_wrong_from_such_a_corpus(tmp_path: Path, build: Callable[[Path], None]) -> None:
    build(tmp_path / "corpus.db")
    learner = Learner(bundled)
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        for documents in learner.documents(corpus):
            learner.measure(corpus, documents)
        learnt = learner.learn(corpus, {})
        assert not learnt.scored
        assert not learnt.proposals
