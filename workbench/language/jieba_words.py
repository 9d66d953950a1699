"""jieba with its dictionary looked up in the library's own file.

Left to itself jieba makes an object of each of its half a million words and beginnings of words, which takes a second
and 100 MB in every process. And it keeps what it made in the temporary folder, which everybody on a machine shares,
under a name everybody knows: whoever writes that file first decides what every other user's program loads.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from types import ModuleType

import numpy as np

from workbench.arrays import UInt8Vector

_KEPT = 4096
"""Beginnings whose words are remembered."""
_KEY = 8
"""First bytes of a line by which it is found: two characters of the language have six."""


class Dictionary(Mapping[str, int]):
    """How often jieba counts a word, 0 for what other words begin with; from lines of a word, its count and its tag."""

    def __init__(self, content: bytes) -> None:
        octets = np.frombuffer(content + bytes(_KEY), dtype=np.uint8)
        starts = np.append(0, np.flatnonzero(octets == ord("\n"))[:-1] + 1)
        keys = np.lib.stride_tricks.sliding_window_view(octets, _KEY)[starts].view(">u8").ravel()
        order = np.argsort(keys, kind="stable")
        self._content = content
        self._keys = keys[order].astype(np.uint64)
        self._starts = starts[order].astype(np.uint32)
        self.total = _sum_of_counts(octets)
        """Of all counts."""
        self._entries = lru_cache(maxsize=_KEPT)(self._read)

    def __getitem__(self, word: str) -> int:
        return self._entries(word[:2])[word][0]

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and word in self._entries(word[:2])

    def __iter__(self) -> Iterator[str]:
        found = dict[str, None]()
        for line in self._content.decode().splitlines():
            word = line.partition(" ")[0]
            found |= dict.fromkeys((word, *(word[:size] for size in range(1, len(word)))))
        return iter(found)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def tag(self, word: str, default: str) -> str:
        """Return the tag of a word."""
        return self._entries(word[:2]).get(word, (0, ""))[1] or default

    def _read(self, start: str) -> dict[str, tuple[int, str]]:
        """Count and tag of what begins with two characters; of one character alone."""
        found: dict[str, tuple[int, str]] = {}
        if len(start) < 2:
            first, last = self._range(start.encode())
            found |= {start: (0, "")} if start and last > first else {}
            start += " "
        first, last = self._range(start.encode())
        # In the order of the file: of a word that stands there twice the last line counts.
        for at in sorted(self._starts[first:last].tolist()):
            word, count, tag = self._content[at : self._content.index(b"\n", at)].decode().split(" ")
            for size in range(2, len(word)):
                found.setdefault(word[:size], (0, ""))
            found[word] = int(count), tag
        return found

    def _range(self, start: bytes) -> tuple[int, int]:
        """First and last line, the last exclusive, that begin with some bytes."""
        start = start[:_KEY]
        key, rest = int.from_bytes(start, "big"), 8 * (_KEY - len(start))
        bounds = np.array([key << rest, ((key + 1) << rest) - 1], dtype=np.uint64)
        return int(np.searchsorted(self._keys, bounds[0])), int(np.searchsorted(self._keys, bounds[1], side="right"))


def _sum_of_counts(octets: UInt8Vector) -> int:
    """The sum of the digits between the first and the second space of each line."""
    spaces = np.flatnonzero(octets == ord(" "))
    counts = np.zeros(len(spaces) // 2, dtype=np.int64)
    for place in range(int((spaces[1::2] - spaces[::2]).max()) - 1):
        digits = np.minimum(spaces[::2] + 1 + place, spaces[1::2])
        counts = np.where(digits < spaces[1::2], 10 * counts + octets[digits] - ord("0"), counts)
    return int(counts.sum())


@cache
def loaded() -> ModuleType:
    """Return the module `jieba` with its dictionary."""
    with warnings.catch_warnings():
        # jieba 0.42 imports pkg_resources, and its patterns have unescaped backslashes.
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.CRITICAL + 10)
    with jieba.get_module_res("dict.txt") as stream:
        dictionary = Dictionary(stream.read())
    jieba.dt.FREQ, jieba.dt.total, jieba.dt.initialized = dictionary, dictionary.total, True
    module: ModuleType = jieba
    return module
