"""Is the same text always translated the same way? Looks at one row after the other of a whole file or corpus."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.checks.rule import PairText, flag
from workbench.domain import Flag, Severity, Side

_MARKS = re.compile(r"[\W_]+")
_LEAST_ZH = 4
_LEAST_EN = 12
"""Characters of a text that should have one translation; shorter ones have many."""


class Consistency:
    """The same source with different targets, and the reverse. Remembers a few bytes for every row it has seen."""

    name = "terms-consistency"
    family = "terms"
    severity = Severity.INFO
    explanation = (
        "The same text stands in another row with another translation. Marks, case and Traditional characters do not "
        "count; very short texts are left alone."
    )

    def __init__(self) -> None:
        self._seen: dict[tuple[bool, int], tuple[int, int]] = {}

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
            first, known = self._seen.setdefault((text.chinese, hash(source)), (number, hash(target)))
            if known != hash(target):
                message = f"Row {first} has the same {other.language_name} with another translation."
                yield flag(self, text, (0, len(text.text)), message)
