"""What the page calls the values of the domain, in the reader's language."""

from __future__ import annotations

from workbench.domain import MatchKind, Relation, Status
from workbench.i18n import N_, ngettext
from workbench.i18n import gettext as _

STATUS = {
    Status.CONFIRMED: N_("confirmed"),
    Status.REJECTED: N_("rejected"),
    Status.NEEDS_REVIEW: N_("needs review"),
    Status.PROPOSED: N_("proposed"),
}
"""In the order in which the page names them."""

STATUS_SIGNS = {Status.CONFIRMED: "✓", Status.REJECTED: "✗", Status.NEEDS_REVIEW: "?", Status.PROPOSED: "○"}

RELATION = {
    Relation.TRANSLATION: N_("translation"),
    Relation.SAME_LANGUAGE: N_("same language"),
    Relation.UNALIGNED: N_("one side only"),
}

KIND = {
    MatchKind.SAME: N_("the same"),
    MatchKind.PART: N_("a part"),
    MatchKind.FORM: N_("the same form"),
    MatchKind.UNRELATED: N_("unrelated"),
}
"""What two sides have in common."""


def number(value: int) -> str:
    """Return a number as the page writes it: "1,234"."""
    return f"{value:,}"


def percent(share: float) -> str:
    """Return a share, 0 to 1, as the page writes it: "93 %"."""
    return f"{100 * share:.0f}\u00a0%"


def pairs(count: int) -> str:
    """Return "1 pair", "1,234 pairs"."""
    return ngettext("{count} pair", "{count} pairs", count).format(count=number(count))


def rows(count: int) -> str:
    """Return "1 row", "1,234 rows"."""
    return ngettext("{count} row", "{count} rows", count).format(count=number(count))


def sentences(count: int) -> str:
    """Return "1 sentence", "1,234 sentences"."""
    return ngettext("{count} sentence", "{count} sentences", count).format(count=number(count))


def side_documents(source: str, target: str) -> str:
    """Two documents that face each other: "A ↔ B"; what a row without documents is called."""
    return " ↔ ".join(filter(None, (source, target))) or _("without documents")
