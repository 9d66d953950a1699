"""The bytes a terminal receives from the app on a corpus that tries to control it."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tui import corpora
from workbench.domain import ActionKind, Flag, Language, Pair, PairSide, Relation, Severity, Side, Term
from workbench.review import text_edits
from workbench.review.operations import Stamp
from workbench.store.corpus import Corpus

pty = pytest.importorskip("pty")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

PAYLOADS = {
    "title": "\x1b]0;evil\x07",
    "cursor": "\x9b5n",
    "characters": "\x1b(0",
    "shift": "\x0e",
    "direction": "\u202eevil\u2066",
}
"""What a text might send: a window title, a question to the terminal, other character sets, reversed text."""
QUIET = 0.4
"""Seconds without output after which a repaint is over."""
PATIENCE = 60.0
EVIL = "".join(PAYLOADS.values())

KEYS = {
    "filter message": "\x1b",
    "note": "i",
    "leave note": "\x1b",
    "history": "y",
    "leave history": "\x1b",
    "edit": "e",
    "leave edit": "\x1b",
    "split": "s",
    "leave split": "\x1b",
    "everywhere": "A",
    "leave everywhere": "\x1b",
    "words": "=",
    "plot": "d",
    "leave plot": "\x1b",
    "filter": "/",
    "leave filter": "\x1b",
    "concordance": "*",
    "search": "\r",
    "leave hits": "\x1b",
    "apply": "a",
    "undo": "u",
    "library": "\x7f",
    "export": "\x05",
    "leave export": "\x1b",
    "rescue": "\x0f",
    "quit": "q",
}


def hostile(path: Path) -> None:
    """A corpus with escape sequences wherever a text, a name or a setting can stand."""
    with Corpus.create(path) as corpus:
        flag = Flag(f"p{EVIL}", Severity.ERROR, Side.SOURCE, 0, 3, "One", f"better{EVIL}", f"message{EVIL}")
        pair = Pair(
            PairSide(f"article{EVIL}", Language.EN, (), f"One{EVIL} two."),
            PairSide(f"coverage{EVIL}", Language.ZH_HANS, (), f"一{EVIL}二。"),
            Relation.TRANSLATION,
            flags=(flag,),
            note=f"note{EVIL}",
        )
        corpus.add_pairs([pair])
        corpus.add_terms([Term(f"一{EVIL}", f"One{EVIL}")])
        stamp = Stamp(f"reviewer{EVIL}", "2026-11-21T08:00:00Z")
        row = next(corpus.iter_pairs())
        corpus.act(ActionKind.EDIT, text_edits.edit_both(row, f"One{EVIL} 2.", row.target.text, stamp), stamp.reviewer)
        corpus.set_setting("review.place", json.dumps({"filter": f"nothing{EVIL}", "order": "value", "row": 1}))


class Terminal:
    """The app in a terminal of 120 by 36, and everything it has sent to it."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._terminal, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, b"\x24\0\x78\0\0\0\0\0")
        environment = {**os.environ, "TERM": "xterm-256color", "WORKBENCH_CONFIG": str(folder / "none.toml")}
        command = [sys.executable, "-m", "workbench", *arguments]
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=inside, stdout=inside, stderr=inside, env=environment, start_new_session=True
        )
        os.close(inside)
        self.received = b""

    def read_until_quiet(self, *, wanted: bytes = b"") -> None:
        """Read until something came, with `wanted` in it, and then nothing for a while."""
        before, end = len(self.received), time.monotonic() + PATIENCE
        while time.monotonic() < end:
            ready, _, _ = select.select([self._terminal], [], [], QUIET)
            if not ready:
                if len(self.received) > before and wanted in self.received:
                    return
                continue
            try:
                chunk = os.read(self._terminal, 65536)
            except OSError:
                return  # Linux: the other end is closed.
            self.received += chunk

    def press(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())
        self.read_until_quiet()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)


def test_no_text_of_a_corpus_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    name = f"corpus{EVIL.replace('/', '')}.db"
    hostile(tmp_path / name)
    terminal = Terminal(tmp_path, "--db", name, "review")
    try:
        terminal.read_until_quiet(wanted=b"No row passes the filter")
        for what, keys in KEYS.items():
            before = len(terminal.received)
            terminal.press(keys)
            for payload, sequence in PAYLOADS.items():
                assert sequence.encode() not in terminal.received, f"{payload} after {what}"
            assert len(terminal.received) > before, f"nothing was drawn after {what}"
        terminal.process.wait(20)
    finally:
        terminal.close()
    assert terminal.process.returncode == 0
    assert terminal.received.count(b"evil") > len(KEYS)


@pytest.mark.parametrize("damage", ["header", "pages"])
def test_a_corpus_that_cannot_be_read_ends_in_a_sentence_with_the_terminal_restored(
    tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "corpus.db"
    corpora.large(path, 300)
    content = bytearray(path.read_bytes())
    if damage == "header":
        content[:16] = b"Not SQLite at al"
    else:
        content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    terminal = Terminal(tmp_path, "--db", "corpus.db", "review")
    try:
        terminal.read_until_quiet()
        terminal.process.wait(PATIENCE)
    finally:
        terminal.close()
    assert terminal.process.returncode == 1
    assert b"corpus.db" in terminal.received
    assert b"Traceback" not in terminal.received
    assert terminal.received.count(b"\x1b[?1049h") == terminal.received.count(b"\x1b[?1049l")
