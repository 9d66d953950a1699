"""The rows of a file with what the checks find in them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from workbench.checks.consistency import Consistency
from workbench.checks.engine import check_passages
from workbench.checks.rule import NO_CONTEXT, Context
from workbench.checks.rule_set import ALL, RuleSet
from workbench.domain import Flag, Pair, Progress, Relation, Side
from workbench.pipeline.pair_files import AS_IT_IS, FileRow, Reading, opened
from workbench.pipeline.passages import passages

_STEP = 100
"""Rows between two calls of the progress."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FileCheck:
    """How the rows of a file are checked."""

    rules: RuleSet = ALL
    context: Context = NO_CONTEXT
    """With terms on top of the built-in ones."""
    machine: Side | None = None
    """The side a machine wrote, the Chinese being the source; None where it is unknown."""
    neighbours: int = 0
    """Rows before and after a row that it is read beside."""


def checked(rows: Iterable[T], texts: Callable[[T], FileRow], check: FileCheck) -> Iterator[tuple[T, list[Flag]]]:
    """Each row, whatever it is, with its flags, for which the Chinese is the source; streamed, in order."""
    kept: deque[T] = deque()

    def watched() -> Iterator[FileRow]:
        for row in rows:
            kept.append(row)
            yield texts(row)

    read = passages(watched(), check.neighbours)
    for flags in check_passages(read, check.context, check.machine, rules=check.rules):
        yield kept.popleft(), flags


def checked_pairs(
    paths: Sequence[str], reading: Reading = AS_IT_IS, check: FileCheck | None = None, progress: Progress | None = None
) -> Iterator[Pair]:
    """Each row of a file as a pair with its flags, in place of those the file states; rows are compared, too.

    Raises InputError as `opened` does.
    """
    check = check or FileCheck()
    consistency = Consistency() if check.rules.includes(Consistency.name) else None
    with opened(paths, None, reading) as file:
        for number, (pair, flags) in enumerate(checked(file.pairs(), FileRow.of, check), 1):
            if consistency and pair.relation is Relation.TRANSLATION:
                flags += consistency.check(number, pair.side("zh").text, pair.side("en").text)
            yield replace(pair, flags=tuple(_of_pair(flag, pair) for flag in flags))
            if progress and number % _STEP == 0:
                progress("checking", number, 0)


def _of_pair(flag: Flag, pair: Pair) -> Flag:
    """A flag of a check that takes the Chinese for the source, on the side of the pair."""
    chinese = pair.side_name("zh")
    return replace(flag, side=chinese if flag.side is Side.SOURCE else chinese.other)
