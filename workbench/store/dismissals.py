"""Dismissed flags: kept with the row they were dismissed in, and found again in every row they are dismissed for.

Which flags a dismissal covers follows from the dismissals, so it is settled whenever flags or dismissals are written:
no history, same revision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.domain import Dismissal, DismissalScope, Flag, Pair
from workbench.i18n import N_
from workbench.store.columns import Columns
from workbench.store.connection import Connection
from workbench.store.stored_pair import DISMISSAL, DISMISSAL_KINDS

_REACHING = "SELECT {} scope, rule, found, text, reviewer, at FROM dismissals WHERE scope <> 'row'"
_FLAGGED = (
    "SELECT pair_id, found FROM flags WHERE rule = :rule UNION SELECT pair_id, found FROM dismissed_flags"
    " WHERE rule = :rule"
)
_FOUND = Columns(N_("A flag of row"), int, str)
_HOLDER = Columns(N_("A dismissal of row"), int, *DISMISSAL_KINDS)


class Dismissals:
    """The dismissals of a corpus that reach beyond their row."""

    def __init__(self, connection: Connection) -> None:
        found = connection.execute(_REACHING.format("")).fetchall() if any_dismissals(connection) else []
        self._keys = {Dismissal(*each).key for each in DISMISSAL.read(found)}

    def settled(self, pair: Pair) -> Pair:
        """Return the row with what is dismissed of its flags apart from the others."""
        if not self._keys and not pair.dismissals and not pair.dismissed:
            return pair
        keys = self._keys.union(each.key for each in pair.dismissals)
        flags: list[Flag] = []
        dismissed: list[Flag] = []
        for flag in (*pair.flags, *pair.dismissed):
            (flags if keys.isdisjoint(pair.dismissal_keys(flag)) else dismissed).append(flag)
        return replace(pair, flags=tuple(flags), dismissed=tuple(dismissed))


def any_dismissals(connection: Connection) -> bool:
    """Return whether any flag was dismissed in the corpus: most have none, and their rows need not be looked up."""
    # One that was just taken back has left its flags where they were.
    sql = "SELECT EXISTS (SELECT 1 FROM dismissals) OR EXISTS (SELECT 1 FROM dismissed_flags)"
    return connection.has("dismissals") and bool(connection.execute(sql).fetchone()[0])


def reaching(before: Sequence[Dismissal], after: Sequence[Dismissal]) -> list[Dismissal]:
    """Of the dismissals that came or went, those that reach beyond their row."""
    return [each for each in {*before} ^ {*after} if each.scope is not DismissalScope.ROW]


def rows_with(connection: Connection, changed: Sequence[Dismissal]) -> list[int]:
    """Return rows with a flag that one of these dismissals may cover."""
    rows: set[int] = set()
    for rule in {each.rule for each in changed}:
        words = {each.found.casefold() for each in changed if each.rule == rule}
        found = _FOUND.read(connection.execute(_FLAGGED, {"rule": rule}))
        rows.update(pair_id for pair_id, word in found if word.casefold() in words)
    return sorted(rows)


def holders(connection: Connection, pair: Pair, flag: Flag) -> list[int]:
    """Return rows with a dismissal that covers a flag of a row, that row among them."""
    wanted = pair.dismissal_keys(flag)
    found = _HOLDER.read(connection.execute(f"{_REACHING.format('pair_id,')} AND rule = ?", (flag.rule,)))
    others = {pair_id for pair_id, *values in found if Dismissal(*values).key in wanted}
    own = {pair.id for each in pair.dismissals if each.key in wanted and pair.id is not None}
    return sorted(others | own)
