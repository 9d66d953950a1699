"""The app in a real terminal, with Chinese text, through tmux."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tui import corpora
from workbench.domain import Status
from workbench.store.corpus import Corpus

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

Tmux = Callable[..., str]


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    """Run a tmux command on a server of the test's own."""
    socket = str(tmp_path / "tmux")

    def run(*arguments: str) -> str:
        # The size is tmux's, not that of the terminal in which the tests run.
        inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        environment = {**inherited, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        command = ["tmux", "-u", "-S", socket, "-f", "/dev/null", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120).stdout

    yield run
    subprocess.run(["tmux", "-S", socket, "kill-server"], check=False, capture_output=True)


def shown(tmux: Tmux, wanted: str, seconds: float = 180.0) -> str:
    """The screen once it shows something."""
    end = time.monotonic() + seconds
    screen = ""
    while time.monotonic() < end:
        screen = tmux("capture-pane", "-p", "-t", "app")
        if wanted in screen:
            return screen
        time.sleep(0.1)
    raise AssertionError(f"{wanted!r} did not appear:\n{screen}")


def ended(tmux_socket: Path, seconds: float = 180.0) -> None:
    """Wait until the app has ended, and tmux with it."""
    end = time.monotonic() + seconds
    asked = ["tmux", "-S", str(tmux_socket), "has-session"]
    while time.monotonic() < end and not subprocess.run(asked, capture_output=True, check=False).returncode:
        time.sleep(0.1)


def test_a_translator_at_a_terminal(tmp_path: Path, tmux: Tmux) -> None:
    path = tmp_path / "corpus.db"
    corpora.small(path)
    app = ["env", f"WORKBENCH_CONFIG={tmp_path / 'none'}", sys.executable, "-m", "workbench", "--db", str(path)]
    size = ["-x", "100", "-y", "30"]
    tmux("new-session", "-d", "-s", "app", *size, *app, "review", "--reviewer", "译者")
    shown(tmux, "row 1 of 11")
    tmux("send-keys", "-t", "app", "f")
    shown(tmux, "Kyrgyzstan → Jilin")
    shown(tmux, "胡玉亭")
    tmux("send-keys", "-t", "app", "c")
    shown(tmux, "✓ 1 read")
    tmux("send-keys", "-t", "app", "e")
    shown(tmux, "ctrl+s keep")
    tmux("send-keys", "-t", "app", "Tab")
    tmux("send-keys", "-t", "app", "-l", "吉林")
    shown(tmux, "出席。吉林")
    tmux("send-keys", "-t", "app", "C-s")
    shown(tmux, "Kept.")
    tmux("resize-window", "-t", "app", "-x", "30", "-y", "8")
    shown(tmux, "Please enlarge")
    tmux("resize-window", "-t", "app", "-x", "100", "-y", "30")
    shown(tmux, "✓ 1 read")
    tmux("send-keys", "-t", "app", "q")
    ended(tmp_path / "tmux")
    with Corpus.create(path) as corpus:
        rows = list(corpus.iter_pairs())
    assert [pair.reviewer for pair in rows if pair.status is Status.CONFIRMED] == ["译者"]
    (edited,) = [pair for pair in rows if pair.corrections]
    assert edited.target.text.endswith("吉林")
