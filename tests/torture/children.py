"""What runs inside the children: commands, the app driven by keys, strangers, and a look from outside."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import resource
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from workbench.cli.main import main
from workbench.config import Settings
from workbench.domain import ActionKind, Pair
from workbench.errors import WorkbenchError
from workbench.review import operations
from workbench.store.corpus import Corpus
from workbench.store.queries import Order, PairQuery
from workbench.tui.app import WorkbenchApp

MEMORY = 6 * 1024**3
"""Bytes of address space a child may have."""

link: Connection
"""To the parent; set when the child begins."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The last value a child sends: what its work returned, or the traceback it ended with."""

    value: Any
    traceback: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended and what it wrote."""

    code: int
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class View:
    """What somebody sees of a corpus: its rows and the last action."""

    rows: dict[int, tuple[object, ...]]
    action: int


def begin(to_parent: Connection, folder: Path, work: Callable[..., Any], arguments: Sequence[Any]) -> None:
    """Become the leader of a process group in a folder, with a home beside it and no settings, and do the work."""
    global link
    link = to_parent
    os.setsid()
    os.chdir(folder)
    home = folder.with_name("home")
    home.mkdir(exist_ok=True)
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        os.environ.pop(name, None)
    os.environ.update(HOME=str(home), WORKBENCH_CONFIG=str(folder / "none.toml"))
    os.environ.pop("WORKBENCH_DB", None)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    try:
        link.send(Ended(work(*arguments)))
    except BaseException:
        link.send(Ended(None, traceback.format_exc()))
        raise


@contextlib.contextmanager
def _redirected(name: str) -> Iterator[Callable[[], str]]:
    """A standard stream into a file; the function returns what it holds."""
    before = getattr(sys, name)
    with tempfile.TemporaryFile() as file:
        stream = io.TextIOWrapper(os.fdopen(os.dup(file.fileno()), "wb"), encoding="utf-8", errors="backslashreplace")

        def text() -> str:
            with contextlib.suppress(OSError):
                stream.flush()
            file.seek(0)
            return file.read().decode("utf-8", "replace")

        setattr(sys, name, stream)
        try:
            yield text
        finally:
            setattr(sys, name, before)
            stream.detach().close()


def command(*arguments: str) -> Outcome:
    """Run the command line in this process. Whatever leaves `main` but SystemExit is a traceback a person would see."""
    sys.argv = ["workbench", *arguments]
    with _redirected("stdout") as out, _redirected("stderr") as err:
        try:
            main()
            code = 0
        except SystemExit as stopped:
            code = stopped.code if isinstance(stopped.code, int) else 0 if stopped.code is None else 1
        return Outcome(code, out(), err())


# The app


def app(db: Path, size: tuple[int, int] = (120, 36)) -> None:
    """The app, pressing the keys the parent sends (none: quit) and sending back what it shows of the corpus."""
    asyncio.run(_app(db, size))


async def _app(db: Path, size: tuple[int, int]) -> None:
    async with _opened(db, size) as (app, press):
        link.send(view(app.workspace.corpus))
        while keys := await asyncio.to_thread(link.recv):
            await press(keys)
            link.send(view(app.workspace.corpus))


@contextlib.asynccontextmanager
async def _opened(
    db: Path, size: tuple[int, int]
) -> AsyncIterator[tuple[WorkbenchApp, Callable[[Sequence[str]], Awaitable[None]]]]:
    """The app with its rows on the screen, and what presses keys, each when the last one is done with."""
    app = WorkbenchApp(db, Settings("An Na"), filter_line="")
    async with app.run_test(size=size) as pilot:
        await pilot.pause()

        async def press(keys: Sequence[str]) -> None:
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
                while app.workspace.busy:
                    await pilot.pause(0.02)

        yield app, press


def press_all(db: Path, keys: Sequence[str], size: tuple[int, int] = (120, 36)) -> str:
    """Open the app, press keys and leave; a corpus that does not open ends in its sentence, as for a person."""

    async def run() -> None:
        async with _opened(db, size) as (_, press):
            await press(keys)

    with contextlib.suppress(WorkbenchError):
        asyncio.run(run())
    return ""


# From outside


def view(corpus: Corpus) -> View:
    """The rows and the last action as a connection sees them."""
    with corpus._connection.reading():
        rows = {pair.id or 0: _seen(pair) for pair in corpus.iter_pairs(PairQuery(order=Order.ID))}
        return View(rows, corpus.last_action_id())


def _seen(pair: Pair) -> tuple[object, ...]:
    return (pair.source.text, pair.target.text, pair.status, pair.note, pair.bookmarked, pair.revision)


def look(db: Path) -> tuple[View, list[str]]:
    """What anybody sees of a corpus who opens it anew, and what `doctor` finds wrong with it."""
    with Corpus.open(db) as corpus:
        return view(corpus), corpus.check()


def lost(before: View, now: View, end: View) -> list[tuple[object, ...]]:
    """The rows that are not there any more, or not as they were; none where a command has done all it was to do."""
    if now.rows == end.rows:
        return []
    return [row for key, row in before.rows.items() if key not in now.rows or now.rows[key][:-1] != row[:-1]]


def stranger(db: Path, rounds: int = 1) -> list[int]:
    """Open, read, write and close the corpus at once, again and again; ids of the actions acknowledged."""
    actions = []
    for _ in range(rounds):
        with Corpus.open(db) as corpus:
            corpus.stats()
            corpus.search("Tianjin")
            last = corpus.pair(corpus.pair_ids(PairQuery(order=Order.ID))[-1])
            with contextlib.suppress(WorkbenchError):
                actions.append(corpus.act(ActionKind.BOOKMARK, operations.bookmark(last), "a stranger").id)
    return actions


def stranger_until_stopped(db: Path) -> list[int]:
    """The same until the parent sends something."""
    actions: list[int] = []
    while not link.poll(0):
        actions += stranger(db)
    return actions


@dataclass(frozen=True, slots=True)
class State:
    """What a folder holds, without times, numbers given by the store, and places in files."""

    corpora: dict[str, Counter[tuple[object, ...]]]
    """The rows, terms and documents of every corpus by its name."""
    files: dict[str, int]
    """A digest of every other file by its name."""


def state() -> State:
    """The state of this folder."""
    found = State({}, {})
    for path in sorted(Path().rglob("*.db")):
        # Copies kept before a risky step bear its time, and there may be more of them.
        kept, contents = path.parent.suffix == ".copies", _contents(path)
        found.corpora[re.sub(r"\d+", "", str(path)) if kept else str(path)] = Counter() if kept else contents
    for path in sorted(Path().rglob("*")):
        if path.is_file() and path.suffix != ".db":
            found.files[str(path)] = hash(re.sub(rb"\d+", b"", path.read_bytes()))
    return found


def _contents(path: Path) -> Counter[tuple[object, ...]]:
    with Corpus.open(path) as corpus:
        rows = (_described(pair) for pair in corpus.iter_pairs())
        documents = ((entry.name, len(corpus.segments(entry.name))) for entry in corpus.documents())
        return Counter(chain[tuple[object, ...]](rows, map(astuple, corpus.terms()), documents))


def _described(pair: Pair) -> tuple[object, ...]:
    sides = ((side.document, side.segments) for side in (pair.source, pair.target))
    return (*sides, pair.relation, len(pair.flags), *_seen(pair)[:-1])


def recover(db: Path, arguments: Sequence[str]) -> tuple[View, list[str], Outcome, State]:
    """After a kill: look, do the same command again, and describe where that ends."""
    seen, wrong = look(db)
    return seen, wrong, command(*arguments), state()
