"""What a half-translated article left in Chinese is offered in the English of others, and marked."""

from __future__ import annotations

from pathlib import Path

from workbench.documents.prepare import language_by_line, prepare_sentences
from workbench.domain import Language, Pair, PairSide, PreparedDocument, Relation, Role, Status
from workbench.encoders.registry import bundled
from workbench.pipeline.borrowing import borrowed
from workbench.pipeline.comparable import PROPOSED, mine_documents, mine_into
from workbench.store.corpus import Corpus

CHINESE = "双方签署了7个合作协议，总投资300亿元。"
ENGLISH = "Both sides signed seven cooperation agreements with a total investment of 30 billion yuan."
HALF = ["The delegation of Jilin Province visited Tianjin.", CHINESE, "他说，这本书卖得很好。"]


def _article(texts: list[str]) -> PreparedDocument:
    return language_by_line(prepare_sentences(texts, "article", Role.ARTICLE))


def _memory(path: Path, chinese: str, status: Status) -> Corpus:
    corpus = Corpus.create(path)
    sides = PairSide("memory", Language.ZH_HANS, (), chinese), PairSide("memory", Language.EN, (), ENGLISH)
    corpus.add_pairs([Pair(*sides, Relation.TRANSLATION, status, 1.0)])
    return corpus


def test_a_paper_in_english_translates_the_chinese_rest() -> None:
    paper = prepare_sentences([ENGLISH, "The weather was fine."], "paper", Role.COVERAGE)
    found = [pair for pair in mine_documents(_article(HALF), [paper], bundled()) if pair.source.text == CHINESE]
    assert [pair.target.text for pair in found] == [ENGLISH]
    assert found[0].note == "Borrowed: the English is that of paper."


def test_an_article_in_one_language_borrows_nothing() -> None:
    paper = prepare_sentences([ENGLISH, "The weather was fine."], "paper", Role.COVERAGE)
    assert not any(pair.note for pair in mine_documents(_article(HALF[1:]), [paper], bundled()))


def test_the_corpus_lends_its_confirmed_translation(tmp_path: Path) -> None:
    with _memory(tmp_path / "corpus.db", "雙方簽署了7個合作協議，總投資300億元。", Status.CONFIRMED) as corpus:
        pairs = list(borrowed(corpus, _article(HALF)))
        assert [(pair.source.text, pair.target.text) for pair in pairs] == [(CHINESE, ENGLISH)]
        assert pairs[0].note.startswith("Borrowed: ")
        assert pairs[0].status is Status.PROPOSED
        paper = prepare_sentences(["昨天的足球比赛没有分出胜负。"], "paper", Role.COVERAGE)
        mined, _ = mine_into(corpus, _article(HALF), [paper], bundled(), kinds=PROPOSED)
        rows = [row for row in mined.rows if row.source.text == CHINESE]
        assert [row.target.text for row in rows] == [ENGLISH]


def test_neither_unconfirmed_translations_nor_other_facts_are_lent(tmp_path: Path) -> None:
    with _memory(tmp_path / "proposed.db", CHINESE, Status.PROPOSED) as corpus:
        assert not list(borrowed(corpus, _article(HALF)))
    with _memory(tmp_path / "other.db", CHINESE.replace("7", "9"), Status.CONFIRMED) as corpus:
        assert not list(borrowed(corpus, _article(HALF)))
