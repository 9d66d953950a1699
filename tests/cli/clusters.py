"""A Dask cluster on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.cli.batches import until
from tests.conftest import ROOT


class Cluster:
    """A scheduler and workers, each a process of its own.

    Where `ends_at` says "memory:8" the scheduler is killed once so many tasks have come to that state of Dask's.
    """

    def __init__(self, folder: Path, ends_at: str = "") -> None:
        self.file = folder / "scheduler.json"
        self._environment = os.environ | {"ENDS_AT": ends_at}
        self._started: list[subprocess.Popen[bytes]] = []
        preload = ("--preload", "tests.cli.ending_scheduler") if ends_at else ()
        self._start("scheduler", "--port", "0", "--host", "127.0.0.1", *preload)
        until(lambda: self.file.exists() and self.file.stat().st_size > 0)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard", "--scheduler-file", str(self.file)]
        quiet = subprocess.DEVNULL
        started = subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=ROOT, env=self._environment)
        self._started.append(started)
        return started

    def worker(self) -> subprocess.Popen[bytes]:
        """Start one more."""
        return self._start("worker", "--nthreads", "1", "--no-nanny")

    def stop(self) -> None:
        for each in self._started:
            each.kill()
            each.wait()
