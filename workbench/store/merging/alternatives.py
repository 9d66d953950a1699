"""Proposals of one corpus for segments about which the other knows more: they are left out, as `add_pairs` does.

A proposal that nobody had to do with gives way to a row of the other corpus that somebody decided about and that holds
some of its segments on both sides; a lone segment gives way to any row of the other that holds it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

from workbench.domain import PairSide, Relation
from workbench.store import rows
from workbench.store.connection import Connection
from workbench.store.document_ids import DocumentNames
from workbench.store.merging.documents import DocumentMap
from workbench.store.stored_pair import StoredPair

PAGE = 500

_UNTOUCHED = """
    SELECT id FROM pairs WHERE id > ? AND reviewer IS NULL
    AND (source_document IN (SELECT value FROM json_each(?)) OR target_document IN (SELECT value FROM json_each(?)))
    AND NOT EXISTS (SELECT 1 FROM changes WHERE pair_id = pairs.id) ORDER BY id LIMIT ?
"""


class _Corpus:
    """One of the two, with the names by which the other knows its documents."""

    def __init__(self, connection: Connection, shared: dict[str, str], merged: Connection, side: str) -> None:
        self._connection = connection
        self._names = DocumentNames(connection)
        self._common = shared
        self._own = {name: own for own, name in shared.items()}
        self._shared = json.dumps([self._names.find(own) for own in shared])
        self._merged = merged
        self._side = side
        self.dropped: set[int] = set()

    def only_here(self) -> Iterator[StoredPair]:
        """Rows of shared documents that the other lacks and nobody had to do with."""
        last = 0
        while ids := self._connection.execute(_UNTOUCHED, (last, self._shared, self._shared, PAGE)).fetchall():
            last = ids[-1][0]
            alone = [number for (number,) in ids if not self._is_in_both(number)]
            yield from rows.read(self._connection, self._names, alone).values()

    def _is_in_both(self, number: int) -> bool:
        sql = f"SELECT 1 FROM row_map WHERE {self._side} = ?"
        return self._merged.execute(sql, (number,)).fetchone() is not None

    def holders(self, side: PairSide, name: str, *, decided: bool) -> set[int]:
        """Rows that hold segments of a side, of the document that both know by a name."""
        document = self._names.find(self._own[name]) if name in self._own else None
        condition = " AND (SELECT reviewer FROM pairs WHERE id = pair_id) IS NOT NULL" if decided else ""
        sql = f"SELECT pair_id FROM members WHERE document = ? AND position = ?{condition}"
        found: set[int] = set()
        for position in side.segments if document is not None else ():
            found.update(row[0] for row in self._connection.execute(sql, (document, position)))
        return found - self.dropped

    def name(self, own: str) -> str:
        """The name by which both know a document; "" for one that only this corpus has."""
        return self._common.get(own, "")


def left_out(merged: Connection, source: Connection, documents: DocumentMap) -> tuple[Collection[int], Sequence[int]]:
    """Return ids of rows of the source that are not copied, and of rows of the merged corpus that go."""
    if not documents.shared:
        return (), ()
    shared = {own: name for own, name in documents.names.items() if name in documents.shared}
    here = _Corpus(merged, {name: name for name in shared.values()}, merged, "ours")
    there = _Corpus(source, shared, merged, "theirs")
    for lone in (False, True):
        found = [
            {
                row.id
                for row in corpus.only_here()
                if _is_lone(row) == lone and _gives_way(row, corpus, other, lone=lone)
            }
            for corpus, other in ((here, there), (there, here))
        ]
        here.dropped |= found[0]
        there.dropped |= found[1]
    return there.dropped, sorted(here.dropped)


def _is_lone(row: StoredPair) -> bool:
    return row.pair.relation is Relation.UNALIGNED


def _gives_way(row: StoredPair, corpus: _Corpus, other: _Corpus, *, lone: bool) -> bool:
    sides = [side for side in (row.pair.source, row.pair.target) if side.segments]
    if len(sides) < (1 if lone else 2):
        return False
    held = [other.holders(side, corpus.name(side.document), decided=not lone) for side in sides]
    return bool(set.intersection(*held))
