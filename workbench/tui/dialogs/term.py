"""Two words of a row for the term base, in a line above the keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from workbench.errors import WorkbenchError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.tui.dialogs.base import Dialog
from workbench.tui.text import visible
from workbench.tui.widgets.field import Field

_HINT = N_("enter keep both   tab other word   ↓ ↑ words of the row   esc leave")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words that may be a term; one of them may be missing."""

    zh: str
    en: str


class TermDialog(Dialog[bool]):
    """Asks for a Chinese word and its English; stays open until they are kept."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,shift+tab", "other", "other word", show=False, priority=True),
        Binding("down", "propose(1)", "next words", show=False, priority=True),
        Binding("up", "propose(-1)", "previous words", show=False, priority=True),
    ]

    def __init__(
        self,
        keep: Callable[[str, str], None],
        first: Proposal,
        look_up: Callable[[], Awaitable[list[Proposal]]],
    ) -> None:
        """`first` is what is marked; `look_up` returns more, which fill what `first` has not."""
        super().__init__()
        self._keep, self._look_up = keep, look_up
        self._proposals = [first]
        self._place = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="term"):
            with Horizontal():
                yield Field(self._proposals[0].zh, placeholder=_("Chinese"), id="zh")
                yield Static("–", id="dash", markup=False)
                yield Field(self._proposals[0].en, placeholder=_("English"), id="en")
            yield Static(f" {_(_HINT)}", classes="hint", markup=False)

    def on_mount(self) -> None:
        missing = self._field("zh") if not self._proposals[0].zh else self._field("en")
        missing.focus()
        self.run_worker(self._find())

    async def _find(self) -> None:
        first = self._proposals[0]
        found = [each for each in await self._look_up() if each.zh.strip() and each.en.strip()]
        # What completes the marked words comes first; where none are marked, everything does.
        fitting = [each for each in found if _completes(first, each)]
        self._proposals = list(dict.fromkeys([*fitting, first, *found]))
        if (self._field("zh").value, self._field("en").value) == (first.zh, first.en):
            # Nothing was typed meanwhile.
            self._show(0)

    def _field(self, name: str) -> Field:
        return self.query_one(f"#{name}", Field)

    def _show(self, place: int) -> None:
        self._place = place % len(self._proposals)
        proposal = self._proposals[self._place]
        for name, words in (("zh", proposal.zh), ("en", proposal.en)):
            self._field(name).value = words
            self._field(name).cursor_position = len(words)

    def action_propose(self, step: int) -> None:
        """Propose other words of the row."""
        self._show(self._place + step)

    def action_other(self) -> None:
        """Go to the other word."""
        self._field("en" if self._field("zh").has_focus else "zh").focus()

    @property
    def has_unsaved_text(self) -> bool:
        values = Proposal(self._field("zh").value, self._field("en").value)
        return values not in self._proposals

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep both words; where one is missing, go there."""
        zh, en = self._field("zh").value.strip(), self._field("en").value.strip()
        if not zh or not en:
            self._field("en" if zh else "zh").focus()
            return
        try:
            self._keep(zh, en)
        except WorkbenchError as error:
            not_kept = _("Not kept: {problem} esc leaves.").format(problem=error)
            self.query_one(".hint", Static).update(visible(f" {not_kept}"))
        else:
            self.dismiss(True)


def _completes(first: Proposal, found: Proposal) -> bool:
    """Whether words of the row have what is marked, and its counterpart."""
    zh, en = first.zh.strip(), first.en.strip()
    return (not zh or zh == found.zh) and (not en or en.casefold() == found.en.casefold())
