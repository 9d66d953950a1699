"""The review screen: a page of aligned rows, map, flags, keys. Its commands are carried out by controllers."""

from __future__ import annotations

from asyncio import sleep
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Static

from workbench.domain import Flag, MatchKind, Pair, Side
from workbench.errors import CorpusError, WorkbenchError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.review.progress import Pace
from workbench.store.corpus import Corpus
from workbench.store.queries import Order
from workbench.tui import heading
from workbench.tui.commands import CHANGING, DECISIONS, REVIEW, Command
from workbench.tui.controllers.alignment import Alignment
from workbench.tui.controllers.bulk import Bulk
from workbench.tui.controllers.clipboard import Clipboard
from workbench.tui.controllers.decisions import Decisions
from workbench.tui.controllers.history import History
from workbench.tui.controllers.inspection import Inspection
from workbench.tui.controllers.learning import Learning
from workbench.tui.controllers.lookups import Lookups
from workbench.tui.controllers.navigation import Navigation
from workbench.tui.controllers.replacing import Replacing
from workbench.tui.controllers.terms import Terms
from workbench.tui.controllers.texts import Texts
from workbench.tui.dialogs.base import hint_height
from workbench.tui.footer import footer
from workbench.tui.messages import OpenLibrary
from workbench.tui.page_layout import Density
from workbench.tui.row_block import SIDE_BY_SIDE, Frame, RowView
from workbench.tui.row_view import Focus, RowViews
from workbench.tui.screen import WorkbenchScreen, bindings
from workbench.tui.text import Mark, counted_rows
from workbench.tui.widgets.bars import KeyBar, StatusLine
from workbench.tui.widgets.inspector import Inspector, TabItems, TabLine
from workbench.tui.widgets.minimap import Minimap
from workbench.tui.widgets.page import Page
from workbench.tui.workspace import Workspace

SMALLEST = (40, 14)
"""Columns and lines below which nothing useful can be shown."""

_PACE_SECONDS = 15.0
"""Time between two looks at how fast rows are decided."""

_STAYS_SECONDS = 0.3
"""How long the cursor is on a row before its sides are compared."""

_ORDERS = {
    Order.VALUE: N_("least sure first"),
    Order.DOCUMENT: N_("document order"),
    Order.UPDATED: N_("updated order"),
}

_DENSITY = "review.density"
"""The setting that keeps the density between two sessions."""


