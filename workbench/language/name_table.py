"""A table of Chinese names, looked for in a text in one pass that touches only the places where a name may begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from operator import add
from typing import Generic, TypeVar

T = TypeVar("T")


class NameTable(Generic[T]):
    """Names of two characters and more, with what each stands for."""

    def __init__(self, names: Mapping[str, T]) -> None:
        self._names = names
        sizes: dict[str, set[int]] = defaultdict(set)
        for name in names:
            sizes[name[:2]].add(len(name))
        self._sizes = {start: sorted(same, reverse=True) for start, same in sizes.items()}
        """Lengths of the names that two characters begin, longest first."""

    def find(self, text: str, accept: Callable[[int, int], bool] | None = None) -> Iterator[tuple[int, int, T]]:
        """Yield start and end of the longest name at each place, in order, never overlapping, with what it stands for.

        `accept`, given start and end, may turn a name down; then a shorter one, or one further on, is looked for.
        """
        last = 0
        for start, pair in enumerate(map(add, text, text[1:])):
            if pair not in self._sizes or start < last:
                continue
            for size in self._sizes[pair]:
                end = start + size
                if text[start:end] in self._names and end <= len(text) and (accept is None or accept(start, end)):
                    yield start, end, self._names[text[start:end]]
                    last = end
                    break
