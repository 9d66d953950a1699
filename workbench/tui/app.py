"""The app: one corpus, a library of its documents, a screen to review its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.command import CommandPalette, Provider
from textual.filter import LineFilter
from textual.message import Message
from textual.widgets import Input
from textual.worker import WorkerFailed

from workbench.config import Settings, unknown
from workbench.errors import CorpusError, WorkbenchError, explained
from workbench.i18n import gettext as _
from workbench.script import printable
from workbench.tui import state
from workbench.tui.commands import own_keys, problems
from workbench.tui.dialogs.base import Dialog, QuitDialog
from workbench.tui.dialogs.edit import VisibleTextArea
from workbench.tui.messages import NextTheme, OpenCorpus, OpenLibrary, OpenRows
from workbench.tui.palette import WorkbenchCommands
from workbench.tui.screens.library import LibraryScreen
from workbench.tui.screens.review import ReviewScreen
from workbench.tui.text import visible
from workbench.tui.themes import THEMES
from workbench.tui.widgets.spinner import Spinner
from workbench.tui.workspace import Workspace

_WATCH_SECONDS = 2.0
"""Time between two looks at whether another program changed the corpus."""


_TURN_SECONDS = 0.05
"""Between two looks at whether work is under way, and two frames of its sign."""
_UNTIL_SHOWN = 2
"""Looks that find it before it is shown: within a tenth of a second."""

_LATE_SECONDS = 0.15
"""A key that waited longer was pressed while the app stood still: for another program that writes, or a slow disk."""


def unknown_rules(names: Iterable[str]) -> list[str]:
    """Return a sentence for each name that no rule and no family of rules has."""
    # Imported when it is needed: it brings every check.
    from workbench.checks.rule_set import ALL

    # A person's own rules are known only to the command that reads them.
    return [unknown("rule", name, ALL.known) for name in names if name not in ALL.known and not name.startswith("own-")]


class PrintableFilter(LineFilter):
    """Lets no control character through to the terminal, whichever widget drew it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with control and direction characters replaced."""
        return [
            segment if segment.control else Segment(printable(segment.text), segment.style, segment.control)
            for segment in segments
        ]


class WorkbenchApp(App[None]):
    """Review of one corpus. Everything is saved the moment it is done."""

    CSS_PATH = "app.tcss"
    TITLE = "Alignment Workbench"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {WorkbenchCommands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "copy_or_quit", "copy or quit", show=False, priority=True)
    ]

    def __init__(
        self, db: Path, settings: Settings, *, filter_line: str | None = None, encoder: str = "zh-en-static"
    ) -> None:
        super().__init__()
        self.workspace = Workspace(db, settings, encoder)
        self._filter_line = filter_line
        self._printable = PrintableFilter()
        self._busy_for = 0
        """Looks in a row that found work in the background."""
        self._is_spinning = False
        self._trouble = ""
        """What `look_around` reported last, so that it is shown once."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = settings.theme if settings.theme in self.available_themes else "dark"

    def on_mount(self) -> None:
        settings = self.workspace.settings
        self.set_keymap(own_keys(settings.keys))
        if settings.theme not in self.available_themes:
            self._warn(unknown("theme", settings.theme, sorted(self.available_themes)))
        for problem in (*settings.problems, *problems(settings.keys)):
            self._warn(_config_problem(problem))
        if settings.severities:
            self.run_worker(self._check_severities())
        self._begin()
        self.set_interval(_WATCH_SECONDS, self.look_around)
        self.set_interval(_TURN_SECONDS, self._show_work)

    def _show_work(self) -> None:
        """Turn a sign on the screen in front while work in the background takes longer than a moment."""
        self._busy_for = self._busy_for + 1 if self.workspace.busy else 0
        if self._busy_for < _UNTIL_SHOWN:
            for screen in self.screen_stack if self._is_spinning else ():
                screen.query(Spinner).remove()
            self._is_spinning = False
            return
        self._is_spinning = True
        if found := self.screen.query(Spinner):
            found.first().turn()
        else:
            self.screen.mount(Spinner())

    def _begin(self) -> None:
        """Show the corpus that was opened."""
        state.keep(state.with_recent(state.load(), self.workspace.db))
        self._report_interrupted_imports()
        if self._filter_line is not None or self._has_one_list():
            self._open_rows(self._filter_line)
        else:
            self._open_library()

    def _warn(self, sentence: str) -> None:
        self.notify(visible(sentence), severity="warning", markup=False, timeout=15)

    async def _check_severities(self) -> None:
        """Name the rules of the config file that do not exist."""
        for problem in await self.workspace.in_background(lambda _: unknown_rules(self.workspace.settings.severities)):
            self._warn(_config_problem(problem))

    def _report_interrupted_imports(self) -> None:
        for record in self.workspace.corpus.imports():
            if not record.is_finished:
                from workbench.pipeline.importing import interrupted_import

                self._warn(interrupted_import(record))

    def on_unmount(self) -> None:
        self.workspace.close()

    def _has_one_list(self) -> bool:
        """Return whether one list is the obvious one: where work stopped last time, or the only one there is."""
        tallies = self.workspace.corpus.tallies()
        rows = self.workspace.session.rows
        return bool(tallies) and (rows.has_place() or len({tally.source for tally in tallies}) == 1)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line of every widget passes before it is drawn."""
        return [*super().get_line_filters(), self._printable]

    def _handle_exception(self, error: Exception) -> None:
        """End with a sentence where a reviewer can act on the error; bugs surface with their traceback."""
        known = explained(error.error if isinstance(error, WorkerFailed) else error)
        if known is None:
            super()._handle_exception(error)
        else:
            self.exit(return_code=known.exit_code, message=Text(f"workbench: {visible(str(known))}"))
            self._exception_event.set()

    # Keys

    async def on_event(self, event: events.Event) -> None:
        """Pass an event on, unless it is a key that was meant for a row which is not on the screen any more."""
        if isinstance(event, events.Key) and not event.is_forwarded and isinstance(self.screen, ReviewScreen):
            waited = Message().time - event.time
            if waited > _LATE_SECONDS and self.screen.is_too_late(event):
                late = _("A key pressed before this row was shown was left out.")
                self.notify(late, severity="warning", markup=False)
                return
        await super().on_event(event)

    def action_command_palette(self) -> None:
        """Show the palette."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("Find any command by name."), id="--command-palette"))

    # Leaving

    def action_copy_or_quit(self) -> None:
        """Copy where text is edited: what is selected, or all of it; elsewhere quit."""
        match self.focused:
            case VisibleTextArea() as area:
                self._copy(area.copied)
            case Input() as field:
                self._copy(field.selected_text or field.value)
            case _:
                self._leave()

    def _copy(self, text: str) -> None:
        if text:
            self.copy_to_clipboard(text)
            self.notify(_("Copied."), timeout=2)

    async def action_quit(self) -> None:
        """Quit; see `_leave`."""
        self._leave()

    def _leave(self) -> None:
        """Quit; where an editor holds text that was not kept, only after a question."""
        if any(isinstance(screen, QuitDialog) for screen in self.screen_stack):
            return
        if any(isinstance(screen, Dialog) and screen.has_unsaved_text for screen in self.screen_stack):
            self.push_screen(QuitDialog(), lambda leave: self.exit() if leave else None)
        else:
            self.exit()

    # Screens

    @property
    def review(self) -> ReviewScreen | None:
        """The review screen, if it is open."""
        return next((screen for screen in self.screen_stack if isinstance(screen, ReviewScreen)), None)

    def on_open_rows(self, message: OpenRows) -> None:
        self._open_rows(message.filter_line)

    def _open_rows(self, filter_line: str | None) -> None:
        rows = self.workspace.session.rows
        try:
            rows.resume(filter_line)
        except WorkbenchError as error:
            self.notify(visible(str(error)), severity="error", markup=False)
            rows.resume("")
        while isinstance(self.screen, LibraryScreen):
            self.pop_screen()
        if self.review is not None:
            self.review.refresh_rows()
        else:
            self.push_screen(ReviewScreen(self.workspace))

    async def on_open_corpus(self, message: OpenCorpus) -> None:
        old = self.workspace
        try:
            opened = Workspace(message.path, old.settings, old.encoder_name)
        except WorkbenchError as error:
            self.notify(visible(str(error)), severity="error", markup=False)
            return
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        self.workspace, self._filter_line, self._trouble = opened, None, ""
        old.close()
        self._begin()
        self.notify(visible(_("{corpus} is open.").format(corpus=opened.db)), markup=False, timeout=4)

    def on_open_library(self, _: OpenLibrary) -> None:
        self._open_library()

    def _open_library(self) -> None:
        self.push_screen(LibraryScreen(self.workspace, over_rows=self.review is not None))

    def on_next_theme(self, message: NextTheme) -> None:
        names = [theme.name for theme in THEMES]
        here = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(here + 1) % len(names)]
        self.notify(_("Theme: {name}.").format(name=self.theme), markup=False, timeout=2)

    # Other programs at work on the same corpus

    def look_around(self) -> None:
        """Show what others did meanwhile; report a file that is gone. Later, where this app is at work itself."""
        if self.workspace.busy:
            return
        db = self.workspace.db
        try:
            if not db.exists():
                raise CorpusError(
                    _("{corpus} no longer exists.").format(corpus=db),
                    hint=_("Put it back, or press ctrl+o to keep what you have."),
                )
            others = self.workspace.session.changed_elsewhere()
        except (WorkbenchError, OSError) as error:
            if str(error) != self._trouble:
                self._trouble = str(error)
                self.notify(visible(self._trouble), severity="error", markup=False)
            return
        self._trouble = ""
        if others and self.review is not None:
            self.review.refresh_rows()
            changed = _("{people} changed rows; shown as they are now.").format(people=", ".join(others))
            self.notify(visible(changed), markup=False)


def _config_problem(problem: str) -> str:
    return _("Config file: {problem}").format(problem=problem)
