"""A batch leaves the same corpus whoever did the work, and however often it was killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.cli.batches import exported, folder_of_pairs, records, until
from tests.conftest import Workbench
from workbench.pipeline.batch_jobs import Job
from workbench.pipeline.batch_work import Settings, Task, work_of
from workbench.pipeline.executors import Window, in_processes
from workbench.store.corpus import Corpus

COUNT = 12


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of_pairs(tmp_path_factory.mktemp("pairs"), COUNT)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills processes by signals")
def test_two_processes_killed_twice_leave_the_corpus_of_one(workbench: Workbench, pairs: Path, tmp_path: Path) -> None:
    alone, killed = tmp_path / "alone.db", tmp_path / "killed.db"
    assert workbench("--db", alone, "batch", pairs, "--lines", "--jobs", "1").code == 0
    command = [sys.executable, "-m", "workbench", "--db", str(killed), "batch", str(pairs), "--lines", "--jobs", "2"]
    for way in (signal.SIGKILL, signal.SIGINT):
        before = records(killed)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            until(partial(_has_gone_on, process, killed, before))
            process.send_signal(way)
    report = json.loads(workbench("--db", killed, "batch", pairs, "--lines", "--jobs", "2").stdout)
    assert (report["documents"], report["failed"]) == (COUNT, [])
    assert exported(killed) == exported(alone)
    assert workbench("--db", killed, "doctor").code == 0


def _has_gone_on(process: subprocess.Popen[bytes], corpus: Path, before: int) -> bool:
    return process.poll() is not None or records(corpus) > before


def test_the_report_has_every_document(workbench: Workbench, pairs: Path, tmp_path: Path) -> None:
    result = workbench("--db", tmp_path / "c.db", "batch", pairs, "--lines", "--jobs", "1")
    report = json.loads(result.stdout)
    listed = report["document_list"]
    assert [one["name"] for one in listed] == [f"{number:03}" for number in range(COUNT)]
    assert sum(one["source_segments"] + one["target_segments"] for one in listed) == report["segments"]
    assert report["beads_by_type"] == {"1-1": report["beads"]}
    with Corpus.read(tmp_path / "c.db") as corpus:
        flags = {each.rule: each.count for each in corpus.stats().rules}
    assert report["flags"] == flags
    assert flags
    assert all(one["unaligned"] == 0 and not one["doubtful"] for one in listed)
    lines = result.stderr.splitlines()
    assert [line.split()[0] for line in lines] == ["document", *(one["name"] for one in listed), "together"]
    again = json.loads(workbench("--db", tmp_path / "c.db", "batch", pairs, "--lines", "--jobs", "1").stdout)
    assert again["document_list"] == listed


def test_a_long_table_shows_what_wants_a_look(workbench: Workbench, tmp_path: Path) -> None:
    folder_of_pairs(tmp_path / "many", 40, repeats=1)
    shown = workbench("batch", tmp_path / "many", "--lines", "--jobs", "1").stderr.splitlines()
    assert len(shown) == 1 + 5 + 2
    assert shown[-2] == "… and 35 more document pairs, which the JSON lists."


def test_without_checks_nothing_is_flagged_until_check_runs(workbench: Workbench, pairs: Path, tmp_path: Path) -> None:
    db = tmp_path / "c.db"
    assert (
        json.loads(workbench("--db", db, "batch", pairs, "--lines", "--jobs", "1", "--no-check").stdout)["flags"] == {}
    )
    workbench("--db", db, "check")
    with Corpus.read(db) as corpus:
        assert corpus.stats().rules


class _Deadly(type(Path())):  # type: ignore[misc]
    """A path that ends the process that receives it."""

    def __reduce__(self) -> Any:
        return os._exit, (1,)


@pytest.mark.slow
def test_a_pair_that_kills_its_worker_is_given_up_and_the_order_stays(pairs: Path) -> None:
    tasks = [
        Task(Job(name, pairs / "zh" / f"{name}.txt", pairs / "en" / f"{name}.txt"), name)
        for name in ("000", "001", "002", "003", "004", "005")
    ]
    bad = replace(tasks[2], job=replace(tasks[2].job, source=_Deadly("x")))
    settings = Settings(None, None, "jsonl", True, "zh-en-static")
    products = list(in_processes(2)([*tasks[:2], bad, *tasks[3:]], work_of(settings)))
    assert [product.job.name for product in products] == [task.job.name for task in tasks]
    assert [product.job.name for product in products if product.result.error] == ["002"]
    assert "worker process died" in products[2].result.error


def test_tasks_under_way_are_bounded_in_number_and_size() -> None:
    under_way: list[str] = []
    most = []

    def begin(task: Task) -> str:
        under_way.append(task.fingerprint)
        most.append(len(under_way))
        return task.fingerprint

    sizes = [1, 1, 1, 1, 50, 1, 1, 200, 1, 1, 1, 1]
    job = Job("x", Path("a"), Path("b"))
    tasks = [Task(job, str(number), size) for number, size in enumerate(sizes)]
    for task, begun in Window(begin, lambda: 3, 100).over(iter(tasks)):
        assert task.fingerprint == begun
        under_way.remove(begun)
    assert max(most) == 4
    assert not under_way


def test_bad_files_are_named_and_the_others_go_on(workbench: Workbench, pairs: Path, tmp_path: Path) -> None:
    (tmp_path / "locked.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\nnothing")
    with (tmp_path / "huge.txt").open("wb") as stream:
        stream.truncate(500 * 2**20)
    for side in ("zh", "en"):
        (tmp_path / f"good.{side}").write_bytes((pairs / side / "000.txt").read_bytes())
    rows = "".join(f"{source}\tgood.en\n" for source in ("locked.docx", "cut.pdf", "huge.txt", "good.zh"))
    (tmp_path / "pairs.tsv").write_text("source\ttarget\n" + rows, encoding="utf-8")
    result = workbench("batch", tmp_path / "pairs.tsv", "--jobs", "1")
    report = json.loads(result.stdout)
    assert (result.code, report["aligned"]) == (1, 1)
    assert [each["name"] for each in report["failed"]] == ["locked", "cut", "huge"]
    assert "longer than 256 MB" in report["failed"][2]["error"]
    assert "Traceback" not in result.stderr
