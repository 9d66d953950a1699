"""What people did: appended, never overwritten; undone and redone by doing more.

A change is kept as the fields that differ, before and after, as JSON; as the whole row where the row is new or gone.
With the rows as a machine added them, that gives back the corpus (`replay`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.domain import Action, ActionKind, Change, Pair
from workbench.errors import CorpusError, StaleRow
from workbench.store import ordering as placing
from workbench.store import rows
from workbench.store.connection import Connection
from workbench.store.database import typed
from workbench.store.document_ids import DocumentNames
from workbench.store.rows import Image

_WORK = frozenset(
    {"source_document", "target_document", "source_segments", "target_segments", "source_text", "target_text"}
    | {"relation", "status", "corrections"}
)
"""Fields whose change makes the reviewer the row's; a note or a bookmark does not."""

_ACTION = (int, str, str, str, int | None)
"""Types of an action's columns."""

_UNCOMPARED = frozenset({"flags", "revision", "updated_at"})
"""Fields that may differ from what an action left: checks replace flags, undo and redo count on."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of an action: None before is a new row, None after a removed one."""

    pair_id: int
    before: Image | None
    after: Image | None

    def agrees_with(self, image: Image | None) -> bool:
        """Whether a row is as this change left it, but for flags, which checks renew, and what is counted on."""
        return _agree(self.after, image)


def _agree(image: Image | None, row: Image | None) -> bool:
    if image is None or row is None:
        return image is row
    return all(row[key] == value for key, value in image.items() if key not in _UNCOMPARED)


