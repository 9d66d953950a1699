"""`make bench`: every measurement in one run, or those named: `python -m tests.benchmarks encoder align`.

Each part runs in a process of its own, so that memory and caches of one do not count for another. With --quick each
measures a sample only: it shows that they run, and its figures mean nothing. With --record what the parts print is kept
in docs/figures/, from which `make docs` makes docs/figures.md and the figures of the READMEs.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.scale import QUICK

PARTS: dict[str, tuple[str, ...]] = {
    "main_job": (),
    "encoder": (),
    "encoder-held-out": ("--held-out",),
    "align": (),
    "aligners": (),
    "simulated_review": (),
    "adaptation": (),
    "adaptation_aligner": (),
    "adaptation_mining": (),
    "batch": (),
    "batch-killed": ("--killed",),
    "batch-tiny": ("--tiny",),
    "mining": (),
    "document_pairs": (),
    "search": (),
    "kinds": (),
    "checks": (),
    "text": (),
    "documents": (),
    "store": (),
    "memory": (),
    "merging": (),
    "exporting": (),
    "exchange": (),
    "app": (),
    "costs": (),
}
"""Every part with the arguments of its module, which has the part's name up to the first hyphen."""

RECORDS = Path(__file__).resolve().parents[2] / "docs" / "figures"

_OPTIONS = ("--quick", "--record")


def main(names: list[str], *, quick: bool, record: bool) -> int:
    """Run the parts one after the other, and name those that failed; how many did."""
    failed = []
    for name in names or PARTS:
        print(f"\n== {name} ==", flush=True)
        started = time.perf_counter()
        printed, status = _run(name, quick)
        print(f"({name}: {time.perf_counter() - started:.0f} s, exit status {status})", flush=True)
        if status:
            failed.append(name)
        elif record:
            RECORDS.mkdir(exist_ok=True)
            (RECORDS / f"{name}.txt").write_text(f"{_circumstances()}\n{printed}", encoding="utf-8")
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nAll parts ran to their end.", flush=True)
    return len(failed)


def _run(name: str, quick: bool) -> tuple[str, int]:
    """What a part prints, shown as it comes, and its exit status."""
    command = [sys.executable, "-m", f"tests.benchmarks.{name.partition('-')[0]}", *PARTS[name]]
    environment = os.environ | ({QUICK: "1", "WORKBENCH_BENCH_PAIRS": "2000"} if quick else {})
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            # What a bar overwrites on a terminal is not a result.
            lines.append(line.rpartition("\r")[2])
    return "".join(lines), process.returncode


def _circumstances() -> str:
    """When and where: day, commit, processor, Python, and the size where it is not the whole."""
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    parts = [
        time.strftime("%Y-%m-%d", time.gmtime()),
        f"commit {commit.stdout.strip() or 'unknown'}",
        f"{len(os.sched_getaffinity(0))} cores of {_processor()}",
        f"Python {platform.python_version()}",
    ]
    if pairs := os.environ.get("WORKBENCH_BENCH_PAIRS"):
        parts.append(f"WORKBENCH_BENCH_PAIRS={pairs}")
    return ", ".join(parts)


def _processor() -> str:
    try:
        described = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in described.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    given = [name for name in sys.argv[1:] if name not in _OPTIONS]
    unknown = [name for name in given if name not in PARTS]
    if unknown:
        sys.exit(f"There is no benchmark {unknown[0]}; there are {', '.join(PARTS)}.")
    is_quick, records = (option in sys.argv for option in _OPTIONS)
    if is_quick and records:
        sys.exit("What --quick prints means nothing: it is not recorded.")
    sys.exit(main(given, quick=is_quick, record=records))
