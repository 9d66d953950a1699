"""`make bench`: every measurement in one run, or those named: `python -m tests.benchmarks encoder align`.

Each part runs in a process of its own, so that memory and caches of one do not count for another. With --quick each
measures a sample only: it shows that they run, and its figures mean nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tests.benchmarks.scale import QUICK

PARTS = (
    "main_job",
    "encoder",
    "align",
    "aligners",
    "mining",
    "search",
    "kinds",
    "checks",
    "text",
    "documents",
    "store",
    "exporting",
    "exchange",
    "app",
    "costs",
)


def main(names: list[str], quick: bool) -> int:
    """Run the parts one after the other, and name those that failed; how many did."""
    environment = os.environ | ({QUICK: "1", "WORKBENCH_BENCH_PAIRS": "2000"} if quick else {})
    failed = []
    for name in names or PARTS:
        print(f"\n== {name} ==", flush=True)
        started = time.perf_counter()
        status = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.{name}"], check=False, env=environment
        ).returncode
        print(f"({name}: {time.perf_counter() - started:.0f} s, exit status {status})", flush=True)
        if status:
            failed.append(name)
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nAll parts ran to their end.", flush=True)
    return len(failed)


if __name__ == "__main__":
    given = [name for name in sys.argv[1:] if name != "--quick"]
    unknown = [name for name in given if name not in PARTS]
    if unknown:
        sys.exit(f"There is no benchmark {unknown[0]}; there are {', '.join(PARTS)}.")
    sys.exit(main(given, "--quick" in sys.argv))
