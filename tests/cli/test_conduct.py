"""How every command behaves towards a shell: interrupts, closed pipes, full disks, options after its name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Workbench

WORKBENCH = (sys.executable, "-m", "workbench")
PAIRS = "zh\ten\n" + "".join(f"会议第{n}次举行。\tMeeting number {n} was held.\n" for n in range(60_000))


@pytest.fixture
def many_pairs(tmp_path: Path) -> Path:
    """A TSV that keeps a command busy for seconds."""
    path = tmp_path / "pairs.tsv"
    path.write_text(PAIRS, encoding="utf-8")
    return path


def _interrupted(folder: Path, *arguments: str | Path, after: float) -> subprocess.CompletedProcess[str]:
    """Ctrl-C as a terminal sends it: to the whole group of processes."""
    process = subprocess.Popen(
        [*WORKBENCH, *map(str, arguments)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(after)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a group of processes")
def test_an_interrupt_is_one_line_and_leaves_nothing(many_pairs: Path) -> None:
    done = _interrupted(many_pairs.parent, "check", many_pairs, "-o", "flags.txt", after=1.5)
    assert (done.returncode, done.stderr, done.stdout) == (130, "workbench: interrupted.\n", "")
    assert [each.name for each in many_pairs.parent.iterdir()] == [many_pairs.name]


def test_a_reader_that_leaves_early_is_no_failure(many_pairs: Path) -> None:
    process = subprocess.Popen(
        [*WORKBENCH, "--quiet", "terms", "list"], cwd=many_pairs.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", [("stats",), ("terms", "export", "--all", "-o", "-"), ("terms", "list")])
def test_a_full_disk_behind_stdout_is_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*WORKBENCH, *command], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr == (
        "workbench: The output cannot be written: No space left on device. Make room, or send it elsewhere.\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_device_named_with_o_is_one_line(workbench: Workbench) -> None:
    done = workbench("terms", "export", "--all", "-o", "/dev/full")
    assert done.code == 1
    assert done.stderr.startswith("workbench: /dev/full cannot be written: No space left on device.")


def test_options_of_workbench_are_taken_after_the_command_too(workbench: Workbench, tmp_path: Path) -> None:
    assert workbench("terms", "add", "吉商", "Jilin merchants", "--db", "own.db", "--quiet").stderr == ""
    assert not (tmp_path / "corpus.db").exists()
    assert "吉商" in workbench("--db", "own.db", "terms", "list", "--own").stdout
    (tmp_path / "a.txt").write_text("经济合作\n", encoding="utf-8")
    assert workbench("encode", "a.txt", "-o", "a.npy", "-v").stderr.startswith("encoder: zh-en-static")
    assert workbench("encode", "a.txt", "-o", "b.npy", "--encoder", "no-such-folder/x").code == 1
