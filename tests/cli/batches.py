"""Folders for batches, and what a batch has left in a corpus."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from workbench.exchange.formats import FORMATS
from workbench.store.corpus import Corpus

ZH = (
    "会议于2019年5月3日在天津举行。",
    "李明说，产量增长了8.7%。",
    "河上有一座石桥。",
    "每逢星期六，村民在桥头卖茶叶和竹器。",
)
EN = (
    "The meeting was held in Tianjin on 3 May 2019.",
    "Li Ming said that output had grown by 7.8%.",
    "A stone bridge crosses the river.",
    "On Saturdays the villagers sell tea and bamboo ware at the bridge.",
)


def folder_of_pairs(folder: Path, count: int, repeats: int = 12) -> Path:
    """Write document pairs that differ in length and numbers."""
    for side, lines in (("zh", ZH), ("en", EN)):
        (folder / side).mkdir(parents=True)
        for number in range(count):
            text = "\n".join(f"{number}-{turn} {line}" for turn in range(repeats + number % 3) for line in lines)
            (folder / side / f"{number:03}.txt").write_text(text + "\n", encoding="utf-8")
    return folder


def exported(corpus: Path) -> bytes:
    """The whole corpus as JSON Lines, without the time at which rows were stored and the name of the corpus."""
    with Corpus.read(corpus) as opened, (corpus.parent / "export.jsonl").open("wb") as stream:
        FORMATS["jsonl"].write(opened.iter_pairs(), stream, lambda _: None)
    content = (corpus.parent / "export.jsonl").read_bytes()
    return re.sub(rb'"(updated_at|corpus)": "[^"]*"', b"", content)


def records(corpus: Path) -> int:
    """How many pairs a batch has recorded as done."""
    if not corpus.exists():
        return 0
    with closing(sqlite3.connect(f"file:{corpus}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM settings WHERE key LIKE 'batch.%'").fetchone()[0])
        except sqlite3.OperationalError:
            # Not made yet, or being made.
            return 0


def until(holds: Callable[[], bool]) -> None:
    """Wait for something, for minutes where the machine is busy."""
    end = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
