"""Corpora become one: what each reviewer did is in it, conflicts are listed, and the sources stay as they are."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import Workbench
from tests.forking import context
from tests.store import processes
from tests.store.builders import WHOLE, alone, chinese, document, english, flag, pair
from tests.store.test_strangers import tampering
from workbench.domain import ActionKind, Change, Dismissal, DismissalScope, Pair, Status, Term, TermKind
from workbench.errors import CorpusError
from workbench.store import history, migrations
from workbench.store.corpus import Corpus
from workbench.store.merging.merge import merge
from workbench.store.merging.values import Merged
from workbench.store.values import ImportSource

LINES = tuple(f"Sentence {position} of the article." for position in range(10))


def begun(path: Path, *, rows: int = 6) -> Path:
    with Corpus.create(path) as corpus:
        corpus.add_document(*document("article", LINES))
        corpus.add_pairs([*(pair(position, flags=[flag()]) for position in range(rows)), alone(english(8))])
    return path


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of one corpus."""
    first, second = begun(tmp_path / "ann.db"), tmp_path / "bob.db"
    with Corpus.open(first) as corpus:
        corpus.backup(second)
    return first, second


def decide(path: Path, number: int, status: Status, reviewer: str) -> None:
    with Corpus.open(path) as corpus:
        row = corpus.pair(number)
        corpus.act(ActionKind.CONFIRM, [Change(row, replace(row, status=status))], reviewer)


def edit(path: Path, number: int, text: str) -> None:
    with Corpus.open(path) as corpus:
        corpus.act(ActionKind.EDIT, [processes.edited(corpus.pair(number), text)], "bob")


def merge_rows(path: Path, first: int, second: int, reviewer: str) -> None:
    """Two neighbouring rows become one, as a reviewer merges them."""
    with Corpus.open(path) as corpus:
        one, other = corpus.pair(first), corpus.pair(second)
        source, target = (
            replace(
                one.side(side),
                spans=(*one.side(side).spans, *other.side(side).spans),
                text=one.side(side).text + other.side(side).text,
            )
            for side in ("source", "target")
        )
        changes = [Change(one, replace(one, source=source, target=target)), Change(other, None)]
        corpus.act(ActionKind.MERGE, changes, reviewer)


def merged(sources: Sequence[Path], target: Path) -> tuple[Merged, list[Pair]]:
    done = merge(sources, target, "eve")
    with Corpus.open(target) as corpus:
        assert corpus.check() == []
        return done, list(corpus.iter_pairs())


def test_who_decided_wins_over_who_did_not(two: tuple[Path, Path], tmp_path: Path) -> None:
    decide(two[0], 1, Status.CONFIRMED, "ann")
    decide(two[1], 2, Status.REJECTED, "bob")
    edit(two[1], 3, "Bob’s words.")
    done, rows = merged(two, tmp_path / "both.db")
    assert done.conflicts == ()
    assert [(row.status, row.reviewer) for row in rows[:3]] == [
        (Status.CONFIRMED, "ann"), (Status.REJECTED, "bob"), (Status.CONFIRMED, "bob")
    ]  # fmt: skip
    assert rows[2].source.text == "Bob’s words."
    assert rows[2].corrections[0].before == "Sentence 2 of the article."
    with Corpus.open(tmp_path / "both.db") as corpus:
        assert [(each.kind, each.reviewer) for each in corpus.history()] == [
            ("edit", "bob"), ("confirm", "bob"), ("confirm", "ann")
        ]  # fmt: skip
        assert [hit.pair.id for hit in corpus.search("Bob’s words")] == [rows[2].id]
        corpus.undo("ann")
        corpus.undo("bob")
        assert [row.status for row in corpus.iter_pairs()][:3] == [Status.PROPOSED, Status.REJECTED, Status.PROPOSED]


