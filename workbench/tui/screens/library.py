"""The library: documents and bitexts, and how far each is reviewed; the chosen one is reviewed."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from workbench.cells import fit
from workbench.config import named_file
from workbench.i18n import N_, ngettext, sentences
from workbench.i18n import gettext as _
from workbench.review.library import LibraryEntry, library
from workbench.review.progress import time_left
from workbench.tui.commands import LIBRARY, Command
from workbench.tui.dialogs.base import AskDialog
from workbench.tui.dialogs.filter import FilterDialog
from workbench.tui.messages import OpenRows
from workbench.tui.screen import WorkbenchScreen, bindings
from workbench.tui.text import bar, counted_rows, to_the_right, visible
from workbench.tui.widgets.bars import KeyBar, StatusLine
from workbench.tui.workspace import Workspace

_EMPTY = N_("""This corpus has no pairs yet.

    ctrl+n   align two files that are translations of each other
    i        import a TMX, TSV, XLIFF or JSONL file
    ctrl+l   open another corpus

Or leave with q and pair an article with what other papers wrote:

    workbench run ARTICLE COVERAGE…
    workbench run                     (the articles that come with the program)""")


class LibraryScreen(WorkbenchScreen):
    """One line for each bitext."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = LIBRARY
    BINDINGS: ClassVar[list[BindingType]] = bindings(LIBRARY)

    def __init__(self, workspace: Workspace, *, over_rows: bool) -> None:
        """`over_rows`: esc goes back to the rows that were under review."""
        super().__init__(workspace)
        self._over_rows = over_rows
        self._entries: list[LibraryEntry] = []
        self.handlers |= {
            "library.next": partial(self._move, 1),
            "library.previous": partial(self._move, -1),
            "library.open": self._open,
            "library.open-all": partial(self._open_rows, ""),
            "library.back": self._back,
            "library.filter": self._filter,
            "library.import": self._import,
            "app.undo": self._undo,
        }

    def compose(self) -> ComposeResult:
        yield StatusLine(id="status")
        yield Static("", id="library-head", markup=False)
        yield OptionList(markup=False)
        yield Static(_(_EMPTY), id="library-empty", markup=False)
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.refresh_rows()
        self.query_one(OptionList).focus()

    def on_screen_resume(self) -> None:
        self.refresh_rows()

    def on_resize(self) -> None:
        self.refresh_rows()

    def refresh_rows(self, *, reload: bool = True) -> None:
        """Draw the entries, counted again unless not `reload`."""
        if reload or not self._entries:
            self._entries = library(self.workspace.corpus.tallies())
        all_rows = self._entries[0]
        self.set_class(all_rows.total == 0, "empty")
        choices = self.query_one(OptionList)
        # A list that is not drawn cannot turn its pages.
        choices.disabled = all_rows.total == 0
        kept = choices.highlighted or 0
        choices.clear_options()
        cells = max(self.size.width - 4, 20)
        choices.add_options([Option(Content(_line(entry, cells))) for entry in self._entries])
        choices.highlighted = min(kept, len(self._entries) - 1)
        self.query_one("#library-head", Static).update(_head(cells))
        parts = [
            counted_rows(all_rows.total),
            _("{count} confirmed").format(count=f"{all_rows.confirmed:,}"),
            _("{count} flagged").format(count=f"{all_rows.flagged:,}"),
        ]
        pace, still_open = self.workspace.session.pace(), all_rows.proposed + all_rows.needs_review
        if pace is not None and still_open:
            pace_now = _("{rows} an hour, {time} left")
            parts.append(pace_now.format(rows=f"{pace.an_hour:,.0f}", time=time_left(still_open, pace)))
        title = _("Library · {corpus}").format(corpus=self.workspace.db.name)
        self.query_one(StatusLine).show(title, " · ".join(parts))
        useful = ["app.align", "library.import", "app.open"]
        if all_rows.total:
            useful = ["library.open", "library.open-all", "library.filter", *useful, "app.export", "app.undo"]
        self.query_one(KeyBar).show(self.hints([*useful, "app.help", "app.quit"]))

    def on_option_list_option_selected(self, _: OptionList.OptionSelected) -> None:
        self._open()

    # Commands

    def _move(self, step: int) -> None:
        choices = self.query_one(OptionList)
        (choices.action_cursor_down if step > 0 else choices.action_cursor_up)()

    def _open(self) -> None:
        chosen = self.query_one(OptionList).highlighted
        if chosen is not None and self._entries[0].total:
            self._open_rows(self._entries[chosen].filter)

    def _open_rows(self, filter_line: str | None) -> None:
        self.post_message(OpenRows(filter_line))

    def _back(self) -> None:
        if self._over_rows:
            self._open_rows(None)
        else:
            self._open()

    async def _filter(self) -> None:
        line = await self.ask(FilterDialog("", self.workspace.corpus))
        if line is not None:
            self._open_rows(line)

    async def _import(self) -> None:
        # Imported when first needed: it brings every format.
        from workbench.pipeline.importing import import_file

        placeholder = _("path of a TMX, TSV, XLIFF or JSONL file")
        dialog = AskDialog(_("Import a file of pairs"), placeholder=placeholder)
        name = await self.ask(dialog)
        if not name or not name.strip():
            return
        path = named_file(name)
        self.say(_("Reading {name}…").format(name=path.name))
        done = await self.workspace.in_background(lambda corpus: import_file(corpus.path, str(path)))
        added = ngettext("{count} new pair from {name}.", "{count} new pairs from {name}.", done.added)
        said = [added.format(count=f"{done.added:,}", name=path.name)]
        if left_out := done.left_out.count:
            said.append(ngettext("{count} unit left out.", "{count} units left out.", left_out).format(count=left_out))
        self.say(sentences(*said))
        self.refresh_rows()

    def _undo(self) -> None:
        action = self.workspace.session.undo()
        done = _("Undone: {action}.").format(action=self.workspace.session.description(action)) if action else ""
        self.say(done or _("Nothing to undo."))
        self.refresh_rows()


_COLUMNS = (6, 8, 9, 6, 7, 9)
"""Cells of the figures: share done, proposed, confirmed, needs review, flagged, unaligned."""


def _layout(cells: int) -> tuple[int, bool]:
    """Return the cells for a name, and whether there is room for the bar and the last column."""
    wide = cells >= 92
    return max(cells - (63 if wide else 42), 10), wide


def _head(cells: int) -> str:
    name, wide = _layout(cells)
    heads = [_("done"), _("proposed"), _("confirmed"), _("review"), _("flagged"), _("unaligned")]
    columns = [to_the_right(head, room) for head, room in zip(heads, _COLUMNS, strict=True)]
    if wide:
        columns.insert(1, " " * 10)
    return fit(" ".join([fit("", name), *(columns if wide else columns[:-1])]), cells)


def _line(entry: LibraryEntry, cells: int) -> str:
    name, wide = _layout(cells)
    counts = entry.proposed, entry.confirmed, entry.needs_review, entry.flagged, entry.unaligned
    figures = [f"{entry.decided:.0%}", *(f"{count:,}" for count in counts)]
    columns = [f"{figure:>{room}}" for figure, room in zip(figures, _COLUMNS, strict=True)]
    if wide:
        columns.insert(1, bar(entry.decided, 10))
    return fit(" ".join([fit(visible(entry.name), name), *(columns if wide else columns[:-1])]), cells)
