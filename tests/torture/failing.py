"""Inside a child: the same work again and again, with the disk failing at another write each time."""

from __future__ import annotations

import random
import shutil
import traceback
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.torture import children
from tests.torture.children import State, View, look
from tests.torture.disk import FULL, IO_ERROR, OK, SECTOR, Disk, Step, python_files
from tests.torture.scenes import DB


@dataclass(frozen=True, slots=True)
class Finished:
    """Sent last: what was tried, and how often."""

    what: str
    number: int


class Fault:
    """A hand that counts the steps and makes some of them fail."""

    def __init__(self) -> None:
        self.seen = 0
        self.first: int | None = None
        self.last = 0
        self.code = OK

    def set(self, number: int, kind: str) -> None:
        """Fail at a step: once, from there on for want of room, or from there on altogether."""
        self.seen, self.first = 0, number
        self.last = number if kind == "once" else 10**9
        self.code = FULL if kind == "full" else IO_ERROR

    def __call__(self, step: Step) -> int:
        number, self.seen = self.seen, self.seen + 1
        if self.first is None or not self.first <= number <= self.last:
            return OK
        # A full disk still syncs and deletes.
        return OK if self.code == FULL and step.kind != "write" else self.code


def count(arguments: Sequence[str]) -> tuple[int, View, State]:
    """How many steps a command makes, and where it ends."""
    fault = Fault()
    Disk(fault)
    with python_files(fault):
        outcome = children.command(*arguments)
    assert outcome.code == 0, outcome.stderr
    return fault.seen, look(DB)[0], children.state()


def fail_at(arguments: Sequence[str], kind: str, numbers: Sequence[int], after: View, end: State) -> None:
    """Run a command with each of some faults, and again without; send what is not as it should be."""
    here = Path.cwd()
    spare = here.with_name(here.name + "-spare")
    shutil.copytree(here, spare)
    before, _ = look(DB)
    fault = Fault()
    Disk(fault)
    for number in numbers:
        for path in here.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(spare, here, dirs_exist_ok=True)
        fault.set(number, kind)
        try:
            with python_files(fault):
                outcome = children.command(*arguments)
            fault.first = None
            trouble = _trouble(outcome, arguments, before, after, end)
        except Exception:  # noqa: BLE001 (whatever it is, a person would see a traceback)
            fault.first = None
            trouble = traceback.format_exc()
        children.link.send(trouble and f"{' '.join(arguments)}, {kind} at {number}: {trouble}")
    children.link.send(Finished("faults injected", len(numbers)))


def _trouble(outcome: children.Outcome, arguments: Sequence[str], before: View, after: View, end: State) -> str:
    if outcome.code not in (0, 1) or "Traceback" in outcome.stderr:
        return f"exit code {outcome.code}: {outcome.stderr}"
    if outcome.code == 1 and not outcome.stderr.strip():
        return "fails without a word"
    if outcome.code == 0 and (now := children.state()) != end:
        return f"exit code 0, but not done: {differing(now, end)}"
    seen, wrong, again, state = children.recover(DB, arguments)
    if wrong or (gone := children.lost(before, seen, after)):
        return f"lost: {wrong or gone}, after: {outcome.stderr}"
    return "" if state == end else f"not as without a fault: {differing(state, end)}, {again.stderr}"


def differing(state: State, end: State) -> list[str]:
    """The names of what differs in two states."""
    pairs = ((state.files, end.files), (state.corpora, end.corpora))
    return sorted(name for a, b in pairs for name in a.keys() | b.keys() if a.get(name) != b.get(name))


# Power


@dataclass
class Recorded:
    """A hand that writes down every step, with what was acknowledged in between."""

    steps: list[Step | View] = field(default_factory=list)

    def __call__(self, step: Step) -> int:
        self.steps.append(step)
        return OK


@dataclass
class Content:
    """A file: what is safely on the disk, and the steps after the last sync, any of which may be lost."""

    safe: bytearray | None
    waiting: list[Step] = field(default_factory=list)

    def after(self, chance: random.Random | None) -> bytes | None:
        """What may be there when power comes back: the safe part, or some of what was waiting too."""
        data = None if self.safe is None else bytearray(self.safe)
        for step in self.waiting:
            if chance is not None and chance.random() < 0.5:
                data = _applied(data, step, chance.random() < 0.1)
        return None if data is None else bytes(data)


def _applied(data: bytearray | None, step: Step, torn: bool = False) -> bytearray | None:
    if step.kind == "delete":
        return None
    data = bytearray() if data is None else data
    if step.kind == "truncate":
        return data[: step.at] + bytes(max(0, step.at - len(data)))
    written = step.data[: len(step.data) // 2 // SECTOR * SECTOR] if torn else step.data
    data += bytes(max(0, step.at - len(data)))
    data[step.at : step.at + len(written)] = written
    return data


def lose_power(arguments: Sequence[str], looks: int) -> None:
    """Do some work, then look at what each moment of it would have left of the corpus had the power failed."""
    first = {str(path.absolute()): Content(bytearray(path.read_bytes())) for path in Path().glob("*.db")}
    before, _ = look(DB)
    recorded = Recorded([before])
    Disk(recorded)
    with python_files(recorded):
        if arguments:
            assert children.command(*arguments).code == 0
        else:
            for shown in _acts():
                recorded.steps.append(shown)
    steps = [*recorded.steps, look(DB)[0]]
    every = max(1, len(steps) // looks)
    number = 0
    image = Path("image").absolute()
    for moment, (files, acknowledged, under_way) in enumerate(_moments(steps, first)):
        if moment % every:
            continue
        for chance in (None, random.Random(moment)):
            number += 1
            left = {path: content.after(chance) for path, content in files.items()}
            trouble = _look_at(image, left, acknowledged, under_way)
            children.link.send(trouble and f"moment {moment} of {len(steps)}: {trouble}")
    children.link.send(Finished("moments at which power was lost", number))


def _acts() -> Iterator[View]:
    """Strangers' actions, one after the other; what everybody sees after each."""
    for _ in range(6):
        children.stranger(DB)
        yield look(DB)[0]


def _moments(
    steps: Sequence[Step | View], files: dict[str, Content]
) -> Iterator[tuple[dict[str, Content], View, View]]:
    """After every step: every file, what was acknowledged until then, and what was under way."""
    views = [step for step in steps if isinstance(step, View)]
    files = defaultdict(lambda: Content(None), files)
    for step in steps[:-1]:
        if isinstance(step, View):
            acknowledged, under_way = step, views[views.index(step) + 1]
        elif step.kind == "replace":
            files[step.to] = files.pop(step.path, Content(None))
        elif step.kind == "content":
            files[step.path] = Content(bytearray(step.data))
        elif step.kind == "sync":
            content = files[step.path]
            for each in content.waiting:
                content.safe = _applied(content.safe, each)
            content.waiting.clear()
        elif step.kind == "delete":
            # The folder is synced with it.
            files[step.path] = Content(None)
        else:
            files[step.path].waiting.append(step)
        yield files, acknowledged, under_way


def _look_at(image: Path, files: dict[str, bytes | None], acknowledged: View, under_way: View) -> str:
    shutil.rmtree(image, ignore_errors=True)
    image.mkdir()
    for path, data in files.items():
        if data is not None and Path(path).name.startswith(DB.name):
            (image / Path(path).name).write_bytes(data)
    try:
        seen, wrong = look(image / DB)
    except Exception:  # noqa: BLE001 (the corpus must open)
        return traceback.format_exc()
    gone = children.lost(acknowledged, seen, under_way)
    return f"lost {gone}, {wrong}" if gone or wrong else ""
