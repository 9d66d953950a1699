"""Is the same text always translated the same way? Looks at one row after the other of a whole file or corpus."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.checks.rule import Side, flag
from workbench.domain import Flag, Severity
from workbench.language.conversion import simplify

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
        self._seen: dict[tuple[str, int], tuple[int, int]] = {}

    def check(self, number: int, zh: str, en: str) -> Iterator[Flag]:
        """Flags the translation in a later row that differs from the first one; `number` is how people know the row."""
        zh_key, en_key = _MARKS.sub("", simplify(zh)), _MARKS.sub(" ", en).strip().casefold()
        if not zh_key or not en_key:
            return
        yield from self._compared(number, "en", en, zh_key, en_key, "Chinese", _LEAST_ZH)
        yield from self._compared(number, "zh", zh, en_key, zh_key, "English", _LEAST_EN)

    def _compared(
        self, number: int, side: Side, text: str, source: str, target: str, language: str, least: int
    ) -> Iterator[Flag]:
        if len(source) < least:
            return
        first, known = self._seen.setdefault((side, hash(source)), (number, hash(target)))
        if known != hash(target):
            message = f"Row {first} has the same {language} with another translation."
            yield flag(self, side, text, (0, len(text)), message)
