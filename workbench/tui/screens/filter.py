"""A line at the bottom that says which rows to list, with what it would find."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from workbench.errors import WorkbenchError
from workbench.store.corpus import Corpus
from workbench.tui.filters import HELP, parse
from workbench.tui.screens.base import Dialog
from workbench.tui.text import visible


class FilterScreen(Dialog[str]):
    """Answers the filter line; an empty one lists all rows."""

    def __init__(self, line: str, corpus: Corpus) -> None:
        super().__init__()
        self._line, self._corpus = line, corpus

    def compose(self) -> ComposeResult:
        with Vertical(id="filter"):
            yield Input(self._line, placeholder="words, or what is below; empty for all rows", select_on_focus=False)
            yield Static(HELP, classes="hint", id="found", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        try:
            parse(event.value)
        except WorkbenchError as error:
            self._say(str(error))
            return
        self.dismiss(event.value.strip())

    def on_input_changed(self, event: Input.Changed) -> None:
        # Not while somebody is in the middle of a long pattern: a count of everything costs nothing.
        try:
            query = parse(event.value)
            count = self._corpus.count(query) if not (query.text or query.regex) else None
        except WorkbenchError as error:
            self._say(str(error))
            return
        rows = "1 row" if count == 1 else f"{count or 0:,} rows"
        self._say(f"{rows}   enter lists them" if count is not None and event.value else HELP)

    def _say(self, words: str) -> None:
        self.query_one("#found", Static).update(visible(words))
