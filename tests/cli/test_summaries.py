"""Summaries as JSON, and what they suggest to do next."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Workbench
from workbench.store.corpus import Corpus

TEXTS = (
    ("会议于11月6日在天津举行。", "The meeting was held in Tianjin on November 6."),
    ("市长会见了法国总统。", "The mayor met the French president."),
    ("今年的产值增长了8.7%。", "Output grew by 7.8% this year."),
    ("双方签署了三项合作协议。", "The two sides signed three cooperation agreements."),
    ("代表团参观了港口和大学。", "The delegation visited the port and the university."),
    ("他感谢主人的热情款待。", "He thanked his hosts for their hospitality."),
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A text and its translation."""
    for side, name in enumerate(("a.zh", "a.en")):
        (tmp_path / name).write_text("".join(f"{pair[side]}\n" for pair in TEXTS), encoding="utf-8")
    (tmp_path / "pairs.tsv").write_text("zh\ten\n" + "".join(f"{zh}\t{en}\n" for zh, en in TEXTS), encoding="utf-8")
    return "a.zh", "a.en"


def test_run_as_json_has_documents_pairs_and_flags_and_names_the_better_command(
    workbench: Workbench, files: tuple[str, str], tmp_path: Path
) -> None:
    path = tmp_path / files[1]
    path.write_text(path.read_text(encoding="utf-8").replace("the port", "the the port"), encoding="utf-8")
    outcome = workbench("run", *files, "--format", "json", "--best", "2")
    record: dict[str, Any] = json.loads(outcome.stdout)
    assert [(each["name"], each["segments"]) for each in record["documents"]] == [("a", 6), ("a-2", 6)]
    assert record["relations"]["translation"] >= 5
    assert record["added"] == sum(record["relations"].values())
    assert len(record["best"]) == 2
    assert "coverage-repeated" in [flag["rule"] for flag in record["flags"]]
    assert record["parallel"] == [["a", "a-2"]]
    assert "workbench align a.zh a.en --store" in outcome.stderr


def test_aligning_into_the_corpus_shows_no_beads_unless_they_are_asked_for(
    workbench: Workbench, files: tuple[str, str], tmp_path: Path
) -> None:
    outcome = workbench("align", *files, "--store")
    assert outcome.stdout == ""
    assert "6 rows are new in corpus.db." in outcome.stderr
    assert "workbench --db corpus.db review" in outcome.stderr
    assert "workbench --db corpus.db export -o pairs.tmx --status any" in outcome.stderr
    assert workbench("align", *files, "--store", "--format", "beads").stdout.startswith("[0]:[0]\n")
    assert workbench("align", *files, "--store", "-o", "-").stdout.startswith("[0]:[0]\n")
    assert workbench("align", *files, "--store", "-o", "out.tsv").stdout == ""
    assert (tmp_path / "out.tsv").exists()


def test_mining_into_the_corpus_shows_no_pairs_unless_they_are_asked_for(
    workbench: Workbench, files: tuple[str, str]
) -> None:
    assert workbench("mine", *files, "--store").stdout == ""
    assert workbench("mine", *files, "--store", "--format", "tsv").stdout


def test_check_counts_as_json(workbench: Workbench, files: tuple[str, str], tmp_path: Path) -> None:
    outcome = workbench("check", "pairs.tsv", "--summary", "json", "--rule", "numbers", "--fail-on", "error")
    assert outcome.code == 1
    record = json.loads(outcome.stdout)
    assert record == {
        "rows": 6,
        "severities": {"error": 1, "warning": 0, "info": 0},
        "rules": {"numbers": 1},
        "output": None,
    }
    outcome = workbench("check", "pairs.tsv", "--summary", "json", "--rule", "numbers", "-o", "flags.jsonl")
    assert json.loads(outcome.stdout) == {**record, "output": "flags.jsonl"}
    assert json.loads((tmp_path / "flags.jsonl").read_text())["found"] == "7.8%"


@pytest.mark.parametrize("rules", [("numbers",), ("people",), ("numbers", "coverage")])
def test_flags_as_one_object_are_those_of_the_lines(
    workbench: Workbench, files: tuple[str, str], rules: tuple[str, ...]
) -> None:
    chosen = [word for rule in rules for word in ("--rule", rule)]
    record = json.loads(workbench("check", "pairs.tsv", "--format", "json", *chosen).stdout)
    lines = workbench("check", "pairs.tsv", "--format", "jsonl", *chosen).stdout.splitlines()
    assert record["flags"] == [json.loads(line) for line in lines]
    assert (record["rows"], sum(record["severities"].values())) == (6, len(lines))


def test_import_counts_as_json(workbench: Workbench, files: tuple[str, str]) -> None:
    record = json.loads(workbench("import", "pairs.tsv", "--summary", "json").stdout)
    assert (record["pairs"], record["added"], record["left_out"], record["dry_run"]) == (6, 6, 0, False)
    again = json.loads(workbench("import", "pairs.tsv", "--dry-run", "--update", "--summary", "json").stdout)
    assert (again["added"], again["known"]["same"], again["dry_run"]) == (0, 6, True)


def test_export_counts_as_json(workbench: Workbench, files: tuple[str, str]) -> None:
    workbench("import", "pairs.tsv")
    record = json.loads(workbench("export", "-o", "a.tmx", "--status", "any", "--summary", "json").stdout)
    assert (record["pairs"], record["files"][0]["path"]) == (6, "a.tmx")


@pytest.mark.parametrize("command", ["export -o x.tmx", "import pairs.tsv"])
def test_json_is_not_a_format_of_files_but_a_summary(
    workbench: Workbench, files: tuple[str, str], command: str
) -> None:
    outcome = workbench(*command.split(), "--format", "json")
    assert outcome.code == 2
    assert "--summary json" in outcome.stderr


@pytest.mark.parametrize(("answer", "rows"), [(b"y\n", True), (b"n\n", False)])
def test_review_in_an_empty_folder_offers_the_main_job(tmp_path: Path, answer: bytes, rows: bool) -> None:
    ours, theirs = pty.openpty()
    code = """
import workbench.tui.app
workbench.tui.app.WorkbenchApp.run = lambda self: None
from workbench.cli.main import main
main()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code, "review"],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "WORKBENCH_LANG": "en", "WORKBENCH_CONFIG": str(tmp_path / "none")},
    )
    os.write(ours, answer)
    _, said = process.communicate(timeout=300)
    os.close(theirs)
    os.close(ours)
    assert process.returncode == (0 if rows else 1)
    assert b"corpus.db does not exist yet. Do the main job on the bundled articles now? [y/N]" in said
    assert (tmp_path / "corpus.db").exists() is rows
    if rows:
        with Corpus.read(tmp_path / "corpus.db") as corpus:
            assert corpus.count() > 50
