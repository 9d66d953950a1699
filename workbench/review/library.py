"""The bitexts of a corpus and how far each is reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.domain import OPEN, Relation, Status
from workbench.i18n import gettext as _
from workbench.store.values import Tally


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """Some rows and what is done about them."""

    name: str
    """As shown: "tianjin-visit ↔ sichuan-forum"."""
    filter: str
    """The filter line that lists these rows."""
    proposed: int
    confirmed: int
    needs_review: int
    rejected: int
    unaligned: int
    """Of the proposed."""
    flagged: int
    """Open rows with an error or a warning."""

    @property
    def total(self) -> int:
        """All rows."""
        return self.proposed + self.confirmed + self.needs_review + self.rejected

    @property
    def decided(self) -> float:
        """The share of rows confirmed or rejected, 0 to 1."""
        return (self.confirmed + self.rejected) / self.total if self.total else 0.0


def library(tallies: Sequence[Tally]) -> list[LibraryEntry]:
    """Return an entry for all rows, then one for every document and the documents that face it."""
    entries = [_entry(_("All rows"), "", tallies)]
    for source in dict.fromkeys(tally.source for tally in tallies):
        of_source = [tally for tally in tallies if tally.source == source]
        targets = [target for target in dict.fromkeys(tally.target for tally in of_source) if target]
        name, line = source or _("imported"), document_filter(source) if source else ""
        if len(targets) == 1:
            entries.append(_entry(f"{name} ↔ {targets[0]}", line, of_source))
            continue
        entries.append(_entry(name, line, of_source))
        for target in targets:
            facing = [tally for tally in of_source if tally.target == target]
            entries.append(_entry(f"  ↔ {target}", document_filter(target), facing))
    return entries


def _entry(name: str, filter_line: str, tallies: Iterable[Tally]) -> LibraryEntry:
    counts = dict.fromkeys(Status, 0)
    flagged = unaligned = 0
    for tally in tallies:
        counts[tally.status] += tally.count
        flagged += tally.count if tally.flagged and tally.status in OPEN else 0
        unaligned += tally.count if tally.relation is Relation.UNALIGNED and tally.status is Status.PROPOSED else 0
    return LibraryEntry(
        name,
        filter_line,
        counts[Status.PROPOSED],
        counts[Status.CONFIRMED],
        counts[Status.NEEDS_REVIEW],
        counts[Status.REJECTED],
        unaligned,
        flagged,
    )


def document_filter(name: str) -> str:
    """Return the filter line for the rows of a document."""
    if any(character.isspace() or character in "\"'\\" for character in name):
        return 'doc:"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"doc:{name}"
