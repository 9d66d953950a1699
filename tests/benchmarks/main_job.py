"""The main job on the seed articles, and how soon the command line answers: wall time and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.benchmarks.scale import scaled

RUNS = scaled(5, 1)


def measure(arguments: list[str]) -> tuple[float, float]:
    """Wall seconds and peak resident megabytes of one command."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        cases: dict[str, Callable[[int], list[str]]] = {
            "workbench --help": lambda run: ["--help"],
            "workbench run (the seeds)": lambda run: ["--db", str(Path(folder) / f"{run}.db"), "run"],
            "workbench run, again": lambda run: ["--db", str(Path(folder) / "0.db"), "run"],
        }
        for name, arguments in cases.items():
            taken = [measure(arguments(run)) for run in range(RUNS)]
            seconds = [each[0] for each in taken]
            print(
                f"{name:<28} {median(seconds):6.2f} s (from {min(seconds):.2f} to {max(seconds):.2f})"
                f"  peak {max(each[1] for each in taken):5.0f} MB"
            )


if __name__ == "__main__":
    main()
