"""History and search hits as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.domain import Action, Pair, Side
from workbench.review.side_history import changed
from workbench.store.values import Hit

_AROUND = 24
"""Characters shown on either side."""


def history_lines(pair: Pair, actions: Sequence[Action]) -> list[str]:
    """Return what was done to a row, newest first, then how its texts were corrected."""
    lines = []
    for action in actions:
        undone = " (undone)" if action.undone else ""
        lines.append(f"{action.at.replace('T', ' ').rstrip('Z')}  {action.kind}{undone}  {action.reviewer}")
    for correction in reversed(pair.corrections):
        was, now = _compared(correction.before, correction.after)
        lines.append(f"{correction.rule} ({correction.side}, {correction.reviewer}):\n  {was}\n→ {now}")
    return lines


def hit_lines(hits: Sequence[Hit]) -> list[str]:
    """Return the rows found: the words in their text, and the other side below."""
    lines = []
    for hit in hits:
        pair = hit.pair
        span = hit.spans[0] if hit.spans else None
        side = Side(span.side) if span else Side.SOURCE
        text, other = pair.side(side).text, pair.side(side.other).text
        excerpt = _excerpt(text, span.start, span.end, 48) if span else text[:100]
        lines.append(f"{pair.id:>5}  {excerpt}\n       {other[:140] or '—'}")
    return lines


def _compared(old: str, new: str) -> tuple[str, str]:
    """Return what differs in two texts, whole words, in a little of their text."""
    head, tail = changed(old, new)
    while head and _inside_word(old, head):
        head -= 1
    while tail and _inside_word(old, len(old) - tail):
        tail -= 1
    return _excerpt(old, head, len(old) - tail), _excerpt(new, head, len(new) - tail)


def _inside_word(text: str, place: int) -> bool:
    """Return whether an offset is between two letters of an alphabet."""
    around = text[place - 1 : place + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()


def _excerpt(text: str, start: int, end: int, around: int = _AROUND) -> str:
    head = ("…" if start > around else "") + text[max(0, start - around) : start]
    tail = text[end : end + around] + ("…" if end + around < len(text) else "")
    return f"{head}[{text[start:end]}]{tail}"
