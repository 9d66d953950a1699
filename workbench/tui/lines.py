"""Values as lines a reader understands: for previews, history and hits."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.domain import Action, Change, Pair
from workbench.review.strand import changed
from workbench.store.values import Hit

_AROUND = 24
"""Characters shown on either side of what matters."""


def change_lines(change: Change) -> list[str]:
    """What a change does to the texts of a row: the words before and after, in a little of their text."""
    before, after = change.before, change.after
    if before is None or after is None:
        return []
    lines = []
    for old, new in ((before.source.text, after.source.text), (before.target.text, after.target.text)):
        if old != new:
            head, tail = changed(old, new)
            lines.append(f"{before.id}  {_excerpt(old, head, len(old) - tail)}")
            lines.append(f"{'':>{len(str(before.id))}}→ {_excerpt(new, head, len(new) - tail)}")
    return lines


def history_lines(pair: Pair, actions: Sequence[Action]) -> list[str]:
    """What was done to a row, newest first, then how its texts were corrected."""
    lines = []
    for action in actions:
        undone = " (undone)" if action.undone else ""
        lines.append(f"{action.at.replace('T', ' ').rstrip('Z')}  {action.kind}{undone}  {action.reviewer}")
    for correction in reversed(pair.corrections):
        head, tail = changed(correction.before, correction.after)
        old = _excerpt(correction.before, head, len(correction.before) - tail)
        new = _excerpt(correction.after, head, len(correction.after) - tail)
        lines.append(f"{correction.rule} ({correction.side}, {correction.reviewer}):\n  {old}\n→ {new}")
    return lines


def hit_lines(hits: Sequence[Hit]) -> list[str]:
    """Found rows: the words in their text, and the other side below."""
    lines = []
    for hit in hits:
        pair = hit.pair
        texts = {"source": pair.source.text, "target": pair.target.text}
        side = hit.spans[0].side if hit.spans else "source"
        span = hit.spans[0] if hit.spans else None
        excerpt = _excerpt(texts[side], span.start, span.end, 48) if span else texts[side][:100]
        other = texts["target" if side == "source" else "source"]
        lines.append(f"{pair.id:>5}  {excerpt}\n       {other[:140] or '—'}")
    return lines


def _excerpt(text: str, start: int, end: int, around: int = _AROUND) -> str:
    head = ("…" if start > around else "") + text[max(0, start - around) : start]
    tail = text[end : end + around] + ("…" if end + around < len(text) else "")
    return f"{head}[{text[start:end]}]{tail}"