def now() -> str:
    """The time as the corpus keeps it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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
        at = now()
        with self._connection.writing():
            stored = self._read_unchanged(changes)
            action_id = self._append_action(kind, reviewer, at, reverts=None)
            placer = placing.Placer(self._connection, self._names, changes, stored)
            done = []
            for change in changes:
                done.append(self._do(change, stored, placer, reviewer, at))
                self._append_change(action_id, len(done) - 1, done[-1])
        return Action(action_id, kind, tuple(row.pair_id for row in done), reviewer, at)

    def _read_unchanged(self, changes: Sequence[Change]) -> dict[int, Image]:
        """The rows to be changed, as they are. Raises StaleRow when one is not as the caller read it."""
        before = [change.before for change in changes if change.before is not None]
        stored = rows.read_images(self._connection, self._names, [_id(pair) for pair in before])
        for pair in before:
            image = stored.get(_id(pair))
            if image is None:
                raise StaleRow(f"Row {pair.id} is gone: somebody removed or merged it.", hint="Look at the rows again.")
            if image["revision"] != pair.revision:
                who = image["reviewer"] or "somebody"
                raise StaleRow(f"Row {pair.id} was changed by {who} meanwhile.", hint="Look at it again.")
        return stored

    def _do(
        self, change: Change, stored: dict[int, Image], placer: placing.Placer, reviewer: str, at: str
    ) -> RowChange:
        if change.before is None:
            assert change.after is not None, "a change has a before or an after"
            home, place = placer.place_new(change.after)
            image = rows.image_of(change.after, home, place) | {"reviewer": reviewer, "updated_at": at, "revision": 1}
            return self._write(RowChange(self._next_id(), None, image), None)
        pair_id = _id(change.before)
        current = stored[pair_id]
        placer.pass_by(current)
        if change.after is None:
            return self._write(RowChange(pair_id, current, None), current)
        fields = _differences(change.before, change.after)
        if fields.get("source_document") and fields["source_document"] != current["home"]:
            fields["home"], fields["place"] = placer.place_new(change.after)
        if fields.keys() & _WORK:
            fields["reviewer"] = reviewer
        fields |= {"updated_at": at, "revision": current["revision"] + 1}
        return self._write(RowChange(pair_id, {key: current[key] for key in fields}, fields), current)

    def _write(self, change: RowChange, current: Image | None) -> RowChange:
        """Make a row what the change says; `current` is the row as it is."""
        if change.before is None:
            assert change.after is not None
            rows.insert_row(self._connection, self._names, change.pair_id, change.after)
        elif change.after is None:
            assert current is not None
            rows.delete_row(self._connection, self._names, change.pair_id, current)
        else:
            assert current is not None
            rows.update_row(self._connection, self._names, change.pair_id, current, change.after)
        return change

    def _next_id(self) -> int:
        return next_pair_id(self._connection)

    def _append_action(self, kind: ActionKind, reviewer: str, at: str, reverts: int | None) -> int:
        cursor = self._connection.execute(
            "INSERT INTO actions (kind, reviewer, at, reverts) VALUES (?, ?, ?, ?)", (kind, reviewer, at, reverts)
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _append_change(self, action_id: int, number: int, change: RowChange) -> None:
        self._connection.execute(
            "INSERT INTO changes VALUES (?, ?, ?, ?, ?)",
            (action_id, number, change.pair_id, _to_json(change.before), _to_json(change.after)),
        )

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

    def _revert(self, kind: ActionKind, action_id: int, reviewer: str | None) -> Action:
        """Undo or redo an action: append its changes, backwards or again."""
        changes = list(self.changes_of(action_id))
        if kind is ActionKind.UNDO:
            changes = [RowChange(change.pair_id, change.after, change.before) for change in reversed(changes)]
        ids = [change.pair_id for change in changes]
        stored = rows.read_images(self._connection, self._names, ids)
        for change in changes:
            self._refuse_if_changed_since(change, stored.get(change.pair_id), action_id)
        at = now()
        who = reviewer if reviewer is not None else self._reviewer_of(action_id)
        revert_id = self._append_action(kind, who, at, reverts=action_id)
        for number, change in enumerate(changes):
            current = stored.get(change.pair_id)
            revision = max(image["revision"] for image in (current, change.before, change.after) if image) + 1
            after = None if change.after is None else change.after | {"updated_at": at, "revision": revision}
            before = None if current is None else current if after is None else {key: current[key] for key in after}
            self._append_change(revert_id, number, self._write(RowChange(change.pair_id, before, after), current))
        self._connection.execute(
            "UPDATE actions SET undone = ? WHERE id = ?", (revert_id if kind is ActionKind.UNDO else None, action_id)
        )
        return Action(revert_id, kind, tuple(ids), who, at)

    def _refuse_if_changed_since(self, change: RowChange, current: Image | None, action_id: int) -> None:
        later = self._connection.execute(
            "SELECT a.kind, a.reviewer FROM changes c JOIN actions a ON a.id = c.action_id"
            " WHERE c.pair_id = ? AND c.action_id > ? AND a.reverts IS NULL AND a.undone IS NULL"
            " ORDER BY a.id DESC LIMIT 1",
            (change.pair_id, action_id),
        ).fetchone()
        if later is not None:
            raise StaleRow(
                f"Row {change.pair_id} was changed since, by {later[1] or 'somebody'} ({later[0]}).",
                hint="Take that back first.",
            )
        if not _agree(change.before, current):
            raise StaleRow(f"Row {change.pair_id} is not as its history says.", hint="`workbench doctor` says more.")

    def _reviewer_of(self, action_id: int) -> str:
        row = self._connection.execute("SELECT reviewer FROM actions WHERE id = ?", (action_id,)).fetchone()
        return str(row[0])

    # Reading

    def actions(self, limit: int) -> list[Action]:
        """The latest actions, newest first."""
        return self._actions("ORDER BY id DESC LIMIT ?", (limit,))

    def actions_on(self, pair_id: int) -> list[Action]:
        """The actions that changed a row, newest first."""
        return self._actions(
            "WHERE id IN (SELECT action_id FROM changes WHERE pair_id = ?) ORDER BY id DESC", (pair_id,)
        )

    def _actions(self, condition: str, parameters: tuple[int, ...]) -> list[Action]:
        found = self._connection.execute(
            f"SELECT id, kind, reviewer, at, undone FROM actions {condition}", parameters
        ).fetchall()
        ids: dict[int, list[int]] = {row[0]: [] for row in found}
        wanted = json.dumps(list(ids))
        sql = "SELECT action_id, pair_id FROM changes WHERE action_id IN (SELECT value FROM json_each(?))"
        for action_id, pair_id in self._connection.execute(f"{sql} ORDER BY action_id, number", (wanted,)):
            ids[action_id].append(pair_id)
        return [
            Action(action_id, _kind(kind), tuple(ids[action_id]), reviewer, at, undone is not None)
            for action_id, kind, reviewer, at, undone in (typed(row, _ACTION) for row in found)
        ]

    def changes_of(self, action_id: int) -> Iterator[RowChange]:
        """What an action did, row by row."""
        sql = "SELECT pair_id, before, after FROM changes WHERE action_id = ? ORDER BY number"
        for pair_id, before, after in self._connection.execute(sql, (action_id,)).fetchall():
            yield RowChange(pair_id, _from_json(before), _from_json(after))

    def latest(self) -> Iterator[RowChange]:
        """The last change of every row that was ever changed."""
        # Beside max() SQLite takes the other columns from the row that has it.
        sql = "SELECT pair_id, before, after, max(action_id) FROM changes GROUP BY pair_id ORDER BY pair_id"
        for pair_id, before, after, _ in self._connection.execute(sql):
            yield RowChange(pair_id, _from_json(before), _from_json(after))

    def changes(self) -> Iterator[RowChange]:
        """Everything that was ever done, oldest first."""
        for pair_id, before, after in self._connection.execute(
            "SELECT pair_id, before, after FROM changes ORDER BY action_id, number"
        ):
            yield RowChange(pair_id, _from_json(before), _from_json(after))


def _kind(value: str) -> ActionKind:
    try:
        return ActionKind(value)
    except ValueError as error:
        raise CorpusError(f"The corpus holds an unknown action ({value[:40]!r}).") from error


def replay(imported: Mapping[int, Image], changes: Iterator[RowChange]) -> dict[int, Image]:
    """The rows as the history makes them out of those a machine added."""
    images = dict(imported)
    for change in changes:
        if change.after is None:
            images.pop(change.pair_id, None)
        elif change.before is None:
            images[change.pair_id] = dict(change.after)
        else:
            images[change.pair_id] = images[change.pair_id] | change.after
    return images


def next_pair_id(connection: Connection) -> int:
    """The id the next row gets; ids of removed rows are not given again."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'pairs'").fetchone()
    return int(row[0]) + 1 if row else 1


def _id(pair: Pair) -> int:
    if pair.id is None:
        raise ValueError("the row before a change has an id")
    return pair.id


def _differences(before: Pair, after: Pair) -> Image:
    """The fields a caller changed; what the store sets itself left out."""
    old, new = rows.image_of(before, "", 0), rows.image_of(after, "", 0)
    own = {"reviewer", "updated_at", "revision"}
    return {key: value for key, value in new.items() if key not in own and value != old[key]}


def _to_json(image: Image | None) -> str | None:
    return None if image is None else json.dumps(image, ensure_ascii=False, separators=(",", ":"))


def _from_json(text: str | None) -> Image | None:
    if text is None:
        return None
    try:
        image = json.loads(text)
    except ValueError as error:
        raise CorpusError(
            "The history holds something that is not ours.", hint="`workbench doctor` says more."
        ) from error
    if not isinstance(image, dict):
        raise CorpusError("The history holds something that is not ours.", hint="`workbench doctor` says more.")
    return image
