"""The bytes a terminal receives: nothing a text, a name or a message holds is ever obeyed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store import builders
from workbench.domain import Flag, Severity, Side, Status, Term
from workbench.store.corpus import Corpus

pty = pytest.importorskip("pty")

EVIL = "\x1b]0;evil\x07 \x1b[31m\x9b5n \x1b(0\x0e\x08\x7f\u202e\u2066"
"""Sets a window's title, colours, asks for the cursor, changes the character set, turns text round."""

DRAWN = (b"\r\x1b[K",)
"""What commands send on purpose: the progress bar begins its line again."""

RUN = """
import json, sys
from workbench.cli.main import main
for number, arguments in enumerate(json.loads(sys.argv[1])):
    sys.argv = ["workbench", *arguments]
    sys.stdout.write(f"@@ {number}\\n")
    sys.stdout.flush()
    try:
        main()
    except SystemExit as stop:
        sys.stdout.write(f"@@ ended {stop.code}\\n")
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with a corpus and files that hold escape sequences wherever a text or a name can stand."""
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        corpus.add_document(*builders.document(f"article{EVIL}", [f"Tianjin{EVIL} One.", "Two."]))
        flag = Flag(
            f"places{EVIL}", Severity.ERROR, Side.SOURCE, 0, 5, f"found{EVIL}", f"better{EVIL}", f"message{EVIL}"
        )
        row = builders.pair(0, f"Tianjin{EVIL} 5 visitors.", f"天津{EVIL}客人。", flags=[flag])
        row = replace(row, source=replace(row.source, document=f"article{EVIL}"), note=f"note{EVIL}")
        corpus.add_pairs([replace(row, status=Status.CONFIRMED, reviewer=f"ann{EVIL}")])
        corpus.add_terms([Term(f"天津{EVIL}", f"Tianjin{EVIL}", note=f"note{EVIL}")])
    (tmp_path / "pairs.tsv").write_text(f"zh\ten\n天津{EVIL}。\tJilin{EVIL}.\n", encoding="utf-8")
    for name in ("zh", "en"):
        text = {"zh": f"代表团访问天津{EVIL}。会议举行了。", "en": f"The delegation{EVIL} visited Tianjin. It met."}[
            name
        ]
        (tmp_path / f"{name}{EVIL}.txt").write_text(text, encoding="utf-8")
        (tmp_path / name).mkdir()
        (tmp_path / name / f"1{EVIL}.txt").write_text(text, encoding="utf-8")
    (tmp_path / f"broken{EVIL}.tsv").write_bytes(b"zh\ten\n\xff\xfe\t\n")
    return tmp_path


def commands() -> list[list[str]]:
    """Every command, and several that fail with a name in the message."""
    zh, en, absent = f"zh{EVIL}.txt", f"en{EVIL}.txt", f"absent{EVIL}"
    found = [["stats"], ["doctor"], ["terms", "list"], ["backup", f"copy{EVIL}.db"], ["vacuum"], ["batch", "."]]
    found += [["search", "Tianjin", "--format", form] for form in ("table", "tsv", "jsonl")]
    found += [["check", *file, "--format", form] for form in ("table", "jsonl") for file in ([], ["pairs.tsv"])]
    found += [["export", "-o", "-", "--format", form] for form in ("tmx", "tsv", "jsonl", "xliff", "csv")]
    found += [["terms", "export", "--all", "-o", "-"], ["report", "-o", "-"], ["encode", zh, "-o", "-"]]
    found += [["align", zh, en, "--format", form] for form in ("beads", "tsv", "jsonl", "tmx")]
    found += [["mine", zh, en], ["-v", "mine", en, zh, "--format", "jsonl"], ["run", zh, en], ["import", "pairs.tsv"]]
    found += [["import", f"broken{EVIL}.tsv"], ["search", f"nothing{EVIL}"], ["terms", "remove", f"天{EVIL}"]]
    found += [
        [f"no{EVIL}"],
        ["stats", f"--no{EVIL}"],
        ["stats", "--format", f"no{EVIL}"],
        ["--encoder", absent, "doctor"],
    ]
    found += [
        ["--db", absent, "search", "x"],
        ["check", "--rule", f"no{EVIL}"],
        ["review", "--filter", f"status:no{EVIL}"],
    ]
    found += [[name, absent] for name in ("check", "import", "batch", "evaluate", "backup")]
    found += [["align", absent, zh], ["mine", absent, zh], ["run", absent, zh], ["serve", "--folder", absent]]
    return [*found, ["encode", absent, "-o", "-"], ["terms", "import", absent], ["serve", "--token-file", absent]]


def on_a_terminal(folder: Path, arguments: Sequence[str]) -> bytes:
    """Everything a command sends to the terminal it runs in."""
    terminal, inside = pty.openpty()
    process = subprocess.Popen(arguments, cwd=folder, stdin=inside, stdout=inside, stderr=inside)
    os.close(inside)
    received = b""
    try:
        while chunk := os.read(terminal, 65536):
            received += chunk
    except OSError:
        # Linux: the other end is closed.
        pass
    os.close(terminal)
    process.wait(60)
    return received


def test_no_command_lets_a_terminal_obey_a_text(hostile: Path) -> None:
    received = on_a_terminal(hostile, [sys.executable, "-c", RUN, json.dumps(commands())])
    assert received.count(b"@@ ended") == len(commands()), received[-2000:].decode("utf-8", "replace")
    for drawn in DRAWN:
        received = received.replace(drawn, b"")
    text = received.decode("utf-8")
    assert "evil" in text
    for part in text.split("@@ "):
        harmful = re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", part)
        assert harmful is None, part[:2000]
    assert "Traceback" not in text


def test_a_file_or_a_pipe_gets_every_byte(hostile: Path) -> None:
    command = [sys.executable, "-m", "workbench", "export", "-o", "-", "--format", "jsonl"]
    done = subprocess.run(command, cwd=hostile, capture_output=True, check=True)
    assert EVIL in json.loads(done.stdout)["source"]["text"]
