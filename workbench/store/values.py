"""What the store returns, beside the values of the domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from workbench.domain import ActionKind, MatchKind, Pair, Relation, Role, Severity, Status


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document in the list of documents, without its text."""

    name: str
    role: Role
    title: str
    checksum: str
    segments: int
    """Number of segments."""
    date: str
    """A year, a month or a day; empty where nobody has said it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of one kind two documents have: the library's counts, kept up to date with every change."""

    source: str
    """The document under whose order the rows are listed; "" for imported pairs without one."""
    target: str
    """"" where rows have no target side."""
    relation: Relation
    status: Status
    flagged: bool
    """Has an error or a warning."""
    count: int


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many rows with two sides are of a kind and at one place in review."""

    kind: MatchKind
    status: Status
    count: int


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many flags a rule has raised."""

    rule: str
    severity: Severity
    count: int
    """Without those that were dismissed."""
    dismissed: int = 0


@dataclass(frozen=True, slots=True)
class Activity:
    """What a reviewer did in a minute, of what still holds."""

    at: datetime
    """The minute, in UTC."""
    reviewer: str
    kind: ActionKind
    """CONFIRM, REJECT or NEEDS_REVIEW: rows that this decision was the last about; EDIT: corrections of any kind."""
    rows: int


@dataclass(frozen=True, slots=True)
class ImportSource:
    """A file to import, checked and counted."""

    name: str
    """As it was given."""
    checksum: str
    """SHA-256 of the bytes, hexadecimal."""
    options: str
    """What else decides which pairs the file holds, as JSON."""
    total: int
    """Pairs in the file."""


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """How far the import of a file came."""

    id: int
    source: ImportSource
    first_row: int
    """Rows from this id on came with this import, or with somebody else meanwhile."""
    done: int
    """Pairs dealt with, in the order of the file."""
    added: int
    """Of those, new to the corpus."""
    started_at: str
    updated_at: str

    @property
    def is_finished(self) -> bool:
        """Whether the whole file was dealt with."""
        return self.done == self.source.total


@dataclass(frozen=True, slots=True)
class Stats:
    """What the corpus holds."""

    documents: int
    segments: int
    pairs: int
    """Rows of every relation, unaligned ones too."""
    tallies: tuple[Tally, ...] = ()
    kinds: tuple[KindCount, ...] = ()
    rules: tuple[RuleCount, ...] = ()
    actions: int = 0
    terms: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one side's text."""

    side: str
    """"source" or "target"."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A pair that a search found, and where."""

    pair: Pair
    spans: tuple[Span, ...] = field(default=())
    """In order; empty where regional words were converted and the place is unknown."""
