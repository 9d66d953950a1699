"""Adding what a machine proposes or a file holds: each pair once, in batches, so that others wait little."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from workbench.domain import Pair, Progress, Relation
from workbench.i18n import N_
from workbench.store import imports, rows, search, unit_inlines
from workbench.store.connection import Connection
from workbench.store.document_ids import DocumentNames
from workbench.store.history import next_pair_id, now
from workbench.store.ordering import ImportPlacer
from workbench.store.stored_pair import StoredPair, keys
from workbench.store.values import ImportRecord, ImportSource

BATCH = 10_000
"""Rows a transaction: others wait for the lock under a second, and memory stays small."""


OnKnown = Callable[[Sequence[Pair]], object]
"""Called with the pairs of a batch that the corpus has or had already."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair that may be new, and what it would be known by."""

    pair: Pair
    place: tuple[str, float]
    keys: tuple[bytes, bytes]


class Adder:
    """One stream of pairs into one corpus."""

    def __init__(
        self,
        connection: Connection,
        names: DocumentNames,
        first_row: int | None = None,
        on_known: OnKnown | None = None,
    ) -> None:
        self._connection = connection
        self._names = names
        self._on_known = on_known
        self._first_row = next_pair_id(connection) if first_row is None else first_row
        """Rows from this id on are of this stream, or of another process meanwhile."""
        self._placer = ImportPlacer(connection, names, self._first_row)
        self._had_rows: dict[str, bool] = {}

    def add(self, pairs: Iterable[Pair], progress: Progress | None, record: ImportRecord | None = None) -> int:
        """Add what is new of a stream; the number of new rows. See Corpus.add_pairs.

        The record of an import says how many pairs of the stream were dealt with before; it is kept up to date in
        the transactions that add the rows.
        """
        added = seen = 0
        stream = iter(pairs)
        if record is not None:
            for batch in batches(islice(stream, record.done), BATCH):
                self._placer.place(batch)
            seen = record.done
        for batch in batches(stream, BATCH):
            if record is not None:
                record = replace(record, done=record.done + len(batch))
            new = self._add_batch(batch, record)
            if record is not None:
                record = replace(record, added=record.added + new)
            added += new
            seen += len(batch)
            if progress is not None:
                progress(N_("storing"), seen, record.source.total if record else 0)
        if added > BATCH and not self._connection.sqlite.in_transaction:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return added

    def _add_batch(self, pairs: Sequence[Pair], record: ImportRecord | None) -> int:
        candidates = self._candidates(pairs)
        unknown = self._unknown(candidates)
        if self._on_known is not None and len(unknown) < len(candidates):
            unseen = {each.keys[0] for each in unknown}
            self._on_known([each.pair for key, each in candidates.items() if key not in unseen])
        fresh = [each for each in unknown if not self._decided(each.pair)]
        if not fresh and record is None:
            return 0
        # The slow part, before the lock is taken.
        texts = {
            each.keys[0]: (search.index_text(each.pair.source.text), search.index_text(each.pair.target.text))
            for each in fresh
        }
        at = now()
        with self._connection.writing():
            search.mark(self._connection)
            # Another process may have added some of them meanwhile.
            kept = self._unknown({each.keys[0]: each for each in fresh})
            first = next_pair_id(self._connection)
            new = [
                StoredPair(
                    replace(each.pair, id=pair_id, updated_at=each.pair.updated_at or at, revision=0), *each.place
                )
                for pair_id, each in enumerate(kept, first)
            ]
            rows.insert(self._connection, self._names, new)
            unit_inlines.keep(self._connection, (each.pair for each in new))
            self._connection.execute_many(
                "INSERT INTO words (rowid, source, target) VALUES (?, ?, ?)",
                ((first + number, *texts[each.keys[0]]) for number, each in enumerate(kept)),
            )
            rows.remember(self._connection, (each.keys for each in kept))
            if record is not None:
                imports.advance(self._connection, replace(record, added=record.added + len(kept)))
        return len(kept)

    def _candidates(self, pairs: Sequence[Pair]) -> dict[bytes, Candidate]:
        """Return what a batch brings, each pair once, as if each were added before the next one is looked at."""
        candidates: dict[bytes, Candidate] = {}
        seen: set[bytes] = set()
        for pair, place in zip(pairs, self._placer.place(pairs), strict=True):
            known_by = keys(pair)
            if known_by[0] not in seen:
                candidates[known_by[0]] = Candidate(pair, place, known_by)
                seen.update(known_by)
        return candidates

    def _unknown(self, candidates: Mapping[bytes, Candidate]) -> list[Candidate]:
        """Those that were never added, in order."""
        marks = ",".join("?" * len(candidates))
        sql = f"SELECT key FROM known WHERE key IN ({marks})"
        known = {row[0] for row in self._connection.execute(sql, list(candidates))}
        return [each for key, each in candidates.items() if key not in known]

    def _decided(self, pair: Pair) -> bool:
        """Return whether a person has decided about these segments, or, for a lone one, whether a row holds it."""
        sides = [side for side in (pair.source, pair.target) if side.segments and self._has_rows(side.document)]
        lone = pair.relation is Relation.UNALIGNED
        if len(sides) < (1 if lone else 2):
            return False
        held = [set(self._holders(self._names.find(side.document), side.segments, lone)) for side in sides]
        return bool(set.intersection(*held))

    def _has_rows(self, document: str) -> bool:
        """Return whether a document had rows before this stream."""
        if document not in self._had_rows:
            row = self._connection.execute(
                "SELECT 1 FROM members WHERE document = ? AND pair_id < ? LIMIT 1",
                (self._names.find(document), self._first_row),
            ).fetchone()
            self._had_rows[document] = row is not None
        return self._had_rows[document]

    def _holders(self, document: int | None, positions: Sequence[int], lone: bool) -> Iterator[int]:
        decided = "" if lone else " AND (SELECT reviewer FROM pairs WHERE id = pair_id) IS NOT NULL"
        sql = f"SELECT pair_id FROM members WHERE document = ? AND position = ? AND pair_id < ?{decided}"
        for position in positions:
            for (pair_id,) in self._connection.execute(sql, (document, position, self._first_row)):
                yield pair_id


def batches(items: Iterable[Pair], size: int) -> Iterator[list[Pair]]:
    """Yield the items in lists of a size, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def import_pairs(
    connection: Connection,
    names: DocumentNames,
    source: ImportSource,
    pairs: Iterable[Pair],
    progress: Progress | None,
    on_known: OnKnown | None = None,
) -> ImportRecord:
    """See Corpus.import_pairs."""
    record = imports.begin(connection, source)
    Adder(connection, names, record.first_row, on_known).add(pairs, progress, record)
    return next(each for each in imports.records(connection) if each.id == record.id)