@pytest.mark.parametrize("turned", [False, True])
def test_a_corpus_with_its_past_of_the_same_second_is_itself(
    two: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turned: bool
) -> None:
    monkeypatch.setattr(history, "now", lambda: "2026-11-21T08:00:00Z")
    past, now = two
    for path in two:
        decide(path, 1, Status.CONFIRMED, "bob")
    decide(now, 1, Status.REJECTED, "bob")
    decide(now, 1, Status.CONFIRMED, "ann")
    done, rows = merged((past, now) if turned else (now, past), tmp_path / "both.db")
    assert done.conflicts == ()
    assert (rows[0].status, rows[0].reviewer) == (Status.CONFIRMED, "ann")


def test_two_decisions_are_a_conflict_that_keeps_both(two: tuple[Path, Path], tmp_path: Path) -> None:
    decide(two[0], 1, Status.CONFIRMED, "ann")
    edit(two[1], 1, "Bob’s words.")
    done, rows = merged(two, tmp_path / "both.db")
    (conflict,) = done.conflicts
    assert conflict.row == rows[0].id
    assert [(each.reviewer, each.status, each.source) for each in conflict.versions] == [
        ("ann", "confirmed", "Sentence 0 of the article."),
        ("bob", "confirmed", "Bob’s words."),
    ]
    assert [Path(each.corpus).name for each in conflict.versions] == ["ann.db", "bob.db"]
    assert rows[0].status is Status.NEEDS_REVIEW
    for said in ("ann", "bob", "Sentence 0 of the article.", "Bob’s words."):
        assert said in rows[0].note
    with Corpus.open(tmp_path / "both.db") as corpus:
        kinds = [(each.kind, each.reviewer) for each in corpus.history_of(1)]
        assert kinds == [("join", "eve"), ("edit", "bob"), ("join", "eve"), ("confirm", "ann")]
        states = []
        while corpus.undo() is not None:
            row = corpus.pair(1)
            states.append((row.source.text, row.status))
        assert states == [
            ("Bob’s words.", Status.CONFIRMED),
            ("Sentence 0 of the article.", Status.PROPOSED),
            ("Sentence 0 of the article.", Status.CONFIRMED),
            ("Sentence 0 of the article.", Status.PROPOSED),
        ]


def test_the_same_decision_twice_is_one(two: tuple[Path, Path], tmp_path: Path) -> None:
    for path, reviewer in zip(two, ("ann", "bob"), strict=True):
        decide(path, 1, Status.CONFIRMED, reviewer)
    done, rows = merged(two, tmp_path / "both.db")
    assert (done.conflicts, rows[0].status, rows[0].note) == ((), Status.CONFIRMED, "")


def test_rows_that_hold_other_segments_now_both_stay(two: tuple[Path, Path], tmp_path: Path) -> None:
    merge_rows(two[0], 2, 3, "ann")
    merge_rows(two[1], 2, 1, "bob")
    done, rows = merged(two, tmp_path / "both.db")
    in_conflict = [row for row in rows if row.status is Status.NEEDS_REVIEW]
    assert sorted(sorted(row.source.segments) for row in in_conflict) == [[0, 1], [1, 2]]
    assert len(done.conflicts) == 1
    held = {position for row in rows for position in row.source.segments}
    assert held == {0, 1, 2, 3, 4, 5, 8}, "no sentence is lost"


def test_a_row_decided_here_and_merged_away_there_stays_for_review(two: tuple[Path, Path], tmp_path: Path) -> None:
    decide(two[0], 3, Status.CONFIRMED, "ann")
    merge_rows(two[1], 2, 3, "bob")
    done, rows = merged(two, tmp_path / "both.db")
    assert [(row.source.segments, row.status) for row in rows[1:3]] == [
        ((1, 2), Status.PROPOSED), ((2,), Status.NEEDS_REVIEW)
    ]  # fmt: skip
    assert [each.status for each in done.conflicts[0].versions] == ["confirmed", "removed"]


