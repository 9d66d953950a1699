"""Child processes for tests: a server that has everything imported forks them, which is quick and shares no threads."""

from __future__ import annotations

import multiprocessing
import multiprocessing.context


def context() -> multiprocessing.context.ForkServerContext:
    """Processes that have everything imported and warmed up when they start."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.torture.warm"])
    return server
