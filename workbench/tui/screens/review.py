"""The review screen: moving and deciding; mending and looking come from the files beside it."""

from __future__ import annotations

from workbench.domain import Change, Pair
from workbench.review import operations
from workbench.store.overview import Trait
from workbench.tui.screens.looking import LookingScreen
from workbench.tui.screens.mending import MendingScreen


class ReviewScreen(MendingScreen, LookingScreen):
    """Rows, one after the other."""

    _came_from: int | None = None
    """Id of the row a jump began at."""

    # Moving

    def action_go_next(self) -> None:
        self.go(self.desk.cursor + 1)

    def action_go_previous(self) -> None:
        self.go(self.desk.cursor - 1)

    def action_go_page_down(self) -> None:
        self._jump(self.desk.cursor + max(1, self.pair_list.size.height - 1))

    def action_go_page_up(self) -> None:
        self._jump(self.desk.cursor - max(1, self.pair_list.size.height - 1))

    def action_go_first(self) -> None:
        self._jump(0)

    def action_go_last(self) -> None:
        self._jump(len(self.desk) - 1)

    def action_go_next_open(self) -> None:
        self._find(Trait.OPEN, 1, "Every row of the list is decided.")

    def action_go_previous_open(self) -> None:
        self._find(Trait.OPEN, -1, "Every row of the list is decided.")

    def action_go_next_flagged(self) -> None:
        self._find(Trait.FLAGGED, 1, "No row of the list has a flag.")

    def action_go_previous_flagged(self) -> None:
        self._find(Trait.FLAGGED, -1, "No row of the list has a flag.")

    def action_go_next_uneven(self) -> None:
        self._find(Trait.UNEVEN, 1, "Every row of the list is one sentence facing one.")

    def action_go_previous_uneven(self) -> None:
        self._find(Trait.UNEVEN, -1, "Every row of the list is one sentence facing one.")

    def action_go_next_bookmark(self) -> None:
        self._find(Trait.BOOKMARKED, 1, "No row of the list has a bookmark: b sets one.")

    def action_go_back(self) -> None:
        if (index := self.desk.index(self._came_from)) >= 0:
            self._jump(index)

    def _find(self, wanted: Trait, step: int, nothing: str) -> None:
        index = self.desk.rows.find(wanted, step, self.desk.cursor)
        if index < 0:
            self.say(nothing)
        else:
            self._jump(index)

    def _jump(self, index: int) -> None:
        pair = self.desk.current
        self._came_from = pair.id if pair else None
        self.go(index)

    # Deciding

    def action_row_confirm(self) -> None:
        self._judge("confirm")

    def action_row_reject(self) -> None:
        self._judge("reject")

    def action_row_later(self) -> None:
        self._judge("needs-review")

    def action_row_reopen(self) -> None:
        self._judge("reopen")

    def _judge(self, kind: str) -> None:
        """Store a judgement and go on to the next open row, which stands where this one stood."""
        pair = self.desk.current
        if pair is None:
            self.say("There is no row here.")
            return
        with self.telling():
            self.desk.do(kind, operations.all_of(kind, [pair], self.desk.stamp()))
            self.dropped = None
            here = self.desk.cursor
            self.pair_list.redraw(here)
            following = self.desk.rows.find(Trait.OPEN, 1, here)
            if kind == "reopen":
                self.refresh_row()
            elif following < 0:
                self.refresh_row()
                self.say("Every row of the list is decided. ctrl+e exports the confirmed pairs.")
            else:
                self.go(following, hold=following > here)
            self.desk.remember()

    def action_row_confirm_above(self) -> None:
        above = self.desk.open_above()
        with self.telling():
            changes = operations.all_of("confirm", above, self.desk.stamp())
            self.done("confirm", changes, f"Confirmed {len(changes):,} rows; u undoes it.")

    def action_row_bookmark(self) -> None:
        if pair := self.desk.current:
            self._quietly("bookmark", operations.bookmark(pair))

    def _quietly(self, kind: str, changes: list[Change]) -> None:
        with self.telling():
            self.desk.do(kind, changes)
        self.pair_list.redraw(self.desk.cursor)
        self.refresh_row()

    def action_app_undo(self) -> None:
        if self.dropped is not None and (pair := self._row_of_draft()):
            _, source, target = self.dropped
            self.dropped = None
            self.edit(pair, source, target)
            return
        with self.telling():
            action = self.desk.undo()
            self.refresh_rows(reload=False)
            self.say(f"Undone: {self.desk.reverted(action)}." if action else "Nothing to undo.")

    def _row_of_draft(self) -> Pair | None:
        pair = self.desk.current
        return pair if pair and self.dropped and pair.id == self.dropped[0] else None

    def action_app_redo(self) -> None:
        with self.telling():
            action = self.desk.redo()
            self.refresh_rows(reload=False)
            self.say(f"Done again: {self.desk.reverted(action)}." if action else "Nothing to redo.")

    def action_app_library(self) -> None:
        self.workbench.open_library()
