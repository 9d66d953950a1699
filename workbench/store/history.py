"""What people did: appended, never overwritten; undone and redone by doing more.

A change is kept as the fields that differ, before and after, as JSON; as the whole row where the row is new or gone.
With the rows as a machine added them, that gives back the corpus (`replay`).
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from workbench.domain import Action, ActionKind, Change, Pair
from workbench.errors import StaleRow
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.store import cut_rows, rows
from workbench.store.columns import Columns
from workbench.store.connection import Connection
from workbench.store.document_ids import DocumentNames
from workbench.store.ordering import Placer
from workbench.store.stored_pair import Record, StoredPair, from_json, from_record, to_json, to_record

_DECISIVE = ("source", "target", "relation", "status", "by_estimate", "corrections")
"""Fields whose change makes the reviewer the row's; a note or a bookmark does not."""

UNCOMPARED = frozenset({"flags", "probability", "scored", "revision", "updated_at"})
"""Fields that may differ from what an action left: checks replace flags and score rows, undo and redo count on."""

ALWAYS_KEPT = frozenset({"updated_at", "revision", "source_spans", "target_spans"})
"""Fields of a change that are kept though they stay the same: one without spans was written by an older version."""

_ACTION = Columns(N_("Action"), int, ActionKind, str, str, int | None, int | None)
_CHANGE = Columns(N_("A change of row"), int, str | None, str | None)


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of an action: None before is a new row, None after a removed one."""

    pair_id: int
    before: Record | None
    after: Record | None

    def agrees_with(self, stored: StoredPair | None) -> bool:
        """Whether a row is as this change left it, except for flags, which checks renew, and what is counted on."""
        return _agree(self.after, stored)


def _agree(record: Record | None, stored: StoredPair | None) -> bool:
    if record is None or stored is None:
        return record is None and stored is None
    now = to_record(stored)
    return all(now.get(key) == value for key, value in record.items() if key not in UNCOMPARED)


def now() -> str:
    """Return the time as the corpus keeps it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class OpenAction:
    """An action whose changes come in batches, all inside one transaction."""

    def __init__(self, history: History, kind: ActionKind, reviewer: str) -> None:
        self._history = history
        self.kind = kind
        self.reviewer = reviewer
        self.at = now()
        self.id: int | None = None
        """Set with the first change."""
        self.done: list[int] = []
        """Ids of the rows that were changed, in order."""

    def extend(self, changes: Sequence[Change]) -> None:
        """Do more changes. Raises StaleRow when a row is not as it was read."""
        if changes:
            self._history.extend(self, changes)


