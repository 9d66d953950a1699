"""What a controller of the review screen knows, and what it may ask of the screen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from textual.geometry import Region, Size

from workbench.domain import Action, ActionKind, Flag, Pair, Side, Status
from workbench.errors import NotPossible
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.tui.dialogs.base import ConfirmDialog, Dialog
from workbench.tui.inspector.items import row_name
from workbench.tui.screen import Handler
from workbench.tui.text import Mark
from workbench.tui.widgets.inspector import Inspector
from workbench.tui.workspace import Workspace

if TYPE_CHECKING:
    from workbench.pipeline.realignment import Realignment

Result = TypeVar("Result")
Outcome = TypeVar("Outcome")


class ReviewView(Protocol):
    """The review screen as its controllers see it."""

    side: Side
    """The side that commands for single sentences work on."""
    marked: Pair | None
    """The row marked for a link."""
    words_shown: bool
    """Whether matching words are marked."""
    jumped_from: int | None
    """Id of the row at which the last jump began."""
    inspector: Inspector
    """The inspector below the page."""

    @property
    def size(self) -> Size:
        """Columns and lines of the screen."""

    @property
    def whole_rows(self) -> tuple[int, int]:
        """Places of the first and the last row that are wholly on the page."""

    @property
    def selection(self) -> str:
        """The words selected with the mouse."""

    def text_region(self) -> Region:
        """Return where the texts are on the screen."""

    def key(self, command_id: str) -> str:
        """Return the key to show for a command."""

    def say(self, message: str, *, bad: bool = False) -> None:
        """Show a short message."""

    def copy(self, text: str, name: str) -> None:
        """Copy a text to the clipboard; `name` says what it is."""

    async def ask(self, dialog: Dialog[Result]) -> Result | None:
        """Show a dialog and return its result; None if it was left."""

    def go(self, place: int, *, hold: bool = False) -> None:
        """Put the cursor on a place of the list; `hold` moves the page instead, so that the eye can rest."""

    def refresh_rows(self, *, reload: bool = True) -> None:
        """Draw the list and the row under the cursor, read again unless not `reload`."""

    def refresh_row(self) -> None:
        """Draw the row under the cursor."""

    def chosen_flag(self, pair: Pair) -> Flag | None:
        """Return the flag of a row that `apply` means; None where the row has none."""

    def choose_next_flag(self, pair: Pair) -> None:
        """Choose the next flag of a row."""

    def open_library(self) -> None:
        """Show the library."""

    def focus_page(self) -> None:
        """Give the keys back to the page."""

    def start(self, job: Coroutine[Any, Any, None]) -> None:
        """Run a job while the screen stays usable; what goes wrong is shown."""

    def scroll_text(self) -> None:
        """Scroll texts that do not fit."""

    def show_cuts(self, cuts: dict[Side, Mark]) -> None:
        """Show where the row under the cursor would be split."""


class Controller(ABC):
    """Carries out some of the commands of the review screen."""

    def __init__(self, view: ReviewView, workspace: Workspace) -> None:
        self.view = view
        self.workspace = workspace
        self.session = workspace.session
        self.rows = workspace.session.rows

    @abstractmethod
    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each of the controller's commands, by id."""

    def on_row(self, command: Callable[[Pair], Outcome]) -> Callable[[], Outcome]:
        """Return a handler that gives the row under the cursor to a command."""
        return partial(self._on_row, command)

    def _on_row(self, command: Callable[[Pair], Outcome]) -> Outcome:
        if (pair := self.rows.current) is None:
            raise NotPossible(_("There is no row here."))
        return command(pair)

    def take_from(self, givers: Sequence[Pair], take: Callable[[], None]) -> Coroutine[Any, Any, None] | None:
        """Take sentences from rows; where one of them is confirmed, return a question that does."""
        confirmed = [row for row in givers if row.status is Status.CONFIRMED]
        if confirmed:
            return self._ask_and_take(confirmed, take)
        take()
        return None

    async def _ask_and_take(self, confirmed: Sequence[Pair], take: Callable[[], None]) -> None:
        lines = [f"{row_name(row)}\n{row.source.text or '—'}\n{row.target.text or '—'}" for row in confirmed]
        title = _("Take the sentence from a confirmed row? That row is then a proposal again.")
        if await self.view.ask(ConfirmDialog(title, lines, verb=_("take it (u undoes it)"))):
            take()

    async def realign(self, found: Sequence[Realignment]) -> bool:
        """Show rows before and after, and align them so, as one action, if the reviewer agrees; whether they did."""
        # Imported when first needed: it brings the aligner.
        from workbench.tui.dialogs.realign import RealignDialog

        if not await self.view.ask(RealignDialog(found)):
            return False
        changes = tuple(change for each in found for change in each.changes)
        new = sum(change.before is None for change in changes)
        said = ngettext("{count} new row.", "{count} new rows.", new).format(count=f"{new:,}")
        self.done(self.session.do(ActionKind.REALIGN, changes), said)
        return True

    def done(self, action: Action | None, message: str) -> None:
        """Draw what an action changed, and say so."""
        if action is None:
            self.view.say(_("Nothing to change."))
            return
        self.view.refresh_rows(reload=False)
        self.rows.save_place()
        self.view.say(message)

    def go_to(self, pair: Pair) -> None:
        """Put the cursor on a row, from which there is a way back; if it is not in the list, all rows are listed."""
        here = self.rows.current
        self.view.jumped_from = here.id if here else None
        if self.rows.index.place(pair.id) < 0:
            self.rows.show("", self.rows.order, at=pair.id)
            self.view.refresh_rows(reload=False)
        self.view.go(max(0, self.rows.index.place(pair.id)))
