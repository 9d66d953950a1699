"""Rows that only the source has, and what neither corpus should propose beside the other's rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from workbench.store import rows, search
from workbench.store.merging.corpora import Corpora
from workbench.store.merging.history import past_changes, states
from workbench.store.ordering import last_place
from workbench.store.stored_pair import StoredPair, from_record, keys, to_record

PAGE = 2_000
"""Rows copied together."""

_NEW = "SELECT theirs, ours FROM row_map WHERE is_new AND theirs > ? ORDER BY theirs LIMIT ?"


class NewRows:
    """Copies the rows that a source has and the merged corpus has not."""

    def __init__(self, corpora: Corpora, progress: Callable[[int], None]) -> None:
        self._corpora = corpora
        self._progress = progress
        self._behind: dict[str, float] = {}
        """By home: what is added to the places of rows without segments, which come after those that are there."""
        self.added = 0

    def write(self) -> None:
        """Copy all of them; `row_map` names them, with their ids in the merged corpus."""
        search.mark(self._corpora.merged)
        last = 0
        while page := self._corpora.merged.execute(_NEW, (last, PAGE)).fetchall():
            last = page[-1][0]
            ids = dict(page)
            read = rows.read(self._corpora.source, self._corpora.source_names, list(ids))
            stored = [self._placed(self._as_here(each, ids[number])) for number, each in sorted(read.items())]
            rows.insert(self._corpora.merged, self._corpora.names, stored)
            self._corpora.merged.execute_many(
                "INSERT INTO words (rowid, source, target) VALUES (?, ?, ?)",
                (
                    (each.id, search.index_text(each.pair.source.text), search.index_text(each.pair.target.text))
                    for each in stored
                ),
            )
            rows.remember(self._corpora.merged, (keys(each.pair) for each in stored))
            self._copy_beside(ids)
            self._write_past(ids, {ids[number]: each for number, each in read.items()})
            self.added += len(stored)
            self._progress(self.added)

    def _as_here(self, stored: StoredPair, pair_id: int) -> StoredPair:
        renamed = self._corpora.documents.renamed(stored)
        return replace(renamed, pair=replace(renamed.pair, id=pair_id))

    def _placed(self, stored: StoredPair) -> StoredPair:
        shift = self._shift(stored)
        return replace(stored, place=stored.place + shift) if shift else stored

    def _shift(self, stored: StoredPair) -> float:
        """How far a row without segments moves back, so that it comes after the rows of the merged corpus."""
        if stored.pair.source.spans or stored.pair.target.spans:
            return 0.0
        if stored.home not in self._behind:
            shared = not stored.home or stored.home in self._corpora.documents.shared
            home = self._corpora.names.find(stored.home) if stored.home else 0
            self._behind[stored.home] = last_place(self._corpora.merged, home or 0) + 1 if shared else 0.0
        return self._behind[stored.home]

    def _copy_beside(self, ids: dict[int, int]) -> None:
        """What belongs to rows without being part of them."""
        wanted = json.dumps(list(ids))
        condition = "pair_id IN (SELECT value FROM json_each(?))"
        found = self._corpora.source.execute(
            f"SELECT pair_id, side, text, inlines FROM unit_inlines WHERE {condition}", (wanted,)
        )
        self._corpora.merged.execute_many(
            "INSERT OR REPLACE INTO unit_inlines VALUES (?, ?, ?, ?)", ((ids[row], *values) for row, *values in found)
        )
        found = self._corpora.source.execute(
            f"SELECT pair_id, revision, rules FROM checked WHERE {condition}", (wanted,)
        )
        self._corpora.merged.execute_many(
            "INSERT OR REPLACE INTO checked VALUES (?, ?, ?)", ((ids[row], *values) for row, *values in found)
        )

    def _write_past(self, ids: dict[int, int], read: dict[int, StoredPair]) -> None:
        """What rows were: known from now on, and at the place in the merged corpus that they have here."""
        renamed = self._corpora.documents.any_renamed
        moved = any(self._behind.values())
        if not renamed and not moved:
            return
        for their_id, changes in past_changes(self._corpora.source, json.dumps(list(ids))).items():
            last = read.get(ids[their_id])
            for state in states(None if last is None else to_record(last), changes):
                if state is None:
                    continue
                stored = from_record(ids[their_id], self._corpora.documents.renamed_record(state))
                rows.remember(self._corpora.merged, [keys(stored.pair)])
            shift = 0.0 if last is None else self._shift(self._as_here(last, ids[their_id]))
            for change in changes if shift else ():
                before, after = (
                    record and self._corpora.documents.renamed_record(record)
                    for record in (change.before, change.after)
                )
                for record in (before, after):
                    if record and "place" in record:
                        record["place"] = float(str(record["place"])) + shift
                self._corpora.history.rewrite(change, ids[their_id], before, after)
