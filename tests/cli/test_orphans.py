"""Workers end with the command that started them, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from tests.tui import corpora
from workbench import files
from workbench.exchange.formats import FORMATS
from workbench.store.corpus import Corpus

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="lists processes through /proc")

BATCH = ("batch", "many", "--lines", "--jobs", "2", "-o", "out")
CHECK = ("check", "pairs.tsv", "-o", "flags.txt")
CHECK_CORPUS = ("check", "-o", "flags.txt")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with work for minutes."""
    pairs = "".join(f"会议第{n}次举行。\tMeeting number {n} was held in Tianjin by Wang Wei.\n" for n in range(60_000))
    (tmp_path / "pairs.tsv").write_text("zh\ten\n" + pairs, encoding="utf-8")
    with Corpus.create(tmp_path / "corpus.db") as corpus, files.reading(tmp_path / "pairs.tsv") as stream:
        corpus.add_pairs(islice(FORMATS["tsv"].read(stream), 4_000))
    for side, line in {"zh": "会议第{}次举行。\n", "en": "Meeting number {} was held.\n"}.items():
        (tmp_path / "many" / side).mkdir(parents=True)
        for name in range(40):
            text = "".join(line.format(number) for number in range(2000))
            (tmp_path / "many" / side / str(name)).write_text(text, encoding="utf-8")
    return tmp_path


def children(pid: int) -> set[int]:
    """Every process below another, at any depth."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            # It has ended meanwhile.
            continue
    found, new = set[int](), {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new}
        found |= new
    return found


def until(holds: Callable[[], bool]) -> None:
    """Wait for something, for minutes where the machine is busy."""
    end = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("command", "way"),
    [
        (BATCH, signal.SIGTERM),
        (BATCH, signal.SIGHUP),
        (BATCH, signal.SIGKILL),
        (CHECK, signal.SIGKILL),
        (CHECK_CORPUS, signal.SIGKILL),
    ],
    ids=["batch-TERM", "batch-HUP", "batch-KILL", "check-KILL", "check-corpus-KILL"],
)
def test_no_worker_outlives_its_command(work: Path, command: tuple[str, ...], way: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", *command],
        cwd=work,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        # Two workers, and the process that keeps count of what they share.
        until(lambda: len(children(process.pid)) >= 3 and busy(work, command[0]))
        started = children(process.pid)
        process.send_signal(way)
        process.wait(300)
    finally:
        process.kill()
        process.wait()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started))
    out = work / "out" if command[0] == "batch" else work
    for folder in (out, out / ".state"):
        files.sweep(folder)
    assert not list(out.rglob(".workbench-*"))


def busy(folder: Path, command: str) -> bool:
    """Whether results have begun to come."""
    if command == "batch":
        return any((folder / "out").glob("*.jsonl"))
    return any(each.stat().st_size for each in folder.glob(".workbench-*"))


def test_a_batch_leaves_alone_what_another_is_writing_into_the_same_folder(tmp_path: Path) -> None:
    for side, text in {"zh": "会议举行了。\n", "en": "The meeting was held.\n"}.items():
        (tmp_path / side).mkdir()
        (tmp_path / side / "1").write_text(text, encoding="utf-8")
    (tmp_path / "out").mkdir()
    command = [sys.executable, "-m", "workbench", "batch", ".", "--lines", "-o", "out"]
    with files.replacing(tmp_path / "out" / "1.jsonl") as stream:
        stream.write(b"the other's\n")
        subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
        stream.write(b"second line\n")
    assert (tmp_path / "out" / "1.jsonl").read_text() == "the other's\nsecond line\n"


def test_an_app_behind_a_server_ends_with_it(tmp_path: Path) -> None:
    corpora.small(tmp_path / "corpus.db")
    code = """
import subprocess, sys, time
app = subprocess.Popen([sys.executable, "-m", "workbench", "review"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
app.stdout.read(200)
print(app.pid, flush=True)
time.sleep(600)
"""
    environment = os.environ | {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}
    server = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert server.stdout is not None
    app = int(server.stdout.readline())
    server.kill()
    server.communicate()
    until(lambda: not Path(f"/proc/{app}").exists())
