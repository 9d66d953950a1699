"""A table of Chinese names, looked for in a text only where a name may begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Set
from itertools import chain
from operator import add
from typing import Generic, TypeVar

T = TypeVar("T")


def beginnings(text: str) -> frozenset[str]:
    """Return each two characters side by side in a text, with which a name may begin."""
    return frozenset(map(add, text, text[1:]))


def occurrences(part: str, text: str) -> Iterator[int]:
    """Yield where a part stands in a text, in order."""
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + 1)


class NameTable(Generic[T]):
    """Names with what each stands for."""

    def __init__(self, names: Mapping[str, T]) -> None:
        self._names = names
        sizes: dict[str, set[int]] = defaultdict(set)
        for name in names:
            sizes[name[:2]].add(len(name))
        self._sizes = {start: sorted(same, reverse=True) for start, same in sizes.items()}
        """Lengths of the names that two characters begin, longest first; of a name of one character under itself."""
        self._characters = frozenset(name for name in names if len(name) == 1)

    def find(
        self, text: str, begins: Set[str], accept: Callable[[int, int], bool] | None = None
    ) -> Iterator[tuple[int, int, T]]:
        """Yield start and end of the longest name at each place, in order, never overlapping, with what it stands for.

        `begins` are the `beginnings` of the text. `accept`, given start and end, may turn a name down; then a shorter
        one, or one further on, is looked for.
        """
        last = 0
        here = (self._sizes.keys() & begins) | self._characters.intersection(text)
        starts = {start for begin in here for start in occurrences(begin, text)}
        for start in sorted(starts):
            if start < last:
                continue
            for size in chain(self._sizes.get(text[start : start + 2], ()), self._sizes.get(text[start], ())):
                end = start + size
                if text[start:end] in self._names and end <= len(text) and (accept is None or accept(start, end)):
                    yield start, end, self._names[text[start:end]]
                    last = end
                    break
