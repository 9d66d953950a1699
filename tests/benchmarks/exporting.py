"""What it costs to export a million pairs, filtered, deduplicated and divided: time and memory of the whole program.

Texts are those of the store's benchmark, fifty to a document; a tenth of the pairs nearly repeats another.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.store import PAIRS, pairs, say
from workbench.domain import Pair, SegmentSpan
from workbench.store.corpus import Corpus

_DOCUMENT = 50
"""Pairs a document."""

_CASES = (
    "-o {}/out.tsv",
    "-o {}/out.jsonl",
    "-o {}/out.tmx",
    "-o {}/out.xliff",
    "-o {}/out.tsv --without-flags error --card",
    "-o {}/out.tsv --dedupe exact",
    "-o {}/out.tsv --dedupe near",
    "-o {}/out.tsv --split 90/5/5",
    "-o {}/out.tsv --dedupe near --split 90/5/5 --card",
    "-o {}/out.tsv --script traditional-tw",
)


def in_documents(made: Iterator[Pair]) -> Iterator[Pair]:
    """The pairs, fifty to a document; every tenth repeats the one before it but for a few characters."""
    chance = random.Random(14)
    last: Pair | None = None
    for number, pair in enumerate(made):
        if last is not None and chance.random() < 0.1:
            at = chance.randrange(len(last.target.text))
            pair = replace(
                last,
                source=replace(last.source, text=f"{last.source.text}!"),
                target=replace(last.target, text=f"{last.target.text[:at]}又{last.target.text[at:]}"),
            )
        else:
            last = pair
        document, place = divmod(number, _DOCUMENT)
        yield replace(
            pair,
            source=replace(pair.source, document=f"article-{document}", spans=(SegmentSpan(place),)),
            target=replace(pair.target, document=f"coverage-{document}", spans=(SegmentSpan(place),)),
        )


def measure(db: Path, folder: Path, options: str) -> None:
    """Run an export as a person would, and print what it took."""
    command = [sys.executable, "-m", "workbench", "--db", str(db), "--quiet", "export", "--status", "any"]
    began = time.perf_counter()
    process = subprocess.Popen([*command, *options.format(folder).split()])
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    ended = "" if status == 0 else f"  FAILED ({status})"
    processor = usage.ru_utime + usage.ru_stime
    say(f"export {options.format('.')}", f"{seconds:7.1f} s (processor {processor:.1f} s), {peak:5.0f} MB{ended}")


def build(db: Path, count: int) -> None:
    """Make the corpus."""
    with Corpus.create(db) as corpus:
        corpus.add_pairs(in_documents(pairs(count)))


def main() -> None:
    count = int(os.environ.get("WORKBENCH_BENCH_PAIRS", PAIRS))
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "bench.db"
        # In a process of its own: a child's peak is at least that of the parent it was forked from.
        maker = multiprocessing.get_context("spawn").Process(target=build, args=(db, count))
        maker.start()
        maker.join()
        say("pairs", f"{count:,}")
        for options in _CASES:
            measure(db, Path(folder), options)


if __name__ == "__main__":
    main()
