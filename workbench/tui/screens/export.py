"""Where the confirmed pairs go."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from workbench.config import named_file
from workbench.errors import WorkbenchError
from workbench.tui.screens.base import Dialog
from workbench.tui.text import visible

if TYPE_CHECKING:
    from workbench.tui.app import WorkbenchApp


class ExportScreen(Dialog[None]):
    """Asks for a file name; its end says the format."""

    def compose(self) -> ComposeResult:
        app = cast("WorkbenchApp", self.app)
        with Vertical(classes="dialog"):
            yield Static(f"Export {app.exportable():,} confirmed translations", classes="title", markup=False)
            yield Input(f"{app.db.stem}.tmx", select_on_focus=False)
            yield Static(
                "The name's end says the format: .tmx .tsv .jsonl .xliff .csv   enter write   esc leave",
                classes="hint",
                id="said",
                markup=False,
            )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self._write(event.value)

    @work
    async def _write(self, name: str) -> None:
        app = cast("WorkbenchApp", self.app)
        try:
            path = named_file(name)
            count = await app.exporting(path)
        except WorkbenchError as error:
            self.query_one("#said", Static).update(visible(str(error)))
            return
        self.notify(visible(f"{count:,} pairs written to {path}."), markup=False)
        self.dismiss(None)
