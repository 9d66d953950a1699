"""`make bench`: every measurement in one run, or those named: `python -m tests.benchmarks encoder align`.

Each part runs in a process of its own, so that memory and caches of one do not count for another.
"""

from __future__ import annotations

import subprocess
import sys

PARTS = (
    "main_job",
    "encoder",
    "align",
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
)


def main(names: list[str]) -> int:
    """Run the parts one after the other; the number of those that failed."""
    failed = 0
    for name in names or PARTS:
        print(f"\n== {name} ==", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    unknown = [name for name in sys.argv[1:] if name not in PARTS]
    if unknown:
        sys.exit(f"There is no benchmark {unknown[0]}; there are {', '.join(PARTS)}.")
    sys.exit(main(sys.argv[1:]))
