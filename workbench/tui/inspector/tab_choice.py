"""Which tab is open: the one that was chosen last, except where a row asks for another."""

from __future__ import annotations

from workbench.domain import Pair, Relation
from workbench.tui.inspector.items import Tab


class TabChoice:
    """The tab a reviewer rests on, and the tab of one row."""

    def __init__(self) -> None:
        self.resting = Tab.FLAGS
        """Open on every row that does not ask for another."""
        self._visited: tuple[int | None, Tab] | None = None
        """The tab chosen for one row alone."""

    def tab_of(self, pair: Pair | None) -> Tab:
        """Return the tab to open on a row: one without counterpart opens on its candidates by itself."""
        if pair is None:
            return self.resting
        if self._visited is not None and self._visited[0] == pair.id:
            return self._visited[1]
        return Tab.CANDIDATES if pair.relation is Relation.UNALIGNED else self.resting

    def rest_on(self, pair: Pair | None, tab: Tab) -> None:
        """Open a tab here and on the rows that follow; on a row without counterpart only here."""
        if pair is not None and pair.relation is Relation.UNALIGNED:
            self.visit(pair, tab)
        else:
            self.resting, self._visited = tab, None

    def visit(self, pair: Pair, tab: Tab) -> None:
        """Open a tab on one row."""
        self._visited = pair.id, tab

    def leave(self) -> None:
        """Go back to the tab that was open before the visit."""
        self._visited = None
