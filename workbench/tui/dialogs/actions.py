"""What was done, newest first: a list to look through, to go to a row from, and to go back in."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from workbench.cells import fit
from workbench.domain import Action, ActionKind, Pair
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.store.corpus import Corpus
from workbench.tui.dialogs.base import Dialog
from workbench.tui.text import Fragment, counted_actions, counted_rows, visible
from workbench.tui.widgets.item_list import ItemList

WORDS = {
    ActionKind.CONFIRM: N_("confirmed"),
    ActionKind.REJECT: N_("rejected"),
    ActionKind.NEEDS_REVIEW: N_("postponed"),
    ActionKind.REOPEN: N_("reopened"),
    ActionKind.BOOKMARK: N_("bookmark set or removed"),
    ActionKind.NOTE: N_("note"),
    ActionKind.EDIT: N_("edited"),
    ActionKind.APPLY: N_("suggestion applied"),
    ActionKind.REPLACE: N_("words replaced"),
    ActionKind.MERGE: N_("merged"),
    ActionKind.SPLIT: N_("split"),
    ActionKind.MOVE: N_("sentence moved"),
    ActionKind.LINK: N_("linked"),
    ActionKind.UNLINK: N_("unlinked"),
    ActionKind.REALIGN: N_("realigned"),
    ActionKind.DISMISS: N_("flag dismissed"),
    ActionKind.RESTORE: N_("flag shown again"),
    ActionKind.RETIRE: N_("flag dismissed, its rule retired"),
    ActionKind.RULE: N_("correction made a rule"),
    ActionKind.UPDATE: N_("updated from a file"),
    ActionKind.JOIN: N_("corpora merged"),
    ActionKind.UNDO: N_("undone"),
    ActionKind.REDO: N_("done again"),
    ActionKind.LOST: N_("unknown"),
}
"""An action in words, in English."""

LOCAL: tzinfo | None = None
"""The time zone of the times shown; None for the computer's."""

_PAGE, _PAGES = 32, 16
_HINT = N_("enter go to its row   u take back all you did after it   esc leave")


@dataclass(frozen=True, slots=True)
class Chosen:
    """An action, and what to do with it."""

    action_id: int
    """0 for the beginning, before anything was done."""
    pair_ids: tuple[int, ...]
    take_back: bool
    """Whether to take back what came after it; else to go to its row."""


class ActionsDialog(Dialog[Chosen]):
    """Any number of actions, read page by page as they are shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose(False)", show=False),
        Binding("u", "choose(True)", show=False),
        Binding("q,W", "leave", show=False),
    ]

    def __init__(self, corpus: Corpus) -> None:
        super().__init__()
        self._corpus = corpus
        self._ids = corpus.action_ids()
        self._pages: OrderedDict[int, list[tuple[Action, Pair | None]]] = OrderedDict()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall wide"):
            title = _("What was done: {actions}").format(actions=counted_actions(len(self._ids)))
            yield Static(title, classes="title", markup=False)
            yield ItemList(len(self._ids) + 1, 2, self._item)
            yield Static(_(_HINT), classes="hint", markup=False)

    def _entry(self, index: int) -> tuple[Action, Pair | None]:
        """Return an action, and the first of its rows that there still is."""
        number, offset = divmod(index, _PAGE)
        if number not in self._pages:
            ids = self._ids[number * _PAGE : (number + 1) * _PAGE]
            self._pages[number] = self._read(ids)
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        return self._pages[number][offset]

    def _read(self, ids: Sequence[int]) -> list[tuple[Action, Pair | None]]:
        actions = self._corpus.actions(ids)
        firsts = {pair.id: pair for pair in self._corpus.pairs([i for each in actions for i in each.pair_ids[:2]])}
        return [(each, next((firsts[i] for i in each.pair_ids[:2] if i in firsts), None)) for each in actions]

    def _item(self, index: int, cells: int) -> list[list[Fragment]]:
        if index == len(self._ids):
            return [[Fragment(_("the beginning: nothing was done yet"), "dim")]]
        action, pair = self._entry(index)
        kind = action.reverts.kind if action.reverts else action.kind
        words = _(WORDS[kind])
        if action.reverts:
            words = _("{action} ({revert})").format(action=words, revert=_(WORDS[action.kind]))
        rows = counted_rows(len(action.pair_ids))
        style = "old" if action.undone else "text"
        head = f"{_when(action.at)}  {fit(visible(action.reviewer), 14)}  "
        state = "  " + _("taken back") if action.undone else ""
        texts = _("this row no longer exists")
        if pair:
            texts = f"{pair.source.text or '—'} │ {pair.target.text or '—'}"
        return [
            [
                Fragment(head, "dim"),
                Fragment(_("{action}, {rows}").format(action=words, rows=rows), style),
                Fragment(state, "dim"),
            ],
            [Fragment(fit(f"    {visible(texts[:400])}", cells), "dim")],
        ]

    def action_choose(self, take_back: bool) -> None:
        """Close with the action under the cursor."""
        index = self.query_one(ItemList).cursor
        if index < len(self._ids):
            action = self._entry(index)[0]
            self.dismiss(Chosen(action.id, action.pair_ids, take_back))
        elif take_back:
            self.dismiss(Chosen(0, (), take_back))


def _when(at: str) -> str:
    """Return a time of the corpus where the reviewer is: "2026-11-21 14:02"."""
    return datetime.fromisoformat(at).astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
