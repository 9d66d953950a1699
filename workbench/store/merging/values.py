"""What a merge of corpora came to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """What one of two corpora has of a row or a term."""

    corpus: str
    """The file it is from; that of the first source where several were merged before."""
    reviewer: str
    """Who decided; empty where nobody is known."""
    at: str
    """Time of the last change; empty where unknown."""
    status: str
    """Of a row; "removed" where the row was merged into another or unlinked. Of a term: its kind."""
    source: str
    """Text of a row; the Chinese of a term."""
    target: str
    """Text of a row; the English of a term."""
    note: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row or a term about which two corpora decided differently."""

    row: int | None
    """Id of the row in the merged corpus; None for a term."""
    versions: tuple[Version, Version]
    """Of what was merged so far, and of the corpus that came to it."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one corpus brought that those before it did not have."""

    corpus: str
    documents: int
    rows: int
    actions: int
    terms: int
    changed: int
    """Rows that were there, and are as this corpus had them or as both together have them."""
    left_out: int
    """Proposals for segments about which the other corpus had a decision, or another row."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the corpora that were merged."""

    contributions: tuple[Contribution, ...]
    """In the order of the sources."""
    conflicts: tuple[Conflict, ...]
    """All of them, rows in the order of their ids within each corpus."""
    documents: int
    """Documents with a text in the merged corpus."""
    rows: int
    actions: int
