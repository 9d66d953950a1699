"""Children that are forked warm, watched, killed and counted; what every part of the torture shares.

`make torture` sets TORTURE=1 and runs the long form of every test; `make test` runs the short one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TypeVar

from tests.forking import context
from tests.torture import children

SHARE = float(os.environ.get("TORTURE", "0"))
"""How much of the long form runs, 0 to 1; 0 is the short form."""
LONG = SHARE > 0
SECONDS: Final = 120.0
"""After which a child counts as hanging; what it does takes a second or two on a machine that is not busy."""

COUNTS: Counter[str] = Counter()
"""What was tried and what came of it, by test; printed at the end."""

T = TypeVar("T")
R = TypeVar("R")


def times(short: int, long: int) -> int:
    """How often to try something in the form that runs."""
    return max(short, round(long * SHARE))


def sampled(cases: Sequence[T], short: int) -> Sequence[T]:
    """All cases in the long form, some from all over them in a shorter one."""
    return cases[:: max(1, len(cases) // times(min(short, len(cases)), len(cases)))] if cases else cases


@dataclass(frozen=True, slots=True)
class End:
    """How a child ended: with a value, a traceback, a signal, or not at all."""

    value: Any = None
    traceback: str = ""
    hung: bool = False
    died: bool = False

    @property
    def trouble(self) -> str:
        """Why this is not an end as it should be; "" where it is."""
        return "hangs" if self.hung else "died" if self.died else self.traceback


class Child:
    """A process in a group of its own, in a folder; `link` carries values both ways."""

    def __init__(self, folder: Path, work: Callable[..., Any], *arguments: Any) -> None:
        self.link, theirs = context().Pipe()
        self._process = context().Process(target=children.begin, args=(theirs, folder, work, arguments))
        self._process.start()
        theirs.close()

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self.orphans(seconds=0)
        self.link.close()

    def ask(self, value: Any) -> Any:
        """Send a value and return the next one that comes back; an End where the child ended instead."""
        self.link.send(value)
        return self.receive()

    def receive(self, seconds: float = SECONDS) -> Any:
        """The next value the child sends, or its End."""
        try:
            value = self.link.recv() if self.link.poll(seconds) else End(hung=True)
        except (EOFError, ConnectionResetError):
            return End(died=True)
        return End(value.value, value.traceback) if isinstance(value, children.Ended) else value

    def end(self, seconds: float = SECONDS) -> End:
        """Wait for the end of the child, leaving out what else it sends."""
        deadline = time.monotonic() + seconds
        while not isinstance(value := self.receive(max(0.0, deadline - time.monotonic())), End):
            pass
        return value

    def sent(self) -> list[Any]:
        """What the child has sent and nobody has received yet."""
        values = []
        try:
            while self.link.poll(0):
                values.append(self.link.recv())
        except (EOFError, ConnectionResetError):
            pass
        return values

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the child, and nobody else, a signal and wait for its end."""
        if self._process.is_alive():
            assert self._process.pid is not None
            # It may have ended just now.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)
            self._process.join(SECONDS)
            self._process.kill()
        self._process.join()

    def orphans(self, seconds: float = 20.0) -> list[str]:
        """The processes of the child's group that outlive it; they get some seconds, then they are ended."""
        group = self._process.pid
        assert group is not None
        deadline = time.monotonic() + seconds
        while (alive := members(group)) and time.monotonic() < deadline:
            time.sleep(0.05)
        if alive:
            os.killpg(group, signal.SIGKILL)
        return alive


def members(group: int) -> list[str]:
    """The processes of a group that are alive, as ps shows them."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return []
    except PermissionError:
        # What macOS says of a group of zombies.
        return []
    shown = subprocess.run(["ps", "-A", "-o", "pgid=,stat=,pid=,args="], capture_output=True, text=True, check=True)
    rows = (line.split(maxsplit=2) for line in shown.stdout.splitlines())
    return [row[2] for row in rows if row[0] == str(group) and not row[1].startswith("Z")]


def call(folder: Path, work: Callable[..., Any], *arguments: Any, seconds: float = SECONDS) -> End:
    """Do something in a child and wait for it."""
    with Child(folder, work, *arguments) as child:
        return child.end(seconds)


def done(folder: Path, work: Callable[..., R], *arguments: Any) -> R:
    """What a function returns in a child, where it must not fail."""
    end = call(folder, work, *arguments)
    assert not end.trouble, end.trouble
    value: R = end.value
    return value


def each(function: Callable[[T], R], cases: Iterable[T]) -> list[R]:
    """The results of every case, two cases at a time: a child waits on the disk half of its life."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(function, cases))


def copied(folder: Path, to: Path) -> Path:
    """A fresh copy of a folder."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(folder, to, symlinks=True))


def none(title: str, troubles: Sequence[str], show: int = 60) -> None:
    """Count the losses, tracebacks, hangs and orphans; where there are any, fail with the first of each kind."""
    COUNTS["losses, tracebacks, hangs, orphans and leftovers"] += len(troubles)
    kinds = Counter(trouble.strip().splitlines()[-1][:300] for trouble in troubles)
    lines = [f"{number:5} × {kind}" for kind, number in kinds.most_common(show)]
    assert not troubles, "\n".join([f"{title}: {len(troubles)}", *lines, "", *troubles[:3]])
