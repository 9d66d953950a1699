"""The two corpora of one step of a merge."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.store.connection import Connection
from workbench.store.document_ids import DocumentNames
from workbench.store.merging.documents import DocumentMap
from workbench.store.merging.history import JoinedHistory


@dataclass(frozen=True, slots=True)
class Corpora:
    """A source and the merged corpus that takes it in."""

    merged: Connection
    names: DocumentNames
    """Of the merged corpus."""
    source: Connection
    source_names: DocumentNames
    documents: DocumentMap
    history: JoinedHistory

    @classmethod
    def of(cls, merged: Connection, source: Connection, reviewer: str) -> Corpora:
        """Return both, nothing of the source being merged yet; changes made by the merge itself are by `reviewer`."""
        names = DocumentNames(merged)
        documents = DocumentMap(merged, names, source)
        history = JoinedHistory(merged, source, documents, reviewer)
        return cls(merged, names, source, DocumentNames(source), documents, history)
