"""Checking a corpus: what is checked, what is stored as it comes, and what another program does meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.test_orphans import until
from tests.conftest import Workbench
from workbench.checks.engine import flags_of_pair
from workbench.checks.rule import PairText
from workbench.checks.rule_set import RuleSet
from workbench.domain import (
    ActionKind,
    Change,
    DismissalScope,
    Flag,
    Language,
    Pair,
    PairSide,
    Relation,
    Severity,
    Side,
    Status,
)
from workbench.review.operations import Stamp, dismiss
from workbench.store.corpus import Corpus

WRONG = Flag("numbers", Severity.ERROR, Side.TARGET, 8, 12, "7.8%", "8.7%", "Wrong.")


def _pair(number: int) -> Pair:
    return Pair(
        PairSide.whole(f"report-{number // 40}", Language.ZH_HANS, (number % 40,), f"第{number}季度增长8.7%。"),
        PairSide.whole(f"report-{number // 40}-en", Language.EN, (number % 40,), f"Quarter {number} grew by 7.8%."),
        Relation.TRANSLATION,
    )


def _corpus(path: Path, rows: int) -> Path:
    with Corpus.create(path) as corpus:
        corpus.add_pairs(_pair(number) for number in range(rows))
    return path


def _flags(path: Path) -> list[tuple[Flag, ...]]:
    with Corpus.read(path) as corpus:
        return [pair.flags for pair in corpus.iter_pairs()]


def _shown(workbench: Workbench, path: Path, field: str, *options: str) -> list[object]:
    lines = workbench("--db", path, "check", "--format", "jsonl", *options).stdout.splitlines()
    return [json.loads(line)[field] for line in lines]


def test_rows_that_the_rules_have_seen_are_not_checked_again(workbench: Workbench, tmp_path: Path) -> None:
    path = _corpus(tmp_path / "c.db", 3)
    assert _shown(workbench, path, "row") == [1, 2, 3]
    with Corpus.open(path) as corpus:
        one, two, _ = corpus.iter_pairs()
        corpus.replace_all_flags([(one, ()), (two, ())])
        text = replace(two.target, text="Quarter 1 grew by 6.8%.")
        corpus.act(ActionKind.EDIT, [Change(two, replace(two, target=text, flags=()))], "ann")
    assert _shown(workbench, path, "row") == [2, 3]
    assert [len(flags) for flags in _flags(path)] == [0, 1, 1]
    assert _shown(workbench, path, "found", "--again") == ["7.8%", "6.8%", "7.8%"]


def test_other_terms_are_another_check(workbench: Workbench, tmp_path: Path) -> None:
    path = _corpus(tmp_path / "c.db", 1)
    workbench("--db", path, "check")
    with Corpus.open(path) as corpus:
        corpus.replace_all_flags([(corpus.pair(1), ())])
    assert workbench("--db", path, "check").stdout == ""
    assert workbench("--db", path, "terms", "add", "季度", "season", "--kind", "required").code == 0
    assert set(_shown(workbench, path, "rule")) == {"numbers", "terms"}


def test_a_rule_run_alone_leaves_the_flags_of_others(workbench: Workbench, tmp_path: Path) -> None:
    path = _corpus(tmp_path / "c.db", 1)
    other = replace(WRONG, rule="people")
    with Corpus.open(path) as corpus:
        corpus.replace_all_flags([(corpus.pair(1), (WRONG, other))])
    assert _shown(workbench, path, "rule", "--rule", "numbers") == ["numbers"]
    (flags,) = _flags(path)
    assert {flag.rule: flag.message == "Wrong." for flag in flags} == {"numbers": False, "people": True}
    workbench("--db", path, "check")
    assert [flag.rule for flags in _flags(path) for flag in flags] == ["numbers"]


def test_rules_that_are_not_named_cost_nothing() -> None:
    pair = PairText("第1季度增长8.7%。", "Quarter 1 grew by 7.8%.")
    assert [flag.rule for flag in flags_of_pair(pair, RuleSet(frozenset({"numbers"})))] == ["numbers"]
    assert not vars(pair).keys() & {"unmatched"}
    assert not vars(pair.zh).keys() & {"tokens", "chinese_places", "chinese_people"}


@pytest.mark.slow
def test_a_killed_check_goes_on_where_it_stopped(workbench: Workbench, tmp_path: Path) -> None:
    path, whole = _corpus(tmp_path / "c.db", 6000), _corpus(tmp_path / "whole.db", 6000)
    process = _check(path)
    until(lambda: _seen(path) > 0)
    process.kill()
    process.wait()
    before = _seen(path)
    assert before < 6000
    first = [flags for flags in _flags(path) if flags]
    with Corpus.open(path) as corpus:
        # Were it checked again, it would have its flags back.
        pair = next(pair for pair in corpus.iter_pairs() if pair.flags)
        corpus.replace_all_flags([(pair, ())])
    assert workbench("--db", path, "check").code == 0
    assert workbench("--db", whole, "check").code == 0
    assert len(first) >= before
    assert [flags for flags in _flags(path) if flags] == _flags(whole)[1:]
    with Corpus.open(path) as corpus:
        assert corpus.check() == []


@pytest.mark.slow
def test_rows_reviewed_during_a_check_are_as_the_reviewer_left_them(tmp_path: Path) -> None:
    path = _corpus(tmp_path / "c.db", 3000)
    process = _check(path)
    until(lambda: _seen(path) > 0)
    with Corpus.open(path) as corpus:
        for number in range(2900, 2960):
            row = corpus.pair(number)
            right = replace(row.target, text=row.target.text.replace("7.8", "8.7"))
            changed = replace(row, target=right, status=Status.CONFIRMED, flags=())
            corpus.act(ActionKind.EDIT, [Change(row, changed)], "ann")
        assert process.wait(120) == 0
        assert corpus.check() == []
        rows = list(corpus.iter_pairs())
    edited = {pair.id: pair for pair in rows if pair.status is Status.CONFIRMED}
    assert set(edited) == set(range(2900, 2960))
    assert not [pair for pair in edited.values() if pair.flags]
    assert all(pair.flags for pair in rows if pair.id not in edited)


def _check(path: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "workbench", "--db", str(path), "check"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _seen(path: Path) -> int:
    with Corpus.read(path) as corpus:
        return int(corpus._connection.execute("SELECT count(*) FROM checked").fetchone()[0])


def test_what_was_dismissed_is_left_out_unless_asked_for(workbench: Workbench, tmp_path: Path) -> None:
    path = _corpus(tmp_path / "c.db", 2)
    workbench("--db", path, "check")
    with Corpus.open(path) as corpus:
        row = corpus.pair(1)
        corpus.act(ActionKind.DISMISS, dismiss(row, row.flags[0], DismissalScope.ROW, Stamp("ann", "2026")), "ann")
    for again in ((), ("--again",)):
        assert _shown(workbench, path, "row", *again) == [2]
        shown = workbench("--db", path, "check", "--format", "jsonl", "--show-dismissed", *again).stdout
        assert [json.loads(line).get("dismissed") for line in shown.splitlines()] == [True, None]
    assert "(dismissed)" in workbench("--db", path, "check", "--show-dismissed").stdout
    assert workbench("--db", path, "check", "--fail-on", "error").code == 1
    exported = [
        workbench("--db", path, "export", "-o", "-", "--format", "jsonl", "--status", "any", *options).stdout
        for options in ((), ("--show-dismissed",))
    ]
    assert [[len(json.loads(line)["flags"]) for line in each.splitlines()] for each in exported] == [[0, 1], [1, 1]]
    stats = json.loads(workbench("--db", path, "stats", "--format", "json").stdout)
    assert stats["flags"] == [{"rule": "numbers", "severity": "error", "count": 1, "dismissed": 1}]
    assert "1 flag dismissed" in workbench("--db", path, "doctor").stdout


@pytest.mark.parametrize("command", ["align", "mine", "run", "batch"])
def test_what_is_stored_has_the_severities_of_the_config_file(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    config, source, target = tmp_path / "config.toml", tmp_path / "zh.txt", tmp_path / "en.txt"
    config.write_text('[severity]\nscript-marks = "error"\n', encoding="utf-8")
    monkeypatch.setenv("WORKBENCH_CONFIG", str(config))
    source.write_text("今年全市的工业产值增长了8.7%，超过了预期的目标。\n", encoding="utf-8")
    target.write_text("This year the city's industrial output grew by 8.7%， above the target.\n", encoding="utf-8")
    manifest = tmp_path / "jobs.tsv"
    manifest.write_text("source\ttarget\nzh.txt\ten.txt\n", encoding="utf-8")
    files = (manifest,) if command == "batch" else (source, target)
    outcome = workbench(command, *files, *([] if command in ("run", "batch") else ["--store"]))
    assert outcome.code == 0, outcome.stderr
    stats = json.loads(workbench("stats", "--format", "json").stdout)
    assert [(flag["rule"], flag["severity"]) for flag in stats["flags"]] == [("script-marks", "error")]
