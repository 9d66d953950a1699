"""The first line of the review screen: which documents, how far they are, where the cursor is."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.domain import Pair, Status
from workbench.i18n import gettext as _
from workbench.review.progress import Pace, time_left
from workbench.review.row_index import Counts
from workbench.store.values import Tally
from workbench.tui.row_view import BY_ESTIMATE, FLAG, SIGNS
from workbench.tui.text import counted_rows


def partners(tallies: Iterable[Tally]) -> dict[str, frozenset[str]]:
    """Return for each document those that face it."""
    found: dict[str, set[str]] = {}
    for tally in tallies:
        if tally.source and tally.target:
            found.setdefault(tally.source, set()).add(tally.target)
    return {source: frozenset(targets) for source, targets in found.items()}


def documents(pair: Pair | None, facing: dict[str, frozenset[str]]) -> tuple[str, str]:
    """Return the documents of a row: its source, and what faces that: a document, or how many."""
    if pair is None:
        return "", ""
    source, target = pair.source.document, pair.target.document
    others = facing.get(source, frozenset())
    return source, _("{count} documents").format(count=len(others)) if len(others) > 1 else next(iter(others), target)


def figures(counts: Counts, *, wide: bool) -> str:
    """Return the counts of a list by sign; with words where there is room."""
    confirmed, is_open = (SIGNS[status] for status in (Status.CONFIRMED, Status.PROPOSED))
    parts = [
        (confirmed, counts.confirmed - counts.by_estimate, _("{count} read")),
        (is_open, counts.open, _("{count} open")),
    ]
    if counts.by_estimate:
        parts.insert(1, (BY_ESTIMATE, counts.by_estimate, _("{count} by estimate")))
    if counts.flagged:
        parts.append((FLAG, counts.flagged, "{count}"))
    return "  ".join(f"{sign} {(text if wide else '{count}').format(count=f'{n:,}')}" for sign, n, text in parts)


def end(rows: int, left: int, next_open: str, export: str) -> str:
    """Return what stands below the last row: what there is to do next; the keys are those of two commands."""
    if not left:
        nothing = _("Nothing is left to decide in {rows}. {key} exports the pairs.")
        return nothing.format(rows=counted_rows(rows), key=export)
    last = _("The last of {rows}, {left} still open. {key} goes to the next open one.")
    return last.format(rows=counted_rows(rows), left=f"{left:,}", key=next_open)


def place(cursor: int, rows: int, counts: Counts, pace: Pace | None, *, wide: bool) -> str:
    """Return where the cursor is, how many of the open rows are probably right, and how long they take."""
    if not wide:
        return f"{min(cursor + 1, rows):,}/{rows:,}"
    parts = [_("row {number} of {count}").format(number=f"{min(cursor + 1, rows):,}", count=f"{rows:,}")]
    if counts.expected is not None:
        parts.append(_("{share} right").format(share=f"{counts.expected:.0%}"))
    if pace is not None and counts.open:
        parts.append(_("{time} left").format(time=time_left(counts.open, pace)))
    return " · ".join(parts)
