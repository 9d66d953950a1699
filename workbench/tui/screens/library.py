"""Documents and bitexts, and how far each is; what is chosen is reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from workbench.config import named_file
from workbench.domain import OPEN, Relation, Status
from workbench.store.values import Tally
from workbench.tui.actions import LIBRARY, Command
from workbench.tui.screens.base import AskDialog, WorkbenchScreen, bindings
from workbench.tui.screens.filter import FilterScreen
from workbench.tui.text import bar, fit, visible
from workbench.tui.widgets.bars import Hint, KeyBar, StatusLine

_EMPTY = """This corpus has no pairs yet.

Leave with q and pair an article with what other papers wrote:

    workbench run ARTICLE COVERAGE…        (without arguments: the articles that come with the program)
    workbench align SOURCE TARGET --store  (two texts that are translations of each other)

Or press i to read a TMX, TSV, XLIFF or JSONL file into it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far some rows are."""

    name: str
    """As shown: "tianjin-visit ↔ sichuan-forum"."""
    filter: str
    """The filter line that lists these rows."""
    proposed: int = 0
    confirmed: int = 0
    needs_review: int = 0
    rejected: int = 0
    unaligned: int = 0
    """Of the proposed."""
    flagged: int = 0
    """Open rows with an error or a warning."""

    @property
    def total(self) -> int:
        """All rows."""
        return self.proposed + self.confirmed + self.needs_review + self.rejected


def standing(name: str, filter_line: str, tallies: Iterable[Tally]) -> Standing:
    """Add tallies up."""
    counts = dict.fromkeys(Status, 0)
    flagged = unaligned = 0
    for tally in tallies:
        counts[tally.status] += tally.count
        is_open = tally.status in OPEN
        flagged += tally.count if tally.flagged and is_open else 0
        unaligned += tally.count if tally.relation is Relation.UNALIGNED and tally.status is Status.PROPOSED else 0
    return Standing(
        name,
        filter_line,
        counts[Status.PROPOSED],
        counts[Status.CONFIRMED],
        counts[Status.NEEDS_REVIEW],
        counts[Status.REJECTED],
        unaligned,
        flagged,
    )


def library(tallies: list[Tally]) -> list[Standing]:
    """All rows, then every document with the ones that face it."""
    entries = [standing("All rows", "", tallies)]
    for source in dict.fromkeys(tally.source for tally in tallies):
        of_source = [tally for tally in tallies if tally.source == source]
        targets = [target for target in dict.fromkeys(tally.target for tally in of_source) if target]
        if len(targets) == 1:
            entries.append(standing(f"{source or 'imported'} ↔ {targets[0]}", f"doc:{quoted(source)}", of_source))
            continue
        entries.append(standing(source or "imported", f"doc:{quoted(source)}" if source else "", of_source))
        for target in targets:
            facing = [tally for tally in of_source if tally.target == target]
            entries.append(standing(f"  ↔ {target}", f"doc:{quoted(target)}", facing))
    return entries


def _widths(cells: int) -> tuple[int, bool]:
    """Cells for a name, and whether there is room for the bar and the last column."""
    wide = cells >= 92
    return max(cells - (63 if wide else 42), 10), wide


def quoted(name: str) -> str:
    """A name as the filter line takes it."""
    return f'"{name}"' if any(character.isspace() for character in name) else name


class LibraryScreen(WorkbenchScreen):
    """One line a bitext."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = LIBRARY
    BINDINGS = bindings(LIBRARY)

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[Standing] = []

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

    def refresh_rows(self) -> None:
        """Count anew."""
        with self.telling():
            self._entries = library(self.workbench.corpus.tallies())
        total = self._entries[0]
        self.set_class(total.total == 0, "empty")
        choices = self.query_one(OptionList)
        kept = choices.highlighted or 0
        choices.clear_options()
        cells = max(self.size.width - 4, 20)
        choices.add_options([Option(Content(self._line(entry, cells))) for entry in self._entries])
        choices.highlighted = min(kept, len(self._entries) - 1)
        self.query_one("#library-head", Static).update(self._head(cells))
        figures = f"{total.total:,} rows · {total.confirmed:,} confirmed · {total.flagged:,} flagged"
        self.query_one(StatusLine).show(f"Library · {self.workbench.db.name}", figures)
        names = ["library.open", "library.open-all", "library.filter", "library.import", "app.export", "app.undo"]
        names = ["library.import"] if total.total == 0 else names
        keymap = self.keymap
        self.query_one(KeyBar).show(
            [
                Hint(keymap.first(name), keymap.find(name).label, keymap.find(name).action)
                for name in [*names, "app.help", "app.quit"]
            ]
        )

    @staticmethod
    def _head(cells: int) -> str:
        name, wide = _widths(cells)
        unaligned = " unaligned" if wide else ""
        bar_head = f"{'':10} " if wide else ""
        return fit(f"{fit('', name)}   done {bar_head}proposed confirmed review flagged{unaligned}", cells)

    @staticmethod
    def _line(entry: Standing, cells: int) -> str:
        name, wide = _widths(cells)
        done = (entry.confirmed + entry.rejected) / entry.total if entry.total else 0.0
        figures = f"{entry.proposed:>8,} {entry.confirmed:>9,} {entry.needs_review:>6,} {entry.flagged:>7,}"
        if wide:
            figures = f"{bar(done, 10)} {figures} {entry.unaligned:>9,}"
        return fit(f"{fit(visible(entry.name), name)} {done:>6.0%} {figures}", cells)

    # Keys

    def action_library_next(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_library_previous(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def action_library_open(self) -> None:
        chosen = self.query_one(OptionList).highlighted
        if chosen is not None and self._entries and self._entries[0].total:
            self.workbench.open_review(self._entries[chosen].filter)

    def on_option_list_option_selected(self, _: OptionList.OptionSelected) -> None:
        self.action_library_open()

    def action_library_open_all(self) -> None:
        self.workbench.open_review("")

    def action_library_back(self) -> None:
        if self.workbench.review is not None:
            self.workbench.open_review()
        else:
            self.action_library_open()

    @work
    async def action_library_filter(self) -> None:
        line = await self.app.push_screen_wait(FilterScreen("", self.workbench.corpus))
        if line is not None:
            self.workbench.open_review(line)

    @work
    async def action_library_import(self) -> None:
        name = await self.app.push_screen_wait(
            AskDialog("Read a file of pairs", placeholder="path of a TMX, TSV, XLIFF or JSONL file")
        )
        if not name or not name.strip():
            return
        with self.telling():
            path = named_file(name)
            self.say(f"Reading {path.name}…")
            added = await self.workbench.importing(path)
            self.say(f"{added:,} new pairs from {path.name}.")
            self.refresh_rows()

    def action_app_undo(self) -> None:
        with self.telling():
            action = self.workbench.corpus.undo(self.workbench.settings.reviewer)
            self.say(f"Undone: {self.workbench.desk.reverted(action)}." if action else "Nothing to undo.")
        self.refresh_rows()
