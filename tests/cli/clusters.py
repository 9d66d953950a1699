"""A Dask cluster on this machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cli.batches import until


class Cluster:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self._started: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--port", "0", "--host", "127.0.0.1")
        until(self.file.exists)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard", "--scheduler-file", str(self.file)]
        started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._started.append(started)
        return started

    def worker(self) -> subprocess.Popen[bytes]:
        """Start one more."""
        return self._start("worker", "--nthreads", "1", "--no-nanny")

    def stop(self) -> None:
        for each in self._started:
            each.kill()
            each.wait()
