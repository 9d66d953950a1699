"""Many rows at once: a range of the list, and one decision about all of them that leaves what others did meanwhile.

Nothing is confirmed as read that was not on the screen: such rows are confirmed by estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from workbench.domain import Action, ActionKind, Change, DismissalScope, Pair, Status
from workbench.errors import StaleRow
from workbench.review import operations
from workbench.review.operations import Stamp
from workbench.review.row_index import RowIndex
from workbench.store.corpus import Corpus

AT_ONCE = 5_000
"""Most rows of one action: a hundred thousand pairs are never in memory together."""

COPIED_FROM = 100
"""Rows changed together from which a copy of the corpus is kept first."""

_ATTEMPTS = 5
"""How often an action is tried again without the rows that somebody changed while it was made ready."""

Decide = Callable[[Sequence[Pair]], Sequence[Change]]
"""What an action makes of rows; rows that it leaves as they are have no change."""


@dataclass(frozen=True, slots=True)
class RowRange:
    """A range of the list, known by the rows at its ends, so that it stays where rows come and go."""

    first: int
    """Id of the row where it was begun."""
    last: int | None = None
    """Id of the row where it was ended; None while it reaches to the cursor."""

    def places(self, index: RowIndex, cursor: int) -> range:
        """Return the places of its rows; none where a row at an end is not listed any more."""
        begin, end = index.place(self.first), cursor if self.last is None else index.place(self.last)
        return range(0) if begin < 0 or end < 0 else range(min(begin, end), max(begin, end) + 1)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an action on many rows."""

    action: Action | None = None
    """None where no row would have changed."""
    changes: Sequence[Change] = ()
    """Empty once the list is up to date with them, so that not all rows are in memory together."""
    changed: int = 0
    """How many rows."""
    by_estimate: int = 0
    """Rows that were confirmed without having been on the screen."""
    left: frozenset[str] = frozenset()
    """Who changed rows meanwhile; these were left as they are."""
    rows_left: int = 0


def act(
    corpus: Corpus, kind: ActionKind, pair_ids: Sequence[int], decide: Decide, reviewer: str, unless: Changed
) -> Done:
    """Do one action on rows, those left out that somebody else changed meanwhile; `unless` returns these."""
    for attempt in range(_ATTEMPTS):
        theirs = unless(corpus)
        left = [pair_id for pair_id in pair_ids if pair_id in theirs]
        changes = decide(corpus.pairs([pair_id for pair_id in pair_ids if pair_id not in theirs]))
        people = frozenset(theirs[pair_id] for pair_id in left)
        if not changes:
            return Done(left=people, rows_left=len(left))
        try:
            action = corpus.act(kind, changes, reviewer)
        except StaleRow:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            estimated = sum(change.after is not None and change.after.by_estimate for change in changes)
            return Done(action, changes, len(changes), estimated, people, len(left))
    raise AssertionError("the last attempt returns or raises")


Changed = Callable[[Corpus], dict[int, str]]
"""Returns the rows that somebody else changed since a reviewer looked, by id, and who did."""


def changed_since(action_id: int, own: Collection[int]) -> Changed:
    """Return what finds the rows that others changed after an action; `own` are the ids of the reviewer's own actions.

    By ids and not by names: a reviewer may have two programs open.
    """

    def changed(corpus: Corpus) -> dict[int, str]:
        theirs = [action for action in corpus.history_after(action_id) if action.id not in own]
        return {pair_id: action.reviewer for action in theirs for pair_id in action.pair_ids}

    return changed


def judging(kind: ActionKind, stamp: Stamp, seen: Collection[int]) -> Decide:
    """Return a decision about rows; those not among `seen` are confirmed by estimate."""

    def decide(pairs: Sequence[Pair]) -> list[Change]:
        changes = []
        for pair in pairs:
            unseen = kind is ActionKind.CONFIRM and pair.id not in seen
            # What somebody has read does not become unread.
            if not (unseen and pair.status is Status.CONFIRMED):
                changes += operations.judge(pair, kind, stamp, by_estimate=unseen)
        return changes

    return decide


def prepared(changes: Sequence[Change]) -> Decide:
    """Return what makes changes that were shown, in the rows that are still as they were then."""
    by_id = {change.before.id: change for change in changes if change.before}

    def decide(pairs: Sequence[Pair]) -> list[Change]:
        wanted = [(pair, by_id[pair.id]) for pair in pairs if pair.id in by_id]
        return [change for pair, change in wanted if change.before and change.before.revision == pair.revision]

    return decide


def bookmarking(pairs: Sequence[Pair]) -> list[Change]:
    """Set the bookmark of all rows; remove it where all have one."""
    wanted = [pair for pair in pairs if not pair.bookmarked] or pairs
    return [change for pair in wanted for change in operations.bookmark(pair)]


def dismissing(rule: str, stamp: Stamp) -> Decide:
    """Return what dismisses every flag of a rule, in its row."""

    def dismissed(pair: Pair) -> Iterable[Change]:
        flags = [flag for flag in pair.flags if flag.rule == rule]
        after = reduce(
            lambda row, flag: operations.dismiss(row, flag, DismissalScope.ROW, stamp)[0].after or row, flags, pair
        )
        return operations.unless_same(pair, after)

    return lambda pairs: [change for pair in pairs for change in dismissed(pair)]
