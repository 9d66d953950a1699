"""Asks where the confirmed pairs go, and writes them."""

from __future__ import annotations

from functools import partial

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from workbench.config import named_file
from workbench.errors import WorkbenchError
from workbench.tui.dialogs.base import Dialog, Field
from workbench.tui.text import counted, visible
from workbench.tui.workspace import Workspace


class ExportDialog(Dialog[str]):
    """Asks for a file name, whose suffix decides the format; its result says what was written."""

    def __init__(self, workspace: Workspace, count: int) -> None:
        super().__init__()
        self._workspace, self._count = workspace, count
        self._replaced: str | None = None
        """The name of a file that the next enter replaces."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(f"Export {counted(self._count, 'confirmed translation')}", classes="title", markup=False)
            yield Field(f"{self._workspace.db.stem}.tmx")
            yield Static(
                "The suffix decides the format: .tmx .tsv .jsonl .xliff .csv   enter write   esc leave",
                classes="hint",
                id="export-hint",
                markup=False,
            )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self._write(event.value)

    @work
    async def _write(self, name: str) -> None:
        from workbench.pipeline.exporting import export_file

        try:
            path = named_file(name)
            if path.exists() and self._replaced != name:
                self._replaced = name
                self._say(f"{path} is there already: enter again replaces it, another name keeps it.")
                return
            notes: list[str] = []
            write = partial(export_file, path=path, report=notes.append)
            count = await self._workspace.in_background(lambda corpus: write(corpus.path))
        except WorkbenchError as error:
            self._say(str(error))
            return
        self.dismiss(" ".join([f"{counted(count, 'pair')} written to {path}.", *notes]))

    def on_input_changed(self, _: Input.Changed) -> None:
        self._replaced = None

    def _say(self, words: str) -> None:
        self.query_one("#export-hint", Static).update(visible(words))
