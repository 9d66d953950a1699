"""Is the same text always translated the same way? Looks at one row after the other of a whole file or corpus."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from workbench.checks.rule import PairText, flag
from workbench.domain import Flag, Severity, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _

_MARKS = re.compile(r"[\W_]+")
_HASH_BITS = 24
_HASH = (1 << _HASH_BITS) - 1
"""What is kept of the hash of a translation, below the number of its row: one in 16 million others looks the same."""
_NUMBER = (1 << 64 - _HASH_BITS) - 1
_LEAST_ZH = 4
_LEAST_EN = 12
"""Characters of a text that should have one translation; shorter ones have many."""


class Consistency:
    """The same source with different targets, and the reverse. Remembers some 50 bytes of every row it has seen."""

    name = "terms-consistency"
    family = "terms"
    severity = Severity.INFO
    explanation = N_(
        "The same text is in another row with another translation. Marks, case and Traditional characters do not "
        "count; very short texts are left alone."
    )

    def __init__(self) -> None:
        self._seen = _Table()

    def check(self, number: int, zh: str, en: str, chinese_side: Side = Side.SOURCE) -> Iterator[Flag]:
        """Flag the translation in a later row that differs from the first one; `number` is how people know the row."""
        pair = PairText(zh, en, chinese_side=chinese_side)
        texts = pair.zh, pair.en
        keys = _MARKS.sub("", pair.zh.simplified), _MARKS.sub(" ", en).strip().casefold()
        if not all(keys):
            return
        for text, target, source, other in zip(texts, keys, keys[::-1], texts[::-1], strict=True):
            if len(source) < (_LEAST_ZH if other.chinese else _LEAST_EN):
                continue
            seen = (number & _NUMBER) << _HASH_BITS | hash(target) & _HASH
            first = self._seen.setdefault(hash((text.chinese, source)), seen)
            if (first ^ seen) & _HASH:
                message = _("Row {number} has the same {language} with another translation.")
                message = message.format(number=first >> _HASH_BITS, language=other.language_name)
                yield flag(self, text, (0, len(text.text)), message)


class _Table:
    """Whole numbers by hashes, in 16 bytes a place: a dict of a million rows would take half a gigabyte."""

    def __init__(self) -> None:
        self._count = 0
        self._make(1 << 10)

    def _make(self, places: int) -> None:
        # 0 is an empty place.
        self._keys, self._values = array("Q", bytes(8 * places)), array("Q", bytes(8 * places))

    def setdefault(self, key: int, value: int) -> int:
        """Keep the value under a key that is new; return the one that is kept."""
        key = key & 0xFFFF_FFFF_FFFF_FFFF or 1
        place = self._place(key)
        if self._keys[place]:
            return self._values[place]
        self._keys[place], self._values[place] = key, value
        self._count += 1
        if 3 * self._count > 2 * len(self._keys):
            self._grow()
        return value

    def _place(self, key: int) -> int:
        """Where a key is, or the empty place where it would be."""
        last = len(self._keys) - 1
        place = key & last
        while self._keys[place] not in (0, key):
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        keys, values = self._keys, self._values
        self._make(2 * len(keys))
        for key, value in zip(keys, values, strict=True):
            if key:
                place = self._place(key)
                self._keys[place], self._values[place] = key, value
