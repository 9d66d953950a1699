"""Which pairs are asked for, and in which order: a value, and its SQL."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.domain import MatchKind, Relation, Status


class Order(StrEnum):
    """How rows are sorted."""

    DOCUMENT = "document"
    """As the documents read: by the source document, then by place in it."""
    VALUE = "value"
    """Where reading pays most: open rows first, flagged before unflagged, least probable first.

    A form comes behind what claims to state the same: it is not an unsure translation.
    """
    PROBABILITY = "probability"
    """Least probable first."""
    ID = "id"
    """As they were added."""
    UPDATED = "updated"
    """Latest change first."""


@dataclass(frozen=True, slots=True)
class PairQuery:
    """A filter over pairs; what is left out does not filter."""

    document: str | None = None
    """Name of a document on either side."""
    statuses: frozenset[Status] | None = None
    relations: frozenset[Relation] | None = None
    kinds: frozenset[MatchKind] | None = None
    rule: str | None = None
    """Flagged by this rule."""
    flagged: bool | None = None
    """With an error or a warning, or without; flags that only inform do not count."""
    dismissed: bool | None = None
    """With a flag that was dismissed, or without; with `rule`, one of that rule."""
    bookmarked: bool | None = None
    noted: bool | None = None
    """With a note, or without."""
    edited: bool | None = None
    """With a text that differs from what was read, or without."""
    reviewer: str | None = None
    """Decided or changed last by somebody whose name begins so; small letters and capitals are the same."""
    since: str | None = None
    """Added or changed at this time or later: UTC, ISO 8601, with "Z"."""
    scored: bool | None = None
    """With a probability, or without one."""
    by_estimate: bool | None = None
    """Confirmed by an estimate, or not."""
    min_probability: float | None = None
    """Inclusive, 0 to 1; of rows that have one, as the next."""
    max_probability: float | None = None
    """Exclusive, 0 to 1."""
    text: str | None = None
    """Words to find on either side, in either Chinese script, as `Corpus.search` reads them."""
    regex: str | None = None
    """A regular expression to find on either side, in either Chinese script."""
    order: Order = Order.DOCUMENT
