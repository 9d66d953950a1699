"""Adding what a machine proposes or a file holds: each pair once, in batches, so that others wait little."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from workbench.domain import Pair, Progress, Relation
from workbench.store import rows, search
from workbench.store.connection import Connection
from workbench.store.document_ids import DocumentNames
from workbench.store.history import next_pair_id, now
from workbench.store.ordering import ImportPlacer
from workbench.store.rows import Image

BATCH = 10_000
"""Rows a transaction: others wait for the lock under a second, and memory stays small."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair that may be new, and what it would be known by."""

    image: Image
    keys: tuple[bytes, bytes]


class Adder:
    """One stream of pairs into one corpus."""

    def __init__(self, connection: Connection, names: DocumentNames) -> None:
        self._connection = connection
        self._names = names
        self._placer = ImportPlacer(connection, names)
        self._before = next_pair_id(connection)
        """Rows from this id on are of this stream, or of another process meanwhile."""
        self._had_rows: dict[str, bool] = {}

    def add(self, pairs: Iterable[Pair], progress: Progress | None) -> int:
        """See Corpus.add_pairs."""
        added = seen = 0
        for batch in batches(pairs, BATCH):
            added += self._add_batch(batch)
            seen += len(batch)
            if progress is not None:
                progress("storing", seen, 0)
        if added > BATCH:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return added

    def _add_batch(self, pairs: Sequence[Pair]) -> int:
        at = now()
        placed = self._placer.place(pairs)
        candidates: dict[bytes, Candidate] = {}
        for pair, (home, place) in zip(pairs, placed, strict=True):
            image = rows.image_of(pair, home, place) | {"updated_at": pair.updated_at or at, "revision": 0}
            keys = rows.keys(image)
            candidates.setdefault(keys[0], Candidate(image, keys))
        fresh = [each for each in self._unknown(candidates) if not self._decided(each.image)]
        if not fresh:
            return 0
        # The slow part, before the lock is taken.
        texts = {
            each.keys[0]: (search.index_text(each.image["source_text"]), search.index_text(each.image["target_text"]))
            for each in fresh
        }
        with self._connection.writing():
            search.mark(self._connection)
            # Another process may have added some of them meanwhile.
            kept = self._unknown({each.keys[0]: each for each in fresh})
            first = next_pair_id(self._connection)
            rows.insert_images(self._connection, self._names, [(first + n, e.image) for n, e in enumerate(kept)])
            self._connection.db.conn.executemany(
                "INSERT INTO words (rowid, source, target) VALUES (?, ?, ?)",
                ((first + number, *texts[each.keys[0]]) for number, each in enumerate(kept)),
            )
            rows.remember(self._connection, (each.keys for each in kept))
        return len(kept)

    def _unknown(self, candidates: Mapping[bytes, Candidate]) -> list[Candidate]:
        """Those that were never added, in order."""
        marks = ",".join("?" * len(candidates))
        sql = f"SELECT key FROM known WHERE key IN ({marks})"
        known = {row[0] for row in self._connection.execute(sql, list(candidates))}
        return [each for key, each in candidates.items() if key not in known]

    def _decided(self, image: Image) -> bool:
        """Whether a person has already had to do with these segments, or, for a lone one, whether a row holds it."""
        sides = [
            (self._names.find(image[f"{side}_document"]), image[f"{side}_segments"].split())
            for side in ("source", "target")
            if image[f"{side}_segments"] and self._has_rows(image[f"{side}_document"])
        ]
        lone = image["relation"] == Relation.UNALIGNED
        if len(sides) < (1 if lone else 2):
            return False
        held = [set(self._holders(document, positions, lone)) for document, positions in sides]
        return bool(set.intersection(*held))

    def _has_rows(self, document: str) -> bool:
        """Whether a document had rows before this stream."""
        if document not in self._had_rows:
            row = self._connection.execute(
                "SELECT 1 FROM members WHERE document = ? AND pair_id < ? LIMIT 1",
                (self._names.find(document), self._before),
            ).fetchone()
            self._had_rows[document] = row is not None
        return self._had_rows[document]

    def _holders(self, document: int | None, positions: Sequence[str], lone: bool) -> Iterator[int]:
        decided = "" if lone else " AND (SELECT reviewer FROM pairs WHERE id = pair_id) IS NOT NULL"
        sql = f"SELECT pair_id FROM members WHERE document = ? AND position = ? AND pair_id < ?{decided}"
        for position in positions:
            for (pair_id,) in self._connection.execute(sql, (document, int(position), self._before)):
                yield pair_id


def batches(items: Iterable[Pair], size: int) -> Iterator[list[Pair]]:
    """The items in lists of a size, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
