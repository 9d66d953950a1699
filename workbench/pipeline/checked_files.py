"""The pairs of a file with what the checks find in them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.checks.consistency import Consistency
from workbench.checks.engine import check_passages
from workbench.checks.rule_set import ALL, RuleSet
from workbench.domain import Flag, Pair, Progress, Relation, Side
from workbench.pipeline.pair_files import AS_IT_IS, FileRow, Reading, opened
from workbench.pipeline.passages import passages

_STEP = 100
"""Rows between two calls of the progress."""


@dataclass(frozen=True, slots=True)
class FileCheck:
    """How the pairs of a file are read and checked."""

    reading: Reading = AS_IT_IS
    rules: RuleSet = ALL


def checked_pairs(paths: Sequence[str], check: FileCheck, progress: Progress | None = None) -> Iterator[Pair]:
    """Each row of a file with its flags, in place of those that the file states. Raises InputError as `opened` does."""
    kept: deque[Pair] = deque()
    consistency = Consistency() if check.rules.includes(Consistency.name) else None

    with opened(paths, None, check.reading) as file:

        def rows() -> Iterator[FileRow]:
            for pair in file.pairs():
                kept.append(pair)
                yield FileRow.of(pair)

        for number, found in enumerate(check_passages(passages(rows()), rules=check.rules), 1):
            pair = kept.popleft()
            flags = [each for each in found if check.rules.includes(each.rule)]
            if consistency and pair.relation is Relation.TRANSLATION:
                flags += consistency.check(number, pair.side("zh").text, pair.side("en").text)
            yield replace(pair, flags=tuple(_of_pair(flag, pair) for flag in flags))
            if progress and number % _STEP == 0:
                progress("checking", number, 0)


def _of_pair(flag: Flag, pair: Pair) -> Flag:
    """A flag of a check that takes the Chinese for the source, on the side of the pair."""
    chinese = pair.side_name("zh")
    return replace(flag, side=chinese if flag.side is Side.SOURCE else chinese.other)
