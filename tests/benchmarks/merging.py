"""What merging two corpora costs: time and memory, of two with nothing in common and of two with one in ten in common.

The second corpus has a tenth of its documents from the first one; in each, one row in fifty of those was decided.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.store import PAIRS, memory, pairs, say
from workbench.domain import ActionKind, Change, Pair, Status
from workbench.store.corpus import Corpus
from workbench.store.merging.merge import merge

COMMON = 10
"""One document in so many is in both corpora."""

DECIDED = 50
"""One row in so many, of those in both, was decided."""


def elsewhere(made: Iterator[Pair], common: int) -> Iterator[Pair]:
    """The pairs, those behind the common ones of other documents with other texts."""
    for number, pair in enumerate(made):
        if number < common:
            yield pair
        else:
            source, target = (
                replace(side, document=f"other-{side.document}", text=f"{side.text} {number}")
                for side in (pair.source, pair.target)
            )
            yield replace(pair, source=source, target=target)


def build(path: Path, count: int, *, second: bool) -> None:
    """A corpus of so many pairs, some of them decided."""
    common = count // COMMON
    with Corpus.create(path) as corpus:
        corpus.add_pairs(elsewhere(pairs(count), common) if second else pairs(count))
        step = DECIDED + second
        for row in corpus.pairs(list(range(1, common, step))):
            status = Status.REJECTED if second else Status.CONFIRMED
            corpus.act(ActionKind.CONFIRM, [Change(row, replace(row, status=status))], "bob" if second else "ann")


def main() -> None:
    count = int(os.environ.get("WORKBENCH_BENCH_PAIRS", PAIRS))
    with tempfile.TemporaryDirectory() as folder:
        first, second, target = (Path(folder) / name for name in ("a.db", "b.db", "c.db"))
        build(first, count, second=False)
        build(second, count, second=True)
        # In a process of its own, whose memory is that of the merge.
        subprocess.run([sys.executable, "-m", "tests.benchmarks.merging", first, second, target], check=True)


def measured(first: str, second: str, target: str) -> None:
    """Print what merging two corpora takes."""
    clock, processor = time.perf_counter(), time.process_time()
    done = merge([Path(first), Path(second)], Path(target), "eve")
    seconds, processor = time.perf_counter() - clock, time.process_time() - processor
    added = done.contributions[1]
    say(
        f"merge into {done.rows:,} rows, {added.rows:,} of them new, {len(done.conflicts):,} in conflict",
        f"{seconds:7.1f} s, processor {processor:.1f} s",
    )
    say("memory, peak of the merge", f"{memory():7.0f} MB")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measured(*sys.argv[1:])
    else:
        main()
