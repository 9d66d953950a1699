"""What keys do to texts and to the alignment."""

from __future__ import annotations

from textual import work

from workbench.domain import Change, Flag, Pair, PairSide
from workbench.review import operations
from workbench.review.operations import NotPossible
from workbench.review.side_history import strand_of
from workbench.tui import jobs
from workbench.tui.lines import change_lines
from workbench.tui.screens.base import AskDialog, ChoiceDialog, ConfirmDialog
from workbench.tui.screens.edit import EditScreen
from workbench.tui.screens.rows import RowsScreen
from workbench.tui.screens.split import SplitScreen

_PREVIEWED = 12
"""Rows a preview shows of what is to be changed."""


class MendingScreen(RowsScreen):
    """Edits, suggestions, merges, splits, moves, links, candidates."""

    dropped: tuple[int | None, str, str] | None = None
    """A draft that was left with esc: the row's id and both texts; `u` brings it back."""

    lesson: tuple[str, list[Change]] | None = None
    """What the last edit teaches, and the changes that apply it to other rows."""

    # Texts

    def action_text_edit(self) -> None:
        if pair := self.desk.current:
            self.edit(pair, pair.source.text, pair.target.text)

    @work
    async def edit(self, pair: Pair, source: str, target: str) -> None:
        """Edit a row from these texts, which may be a draft."""
        self.workbench.warm_up()
        side, place = self.side, None
        if pair.flags and (source, target) == (pair.source.text, pair.target.text):
            # Where the trouble is.
            flag = pair.flags[self.chosen(pair)]
            side, place = pair.side_name(flag.side), flag.end
        screen = EditScreen(pair, source, target, self.pair_region, side=side, place=place)
        kept = await self.app.push_screen_wait(screen)
        if kept is None:
            if screen.draft is not None:
                self.dropped = (pair.id, *screen.draft)
                self.say("Dropped. u brings the draft back.")
            return
        self.dropped = None
        with self.telling():
            changes = operations.edit_both(pair, *kept, self.desk.stamp())
            self.done("edit", changes, "Kept.")
            for change in changes:
                await self._learn(change)

    async def _learn(self, change: Change) -> None:
        """See whether other rows want the same edit; `A` then offers it."""
        before, after = change.before, change.after
        if before is None or after is None:
            return
        for side in operations.SIDES:
            was, now = strand_of(before, side).side.text, strand_of(after, side).side.text
            if was != now:
                explanation, changes = await self.workbench.lesson(after, side, was)
                if changes:
                    self.lesson = (explanation, changes)
                    key = self.keymap.first("text.apply-everywhere")
                    self.say(f"{explanation} {len(changes):,} other rows read so: {key} shows them.")

    def action_text_next_flag(self) -> None:
        pair = self.desk.current
        if pair and pair.flags:
            self.chosen_flag = (self.chosen(pair) + 1) % len(pair.flags)
            self.refresh_row()

    def flag(self) -> tuple[Pair, Flag] | None:
        """The row and its chosen flag."""
        pair = self.desk.current
        if pair is None or not pair.flags:
            self.say("This row has no flags.")
            return None
        return pair, pair.flags[self.chosen(pair)]

    def action_text_apply(self) -> None:
        if found := self.flag():
            pair, flag = found
            with self.telling():
                changes = operations.apply(pair, flag, self.desk.stamp(), jobs.write_suggestion)
                self.done("apply", changes, f"{flag.found} → {flag.suggestion}")

    @work
    async def action_text_apply_everywhere(self) -> None:
        with self.telling():
            title, rule, changes = self._everywhere()
            if not changes:
                self.say("No other row says the same.")
                return
            shown = [line for change in changes[:_PREVIEWED] for line in change_lines(change)]
            if len(changes) > _PREVIEWED:
                shown.append(f"… and {len(changes) - _PREVIEWED:,} more rows.")
            rows = f"{len(changes):,} rows" if len(changes) > 1 else "1 row"
            dialog = ConfirmDialog(f"{title} In {rows}?", shown, verb="apply (one u undoes all)")
            if await self.app.push_screen_wait(dialog):
                self.lesson = None
                self.done(rule, changes, f"Applied in {rows}.")

    def _everywhere(self) -> tuple[str, str, list[Change]]:
        """What `A` would do: what the last edit teaches, else what the chosen flag suggests; title, kind, changes."""
        stamp = self.desk.stamp()
        if self.lesson is not None:
            explanation, changes = self.lesson
            return explanation, "apply", [operations.stamped(change, stamp) for change in changes]
        if not (found := self.flag()):
            return "", "apply", []
        _, flag = found
        if flag.suggestion is None:
            raise NotPossible("This flag has no suggestion.", hint="Edit the text (e).")
        pairs = self.desk.flagged_by(flag.rule)
        changes = operations.apply_everywhere(pairs, flag, stamp, jobs.write_suggestion)
        return f"{flag.rule}: {flag.found} → {flag.suggestion or 'nothing'}.", "apply", changes

    def action_text_check(self) -> None:
        pair = self.desk.current
        if pair is None or pair.id is None:
            return
        with self.telling():
            self.desk.check_again(pair)
            self.say("Checked again.")
        self.refresh_rows()

    # Sentences

    def action_side_source(self) -> None:
        self.side = "source"
        self.refresh_row()

    def action_side_target(self) -> None:
        self.side = "target"
        self.refresh_row()

    def action_row_merge_next(self) -> None:
        self._merge(1)

    def action_row_merge_previous(self) -> None:
        self._merge(-1)

    def _merge(self, step: int) -> None:
        if not (pair := self.desk.current):
            return
        with self.telling():
            other = self.desk.neighbour(pair, self.side, step)
            if other is None:
                raise NotPossible(f"There is no {'next' if step > 0 else 'previous'} row in the document.")
            first, second = (pair, other) if step > 0 else (other, pair)
            self.done("merge", operations.merge(first, second, keep=pair), "Merged.")

    @work
    async def action_row_split(self) -> None:
        if not (pair := self.desk.current):
            return
        with self.telling():
            screen = SplitScreen(pair, self.desk.segments, self.pair_region, side=self.side)
            cuts = await self.app.push_screen_wait(screen)
            if cuts is not None:
                self.done("split", operations.split(pair, *cuts, self.desk.segments), "Split.")

    def action_sentence_down(self) -> None:
        self._give(1)

    def action_sentence_up(self) -> None:
        self._give(-1)

    def _give(self, step: int) -> None:
        if not (pair := self.desk.current):
            return
        with self.telling():
            other = self.desk.receiver(pair, self.side, step)
            if other is None:
                raise NotPossible(f"There is no {'next' if step > 0 else 'previous'} row to move it to.")
            changes = operations.move(pair, other, self.side, forward=step > 0, segments=self.desk.segments)
            self.done("move", changes, f"Moved {'down' if step > 0 else 'up'}.")

    def action_sentence_take_next(self) -> None:
        self._take(1)

    def action_sentence_take_previous(self) -> None:
        self._take(-1)

    def _take(self, step: int) -> None:
        if not (pair := self.desk.current):
            return
        with self.telling():
            other = self.desk.neighbour(pair, self.side, step)
            if other is None:
                raise NotPossible(f"There is no {'next' if step > 0 else 'previous'} row to take from.")
            changes = operations.move(other, pair, self.side, forward=step < 0, segments=self.desk.segments)
            self.done("move", changes, "Taken.")

    def action_row_link(self) -> None:
        pair = self.desk.current
        if pair is None:
            return
        if self.linked is None or self.linked.id == pair.id:
            self.linked = None if self.linked else pair
            self.say(f"Go to the other row and press {self.keymap.first('row.link')}." if self.linked else "No link.")
            self.refresh_rows(reload=False)
            return
        with self.telling():
            other, self.linked = self.linked, None
            changes = operations.merge(pair, self.desk.fresh(other))
            self.done("link", changes, "Linked.")

    def action_row_unlink(self) -> None:
        if pair := self.desk.current:
            with self.telling():
                self.done("unlink", operations.unlink(pair), "Taken apart: each side is a row now.")

    @work
    async def action_row_candidates(self) -> None:
        if not (pair := self.desk.current):
            return
        with self.telling():
            self.say("Looking for counterparts…")
            found = await self.workbench.candidates(pair, self.side)
            if (now := self.desk.current) is None or now.id != pair.id:
                return  # The reader went on meanwhile; a list for another row would only mislead.
            if not found:
                self.say("No other counterpart was found.")
                return
            rows = [f"{c.probability:.2f}  {c.side.document}\n{c.side.text}" for c in found]
            picked = await self.app.push_screen_wait(ChoiceDialog(f"Counterparts of row {pair.id}, best first", rows))
            if picked is not None:
                self.done("link", self._taking(pair, found[picked].side, found[picked].probability), "Linked.")

    def _taking(self, pair: Pair, side: PairSide, probability: float) -> list[Change]:
        """Give the row a counterpart; unaligned rows of just those sentences go, as they are used now."""
        changes = operations.take(pair, side, probability, keep=self.side)
        return changes + [Change(row, None) for row in self.desk.unaligned_of(side)]

    @work
    async def action_rows_realign(self) -> None:
        if not (pair := self.desk.current):
            return
        with self.telling():
            self.say("Aligning anew…")
            found = await self.workbench.realignment(pair)
            come = sum(change.before is None for change in found.changes)
            if not found.changes:
                self.say("The rows are already what the aligner would make of them.")
                return
            gone = len(found.changes) - come
            lines = [f"{len(found.old)} rows were aligned anew: {gone} of them go, {come} come in their place."]
            if await self.app.push_screen_wait(ConfirmDialog("Realign these rows?", lines, verb="realign")):
                self.done("realign", list(found.changes), f"{come} rows are new.")

    @work
    async def action_row_note(self) -> None:
        if pair := self.desk.current:
            text = await self.app.push_screen_wait(AskDialog("Note on this row", value=pair.note))
            if text is not None:
                with self.telling():
                    self.done("note", operations.note(pair, text), "Noted.")

    def done(self, kind: str, changes: list[Change], message: str) -> None:
        """Store changes, draw them, say what was done."""
        if self.desk.do(kind, changes) is None:
            self.say("Nothing to change.")
            return
        if kind != "edit":
            self.lesson = None
        self.refresh_rows(reload=False)
        self.desk.remember()
        self.say(message)