class ReviewScreen(WorkbenchScreen):
    """The rows under review, and the row under the cursor."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = REVIEW
    BINDINGS: ClassVar[list[BindingType]] = bindings(REVIEW)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.session = workspace.session
        self.rows = workspace.session.rows
        self.side = Side.SOURCE
        self.marked: Pair | None = None
        self.words_shown = False
        self.jumped_from: int | None = None
        self._cuts: dict[Side, Mark] = {}
        self._views = RowViews(workspace.session.rows, workspace.session.segments, workspace.term_marks)
        self._facing: dict[str, frozenset[str]] = {}
        self._differences: dict[tuple[int | None, int], str] = {}
        """In what the sides of mined rows differ, by id and revision; empty until it is computed."""
        self._shown: tuple[int | None, int] | None = None
        """Id and revision of the row on the screen."""
        self._shown_since = 0.0
        """Since when, by the clock of Textual's messages."""
        self._read: tuple[int | None, int] | None = None
        """Id and revision of the row whose texts were on the screen to their end."""
        self._pace: Pace | None = None
        self.inspector = Inspector(id="inspector", all_key=self.key("inspector.read"), hint=self.key("inspector.next"))
        bulk, terms = Bulk(self, workspace), Terms(self, workspace)
        self._learning = Learning(self, workspace)
        texts = Texts(self, workspace, bulk, terms)
        self._inspection = Inspection(self, workspace, texts, terms)
        for controller in (
            texts,
            terms,
            self._inspection,
            Navigation(self, workspace),
            Decisions(self, workspace, bulk, terms, texts.reopen_draft, self._learning),
            bulk,
            Replacing(self, workspace, bulk),
            History(self, workspace),
            Alignment(self, workspace),
            Lookups(self, workspace),
            Clipboard(self, workspace),
        ):
            self.handlers |= controller.handlers()
        self.handlers |= bulk.over_ranges(self.handlers)
        self.handlers["app.library"] = self.open_library
        self.handlers["look.density"] = self._change_density

    def compose(self) -> ComposeResult:
        yield StatusLine(id="status")
        yield Minimap(id="map")
        yield Page(self._row, id="page")
        yield self.inspector
        yield KeyBar(id="keys")
        yield Static(_("Please enlarge the window: 40 columns, 14 lines. Nothing is lost."), id="small", markup=False)

    def on_mount(self) -> None:
        self._page.focus()
        self._measure_pace()
        self.set_interval(_PACE_SECONDS, self._measure_pace)
        if self.workspace.corpus.setting(_DENSITY) == Density.TRIAGE:
            self._views.density = self._page.density = Density.TRIAGE
        self.refresh_rows(reload=False)
        self.workspace.on_checked = self._show_checked

    def _show_checked(self, problem: WorkbenchError | None) -> None:
        """Show what was found in rows whose check did not keep anybody waiting."""
        self.refresh_rows(reload=False)
        if problem is not None:
            self.say(str(problem), bad=True)

    def on_resize(self, event: events.Resize) -> None:
        columns, lines = event.size
        self.set_class(columns < SMALLEST[0] or lines < SMALLEST[1], "too-small")
        self.inspector.fit()
        self.query_one("#keys").styles.height = hint_height(lines)
        self.call_after_refresh(self.refresh_row)

    @property
    def _page(self) -> Page:
        return self.query_one(Page)

    # For the controllers

    @property
    def whole_rows(self) -> tuple[int, int]:
        return self._page.whole_rows

    @property
    def selection(self) -> str:
        return (self.get_selected_text() or "").strip()

    def text_region(self) -> Region:
        page, texts = self._page.content_region, self._page.texts
        frames = 2 if page.width >= SIDE_BY_SIDE else 4
        height = min(max(texts.height + frames, 4 + frames), page.height)
        y = max(page.y, min(texts.y - 1, page.bottom - height))
        return Region(texts.x - 2, y, texts.width + 2, height)

    def scroll_text(self) -> None:
        self._page.scroll_text()
        self._note_what_was_read()

    def show_cuts(self, cuts: dict[Side, Mark]) -> None:
        self._cuts = cuts
        if self._is_whole:
            self._page.redraw()

    def key(self, command_id: str) -> str:
        return self.keymap.first(command_id)

    def open_library(self) -> None:
        self.rows.save_place()
        self.post_message(OpenLibrary())

    def focus_page(self) -> None:
        self._page.focus()

    def chosen_flag(self, pair: Pair) -> Flag | None:
        return self._inspection.chosen_flag(pair)

    def choose_next_flag(self, pair: Pair) -> None:
        self._inspection.choose_next_flag(pair)

    @property
    def _is_whole(self) -> bool:
        """Whether all widgets are there: not while the screen is built, or taken down as the app ends."""
        return len(self.query("StatusLine, Minimap, Page, TabItems, KeyBar")) == 5

    def go(self, place: int, *, hold: bool = False) -> None:
        if len(self.rows) and self._is_whole:
            self.rows.cursor = max(0, min(place, len(self.rows) - 1))
            self._page.move(self.rows.cursor, hold=hold)
            self.refresh_row()

    def refresh_rows(self, *, reload: bool = True) -> None:
        if reload:
            self.rows.reload()
        if not self._is_whole:
            return
        self._inspection.forget()
        if reload or not self._facing:
            self._facing = heading.partners(self.workspace.corpus.tallies())
        self._views.linked = self.marked.id if self.marked else None
        self._page.show(len(self.rows), self.rows.cursor)
        self.refresh_row()

    def is_too_late(self, key: events.Key) -> bool:
        """Return whether a key means the row that was shown before this one."""
        if key.time < self._shown_since:
            return self.keymap.changes_rows(key.key)
        takes = self.keymap.takes_item(key.key) or (key.key == "enter" and self.inspector.items.has_focus)
        return takes and key.time < self._inspection.listed_since

    def action_command(self, command_id: str) -> None:
        """Carry out a command; one about the row only where the row can be seen."""
        if self.has_class("too-small") and self.keymap.find(command_id).group in CHANGING:
            self.say(_("The window is too small to show the row; nothing was changed."), bad=True)
        elif command_id in DECISIONS and self._is_unread:
            unread = _("This row continues below: {scroll} shows the rest, then {key} decides.")
            self.say(unread.format(scroll=self.key("look.scroll"), key=self.key(command_id)), bad=True)
        else:
            super().action_command(command_id)

    @property
    def _is_unread(self) -> bool:
        """Whether the end of the row's texts has not been on the screen."""
        self._note_what_was_read()
        return self.rows.current is not None and self._read != self._shown

    def _note_what_was_read(self) -> None:
        if not self._page.hidden:
            self._read = self._shown

    def _note_what_was_seen(self) -> None:
        """Rows of which a line is shown have not been read."""
        if len(self.rows) and self._views.density is Density.READING:
            first, last = self._page.whole_rows
            self.rows.see(range(first, last + 1))
        else:
            self.rows.see(range(self.rows.cursor, self.rows.cursor + 1))

    def refresh_row(self) -> None:
        if not self._is_whole:
            return
        pair = self.rows.current
        if (row := (pair.id, pair.revision) if pair else None) != self._shown:
            if self._shown is None or row is None or row[0] != self._shown[0]:
                self._page.rewind()
            self._shown, self._shown_since = row, Message().time
        self._inspection.show(pair)
        self._page.say(self._nothing_here() if pair is None else "")
        if pair is not None and pair.kind in (MatchKind.PART, MatchKind.FORM) and row not in self._differences:
            self.start(self._compare(pair), only="compare")
        if not self.has_class("too-small"):
            self._note_what_was_seen()
        self._learning.notice()
        self.query_one(KeyBar).show(footer(self.keymap, pair, self.size.width))
        self._refresh_figures(pair)

    # Drawing

    def _nothing_here(self) -> str:
        if len(self.rows):
            return self.rows.problem or _("This row was merged or removed by somebody else. j and k move on.")
        if self.rows.filter:
            nothing = _("No row passes the filter “{filter}”. esc shows all rows again, / changes the filter.")
            return nothing.format(filter=self.rows.filter)
        if self.rows.is_sample:
            return _("The sample is empty. % shows the estimate.")
        return _(
            "The corpus has no pairs yet. Press ctrl+n to align two files here, or leave with q and run: "
            "workbench run ARTICLE COVERAGE…"
        )

    def _row(self, place: int) -> RowView | None:
        """Return a row as the page draws it."""
        if place != self.rows.cursor or (pair := self.rows.current) is None:
            return self._views.row(place)
        words: dict[Side, tuple[Mark, ...]] = {side: (mark,) for side, mark in self._cuts.items()}
        if not words and self.words_shown:
            words = self._word_marks(pair)
        differs = self._differences.get((pair.id, pair.revision), "")
        focus = Focus(self.side, self._inspection.flags(pair), self.chosen_flag(pair), words, differs)
        return self._views.focused(place, focus)

    async def _compare(self, pair: Pair) -> None:
        """Show in what the sides of a mined pair differ, if the reviewer stays on it."""
        await sleep(_STAYS_SECONDS)
        if self.rows.current is not pair:
            return

        def job(_: Corpus) -> str:
            # Imported when first needed: it brings the encoder.
            from workbench.tui.word_matches import differences

            return differences(pair)

        self._differences[pair.id, pair.revision] = await self.workspace.in_background(job)
        if self._is_whole and self.rows.current is pair:
            self._page.redraw()

    def _word_marks(self, pair: Pair) -> dict[Side, tuple[Mark, ...]]:
        # Imported when first needed: it brings the encoder.
        from workbench.tui.word_matches import shared_marks, word_marks

        if pair.kind in (MatchKind.PART, MatchKind.FORM):
            return shared_marks(pair)
        return word_marks(pair, self.workspace.terms())

    def _refresh_figures(self, pair: Pair | None) -> None:
        rows, wide = self.rows, self.size.width >= SIDE_BY_SIDE
        counts = rows.index.counts()
        # What changes what keys do comes first: the end is cut where it does not fit.
        parts = [_("range of {rows}").format(rows=counted_rows(len(rows.selected)))] if rows.selection else []
        source, target = heading.documents(pair, self._facing)
        parts += [rows.filter, " ↔ ".join(dict.fromkeys(filter(None, (source, target))))]
        if rows.is_sample:
            parts.append(_("random sample"))
        elif wide or rows.order is not Order.DOCUMENT:
            parts.append(_(_ORDERS[rows.order]))
        title = " · ".join(filter(None, parts))
        figures = heading.figures(counts, wide=wide)
        if len(rows) and not counts.open:
            figures += "  " + _("nothing left: {key} exports").format(key=self.key("app.export"))
        place = heading.place(rows.cursor, len(rows), counts, self._pace, wide=wide)
        self.query_one(StatusLine).show(f"{self.workspace.db.name} › {title}", f"{figures}   {place}")
        end = heading.end(len(rows), counts.open, self.key("go.next-open"), self.key("app.export"))
        self._page.frame = Frame(source, target, end)
        minimap = self.query_one(Minimap)
        minimap.show(rows.index.map(minimap.cells), rows.index.on_map(rows.cursor))

    def _change_density(self) -> None:
        """Show whole texts, or a line a row; kept for the next session."""
        density = Density.READING if self._views.density is Density.TRIAGE else Density.TRIAGE
        self._views.density = self._page.density = density
        self._page.rest()
        # A convenience: that a corpus is locked or gone is reported where a decision is not kept.
        with suppress(CorpusError):
            self.workspace.corpus.set_setting(_DENSITY, density)
        self.refresh_row()

    def _measure_pace(self) -> None:
        """See how fast rows are decided; the next key shows it."""
        # A convenience, as above.
        with suppress(CorpusError):
            self._pace = self.session.pace()

    # What widgets report

    def on_page_pointed(self, message: Page.Pointed) -> None:
        self.side = message.side or self.side
        self.go(message.place)

    def on_minimap_pointed(self, message: Minimap.Pointed) -> None:
        self.go(self.rows.index.from_map(message.share))

    def on_tab_line_switched(self, message: TabLine.Switched) -> None:
        self._inspection.switch_to(message.tab)

    def on_tab_items_pointed(self, message: TabItems.Pointed) -> None:
        self._inspection.point(message.index)

    def on_tab_items_taken(self, message: TabItems.Taken) -> None:
        self.carry_out(partial(self._inspection.take, message.index))

    def on_tab_items_removed(self, message: TabItems.Removed) -> None:
        self.carry_out(partial(self._inspection.remove, message.index))

    def on_tab_items_left(self, _: TabItems.Left) -> None:
        self._inspection.leave()

    def on_inspector_asked(self, message: Inspector.Asked) -> None:
        self.carry_out(partial(self._inspection.find, message.words))
