"""A page of the documentation as a session: its files are written, its commands run, its outputs compared.

Fenced blocks count, in their order, in one folder. `text NAME.SUFFIX` (or another language, and a name) is a file. In
`console`, lines after `$ ` are commands for bash, all others are what they print, on stdout and stderr together; `…`
stands for anything. `python` with `>>>` is a doctest. `text review` is for the review app: keys, and words that are
typed (known by a colon or a comparison), then two blanks or more and what they do. Messages are in English, but those
of the commands of NAME.zh-CN.md in Chinese.

Looked at first: tesh does not start on Python 3.12 and later (it imports distutils); sybil has no blocks of shell
sessions, and what would have to be added to it is what stands here.
"""

from __future__ import annotations

import asyncio
import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from tests.tui.conftest import Driver
from workbench.config import Settings
from workbench.i18n import LANGUAGE

SECONDS = 300
"""After which a command counts as hanging."""


def run(page: Path, folder: Path) -> int:
    """Go through the page in the folder; return how many blocks were run.

    Raises AssertionError at the first difference.
    """
    names: dict[str, Any] = {}
    language_of_messages = "zh" if page.stem.endswith(".zh-CN") else "en"
    count = 0
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        language, _, name = token.info.strip().partition(" ")
        where = f"{page.name}:{token.map[0] + 1 if token.map else 0}"
        if token.type != "fence":
            continue
        if "." in name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(token.content, encoding="utf-8")
        elif name == "review":
            asyncio.run(_press(token.content, folder))
        elif language == "console":
            for command, shown in commands(token.content):
                _compare(where, command, shown, _output(command, folder, language_of_messages))
        elif language == "python" and token.content.startswith(">>>"):
            _doctest(where, token.content, names)
        else:
            continue
        count += 1
    return count


def commands(session: str) -> Iterator[tuple[str, str]]:
    """Every command of a console block with the output shown below it."""
    for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        found = re.match(r"((?:.*\\\n)*.*)\n?", part)
        assert found
        yield found[1], part[found.end() :]


def _output(command: str, folder: Path, language: str) -> str:
    """What bash prints for a command; a status other than 0 is printed at the end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WORKBENCH_", "LC_", "LANG"))}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = {
        **kept,
        "PATH": path,
        "LC_ALL": "C.UTF-8",
        LANGUAGE: language,
        "COLUMNS": "100",
        "XDG_CONFIG_HOME": str(folder / ".config"),
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    ended = f"[exit code {done.returncode}]\n" if done.returncode else ""
    return done.stdout.decode("utf-8") + ended


def _compare(where: str, command: str, shown: str, got: str) -> None:
    expected, printed = (_without_blanks_at_ends(text) for text in (shown, got))
    pattern = ".*".join(re.escape(part) for part in expected.split("…"))
    assert re.fullmatch(pattern, printed, re.DOTALL), f"{where}\n$ {command}\n{printed}\nis not as shown:\n{expected}"


def _without_blanks_at_ends(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _doctest(where: str, source: str, names: dict[str, Any]) -> None:
    example = doctest.DocTestParser().get_doctest(source, names, where, where, 0)
    said: list[str] = []
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    runner = doctest.DocTestRunner(optionflags=flags)
    results = runner.run(example, out=said.append, clear_globs=False)
    names.update(example.globs)
    assert results.failed == 0, "".join(said)


async def _press(lines: str, folder: Path) -> None:
    """Press the keys at the beginning of every line, in the review app on the folder's corpus."""
    from workbench.tui.app import WorkbenchApp

    app = WorkbenchApp(folder / "corpus.db", Settings("An Na"))
    async with app.run_test(size=(120, 40)) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        for line in lines.splitlines():
            for part in line.split("  ")[0].split():
                await driver.press(*(part if re.search("[:<>]", part) else [part]))
                await driver.settle()
