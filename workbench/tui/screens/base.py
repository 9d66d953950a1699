"""What all screens share: bindings from the table of commands, messages that are never markup, dialogs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from workbench.errors import StaleRow, WorkbenchError
from workbench.tui.actions import Command, Keymap, shown
from workbench.tui.text import visible
from workbench.tui.widgets.bars import KeyBar

if TYPE_CHECKING:
    from workbench.tui.app import WorkbenchApp

Result = TypeVar("Result")


def bindings(commands: tuple[Command, ...]) -> list[BindingType]:
    """The table as Textual bindings; their ids let the config file give them other keys."""
    return [
        Binding(command.keys, command.action, command.label, id=command.id, tooltip=command.help, show=False)
        for command in commands
    ]


class WorkbenchScreen(Screen[None]):
    """A screen with commands of its own beside those of the app."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = ()

    @property
    def workbench(self) -> WorkbenchApp:
        """The app, as the type it has."""
        return cast("WorkbenchApp", self.app)

    @property
    def keymap(self) -> Keymap:
        """The commands of this screen with their keys."""
        return Keymap(self.COMMANDS_HERE, self.workbench.settings.keys)

    def say(self, message: str, *, bad: bool = False) -> None:
        """A short message that goes away by itself."""
        self.notify(visible(message), severity="error" if bad else "information", markup=False, timeout=8 if bad else 4)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Tell the person what went wrong instead of ending the app; nothing was stored then."""
        try:
            yield
        except StaleRow as error:
            self.say(f"{error} The row is shown as it is now; nothing was overwritten.", bad=True)
            self.refresh_rows()
        except WorkbenchError as error:
            self.say(str(error), bad=True)

    def refresh_rows(self) -> None:
        """Read again what is shown; screens with rows do."""

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)

    async def action_app_palette(self) -> None:
        self.app.action_command_palette()

    def action_app_theme(self) -> None:
        self.workbench.next_theme()

    def action_app_rescue(self) -> None:
        self.workbench.rescue()

    def action_app_quit(self) -> None:
        self.app.exit()

    def action_app_help(self) -> None:
        from workbench.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.keymap))

    def action_app_export(self) -> None:
        from workbench.tui.screens.export import ExportScreen

        self.app.push_screen(ExportScreen())


class Dialog(ModalScreen[Result | None], Generic[Result]):
    """A box over the screen; esc leaves without doing anything."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", show=False)]

    def action_leave(self) -> None:
        """Close it; the answer is None."""
        self.dismiss(None)


class ConfirmDialog(Dialog[bool]):
    """A question with its consequences spelled out: enter or y does it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "accept", "yes", show=False),
        Binding("n,q", "leave", "no", show=False),
    ]

    def __init__(self, title: str, lines: list[str], *, verb: str = "do it") -> None:
        super().__init__()
        self._title, self._lines, self._verb = title, lines, verb

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(visible(self._title), classes="title", markup=False)
            yield Static("\n".join(visible(line) for line in self._lines), classes="body", markup=False)
            yield Static(f"enter {self._verb}   esc leave", classes="hint", markup=False)

    def action_accept(self) -> None:
        self.dismiss(True)


class AskDialog(Dialog[str]):
    """One line of text from the person."""

    def __init__(self, title: str, *, value: str = "", placeholder: str = "", hint: str = "") -> None:
        super().__init__()
        self._title, self._value, self._placeholder, self._hint = title, value, placeholder, hint

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(visible(self._title), classes="title", markup=False)
            yield Input(self._value, placeholder=self._placeholder, select_on_focus=False)
            yield Static(self._hint or "enter keep   esc leave", classes="hint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)


class ChoiceDialog(Dialog[int]):
    """A list to look at and perhaps choose from; answers the index chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "down", show=False),
        Binding("k", "up", show=False),
        Binding("q", "leave", show=False),
    ]

    def __init__(self, title: str, rows: list[str], *, hint: str = "enter choose   esc leave") -> None:
        super().__init__()
        self._title, self._rows, self._hint = title, rows, hint

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(visible(self._title), classes="title", markup=False)
            yield OptionList(*(Option(Content(visible_lines(row))) for row in self._rows), markup=False)
            yield Static(self._hint, classes="hint", markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)

    def action_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()


def visible_lines(text: str) -> str:
    """Text made visible line by line."""
    return "\n".join(visible(line) for line in text.split("\n"))


def key_names(keymap: Keymap, command: Command) -> str:
    """The keys of a command as a reader knows them: "j ↓"."""
    return " ".join(shown(key) for key in keymap.keys(command))


def key_lines(height: int) -> int:
    """How many lines of keys a screen of that height has room for."""
    return 1 if height <= 30 else 2
