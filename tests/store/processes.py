"""What other processes do to a corpus in the tests of its safety; a server starts them, which is quick."""

from __future__ import annotations

import multiprocessing.context
import os
import random
import signal
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.forking import context
from tests.store.builders import pair
from workbench.domain import ActionKind, Change, Correction, Pair, Side, Status
from workbench.errors import WorkbenchError
from workbench.store.corpus import Corpus
from workbench.store.queries import Order, PairQuery
from workbench.store.repair import repair

NOBODY = 65534
"""A user who owns nothing."""


def start(work: Callable[..., None], *arguments: Any) -> multiprocessing.context.ForkServerProcess:
    process = context().Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def write_until_killed(path: Path, seed: int, acknowledged: Connection) -> None:
    """Act, undo and import, and say so each time the corpus has answered."""
    chance = random.Random(seed)
    with Corpus.create(path) as corpus:
        while True:
            step = chance.random()
            if step < 0.15:
                first = chance.randrange(10**6)
                number = corpus.add_pairs(pair(first + n) for n in range(20))
                acknowledged.send(("import", first, number))
            elif step < 0.3:
                undone = corpus.undo()
                acknowledged.send(("action", undone.id if undone else 0, None))
            else:
                row = corpus.pair(chance.choice(corpus.pair_ids(PairQuery(order=Order.ID))))
                action = corpus.act(ActionKind.EDIT, [edited(row, f"Words {chance.random()}")], "ann")
                acknowledged.send(("action", action.id, action.pair_ids[0]))


def edited(row: Pair, text: str) -> Change:
    correction = Correction(Side.SOURCE, row.source.text, text, "edit", "ann", "2026-11-21T08:00:00Z")
    after = replace(row, source=replace(row.source, text=text), corrections=(*row.corrections, correction))
    return Change(row, replace(after, status=Status.CONFIRMED))


def write_many(path: Path, writer: int, rounds: int, answer: Connection) -> None:
    """Import and act as one of several writers; send what went wrong."""
    try:
        with Corpus.create(path) as corpus:
            for number in range(rounds):
                base = writer * 1_000_000 + number * 10
                corpus.add_pairs(pair(base + n, document(writer, base + n)) for n in range(10))
                (row_id,) = corpus.pairs_with("article", base)
                row = corpus.pair(row_id)
                corpus.act(
                    ActionKind.CONFIRM, [edited(row, f"Writer {writer} was here, {number}.")], f"writer-{writer}"
                )
        answer.send(None)
    except WorkbenchError as error:
        answer.send(repr(error))


def document(writer: int, position: int) -> str:
    return f"Writer {writer}, sentence {position}."


def read_many(path: Path, rounds: int, answer: Connection) -> None:
    """Read all the time; send what went wrong."""
    try:
        with Corpus.create(path) as corpus:
            seen = 0
            for _ in range(rounds):
                count = corpus.count()
                if count < seen:
                    raise WorkbenchError(f"{seen - count} rows were lost")
                seen = count
                corpus.search("sentence", limit=20)
                corpus.pairs(corpus.pair_ids(PairQuery(order=Order.VALUE), 50))
                if sum(tally.count for tally in corpus.tallies()) < seen:
                    raise WorkbenchError("the counts lag behind")
        answer.send(None)
    except WorkbenchError as error:
        answer.send(repr(error))


def use_read_only_place(path: Path, answer: Connection) -> None:
    """As somebody who may write neither the file nor its folder: read, try to write, try to make a new one."""
    with Corpus.create(path) as corpus:
        corpus.search("article")
    with TemporaryDirectory() as elsewhere:
        # Somebody else may not be able to import what this needs.
        repair(path, Path(elsewhere) / "saved.db")
    if os.geteuid() == 0:
        os.setuid(NOBODY)
    with Corpus.read(path) as corpus:
        count = corpus.count()
    with TemporaryDirectory() as elsewhere:
        saved = repair(path, Path(elsewhere) / "saved.db")
    try:
        repair(path, path.with_name("saved.db"))
        refusal = ""
    except WorkbenchError as error:
        refusal = str(error)
    answer.send((count, _said(path), _said(path.with_name("new.db")), saved.rows["pairs"], refusal))


def _said(path: Path) -> str:
    try:
        with Corpus.create(path) as corpus:
            corpus.set_setting("key", "value")
    except WorkbenchError as error:
        return str(error)
    return ""


def fill_and_wait(path: Path, rows: int, ready: Connection) -> None:
    """Write rows, say so, and stay open until killed."""
    with Corpus.create(path) as corpus:
        corpus.add_pairs(pair(position) for position in range(rows))
        ready.send(corpus.count())
        while True:
            signal.pause()


def backup_forever(path: Path, target: Path) -> None:
    """Copy a corpus over an older copy again and again."""
    with Corpus.open(path) as corpus:
        while True:
            corpus.backup(target)


def visit(path: Path) -> None:
    """Open, read and close a corpus, as `workbench stats` does."""
    with Corpus.read(path) as corpus:
        corpus.stats()
