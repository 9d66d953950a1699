"""Edits of a text: made, undone, and offsets through them. Edits are sorted and never overlap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from workbench.domain import CleanText, Edit


def apply_edits(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """Return the stretch [start, end) of a text with the edits that lie in it made."""
    pieces, at = [], start
    for edit in edits:
        pieces += [text[at : edit.start], edit.after]
        at = edit.end
    return "".join([*pieces, text[at:end]])


def undo(clean_text: CleanText) -> str:
    """Return the text as read, from the cleaned text and its edits."""
    return apply_edits(clean_text.text, _inverted(clean_text.edits))


def _inverted(edits: Iterable[Edit]) -> Iterable[Edit]:
    """Return the edits that lead back, with offsets into the cleaned text."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        yield Edit(start, start + len(edit.after), edit.after, edit.before, edit.rule)
        shift += len(edit.after) - len(edit.before)


class OffsetMap:
    """From offsets in the cleaned text to offsets in the text as read, and back."""

    def __init__(self, clean_text: CleanText) -> None:
        self._cleaned: list[int] = [0]
        """Where a stretch of unchanged text begins in the cleaned text; the edit comes before it."""
        self._raw: list[int] = [0]
        for back, edit in zip(_inverted(clean_text.edits), clean_text.edits, strict=True):
            if edit.after:
                self._add(back.start, edit.start)
            self._add(back.end, edit.end)

    def _add(self, cleaned: int, raw: int) -> None:
        if self._cleaned[-1] == cleaned:
            self._raw[-1] = raw
        else:
            self._cleaned.append(cleaned)
            self._raw.append(raw)

    def raw(self, offset: int) -> int:
        """Return where a character of the cleaned text is in the text as read."""
        index = bisect_right(self._cleaned, offset) - 1
        return self._raw[index] + offset - self._cleaned[index]

    def cleaned(self, offset: int) -> int:
        """Return where a character of the text as read is in the cleaned text, or would, had it not been taken out."""
        index = bisect_right(self._raw, offset) - 1
        found = self._cleaned[max(index, 0)] + max(offset - self._raw[max(index, 0)], 0)
        return min([found, *self._cleaned[index + 1 : index + 2]])
