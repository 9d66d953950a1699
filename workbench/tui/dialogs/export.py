"""Asks which pairs go where in what format, and writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from tempfile import TemporaryFile
from typing import IO, BinaryIO, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from workbench.config import named_file
from workbench.domain import Relation, Status
from workbench.errors import WorkbenchError
from workbench.i18n import N_, sentences
from workbench.i18n import gettext as _
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery
from workbench.tui import state
from workbench.tui.dialogs.fields import Choice, Form, PathField
from workbench.tui.text import counted_pairs, visible
from workbench.tui.workspace import Workspace

_CONFIRMED = frozenset({Status.CONFIRMED})

STATUSES: Mapping[str, tuple[frozenset[Status] | None, bool | None]] = {
    N_("confirmed"): (_CONFIRMED, None),
    N_("read"): (_CONFIRMED, False),
    N_("by-estimate"): (_CONFIRMED, True),
    N_("proposed"): (frozenset({Status.PROPOSED}), None),
    N_("needs-review"): (frozenset({Status.NEEDS_REVIEW}), None),
    N_("rejected"): (frozenset({Status.REJECTED}), None),
    N_("any"): (None, None),
}
"""Statuses, and whether confirmed by estimate, by the name shown in English."""

RELATIONS = {
    N_("translations"): frozenset({Relation.TRANSLATION}),
    N_("same-language"): frozenset({Relation.SAME_LANGUAGE}),
    N_("both"): frozenset({Relation.TRANSLATION, Relation.SAME_LANGUAGE}),
}

_HINT = N_("enter write   ↓ ↑ field   ← → choose   tab complete   esc leave")


class ExportDialog(Form[str]):
    """Asks for file, format, status and relation; its result says what was written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write", show=False),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        # Imported when first needed: it brings every format.
        from workbench.exchange.formats import FORMATS

        self._formats = {name: form for name, form in FORMATS.items() if form.suffixes}
        self._workspace = workspace
        self._last = state.load().export
        self._replaced: str | None = None
        """The name of a file that the next enter replaces."""

    def compose(self) -> ComposeResult:
        last = self._last
        form = last.get("format", "tmx")
        suffix = self._formats[form].suffixes[0] if form in self._formats else ".tmx"
        folder = last.get("folder", "")
        name = str(PurePath("" if folder == str(Path.cwd()) else folder) / f"{self._workspace.db.stem}{suffix}")
        with Vertical(classes="dialog"):
            yield Static(_("Export"), classes="title", markup=False)
            yield PathField(name)
            yield Choice(_("format"), list(self._formats), form, id="format")
            yield Choice(_("status"), list(STATUSES), last.get("status", ""), id="status")
            yield Choice(_("pairs"), list(RELATIONS), last.get("relation", ""), id="relation")
            yield Static("", id="export-count", markup=False)
            yield Static("", id="export-hint", markup=False)
            yield Static(_(_HINT), classes="hint", markup=False)

    def on_mount(self) -> None:
        self._show_count()

    @property
    def _field(self) -> PathField:
        return self.query_one(PathField)

    def _chosen(self, name: str) -> str:
        return self.query_one(f"#{name}", Choice).value

    def _query(self) -> PairQuery:
        from workbench.pipeline.selection import CONFIRMED

        statuses, by_estimate = STATUSES[self._chosen("status")]
        return replace(
            CONFIRMED, statuses=statuses, by_estimate=by_estimate, relations=RELATIONS[self._chosen("relation")]
        )

    # What changes while the form is filled in

    def on_input_changed(self, event: Input.Changed) -> None:
        self._replaced = None
        from workbench.exchange.names import named_format

        form = named_format(event.value)
        if form in self._formats:
            self.query_one("#format", Choice).value = form

    @on(Choice.Changed, "#format")
    def _name_after_format(self) -> None:
        from workbench.exchange.names import named_format

        form, name = self._chosen("format"), PurePath(self._field.value)
        if name.name and named_format(str(name)) != form:
            while named_format(str(name)) in self._formats:
                name = name.with_suffix("")
            self._field.value = str(name.parent / (name.name + self._formats[form].suffixes[0]))

    @on(Choice.Changed, "#status, #relation")
    @work(exclusive=True)
    async def _show_count(self) -> None:
        query = self._query()
        try:
            count = await self._workspace.in_background(lambda corpus: corpus.count(query))
        except WorkbenchError as error:
            self._say(str(error))
            return
        self.query_one("#export-count", Static).update(_("{pairs} will be written.").format(pairs=counted_pairs(count)))

    # Writing

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.action_write()

    def action_write(self) -> None:
        """Write the pairs, after a question where a file is replaced."""
        if self._field.value.strip():
            self._write(self._field.value)

    @work(exclusive=True, group="write")
    async def _write(self, name: str) -> None:
        from workbench.pipeline.exporting import export_file

        if self.app.is_web:
            await self._download(PurePath(name).name)
            return
        try:
            path = named_file(name)
            if path.exists() and self._replaced != name:
                self._replaced = name
                there = _("{path} already exists: enter again replaces it, another name keeps it.")
                self._say(there.format(path=path))
                return
            notes: list[str] = []
            write = partial(export_file, path=path, query=self._query(), report=notes.append)
            count = await self._workspace.in_background(lambda corpus: write(corpus.path))
        except WorkbenchError as error:
            self._say(str(error))
            return
        self._remember(path)
        written = _("{pairs} written to {path}.").format(pairs=counted_pairs(count), path=path)
        self.dismiss(sentences(written, *notes))

    async def _download(self, name: str) -> None:
        """Have the browser save the pairs: its user reaches no file of this machine."""
        from workbench.exchange.formats import format_of
        from workbench.pipeline.exporting import export
        from workbench.pipeline.selection import Selection

        selection, notes = Selection(self._query()), list[str]()

        def write(corpus: Corpus) -> tuple[IO[bytes], int]:
            stream = TemporaryFile()  # noqa: SIM115 - closed by whoever delivers it
            form = format_of(name, None)
            return stream, export(corpus, selection, form, cast(BinaryIO, stream), notes.append).count

        try:
            stream, count = await self._workspace.in_background(write)
        except WorkbenchError as error:
            self._say(str(error))
            return
        self.app.deliver_binary(cast(BinaryIO, stream), save_filename=name)
        saved = _("{pairs} in {name}, which your browser saves.").format(pairs=counted_pairs(count), name=name)
        self.dismiss(sentences(saved, *notes))

    def _remember(self, path: Path) -> None:
        choices = {name: self._chosen(name) for name in ("format", "status", "relation")}
        state.keep(replace(state.load(), export=choices | {"folder": str(path.absolute().parent)}))

    def _say(self, words: str) -> None:
        self.query_one("#export-hint", Static).update(visible(words))
