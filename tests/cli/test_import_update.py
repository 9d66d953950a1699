"""Work done outside comes back: what changed in a file is taken as one action, and never over a newer decision."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Workbench
from tests.store.builders import pair
from workbench.domain import ActionKind, Change, Pair, Status
from workbench.errors import StaleRow
from workbench.review.operations import Stamp, bookmark, merge
from workbench.review.text_edits import edit_both
from workbench.store.corpus import Corpus

FORMATS = ("tsv", "csv", "jsonl", "tmx", "xliff")
STAMP = Stamp("ann", "2026-11-21T05:19:00Z")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Twelve rows of two documents, in the corpus that commands take by default."""
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_pairs(pair(number) for number in range(12))
    return path


def exported(workbench: Workbench, tmp_path: Path, form: str = "tsv") -> Path:
    path = tmp_path / f"out.{form}"
    assert workbench("export", "-o", path, "--status", "any").code == 0
    return path


def replaced(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_bytes().decode("utf-8")
    for before, after in changes:
        assert text.count(before) == 1
        text = text.replace(before, after)
    path.write_bytes(text.encode("utf-8"))


def rows(db: Path) -> list[Pair]:
    with Corpus.create(db) as corpus:
        assert corpus.check() == []
        return list(corpus.iter_pairs())


def state(db: Path) -> list[tuple[object, ...]]:
    """All that an update may change, and what undo has to bring back."""
    return [(row.id, row.source, row.target, row.status, row.note, row.corrections, row.flags) for row in rows(db)]


def act(db: Path, kind: ActionKind, changes: Callable[[Corpus], list[Change]]) -> None:
    with Corpus.create(db) as corpus:
        corpus.act(kind, changes(corpus), "bob")


def confirmed(row: int) -> Callable[[Corpus], list[Change]]:
    def changes(corpus: Corpus) -> list[Change]:
        before = corpus.pair(row)
        return [Change(before, replace(before, status=Status.CONFIRMED))]

    return changes


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_changed_outside_comes_back_once_and_is_undone_at_once(
    workbench: Workbench, tmp_path: Path, db: Path, form: str
) -> None:
    before = state(db)
    path = exported(workbench, tmp_path, form)
    replaced(path, ("Sentence 3 of the article.", "Line 3."), ("报道的第5句。", "第五句。"))
    assert "Different from the corpus: 2 rows; --update takes the changes" in workbench("import", path).stderr
    assert state(db) == before
    assert "Changed 2 rows." in workbench("import", path, "--update", "--reviewer", "cat").stderr
    found = rows(db)
    assert (found[3].source.text, found[5].target.text) == ("Line 3.", "第五句。")
    assert [each.after for each in found[5].corrections] == ["第五句。"]
    changed = state(db)
    assert "Changed 0 rows." in workbench("import", path, "--update").stderr
    assert state(db) == changed
    with Corpus.create(db) as corpus:
        assert [(action.kind, action.reviewer) for action in corpus.history()] == [(ActionKind.UPDATE, "cat")]
        assert corpus.undo("cat") is not None
    assert state(db) == before


@pytest.mark.parametrize(
    ("form", "changes"),
    [
        ("tsv", [("\t4\ttranslation\tproposed", "\t4\ttranslation\tconfirmed")]),
        ("jsonl", [('"id": 4, "relation": "translation", "status": "proposed"',
                    '"id": 4, "relation": "translation", "status": "confirmed"')]),
        ("xliff", [('<trans-unit id="4" approved="no"', '<trans-unit id="4" approved="yes"')]),
    ],
)  # fmt: skip
def test_states_come_back(
    workbench: Workbench, tmp_path: Path, db: Path, form: str, changes: list[tuple[str, str]]
) -> None:
    path = exported(workbench, tmp_path, form)
    replaced(path, *changes)
    assert "Changed 1 row." in workbench("import", path, "--update").stderr
    assert [row.id for row in rows(db) if row.status is Status.CONFIRMED] == [4]


def test_notes_come_back_and_what_a_file_does_not_say_stays(workbench: Workbench, tmp_path: Path, db: Path) -> None:
    act(db, ActionKind.NOTE, lambda corpus: [Change(row, replace(row, note="old")) for row in corpus.pairs([1, 2])])
    act(db, ActionKind.CONFIRM, confirmed(1))
    path = exported(workbench, tmp_path)
    table = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    note = table[0].index("note")
    assert [row[note] for row in table[1:4]] == ["old", "old", ""]
    table[1][note], table[3][note] = "", "new"
    path.write_text("".join("\t".join(row) + "\n" for row in table), "utf-8")
    assert "Changed 2 rows." in workbench("import", path, "--update").stderr
    assert [row.note for row in rows(db)[:4]] == ["", "old", "new", ""]
    (tmp_path / "bare.tsv").write_text("en\tzh\nSentence 0 of the article.\t第零句。\n", "utf-8")
    assert "Changed 0 rows" in workbench("import", "bare.tsv", "--update").stderr
    assert "in conflict" not in workbench("import", "bare.tsv", "--update", "--theirs").stderr
    first = rows(db)[0]
    assert (first.target.text, first.status, first.note) == ("第零句。", Status.CONFIRMED, "")


def test_a_newer_decision_here_is_never_lost_unasked(workbench: Workbench, tmp_path: Path, db: Path) -> None:
    path = exported(workbench, tmp_path)
    act(db, ActionKind.EDIT, lambda corpus: edit_both(corpus.pair(4), "Mine.", "报道的第3句。", STAMP))
    act(db, ActionKind.CONFIRM, confirmed(7))
    act(db, ActionKind.BOOKMARK, lambda corpus: bookmark(corpus.pair(9)))
    replaced(path, ("Sentence 3 of the article.", "Theirs."), ("Sentence 8 of the article.", "Eight."))
    before = state(db)
    shown = workbench("import", path, "--update", "--dry-run")
    assert shown.stdout.splitlines()[:4] == ["row 4  conflict", "  source", "    here: Mine.", "    file: Theirs."]
    assert (
        "Would change 1 row. Nothing new about 10 rows. In conflict with changes made here meanwhile: 1 row; --t"
        in (shown.stderr)
    )
    assert state(db) == before
    rows_of = [
        json.loads(line)
        for line in workbench("import", path, "--update", "--dry-run", "--report", "jsonl").stdout.splitlines()
    ]
    assert [(each["row"], each["outcome"]) for each in rows_of] == [(4, "conflict"), (9, "changed")]
    done = workbench("import", path, "--update")
    assert "Row 4, source: here “Mine.”, in the file “Theirs.”." in done.stderr
    found = rows(db)
    assert [found[number].source.text for number in (3, 8)] == ["Mine.", "Eight."]
    assert (found[6].status, found[8].bookmarked) == (Status.CONFIRMED, True)
    assert "Changed 1 row." in workbench("import", path, "--update", "--theirs").stderr
    assert rows(db)[3].source.text == "Theirs."
    assert rows(db)[6].status is Status.CONFIRMED, "the file never said anything else about it"


def test_a_row_that_has_other_sentences_now_takes_nothing(workbench: Workbench, tmp_path: Path, db: Path) -> None:
    path = exported(workbench, tmp_path)
    act(db, ActionKind.MERGE, lambda corpus: merge(corpus.pair(2), corpus.pair(3), corpus.segments))
    replaced(path, ("Sentence 1 of the article.", "One."), ("Sentence 2 of the article.", "Two."))
    before = state(db)
    done = workbench("import", path, "--update", "--theirs")
    assert "Added 0 of 12" in done.stderr
    assert "In conflict with changes made here meanwhile: 1 row" in done.stderr
    assert state(db) == before


def test_rows_without_ids_are_known_by_their_texts(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("en\tzh\nHello.\t你好。\nYes.\t是。\nYes.\t对。\nBye.\t再见。\n", "utf-8")
    assert "Added 4" in workbench("import", "a.tsv").stderr
    (tmp_path / "b.tsv").write_text("en\tzh\nHello.\t您好。\nYes.\t好。\nSo long.\t再见。\nNew.\t新。\n", "utf-8")
    done = workbench("import", "b.tsv", "--update")
    assert "Added 2 of 4 pairs to corpus.db. Changed 2 rows." in done.stderr
    texts = [(row.source.text, row.target.text) for row in rows(tmp_path / "corpus.db")]
    assert texts == [
        ("Hello.", "您好。"),
        ("Yes.", "是。"),
        ("Yes.", "对。"),
        ("So long.", "再见。"),
        ("Yes.", "好。"),
        ("New.", "新。"),
    ]
    assert "Added 0 of 4 pairs to corpus.db. Changed 0 rows." in workbench("import", "b.tsv", "--update").stderr


def test_ids_of_another_corpus_mean_nothing(workbench: Workbench, tmp_path: Path, db: Path) -> None:
    (tmp_path / "a.tsv").write_text("en\tzh\nHello.\t你好。\n", "utf-8")
    workbench("--db", "other.db", "import", "a.tsv")
    workbench("--db", "other.db", "export", "-o", "other.jsonl", "--status", "any")
    before = state(db)
    assert "Added 1 of 1 pair to corpus.db. Changed 0 rows." in workbench("import", "other.jsonl", "--update").stderr
    assert [row for row in state(db) if row in before] == before


def test_an_edited_row_without_segments_is_not_added_as_a_second_one(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("en\tzh\nHello.\t你好。\nBye.\t再见。\n", "utf-8")
    workbench("import", "a.tsv")
    path = exported(workbench, tmp_path)
    replaced(path, ("Hello.", "Hello there."))
    shown = workbench("import", path).stderr
    assert "Added 0 of 2" in shown
    assert "Different from the corpus: 1 row" in shown


def _is_locked(db: Path) -> bool:
    """Whether another program is in the middle of a transaction that writes."""
    with closing(sqlite3.connect(db, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
    return False


def test_an_update_that_is_killed_leaves_nothing_half(workbench: Workbench, tmp_path: Path) -> None:
    lines = (f"第{number}句。\tSentence {number}.\n" for number in range(15_000))
    (tmp_path / "big.tsv").write_text("zh\ten\n" + "".join(lines), encoding="utf-8")
    workbench("import", "big.tsv")
    path = exported(workbench, tmp_path)
    path.write_text(path.read_text("utf-8").replace("\tproposed\t", "\tconfirmed\t"), "utf-8")
    db = tmp_path / "corpus.db"
    command = [sys.executable, "-m", "workbench", "import", path.name, "--update"]
    environment = {**os.environ, "WORKBENCH_DB": str(db)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
        while not _is_locked(db):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert "Nothing of out.tsv was kept." in process.stderr.read()
    with Corpus.create(db) as corpus:
        assert corpus.history() == []
        assert [record.source.name for record in corpus.imports()] == ["big.tsv"]
        assert {row.status for row in corpus.iter_pairs()} == {Status.PROPOSED}
    assert "Changed 15,000 rows." in workbench("import", path, "--update").stderr
    with Corpus.create(db) as corpus:
        assert corpus.undo() is not None
        assert {row.status for row in corpus.iter_pairs()} == {Status.PROPOSED}


def test_a_dry_run_makes_no_corpus(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("en\tzh\nHello.\t你好。\n", "utf-8")
    assert "There is no corpus" in workbench("import", "a.tsv", "--dry-run").stderr
    assert workbench("import", "a.tsv", "--theirs").code == 2
    assert [each.name for each in tmp_path.iterdir()] == ["a.tsv"]


def test_a_second_change_of_a_row_during_an_action_is_refused(corpus: Corpus) -> None:
    corpus.add_pairs([pair(0)])
    row = corpus.pair(1)
    with pytest.raises(StaleRow), corpus.transaction():
        action = corpus.open_action(ActionKind.UPDATE, "ann")
        for note in ("one", "two"):
            action.extend([Change(row, replace(row, note=note))])
    assert corpus.pair(1).note == ""
    assert corpus.history() == []


@pytest.mark.parametrize("form", ["tmx", "xliff"])
def test_inline_codes_of_a_file_are_given_back(workbench: Workbench, tmp_path: Path, form: str) -> None:
    unit = (
        '<trans-unit id="1"><source>Press <g id="1" ctype="bold">Stop</g> now<x id="2" equiv-text="{0}"/>.</source>'
        '<target>立即按<g id="1" ctype="bold">停止</g>。<x id="2" equiv-text="{0}"/></target></trans-unit>'
    )
    head = '<xliff version="1.2"><file source-language="en" target-language="zh-CN"><body>'
    (tmp_path / "a.xlf").write_text(f"{head}{unit}</body></file></xliff>", "utf-8")
    assert "Added 1" in workbench("import", "a.xlf").stderr
    codes = {"tmx": 'type="bold"/>停止<ept', "xliff": 'ctype="bold">停止</g>'}[form]
    first = exported(workbench, tmp_path, form).read_text("utf-8")
    assert codes in first
    assert "{0}" in first
    act(
        tmp_path / "corpus.db",
        ActionKind.EDIT,
        lambda corpus: edit_both(corpus.pair(1), "Press Stop now.", "请立即按停止。", STAMP),
    )
    assert codes in exported(workbench, tmp_path, form).read_text("utf-8")
    act(tmp_path / "corpus.db", ActionKind.REJECT, lambda corpus: [Change(corpus.pair(1), None)])
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        assert corpus.undo() is not None
    assert codes in exported(workbench, tmp_path, form).read_text("utf-8")


@pytest.mark.parametrize("options", [("--text", "original"), ("--script", "traditional-tw")])
def test_exports_of_another_kind_change_nothing(
    workbench: Workbench, tmp_path: Path, db: Path, options: tuple[str, str]
) -> None:
    act(db, ActionKind.EDIT, lambda corpus: edit_both(corpus.pair(4), "Mine.", "报道说这个。", STAMP))
    before = state(db)
    assert workbench("export", "-o", "other.tmx", "--status", "any", *options).code == 0
    assert "Changed 0 rows." in workbench("import", "other.tmx", "--update").stderr
    assert state(db) == before
    path = exported(workbench, tmp_path)
    replaced(path, ("Mine.", "Sentence 3 of the article."))
    assert "Changed 1 row." in workbench("import", path, "--update").stderr, "in the file it was put back on purpose"