def test_notes_bookmarks_and_dismissals_of_both_are_kept(two: tuple[Path, Path], tmp_path: Path) -> None:
    for path, note in zip(two, ("Look at the date.", "Look at the name."), strict=True):
        with Corpus.open(path) as corpus:
            row = corpus.pair(1)
            corpus.act(ActionKind.NOTE, [Change(row, replace(row, note=note))], "ann")
    with Corpus.open(two[1]) as corpus:
        row = corpus.pair(2)
        found = row.flags[0]
        made = Dismissal(DismissalScope.WORD, found.rule, found.found, "", "bob", "2026-11-22T08:00:00Z")
        dismissed = replace(row, dismissals=(made,), bookmarked=True)
        corpus.act(ActionKind.DISMISS, [Change(row, dismissed)], "bob")
    done, rows = merged(two, tmp_path / "both.db")
    assert done.conflicts == ()
    assert rows[0].note == "Look at the date. / Look at the name."
    assert rows[1].bookmarked
    # A word that is dismissed is dismissed in every row, those of the other corpus too.
    assert {row.flags for row in rows} == {()}
    assert all(row.dismissed for row in rows[:6])


def test_flags_that_only_one_has_found_are_kept(tmp_path: Path) -> None:
    first, second = begun(tmp_path / "a.db"), begun(tmp_path / "b.db")
    with Corpus.open(second) as corpus:
        row = corpus.pair(1)
        corpus.replace_all_flags([(row, (*row.flags, flag("numbers")))], rules=7)
    done, rows = merged((first, second), tmp_path / "both.db")
    assert sorted(each.rule for each in rows[0].flags) == ["numbers", "places"]
    assert (done.actions, rows[0].revision) == (0, 0), "checks are nobody’s decision"
    with Corpus.read(tmp_path / "both.db") as corpus:
        assert corpus.checked([1], 7) == {1}


def test_documents_of_one_name_and_other_texts_stay_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "a.db", tmp_path / "b.db"
    for path, lines in ((first, ("One.", "Two.")), (second, ("Other.", "Texts."))):
        with Corpus.create(path) as corpus:
            corpus.add_document(*document("article", lines))
            corpus.add_pairs([pair(0, lines[0]), pair(1, lines[1])])
    edit(second, 1, "Edited.")
    done, rows = merged((first, second), tmp_path / "both.db")
    assert (done.documents, done.contributions[1].documents) == (2, 1)
    assert [(row.source.document, row.source.text) for row in rows] == [
        ("article", "One."), ("article", "Two."), ("article-2", "Edited."), ("article-2", "Texts.")
    ]  # fmt: skip
    with Corpus.open(tmp_path / "both.db") as corpus:
        assert [each.text for each in corpus.segments("article-2")] == ["Other.", "Texts."]
        assert corpus.document("article-2").title == "Title of article"
        assert corpus.add_pairs([pair(1, "Two.")]) == 0, "rows of the first are known under its name"
        corpus.undo()
        assert corpus.pair(3).source.text == "Other."


def test_a_document_under_another_name_is_the_same(tmp_path: Path) -> None:
    first, second = tmp_path / "a.db", tmp_path / "b.db"
    read, cleaned, segments = document("article", LINES)
    for path, name in ((first, "article"), (second, "copy")):
        with Corpus.create(path) as corpus:
            named = replace(read, name=name)
            corpus.add_document(named, replace(cleaned, document=named), segments)
            corpus.add_pairs([replace(pair(0), source=english(0, document=name))])
    decide(second, 1, Status.CONFIRMED, "bob")
    done, rows = merged((first, second), tmp_path / "both.db")
    assert [(row.source.document, row.status) for row in rows] == [("article", Status.CONFIRMED)]
    assert (done.documents, done.rows) == (1, 1)


def test_of_two_dates_the_more_exact_stays_then_the_earlier_one(tmp_path: Path) -> None:
    read, clean, segments = document()
    paths = [tmp_path / f"{number}.db" for number in range(4)]
    for path, date in zip(paths, ("", "2026", "2026-11-22", "2026-11-21"), strict=True):
        dated = replace(read, date=date)
        with Corpus.create(path) as corpus:
            corpus.add_document(dated, replace(clean, document=dated), segments)
    for number, sources in enumerate((paths, paths[::-1], paths[2:] + paths[:2])):
        target = tmp_path / f"merged-{number}.db"
        merge(sources, target, "eve")
        with Corpus.read(target) as corpus:
            assert [entry.date for entry in corpus.documents()] == ["2026-11-21"]


