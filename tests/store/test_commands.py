"""search, stats, doctor, backup and vacuum, as people and scripts call them."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Workbench
from tests.store.builders import document, flag, pair
from workbench.domain import ActionKind, Change, Status
from workbench.encoders.static import ROWS_FILE
from workbench.store.corpus import Corpus


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_document(*document())
        corpus.add_pairs(
            [
                pair(0, "They met in Tianjin.\x1b[2J\tHere.", "他们在天津会见。", flags=[flag()]),
                pair(1, "Jilin, too.", "吉林與天津。", probability=0.25),
            ]
        )
        row = corpus.pair(2)
        corpus.act(ActionKind.CONFIRM, [Change(row, replace(row, status=Status.CONFIRMED))], "ann")
    return path


def test_search_shows_both_sides_and_no_escape_reaches_the_terminal(workbench: Workbench, filled: Path) -> None:
    shown = workbench("search", "天津")
    assert shown.code == 0
    assert "他们在[天津]会见。" in shown.stdout
    assert "Jilin, too." in shown.stdout
    assert "\x1b" not in shown.stdout + shown.stderr
    assert "2 pairs" in shown.stderr


def test_search_as_tsv_is_one_row_a_pair(workbench: Workbench, filled: Path, tmp_path: Path) -> None:
    shown = workbench("search", "天津", "--format", "tsv", "-o", tmp_path / "found.tsv")
    assert (shown.code, shown.stdout) == (0, "")
    with (tmp_path / "found.tsv").open(encoding="utf-8", newline="") as lines:
        first, second = csv.DictReader(lines, delimiter="\t")
    assert (first["zh"], first["status"], float(first["probability"])) == ("他们在天津会见。", "proposed", 0.9)
    assert (first["id"], second["id"]) == ("1", "2")


def test_search_as_jsonl_tells_the_places(workbench: Workbench, filled: Path) -> None:
    shown = workbench("search", "吉林与", "--format", "jsonl")
    (record,) = map(json.loads, shown.stdout.splitlines())
    assert record["target"]["found"] == [[0, 3]]
    assert record["target"]["text"] == "吉林與天津。"


def test_fuzzy_search_finds_a_sentence_that_is_nearly_the_same(workbench: Workbench, filled: Path) -> None:
    shown = workbench("search", "--fuzzy", "他們昨天在天津會見。")
    assert "89%  1  article ↔ coverage" in shown.stdout
    assert "他们[ → 昨天]在天津会见。" in shown.stdout
    assert "1 pair is similar" in shown.stderr
    found = workbench("search", "--fuzzy", "Tianjin, too.", "--format", "jsonl")
    (record,) = map(json.loads, found.stdout.splitlines())
    assert (record["id"], record["side"], record["similarity"]) == (2, "source", 0.75)
    assert workbench("search", "--fuzzy", "Tianjin, too.", "--min-similarity", "0.8").stdout == ""
    assert workbench("search", "--fuzzy", "Tianjin, too.", "--status", "proposed").stdout == ""
    assert workbench("search", "--fuzzy", "--regex", "They").code == 2


def test_search_filters_and_limits(workbench: Workbench, filled: Path) -> None:
    def ids(*options: str) -> list[int]:
        shown = workbench("search", *options, "--format", "jsonl")
        assert shown.code == 0, shown.stderr
        return [json.loads(line)["id"] for line in shown.stdout.splitlines()]

    assert ids("天津", "--status", "confirmed") == [2]
    assert ids("天津", "--limit", "1") == [1]
    assert ids("天津", "--document", "nothing") == []
    assert ids("J.l[aeiou]n", "--regex") == [2]
    assert workbench("search", " ").code == 2
    assert workbench("search", "(", "--regex").code == 2
    assert "There may be more" in workbench("search", "天津", "--limit", "1").stderr


def test_stats_count_everything(workbench: Workbench, filled: Path) -> None:
    record = json.loads(workbench("stats", "--format", "json").stdout)
    assert (record["documents"], record["segments"], record["pairs"], record["flagged"]) == (1, 2, 2, 1)
    assert record["by_relation"]["translation"] == {
        "proposed": 1, "confirmed": 1, "needs-review": 0, "rejected": 0,
    }  # fmt: skip
    assert record["flags"] == [{"rule": "places", "severity": "error", "count": 1, "dismissed": 0}]
    table = workbench("stats").stdout
    assert "places" in table
    assert "article" in table


def test_stats_of_a_new_corpus_are_nothing(workbench: Workbench, tmp_path: Path) -> None:
    Corpus.create(tmp_path / "new.db").close()
    shown = workbench("--db", tmp_path / "new.db", "stats", "--format", "json")
    assert shown.code == 0
    assert json.loads(shown.stdout)["pairs"] == 0


def test_doctor_says_all_is_well(workbench: Workbench, filled: Path) -> None:
    shown = workbench("doctor")
    assert shown.code == 0, shown.stdout
    assert shown.stdout.count("✓") == len(("installation", "settings", "encoder", "adapted models", "corpus"))


def test_doctor_says_what_is_wrong_and_saves_the_rest(workbench: Workbench, filled: Path, tmp_path: Path) -> None:
    with Corpus.create(filled) as corpus:
        corpus._connection.execute("UPDATE pairs SET status = 'rejected' WHERE id = 2")
    shown = workbench("doctor")
    assert shown.code == 1
    assert "Row 2 is not as the last action on it left it." in shown.stdout
    text = tmp_path / "notes.txt"
    text.write_text("Not a corpus.", encoding="utf-8")
    shown = workbench("--db", text, "doctor")
    assert shown.code == 1
    assert "is not a corpus" in shown.stdout
    saved = workbench("--db", filled, "doctor", "--repair", tmp_path / "saved.db")
    assert "2 pairs" in saved.stderr
    assert (tmp_path / "saved.db").is_file()
    assert workbench("--db", text, "doctor", "--repair", tmp_path / "other.db").code == 1


def test_doctor_says_that_an_encoder_is_damaged(workbench: Workbench, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / ROWS_FILE).write_bytes(b"noise")
    shown = workbench("--encoder", tmp_path / "model", "doctor")
    assert shown.code == 1
    assert "✗ encoder" in shown.stdout


def test_backup_and_vacuum(workbench: Workbench, filled: Path, tmp_path: Path) -> None:
    assert workbench("backup", tmp_path / "copy.db").code == 0
    with Corpus.create(tmp_path / "copy.db") as corpus:
        assert corpus.count() == 2
    shown = workbench("--db", tmp_path / "copy.db", "vacuum", "--vectors")
    assert shown.code == 0
    assert "MB now" in shown.stderr
    assert workbench("backup", tmp_path).code == 1
