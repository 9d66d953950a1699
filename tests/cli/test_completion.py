"""Completion as a shell asks for it, and in a real bash."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Workbench
from tests.test_layers import HEAVY, loaded_by
from tests.tui import corpora

BIN = Path(sys.executable).parent


def offered(line: str, folder: Path) -> list[str]:
    """What is offered for the last word of a line."""
    environment = {**os.environ, "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    done = subprocess.run(
        [BIN / "workbench"],
        env={**environment, "_WORKBENCH_COMPLETE": "bash_complete"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [line for line in done.stdout.split("\n") if line]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("workbench al", ["plain,align"]),
        ("workbench --en", ["plain,--encoder"]),
        ("workbench train ", ["plain,encoder", "plain,aligner", "plain,mining"]),
        ("workbench align --l", ["plain,--lines"]),
        ("workbench stats --format ", ["plain,table", "plain,json"]),
        ("workbench terms ex", ["plain,export"]),
        ("workbench align pa", ["file,pa"]),
        ("workbench check pa", ["file,pa"]),
        ("workbench import pa", ["file,pa"]),
        ("workbench export -o pa", ["file,pa"]),
        ("workbench export --document x", []),
        ("workbench nothi", []),
    ],
)
def test_words_that_are_offered(tmp_path: Path, line: str, words: list[str]) -> None:
    assert offered(line, tmp_path) == words


def test_documents_of_the_corpus_are_offered_unless_a_terminal_would_obey_their_names(tmp_path: Path) -> None:
    corpora.small(tmp_path / "corpus.db")
    names = offered("workbench export --document ", tmp_path)
    assert names
    assert offered("workbench --db corpus.db export --document ", tmp_path) == names
    assert not re.search(r"[\x00-\x1f\x7f]", "".join(names))


def test_completing_loads_almost_nothing() -> None:
    code = """
import os, sys
os.environ |= {"COMP_WORDS": "workbench ", "COMP_CWORD": "1", "_WORKBENCH_COMPLETE": "bash_complete"}
sys.argv = ["workbench"]
from workbench.cli.main import main
try:
    main()
except SystemExit as stop:
    assert not stop.code
"""
    assert not loaded_by(code) & HEAVY


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_takes_the_script(workbench: Workbench, shell: str) -> None:
    script = workbench("completion", shell).stdout
    assert "_WORKBENCH_COMPLETE" in script
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    subprocess.run([found, "-n"], input=script, text=True, check=True)


@pytest.mark.parametrize(
    ("shell", "variable", "place", "said"),
    [
        ("bash", "XDG_DATA_HOME", "bash-completion/completions/workbench", "~/.bashrc"),
        ("zsh", "XDG_DATA_HOME", "zsh/site-functions/_workbench", "fpath"),
        ("fish", "XDG_CONFIG_HOME", "fish/completions/workbench.fish", "start from now on"),
    ],
)
def test_installed_where_the_shell_looks(
    workbench: Workbench,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shell: str,
    variable: str,
    place: str,
    said: str,
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "own"))
    outcome = workbench("completion", shell, "--install")
    assert (outcome.code, outcome.stdout) == (0, "")
    assert said in outcome.stderr
    assert (tmp_path / "own" / place).read_text() == workbench("completion", shell).stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_tabulator_completes_in_bash(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "script").write_text(workbench("completion", "bash").stdout)
    ours, theirs = pty.openpty()
    environment = {"PATH": f"{BIN}:{os.environ['PATH']}", "TERM": "dumb", "PS1": "$ ", "HOME": str(tmp_path)}
    shell = subprocess.Popen(
        ["bash", "--norc", "--noprofile", "-i"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=tmp_path,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        os.write(ours, b". ./script\nworkbench ali\t")
        assert "workbench align " in _shown(ours, "workbench align ")
        os.write(ours, b"--li\t")
        assert "--lines " in _shown(ours, "--lines ")
    finally:
        shell.kill()
        shell.wait()
        os.close(ours)


def _shown(terminal: int, wanted: str) -> str:
    """What the terminal shows, once it shows something."""
    text, end = "", time.monotonic() + 120
    while wanted not in text and time.monotonic() < end:
        text += os.read(terminal, 4096).decode("utf-8", "replace")
    return text
