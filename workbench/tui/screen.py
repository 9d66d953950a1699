"""What all screens share: commands from the table, one place where errors are reported, messages without markup."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar, TypeVar
from weakref import finalize

from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import Worker

from workbench.errors import StaleRow, WorkbenchError
from workbench.i18n import gettext as _
from workbench.script import printable
from workbench.tui import state
from workbench.tui.commands import Command, Keymap
from workbench.tui.dialogs.align import AlignDialog
from workbench.tui.dialogs.base import Dialog
from workbench.tui.dialogs.corpora import CorpusDialog
from workbench.tui.dialogs.export import ExportDialog
from workbench.tui.dialogs.help import HelpDialog
from workbench.tui.messages import NextTheme, OpenCorpus, OpenRows
from workbench.tui.text import visible
from workbench.tui.widgets.bars import Hint, KeyBar
from workbench.tui.workspace import Workspace

Result = TypeVar("Result")

Handler = Callable[[], Coroutine[Any, Any, None] | None]
"""Carries out a command; a coroutine runs while the screen stays usable."""


def bindings(commands: tuple[Command, ...]) -> list[BindingType]:
    """Return the table as Textual bindings; their ids let the config file change the keys."""
    return [
        Binding(command.keys, command.action, command.label, id=command.id, tooltip=command.help, show=False)
        for command in commands
    ]


class WorkbenchScreen(Screen[None]):
    """A screen that carries out the commands of a table."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace
        self.keymap = Keymap(self.COMMANDS_HERE, workspace.settings.keys)
        self.handlers: dict[str, Handler] = {
            "app.palette": self._palette,
            "app.theme": self._next_theme,
            "app.rescue": self._rescue,
            "app.quit": self._quit,
            "app.help": self._help,
            "app.export": self._export,
            "app.align": self._align,
            "app.open": self._open_corpus,
        }

    def action_command(self, command_id: str) -> None:
        """Carry out a command."""
        self.carry_out(self.handlers[command_id])

    def carry_out(self, handler: Handler) -> None:
        """Do what a handler does; what goes wrong is shown."""
        with self.reporting():
            waiting = handler()
            if waiting is not None:
                self.start(waiting)

    def start(self, job: Coroutine[Any, Any, None], *, only: str = "") -> None:
        """Run a job while the screen stays usable, in place of the one of the same name `only`; errors are shown."""
        worker: Worker[None] = self.run_worker(
            partial(self._reported, job), group=only or "default", exclusive=bool(only)
        )
        # The app may end before the job begins.
        finalize(worker, job.close)

    async def _reported(self, waiting: Coroutine[Any, Any, None]) -> None:
        with self.reporting():
            await waiting

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Show what went wrong instead of ending the app; nothing was stored then."""
        try:
            yield
        except StaleRow as error:
            kept = _("{problem} The row is shown as it is now; nothing was overwritten.")
            self.say(kept.format(problem=error), bad=True)
            self.refresh_rows()
        except WorkbenchError as error:
            self.say(str(error), bad=True)

    def copy(self, text: str, name: str) -> None:
        """Copy a text to the clipboard, by way of the terminal; `name` says what it is."""
        self.app.copy_to_clipboard(printable(text))
        self.say(_("Copied {what}.").format(what=name))

    def say(self, message: str, *, bad: bool = False) -> None:
        """Show a short message that disappears by itself."""
        self.notify(visible(message), severity="error" if bad else "information", markup=False, timeout=8 if bad else 4)

    async def ask(self, dialog: Dialog[Result]) -> Result | None:
        """Show a dialog and return its result; None if it was left."""
        return await self.app.push_screen_wait(dialog)

    def refresh_rows(self, *, reload: bool = True) -> None:
        """Draw again what is listed, read again unless not `reload`; for screens that list something."""

    def hints(self, command_ids: Sequence[str]) -> list[Hint]:
        """Return what the key bar shows for commands."""
        return [
            Hint(self.keymap.first(name), self.keymap.find(name).title, self.keymap.find(name).action)
            for name in command_ids
        ]

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)

    def _palette(self) -> None:
        self.app.action_command_palette()

    def _quit(self) -> None:
        self.app.exit()

    def _next_theme(self) -> None:
        self.post_message(NextTheme())

    def _rescue(self) -> None:
        self.notify(visible(_("A copy is in {path}.").format(path=self.workspace.rescue())), markup=False, timeout=10)

    async def _help(self) -> None:
        await self.ask(HelpDialog(self.keymap))

    async def _export(self) -> None:
        written = await self.ask(ExportDialog(self.workspace))
        if written:
            self.say(written)

    async def _align(self) -> None:
        done = await self.ask(AlignDialog(self.workspace))
        if done is not None:
            self.post_message(OpenRows(done.filter_line))
            self.notify(visible(done.message), markup=False, timeout=12)

    async def _open_corpus(self) -> None:
        here = str(self.workspace.db.absolute())
        path = await self.ask(CorpusDialog(self.workspace, [each for each in state.load().recent if each != here]))
        if path is not None:
            self.post_message(OpenCorpus(path))
