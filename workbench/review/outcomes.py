"""What became of proposed rows when somebody decided about them: what calibration is learnt from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.domain import ActionKind, Change, Status

_WRONG = frozenset(
    {ActionKind.REJECT, ActionKind.MERGE, ActionKind.SPLIT, ActionKind.MOVE, ActionKind.LINK, ActionKind.UNLINK}
)
"""Actions that say that a row was not right as it was aligned."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row."""

    probability: float
    """What it had when it was decided, 0 to 1."""
    right: bool
    """Confirmed as it stood; else rejected, merged, split or given other sentences."""


def outcomes_of(kind: ActionKind, changes: Iterable[Change]) -> dict[int, Outcome]:
    """Return what an action says of the rows as they were proposed, by id; rows that nobody read are left out."""
    found = {}
    for change in changes:
        row = change.before
        if row is None or row.id is None or not row.scored or row.status is not Status.PROPOSED or row.corrections:
            continue
        is_read = change.after is None or not change.after.by_estimate
        if kind in _WRONG or (kind is ActionKind.CONFIRM and is_read):
            found[row.id] = Outcome(row.probability, kind is ActionKind.CONFIRM)
    return found
