"""The app: one corpus, a library of its documents, a screen to review its rows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, ParamSpec, TypeVar

from rich.text import Text
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.theme import Theme
from textual.worker import WorkerFailed

from workbench.config import Settings
from workbench.domain import Change, Pair, Term
from workbench.errors import CorpusError, WorkbenchError, explained
from workbench.store.corpus import Corpus
from workbench.tui import jobs
from workbench.tui.actions import LIBRARY, REVIEW, clashes
from workbench.tui.commands import WorkbenchCommands
from workbench.tui.desk import Desk
from workbench.tui.screens.library import LibraryScreen
from workbench.tui.screens.review import ReviewScreen
from workbench.tui.text import visible

if TYPE_CHECKING:
    from workbench.pipeline.counterparts import Counterpart
    from workbench.pipeline.realignment import Realignment

THEMES = (
    Theme(
        "dark",
        primary="#5aa9e6",
        secondary="#c49bff",
        accent="#ffd166",
        warning="#ffb454",
        error="#ff6b6b",
        success="#7bd88f",
        foreground="#e6e6e6",
        background="#14171c",
        surface="#1b1f26",
        panel="#272d37",
    ),
    Theme(
        "light",
        primary="#1f5fa8",
        secondary="#6b3fa0",
        accent="#9a5b00",
        warning="#8a5a00",
        error="#b3261e",
        success="#1b6e3c",
        foreground="#1c1c1c",
        background="#fbfaf7",
        surface="#f2f0ea",
        panel="#e4e1d8",
        dark=False,
    ),
    Theme(
        "plain",
        primary="#808080",
        secondary="#c0c0c0",
        accent="#ffffff",
        warning="#ffffff",
        error="#ffffff",
        success="#ffffff",
        foreground="#e0e0e0",
        background="#000000",
        surface="#000000",
        panel="#202020",
    ),
)

P = ParamSpec("P")
R = TypeVar("R")

_WATCH = 2.0
"""Seconds between two looks at whether somebody else changed the corpus."""


class WorkbenchApp(App[None]):
    """Review of one corpus. Everything is saved the moment it is done."""

    CSS_PATH = "app.tcss"
    TITLE = "Alignment Workbench"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {WorkbenchCommands}
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "quit", "quit", show=False, priority=True)]

    def __init__(
        self,
        db: Path,
        settings: Settings,
        *,
        filter_line: str | None = None,
        encoder: str = "zh-en-static",
    ) -> None:
        super().__init__()
        self.db = db
        self.settings = settings
        self.encoder_name = encoder
        self.corpus = Corpus.open(db)
        self._filter_line = filter_line
        self._terms: list[Term] | None = None
        self._checker = jobs.Checker(self.corpus)
        self.desk = Desk(self.corpus, settings.reviewer, recheck=self._checker.recheck)
        self.busy = 0
        """Jobs in threads that somebody waits for."""
        self._seen_action = 0
        self._warm = False
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = settings.theme if settings.theme in self.available_themes else "dark"

    def on_mount(self) -> None:
        self.set_keymap(dict(self.settings.keys))
        for problem in dict.fromkeys([*clashes(REVIEW, self.settings.keys), *clashes(LIBRARY, self.settings.keys)]):
            self.notify(f"Config file: {problem}", severity="warning", markup=False)
        self._say_interrupted_imports()
        self._seen_action = self._latest_action()
        if self._filter_line is not None or self._at_work():
            self.open_review(self._filter_line)
        else:
            self.push_screen(LibraryScreen())
        self.set_interval(_WATCH, self.look_around)

    def _say_interrupted_imports(self) -> None:
        for record in self.corpus.imports():
            if not record.is_finished:
                from workbench.pipeline.importing import interrupted_import

                self.notify(visible(interrupted_import(record)), severity="warning", markup=False)

    def warm_up(self) -> None:
        """Load the checks in the background: somebody began an edit, after which they are needed.

        Not before: they and the encoder behind them take more memory than the app itself.
        """
        if not self._warm:
            self._warm = True
            self.run_worker(jobs.warm_up, thread=True, exit_on_error=False)

    def on_unmount(self) -> None:
        # The place is a convenience: a corpus that is locked or gone has already been told of.
        with suppress(CorpusError):
            self.desk.remember()
        self.corpus.close()

    def _at_work(self) -> bool:
        """Whether there is one obvious list to open: where work stopped last time, or the only one there is."""
        tallies = self.corpus.tallies()
        return bool(tallies) and (self.desk.has_place() or len({tally.source for tally in tallies}) == 1)

    def _handle_exception(self, error: Exception) -> None:
        """End with one sentence where nobody caught what the system refused; with a traceback where it is a bug."""
        known = explained(error.error if isinstance(error, WorkerFailed) else error)
        if known is None:
            super()._handle_exception(error)
        else:
            self.exit(return_code=known.exit_code, message=Text(f"workbench: {visible(str(known))}"))
            self._exception_event.set()

    # Screens

    def open_review(self, filter_line: str | None = None) -> None:
        """Show the rows: of a filter, or those of last time."""
        try:
            self.desk.resume(filter_line)
        except WorkbenchError as error:
            self.notify(visible(str(error)), severity="error", markup=False)
            self.desk.resume("")
        while isinstance(self.screen, LibraryScreen):
            self.pop_screen()
        if isinstance(self.screen, ReviewScreen):
            self.screen.refresh_rows()
        else:
            self.push_screen(ReviewScreen(self.desk))

    def open_library(self) -> None:
        """Show documents and how far they are."""
        self.desk.remember()
        self.push_screen(LibraryScreen())

    def rescue(self) -> None:
        """Write what is open to a new file beside the corpus, which may be gone by now."""
        copy = self.db.with_name(f"{self.db.stem}-rescued-{datetime.now(UTC):%Y%m%d-%H%M%S}.db")
        try:
            self.corpus.backup(copy)
        except WorkbenchError as error:
            self.notify(visible(str(error)), severity="error", markup=False)
        else:
            self.notify(visible(f"A copy is in {copy}."), markup=False, timeout=10)

    def next_theme(self) -> None:
        """Dark, light, plain, and round again."""
        names = [theme.name for theme in THEMES]
        here = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(here + 1) % len(names)]
        self.notify(f"Theme: {self.theme}.", markup=False, timeout=2)

    @property
    def review(self) -> ReviewScreen | None:
        """The review screen, where it is open."""
        return next((screen for screen in self.screen_stack if isinstance(screen, ReviewScreen)), None)

    # What screens ask for

    def terms(self) -> list[Term]:
        """The term base; read once, since terms are not edited here."""
        if self._terms is None:
            self._terms = self.corpus.terms()
        return self._terms

    async def _in_thread(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What a function answers that would keep the keys waiting."""
        self.busy += 1
        try:
            return await asyncio.to_thread(function, *args, **kwargs)
        finally:
            self.busy -= 1

    async def candidates(self, pair: Pair, keep: str) -> list[Counterpart]:
        """Possible counterparts for a side of a row, looked for in a thread."""
        return await self._in_thread(jobs.counterparts, self.db, self.encoder_name, pair, keep)

    async def lesson(self, pair: Pair, side: str, before: str) -> tuple[str, list[Change]]:
        """What an edit teaches and where else it would apply, found out in a thread."""
        return await self._in_thread(jobs.lesson_offers, self.db, pair, side, before)

    async def realignment(self, pair: Pair) -> Realignment:
        """The rows around a row aligned anew, in a thread."""
        return await self._in_thread(jobs.realignment, self.db, self.encoder_name, pair)

    async def importing(self, path: Path) -> int:
        """A file read into the corpus, in a thread; how many pairs were new."""
        return await self._in_thread(jobs.import_file, self.db, path)

    async def exporting(self, path: Path) -> int:
        """The confirmed translations written to a file, in a thread; how many there are."""
        return await self._in_thread(jobs.export, self.db, path)

    def exportable(self) -> int:
        """How many pairs an export would write."""
        return self.corpus.count(jobs.EXPORTED)

    # Others at work on the same corpus

    def _latest_action(self) -> int:
        return self.corpus.last_action_id()

    def look_around(self) -> None:
        """Show what somebody else did meanwhile; say so when the file is gone."""
        try:
            if not self.db.exists():
                raise WorkbenchError(
                    f"{self.db} is gone.", hint="Put it back, or keep what you have: workbench backup."
                )
            news = [action for action in self.corpus.history(limit=20) if action.id > self._seen_action]
        except WorkbenchError as error:
            self.notify(visible(str(error)), severity="error", markup=False)
            return
        if news:
            self._seen_action = news[0].id
            others = sorted({action.reviewer for action in news} - {self.settings.reviewer})
            if others and (review := self.review) is not None:
                self.desk.relist()
                review.refresh_rows()
                self.notify(visible(f"{', '.join(others)} changed rows; shown as they are now."), markup=False)