def unit(word: str) -> Pair:
    """An imported pair without a place in a document."""
    source, target = (replace(side, document="", spans=()) for side in (english(0, word), chinese(0, word)))
    return replace(pair(0), source=source, target=target)


def test_imported_rows_stand_behind_those_that_are_there(tmp_path: Path) -> None:
    paths = tmp_path / "a.db", tmp_path / "b.db"
    for path, words in zip(paths, (("One", "Both", "Two"), ("Three", "Both")), strict=True):
        with Corpus.create(path) as corpus:
            units = [unit(word) for word in words]
            corpus.import_pairs(ImportSource(path.name, path.name, "{}", len(units)), units)
    edit(paths[1], 1, "Edited.")
    done, rows = merged(paths, tmp_path / "both.db")
    assert [row.source.text for row in rows] == ["One", "Both", "Two", "Edited."]
    assert done.contributions[1].rows == 1
    with Corpus.open(tmp_path / "both.db") as corpus:
        assert [(each.source.name, each.first_row) for each in corpus.imports()] == [("a.db", 1), ("b.db", 2)]


def test_proposals_for_what_the_other_has_decided_are_left_out(tmp_path: Path) -> None:
    first, second = tmp_path / "a.db", tmp_path / "b.db"
    with Corpus.create(first) as corpus:
        corpus.add_document(*document("article", LINES))
        corpus.add_pairs([pair(0), alone(english(1)), pair(4)])
    with Corpus.create(second) as corpus:
        corpus.add_document(*document("article", LINES))
        wide = replace(pair(0), source=replace(english(0), spans=WHOLE[:2]))
        corpus.add_pairs([wide, alone(english(4)), alone(english(5))])
    decide(first, 1, Status.CONFIRMED, "ann")
    for number, sources in enumerate(((first, second), (second, first))):
        done, rows = merged(sources, tmp_path / f"{number}.db")
        assert sorted((row.source.segments, row.relation) for row in rows) == [
            ((0,), "translation"), ((1,), "unaligned"), ((4,), "translation"), ((5,), "unaligned")
        ]  # fmt: skip
        assert done.contributions[1].left_out == 2


def test_terms_settings_imports_and_vectors_come_along(tmp_path: Path) -> None:
    first, second = begun(tmp_path / "a.db"), begun(tmp_path / "b.db")
    with Corpus.open(first) as corpus:
        corpus.add_terms([Term("天津", "Tianjin", TermKind.REQUIRED, "a city"), Term("津", "Jin")])
        corpus.set_setting("batch.one", "1")
    with Corpus.open(second) as corpus:
        corpus.add_terms([Term("天津", "Tianjin", TermKind.FORBIDDEN, "a port"), Term("吉林", "Jilin")])
        corpus.set_setting("batch.two", "2")
        corpus.vectors.put("static", {b"0" * 16: np.ones(4, np.float32)}, 4)
        identity = corpus.identity
    done, _ = merged((first, second), tmp_path / "both.db")
    (conflict,) = done.conflicts
    assert [(each.status, each.target) for each in conflict.versions] == [
        ("required", "Tianjin"), ("forbidden", "Tianjin")
    ]  # fmt: skip
    with Corpus.open(tmp_path / "both.db") as corpus:
        assert {(term.zh, term.kind, term.note) for term in corpus.terms()} == {
            ("吉林", "preferred", ""),
            ("天津", "required", "forbidden: a port / required: a city"),
            ("津", "preferred", ""),
        }
        assert (corpus.setting("batch.one"), corpus.setting("batch.two")) == ("1", "2")
        assert list(corpus.vectors.get("static", [b"0" * 16])) == [b"0" * 16]
        assert corpus.identity not in ("", identity)


