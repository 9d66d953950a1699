"""The review screen: list, map, both texts, flags, keys. Its commands are carried out by controllers."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Static

from workbench.domain import Flag, MatchKind, Pair, PairSide, Relation, Side, joined
from workbench.review.groups import grouped, proposals_beside
from workbench.review.neighbours import rest_of_sentence
from workbench.store.queries import Order
from workbench.tui.commands import CHANGING, REVIEW, Command
from workbench.tui.controllers.alignment import Alignment
from workbench.tui.controllers.bulk import Bulk
from workbench.tui.controllers.clipboard import Clipboard
from workbench.tui.controllers.decisions import Decisions
from workbench.tui.controllers.lookups import Lookups
from workbench.tui.controllers.navigation import Navigation
from workbench.tui.controllers.replacing import Replacing
from workbench.tui.controllers.texts import Texts
from workbench.tui.dialogs.base import hint_height
from workbench.tui.messages import OpenLibrary
from workbench.tui.screen import WorkbenchScreen, bindings
from workbench.tui.text import Mark, counted
from workbench.tui.widgets.bars import KeyBar, StatusLine
from workbench.tui.widgets.flag_bar import FlagBar
from workbench.tui.widgets.minimap import Minimap
from workbench.tui.widgets.pair_list import PairList, shape
from workbench.tui.widgets.pair_view import Column, PairView
from workbench.tui.workspace import Workspace

SMALLEST = (40, 14)
"""Columns and lines below which nothing useful can be shown."""

_SHORT = 40
"""Characters up to which the words of a chosen flag are shown reversed."""

_FOLLOWING = 2
"""Sentences shown below those of the row."""


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
        self._chosen: tuple[int | None, int] = None, 0
        """Id of a row and which of its flags was chosen."""
        self._shown: tuple[int | None, int] | None = None
        """Id and revision of the row on the screen."""
        self._shown_since = 0.0
        """Since when, by the clock of Textual's messages."""
        bulk = Bulk(self, workspace)
        texts = Texts(self, workspace, bulk)
        for controller in (
            texts,
            Navigation(self, workspace),
            Decisions(self, workspace, bulk, texts.reopen_draft),
            bulk,
            Replacing(self, workspace, bulk),
            Alignment(self, workspace),
            Lookups(self, workspace),
            Clipboard(self, workspace),
        ):
            self.handlers |= controller.handlers()
        self.handlers |= bulk.over_ranges(self.handlers)
        self.handlers["app.library"] = self.open_library

    def compose(self) -> ComposeResult:
        yield StatusLine(id="status")
        with Horizontal(id="rows"):
            yield PairList(self.rows.row, id="list")
            yield Minimap(id="map")
        yield PairView(id="pair")
        yield FlagBar(id="flags")
        yield KeyBar(id="keys")
        yield Static("More room, please: 40 columns and 14 lines. Nothing is lost.", id="small", markup=False)

    def on_mount(self) -> None:
        self.query_one(PairList).focus()
        self.refresh_rows(reload=False)

    def on_resize(self, event: events.Resize) -> None:
        columns, lines = event.size
        self.set_class(columns < SMALLEST[0] or lines < SMALLEST[1], "too-small")
        self.query_one("#map").display = columns >= 100
        self.query_one("#rows").styles.height = (
            3 if lines <= 24 else min(28, round(lines * (0.32 if lines < 50 else 0.42)))
        )
        self.query_one("#flags").styles.height = 3 if lines <= 24 else 4 if lines <= 40 else 6
        self.query_one("#keys").styles.height = hint_height(lines)
        self.call_after_refresh(self.refresh_row)

    # For the controllers

    @property
    def page_rows(self) -> int:
        return self.query_one(PairList).size.height

    @property
    def first_row(self) -> int:
        return self.query_one(PairList).scroll_offset.y

    @property
    def selection(self) -> str:
        return (self.get_selected_text() or "").strip()

    def text_region(self) -> Region:
        return self.query_one(PairView).region

    def scroll_text(self) -> None:
        self.query_one(PairView).scroll_text()

    def key(self, command_id: str) -> str:
        return self.keymap.first(command_id)

    def open_library(self) -> None:
        self.rows.save_place()
        self.post_message(OpenLibrary())

    def chosen_flag(self, pair: Pair) -> Flag | None:
        flags = self._flags(pair)
        return flags[self._chosen_index(pair)] if flags else None

    def choose_next_flag(self, pair: Pair) -> None:
        self._chosen = pair.id, (self._chosen_index(pair) + 1) % len(self._flags(pair))
        self.refresh_row()

    def _chosen_index(self, pair: Pair) -> int:
        """Return which flag is chosen: until one is, the first that has a suggestion."""
        row, index = self._chosen
        flags = self._flags(pair)
        if row == pair.id and index < len(flags):
            return index
        return next((i for i, flag in enumerate(flags) if flag.suggestion is not None), 0)

    def _flags(self, pair: Pair) -> tuple[Flag, ...]:
        """Return the flags to show, those that were dismissed where the filter asks for them."""
        return (*pair.flags, *pair.dismissed) if self.rows.shows_dismissed else pair.flags

    @property
    def _is_whole(self) -> bool:
        """Whether all widgets are there: not while the screen is built, or taken down as the app ends."""
        return len(self.query("StatusLine, PairList, Minimap, PairView, FlagBar, KeyBar")) == 6

    def go(self, place: int, *, hold: bool = False) -> None:
        if len(self.rows) and self._is_whole:
            self.rows.cursor = max(0, min(place, len(self.rows) - 1))
            self._chosen = None, 0
            pair_list = self.query_one(PairList)
            pair_list.selected = self.rows.selected
            pair_list.move(self.rows.cursor, hold=hold)
            self.query_one(PairView).scroll_to_start()
            self.refresh_row()

    def refresh_rows(self, *, reload: bool = True) -> None:
        if reload:
            self.rows.reload()
        if not self._is_whole:
            return
        pair_list = self.query_one(PairList)
        pair_list.marked = self.marked.id if self.marked else None
        pair_list.selected = self.rows.selected
        pair_list.show(len(self.rows), self.rows.cursor)
        self.refresh_row()

    def is_too_late(self, key: events.Key) -> bool:
        """Return whether a key means the row that was shown before this one."""
        return key.time < self._shown_since and self.keymap.changes_rows(key.key)

    def action_command(self, command_id: str) -> None:
        """Carry out a command; one about the row only where the row can be seen."""
        if self.has_class("too-small") and self.keymap.find(command_id).group in CHANGING:
            self.say("The window is too small to show the row; nothing was changed.", bad=True)
        else:
            super().action_command(command_id)

    def refresh_row(self) -> None:
        if not self._is_whole:
            return
        pair = self.rows.current
        if (row := (pair.id, pair.revision) if pair else None) != self._shown:
            self._shown, self._shown_since = row, Message().time
        flags, view = self.query_one(FlagBar), self.query_one(PairView)
        if pair is None:
            view.say(self._nothing_here())
            flags.show((), 0)
        else:
            view.show(*self._columns(pair))
            alone = pair.relation is Relation.UNALIGNED
            empty = "Unaligned: enter offers counterparts, e writes one." if alone else "No flags."
            shown = self._flags(pair)
            also = self._also(pair)
            flags.show(shown, self._chosen_index(pair), live=len(pair.flags), note=pair.note, also=also, empty=empty)
        if not self.has_class("too-small"):
            self.rows.see(range(self.first_row, self.first_row + self.page_rows))
        self.query_one(KeyBar).show(self.hints(self._useful_commands(pair)))
        self._refresh_figures()

    # Drawing

    def _nothing_here(self) -> str:
        if len(self.rows):
            return self.rows.problem or "This row was merged or removed by somebody else. j and k move on."
        if self.rows.filter:
            return f"No row passes the filter “{self.rows.filter}”. esc shows all rows again, / changes the filter."
        if self.rows.is_sample:
            return "The sample is empty. % shows the estimate."
        return (
            "The corpus has no pairs yet. Press ctrl+n to align two files here, or leave with q and run: "
            "workbench run ARTICLE COVERAGE…"
        )

    def _columns(self, pair: Pair) -> tuple[Column, Column]:
        words = self._word_marks(pair) if self.words_shown else {}
        head = f"{pair.id} · {pair.relation} · {_kind(pair)}{shape(pair)} · "
        return (
            self._column(pair, Side.SOURCE, head, words.get(Side.SOURCE, ())),
            self._column(pair, Side.TARGET, "", words.get(Side.TARGET, ())),
        )

    def _also(self, pair: Pair) -> str:
        """Return what else faces the sentence of a row that was mined, and whether it can be reviewed at once."""
        beside = proposals_beside(self.workspace.corpus, pair) if pair.coverage else []
        if not beside:
            return ""
        group = grouped([pair, *beside])
        if group is not None and pair.id in {row.id for row in group.rows}:
            papers = ", ".join(self._sentence(row.target) for row in group.rows)
            return f"{self.key('row.confirm-group')} confirms {papers} · likely source the first: {group.reason}"
        return "also " + ", ".join(f"{self._sentence(row.target)} ({row.kind})" for row in beside)

    def _sentence(self, side: PairSide) -> str:
        return f"{side.document} s{side.segments[0] + 1}" if side.segments else side.document

    def _word_marks(self, pair: Pair) -> dict[Side, tuple[Mark, ...]]:
        # Imported when first needed: it brings the encoder.
        from workbench.tui.word_matches import shared_marks, word_marks

        if pair.kind in (MatchKind.PART, MatchKind.FORM):
            return shared_marks(pair)
        return word_marks(pair, self.workspace.terms())

    def _column(self, pair: Pair, name: Side, head: str, words: tuple[Mark, ...]) -> Column:
        side = pair.side(name)
        segments = self.session.segments(side.document)
        before = after = ""
        if side.segments and segments:
            first, last = min(side.segments), max(side.segments)
            more = self.size.height // 50  # A tall screen has room for more of the document.
            before = joined(segments[max(0, first - 1 - more) : first])
            after = joined(segments[last + 1 : last + 1 + _FOLLOWING + 4 * more])
            parts = [rest_of_sentence(pair, name, step, self.session.segments) for step in (-1, 1)]
            before = side.language.concatenate(before, parts[0])
            after = side.language.concatenate(parts[1], after)
        flags = tuple(self._flag_mark(pair, flag) for flag in self._flags(pair) if flag.side is name)
        hits = tuple(Mark(hit.start, hit.end, "hit") for hit in self.rows.hits(pair) if hit.side == name)
        return Column(
            title=head + self._location(pair, side),
            text=side.text or "— no counterpart —",
            before=before,
            after=after,
            marks=(*hits, *flags, *words) if side.text else (),
            active=name is self.side,
        )

    def _flag_mark(self, pair: Pair, flag: Flag) -> Mark:
        chosen = flag is self.chosen_flag(pair)
        # A whole sentence reversed could not be read.
        short = flag.end - flag.start <= _SHORT
        return Mark(flag.start, flag.end, "chosen" if chosen and short else flag.severity.value)

    def _location(self, pair: Pair, side: PairSide) -> str:
        """Return where a side stands: document, paragraph, sentences, offsets."""
        if not side.text:
            return "nothing here"
        if not side.document and pair.is_human:
            return "written here"
        segments = self.session.segments(side.document)
        if not side.segments or max(side.segments) >= len(segments):
            return side.document or "imported"
        first, last = segments[min(side.segments)], segments[max(side.segments)]
        numbers = f"s{first.position + 1}" + (f"–{last.position + 1}" if last is not first else "")
        return f"{side.document} ¶{first.paragraph + 1} {numbers} · {first.start}–{last.end}"

    def _useful_commands(self, pair: Pair | None) -> list[str]:
        """Return the commands that matter now, the most needed first; the last ones may have no room."""
        if pair is None:
            return ["app.library", "look.filter", "app.export", "app.undo", "app.help", "app.quit"]
        wide = self.size.width >= 100
        useful = ["row.confirm", "row.reject", "row.later", "text.edit"]
        useful += ["text.apply"] if any(flag.suggestion is not None for flag in pair.flags) else []
        useful += ["row.candidates"] if pair.relation is Relation.UNALIGNED else []
        useful += ["row.take-part"] if pair.kind is MatchKind.PART else []
        useful += ["row.merge-next", "row.split"] if wide else []
        useful += ["app.undo", "go.next-open", *(["go.next-flagged", "look.filter"] if wide else [])]
        useful += ["app.help", "app.quit", *([] if wide else ["look.filter"])]
        if self.size.height > 30:
            useful += ["look.order", "look.words", "sentence.down", "row.link", "row.unlink", "rows.realign"]
            useful += ["look.estimate", "app.export", "app.library"]
        return useful

    def _refresh_figures(self) -> None:
        rows, wide = self.rows, self.size.width >= 100
        counts = rows.index.counts()
        order = "least sure first" if rows.order is Order.VALUE else f"{rows.order} order"
        parts = [self.workspace.db.name, "random sample" if rows.is_sample else order]
        parts += [rows.filter or "all rows"] if wide or rows.filter else []
        parts = [f"range of {counted(len(rows.selected), 'row')}", *parts] if rows.selection else parts
        figures = f"{rows.cursor + 1:,}/{len(rows):,} · " if wide else ""
        figures += f"{counts.open:,} open  {counts.confirmed:,} confirmed  {counts.flagged:,} flagged"
        if counts.expected is not None:
            figures += f" · est. right {counts.expected:.0%}"
        elif len(rows) and not counts.open:
            figures += " · nothing left: ctrl+e exports"
        self.query_one(StatusLine).show(" · ".join(parts), figures)
        minimap = self.query_one(Minimap)
        if minimap.display:
            minimap.show(rows.index.map(max(1, minimap.size.height)), rows.index.on_map(rows.cursor))

    # What widgets report

    def on_pair_list_pointed(self, message: PairList.Pointed) -> None:
        self.go(message.index)

    def on_minimap_pointed(self, message: Minimap.Pointed) -> None:
        self.go(self.rows.index.from_map(message.share))

    def on_pair_view_side_clicked(self, message: PairView.SideClicked) -> None:
        self.side = message.side
        self.refresh_row()

    def on_flag_bar_chosen(self, message: FlagBar.Chosen) -> None:
        if (pair := self.rows.current) is not None:
            self._chosen = pair.id, message.index
            self.refresh_row()


def _kind(pair: Pair) -> str:
    """Return what the sides of a mined pair have in common, how probably they say the same, and how much they share."""
    if pair.coverage is None:
        return ""
    shared = f"{pair.coverage.source:.0%} ↔ {pair.coverage.target:.0%}"
    return f"{pair.kind} {pair.probability:.2f} · {shared} · "
