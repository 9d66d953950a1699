"""Continuing the bundled encoder on what a reviewer confirmed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.store.builders import chinese, document, english
from workbench.adaptation import encoder as adapting
from workbench.adaptation.confirmed import Lesson, Lessons, read_lessons
from workbench.adaptation.encoder import adapt_encoder, held_back, judge, learn
from workbench.adaptation.evened import evened
from workbench.domain import Pair, Relation, Status, Term, TermKind
from workbench.encoders.adapted import folder_of, read_record
from workbench.encoders.registry import bundled, load_encoder
from workbench.encoders.static import OtherRows
from workbench.errors import InputError
from workbench.evaluation.retrieval import evaluate_retrieval
from workbench.store.corpus import Corpus

ZH = ["甪", "仝", "佘", "邬", "缪", "郗", "郇", "郏", "鄢", "鄞", "酆", "闫", "闵", "阚", "靳", "鞠", "鲍", "麴"]
EN = ["blorp", "dax", "fendle", "gax", "kiv", "lorch", "mib", "nurt", "plim", "quon", "rast", "snid", "toma", "ulb"]
EN += ["vosk", "wug", "yarn", "zib"]


def lessons(documents: int, each: int = 25, seed: int = 1) -> list[Lesson]:
    """A language of invented words that the bundled encoder does not know."""
    draw = random.Random(seed)
    made = []
    for number in range(documents):
        for _ in range(each):
            words = draw.sample(range(len(ZH)), 4)
            made.append(
                Lesson("、".join(ZH[at] for at in words), " ".join(EN[at] for at in words), f"document {number}")
            )
    return made


def retrieval(encoder: object, judged: Sequence[Lesson]) -> float:
    assert isinstance(encoder, type(bundled()))
    return evaluate_retrieval(encoder, [one.zh for one in judged], [one.en for one in judged]).cosine


def start(found: Lessons) -> OtherRows:
    return evened(bundled(), [text for one in found.confirmed for text in (one.zh, one.en)])


def test_a_domain_is_learnt_and_everyday_words_stay() -> None:
    found = Lessons(tuple(lessons(6)), (), ())
    rows, gone = learn(found, found.confirmed, start(found))
    encoder = bundled().adapted(rows, {})
    fresh = lessons(2, seed=9)
    assert retrieval(encoder, fresh) > retrieval(bundled(), fresh) + 0.2
    everyday = ["今天天气很好。", "The weather is fine today."]
    assert np.array_equal(encoder.encode(everyday[:1]), bundled().encode(everyday[:1]))
    assert gone < adapting._FARTHEST
    same = learn(found, found.confirmed, start(found))[0]
    assert np.array_equal(same.table, rows.table)


def test_what_helps_documents_held_back_is_used_and_noise_is_not() -> None:
    found = Lessons(tuple(lessons(6)), (), ())
    judgement = judge(found, start(found))
    assert judgement.used
    assert judgement.after["retrieval"] > judgement.before["retrieval"]
    shuffled = [one.en for one in found.confirmed]
    random.Random(1).shuffle(shuffled)
    wrong = [replace(one, en=en) for one, en in zip(found.confirmed, shuffled, strict=True)]
    assert not judge(Lessons(tuple(wrong), (), ()), start(found)).used


def test_what_all_texts_share_tells_them_apart_less() -> None:
    texts = [
        f"The committee of the province met on {day} in {place}." for day in range(9) for place in ("Wuhan", "Jilin")
    ]
    rows = evened(bundled(), texts)
    before, after = (encoder.encode(texts) for encoder in (bundled(), bundled().adapted(rows, {})))
    assert (after @ after.T).mean() < (before @ before.T).mean()
    lengths = [np.linalg.norm(each.rows(rows.ids), axis=1) for each in (bundled(), bundled().adapted(rows, {}))]
    assert 0.5 < (lengths[1] / lengths[0]).mean() < 1.5


@pytest.mark.parametrize("texts", [[], ["", "…"]])
def test_texts_without_a_known_word_even_nothing_out(texts: list[str]) -> None:
    assert np.isfinite(evened(bundled(), texts).factors).all()


def test_documents_are_held_back_whole_and_each_once() -> None:
    found = Lessons(tuple(lessons(7, each=10)), (), ())
    parts = held_back(found, seed=1)
    assert sorted(name for part in parts for name in part) == sorted(found.documents)


def stored(path: Path, found: Sequence[tuple[str, str, Status]]) -> Path:
    """A corpus of two documents whose rows face each other."""
    lines = [f"line {number}" for number in range(len(found))]
    with Corpus.create(path) as corpus:
        article, coverage = (corpus.add_document(*document(name, lines)) for name in ("article", "coverage"))
        corpus.add_pairs(
            Pair(chinese(number, zh, coverage), english(number, en, article), Relation.TRANSLATION, status=status)
            for number, (zh, en, status) in enumerate(found)
        )
    return path


def test_a_corpus_teaches_and_the_model_is_kept_beside_it(tmp_path: Path) -> None:
    rows = [(one.zh, one.en, Status.CONFIRMED) for one in lessons(6)]
    db = stored(tmp_path / "corpus.db", rows)
    model = adapt_encoder(db)
    assert model.used
    assert read_record(folder_of(db)) == (model,)
    assert model.pairs == len({row[:2] for row in rows})
    assert load_encoder(str(folder_of(db))).signature == f"{bundled().signature}|{model.name}"
    assert adapt_encoder(db).name == model.name


def test_decisions_both_ways_teach_nothing(tmp_path: Path) -> None:
    rows = [("甲", "one", Status.CONFIRMED), ("甲", "one", Status.REJECTED), ("乙", "two", Status.CONFIRMED)]
    rows += [("乙", "two", Status.CONFIRMED), ("丙", "two", Status.REJECTED), ("丁", "four", Status.PROPOSED)]
    db = stored(tmp_path / "corpus.db", rows)
    with Corpus.open(db) as corpus:
        corpus.add_terms([Term("术语", "term"), Term("禁语", "never", TermKind.FORBIDDEN)])
        found = read_lessons(corpus)
    assert [(one.zh, one.en) for one in found.confirmed] == [("乙", "two")]
    assert [(one.zh, one.en) for one in found.rejected] == [("丙", "two")]
    assert [(one.zh, one.en) for one in found.terms] == [("术语", "term")]
    assert {"丁", "four"} < set(found.texts)


@pytest.mark.parametrize("count", [0, 1, adapting.FEWEST - 1])
def test_too_little_is_one_sentence_and_leaves_nothing(tmp_path: Path, count: int) -> None:
    rows = [(f"第{at}", f"number {at}", Status.CONFIRMED) for at in range(count)]
    db = stored(tmp_path / "corpus.db", [*rows, ("甲", "one", Status.PROPOSED)])
    with pytest.raises(InputError, match="are confirmed"):
        adapt_encoder(db)
    assert not folder_of(db).exists()


def test_texts_without_a_known_word_teach_nothing(tmp_path: Path) -> None:
    db = stored(tmp_path / "corpus.db", [(f"…{'·' * at}", f"–{'.' * at}", Status.CONFIRMED) for at in range(60)])
    assert not adapt_encoder(db).used


def test_an_interrupted_training_leaves_the_old_model(tmp_path: Path) -> None:
    db = stored(tmp_path / "corpus.db", [(one.zh, one.en, Status.CONFIRMED) for one in lessons(6)])
    model = adapt_encoder(db)

    def interrupted(stage: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adapt_encoder(db, seed=2, progress=interrupted)
    assert read_record(folder_of(db)) == (model,)


def test_of_many_pairs_some_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.adaptation.confirmed.MOST", 20)
    db = stored(tmp_path / "corpus.db", [(one.zh, one.en, Status.CONFIRMED) for one in lessons(4)])
    with Corpus.read(db) as corpus:
        first, second = read_lessons(corpus), read_lessons(corpus)
    assert len(first.confirmed) == 20
    assert first == second
