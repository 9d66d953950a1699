"""Adding what a machine proposes or a file holds: each pair once, in batches, so that others wait little."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from workbench.domain import Pair, Relation
from workbench.store import rows, search
from workbench.store.connection import Connection
from workbench.store.history import next_pair_id, now
from workbench.store.names import DocumentNames
from workbench.store.placing import ImportPlacer
from workbench.store.rows import Image

Progress = Callable[[str, int, int], None]

BATCH = 5_000
"""Rows a transaction: others wait for the lock well under a second, and memory stays small."""


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
        images = [
            rows.image_of(pair, home, place) | {"updated_at": pair.updated_at or at, "revision": 0}
            for pair, (home, place) in zip(pairs, placed, strict=True)
        ]
        fresh = self._unknown(images)
        # The slow part, before the lock is taken.
        indexed = [(search.index_text(i["source_text"]), search.index_text(i["target_text"])) for _, i in fresh]
        if not fresh:
            return 0
        with self._connection.writing():
            self._ensure_search_marked()
            # Another process may have added some of them meanwhile.
            still = {key for key, _ in self._unknown([image for _, image in fresh])}
            kept = [(i, text) for (key, i), text in zip(fresh, indexed, strict=True) if key in still]
            first = next_pair_id(self._connection)
            numbered = [(first + n, image) for n, (image, _) in enumerate(kept)]
            rows.insert_images(self._connection, self._names, numbered)
            self._connection.db.conn.executemany(
                "INSERT INTO words (rowid, source, target) VALUES (?, ?, ?)",
                ((first + n, *text) for n, (_, text) in enumerate(kept)),
            )
            rows.remember(self._connection, (image for _, image in fresh))
        return len(kept)

    def _ensure_search_marked(self) -> None:
        if not search.is_current(self._connection) and next_pair_id(self._connection) == 1:
            search.mark(self._connection)

    def _unknown(self, images: Sequence[Image]) -> list[tuple[bytes, Image]]:
        """The pairs that are new, by key, each once."""
        by_key: dict[bytes, Image] = {}
        for image in images:
            by_key.setdefault(rows.keys(image)[0], image)
        marks = ",".join("?" * len(by_key))
        known = {
            row[0] for row in self._connection.execute(f"SELECT key FROM known WHERE key IN ({marks})", list(by_key))
        }
        return [(key, image) for key, image in by_key.items() if key not in known and not self._decided(image)]

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
