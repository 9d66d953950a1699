"""Who does the tasks of a job: this process or worker processes. Tasks go in and products come out in one order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, Protocol, Self, TypeVar

from workbench import processes
from workbench.checks.rule_set import RuleSet
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import load_encoder
from workbench.errors import WorkerDied

AHEAD = 4
"""Tasks under way for each worker: none of them waits for the one whose turn it is."""

MOST_BYTES = 16 * 2**20
"""Of the files of all tasks under way, unless a single one has more: a product takes several times as much memory."""


class Task(Protocol):
    """What can be done whatever else is done."""

    @property
    def size(self) -> int:
        """Bytes of its files."""

    @property
    def files(self) -> tuple[Path, ...]:
        """What a worker reads for it."""

    def carrying(self, contents: tuple[bytes, ...]) -> Self:
        """The same with the contents of its files, for a worker that cannot read them itself."""


T = TypeVar("T", bound=Task)
P = TypeVar("P")
Begun = TypeVar("Begun")


@dataclass(frozen=True, slots=True)
class Work(Generic[T, P]):
    """What is done to each task; its functions are sent to workers, so that they can be pickled."""

    encoder: str
    do: Callable[[T, Encoder], P]
    """Makes the product of a task; writes nothing."""
    failed: Callable[[T, BaseException], P]
    """Makes the product of a task that could not be begun or whose workers died, or raises."""
    rules: RuleSet | None = None
    """By which products are checked."""


class Executor(Protocol):
    """Does tasks and yields their products in the order of the tasks, of which it reads a bounded number ahead."""

    def __call__(self, tasks: Iterable[T], work: Work[T, P]) -> Generator[P, None, None]:
        """Begin."""


class Window(Generic[T, Begun]):
    """Tasks under way, oldest first, of which there are a bounded number of a bounded size."""

    def __init__(self, begin: Callable[[T], Begun], most: Callable[[], int], most_bytes: int = MOST_BYTES) -> None:
        self._begin = begin
        self._most = most
        self._most_bytes = most_bytes
        self.waiting: deque[tuple[T, Begun]] = deque()

    def over(self, tasks: Iterator[T]) -> Iterator[tuple[T, Begun]]:
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


def here(tasks: Iterable[T], work: Work[T, P]) -> Generator[P, None, None]:
    """An Executor that does one task after the other in this process."""
    encoder = load_encoder(work.encoder, many=True)
    for task in tasks:
        yield work.do(task, encoder)


def in_processes(workers: int) -> Executor:
    """An Executor with worker processes; tasks under way when one dies are tried again one by one, then given up."""

    def execute(tasks: Iterable[T], work: Work[T, P]) -> Generator[P, None, None]:
        iterator = iter(tasks)
        suspects: list[T] = []
        while True:
            try:
                with processes.pool(workers, _start, work) as pool:
                    window = Window(partial(_begun, pool), lambda: AHEAD * workers)
                    for task, future in window.over(iterator):
                        suspects = [task, *(each for each, _ in window.waiting)]
                        yield future.result()
                    return
            except WorkerDied:
                for task in suspects:
                    yield _alone(task, work)

    return execute


def _begun(pool: ProcessPoolExecutor, task: Task) -> Future[Any]:
    try:
        return pool.submit(_do, task)
    except BrokenProcessPool as error:
        future: Future[Any] = Future()
        future.set_exception(error)
        return future


def _alone(task: T, work: Work[T, P]) -> P:
    try:
        with processes.pool(1, _start, work) as pool:
            product: P = pool.submit(_do, task).result()
            return product
    except WorkerDied as error:
        return work.failed(task, error)


_worker: tuple[Work[Any, Any], Encoder] | None = None


def _start(work: Work[Any, Any]) -> None:
    global _worker
    _worker = (work, load_encoder(work.encoder, many=True))


def _do(task: Task) -> Any:  # noqa: ANN401
    assert _worker is not None
    work, encoder = _worker
    return work.do(task, encoder)
