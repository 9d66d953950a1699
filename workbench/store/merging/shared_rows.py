"""Rows that both corpora have: what each did with them, joined, with the history of both."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.store import rows
from workbench.store.connection import Connection
from workbench.store.history import UNCOMPARED, next_pair_id
from workbench.store.merging.corpora import Corpora
from workbench.store.merging.documents import DocumentMap
from workbench.store.merging.history import FIRST, LAST, PastChange, past_changes, states
from workbench.store.merging.resolution import Resolution, pristine, resolved, same_to_people, version
from workbench.store.merging.values import Conflict
from workbench.store.stored_pair import Record, StoredPair, from_record, to_record

PAGE = 500
"""Rows joined together."""

_DIFFERENT = """
    SELECT row_map.theirs, row_map.ours FROM row_map
    JOIN their_rows ON their_rows.id = row_map.theirs JOIN our_rows ON our_rows.id = row_map.ours
    WHERE NOT is_new AND row_map.theirs > ? AND (
        their_rows.state IS NOT our_rows.state OR row_map.theirs IN (SELECT id FROM their_tail))
    ORDER BY row_map.theirs LIMIT ?
"""
"""Rows with another state in the two, or with actions that only the source has."""


@dataclass(slots=True)
class _Row:
    """One row of both corpora."""

    id: int
    """In the merged corpus."""
    ours: StoredPair | None
    theirs: StoredPair | None
    """With the names that documents have in the merged corpus."""
    our_states: list[StoredPair | None]
    """What it was before each change here, and is."""
    their_states: list[StoredPair | None]
    changes: list[PastChange]
    """Those in the source."""
    tail: int | None
    """Number of the first change that only the source has."""
    our_tail: int | None

    @property
    def revision(self) -> int:
        """The highest that it has had here."""
        return max((each.pair.revision for each in self.our_states if each is not None), default=0)


class SharedRows:
    """Joins the rows that a source shares with the merged corpus."""

    def __init__(self, corpora: Corpora, labels: tuple[str, str]) -> None:
        self._corpora = corpora
        self._labels = labels
        self.changed = 0
        self.conflicts: list[Conflict] = []

    def write(self) -> None:
        """Join all of them."""
        last = 0
        while page := self._corpora.merged.execute(_DIFFERENT, (last, PAGE)).fetchall():
            last = page[-1][0]
            for row, marks in self._rows(page):
                self._join(row, marks)

    def _rows(self, page: Sequence[tuple[int, int]]) -> Iterator[tuple[_Row, tuple[int | None, int | None]]]:
        their_ids, our_ids = (list(ids) for ids in zip(*page, strict=True))
        theirs = rows.read(self._corpora.source, self._corpora.source_names, their_ids)
        ours = rows.read(self._corpora.merged, self._corpora.names, our_ids)
        their_changes = past_changes(self._corpora.source, json.dumps(their_ids))
        our_changes = past_changes(self._corpora.merged, json.dumps(our_ids))
        their_marks, our_marks = (
            self._marks(self._corpora.source, their_ids),
            self._marks(self._corpora.merged, our_ids),
        )
        for their_id, our_id in page:
            there = theirs.get(their_id)
            there = None if there is None else self._corpora.documents.renamed(there)
            here = ours.get(our_id)
            changes, own_changes = their_changes.get(their_id, []), our_changes.get(our_id, [])
            there = None if there is None else replace(there, pair=replace(there.pair, id=our_id))
            yield (
                _Row(
                    our_id,
                    here,
                    there,
                    self._states(our_id, here, own_changes, None),
                    self._states(our_id, there, changes, self._corpora.documents),
                    changes,
                    next((n for n, each in enumerate(changes) if not self._is_known("theirs", each.action)), None),
                    next((n for n, each in enumerate(own_changes) if not self._is_known("ours", each.action)), None),
                ),
                (our_marks.get(our_id), their_marks.get(their_id)),
            )

    def _states(
        self, pair_id: int, last: StoredPair | None, changes: Sequence[PastChange], documents: DocumentMap | None
    ) -> list[StoredPair | None]:
        if not changes:
            return [last]
        found: list[StoredPair | None] = []
        for record in states(None if last is None else to_record(last), changes)[:-1]:
            if record is not None and documents is not None:
                record = documents.renamed_record(record)
            found.append(None if record is None else from_record(pair_id, record))
        return [*found, last]

    def _is_known(self, side: str, action: int) -> bool:
        """Whether an action is one of both corpora."""
        sql = f"SELECT 1 FROM action_map WHERE {side} = ? AND ours IS NOT NULL"
        return self._corpora.merged.execute(sql, (action,)).fetchone() is not None

    def _marks(self, connection: Connection, pair_ids: Sequence[int]) -> dict[int, int]:
        """The hash of the rules that have seen rows as they are."""
        sql = (
            "SELECT pair_id, rules FROM checked JOIN pairs ON pairs.id = pair_id AND pairs.revision = checked.revision"
            " WHERE pair_id IN (SELECT value FROM json_each(?))"
        )
        return dict(connection.execute(sql, (json.dumps(list(pair_ids)),)).fetchall())

    def _join(self, row: _Row, marks: tuple[int | None, int | None]) -> None:
        found = _resolution(row)
        current, revision = self._write_tail(row)
        wanted = found.row
        if wanted is not None:
            place = _ours_for(row, wanted)
            wanted = replace(wanted, home=place[0], place=place[1], pair=replace(wanted.pair, id=row.id))
        if not _agree(None if wanted is None else to_record(wanted), current):
            revision += 1
            if wanted is not None:
                pair = replace(wanted.pair, updated_at=self._corpora.history.at, revision=revision)
                wanted = replace(wanted, pair=pair)
            self._corpora.history.join(LAST, row.id, current, None if wanted is None else to_record(wanted))
        elif wanted is not None:
            wanted = replace(wanted, pair=replace(wanted.pair, revision=revision))
        self._replace(row.ours, wanted, row.id)
        self._mark_checked(row, wanted, marks)
        if found.beside is not None:
            self._add_beside(found.beside)
        if found.in_conflict:
            here, there = self._labels
            self.conflicts.append(Conflict(row.id, (version(here, row.ours), version(there, row.theirs))))
        self.changed += not same_to_people(wanted, row.ours)

    def _write_tail(self, row: _Row) -> tuple[Record | None, int]:
        """Have the changes that only the source has follow those here; what they leave, and its revision."""
        current = None if row.ours is None else to_record(row.ours)
        revision = row.revision
        for number, change in enumerate(row.changes):
            if row.tail is None or number < row.tail or self._is_known("theirs", change.action):
                continue
            before, after = (self._record(row, each) for each in row.their_states[number : number + 2])
            if not _agree(before, current):
                revision += 1
                before = None if before is None else {**before, "revision": revision}
                self._corpora.history.join(FIRST if number == row.tail else change.action, row.id, current, before)
            elif before is not None:
                before = {**before, "revision": revision}
            revision += 1
            after = None if after is None else {**after, "revision": revision}
            self._corpora.history.rewrite(change, row.id, *_narrowed(change, before, after))
            current = after
        return current, revision

    def _record(self, row: _Row, state: StoredPair | None) -> Record | None:
        if state is None:
            return None
        home, place = _ours_for(row, state)
        return to_record(replace(state, home=home, place=place))

    def _replace(self, before: StoredPair | None, after: StoredPair | None, pair_id: int) -> None:
        if before is not None and after is not None:
            if before != after:
                rows.update(self._corpora.merged, self._corpora.names, before, after)
        elif after is not None:
            rows.insert_one(self._corpora.merged, self._corpora.names, after)
        elif before is not None:
            rows.delete(self._corpora.merged, self._corpora.names, before)

    def _mark_checked(self, row: _Row, wanted: StoredPair | None, marks: tuple[int | None, int | None]) -> None:
        self._corpora.merged.execute("DELETE FROM checked WHERE pair_id = ?", (row.id,))
        for stored, rules in zip((row.ours, row.theirs), marks, strict=True):
            if stored is not None and wanted is not None and rules is not None and _seen(stored) == _seen(wanted):
                self._corpora.merged.execute(
                    "INSERT OR REPLACE INTO checked VALUES (?, ?, ?)", (row.id, wanted.pair.revision, rules)
                )

    def _add_beside(self, stored: StoredPair) -> None:
        """A row of its own for what the source made of a row that holds other segments here."""
        pair_id = next_pair_id(self._corpora.merged)
        pair = replace(stored.pair, id=pair_id, revision=1, updated_at=self._corpora.history.at)
        stored = replace(stored, pair=pair)
        rows.insert_one(self._corpora.merged, self._corpora.names, stored)
        self._corpora.history.join(LAST, pair_id, None, to_record(stored))


def _resolution(row: _Row) -> Resolution:
    """What both corpora make of a row: where one has all that the other did with it, what that one made of it."""
    ours, theirs = row.ours, row.theirs
    if row.tail is None and any(same_to_people(state, theirs) for state in row.our_states):
        return resolved(theirs, ours, theirs)
    if row.our_tail is None and any(same_to_people(state, ours) for state in row.their_states):
        return resolved(ours, ours, theirs)
    if row.tail is not None:
        base = row.their_states[row.tail]
    elif row.our_tail is not None:
        base = row.our_states[row.our_tail]
    else:
        base = None if ours is None else pristine(ours)
    return resolved(base, ours, theirs)


def _ours_for(row: _Row, state: StoredPair) -> tuple[str, float]:
    """Home and place of a state of the source's row: where the row stands here, if it was not moved there."""
    first = next((each for each in row.their_states if each is not None), None)
    own = next((each for each in row.our_states if each is not None), None)
    if first is not None and own is not None and (state.home, state.place) == (first.home, first.place):
        return own.home, own.place
    return state.home, state.place


def _agree(one: Record | None, other: Record | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(other.get(key) == value for key, value in one.items() if key not in UNCOMPARED)


def _narrowed(change: PastChange, before: Record | None, after: Record | None) -> tuple[Record | None, Record | None]:
    """The fields that an action changed; the whole row where it is new or gone."""
    if before is None or after is None or change.before is None or change.after is None:
        return before, after
    names = change.before.keys() | change.after.keys()
    one, other = ({key: value for key, value in each.items() if key in names} for each in (before, after))
    return one, other


def _seen(stored: StoredPair) -> tuple[object, ...]:
    """What rules look at, and what they found."""
    pair = stored.pair
    return pair.source.text, pair.target.text, frozenset((*pair.flags, *pair.dismissed))
