"""The history of a corpus behind that of the merged one: its actions in their order, and what joins the two.

Where both corpora changed a row, an action of its own takes the row from what it became here to what it was there
before the first of the actions that follow; after them a last one makes it what both together are. So every change
begins with the row as the one before it left it: the history can be replayed, and be undone step by step.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from workbench.domain import ActionKind
from workbench.store import cut_rows
from workbench.store.connection import Connection
from workbench.store.history import ALWAYS_KEPT, now
from workbench.store.merging.documents import DocumentMap
from workbench.store.stored_pair import Record, from_json, to_json

FIRST = 0
"""Stands for the id of an action: before all that follow."""

LAST = 1 << 62
"""Stands for the id of an action: behind all of them."""


@dataclass(frozen=True, slots=True)
class PastChange:
    """A change of a row, with the action it is of."""

    action: int
    number: int
    before: Record | None
    after: Record | None


def past_changes(connection: Connection, pair_ids: str) -> dict[int, list[PastChange]]:
    """Return all changes of rows (ids as JSON), oldest first, by row."""
    found = connection.execute(
        "SELECT pair_id, action_id, number, before, after FROM changes"
        " WHERE pair_id IN (SELECT value FROM json_each(?)) ORDER BY pair_id, action_id, number",
        (pair_ids,),
    )
    return {pair_id: [_past_change(*each) for each in changes] for pair_id, changes in groupby(found, itemgetter(0))}


def _past_change(_: int, action: int, number: int, before: str | None, after: str | None) -> PastChange:
    return PastChange(action, number, from_json(before), from_json(after))


def new_actions(merged: Connection) -> array[int]:
    """Return the actions that only the source has, oldest first."""
    found = merged.execute("SELECT theirs FROM action_map WHERE ours IS NULL ORDER BY theirs")
    return array("q", (row[0] for row in found))


def states(last: Record | None, changes: Sequence[PastChange]) -> list[Record | None]:
    """Return what a row was before each of its changes, and at last."""
    found = [last]
    for change in reversed(changes):
        following = found[-1]
        if change.before is None or change.after is None or following is None:
            found.append(change.before)
        else:
            known = {**following}
            for side in cut_rows.unnamed(change.before):
                known.pop(f"{side}_spans", None)
            found.append({**known, **change.before})
    return found[::-1]


class JoinedHistory:
    """Collects what the history of a source becomes, and appends it."""

    def __init__(self, merged: Connection, source: Connection, documents: DocumentMap, reviewer: str) -> None:
        self._merged = merged
        self._source = source
        self._documents = documents
        self._reviewer = reviewer
        self.at = now()
        merged.execute("DROP TABLE IF EXISTS temp.joins")
        merged.execute("DROP TABLE IF EXISTS temp.rewritten")
        # By the action of the source that they come before.
        merged.execute("CREATE TEMP TABLE joins (slot INTEGER, pair_id INTEGER, before TEXT, after TEXT)")
        merged.execute(
            "CREATE TEMP TABLE rewritten (action INTEGER, number INTEGER, pair_id INTEGER, before TEXT, after TEXT,"
            " PRIMARY KEY (action, number)) WITHOUT ROWID"
        )

    def join(self, slot: int, pair_id: int, before: Record | None, after: Record | None) -> None:
        """Have a row changed by the merge, before an action of the source, or FIRST or LAST."""
        if before is not None and after is not None:
            changed = [key for key in after if after[key] != before.get(key) or key in ALWAYS_KEPT]
            before, after = ({key: record[key] for key in changed if key in record} for record in (before, after))
        self._merged.execute("INSERT INTO joins VALUES (?, ?, ?, ?)", (slot, pair_id, to_json(before), to_json(after)))

    def rewrite(self, change: PastChange, pair_id: int, before: Record | None, after: Record | None) -> None:
        """Have a change of the source appended with these records, for they differ from what it had."""
        self._merged.execute(
            "INSERT INTO rewritten VALUES (?, ?, ?, ?, ?)",
            (change.action, change.number, pair_id, to_json(before), to_json(after)),
        )

    def append(self) -> int:
        """Append all of it; the number of actions that came from the source."""
        self._join(FIRST)
        slots = {row[0] for row in self._merged.execute("SELECT DISTINCT slot FROM joins")}
        new = new_actions(self._merged)
        appended = set(new)
        for action_id in new:
            if action_id in slots:
                self._join(action_id)
            self._copy(action_id, appended)
        self._join(LAST)
        return len(new)

    def _join(self, slot: int) -> None:
        found = self._merged.execute(
            "SELECT pair_id, before, after FROM joins WHERE slot = ? ORDER BY rowid", (slot,)
        ).fetchall()
        if found:
            made = self._append_action(ActionKind.JOIN, self._reviewer, self.at, None)
            self._append_changes(made, enumerate(found))

    def _copy(self, action_id: int, appended: Set[int]) -> None:
        kind, reviewer, at, reverts = self._source.execute(
            "SELECT kind, reviewer, at, reverts FROM actions WHERE id = ?", (action_id,)
        ).fetchone()
        if reverts is not None and self._is_apart(action_id, reverts, appended):
            # Something else lies between the two here, which would be undone in between: it stands for itself.
            reverts = None
        if reverts is not None:
            reverts = self._merged.execute("SELECT ours FROM action_map WHERE theirs = ?", (reverts,)).fetchone()[0]
        made = self._append_action(kind, reviewer, at, reverts)
        self._merged.execute("UPDATE action_map SET ours = ? WHERE theirs = ?", (made, action_id))
        if reverts is not None and kind in (ActionKind.UNDO, ActionKind.REDO):
            undone = made if kind == ActionKind.UNDO else None
            self._merged.execute("UPDATE actions SET undone = ? WHERE id = ?", (undone, reverts))
        self._append_changes(made, self._changes_of(action_id))

    def _is_apart(self, action_id: int, reverted: int, appended: Set[int]) -> bool:
        """Whether rows were joined between an action of the source and the one it reverts."""
        after = reverted if reverted in appended else FIRST - 1
        pairs = {pair_id for _, (pair_id, *_) in self._changes_of(action_id)}
        found = self._merged.execute("SELECT pair_id FROM joins WHERE slot > ? AND slot <= ?", (after, action_id))
        return any(pair_id in pairs for (pair_id,) in found)

    def _changes_of(self, action_id: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
        rewritten = {
            number: values
            for number, *values in self._merged.execute(
                "SELECT number, pair_id, before, after FROM rewritten WHERE action = ?", (action_id,)
            )
        }
        found = self._source.execute(
            "SELECT number, pair_id, before, after FROM changes WHERE action_id = ? ORDER BY number", (action_id,)
        )
        renaming = self._documents.any_renamed
        for number, pair_id, before, after in found:
            if number in rewritten:
                yield number, tuple(rewritten[number])
                continue
            ours = self._merged.execute("SELECT ours FROM row_map WHERE theirs = ?", (pair_id,)).fetchone()[0]
            if renaming:
                before, after = map(self._renamed, (before, after))
            yield number, (ours, before, after)

    def _renamed(self, text: str | None) -> str | None:
        record = from_json(text)
        return None if record is None else to_json(self._documents.renamed_record(record))

    def _append_action(self, kind: str, reviewer: str, at: str, reverts: int | None) -> int:
        made = self._merged.execute(
            "INSERT INTO actions (kind, reviewer, at, reverts) VALUES (?, ?, ?, ?)", (str(kind), reviewer, at, reverts)
        ).lastrowid
        assert made is not None
        return made

    def _append_changes(self, action_id: int, changes: Any) -> None:  # noqa: ANN401
        self._merged.execute_many(
            "INSERT INTO changes VALUES (?, ?, ?, ?, ?)", ((action_id, number, *values) for number, values in changes)
        )
