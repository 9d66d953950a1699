"""What was done to a row, and by whom; then how its texts were corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain import Action, Correction, Pair
from workbench.i18n import gettext as _
from workbench.review.labels import label
from workbench.tui.difference import difference, excerpt
from workbench.tui.inspector.items import Contents, Item, Line, flow, shown

_EXCERPT = 3
"""Lines of a text that is shown around a correction."""


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Something a person did."""

    action: Action

    def lines(self, cells: int) -> list[Line]:
        """Return time, action and reviewer."""
        each = self.action
        said = label(each.kind)
        if (rows := len(each.pair_ids)) > 1:
            said = _("{action}, {count} rows").format(action=said, count=f"{rows:,}")
        if each.undone:
            said = _("{action} (undone)").format(action=said)
        when = shown(f"{each.at.replace('T', ' ').rstrip('Z')}  ", "dim")
        return flow([when], [shown(said, "strong"), shown(f"  {each.reviewer}")], cells)


@dataclass(frozen=True, slots=True)
class CorrectionItem:
    """A change of a text."""

    correction: Correction

    def lines(self, cells: int) -> list[Line]:
        """Return rule, side and reviewer, and the text around the words before and after."""
        each = self.correction
        head = shown(f"{each.rule} ({label(each.side)}, {each.reviewer})  ", "dim")
        return flow([], [head, *excerpt(difference(each.before, each.after), _EXCERPT * cells)], cells)


def contents(pair: Pair, actions: Sequence[Action]) -> Contents:
    """Return actions and corrections, newest first."""
    items: list[Item] = [*map(ActionItem, actions), *map(CorrectionItem, reversed(pair.corrections))]
    return Contents(tuple(items), empty=_("Nobody has changed this row yet."))
