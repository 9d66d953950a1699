"""The flags of a row: sign, rule, words found, suggestion, and the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.cells import fit
from workbench.domain import Flag, Pair, Relation
from workbench.i18n import gettext as _
from workbench.review.labels import SEVERITY_SIGNS
from workbench.tui.inspector.items import Contents, Line, flow, shown
from workbench.tui.text import becomes

_FOUND = 60
"""Characters of a flag's words shown here; the text above shows all of them."""
_RULE = 16
"""Cells of the longest names of rules."""


@dataclass(frozen=True, slots=True)
class FlagItem:
    """A flag."""

    flag: Flag
    dismissed: bool = False

    def lines(self, cells: int) -> list[Line]:
        """Return sign and rule, and beside them the words, what they should be, and why."""
        flag = self.flag
        found = flag.found
        if len(found) > _FOUND:
            found = f"{found[: _FOUND // 2]} … {found[-_FOUND // 2 :]}"
        what = found if flag.suggestion is None else becomes(found, flag.suggestion)
        message = _("dismissed: {message}").format(message=flag.message) if self.dismissed else flag.message
        head = shown(f"{SEVERITY_SIGNS[flag.severity]} {fit(flag.rule, _RULE)} ", flag.severity.value)
        return flow([head], [shown(f"{what}   " if what else "", "strong"), shown(message)], cells)


def contents(pair: Pair, flags: Sequence[Flag], also: str = "") -> Contents:
    """Return the flags of a row to show, those behind the row's own as dismissed, its note, and what else there is."""
    lead = [_("note: {note}").format(note=pair.note)] * bool(pair.note) + [also] * bool(also)
    unaligned = pair.relation is Relation.UNALIGNED
    return Contents(
        tuple(FlagItem(flag, number >= len(pair.flags)) for number, flag in enumerate(flags)),
        tuple(lead),
        empty=_("Unaligned: enter offers counterparts, e writes one.") if unaligned else _("No flags."),
        sign="✎" if lead else "",
    )


def first_choice(flags: Sequence[Flag]) -> int:
    """Return which flag is chosen until somebody chooses one: the first that has a suggestion."""
    return next((place for place, flag in enumerate(flags) if flag.suggestion is not None), 0)
