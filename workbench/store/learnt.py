"""What reviewers said of what the corpus teaches: harvested terms that they refused, corrections made a rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace

from workbench.domain import LEARNT, RecurringCorrection
from workbench.i18n import N_
from workbench.store.columns import Columns
from workbench.store.connection import Connection
from workbench.store.history import now

_REFUSED = Columns(N_("A refused term"), str, str)
_LESSON = Columns(N_("A recurring correction"), str, str, str, str, bool, bool)
_WORDS = Columns(N_("A correction"), str, str)

_LEAST_DISMISSED = 2
"""Dismissals from which a rule may be retired."""

_MOST_EDITS = 200
"""Edits that are looked at, the latest."""


@dataclass(frozen=True, slots=True)
class OfferedRule:
    """A recurring correction that was offered as a rule, and what came of it."""

    correction: RecurringCorrection
    kept: bool
    """Whether it was made a rule; refused otherwise."""
    accepted: int
    """Suggestions of the rule that reviewers applied, less what was undone."""
    dismissed: int
    """Flags of the rule that reviewers dismissed, less what was restored."""

    @property
    def is_retired(self) -> bool:
        """Whether reviewers found it wrong more often than right: it flags nothing any more."""
        return self.dismissed >= _LEAST_DISMISSED and self.dismissed > self.accepted

    @property
    def is_retired_by_one_more(self) -> bool:
        """Whether it would be retired by another dismissal."""
        return replace(self, dismissed=self.dismissed + 1).is_retired

    @property
    def is_in_force(self) -> bool:
        """Whether it flags."""
        return self.kept and not self.is_retired


def refused_terms(connection: Connection) -> list[tuple[str, str]]:
    """Chinese and English words that were offered as terms and refused, sorted."""
    if not connection.has("refused_terms"):
        return []
    found = connection.execute("SELECT zh, en FROM refused_terms ORDER BY zh, en")
    return [(zh, en) for zh, en in _REFUSED.read(found)]


def refuse_terms(connection: Connection, terms: Iterable[tuple[str, str]], reviewer: str) -> None:
    """Keep that terms are not wanted."""
    with connection.writing():
        at = now()
        connection.execute_many(
            "INSERT OR IGNORE INTO refused_terms VALUES (?, ?, ?, ?)", ((zh, en, reviewer, at) for zh, en in terms)
        )


def offered_rules(connection: Connection) -> list[OfferedRule]:
    """The recurring corrections that were offered as rules, with how often reviewers followed them; sorted.

    What was made a rule by an action that is undone is as if it had not been offered.
    """
    if not connection.has("lessons"):
        return []
    found = connection.execute(
        "SELECT found, replacement, beside, place, chinese, kept FROM lessons"
        f" LEFT JOIN actions ON id = {connection.rule_action}"
        " WHERE undone IS NULL ORDER BY found, replacement, beside"
    ).fetchall()
    return [_offered(connection, RecurringCorrection(*values), kept) for *values, kept in _LESSON.read(found)]


def _offered(connection: Connection, correction: RecurringCorrection, kept: bool) -> OfferedRule:
    # Both are fields of rows: what is undone there does not count.
    accepted = connection.execute(
        "SELECT count(*) FROM corrections WHERE rule = ? AND instr(before, ?) AND instr(after, ?)",
        (LEARNT, correction.found, correction.replacement),
    )
    dismissed = connection.execute(
        "SELECT count(*) FROM dismissals WHERE rule = ? AND found = ?", (LEARNT, correction.found)
    )
    return OfferedRule(correction, kept, accepted.fetchone()[0], dismissed.fetchone()[0])


def keep_rule(
    connection: Connection, correction: RecurringCorrection, reviewer: str, *, kept: bool, action: int | None
) -> None:
    """Keep what a reviewer said to a correction that was offered as a rule; `action` is the one that made it one."""
    values = (*astuple(correction), kept, reviewer, now(), action)
    with connection.writing():
        connection.execute("INSERT OR REPLACE INTO lessons VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def words_of_rule(connection: Connection, action: int) -> str:
    """Return the words that a rule replaces, by the action that made it; nothing where it was removed since."""
    found = connection.execute("SELECT found FROM lessons WHERE action = ?", (action,)).fetchone()
    return str(found[0]) if found else ""


def forget_rules(connection: Connection, found: str) -> int:
    """Drop what was offered for some words, so that it may be offered again, and return how many rules went."""
    with connection.writing():
        return connection.execute("DELETE FROM lessons WHERE found = ?", (found,)).rowcount


def edits_with(connection: Connection, found: str, replacement: str) -> list[tuple[str, str]]:
    """Texts before and after the latest corrections by hand, or like one by hand, that may have replaced some words."""
    sql = "SELECT before, after FROM corrections WHERE rule IN ('edit', ?) AND instr(before, ?) AND instr(after, ?)"
    rows = connection.execute(f"{sql} ORDER BY at DESC LIMIT ?", (LEARNT, found, replacement, _MOST_EDITS))
    return [(before, after) for before, after in _WORDS.read(rows)]
