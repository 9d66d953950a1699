"""An import that was stopped resumes where it stopped, and ends as one that was not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple, replace
from pathlib import Path

import pytest

from tests.store.builders import WHOLE, alone, chinese, english, pair
from workbench.domain import ActionKind, Change, Language, MatchKind, Pair, PairSide, Relation, Status, Term
from workbench.errors import CorpusError
from workbench.store import copies, ingest, migrations
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery
from workbench.store.values import ImportSource

SOURCE = ImportSource("memory.jsonl", "0" * 64, "{}", 12)
STEP = 4


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "BATCH", STEP)


def _unit(text: str, document: str = "") -> Pair:
    return Pair(
        PairSide(document, Language.EN, (), text),
        PairSide(document, Language.ZH_HANS, (), "你好。"),
        Relation.TRANSLATION,
    )


def _decided(position: int) -> Pair:
    return replace(pair(position), status=Status.CONFIRMED, reviewer="ann", updated_at="2026-11-21T05:19:00Z")


def _file() -> list[Pair]:
    """Reviewed rows, a later one across two of them, units without places, repetitions and a side on its own."""
    wide = replace(
        pair(0),
        source=replace(english(0), spans=WHOLE[:2]),
        target=replace(chinese(0), spans=WHOLE[:2]),
        reviewer="ann",
    )
    units = [_unit("Hello."), _unit("Hello again.", "memory"), alone(chinese(9)), _unit("Hello.")]
    return [replace(each, updated_at="2026-11-21T05:19:00Z") for each in
            (*map(_decided, range(4)), *units, wide, _unit("Bye.", "memory"), alone(chinese(10)), pair(5))]  # fmt: skip


def _rows(path: Path) -> list[tuple[object, ...]]:
    with Corpus.create(path) as corpus:
        places = corpus._connection.execute("SELECT id, home, place FROM pairs ORDER BY id").fetchall()
        assert corpus.check() == []
        return [*places, *(astuple(replace(row, corpus="")) for row in corpus.iter_pairs())]


class Stopped(Exception):
    pass


def _until(count: int) -> Iterator[Pair]:
    for number, each in enumerate(_file()):
        if number == count:
            raise Stopped
        yield each


@pytest.mark.parametrize("stops", [(5,), (4, 8), (11, 11), (3,), (8, 9)])
def test_a_resumed_import_ends_with_the_rows_of_an_uninterrupted_one(tmp_path: Path, stops: tuple[int, ...]) -> None:
    whole, parts = tmp_path / "whole.db", tmp_path / "parts.db"
    with Corpus.create(whole) as corpus:
        corpus.add_pairs([_decided(50)])
        assert corpus.import_pairs(SOURCE, _file()).added == 11
    with Corpus.create(parts) as corpus:
        corpus.add_pairs([_decided(50)])
        for stop in stops:
            with pytest.raises(Stopped):
                corpus.import_pairs(SOURCE, _until(stop))
            (record,) = corpus.imports()
            assert (record.done, record.is_finished) == (stop // STEP * STEP, False)
    with Corpus.create(parts) as corpus:
        assert corpus.import_pairs(SOURCE, _file()).is_finished
        assert [record.is_finished for record in corpus.imports()] == [True]
    assert _rows(parts) == _rows(whole)


def test_rows_do_not_depend_on_where_a_batch_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(_unit("x"), source=replace(pair(0).source, document="", spans=()),
                   target=replace(pair(0).target, document="", spans=()))  # fmt: skip
    counts = set()
    for size in (1, 2, 10):
        monkeypatch.setattr(ingest, "BATCH", size)
        with Corpus.create(tmp_path / f"{size}.db") as corpus:
            counts.add(corpus.add_pairs([pair(0), bare]))
    assert counts == {1}


def test_an_atomic_import_is_whole_or_nothing(corpus: Corpus) -> None:
    with pytest.raises(Stopped):
        corpus.import_pairs(SOURCE, _until(11), atomic=True)
    assert (corpus.count(), corpus.imports(), corpus.check()) == (0, [], [])
    assert corpus.import_pairs(SOURCE, _file(), atomic=True).added == 11


def test_a_second_program_importing_the_same_file_is_refused(corpus: Corpus) -> None:
    def pairs() -> Iterator[Pair]:
        for number, each in enumerate(_file()):
            if number == STEP:
                with Corpus.create(corpus.path) as other:
                    assert other.import_pairs(SOURCE, _file()).is_finished
            yield each

    with pytest.raises(CorpusError, match="Another program is importing memory"):
        corpus.import_pairs(SOURCE, pairs())
    assert corpus.count() == 11
    assert [record.done for record in corpus.imports()] == [12]


def test_another_file_and_other_options_have_records_of_their_own(corpus: Corpus) -> None:
    with pytest.raises(Stopped):
        corpus.import_pairs(SOURCE, _until(5))
    corpus.import_pairs(replace(SOURCE, checksum="1" * 64, total=1), [_unit("Other.")])
    assert [(each.done, each.is_finished) for each in corpus.imports()] == [(4, False), (1, True)]
    corpus.import_pairs(replace(SOURCE, options='{"status": "confirmed"}'), _file())
    assert [each.is_finished for each in corpus.imports()] == [True, True], "the interrupted one is done with"


def test_what_people_did_meanwhile_stays(corpus: Corpus) -> None:
    with pytest.raises(Stopped):
        corpus.import_pairs(SOURCE, _until(5))
    row = corpus.pair(1)
    corpus.act(ActionKind.REJECT, [Change(row, replace(row, status=Status.REJECTED))], "bob")
    corpus.import_pairs(SOURCE, _file())
    assert corpus.pair(1).status is Status.REJECTED
    assert corpus.count() == 11


def test_a_corpus_of_version_1_is_read_as_it_is_and_upgraded_for_writing(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    first = migrations.scripts()[:1]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(migrations, "scripts", lambda: first)
        Corpus.create(path).close()
    with closing(sqlite3.connect(path)) as old, old:
        old.execute(
            "INSERT INTO pairs (home, place, source_language, target_language, source_segments, target_segments,"
            " relation, status, probability, updated_at, source_text, target_text)"
            " VALUES (0, 0, 'en', 'zh-Hans', '', '', 'translation', 'proposed', 0.9, '2026-01-01T00:00:00Z', 'One.',"
            " '一。'), (0, 1, 'en', 'zh-Hans', '', '', 'translation', 'confirmed', 1, '2026-01-01T00:00:00Z', 'Two.',"
            " '二。')"
        )
    migrations._expected_schema.cache_clear()
    with Corpus.read(path) as corpus:
        assert (corpus.count(), corpus.imports()) == (2, [])
        assert [(row.kind, row.coverage) for row in corpus.iter_pairs()] == [(MatchKind.SAME, None)] * 2
        assert corpus.count(PairQuery(kinds=frozenset({MatchKind.FORM}))) == 0
        assert [(each.kind, each.count) for each in corpus.stats().kinds] == [(MatchKind.SAME, 1)] * 2
    with Corpus.create(path) as corpus:
        assert (corpus.count(), corpus.imports()) == (2, [])
        # An import without probabilities was stored as sure.
        assert [(row.scored, row.probability) for row in corpus.iter_pairs()] == [(True, 0.9), (False, 0.0)]
        corpus.import_pairs(replace(SOURCE, total=1), [_unit("Other.")])
    (kept,) = copies.folder(path).glob("*-upgrade.db")
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("SELECT count(*) FROM pairs").fetchone() == (2,)


def test_terms_are_kept_all_or_none(corpus: Corpus) -> None:
    def broken() -> Iterator[Term]:
        yield Term("津", "Tianjin")
        raise Stopped

    with pytest.raises(Stopped):
        corpus.add_terms(broken())
    assert corpus.terms() == []
    commits: list[str] = []
    corpus._connection.sqlite.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    assert corpus.add_terms(Term(f"词{number}", f"term {number}") for number in range(500)) == 500
    assert len(commits) == 1, "a sync for every term took twenty seconds for twenty thousand"
