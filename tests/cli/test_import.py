"""`workbench import` on large, invalid and interrupted input."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Workbench
from workbench.pipeline import contents, pair_files
from workbench.store import ingest
from workbench.store.corpus import Corpus
from workbench.store.values import ImportRecord

ROWS = 15_000


def _table(path: Path, rows: int = ROWS) -> Path:
    lines = (f"第{number}句。\tSentence {number}.\n" for number in range(rows))
    path.write_text("zh\ten\n" + "".join(lines), encoding="utf-8")
    return path


def _records(db: Path) -> list[ImportRecord]:
    with Corpus.create(db) as corpus:
        return corpus.imports()


def _texts(db: Path) -> list[tuple[int | None, str]]:
    with Corpus.create(db) as corpus:
        assert corpus.check() == []
        return [(pair.id, pair.source.text) for pair in corpus.iter_pairs()]


def _interrupted(folder: Path, ready: Callable[[], bool], *options: str) -> str:
    """What an import says that is interrupted once `ready`."""
    command = [sys.executable, "-m", "workbench", "import", "big.tsv", *options]
    environment = {**os.environ, "WORKBENCH_DB": str(folder / "corpus.db")}
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as process:
        while not ready():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read()
    assert process.returncode == 130
    return said


def _is_written(db: Path) -> bool:
    """Whether another program is in the middle of a transaction in a corpus that has its tables already."""
    if not db.exists():
        return False
    with closing(sqlite3.connect(db, timeout=0, isolation_level=None)) as connection:
        try:
            made = bool(connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'imports'").fetchone()[0])
        except sqlite3.OperationalError:
            return False
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return made
    return False


def test_an_interrupted_import_says_what_was_kept_and_goes_on(workbench: Workbench, tmp_path: Path) -> None:
    _table(tmp_path / "big.tsv")
    db = tmp_path / "corpus.db"
    said = _interrupted(tmp_path, lambda: db.exists() and any(record.done for record in _records(db)))
    (record,) = _records(db)
    assert 0 < record.done < ROWS
    sentence = (
        f"The import of big.tsv stopped at {record.done:,} of 15,000 pairs; import the same file again to resume."
    )
    assert sentence in said
    assert f"{record.added:,}  unfinished: {record.done:,} of 15,000 pairs  big.tsv" in workbench("stats").stdout
    counts = json.loads(workbench("stats", "--format", "json").stdout)["imports"]
    assert [(each["file"], each["done"], each["finished"]) for each in counts] == [("big.tsv", record.done, False)]
    assert sentence in workbench("doctor").stdout
    outcome = workbench("import", "big.tsv")
    assert outcome.stderr == f"Resumed after pair {record.done:,}. Added 15,000 of 15,000 pairs to corpus.db.\n"
    assert workbench("--db", "whole.db", "import", "big.tsv").code == 0
    assert _texts(db) == _texts(tmp_path / "whole.db")
    assert "stopped at" not in workbench("doctor").stdout


def test_an_atomic_import_that_is_interrupted_keeps_nothing(workbench: Workbench, tmp_path: Path) -> None:
    _table(tmp_path / "big.tsv")
    db = tmp_path / "corpus.db"
    assert "Nothing of big.tsv was kept." in _interrupted(tmp_path, lambda: _is_written(db), "--atomic")
    assert (_texts(db), _records(db)) == ([], [])
    assert "Added 15,000 of 15,000" in workbench("import", "big.tsv", "--atomic").stderr


@pytest.mark.parametrize(
    ("last", "message"),
    [
        ('{"source_text": "a", "target_text": "b\\ud800"}', "Line 21: A text holds half a character"),
        ('{"source_text": "a", "target_text": "b", "probability": NaN}', "Line 21: 'nan' is not a probability"),
        ('{"source": {"text": "a", "document": "d", "segments": [1e30]}, "target_text": "b"}', "Line 21"),
        ('{"source_text": "a", "target_text": "b", "flags": [{"side": "up", "severity": "info"}]}', "side of a flag"),
        ('{"source_text": "' + "a" * 2**23 + '"}', "Line 21 has more than 8,388,608 characters"),
    ],
)
def test_what_the_store_would_refuse_is_found_before_anything_is_stored(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str, message: str
) -> None:
    monkeypatch.setattr(ingest, "BATCH", 5)
    good = (json.dumps({"source_text": f"{number}", "target_text": "一"}) + "\n" for number in range(20))
    (tmp_path / "a.jsonl").write_text("".join(good) + last + "\n", encoding="utf-8")
    outcome = workbench("import", "a.jsonl")
    assert outcome.code == 1
    assert message in outcome.stderr
    assert outcome.stderr.count("\n") == 1
    assert not (tmp_path / "corpus.db").exists()


class _Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_stdin_is_read_within_bounds(workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = _table(tmp_path / "big.tsv", 100).read_bytes()
    monkeypatch.setattr("sys.stdin", _Stdin(data))
    assert "Added 100 of 100" in workbench("import", "-", "--format", "tsv").stderr
    monkeypatch.setattr("sys.stdin", _Stdin(data))
    assert workbench("check", "-").stderr.startswith("100 rows")
    monkeypatch.setattr("sys.stdin", _Stdin(data))
    monkeypatch.setattr(contents, "LARGEST_STREAM", len(data) - 1)
    assert "stdin has more than" in workbench("import", "-", "--format", "tsv").stderr


def test_a_large_file_in_another_encoding_is_read_piece_by_piece(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "_SAMPLE", 200)
    monkeypatch.setattr(contents, "CHUNK", 7)
    rows = "".join(f"会议要求，要加强合作，共同发展。{number}\tCooperate {number}.\n" for number in range(50))
    (tmp_path / "a.tsv").write_bytes(f"zh\ten\n{rows}".encode("gb18030"))
    outcome = workbench("import", "a.tsv")
    assert outcome.stderr == "Read a.tsv as gb18030.\nAdded 50 of 50 pairs to corpus.db.\n"
    (tmp_path / "b.tsv").write_bytes(f"zh\ten\n{rows}".encode("gb18030") + b"\xff\n")
    assert "b.tsv is not text in gb18030" in workbench("import", "b.tsv").stderr


def test_a_file_that_changes_while_it_is_read_is_not_finished(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _table(tmp_path / "a.tsv", 10)
    checksum = pair_files.PairFile.checksum

    def shortened(file: pair_files.PairFile) -> str:
        os.truncate(path, path.stat().st_size // 2)
        return checksum(file)

    monkeypatch.setattr(pair_files.PairFile, "checksum", shortened)
    outcome = workbench("import", "a.tsv")
    assert (outcome.code, "changed while it was read" in outcome.stderr) == (1, True)