class History:
    """The actions of one corpus."""

    def __init__(self, connection: Connection, names: DocumentNames) -> None:
        self._connection = connection
        self._names = names

    # Doing

    def act(self, kind: ActionKind, changes: Sequence[Change], reviewer: str) -> Action:
        """See Corpus.act."""
        if kind in (ActionKind.UNDO, ActionKind.REDO):
            raise ValueError(f"{kind} is not an action of its own")
        if not changes:
            raise ValueError("an action changes something")
        known = [change.before.id for change in changes if change.before is not None]
        if len(set(known)) < len(known):
            raise ValueError("an action changes a row once")
        with self._connection.writing():
            opened = OpenAction(self, kind, reviewer)
            opened.extend(changes)
        assert opened.id is not None
        return Action(opened.id, kind, tuple(opened.done), reviewer, opened.at)

    def extend(self, action: OpenAction, changes: Sequence[Change]) -> None:
        """See OpenAction.extend."""
        stored = self._read_unchanged(changes)
        if action.id is None:
            action.id = self._append_action(action.kind, action.reviewer, action.at, reverts=None)
        placer = Placer(self._connection, self._names, changes, stored)
        for number, change in enumerate(changes, len(action.done)):
            current = None if change.before is None else stored[_id(change.before)]
            new = self._outcome(change, current, placer, action.reviewer, action.at)
            action.done.append(self._write(action.id, number, current, new))
            placer.written(action.done[-1])

    def _read_unchanged(self, changes: Sequence[Change]) -> dict[int, StoredPair]:
        """Return the rows to be changed, as they are. Raises StaleRow when one is not as the caller read it."""
        before = [change.before for change in changes if change.before is not None]
        stored = rows.read(self._connection, self._names, [_id(pair) for pair in before])
        for pair in before:
            current = stored.get(_id(pair))
            if current is None:
                raise StaleRow(
                    _("Row {id} is gone: somebody removed or merged it.").format(id=pair.id),
                    hint=_("Look at the rows again."),
                )
            if current.pair.revision != pair.revision:
                who = current.pair.reviewer or _("somebody")
                raise StaleRow(
                    _("Row {id} was changed by {who} meanwhile.").format(id=pair.id, who=who),
                    hint=_("Look at it again."),
                )
        return stored

    def _outcome(
        self, change: Change, current: StoredPair | None, placer: Placer, reviewer: str, at: str
    ) -> StoredPair | None:
        """Return what an action makes of a row; None where it removes it."""
        if current is not None:
            placer.pass_by(current)
        before, after = change.before, change.after
        if after is None:
            return None
        if before is None or current is None:
            new = replace(after, id=next_pair_id(self._connection), reviewer=reviewer, updated_at=at, revision=1)
            return StoredPair(new, *placer.place_new(after))
        # Checks may have renewed the flags since the caller read the row.
        same = (after.flags, after.dismissed) == (before.flags, before.dismissed)
        flagged = current.pair if same else after
        decided = any(getattr(before, name) != getattr(after, name) for name in _DECISIVE)
        new = replace(
            after,
            id=current.id,
            flags=flagged.flags,
            dismissed=flagged.dismissed,
            reviewer=reviewer if decided else current.pair.reviewer,
            updated_at=at,
            revision=current.pair.revision + 1,
        )
        return StoredPair(new, *_place(placer, current, new))

    def _write(self, action_id: int, number: int, old: StoredPair | None, new: StoredPair | None) -> int:
        """Make a row what an action made of it, append the change, and return the row's id."""
        before, after = (None if each is None else to_record(each) for each in (old, new))
        if old is None:
            assert new is not None, "a change has a before or an after"
            rows.insert_one(self._connection, self._names, new)
        elif new is None:
            rows.delete(self._connection, self._names, old)
        else:
            assert before is not None
            assert after is not None
            rows.update(self._connection, self._names, old, new)
            changed = [key for key in after if after[key] != before[key] or key in ALWAYS_KEPT]
            before, after = ({key: record[key] for key in changed} for record in (before, after))
        pair_id = (old or new).id  # type: ignore[union-attr]
        self._connection.execute(
            "INSERT INTO changes VALUES (?, ?, ?, ?, ?)", (action_id, number, pair_id, to_json(before), to_json(after))
        )
        return pair_id

    def _append_action(self, kind: ActionKind, reviewer: str, at: str, reverts: int | None) -> int:
        cursor = self._connection.execute(
            "INSERT INTO actions (kind, reviewer, at, reverts) VALUES (?, ?, ?, ?)", (kind, reviewer, at, reverts)
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    # Undoing

    def undo(self, reviewer: str | None) -> Action | None:
        """See Corpus.undo."""
        with self._connection.writing():
            mine = "" if reviewer is None else " AND reviewer = ?"
            found = self._connection.execute(
                f"SELECT id FROM actions WHERE reverts IS NULL AND undone IS NULL{mine} ORDER BY id DESC LIMIT 1",
                () if reviewer is None else (reviewer,),
            ).fetchone()
            return None if found is None else self._revert(ActionKind.UNDO, found[0], reviewer)

    def redo(self, reviewer: str | None) -> Action | None:
        """See Corpus.redo."""
        with self._connection.writing():
            mine = "" if reviewer is None else " AND reviewer = ?"
            parameters = () if reviewer is None else (reviewer,)
            found = self._connection.execute(
                f"SELECT id, undone FROM actions WHERE undone IS NOT NULL{mine} ORDER BY undone DESC LIMIT 1",
                parameters,
            ).fetchone()
            if found is None:
                return None
            later = self._connection.execute(
                f"SELECT 1 FROM actions WHERE id > ? AND reverts IS NULL{mine} LIMIT 1", (found[1], *parameters)
            ).fetchone()
            return None if later else self._revert(ActionKind.REDO, found[0], reviewer)

    def count_after(self, action_id: int, reviewer: str) -> tuple[int, int]:
        """See Corpus.count_after."""
        ids = json.dumps(self._undoable_after(action_id, reviewer))
        sql = "SELECT count(DISTINCT action_id), count(DISTINCT pair_id) FROM changes"
        found = self._connection.execute(
            f"{sql} WHERE action_id IN (SELECT value FROM json_each(?))", (ids,)
        ).fetchone()
        return int(found[0]), int(found[1])

    def undo_after(self, action_id: int, reviewer: str) -> list[Action]:
        """See Corpus.undo_after."""
        with self._connection.writing():
            return [self._revert(ActionKind.UNDO, each, reviewer) for each in self._undoable_after(action_id, reviewer)]

    def _undoable_after(self, action_id: int, reviewer: str) -> list[int]:
        sql = "SELECT id FROM actions WHERE reverts IS NULL AND undone IS NULL AND reviewer = ? AND id > ?"
        return [row[0] for row in self._connection.execute(f"{sql} ORDER BY id DESC", (reviewer, action_id))]

    def _revert(self, kind: ActionKind, action_id: int, reviewer: str | None) -> Action:
        """Undo or redo an action: append its changes, backwards or again."""
        changes = list(self.changes_of(action_id))
        if kind is ActionKind.UNDO:
            changes = [RowChange(change.pair_id, change.after, change.before) for change in reversed(changes)]
        ids = [change.pair_id for change in changes]
        stored = rows.read(self._connection, self._names, ids)
        for change in changes:
            self._refuse_if_changed_since(change, stored.get(change.pair_id), action_id)
        at = now()
        who = reviewer if reviewer is not None else self._reviewer_of(action_id)
        revert_id = self._append_action(kind, who, at, reverts=action_id)
        for number, change in enumerate(changes):
            current = stored.get(change.pair_id)
            self._write(revert_id, number, current, self._reverted(change, current, at))
        self._connection.execute(
            "UPDATE actions SET undone = ? WHERE id = ?", (revert_id if kind is ActionKind.UNDO else None, action_id)
        )
        return self._actions("WHERE id = ?", (revert_id,))[0]

    def _reverted(self, change: RowChange, current: StoredPair | None, at: str) -> StoredPair | None:
        """Return the row as an undone or repeated change leaves it; None where it is removed."""
        if change.after is None:
            return None
        present = {} if current is None else to_record(current)
        unnamed = cut_rows.unnamed(change.after)
        for side in unnamed:
            present.pop(f"{side}_spans", None)
        known = [record.get("revision") for record in (present, change.before, change.after) if record]
        revision = max((number for number in known if isinstance(number, int)), default=0) + 1
        record = {**present, **change.after, "updated_at": at, "revision": revision}
        return cut_rows.completed(from_record(change.pair_id, record), unnamed, self._connection.sqlite)

    def _refuse_if_changed_since(self, change: RowChange, current: StoredPair | None, action_id: int) -> None:
        later = self._connection.execute(
            "SELECT a.kind, a.reviewer FROM changes c JOIN actions a ON a.id = c.action_id"
            " WHERE c.pair_id = ? AND c.action_id > ? AND a.reverts IS NULL AND a.undone IS NULL"
            " ORDER BY a.id DESC LIMIT 1",
            (change.pair_id, action_id),
        ).fetchone()
        if later is not None:
            raise StaleRow(
                _("Row {pair_id} was changed since, by {who} ({action}).").format(
                    pair_id=change.pair_id, who=later[1] or _("somebody"), action=later[0]
                ),
                hint=_("Take that back first."),
            )
        if not _agree(change.before, current):
            raise StaleRow(
                _("Row {pair_id} is not as its history says.").format(pair_id=change.pair_id),
                hint=_("`workbench doctor` shows more."),
            )

    def _reviewer_of(self, action_id: int) -> str:
        row = self._connection.execute("SELECT reviewer FROM actions WHERE id = ?", (action_id,)).fetchone()
        return str(row[0])

    # Reading

    def actions(self, limit: int) -> list[Action]:
        """Return the latest actions, newest first."""
        return self._actions("ORDER BY id DESC LIMIT ?", (limit,))

    def ids(self) -> array[int]:
        """Return the ids of all actions, newest first."""
        return array("q", (row[0] for row in self._connection.execute("SELECT id FROM actions ORDER BY id DESC")))

    def actions_of(self, action_ids: Sequence[int]) -> list[Action]:
        """These actions, newest first."""
        condition = "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC"
        return self._actions(condition, (json.dumps(list(action_ids)),))

    def decisions(self, reviewer: str, limit: int) -> list[tuple[str, int]]:
        """See Corpus.decisions."""
        sql = (
            "SELECT at, (SELECT count(*) FROM changes WHERE action_id = actions.id) FROM actions"
            " WHERE reviewer = ? AND reverts IS NULL AND undone IS NULL"
            " AND kind IN ('confirm', 'reject', 'needs-review') ORDER BY id DESC LIMIT ?"
        )
        return list(self._connection.execute(sql, (reviewer, limit)))[::-1]

    def actions_after(self, action_id: int) -> list[Action]:
        """Return the actions after one, newest first."""
        return self._actions("WHERE id > ? ORDER BY id DESC", (action_id,))

    def actions_on(self, pair_id: int) -> list[Action]:
        """Return the actions that changed a row, newest first."""
        return self._actions(
            "WHERE id IN (SELECT action_id FROM changes WHERE pair_id = ?) ORDER BY id DESC", (pair_id,)
        )

    def _actions(self, condition: str, parameters: tuple[int | str, ...]) -> list[Action]:
        sql = f"SELECT id, kind, reviewer, at, undone, reverts FROM actions {condition}"
        found = list(_ACTION.read(self._connection.execute(sql, parameters)))
        ids: dict[int, list[int]] = {row[0]: [] for row in found}
        wanted = json.dumps(list(ids))
        sql = "SELECT action_id, pair_id FROM changes WHERE action_id IN (SELECT value FROM json_each(?))"
        for action_id, pair_id in self._connection.execute(f"{sql} ORDER BY action_id, number", (wanted,)):
            ids[action_id].append(pair_id)
        reverted = [row[-1] for row in found if row[-1] is not None]
        # An undo is never undone itself, only what it took back is done again.
        condition = "WHERE reverts IS NULL AND id IN (SELECT value FROM json_each(?))"
        known = {each.id: each for each in self._actions(condition, (json.dumps(reverted),))} if reverted else {}
        return [
            Action(action_id, kind, tuple(ids[action_id]), reviewer, at, undone is not None, known.get(reverts))
            for action_id, kind, reviewer, at, undone, reverts in found
        ]

    def changes_of(self, action_id: int) -> list[RowChange]:
        """Return what an action did, row by row."""
        return list(self._changes("WHERE action_id = ? ORDER BY number", (action_id,)))

    def as_of(self, stored: StoredPair, revision: int) -> Pair | None:
        """Return a row as it was in an earlier revision; None where the history does not reach back to it."""
        record: Record = to_record(stored)
        changes = list(self._changes("WHERE pair_id = ? ORDER BY action_id DESC, number DESC", (stored.id,)))
        for change in changes:
            if record["revision"] <= revision or change.before is None:
                break
            record = {**record, **change.before}
        return from_record(stored.id, record).pair if record["revision"] == revision else None

    def changes(self) -> Iterator[RowChange]:
        """Return everything that was ever done, oldest first."""
        return self._changes("ORDER BY action_id, number")

    def latest(self) -> Iterator[RowChange]:
        """Return the last change of every row that was ever changed."""
        last = "(SELECT max(action_id) FROM changes AS all_changes WHERE all_changes.pair_id = changes.pair_id)"
        return self._changes(f"WHERE action_id = {last} ORDER BY pair_id")

    def _changes(self, condition: str, parameters: tuple[int, ...] = ()) -> Iterator[RowChange]:
        found = self._connection.execute(f"SELECT pair_id, before, after FROM changes {condition}", parameters)
        for pair_id, before, after in _CHANGE.read(found):
            yield RowChange(pair_id, from_json(before), from_json(after))


def _place(placer: Placer, current: StoredPair, after: Pair) -> tuple[str, float]:
    """Home and place of a row that an action changes."""
    before, document = current.pair, after.source.document
    if document and document != before.source.document and document != current.home:
        return placer.place_new(after)
    if (before.source.spans, before.target.spans) == (after.source.spans, after.target.spans):
        return current.home, current.place
    return placer.place_again(current, after)


def replay(imported: Mapping[int, Record], changes: Iterator[RowChange]) -> dict[int, Record]:
    """Return the rows as the history makes them out of those a machine added."""
    made = dict(imported)
    for change in changes:
        if change.after is None:
            made.pop(change.pair_id, None)
        elif change.before is None:
            made[change.pair_id] = change.after
        else:
            made[change.pair_id] = {**made[change.pair_id], **change.after}
    return made


def next_pair_id(connection: Connection) -> int:
    """Return the id the next row gets; ids of removed rows are not given again."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'pairs'").fetchone()
    return int(row[0]) + 1 if row else 1


def _id(pair: Pair) -> int:
    if pair.id is None:
        raise ValueError("the row before a change has an id")
    return pair.id
