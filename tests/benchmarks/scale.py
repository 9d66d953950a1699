"""How much the benchmarks measure: everything, or with --quick just enough that every part of every one has run."""

from __future__ import annotations

import os

QUICK = "WORKBENCH_BENCH_QUICK"


def is_quick() -> bool:
    """Whether it is only to be seen that the benchmarks run."""
    return bool(os.environ.get(QUICK))


def scaled(whole: int, quick: int) -> int:
    """A size of what is measured."""
    return quick if is_quick() else whole