def test_of_two_decisions_about_what_was_harvested_the_later_one_stays(tmp_path: Path) -> None:
    first, second = begun(tmp_path / "a.db"), begun(tmp_path / "b.db")
    sql = "INSERT INTO lessons VALUES ('municipal', 'city', '', '', 0, ?, ?, ?, NULL)"
    for path, *decided in ((first, 1, "ann", "2026-11-22T08:00:00Z"), (second, 0, "bob", "2026-11-22T09:00:00Z")):
        with Corpus.open(path) as corpus, corpus.transaction():
            corpus._connection.execute(sql, decided)
            corpus._connection.execute("INSERT INTO refused_terms VALUES (?, 'a', 'ann', '')", (path.stem,))
    for number, sources in enumerate(((first, second), (second, first))):
        merged(sources, tmp_path / f"{number}.db")
        with Corpus.read(tmp_path / f"{number}.db") as corpus:
            assert corpus._connection.execute("SELECT kept, reviewer FROM lessons").fetchall() == [(0, "bob")]
            assert sorted(corpus.refused_terms()) == [("a", "a"), ("b", "a")]


def test_every_table_is_merged() -> None:
    """A new table has to be dealt with by a merge, and named here."""
    merged_tables = {
        "documents", "edits", "segments", "blocks", "segment_blocks", "pairs", "members", "flags", "corrections",
        "dismissals", "dismissed_flags", "unit_inlines", "known", "actions", "changes", "tallies", "terms", "settings",
        "imports", "checked", "encoders", "vectors", "words", "refused_terms", "lessons",
    }  # fmt: skip
    with migrations._in_memory(migrations.version()) as connection:
        found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    own = {name for name in found if not name.startswith(("sqlite_", "words_", "_sqlite"))}
    assert own == merged_tables


def test_three_corpora_and_one_named_twice(tmp_path: Path) -> None:
    paths = [begun(tmp_path / f"{name}.db") for name in ("ann", "bob", "cao")]
    for number, path in enumerate(paths, 1):
        decide(path, number, Status.CONFIRMED, path.stem)
    done, rows = merged([*paths, paths[0]], tmp_path / "all.db")
    assert [row.reviewer for row in rows[:4]] == ["ann", "bob", "cao", None]
    assert len(done.contributions) == 3


def test_a_corpus_of_an_older_version_is_read_and_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("old.db", "older.db"):
        with monkeypatch.context() as patched:
            patched.setattr(migrations, "scripts", lambda: _SCRIPTS[:1])
            Corpus.create(tmp_path / name).close()
        with closing(sqlite3.connect(tmp_path / name)) as old, old:
            old.execute(
                "INSERT INTO pairs (home, place, source_language, target_language, source_segments, target_segments,"
                " relation, status, probability, updated_at, source_text, target_text) VALUES (0, 0, 'en', 'zh-Hans',"
                " '', '', 'translation', 'proposed', 0.9, '2026-01-01T00:00:00Z', ?, '一。')",
                (name,),
            )
            old.execute("PRAGMA journal_mode = DELETE")
    migrations._expected_schema.cache_clear()
    before = [_digest(tmp_path / name) for name in ("old.db", "older.db")]
    _, rows = merged([tmp_path / "old.db", tmp_path / "older.db"], tmp_path / "new.db")
    assert [row.source.text for row in rows] == ["old.db", "older.db"]
    assert [_digest(tmp_path / name) for name in ("old.db", "older.db")] == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.db", "old.db", "older.db"]


