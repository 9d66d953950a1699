"""The review screen as it looks: list, map, both texts, flags, keys. What keys do is in the files beside it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Region
from textual.widgets import Static

from workbench.domain import Flag, Pair, PairSide, Relation
from workbench.store.overview import Trait
from workbench.store.queries import Order
from workbench.tui.actions import REVIEW, Command
from workbench.tui.desk import Desk
from workbench.tui.screens.base import WorkbenchScreen, bindings, key_lines
from workbench.tui.text import Mark
from workbench.tui.widgets.bars import Hint, KeyBar, StatusLine
from workbench.tui.widgets.flag_bar import FlagBar
from workbench.tui.widgets.minimap import Minimap, State
from workbench.tui.widgets.pair_list import PairList, shape
from workbench.tui.widgets.pair_view import Column, PairView

SMALLEST = (40, 14)
"""Columns and lines below which nothing useful can be shown."""

_SHORT = 40
"""Characters up to which a chosen flag's words are shown reversed."""

_FOLLOWING = 2
"""Sentences shown below a pair's own."""


class RowsScreen(WorkbenchScreen):
    """Draws the desk's list and the row under its cursor."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = REVIEW
    BINDINGS = bindings(REVIEW)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.side = "source"
        """The side that keys for single sentences work on."""
        self.chosen_flag: int | None = None
        """Which of the row's flags `apply` means; None until one is chosen: the first that has a suggestion."""
        self.linked: Pair | None = None
        self.words_shown = False

    def compose(self) -> ComposeResult:
        yield StatusLine(id="status")
        with Horizontal(id="rows"):
            yield PairList(self.desk.row, id="list")
            yield Minimap(id="map")
        yield PairView(id="pair")
        yield FlagBar(id="flags")
        yield KeyBar(id="keys")
        yield Static("More room, please: 40 columns and 14 lines. Nothing is lost.", id="small", markup=False)

    def on_mount(self) -> None:
        self.pair_list.focus()
        self.refresh_rows(reload=False)

    @property
    def pair_list(self) -> PairList:
        """The list."""
        return self.query_one(PairList)

    @property
    def pair_view(self) -> PairView:
        """Both texts."""
        return self.query_one(PairView)

    def pair_region(self) -> Region:
        """Where the texts are on the screen."""
        return self.pair_view.region

    def on_resize(self, event: events.Resize) -> None:
        columns, lines = event.size
        self.set_class(columns < SMALLEST[0] or lines < SMALLEST[1], "too-small")
        self.query_one("#map").display = columns >= 100
        self.query_one("#rows").styles.height = (
            3 if lines <= 24 else min(28, round(lines * (0.32 if lines < 50 else 0.42)))
        )
        self.query_one("#flags").styles.height = 3 if lines <= 24 else 4 if lines <= 40 else 6
        self.query_one("#keys").styles.height = key_lines(lines)
        self.call_after_refresh(self.refresh_row)

    # Drawing

    def refresh_rows(self, *, reload: bool = True) -> None:
        """Draw the list anew, and read what is in view again."""
        if reload:
            self.desk.reload()
        self.pair_list.linked = self.linked.id if self.linked else None
        self.pair_list.show(len(self.desk), self.desk.cursor)
        self.refresh_row()

    def go(self, index: int, *, hold: bool = False) -> None:
        """Put the cursor on a row."""
        if not len(self.desk):
            return
        self.desk.cursor = max(0, min(index, len(self.desk) - 1))
        self.chosen_flag = None
        self.pair_list.move(self.desk.cursor, hold=hold)
        self.refresh_row()

    def refresh_row(self) -> None:
        """Draw everything that shows the row under the cursor."""
        pair = self.desk.current
        flags = self.query_one(FlagBar)
        if pair is None:
            self.pair_view.say(self._emptiness())
            flags.show((), 0)
        else:
            self.pair_view.show(*self.columns(pair), keep_place=True)
            empty = "No flags." if pair.relation is not Relation.UNALIGNED else "Unaligned: enter offers candidates."
            flags.show(pair.flags, self.chosen(pair), note=pair.note, empty=empty)
        self.query_one(KeyBar).show(self._hints(pair))
        self._refresh_figures()

    def chosen(self, pair: Pair) -> int:
        """Index of the flag that is chosen in a row."""
        if self.chosen_flag is not None and self.chosen_flag < len(pair.flags):
            return self.chosen_flag
        return next((i for i, flag in enumerate(pair.flags) if flag.suggestion is not None), 0)

    def columns(self, pair: Pair) -> tuple[Column, Column]:
        """Both sides of a pair as they are to be drawn."""
        words = self._word_marks(pair) if self.words_shown else {}
        head = f"{pair.id} · {pair.relation} · {shape(pair)} · "
        return (
            self._column(pair, "source", head, words.get("source", ())),
            self._column(pair, "target", "", words.get("target", ())),
        )

    def _word_marks(self, pair: Pair) -> dict[str, tuple[Mark, ...]]:
        # Imported when first asked for: it brings the encoder.
        from workbench.tui.matching import word_marks

        return word_marks(pair, self.workbench.terms())

    def _column(self, pair: Pair, name: str, head: str, words: tuple[Mark, ...]) -> Column:
        side = pair.source if name == "source" else pair.target
        segments = self.desk.segments(side.document)
        before = after = ""
        if side.segments and segments:
            first, last = min(side.segments), max(side.segments)
            more = self.size.height // 50  # A tall screen has room for more of the document.
            for segment in segments[max(0, first - 1 - more) : first]:
                before = segment.language.concatenate(before, segment.text)
            for segment in segments[last + 1 : last + 1 + _FOLLOWING + 4 * more]:
                after = segment.language.concatenate(after, segment.text)
        text = side.text or "— no counterpart —"
        flags = tuple(self._flag_mark(pair, flag) for flag in pair.flags if pair.side_name(flag.side) == name)
        return Column(
            title=head + self._where(side),
            text=text,
            before=before,
            after=after,
            marks=(*flags, *words) if side.text else (),
            active=name == self.side,
        )

    def _flag_mark(self, pair: Pair, flag: Flag) -> Mark:
        chosen = pair.flags.index(flag) == self.chosen(pair)
        # A whole sentence turned light on dark could not be read.
        short = flag.end - flag.start <= _SHORT
        return Mark(flag.start, flag.end, "chosen" if chosen and short else flag.severity.value)

    def _where(self, side: PairSide) -> str:
        if not side.text:
            return "nothing here"
        segments = self.desk.segments(side.document)
        if not side.segments or max(side.segments) >= len(segments):
            return side.document or "imported"
        first, last = segments[min(side.segments)], segments[max(side.segments)]
        numbers = f"s{first.position + 1}" + (f"–{last.position + 1}" if last is not first else "")
        return f"{side.document} ¶{first.paragraph + 1} {numbers} · {first.start}–{last.end}"

    def _emptiness(self) -> str:
        if len(self.desk):
            return "This row is gone: somebody else merged or removed it. j and k lead on."
        if self.desk.filter:
            return f"No row passes the filter “{self.desk.filter}”. esc shows all rows again, / changes the filter."
        if self.desk.sample:
            return "The sample is read. % shows what it says."
        return (
            "The corpus has no pairs yet. Leave with q and run: workbench run ARTICLE COVERAGE… "
            "Or go to the library (backspace) and import a file with i."
        )

    def _hints(self, pair: Pair | None) -> list[Hint]:
        """The keys that matter now, the most needed first."""
        wanted = ["app.library", "look.filter", "app.export", "app.undo", "app.help", "app.quit"]
        if pair is not None:
            suggestion = ["text.apply"] if any(flag.suggestion is not None for flag in pair.flags) else []
            lone = ["row.candidates"] if pair.relation is Relation.UNALIGNED else []
            wide = ["row.merge-next", "row.split"] if self.size.width >= 100 else []
            wanted = ["row.confirm", "row.reject", "row.later", "text.edit", *suggestion, *lone, *wide, "app.undo"]
            wanted += ["go.next-open", "go.next-flagged"] if wide else ["go.next-open"]
            # The last ones may have no room on a narrow screen.
            wanted += ["look.filter", "app.help", "app.quit"] if wide else ["app.help", "app.quit", "look.filter"]
            if self.size.height > 30:
                wanted += ["look.order", "look.words", "sentence.down", "row.link", "row.unlink", "rows.realign"]
                wanted += ["look.estimate", "app.export", "app.library"]
        keymap = self.keymap
        return [Hint(keymap.first(name), keymap.find(name).label, keymap.find(name).action) for name in wanted]

    def _refresh_figures(self) -> None:
        desk = self.desk
        counts = desk.rows.counts()
        order = "least sure first" if desk.query.order is Order.VALUE else f"{desk.query.order} order"
        parts = [self.workbench.db.name, "random sample" if desk.sample else order]
        parts += [desk.filter or "all rows"] if self.size.width >= 100 or desk.filter else []
        place = f"{desk.cursor + 1:,}/{len(desk):,} · " if self.size.width >= 100 else ""
        figures = f"{place}{counts.open:,} open  {counts.confirmed:,} confirmed  {counts.flagged:,} flagged"
        if counts.expected is not None:
            figures += f" · est. right {counts.expected:.0%}"
        elif len(desk) and not counts.open:
            figures += " · nothing left: ctrl+e exports"
        self.query_one(StatusLine).show(" · ".join(parts), figures)
        map_ = self.query_one(Minimap)
        if map_.display:
            map_.show(*self._map(max(1, map_.size.height)))

    def _map(self, lines: int) -> tuple[list[State], float]:
        cells = []
        for bits in self.desk.rows.map(lines):
            if bits & Trait.FLAGGED and bits & Trait.OPEN:
                cells.append(State.FLAGGED)
            elif bits & Trait.OPEN:
                cells.append(State.OPEN)
            elif bits & Trait.UNALIGNED:
                cells.append(State.UNALIGNED)
            else:
                cells.append(State.DONE)
        return cells, self.desk.rows.on_map(self.desk.cursor)

    # What widgets say

    def on_pair_list_pointed(self, message: PairList.Pointed) -> None:
        self.go(message.index)

    def on_minimap_pointed(self, message: Minimap.Pointed) -> None:
        self.go(self.desk.rows.from_map(message.share))

    def on_pair_view_side_clicked(self, message: PairView.SideClicked) -> None:
        self.side = message.side
        self.refresh_row()

    def on_flag_bar_chosen(self, message: FlagBar.Chosen) -> None:
        self.chosen_flag = message.index
        self.refresh_row()
