"""What goes in comes out; what is known is not added again; queries answer as a plain loop would."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.builders import WHOLE, alone, chinese, document, english, flag, pair
from workbench.domain import (
    ActionKind,
    Block,
    BlockKind,
    Change,
    Correction,
    Inline,
    InlineKind,
    Language,
    Pair,
    PairSide,
    Place,
    Relation,
    SegmentSpan,
    Severity,
    Side,
    Status,
    Term,
    TermKind,
)
from workbench.errors import CorpusError
from workbench.store import migrations
from workbench.store.corpus import Corpus
from workbench.store.queries import Order, PairQuery

ROOT = Path(__file__).resolve().parents[2]


def test_schema_file_is_what_the_migrations_make() -> None:
    assert (ROOT / "db" / "schema.sql").read_text(encoding="utf-8") == migrations.schema_text(), (
        "write workbench.store.migrations.schema_text() into db/schema.sql"
    )


# Documents


def test_document_comes_back_as_it_was_read(corpus: Corpus) -> None:
    read, clean, segments = document()
    assert corpus.add_document(read, clean, segments) == "article"
    assert corpus.document("article") == read
    assert corpus.clean_text("article") == clean
    assert corpus.clean_text("article").edits == clean.edits
    assert corpus.segments("article") == segments
    (entry,) = corpus.documents()
    assert (entry.name, entry.segments, entry.title) == ("article", 2, "Title of article")


def test_document_is_recognised_by_its_bytes_and_renamed_when_its_name_is_taken(corpus: Corpus) -> None:
    read, clean, segments = document()
    corpus.add_document(read, clean, segments)
    again = replace(read, name="another-name")
    assert corpus.add_document(again, replace(clean, document=again), segments) == "article"
    assert corpus.add_document(*document(lines=("Other text.",))) == "article-2"
    assert len(corpus.documents()) == 2


def test_a_date_is_kept_and_a_later_one_corrects_it(corpus: Corpus) -> None:
    read, clean, segments = document()
    for date, expected in (("", ""), ("2025", "2025"), ("", "2025"), ("2026-11", "2026-11")):
        dated = replace(read, date=date)
        assert corpus.add_document(dated, replace(clean, document=dated), segments) == "article"
        assert corpus.document("article").date == expected
    assert [entry.date for entry in corpus.documents()] == ["2026-11"]


def test_a_corpus_from_before_dates_is_read_as_it_is_and_upgraded_for_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.db"
    with monkeypatch.context() as patched:
        scripts = migrations.scripts()[:11]
        patched.setattr(migrations, "scripts", lambda: scripts)
        Corpus.create(path).close()
    with closing(sqlite3.connect(path)) as old, old:
        old.execute(
            "INSERT INTO documents (name, role, title, text, encoding, checksum, segmentation)"
            " VALUES ('article', 'article', '', 'One.', 'utf-8', 'a', 'b')"
        )
    migrations._expected_schema.cache_clear()
    for opened in (Corpus.read, Corpus.open):
        with opened(path) as corpus:
            assert [(entry.name, entry.date) for entry in corpus.documents()] == [("article", "")]
            assert corpus.document("article").date == ""


def test_same_bytes_cut_otherwise_are_another_document(corpus: Corpus) -> None:
    read, clean, segments = document()
    corpus.add_document(read, clean, segments)
    whole = (replace(segments[0], text="One.\nTwo.", gap="", end=segments[-1].end),)
    assert corpus.add_document(read, clean, whole) == "article-2"


def test_missing_document_is_said(corpus: Corpus) -> None:
    with pytest.raises(CorpusError, match="no document “nothing”"):
        corpus.document("nothing")
    corpus.add_pairs([pair(0)])
    with pytest.raises(CorpusError, match="only pairs were imported"):
        corpus.document("article")
    assert corpus.segments("article") == ()


# Pairs

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
spans = st.builds(
    lambda position, start, length: SegmentSpan(position, start, None if length is None else start + length),
    st.integers(0, 10**6),
    st.just(0) | st.integers(0, 99),
    st.none() | st.integers(1, 99),
)
sides = st.builds(
    PairSide,
    document=st.sampled_from(["", "a", "b", "文件"]),
    language=st.sampled_from(Language),
    spans=st.lists(spans, max_size=4, unique_by=lambda span: span.position).map(
        lambda found: tuple(sorted(found, key=lambda span: span.position))
    ),
    text=texts,
)
flags = st.builds(
    replace,
    st.just(flag()),
    rule=texts,
    severity=st.sampled_from(Severity),
    side=st.sampled_from(Side),
    suggestion=st.none() | texts,
    message=texts,
)
corrections = st.builds(Correction, st.sampled_from(["source", "target"]), texts, texts, texts, texts, texts)
pairs = st.builds(
    Pair,
    source=sides,
    target=sides,
    relation=st.sampled_from(Relation),
    status=st.sampled_from(Status),
    probability=st.floats(0, 1),
    flags=st.lists(flags, max_size=3).map(tuple),
    corrections=st.lists(corrections, max_size=2).map(tuple),
    reviewer=st.none() | texts,
    note=texts,
    bookmarked=st.booleans(),
    updated_at=texts.filter(bool),
)


@settings(max_examples=25)
@given(st.lists(pairs, max_size=6))
def test_pairs_come_back_as_they_were_added(tmp_path_factory: pytest.TempPathFactory, added: list[Pair]) -> None:
    path = tmp_path_factory.mktemp("pairs") / "corpus.db"
    with Corpus.create(path) as corpus:
        count = corpus.add_pairs(added)
        assert corpus.add_pairs(added) == 0
        assert corpus.check() == []
    with Corpus.create(path) as corpus:
        stored = list(corpus.iter_pairs(PairQuery(order=Order.ID)))
        assert [one.id for one in stored] == list(range(1, count + 1))
        remaining = list(added)
        for one in stored:
            # Order is kept, repeated ones are left out.
            while replace(one, id=None) != remaining[0]:
                remaining.pop(0)
        assert corpus.count() == count == corpus.stats().pairs


def test_known_pairs_stay_known_whatever_became_of_them(corpus: Corpus) -> None:
    proposed = [pair(position) for position in range(6)]
    assert corpus.add_pairs(proposed) == 6
    first, second, third, fourth, fifth, sixth = corpus.pairs(corpus.pair_ids())
    merged = replace(
        first,
        source=replace(first.source, spans=WHOLE[:2], text="Both."),
        target=replace(first.target, spans=WHOLE[:2], text="合。"),
    )
    corpus.act(ActionKind.MERGE, [Change(first, merged), Change(second, None)], "ann")
    corpus.act(ActionKind.REJECT, [Change(third, replace(third, status=Status.REJECTED))], "ann")
    corpus.act(ActionKind.EDIT, [Change(fourth, replace(fourth, source=replace(fourth.source, text="Edited.")))], "ann")
    corpus.act(ActionKind.UNLINK, [Change(fifth, alone(fifth.source)), Change(None, alone(fifth.target))], "ann")
    before = list(corpus.iter_pairs())
    assert corpus.add_pairs(proposed) == 0
    assert list(corpus.iter_pairs()) == before
    assert sixth in before


def test_other_proposals_for_segments_a_person_decided_are_left_out(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0), pair(1), alone(english(2))])
    first = corpus.pair(1)
    corpus.act(ActionKind.CONFIRM, [Change(first, replace(first, status=Status.CONFIRMED))], "ann")
    wider = Pair(replace(english(0), spans=WHOLE[:2]), replace(chinese(0), spans=WHOLE[:2]), Relation.TRANSLATION)
    assert corpus.add_pairs([wider]) == 0, "it holds segments of a confirmed row on both sides"
    assert corpus.add_pairs([alone(english(0))]) == 0, "the segment has a counterpart"
    other = Pair(english(1), chinese(5), Relation.TRANSLATION)
    assert corpus.add_pairs([other]) == 1, "nobody decided about these"


def test_imports_without_segments_are_known_by_their_texts(corpus: Corpus) -> None:
    unit = Pair(
        PairSide("memory.tmx", Language.EN, (), "Hello."),
        PairSide("memory.tmx", Language.ZH_HANS, (), "你好。"),
        Relation.TRANSLATION,
    )
    elsewhere = replace(unit, source=replace(unit.source, document="other.tmx"))
    assert corpus.add_pairs([unit, unit, elsewhere]) == 1
    corpus.add_pairs([pair(0, "Words.", "词。")])
    stored = corpus.pair(2)
    bare = replace(unit, source=replace(unit.source, text="Words."), target=replace(unit.target, text="词。"))
    assert corpus.add_pairs([bare]) == 0, "an export read back brings nothing new"
    corrected = replace(stored, source=replace(stored.source, text="Word."))
    corpus.act(ActionKind.EDIT, [Change(stored, corrected)], "ann")
    assert corpus.add_pairs([replace(bare, source=replace(bare.source, text="Word."))]) == 0


def test_rows_stand_in_document_order_with_lone_ones_between(corpus: Corpus) -> None:
    corpus.add_pairs(
        [
            alone(chinese(0)),
            pair(1),
            alone(chinese(2)),
            alone(chinese(3)),
            alone(english(2)),
            pair(4),
            alone(chinese(9)),
        ]
    )
    rows = [(row.source.segments, row.target.segments) for row in corpus.iter_pairs(PairQuery(document="article"))]
    assert rows == [
        ((), (0,)), ((1,), (1,)), ((), (2,)), ((), (3,)), ((2,), ()), ((4,), (4,)), ((), (9,)),
    ]  # fmt: skip
    ids = corpus.pair_ids(PairQuery(document="coverage"))
    assert len(ids) == 6, "all but the row that has no Chinese"


def test_new_rows_stand_after_the_row_named_before_them(corpus: Corpus) -> None:
    corpus.add_pairs(pair(position) for position in range(3))
    middle = corpus.pair(2)
    left = replace(middle, source=replace(middle.source, text="Left."))
    right = replace(middle, id=None, revision=0, source=replace(middle.source, text="Right."))
    action = corpus.act(ActionKind.SPLIT, [Change(middle, left), Change(None, right)], "ann")
    assert action.pair_ids == (2, 4)
    assert list(corpus.pair_ids()) == [1, 2, 4, 3]
    corpus.act(
        ActionKind.SPLIT,
        [Change(None, replace(right, note="first")), Change(corpus.pair(1), replace(left, id=1))],
        "ann",
    )
    assert list(corpus.pair_ids()) == [5, 1, 2, 4, 3]


def test_segments_lead_to_their_rows(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0), pair(1)])
    assert corpus.pairs_with("coverage", 1) == [2]
    assert corpus.pairs_with("coverage", 7) == []
    assert corpus.pairs_with("unknown", 1) == []


def test_bitexts_and_tallies_follow_every_change(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0, flags=[flag()]), pair(1), alone(english(2))])
    assert [(found.source, found.target) for found in corpus.bitexts()] == [("article", "coverage")]
    row = corpus.pair(2)
    corpus.act(ActionKind.CONFIRM, [Change(row, replace(row, status=Status.CONFIRMED))], "ann")
    counted = {(t.target, t.relation, t.status, t.flagged): t.count for t in corpus.tallies()}
    assert counted == {
        ("coverage", Relation.TRANSLATION, Status.PROPOSED, True): 1,
        ("coverage", Relation.TRANSLATION, Status.CONFIRMED, False): 1,
        ("", Relation.UNALIGNED, Status.PROPOSED, False): 1,
    }
    corpus.replace_all_flags([(corpus.pair(1), [])])
    assert not any(tally.flagged for tally in corpus.tallies())


def test_flags_are_replaced_without_a_trace(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0, flags=[flag()])])
    corpus.replace_all_flags([(corpus.pair(1), [flag("numbers", Severity.INFO), flag("terms", Severity.WARNING)])])
    row = corpus.pair(1)
    assert [found.rule for found in row.flags] == ["numbers", "terms"]
    assert row.revision == 0
    assert corpus.history() == []
    assert corpus.replace_all_flags([(corpus.pair(1), []), (replace(corpus.pair(1), id=99), [flag()])]) == 1
    assert corpus.pair(1).flags == ()


def expected(rows: list[Pair], query: PairQuery) -> list[int | None]:
    """The query as a plain loop."""
    return [
        row.id
        for row in rows
        if (query.document is None or query.document in (row.source.document, row.target.document))
        and (query.statuses is None or row.status in query.statuses)
        and (query.relations is None or row.relation in query.relations)
        and (query.rule is None or any(found.rule == query.rule for found in row.flags))
        and (query.flagged is None or query.flagged == any(f.severity is not Severity.INFO for f in row.flags))
        and (query.bookmarked is None or row.bookmarked == query.bookmarked)
        and (query.min_probability is None or row.probability >= query.min_probability)
        and (query.max_probability is None or row.probability < query.max_probability)
    ]


queries = st.builds(
    PairQuery,
    document=st.sampled_from([None, "a", "b", "文件", "unknown"]),
    statuses=st.none() | st.frozensets(st.sampled_from(Status)),
    relations=st.none() | st.frozensets(st.sampled_from(Relation)),
    rule=st.none() | texts,
    flagged=st.none() | st.booleans(),
    bookmarked=st.none() | st.booleans(),
    min_probability=st.none() | st.floats(0, 1),
    max_probability=st.none() | st.floats(0, 1),
    order=st.just(Order.ID),
)


@settings(max_examples=25)
# A row without a source side also belongs to the document it is listed under: tested above.
@given(
    st.lists(pairs.filter(lambda one: bool(one.source.document)), max_size=8), st.lists(queries, min_size=1, max_size=4)
)
def test_queries_find_what_a_loop_finds(
    tmp_path_factory: pytest.TempPathFactory, added: list[Pair], asked: list[PairQuery]
) -> None:
    with Corpus.create(tmp_path_factory.mktemp("queries") / "corpus.db") as corpus:
        corpus.add_pairs(added)
        rows = list(corpus.iter_pairs(PairQuery(order=Order.ID)))
        for query in asked:
            assert list(corpus.pair_ids(query)) == expected(rows, query)
            assert corpus.count(query) == len(expected(rows, query))


def test_order_by_value_puts_open_flagged_improbable_rows_first(corpus: Corpus) -> None:
    corpus.add_pairs(
        [pair(0, probability=0.9), pair(1, probability=0.2), pair(2, probability=0.8, flags=[flag()]), pair(3)]
    )
    row = corpus.pair(2)
    corpus.act(ActionKind.CONFIRM, [Change(row, replace(row, status=Status.CONFIRMED))], "ann")
    assert list(corpus.pair_ids(PairQuery(order=Order.VALUE))) == [3, 1, 4, 2]
    assert list(corpus.pair_ids(PairQuery(order=Order.PROBABILITY))) == [2, 3, 1, 4]


# Settings and terms


def test_settings_and_terms_are_kept(tmp_path: Path) -> None:
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        assert corpus.setting("row", "none") == "none"
        corpus.set_setting("row", "12")
        corpus.set_setting("row", "13")
        assert corpus.add_terms([Term("津", "Tianjin")]) == 1
        assert corpus.add_terms([Term("津", "Tianjin")]) == 0
        assert corpus.add_terms([Term("津", "Tianjin", kind=TermKind.REQUIRED)]) == 1
        assert corpus.add_terms([Term("吉", "Kyrgyzstan", kind=TermKind.FORBIDDEN)]) == 1
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        assert corpus.setting("row") == "13"
        assert corpus.terms() == [
            Term("吉", "Kyrgyzstan", kind=TermKind.FORBIDDEN),
            Term("津", "Tianjin", kind=TermKind.REQUIRED),
        ]
        assert corpus.remove_term("津", "Jin") == 0
        assert corpus.remove_term("津") == 1


def test_text_is_data_not_sql(corpus: Corpus) -> None:
    hostile = "'); DROP TABLE pairs; -- \x00 \x1b[2J \" %s {} \u202e"
    corpus.add_pairs([pair(0, hostile, hostile)])
    corpus.set_setting(hostile, hostile)
    assert corpus.pair(1).source.text == hostile
    assert corpus.setting(hostile) == hostile
    assert len(corpus.search("DROP TABLE")) == 1
    assert corpus.pair_ids(PairQuery(document=hostile)) is not None


def test_half_a_character_is_refused_in_words(corpus: Corpus) -> None:
    with pytest.raises(CorpusError, match="half a character"):
        corpus.add_pairs([pair(0, "\ud800")])
    assert corpus.count() == 0
    assert corpus.add_pairs([pair(0)]) == 1


def test_values_that_cannot_be_kept_are_refused_in_words(corpus: Corpus) -> None:
    for value in (1.5, -0.1, float("nan"), float("inf")):
        with pytest.raises(CorpusError, match="was refused"):
            corpus.add_pairs([pair(0, probability=value)])
    with pytest.raises(CorpusError, match="too large"):
        corpus.add_pairs([pair(10**30)])
    assert corpus.count() == 0


def test_connection_follows_the_rules_of_safe_writing(corpus: Corpus) -> None:
    connection = corpus._connection.sqlite
    settings = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
    }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}
    assert isinstance(connection, sqlite3.Connection)


def test_blocks_places_and_inline_elements_come_back(corpus: Corpus) -> None:
    read, clean, segments = document()
    place = Place(3, ("Chapter",), (1, 2), (0, 1500), "key", "part.xml")
    inlines = (Inline(InlineKind.LINK, 0, 3, "https://e.org"),)
    blocks = (Block(BlockKind.HEADING, 0, 4, place, 2, inlines), Block(BlockKind.CODE, 5, 9))
    read = replace(read, blocks=blocks)
    segments = (replace(segments[0], block=0, inlines=inlines), segments[1])
    corpus.add_document(read, replace(clean, document=read), segments)
    assert corpus.document("article").blocks == blocks
    assert corpus.segments("article") == segments


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("blocks", "place", '{"page": "3"}'),
        ("blocks", "place", "[]"),
        ("blocks", "place", '{"cell": [1]}'),
        ("blocks", "place", '{"time": [1, 1e3]}'),
        ("blocks", "place", '{"time": [1, 99999999999999999999]}'),
        ("blocks", "kind", "poem"),
        ("blocks", "inlines", '[["link", 0]]'),
        ("blocks", "inlines", "[" * 100_000),
        ("segment_blocks", "inlines", '[["light", 0, 1, ""]]'),
    ],
)
def test_invalid_blocks_are_an_error_a_person_can_act_on(corpus: Corpus, table: str, column: str, value: str) -> None:
    read, clean, segments = document()
    read = replace(read, blocks=(Block(BlockKind.HEADING, 0, 4),))
    corpus.add_document(read, replace(clean, document=read), [replace(each, block=0) for each in segments])
    corpus._connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
    with pytest.raises(CorpusError, match="invalid"):
        corpus.document("article")
        corpus.segments("article")
