"""Rows aligned anew: which rows are taken, what they are called, and what is refused in a sentence."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from tests.tui.corpora import CHINESE, ENGLISH
from workbench.documents.formats.markdown import read
from workbench.documents.prepare import prepare, prepare_lines
from workbench.domain import (
    ActionKind,
    Document,
    Language,
    Pair,
    PairSide,
    PreparedDocument,
    Relation,
    Role,
    SegmentSpan,
    Side,
    Status,
)
from workbench.encoders.registry import bundled
from workbench.errors import NotPossible
from workbench.pipeline.alignment import align_documents
from workbench.pipeline.counterparts import counterparts_of
from workbench.pipeline.realignment import realign
from workbench.pipeline.storing import store_bitext
from workbench.review.operations import Stamp, judge, merge
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery

STAMP = Stamp("tester", "2026-11-21T00:00:00Z")


def stored(corpus: Corpus, source: str, target: str) -> list[Pair]:
    """Two documents, a sentence a line, aligned and stored; their rows."""
    article = prepare_lines(Document("source", source, "utf-8", "source", Role.ARTICLE))
    coverage = prepare_lines(Document("target", target, "utf-8", "target", Role.COVERAGE))
    store_bitext(corpus, align_documents(article, coverage, bundled()))
    return list(corpus.iter_pairs(PairQuery()))


def rows_after(corpus: Corpus, pair: Pair) -> list[Pair]:
    corpus.act(ActionKind.REALIGN, realign(corpus, bundled(), pair).changes, "tester")
    return list(corpus.iter_pairs(PairQuery()))


def test_rows_of_one_language_are_realigned_as_such(corpus: Corpus) -> None:
    first, second, *_ = stored(corpus, "\n".join(ENGLISH), "\n".join(ENGLISH))
    assert first.relation is Relation.SAME_LANGUAGE
    corpus.act(ActionKind.MERGE, merge(first, second, corpus.segments), "tester")
    merged = next(corpus.iter_pairs(PairQuery()))
    assert merged.source.segments == (0, 1)
    again = rows_after(corpus, merged)
    assert [row.source.segments for row in again] == [(position,) for position in range(len(ENGLISH))]
    assert {row.relation for row in again} == {Relation.SAME_LANGUAGE}


def test_rows_of_another_relation_stay(corpus: Corpus) -> None:
    first, second, *_ = stored(corpus, "\n".join(ENGLISH), "\n".join(CHINESE))
    same = replace(first, id=None, target=replace(first.source, document="target"), relation=Relation.SAME_LANGUAGE)
    corpus.add_pairs([replace(same, target=replace(same.target, spans=(SegmentSpan(9),)))])
    corpus.act(ActionKind.MERGE, merge(first, second, corpus.segments), "tester")
    merged = corpus.pair(first.id or 0)
    again = rows_after(corpus, merged)
    assert Relation.SAME_LANGUAGE in {row.relation for row in again}
    assert {row.source.segments for row in again} >= {(0,), (1,)}


def test_a_decided_row_stops_it(corpus: Corpus) -> None:
    first, second, *_ = stored(corpus, "\n".join(ENGLISH), "\n".join(CHINESE))
    corpus.act(ActionKind.CONFIRM, judge(first, ActionKind.CONFIRM, STAMP), "tester")
    with pytest.raises(NotPossible, match="decided or corrected already"):
        realign(corpus, bundled(), corpus.pair(first.id or 0))
    assert all(row.status is not Status.CONFIRMED for row in realign(corpus, bundled(), second).old)


def test_rows_without_their_documents_texts_are_refused(corpus: Corpus) -> None:
    sides = (
        PairSide.whole("report", Language.EN, (3,), ENGLISH[0]),
        PairSide.whole("报道", Language.ZH_HANS, (4,), CHINESE[0]),
    )
    corpus.add_pairs([Pair(*sides, Relation.TRANSLATION)])
    row = next(corpus.iter_pairs(PairQuery()))
    with pytest.raises(NotPossible, match="“report” is not in the corpus"):
        realign(corpus, bundled(), row)
    assert counterparts_of(corpus, bundled(), row, Side.SOURCE) == []


def test_rows_whose_segments_are_damaged_are_refused(corpus: Corpus) -> None:
    row = stored(corpus, "\n".join(ENGLISH), "\n".join(CHINESE))[0]
    with closing(sqlite3.connect(corpus.path)) as damaging, damaging:
        damaging.execute("UPDATE segments SET position = position - 100 WHERE position = 1")
    with pytest.raises(NotPossible, match="not in the corpus"):
        realign(corpus, bundled(), row)


def test_an_unaligned_row_that_nothing_faces_is_refused(corpus: Corpus) -> None:
    side = PairSide.whole("report", Language.EN, (0,), ENGLISH[0])
    corpus.add_pairs([Pair(side, PairSide.missing(Language.ZH_HANS), Relation.UNALIGNED)])
    with pytest.raises(NotPossible, match="Nothing faces"):
        realign(corpus, bundled(), next(corpus.iter_pairs(PairQuery())))


def test_counterparts_leave_out_what_stands_there(corpus: Corpus) -> None:
    row = stored(corpus, "\n".join(ENGLISH), "\n".join(CHINESE))[0]
    found = counterparts_of(corpus, bundled(), row, Side.SOURCE)
    assert found
    assert row.target.segments not in {each.side.segments for each in found}
    assert {each.side.document for each in found} == {"target"}


def test_realigning_keeps_to_the_blocks_of_the_documents(corpus: Corpus) -> None:
    def page(name: str, *texts: str) -> PreparedDocument:
        source = "\n".join(texts).encode()
        found = read(source, name, None)
        return prepare(Document(name, found.text, "utf-8", name, blocks=found.blocks, markup=found.markup))

    zh = page("source", "# 结论", "", "天津市代表团7日访问吉林。", "", "|名称|用途|", "|-|-|")
    en = page("target", "# Conclusion", "", "A delegation from Tianjin visited Jilin.", "", "|Name|Use|", "|-|-|")
    store_bitext(corpus, align_documents(zh, en, bundled()))
    assert corpus.document("source").blocks == zh.document.blocks
    first, second, *_ = corpus.iter_pairs(PairQuery())
    corpus.act(ActionKind.MERGE, merge(first, second, corpus.segments), "tester")
    again = rows_after(corpus, next(corpus.iter_pairs(PairQuery())))
    assert [(row.source.segments, row.target.segments) for row in again] == [((n,), (n,)) for n in range(4)]
