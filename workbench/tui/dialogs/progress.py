"""Long work, part by part, with a way to stop it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from workbench.errors import WorkbenchError
from workbench.i18n import gettext as _
from workbench.tui.dialogs.base import Dialog
from workbench.tui.text import bar, counted_rows, visible


class ProgressDialog(Dialog[int]):
    """Does work on a number of rows while it is shown; its result is how many rows were dealt with.

    No key reaches the rows meanwhile; esc stops after the part that is under way.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", "stop", show=False)]

    def __init__(self, title: str, total: int, work: Callable[[int], Awaitable[int]]) -> None:
        """`work` takes how many rows are done, deals with some more, and returns how many are done then."""
        super().__init__()
        self._title, self._total, self._work = title, total, work
        self._stopped = False
        self.error: WorkbenchError | None = None
        """Why the work ended early."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(visible(self._title), classes="title", markup=False)
            yield Static(self._line(0), id="done", classes="body", markup=False)
            yield Static(_("esc stops after this part"), classes="hint", markup=False)

    def on_mount(self) -> None:
        self.run_worker(self._run())

    async def _run(self) -> None:
        done = 0
        try:
            while done < self._total and not self._stopped:
                done = await self._work(done)
                self.query_one("#done", Static).update(self._line(done))
        except WorkbenchError as error:
            self.error = error
        self.dismiss(done)

    def _line(self, done: int) -> str:
        share = _("{count} of {rows}").format(count=f"{done:,}", rows=counted_rows(self._total))
        return f"{bar(done / max(self._total, 1), 20)} {share}"

    def action_stop(self) -> None:
        """Stop after the part that is under way."""
        self._stopped = True
        self.query_one(".hint", Static).update(_("Stopping…"))
