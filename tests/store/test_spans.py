"""Rows that hold parts of segments: kept, exported and imported as they are, also those that older versions cut."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.review.states import state_of
from tests.store.builders import chinese, document
from workbench.domain import ActionKind, Language, Pair, PairSide, Relation, SegmentSpan, Side
from workbench.errors import CorpusError
from workbench.exchange.formats import FORMATS
from workbench.review import operations, text_edits
from workbench.review.operations import Stamp
from workbench.store import migrations
from workbench.store.corpus import Corpus
from workbench.store.repair import repair

STAMP = Stamp("ann", "2026-11-21T08:00:00Z")
LINES = "It rained, it rained.", "Home.", "The end."
CHINESE = "下雨了，下雨了。回家。", "完。"


def cut_corpus(path: Path) -> None:
    """A row of two sentences, split inside the first one and then edited; and a row nobody touched."""
    with Corpus.create(path) as corpus:
        read = document(lines=LINES)
        corpus.add_document(*read)
        corpus.add_document(*document("coverage", CHINESE))
        first = Pair(PairSide.of("article", read[2][:2]), chinese(0, CHINESE[0]), Relation.TRANSLATION)
        second = Pair(PairSide.of("article", read[2][2:]), chinese(1, CHINESE[1]), Relation.TRANSLATION)
        corpus.add_pairs([first, second])
        halves = operations.split(corpus.pair(1), 10, 4, corpus.segments)
        corpus.act(ActionKind.SPLIT, halves, "ann")
        edited = text_edits.edit(corpus.pair(1), Side.SOURCE, "It poured,", STAMP)
        corpus.act(ActionKind.EDIT, edited, "ann")


def made_older(path: Path) -> None:
    """Make a corpus one of the version before rows kept spans, its history too."""
    with closing(sqlite3.connect(path)) as old, old:
        (trigger,) = old.execute("SELECT sql FROM sqlite_master WHERE name = 'changes_keep_words'").fetchone()
        old.execute("DROP TRIGGER changes_keep_words")
        for action, number, *records in old.execute("SELECT action_id, number, before, after FROM changes").fetchall():
            kept = [
                text and json.dumps({name: value for name, value in json.loads(text).items() if "spans" not in name})
                for text in records
            ]
            sql = "UPDATE changes SET before = ?, after = ? WHERE action_id = ? AND number = ?"
            old.execute(sql, (*kept, action, number))
        old.execute(trigger)
        names = [script.stem for script in migrations.scripts()]
        first = next(number for number, name in enumerate(names) if name.endswith("_spans"))
        for script in reversed(migrations.scripts()[first:]):
            text = script.read_text(encoding="utf-8")
            for table in re.findall(r"CREATE TABLE (\w+)", text):
                old.execute(f"DROP TABLE {table}")
            for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", text):
                old.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
            old.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (script.stem,))
        old.execute(f"PRAGMA user_version = {first}")


def test_rows_that_an_older_version_cut_get_their_spans(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    cut_corpus(path)
    with Corpus.read(path) as corpus:
        before = state_of(corpus)
    assert before[1].source.spans == (SegmentSpan(0, 0, 10),)
    assert before[3].source.spans == (SegmentSpan(0, 11), SegmentSpan(1))
    made_older(path)
    with Corpus.read(path) as corpus:
        assert corpus.pair(1).source.spans == (SegmentSpan(0),), "read as it is"
    with Corpus.open(path) as corpus:
        assert state_of(corpus) == before
        assert corpus.undo() is not None
        assert corpus.undo() is not None
        assert corpus.pair(1).source.spans == (SegmentSpan(0), SegmentSpan(1))
        assert corpus.redo() is not None
        assert corpus.redo() is not None
        assert state_of(corpus) == before
        assert corpus.check() == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_export_of_cut_rows_imported_again_gives_the_same_rows(tmp_path: Path, name: str) -> None:
    cut_corpus(tmp_path / "one.db")
    with Corpus.read(tmp_path / "one.db") as one, Corpus.create(tmp_path / "two.db") as two:
        stream = io.BytesIO()
        rows = list(one.iter_pairs())
        FORMATS[name].write(rows, stream)
        again = list(FORMATS[name].read(io.BytesIO(stream.getvalue())))
        two.add_pairs(again)
        assert [row.source.text for row in two.iter_pairs()] == [row.source.text for row in rows]
        if any(row.source.spans for row in again):
            assert [row.source.spans for row in two.iter_pairs()] == [row.source.spans for row in rows]
        assert two.add_pairs(again) == 0


def test_a_sentence_of_three_rows_stays_in_order(tmp_path: Path) -> None:
    held = {SegmentSpan(4, 0, 5): "It is", SegmentSpan(4, 6, 9): "not", SegmentSpan(4, 10): "so."}
    sides = [PairSide("article", Language.EN, (span,), text) for span, text in held.items()]
    lone = [Pair(side, PairSide.missing(Language.ZH_HANS), Relation.UNALIGNED) for side in sides]
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        facing = Pair(PairSide.missing(Language.EN), chinese(0), Relation.UNALIGNED)
        both = replace(lone[0], target=chinese(5), relation=Relation.TRANSLATION)
        assert corpus.add_pairs([both, lone[1], facing, lone[2]]) == 4
        assert [row.source.text for row in corpus.iter_pairs()] == ["It is", "not", "", "so."]


def test_spans_that_are_not_of_the_segments_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    cut_corpus(path)
    for value in ("7:0-3", "x", "0:3-2"):
        with closing(sqlite3.connect(path)) as damaging, damaging:
            damaging.execute("UPDATE pairs SET source_spans = ? WHERE id = 1", (value,))
        with Corpus.open(path) as corpus, pytest.raises(CorpusError):
            corpus.pair(1)


def test_an_older_corpus_is_repaired_with_all_its_rows(tmp_path: Path) -> None:
    cut_corpus(tmp_path / "corpus.db")
    with Corpus.read(tmp_path / "corpus.db") as corpus:
        before = state_of(corpus)
    made_older(tmp_path / "corpus.db")
    assert repair(tmp_path / "corpus.db", tmp_path / "saved.db").lost == 0
    with Corpus.open(tmp_path / "saved.db") as corpus:
        assert state_of(corpus) == before
