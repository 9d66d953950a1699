"""`workbench mine`, as people and scripts call it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Workbench
from workbench.store.corpus import Corpus
from workbench.training.mining import train as training

ARTICLE = [
    "Jing Junhai attended the meeting in Changchun and delivered a speech.",
    "",
    "The weather was fine and everybody went for a walk by the river.",
    "Seven departments of the two sides signed cooperation agreements.",
]
PAPER = ["双方7个部门分别签署合作协议。", "记者昨天从会上获悉。", "景俊海出席在长春召开的会议并讲话。"]
OTHER = ["他说，这本书卖得很好。", "昨天的足球比赛没有分出胜负。"]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = []
    for name, lines in (("article.txt", ARTICLE), ("paper.txt", PAPER), ("other.txt", OTHER)):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def test_jsonl_names_lines_texts_and_file_best_first(workbench: Workbench, files: list[Path]) -> None:
    outcome = workbench("mine", *files, "--lines", "--format", "jsonl")
    assert outcome.code == 0
    rows = [json.loads(line) for line in outcome.stdout.splitlines()]
    found = {(tuple(row["source"]), tuple(row["target"])): row for row in rows}
    assert set(found) == {((0,), (2,)), ((3,), (0,))}
    assert found[(0,), (2,)]["source_text"] == ARTICLE[0]
    assert found[(0,), (2,)]["target_text"] == PAPER[2]
    assert {row["target_document"] for row in rows} == {"paper.txt"}
    chances = [row["probability"] for row in rows]
    assert chances == sorted(chances, reverse=True)
    assert min(chances) >= 0.5


def test_tsv_and_tmx_and_a_file(workbench: Workbench, files: list[Path], tmp_path: Path) -> None:
    table = workbench("mine", *files, "--lines", "--format", "tsv").stdout.splitlines()
    assert {"zh", "en"} <= set(table[0].split("\t"))
    assert len(table) == 3
    out = tmp_path / "pairs.tmx"
    outcome = workbench("mine", *files, "--lines", "--format", "tmx", "-o", out)
    assert outcome.code == 0
    assert outcome.stdout == ""
    assert out.read_text(encoding="utf-8").count("<tu ") == 2


def test_the_least_probability_is_kept(workbench: Workbench, files: list[Path]) -> None:
    assert workbench("mine", *files, "--lines", "--min-probability", "1", "--format", "jsonl").stdout == ""
    assert workbench("mine", *files, "--lines", "--min-probability", "2").code == 2


def test_two_files_of_one_name_are_told_apart_and_stored_once(
    workbench: Workbench, files: list[Path], tmp_path: Path
) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    twin = folder / "paper.txt"
    twin.write_text("景俊海出席在长春召开的会议并讲话。\n今天没有别的消息。\n", encoding="utf-8")
    for expected in (True, False):
        outcome = workbench("mine", files[0], files[1], twin, "--lines", "--store", "--format", "jsonl")
        assert outcome.code == 0
        assert ("0 rows are new" not in outcome.stderr) is expected
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        assert len(corpus.documents()) == 3


def test_what_cannot_be_read_is_said_in_one_line(workbench: Workbench, files: list[Path], tmp_path: Path) -> None:
    outcome = workbench("mine", files[0], tmp_path / "missing.txt")
    assert outcome.code == 1
    assert outcome.stdout == ""
    assert "missing.txt" in outcome.stderr
    assert not (tmp_path / "corpus.db").exists()
    assert workbench("mine", files[0]).code == 2


def test_weights_are_learnt_from_bitext(workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SIZES", ((10, 20),)), ("OFFICIAL", 2), ("OFFICIAL_ZH", 2)):
        monkeypatch.setattr(training, name, value)
    names = ["北京/Beijing", "天津/Tianjin", "上海/Shanghai", "吉林/Jilin", "四川/Sichuan", "重庆/Chongqing"]
    rows = ["zh\ten"]
    for name in names:
        zh, en = name.split("/")
        rows += [f"{zh}昨天召开了第{n}次会议，代表们讨论了计划。\t{en} held meeting {n} yesterday." for n in range(9)]
    bitext = tmp_path / "news.tsv"
    bitext.write_text("\n".join(rows) + "\n", encoding="utf-8")
    outcome = workbench("train", "mining", bitext, "-o", tmp_path / "mining.json")
    assert outcome.code == 0, outcome.stderr
    stored = json.loads((tmp_path / "mining.json").read_text(encoding="utf-8"))
    assert stored["record"]["pairs"] == 54
    assert workbench("train", "mining", tmp_path / "missing.tsv").code == 1


def test_run_and_mine_store_the_same_rows(workbench: Workbench, files: list[Path], tmp_path: Path) -> None:
    assert workbench("--db", tmp_path / "run.db", "run", *files).code == 0
    assert workbench("--db", tmp_path / "mine.db", "mine", *files, "--store", "--min-probability", "0.4").code == 0
    rows = []
    for name in ("run.db", "mine.db"):
        with Corpus.read(tmp_path / name) as corpus:
            rows.append([replace(pair, updated_at=None) for pair in corpus.iter_pairs()])
    assert rows[0] == rows[1]
    assert len(rows[0]) >= 3
