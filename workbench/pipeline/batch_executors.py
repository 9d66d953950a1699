"""Who does the work of a batch: this process or worker processes. Tasks go in and products come out in one order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Generic, TypeVar

from workbench import processes
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import load_encoder
from workbench.errors import WorkerDied
from workbench.pipeline.batch_work import Product, Settings, Task, failed, work

Executor = Callable[[Iterable[Task], Settings], Generator[Product, None, None]]
"""Does tasks and yields their products in the order of the tasks, of which it reads a bounded number ahead."""

AHEAD = 4
"""Tasks under way for each worker: none of them waits for the one whose turn it is."""

MOST_BYTES = 16 * 2**20
"""Of the files of all tasks under way, unless a single one has more: a product takes several times as much memory."""

Begun = TypeVar("Begun")


class Window(Generic[Begun]):
    """Tasks under way, oldest first, of which there are a bounded number of a bounded size."""

    def __init__(self, begin: Callable[[Task], Begun], most: Callable[[], int], most_bytes: int = MOST_BYTES) -> None:
        self._begin = begin
        self._most = most
        self._most_bytes = most_bytes
        self.waiting: deque[tuple[Task, Begun]] = deque()

    def over(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Begun]]:
        """Begin tasks and yield each, in order, with what began it."""
        for task in tasks:
            self.waiting.append((task, self._begin(task)))
            while self._is_full():
                yield self.waiting.popleft()
        while self.waiting:
            yield self.waiting.popleft()

    def _is_full(self) -> bool:
        size = sum(task.size for task, _ in self.waiting)
        return len(self.waiting) > self._most() or (size > self._most_bytes and len(self.waiting) > 1)


def here(tasks: Iterable[Task], settings: Settings) -> Generator[Product, None, None]:
    """An Executor that does one task after the other in this process."""
    encoder = load_encoder(settings.encoder)
    for task in tasks:
        yield work(task, settings, encoder)


def in_processes(workers: int) -> Executor:
    """An Executor with worker processes; tasks under way when one dies are tried again one by one, then given up."""

    def execute(tasks: Iterable[Task], settings: Settings) -> Generator[Product, None, None]:
        iterator = iter(tasks)
        suspects: list[Task] = []
        while True:
            try:
                with processes.pool(workers, _start, settings) as pool:
                    window = Window(partial(_begun, pool), lambda: AHEAD * workers)
                    for task, future in window.over(iterator):
                        suspects = [task, *(each for each, _ in window.waiting)]
                        yield future.result()
                    return
            except WorkerDied:
                for task in suspects:
                    yield _alone(task, settings)

    return execute


def _begun(pool: ProcessPoolExecutor, task: Task) -> Future[Product]:
    try:
        return pool.submit(_work, task)
    except BrokenProcessPool as error:
        future: Future[Product] = Future()
        future.set_exception(error)
        return future


def _alone(task: Task, settings: Settings) -> Product:
    try:
        with processes.pool(1, _start, settings) as pool:
            return pool.submit(_work, task).result()
    except WorkerDied as error:
        return failed(task.job, error)


_worker: tuple[Settings, Encoder] | None = None


def _start(settings: Settings) -> None:
    global _worker
    _worker = (settings, load_encoder(settings.encoder))


def _work(task: Task) -> Product:
    assert _worker is not None
    return work(task, *_worker)
