"""Worker processes: started, interrupted and ended in one place."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from workbench.errors import WorkerDied
from workbench.i18n import gettext as _

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Work = TypeVar("Work")

_ENVIRONMENT = {
    # Each worker is a core's worth of work already, and libraries read this at import.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # A worker begins as `python -c`, which would run modules that lie in the current folder.
    "PYTHONSAFEPATH": "1",
}

_AHEAD = 4
"""Items under way for each worker: none of them waits for the one whose turn it is."""

_LOOKS_SECONDS = 0.5
"""How often a process looks whether the one that started it is still there."""


@contextmanager
def pool(workers: int, start: Callable[..., object] | None = None, *arguments: object) -> Iterator[ProcessPoolExecutor]:
    """Processes that each call `start(*arguments)` first and then do what is submitted.

    They use one thread each, never see Ctrl-C, and end with the block, at once where it ends with an error, or when
    this process dies, however it does. Raises WorkerDied where one of them died and the block did not catch it.
    """
    with _environment():
        # Not forked: the encoder's tokenizer and the review app have threads.
        spawn = multiprocessing.get_context("spawn")
        executor = _Pool(workers, spawn, initializer=_begin, initargs=(start, arguments))
        try:
            yield executor
        except BaseException as error:
            # What is half done must not keep anybody waiting.
            for process in list((executor._processes or {}).values()):
                process.terminate()
            if isinstance(error, BrokenProcessPool):
                raise WorkerDied(_("A worker process died."), hint=_("It may need more memory.")) from error
            raise
        finally:
            executor.shutdown(cancel_futures=True)


def in_order(work: Callable[[Work], R], items: Iterable[tuple[T, Work]], workers: int) -> Iterator[tuple[T, R]]:
    """What stays here of each item with what `work` makes of the rest in one of the processes of a pool, in order.

    Items are read as the results are taken, a few for each worker ahead of them. One worker is this process itself.
    """
    if workers == 1:
        for kept, sent in items:
            yield kept, work(sent)
        return
    with pool(workers) as executor:
        waiting: deque[tuple[T, Future[R]]] = deque()
        for kept, sent in items:
            waiting.append((kept, executor.submit(work, sent)))
            if len(waiting) > _AHEAD * workers:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()


def end_with_parent() -> None:
    """End this process, from now on, as soon as the process that started it has ended."""
    parent = multiprocessing.parent_process()
    threading.Thread(target=_end_after, args=(parent.join if parent else _orphaned,), daemon=True).start()


def _end_after(wait: Callable[[], object]) -> None:
    wait()
    os._exit(1)


def _orphaned() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(_LOOKS_SECONDS)


def _begin(start: Callable[..., object] | None, arguments: tuple[object, ...]) -> None:
    end_with_parent()
    if start:
        start(*arguments)


class _Pool(ProcessPoolExecutor):
    def submit(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        # Which may start a process.
        with _interrupts_held_back():
            return super().submit(function, *args, **kwargs)


@contextmanager
def _environment() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _ENVIRONMENT}
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Keep Ctrl-C from processes and threads started inside; the caller sees it afterwards.

    A terminal sends it to every process of a command, and only the first of them should react.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
