"""Documents of one corpus in another: the same bytes cut into the same segments are one document."""

from __future__ import annotations

from dataclasses import replace
from zlib import crc32

from workbench.domain import Pair
from workbench.store.connection import Connection
from workbench.store.document_ids import DocumentNames
from workbench.store.documents import Documents
from workbench.store.stored_pair import Record, StoredPair

_PARTS = {
    "edits": '"start", "end", before, after, rule',
    "segments": 'text, gap, paragraph, "start", "end", language, heading',
    "blocks": 'kind, "start", "end", level, place, inlines',
    "segment_blocks": "block, inlines",
}
_NUMBERED = {"edits": "number", "segments": "position", "blocks": "number", "segment_blocks": "position"}


class DocumentMap:
    """Under which names the documents of a corpus are in the merged one."""

    def __init__(self, merged: Connection, names: DocumentNames, source: Connection) -> None:
        self._merged = merged
        self._names = names
        self._source = source
        self.names: dict[str, str] = {"": ""}
        """From a name in the source to the one in the merged corpus."""
        self.shared: set[str] = set()
        """Names in the merged corpus of the documents that both have."""
        self.any_renamed = False
        """Whether a document has another name in the merged corpus."""
        self.added = 0
        """Documents with a text that were new."""

    def write(self) -> None:
        """Copy the documents that are new, and find the others."""
        known = self._source.execute(
            "SELECT id, name, checksum, segmentation, text IS NOT NULL FROM documents ORDER BY id"
        ).fetchall()
        for document_id, name, checksum, segmentation, has_text in known:
            if not has_text:
                if self._names.find(name) is not None:
                    self.shared.add(name)
                self._names.id(name)
                self.names[name] = name
            else:
                self.names[name] = self._with_text(document_id, name, checksum, segmentation)
        self.any_renamed = any(name != other for name, other in self.names.items())

    def _with_text(self, document_id: int, name: str, checksum: str, segmentation: str) -> str:
        same = self._merged.execute(
            "SELECT name FROM documents WHERE checksum = ? AND segmentation = ?", (checksum, segmentation)
        ).fetchone()
        if same is not None:
            self.shared.add(str(same[0]))
            self._date(str(same[0]), document_id)
            return str(same[0])
        free = Documents(self._merged, self._names).free_name(name)
        if self._names.find(free) is not None:
            self.shared.add(free)
        number = self._names.id(free)
        fields = ("role", "title", "text", "encoding", "checksum", "segmentation", "date")
        values = self._source.execute(f"SELECT {', '.join(fields)} FROM documents WHERE id = ?", (document_id,))
        assignments = ", ".join(f"{field} = ?" for field in fields)
        self._merged.execute(f"UPDATE documents SET {assignments} WHERE id = ?", (*values.fetchone(), number))
        for table, columns in _PARTS.items():
            key = _NUMBERED[table]
            rows = self._source.execute(
                f"SELECT ?, {key}, {columns} FROM {table} WHERE document = ? ORDER BY {key}", (number, document_id)
            )
            marks = ", ".join("?" * (columns.count(",") + 3))
            self._merged.execute_many(f"INSERT INTO {table} (document, {key}, {columns}) VALUES ({marks})", rows)
        self.added += 1
        return free

    def _date(self, name: str, document_id: int) -> None:
        """Give a document that both have the more exact of the two dates; of two as exact, the earlier one."""
        date = self._source.execute("SELECT date FROM documents WHERE id = ?", (document_id,)).fetchone()[0]
        self._merged.execute(
            "UPDATE documents SET date = ?1 WHERE name = ?2 AND (length(date), ?1) < (length(?1), date)", (date, name)
        )

    def identify(self, name: str) -> int:
        """Return what a document of the source is known by in both corpora; 0 for ""."""
        return identify(self._names, self.names.get(name, name))

    def renamed(self, stored: StoredPair) -> StoredPair:
        """Return a row of the source with the names its documents have in the merged corpus."""
        if not self.any_renamed:
            return stored
        pair = stored.pair
        source, target = (replace(side, document=self.names[side.document]) for side in (pair.source, pair.target))
        renamed: Pair = replace(pair, source=source, target=target)
        return replace(stored, pair=renamed, home=self.names[stored.home])

    def renamed_record(self, record: Record) -> dict[str, object]:
        """Return a record of the source's history with the names of the merged corpus."""
        renamed = dict(record)
        for field in ("home", "source_document", "target_document"):
            if field in renamed:
                name = str(renamed[field])
                renamed[field] = self.names.get(name, name)
        return renamed


def identify(names: DocumentNames, name: str) -> int:
    """Return what a document of the merged corpus is known by; 0 for "".

    That is its id; below 0 for a document that only the history of a repaired corpus names.
    """
    return 0 if not name else names.find(name) or -1 - crc32(name.encode("utf-8", "surrogatepass"))
