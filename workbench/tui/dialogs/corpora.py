"""Asks which corpus to open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from workbench.cells import width
from workbench.config import named_file
from workbench.errors import WorkbenchError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.store.corpus import Corpus
from workbench.tui.dialogs.fields import Form, PathField, Suggestions
from workbench.tui.text import visible
from workbench.tui.workspace import Workspace

_HINT = N_("enter open   ↓ ↑ recent ones   tab complete   esc leave")
_HINT_ALONE = N_("enter open   tab complete   esc leave")


class CorpusDialog(Form[Path]):
    """A path or one of the recent ones; its result is a corpus that can be opened."""

    def __init__(self, workspace: Workspace, recent: Sequence[str]) -> None:
        super().__init__()
        self._workspace = workspace
        self._recent = recent

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(_("Open another corpus"), classes="title", markup=False)
            yield PathField(placeholder=_("path of a corpus"))
            yield Suggestions()
            if self._recent:
                yield OptionList(markup=False)
            yield Static("", id="corpus-problem", markup=False)
            yield Static(_(_HINT if self._recent else _HINT_ALONE), classes="hint", markup=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_recent)

    def _show_recent(self) -> None:
        """Show the recent ones by the ends of their paths, a line each."""
        for choices in self.query(OptionList):
            kept, cells = choices.highlighted or 0, max(choices.size.width - 4, 10)
            choices.clear_options()
            choices.add_options([Option(Content(_end(visible(path), cells))) for path in self._recent])
            choices.highlighted = kept

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self._open(event.value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._open(self._recent[event.option_index])

    @work(exclusive=True)
    async def _open(self, name: str) -> None:
        try:
            path = named_file(name)
            # Older ones are brought up to date here, which may take a while.
            await self._workspace.in_background(lambda corpus: Corpus.open(path).close())
        except WorkbenchError as error:
            self.query_one("#corpus-problem", Static).update(visible(str(error)))
        else:
            self.dismiss(path)


def _end(path: str, cells: int) -> str:
    """Return the end of a path that a number of cells has room for."""
    shown = path
    while width(shown) > cells:
        path = path[1:]
        shown = f"…{path}"
    return shown