_SCRIPTS = migrations.scripts()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_is_not_a_corpus_is_refused_and_nothing_is_left(
    workbench: Workbench, two: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "text.db").write_text("Not a corpus.")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other, other:
        other.execute("CREATE TABLE pairs (id)")
    (tmp_path / "taken.db").write_text("")
    target = tmp_path / "both.db"
    for arguments, code, said in (
        ((two[0], tmp_path / "text.db"), 1, "not a corpus"),
        ((tmp_path / "other.db", two[0]), 1, "another program's database"),
        ((two[0], tmp_path / "none.db"), 1, "There is no corpus"),
        ((two[0], tmp_path), 1, "is a folder"),
        ((two[0],), 2, "nothing to merge"),
    ):
        shown = workbench("merge", *arguments, "-o", target)
        assert (shown.code, shown.stdout) == (code, ""), shown.stderr
        assert said in shown.stderr
    for name, said in ((two[1], "already exists"), ("taken.db", "already exists"), ("no/both.db", "no folder")):
        shown = workbench("merge", *two, "-o", name)
        assert shown.code == 1
        assert said in shown.stderr
    assert not [path for path in tmp_path.iterdir() if "partial" in path.name or path == target]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE pairs SET source_spans = '9:0-x' WHERE id = 2",
        "UPDATE flags SET side = 'left' WHERE pair_id = 3",
        "INSERT INTO changes VALUES (1, 9, 3, '[1', NULL)",
        """INSERT INTO changes VALUES (1, 9, 3, '{"home": [1]}', '{"source_document": {}}')""",
        "INSERT INTO terms VALUES ('津', 'Jin', 'loved', '', '')",
    ],
)
def test_values_that_cannot_be_stop_a_merge_in_words(two: tuple[Path, Path], tmp_path: Path, sql: str) -> None:
    decide(two[1], 1, Status.CONFIRMED, "bob")
    with Corpus.open(two[1]) as corpus:
        corpus.add_pairs([pair(20)])
    with tampering(two[1]) as db:
        db.execute(sql)
    with pytest.raises(CorpusError):
        merge(two, tmp_path / "both.db", "eve")
    assert sorted(path.name for path in tmp_path.glob("*both*")) == []


def test_the_summary_lists_what_came_and_the_conflicts(
    workbench: Workbench, two: tuple[Path, Path], tmp_path: Path
) -> None:
    decide(two[0], 1, Status.CONFIRMED, "ann")
    decide(two[1], 1, Status.REJECTED, "bob")
    before = [_digest(path) for path in two]
    shown = workbench("merge", "ann.db", "bob.db", "-o", "both.db")
    assert shown.code == 0, shown.stderr
    record = json.loads(shown.stdout)
    assert (record["corpus"], record["documents"], record["rows"], record["actions"]) == ("both.db", 1, 7, 4)
    assert [each["corpus"] for each in record["contributions"]] == ["ann.db", "bob.db"]
    assert record["contributions"][1]["actions"] == 1
    (conflict,) = record["conflicts"]
    assert [each["status"] for each in conflict["versions"]] == ["confirmed", "rejected"]
    assert "Row 1 needs review" in shown.stderr
    assert [_digest(path) for path in two] == before
    assert workbench("--db", "both.db", "doctor").code == 0


def test_a_source_that_is_written_meanwhile_is_read_as_it_was_at_one_moment(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    answers, acknowledged = context().Pipe(duplex=False)
    process = processes.start(processes.write_until_killed, two[1], 5, acknowledged)
    try:
        for number in range(4):
            answers.recv()
            done, rows = merged(two, tmp_path / f"{number}.db")
            assert len(rows) == done.rows
    finally:
        process.kill()
        process.join()


def merge_apart(sources: Sequence[Path], target: Path) -> None:
    merge(sources, target, "eve")


def test_a_merge_that_was_killed_leaves_nothing_of_that_name(two: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "both.db"
    with Corpus.open(two[1]) as corpus:
        corpus.add_pairs(pair(position) for position in range(100, 3000))
    for delay in range(5):
        process = processes.start(merge_apart, two, target)
        process.join(0.05 + delay / 10)
        process.kill()
        process.join()
        if target.exists():
            assert len(merged((target, two[0]), tmp_path / f"whole-{delay}.db")[1]) == 2907
            target.unlink()
    _, rows = merged(two, target)
    assert len(rows) == 2907
    with pytest.raises(CorpusError, match="already exists"):
        merge(two, target, "eve")
