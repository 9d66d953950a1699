"""Aligns two files and keeps them in the corpus, with a look at what they are before and at how far it is."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from workbench.config import named_file
from workbench.domain import Language, PreparedDocument, Role
from workbench.errors import InputError, WorkbenchError
from workbench.i18n import N_, ngettext, sentences
from workbench.i18n import gettext as _
from workbench.review.library import document_filter
from workbench.store.corpus import Corpus
from workbench.tui.dialogs.fields import Form, PathField, Suggestions
from workbench.tui.text import bar, counted_pairs, counted_sentences, visible
from workbench.tui.workspace import Workspace

_HINT = N_("enter align   ↓ ↑ field   tab complete   esc leave")
_PAUSE_SECONDS = 0.4
"""After the last key, before a file that is named is read."""
_LOOK_SECONDS = 0.1

_NAMES = {
    Language.EN: N_("English"),
    Language.ZH_HANS: N_("Chinese (Simplified)"),
    Language.ZH_HANT: N_("Chinese (Traditional)"),
}
_SIDES = {"source": Role.ARTICLE, "target": Role.COVERAGE}


class _Cancelled(Exception):
    """Ends the job from within its progress."""


@dataclass(frozen=True, slots=True)
class AlignedFiles:
    """What became of two files."""

    filter_line: str
    """Lists their rows."""
    message: str


class _Job:
    """An alignment at work in the background: where it is, and how it is ended."""

    def __init__(self) -> None:
        self.cancelled = threading.Event()
        self.line = _("Reading…")

    def progress(self, stage: str, done: int, total: int) -> None:
        """Take note of how far it is. Raises _Cancelled to end it."""
        if self.cancelled.is_set():
            raise _Cancelled
        share = f" {bar(done / total, 20)} {done / total:4.0%}" if total else ""
        self.line = _("{stage}…").format(stage=_(stage).capitalize()) + share


class AlignDialog(Form[AlignedFiles]):
    """Asks for the two files; what was typed stays where they cannot be aligned."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._read: dict[Path, PreparedDocument] = {}
        self._job: _Job | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(_("Align two files that are translations of each other"), classes="title", markup=False)
            placeholders = _("a text, in English or Chinese"), _("its translation")
            for name, placeholder in zip(_SIDES, placeholders, strict=True):
                yield PathField(placeholder=placeholder, id=name)
                yield Static("", id=f"{name}-found", classes="found", markup=False)
            yield Suggestions()
            yield Static("", id="align-state", markup=False)
            yield Static(_(_HINT), classes="hint", markup=False)

    def on_mount(self) -> None:
        self.set_interval(_LOOK_SECONDS, self._show_progress)

    def on_unmount(self) -> None:
        # The app ends: nobody waits for the rest.
        if self._job is not None:
            self._job.cancelled.set()

    @property
    def has_unsaved_text(self) -> bool:
        return self._job is not None

    def action_leave(self) -> None:
        """End the alignment if one is under way, else close."""
        if self._job is None:
            self.dismiss(None)
        else:
            self._job.cancelled.set()
            self._say(_("Ending…"))

    # What the files are

    def on_input_changed(self, event: Input.Changed) -> None:
        name = event.input.id or ""
        self.query_one(f"#{name}-found", Static).update("")
        self._recognise(name, event.value)

    def _recognise(self, name: str, typed: str) -> None:
        def look() -> None:
            if self.query_one(f"#{name}", Input).value == typed and self._job is None:
                self._show_found(name, typed)

        if typed.strip():
            self.set_timer(_PAUSE_SECONDS, look)

    @work
    async def _show_found(self, name: str, typed: str) -> None:
        try:
            path = named_file(typed)
            if not path.is_file():
                return
            prepared = await self._workspace.in_background(lambda corpus: self._prepared(path, name))
            count = counted_sentences(len(prepared.segments))
            found = _("{language}, {sentences}").format(language=_(_NAMES[prepared.language]), sentences=count)
        except (WorkbenchError, OSError, ValueError) as error:
            found = str(error)
        if self.is_mounted and self.query_one(f"#{name}", Input).value == typed:
            self.query_one(f"#{name}-found", Static).update(visible(found))

    def _prepared(self, path: Path, name: str) -> PreparedDocument:
        from workbench.documents.prepare import read_prepared

        if path not in self._read:
            prepared = read_prepared(path, _SIDES[name])
            if not prepared.segments:
                raise InputError(_("{path} holds no text: nothing can be paired.").format(path=path))
            self._read[path] = prepared
        return self._read[path]

    # Aligning

    def on_input_submitted(self, event: Input.Submitted) -> None:
        fields = [self.query_one(f"#{name}", Input) for name in _SIDES]
        empty = next((field for field in fields if not field.value.strip()), None)
        if self._job is not None:
            return
        if empty is not None:
            empty.focus()
        else:
            self._align(*(field.value for field in fields))

    @work
    async def _align(self, source: str, target: str) -> None:
        self._job = job = _Job()
        try:
            paths = named_file(source), named_file(target)
            done = await self._workspace.in_background(lambda corpus: self._aligned(corpus, *paths, job))
        except _Cancelled:
            self._job = None
            self._say(_("Ended; nothing was kept."))
        except WorkbenchError as error:
            self._job = None
            self._say(str(error))
        else:
            self._job = None
            self.dismiss(done)

    def _aligned(self, corpus: Corpus, source: Path, target: Path, job: _Job) -> AlignedFiles:
        from workbench.checks.rule_set import RuleSet
        from workbench.pipeline.agreement import agreement
        from workbench.pipeline.alignment import align_documents
        from workbench.pipeline.storing import store_bitext, stored

        self._read.clear()  # A file may have changed since it was recognised.
        left, right = self._prepared(source, "source"), self._prepared(target, "target")
        job.progress(N_("measuring"), 0, 0)
        bitext = align_documents(left, right, self._workspace.encoder(), job.progress)
        job.progress(N_("checking"), 0, 0)
        known = {entry.name for entry in corpus.documents()}
        rules = RuleSet(severities=self._workspace.settings.severities)
        added = store_bitext(corpus, bitext, job.progress, rules)
        names = [stored(corpus, left).name, stored(corpus, right).name]
        found = agreement(bitext)
        done = ngettext(
            "{source} and {target}: {pairs}, {share} right on average; {count} new row.",
            "{source} and {target}: {pairs}, {share} right on average; {count} new rows.",
            added,
        )
        languages = _(_NAMES[left.language]), _(_NAMES[right.language])
        said = [
            done.format(
                source=languages[0], target=languages[1], pairs=counted_pairs(found.pairs),
                share=f"{found.probability:.0%}", count=f"{added:,}",
            )
        ]  # fmt: skip
        if left.language.side == right.language.side:
            said.append(_("Both sides are in one language: probabilities are rough."))
        if found.is_doubtful:
            said.append(_("These are probably not translations of each other: were two files mixed up?"))
        new = next((name for name in names if name not in known), names[0])
        return AlignedFiles(document_filter(new), sentences(*said))

    def _show_progress(self) -> None:
        if self._job is not None and not self._job.cancelled.is_set():
            self._say(self._job.line, N_("esc ends it"))

    def _say(self, words: str, hint: str = _HINT) -> None:
        self.query_one("#align-state", Static).update(visible(words))
        self.query_one(".hint", Static).update(_(hint))
