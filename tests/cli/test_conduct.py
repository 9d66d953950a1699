"""How every command behaves towards a shell: interrupts, closed pipes, full disks, options after its name."""

from __future__ import annotations

import os
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Workbench
from workbench.store.corpus import Corpus

WORKBENCH = (sys.executable, "-m", "workbench")
PAIRS = "zh\ten\n" + "".join(f"会议第{n}次举行。\tMeeting number {n} was held.\n" for n in range(60_000))


@pytest.fixture
def many_pairs(tmp_path: Path) -> Path:
    """A TSV that keeps a command busy for seconds."""
    path = tmp_path / "pairs.tsv"
    path.write_text(PAIRS, encoding="utf-8")
    return path


def _interrupted(folder: Path, *arguments: str | Path, once: str) -> subprocess.CompletedProcess[str]:
    """Ctrl-C as a terminal sends it, to the whole group of processes, once there is a file of that pattern."""
    process = subprocess.Popen(
        [*WORKBENCH, *map(str, arguments)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not any(folder.glob(once)):
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a group of processes")
def test_an_interrupt_is_one_line_and_leaves_nothing(many_pairs: Path) -> None:
    done = _interrupted(many_pairs.parent, "check", many_pairs, "-o", "flags.txt", once=".workbench-*")
    assert (done.returncode, done.stderr, done.stdout) == (130, "workbench: interrupted.\n", "")
    assert [each.name for each in many_pairs.parent.iterdir()] == [many_pairs.name]


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a group of processes")
@pytest.mark.parametrize("once", ["out/.state", "out/*.jsonl"], ids=["starting", "writing"])
def test_an_interrupted_batch_is_one_line_and_leaves_whole_files(tmp_path: Path, once: str) -> None:
    lines = {"zh": "会议第{}次举行。\n", "en": "Meeting number {} was held.\n"}
    for side, line in lines.items():
        (tmp_path / "many" / side).mkdir(parents=True)
        for name in range(40):
            text = "".join(line.format(number) for number in range(300))
            (tmp_path / "many" / side / str(name)).write_text(text, encoding="utf-8")
    done = _interrupted(tmp_path, "batch", "many", "--lines", "--jobs", "2", "-o", "out", once=once)
    assert (done.returncode, done.stderr, done.stdout) == (130, "workbench: interrupted.\n", "")
    assert not [each.name for each in (tmp_path / "out").rglob("*.partial")]


@pytest.mark.parametrize("command", ["align", "mine"])
def test_an_unusual_encoding_is_reported(workbench: Workbench, tmp_path: Path, command: str) -> None:
    (tmp_path / "en.txt").write_text("The delegation visited Tianjin. The meeting was held.\n", encoding="utf-8")
    (tmp_path / "zh.txt").write_text("代表团访问天津。会议举行了。\n", encoding="gb18030")
    done = workbench(command, "en.txt", "zh.txt")
    assert "Read zh.txt as gb18030." in done.stderr
    assert "en.txt as" not in done.stderr


def test_an_encoder_without_a_name_is_reported(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a\n", encoding="utf-8")
    done = workbench("--encoder", "", "encode", "a.txt", "-o", "a.npy")
    assert (done.code, done.stderr.count("\n")) == (1, 1)
    assert "is empty" in done.stderr


def test_a_librarys_warning_is_for_verbose(capsys: pytest.CaptureFixture[str]) -> None:
    from workbench.cli import diagnostics

    diagnostics.set_verbosity(quiet=False, verbose=False)
    diagnostics.warned("odd value", RuntimeWarning, "file.py", 3)
    assert capsys.readouterr().err == ""
    diagnostics.set_verbosity(quiet=False, verbose=True)
    diagnostics.warned("odd value", RuntimeWarning, "file.py", 3)
    assert capsys.readouterr().err == "RuntimeWarning: odd value\n"
    diagnostics.set_verbosity(quiet=False, verbose=False)


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
    Corpus.create(tmp_path / "corpus.db").close()
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*WORKBENCH, *command], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr == (
        "workbench: The output cannot be written: No space left on device. Free some space, or write it elsewhere.\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", ["--help", "stats --help", "--version", "terms list"])
@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
def test_output_that_goes_nowhere_is_one_line(tmp_path: Path, command: str, redirection: str) -> None:
    line = f"{shlex.join(WORKBENCH)} {command} {redirection}"
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("workbench: ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-", "<&-", "<&- 2>&-"])
def test_messages_that_go_nowhere_change_nothing(tmp_path: Path, redirection: str) -> None:
    line = f"{shlex.join(WORKBENCH)} terms list {redirection}"
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0
    assert "中国共产党" in done.stdout


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied", "closed/a.txt"), "closed/a.txt cannot be used: Permission denied."),
        (OSError(28, "No space left on device"), "No space left on device"),
        (MemoryError(), "not enough memory"),
        (RecursionError(), "nested too deeply"),
        (sqlite3.DatabaseError("database disk image is malformed"), "malformed"),
        (UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed"), "not valid Unicode"),
    ],
)
def test_what_the_system_refuses_is_one_line(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    from workbench.store.corpus import Corpus

    def refuse(path: Path) -> Corpus:
        raise error

    monkeypatch.setattr(Corpus, "read", refuse)
    monkeypatch.setattr(Corpus, "open", refuse)
    done = workbench("stats")
    assert (done.code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert said in done.stderr
    assert "Traceback" in workbench("-v", "stats").stderr


def test_a_bug_keeps_its_traceback(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.store.corpus import Corpus

    def fail(path: Path) -> Corpus:
        raise KeyError(path)

    monkeypatch.setattr(Corpus, "read", fail)
    monkeypatch.setattr(Corpus, "open", fail)
    with pytest.raises(KeyError):
        workbench("stats")


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


def test_terms_are_listed_where_nothing_can_be_written(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert workbench("terms", "add", "吉商", "Jilin merchants").code == 0
    for name in ("open", "create"):
        monkeypatch.delattr(Corpus, name)
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    assert "Jilin merchants" in workbench("terms", "list", "--own").stdout


def test_one_is_not_many(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "one.tsv").write_text("zh\ten\n会议举行了。\tThe meeting was held.\n", encoding="utf-8")
    assert workbench("check", "one.tsv").stderr == "1 row: no flags.\n"
    assert workbench("import", "one.tsv").code == 0
    assert workbench("search", "meeting").stderr == "1 pair holds “meeting”.\n"
    assert workbench("search", "absent").stderr == "0 pairs hold “absent”.\n"
