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
from workbench.review.library import LibraryEntry, library
from workbench.review.progress import time_left
from workbench.tui.commands import LIBRARY, Command
from workbench.tui.dialogs.base import AskDialog
from workbench.tui.dialogs.filter import FilterDialog
from workbench.tui.messages import OpenRows
from workbench.tui.screen import WorkbenchScreen, bindings
from workbench.tui.text import bar, counted, visible
from workbench.tui.widgets.bars import KeyBar, StatusLine
from workbench.tui.workspace import Workspace

_EMPTY = """This corpus has no pairs yet.

    ctrl+n   align two files that are translations of each other
    i        import a TMX, TSV, XLIFF or JSONL file
    ctrl+l   open another corpus

Or leave with q and pair an article with what other papers wrote:

    workbench run ARTICLE COVERAGE…
    workbench run                     (the articles that come with the program)"""


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
        yield Static(_EMPTY, id="library-empty", markup=False)
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
        figures = f"{counted(all_rows.total, 'row')} · {all_rows.confirmed:,} confirmed · {all_rows.flagged:,} flagged"
        pace, still_open = self.workspace.session.pace(), all_rows.proposed + all_rows.needs_review
        if pace is not None and still_open:
            figures += f" · {pace.an_hour:,.0f} an hour, {time_left(still_open, pace)} left"
        self.query_one(StatusLine).show(f"Library · {self.workspace.db.name}", figures)
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

        dialog = AskDialog("Import a file of pairs", placeholder="path of a TMX, TSV, XLIFF or JSONL file")
        name = await self.ask(dialog)
        if not name or not name.strip():
            return
        path = named_file(name)
        self.say(f"Reading {path.name}…")
        done = await self.workspace.in_background(lambda corpus: import_file(corpus.path, str(path)))
        left_out = f" {counted(done.left_out.count, 'unit')} left out." if done.left_out.count else ""
        self.say(f"{counted(done.added, 'new pair')} from {path.name}.{left_out}")
        self.refresh_rows()

    def _undo(self) -> None:
        action = self.workspace.session.undo()
        self.say(f"Undone: {self.workspace.session.description(action)}." if action else "Nothing to undo.")
        self.refresh_rows()


def _layout(cells: int) -> tuple[int, bool]:
    """Return the cells for a name, and whether there is room for the bar and the last column."""
    wide = cells >= 92
    return max(cells - (63 if wide else 42), 10), wide


def _head(cells: int) -> str:
    name, wide = _layout(cells)
    done, unaligned = (f"{'':10} ", " unaligned") if wide else ("", "")
    return fit(f"{fit('', name)}   done {done}proposed confirmed review flagged{unaligned}", cells)


def _line(entry: LibraryEntry, cells: int) -> str:
    name, wide = _layout(cells)
    figures = f"{entry.proposed:>8,} {entry.confirmed:>9,} {entry.needs_review:>6,} {entry.flagged:>7,}"
    if wide:
        figures = f"{bar(entry.decided, 10)} {figures} {entry.unaligned:>9,}"
    return fit(f"{fit(visible(entry.name), name)} {entry.decided:>6.0%} {figures}", cells)
