"""What keys do to what is seen: filter, order, matching words, concordance, plot, history, the estimate."""

from __future__ import annotations

from textual import work

from workbench.domain import Pair
from workbench.review import estimate, operations
from workbench.store.queries import Order, PairQuery
from workbench.tui import sample
from workbench.tui.lines import history_lines, hit_lines
from workbench.tui.plot import dot_plot
from workbench.tui.screens.base import AskDialog, ChoiceDialog, ConfirmDialog
from workbench.tui.screens.estimate import EstimateScreen
from workbench.tui.screens.filter import FilterScreen
from workbench.tui.screens.plot import PlotScreen
from workbench.tui.screens.rows import RowsScreen

_STEP = 5_000
"""Rows that are confirmed as one action at most."""

_ORDERS = (Order.VALUE, Order.DOCUMENT, Order.UPDATED)


class LookingScreen(RowsScreen):
    """Everything that changes no row."""

    @work
    async def action_look_filter(self) -> None:
        line = await self.app.push_screen_wait(FilterScreen(self.desk.filter, self.workbench.corpus))
        if line is not None:
            self.list_rows(line, self.desk.query.order)

    def action_look_clear(self) -> None:
        if self.linked is not None:
            self.linked = None
            self.refresh_rows(reload=False)
        elif self.desk.filter or self.desk.sample:
            self.list_rows("", self.desk.query.order)
        else:
            self.workbench.open_library()

    def action_look_order(self) -> None:
        following = _ORDERS[(_ORDERS.index(self.desk.query.order) + 1) % len(_ORDERS)]
        self.list_rows(self.desk.filter, following)
        self.say(
            {
                Order.VALUE: "Flagged and least sure first.",
                Order.DOCUMENT: "In the order of the documents.",
                Order.UPDATED: "Latest change first.",
            }[following]
        )

    def list_rows(self, line: str, order: Order) -> None:
        """List other rows; the cursor stays on its row where that is among them."""
        with self.telling():
            pair = self.desk.current
            self.desk.show(line, order, at=pair.id if pair else None)
            self.chosen_flag = None
            self.refresh_rows(reload=False)
            self.desk.remember()

    def action_look_words(self) -> None:
        self.words_shown = not self.words_shown
        self.refresh_row()

    def action_look_scroll(self) -> None:
        self.pair_view.scroll_text()

    @work
    async def action_look_concordance(self) -> None:
        pair = self.desk.current
        chosen = pair.flags[self.chosen(pair)].found if pair and pair.flags else ""
        question = AskDialog("Find in the corpus", value=self.screen_selection() or chosen)
        words = await self.app.push_screen_wait(question)
        if not words or not words.strip():
            return
        with self.telling():
            hits = self.workbench.corpus.search(words.strip(), limit=200)
            if not hits:
                self.say(f"“{words}” is nowhere in the corpus.")
                return
            title = f"“{words}”: {len(hits)} rows"
            choice = ChoiceDialog(title, hit_lines(hits), hint="enter go to the row   esc leave")
            picked = await self.app.push_screen_wait(choice)
            if picked is not None:
                self.go_to(hits[picked].pair)

    def screen_selection(self) -> str:
        """Words selected with the mouse, as far as the terminal tells."""
        return (self.get_selected_text() or "").strip()

    def go_to(self, pair: Pair) -> None:
        """Put the cursor on a row; where the list does not have it, all rows are listed."""
        if self.desk.index(pair.id) < 0:
            self.desk.show("", self.desk.query.order, at=pair.id)
            self.refresh_rows(reload=False)
        self.go(max(0, self.desk.index(pair.id)))

    @work
    async def action_look_history(self) -> None:
        pair = self.desk.current
        if pair is None or pair.id is None:
            return
        with self.telling():
            lines = history_lines(pair, self.workbench.corpus.history_of(pair.id))
            lines = lines or ["Nobody has done anything to this row yet."]
            await self.app.push_screen_wait(ChoiceDialog(f"Row {pair.id}", lines, hint="esc leave"))

    @work
    async def action_look_plot(self) -> None:
        pair = self.desk.current
        if pair is None:
            return
        source, target = pair.source.document, pair.target.document
        if not source or not target:
            self.say("This row has only one document; the plot wants two.")
            return
        with self.telling():
            sizes = len(self.desk.segments(source)), len(self.desk.segments(target))
            if not all(sizes):
                self.say("These documents came without their sentences, so there is nothing to plot.")
                return
            points = [
                (x / sizes[1], y / sizes[0])
                for row in self.workbench.corpus.iter_pairs(PairQuery(document=source))
                if (row.source.document, row.target.document) == (source, target)
                for y in row.source.segments
                for x in row.target.segments
            ]
            # A cell a sentence at most: further apart, dots are no longer a line.
            width = max(10, min(100, sizes[1], self.size.width - 10))
            height = max(5, min(40, sizes[0] // 2, self.size.height - 10))
            lines = dot_plot(points, width, height)
            title = f"down: {source} ({sizes[0]} sentences) · across: {target} ({sizes[1]})"
            await self.app.push_screen_wait(PlotScreen(title, lines))

    @work
    async def action_look_estimate(self) -> None:
        with self.telling():
            found = sample.result(self.workbench.corpus)
            screen = EstimateScreen(self.desk.rows.counts(), len(self.desk.rows.open_pairs()), found)
            answer = await self.app.push_screen_wait(screen)
            if answer == "sample":
                self._read_sample()
            elif answer == "confirm":
                await self._confirm_rest()

    def _read_sample(self) -> None:
        self.desk.show_sample(estimate.needed(len(self.desk.rows.open_pairs()), margin=0.05), seed=len(self.desk))
        sample.start(self.workbench.corpus, self.desk.ids.tolist())
        self.refresh_rows(reload=False)
        self.say("Read these rows as usual: c where the pair is right as it stands, anything else where it is not.")

    async def _confirm_rest(self) -> None:
        ids = self.desk.rows.open_pairs()
        question = ConfirmDialog(f"Confirm {len(ids):,} rows?", [_undoing(len(ids))], verb="confirm them")
        if await self.app.push_screen_wait(question):
            # In steps, so that a hundred thousand rows are never in memory at once.
            for start in range(0, len(ids), _STEP):
                pairs = self.workbench.corpus.pairs(ids[start : start + _STEP])
                self.desk.do("confirm", operations.all_of("confirm", pairs, self.desk.stamp()))
            self.refresh_rows()
            self.say(f"Confirmed {len(ids):,} rows.")


def _undoing(rows: int) -> str:
    steps = -(-rows // _STEP)
    return "One u undoes it." if steps == 1 else f"{steps} times u undoes it, {_STEP:,} rows at a time."
