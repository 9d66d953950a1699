"""A line at the bottom for the filter, with the number of rows that would pass."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from workbench.errors import WorkbenchError
from workbench.i18n import gettext as _
from workbench.review.filters import HELP, parse
from workbench.store.corpus import Corpus
from workbench.tui.dialogs.base import Dialog
from workbench.tui.text import counted_rows, visible
from workbench.tui.widgets.field import Field


class FilterDialog(Dialog[str]):
    """Its result is the filter line; an empty one lists all rows."""

    def __init__(self, line: str, corpus: Corpus) -> None:
        super().__init__()
        self._line, self._corpus = line, corpus

    def compose(self) -> ComposeResult:
        with Vertical(id="filter"):
            yield Field(self._line, placeholder=_("words, or conditions as below; empty for all rows"), selected=True)
            yield Static(_(HELP), classes="hint", id="found", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        try:
            parse(event.value)
        except WorkbenchError as error:
            self._say(str(error))
            return
        self.dismiss(event.value.strip())

    def on_input_changed(self, event: Input.Changed) -> None:
        # Words and patterns are not counted while they are typed: that would read every row.
        try:
            query = parse(event.value)
            count = self._corpus.count(query) if not (query.text or query.regex) else None
        except WorkbenchError as error:
            self._say(str(error))
            return
        shows_count = count is not None and event.value
        listed = _("{rows}   enter lists them").format(rows=counted_rows(count or 0))
        self._say(listed if shows_count else _(HELP))

    def _say(self, words: str) -> None:
        self.query_one("#found", Static).update(visible(words))
