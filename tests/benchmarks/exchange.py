"""What a million pairs cost on their way out as TMX and in again: time and memory of the commands.

The pairs are those of the benchmark of the store, 46 Chinese characters facing 135 English ones on average.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.store import PAIRS, pairs, say
from workbench.store.corpus import Corpus


def measure(what: str, *arguments: str | Path) -> None:
    """Run a command; print its time by the clock and of the processor, and the most memory any command took so far."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = time.perf_counter()
    subprocess.run([sys.executable, "-m", "workbench", *map(str, arguments)], check=True, stderr=subprocess.DEVNULL)
    clock = time.perf_counter() - clock
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = after.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    say(what, f"{clock:7.1f} s, processor {processor:.1f} s; memory so far {memory:.0f} MB")


def main() -> None:
    count = int(os.environ.get("WORKBENCH_BENCH_PAIRS", PAIRS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Corpus.create(folder / "made.db") as corpus:
            corpus.add_pairs(pairs(count))
        out = folder / "out.tmx"
        measure(f"{count:,} pairs to TMX", "--db", folder / "made.db", "export", "-o", out, "--status", "any")
        measure(f"{count:,} pairs in from TMX", "--db", folder / "new.db", "import", out)
        measure(f"{count:,} known ones compared by --update", "--db", folder / "made.db", "import", out, "--update")
        say("size of the file", f"{out.stat().st_size / 1e6:7.0f} MB")


if __name__ == "__main__":
    main()
