"""The inspector: what its tabs list about the row under the cursor, and what taking an item does."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from textual.message import Message
from textual.timer import Timer

from workbench.domain import Flag, Pair, Side
from workbench.errors import NotPossible, WorkbenchError
from workbench.i18n import gettext as _
from workbench.review.groups import grouped, proposals_beside
from workbench.review.labels import label
from workbench.store.corpus import Corpus
from workbench.tui.controllers.base import Controller, ReviewView
from workbench.tui.controllers.terms import Terms
from workbench.tui.controllers.texts import Texts
from workbench.tui.dialogs.edit import END, Put
from workbench.tui.inspector import flags as flag_items
from workbench.tui.inspector.candidates import CandidateItem
from workbench.tui.inspector.concordance import HitItem
from workbench.tui.inspector.items import NUMBERED, Contents, Item, Tab, place_of
from workbench.tui.inspector.memory import MemoryItem
from workbench.tui.inspector.tab_choice import TabChoice
from workbench.tui.inspector.terms import HarvestItem, TermItem
from workbench.tui.screen import Handler
from workbench.tui.workspace import Workspace

REST_SECONDS = 0.1
"""How long the cursor rests on a row before its tabs are filled."""

_MOST_HITS = 200
"""Rows in which words are looked for."""

_FILLED = (Tab.MEMORY, Tab.TERMS, Tab.HISTORY)
"""Tabs that are filled for every row, so that their counts are seen; candidates bring the encoder, and wait."""


class Inspection(Controller):
    """Fills the tabs once the cursor rests, in the background; a row that was left is not waited for."""

    def __init__(self, view: ReviewView, workspace: Workspace, texts: Texts, terms: Terms) -> None:
        super().__init__(view, workspace)
        self._texts, self._terms = texts, terms
        self._choice = TabChoice()
        self._pair: Pair | None = None
        self._shown: tuple[int | None, int, Side] | None = None
        """Row, revision and side that the tabs are about."""
        self._found: dict[Tab, Contents] = {}
        self._busy: set[Tab] = set()
        self._turn = object()
        """Another one as soon as what is being looked for is not wanted any more."""
        self._cursors: dict[Tab, int] = {}
        self._hits = Contents(empty=_("Find words in the whole corpus, in either script."))
        self._words = ""
        self._timer: Timer | None = None
        self.listed_since = 0.0
        """Since when the items on the screen are there, by the clock of Textual's messages."""
        self._listed: object = None

    def handlers(self) -> dict[str, Handler]:
        return {
            "inspector.next": partial(self._switch, 1),
            "inspector.previous": partial(self._switch, -1),
            "inspector.read": self._read,
            "row.candidates": self.on_row(partial(self._visit, Tab.CANDIDATES)),
            "look.history": self.on_row(partial(self._visit, Tab.HISTORY)),
            "look.concordance": self._ask_for_words,
            **{f"item.{number}": partial(self.take, number - 1) for number in range(1, NUMBERED + 1)},
        }

    # What is shown

    def show(self, pair: Pair | None) -> None:
        """Draw the tabs of a row; what has to be looked for follows once the cursor rests."""
        shown = (pair.id, pair.revision, self.view.side) if pair else None
        if shown != self._shown:
            if pair is None or self._pair is None or pair.id != self._pair.id:
                self._cursors = {Tab.CONCORDANCE: self._cursors.get(Tab.CONCORDANCE, 0)}
            self._shown = shown
            self._pair = pair
            self.forget()
        self._pair = pair
        self._draw()

    def forget(self) -> None:
        """Look again for what the tabs list: something was done to these rows or to others."""
        self._turn = object()
        self._found.clear()
        self._busy.clear()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.view.inspector.set_timer(REST_SECONDS, self._fill) if self._pair else None

    @property
    def _open(self) -> Tab:
        return self._choice.tab_of(self._pair)

    def _contents(self, tab: Tab) -> Contents | None:
        """Return what a tab lists; None where that is not known yet."""
        if tab is Tab.CONCORDANCE:
            return self._hits
        if self._pair is None:
            return Contents()
        if tab is Tab.FLAGS:
            return flag_items.contents(self._pair, self.flags(self._pair), self._also(self._pair))
        return self._found.get(tab)

    def _draw(self) -> None:
        known = {tab: contents for tab in Tab if (contents := self._contents(tab)) is not None}
        open_tab = self._open
        if (listed := (open_tab, self._shown, known.get(open_tab))) != self._listed:
            self._listed, self.listed_since = listed, Message().time
        self.view.inspector.show(open_tab, known, self._cursor(open_tab), frozenset(self._busy))

    def _cursor(self, tab: Tab) -> int:
        if tab is Tab.FLAGS and self._pair is not None:
            return self._chosen_index(self._pair)
        return self._cursors.get(tab, 0)

    # Flags

    def chosen_flag(self, pair: Pair) -> Flag | None:
        """Return the flag of a row that commands about a flag mean; None where the row has none."""
        found = self.flags(pair)
        return found[self._chosen_index(pair)] if found else None

    def choose_next_flag(self, pair: Pair) -> None:
        """Choose the next flag of a row."""
        self._cursors[Tab.FLAGS] = (self._chosen_index(pair) + 1) % len(self.flags(pair))
        self.view.refresh_row()

    def _chosen_index(self, pair: Pair) -> int:
        found = self.flags(pair)
        chosen = self._cursors.get(Tab.FLAGS) if self._pair is not None and pair.id == self._pair.id else None
        return chosen if chosen is not None and chosen < len(found) else flag_items.first_choice(found)

    def flags(self, pair: Pair) -> tuple[Flag, ...]:
        """Return the flags to show, those that were dismissed where the filter asks for them."""
        return (*pair.flags, *pair.dismissed) if self.rows.shows_dismissed else pair.flags

    def _also(self, pair: Pair) -> str:
        """Return what else faces the sentence of a row that was mined, and whether it can be reviewed at once."""
        beside = proposals_beside(self.workspace.corpus, pair) if pair.coverage else []
        if not beside:
            return ""
        group = grouped([pair, *beside])
        if group is not None and pair.id in {row.id for row in group.rows}:
            papers = ", ".join(place_of(row.target) for row in group.rows)
            grouped_rows = _("{key} confirms {papers} · likely source the first: {reason}")
            return grouped_rows.format(key=self.view.key("row.confirm-group"), papers=papers, reason=group.reason)
        others = ", ".join(f"{place_of(row.target)} ({label(row.kind)})" for row in beside)
        return _("also {others}").format(others=others)

    # Filling the tabs

    def _fill(self) -> None:
        """Look for what the open tab lists, then for what the others do."""
        wanted = [tab for tab in dict.fromkeys((self._open, *_FILLED)) if tab in _JOBS]
        wanted = [tab for tab in wanted if tab not in self._found and tab not in self._busy]
        if self._pair is not None and wanted:
            self._busy.update(wanted)
            self.view.start(self._filled(self._pair, self.view.side, wanted, self._turn))
            self._draw()

    async def _filled(self, pair: Pair, side: Side, wanted: list[Tab], turn: object) -> None:
        """Look for what tabs list; dropped where another row is shown before this begins or ends."""
        for tab in wanted:
            found = await self.workspace.in_background(partial(self._looked_up, tab, pair, side, turn))
            if turn is not self._turn:
                return
            self._found[tab] = found
            self._busy.discard(tab)
            self._draw()

    def _looked_up(self, tab: Tab, pair: Pair, side: Side, turn: object, corpus: Corpus) -> Contents:
        """Return what a tab lists, in the background."""
        if turn is not self._turn:
            return Contents()
        try:
            return _JOBS[tab](self.workspace, corpus, pair, side)
        except WorkbenchError as error:
            # Said where the reviewer looks for the items; a message for every row would only disturb.
            return Contents(empty=str(error))

    # Tabs

    def _switch(self, step: int) -> None:
        self.switch_to(self._open.next(step))

    def switch_to(self, tab: Tab) -> None:
        """Open a tab."""
        self._choice.rest_on(self._pair, tab)
        self._fill_open()

    def _fill_open(self) -> None:
        """Fill the open tab at once, where the cursor has rested long enough to have asked for others."""
        if self._busy or self._found:
            self._fill()
        self._draw()

    def _visit(self, tab: Tab, pair: Pair) -> None:
        """Open a tab on this row alone, and go into its list."""
        self._choice.visit(pair, tab)
        self._fill()
        self._draw()
        self.view.inspector.items.focus()

    def _read(self) -> None:
        """Go into the list of the open tab, or back to the page."""
        if self.view.inspector.items.has_focus:
            self.leave()
        else:
            self.view.inspector.items.focus()

    def leave(self) -> None:
        """Go back to the page."""
        self.view.inspector.close_field()
        self._choice.leave()
        self.view.focus_page()
        self._fill_open()

    def point(self, index: int) -> None:
        """Put the cursor on an item of the open tab; a flag is chosen by that."""
        self._cursors[self._open] = index
        if self._open is Tab.FLAGS:
            self.view.refresh_row()
        else:
            self._draw()

    # The concordance

    def _ask_for_words(self) -> None:
        flag = self.chosen_flag(self._pair) if self._pair else None
        if self._pair is not None:
            self._choice.visit(self._pair, Tab.CONCORDANCE)
        else:
            self._choice.resting = Tab.CONCORDANCE
        self._draw()
        self.view.inspector.ask(self.view.selection or (flag.found if flag else "") or self._words)

    async def find(self, words: str) -> None:
        """List where words are in the corpus."""
        from workbench.tui.inspector import concordance

        self._words = words.strip()
        if not self._words:
            self.leave()
            return
        self._busy.add(Tab.CONCORDANCE)
        self._draw()
        try:
            hits = await self.workspace.in_background(lambda corpus: corpus.search(words.strip(), limit=_MOST_HITS + 1))
        finally:
            self._busy.discard(Tab.CONCORDANCE)
        self._hits = concordance.contents(self._words, hits[:_MOST_HITS], more=len(hits) > _MOST_HITS)
        self._cursors[Tab.CONCORDANCE] = 0
        self._draw()
        if hits:
            self.view.inspector.close_field()
            self.view.inspector.items.focus()

    # Taking an item

    def take(self, index: int) -> Coroutine[Any, Any, None] | None:
        """Take an item of the open tab."""
        pair = self._pair
        contents = self._contents(self._open)
        if pair is None and self._open is not Tab.CONCORDANCE:
            raise NotPossible(_("There is no row here."))
        if contents is None:
            problem = _("The tab {tab} has no item {number}: still being looked for.")
            raise NotPossible(problem.format(tab=self._open.label, number=index + 1))
        if index >= len(contents.items):
            problem = _("The tab {tab} has no item {number}: {count}.")
            raise NotPossible(problem.format(tab=self._open.label, number=index + 1, count=len(contents.items)))
        return self._take(pair, contents.items[index], index)

    def _take(self, pair: Pair | None, item: Item, index: int) -> Coroutine[Any, Any, None] | None:
        match item:
            case HitItem():
                self.leave()
                self.go_to(item.pair)
            case CandidateItem() if pair is not None:
                return self._take_candidate(pair, item)
            case MemoryItem() if pair is not None:
                self.view.focus_page()
                return self._texts.edit_with(pair, Put(item.match.facing, item.match.translation))
            case TermItem() if pair is not None:
                return self._take_term(pair, item)
            case HarvestItem():
                self._terms.accept(item)
            case _:
                self.point(index)
        return None

    def _take_candidate(self, pair: Pair, item: CandidateItem) -> Coroutine[Any, Any, None] | None:
        each, keep = item.counterpart, item.keep
        held = self.session.holders(pair, each.side, keep=keep)
        if [(row.id, row.revision) for row in held] != [(row.id, row.revision) for row in item.holders]:
            self.forget()
            raise NotPossible(
                _("Somebody changed the row that has this sentence."), hint=_("The list shows its current state.")
            )
        return self.take_from(held, partial(self._link, pair, item))

    def _link(self, pair: Pair, item: CandidateItem) -> None:
        each, keep = item.counterpart, item.keep
        action = self.session.take_counterpart(
            pair, each.side, each.probability, keep=keep, kind=each.kind, coverage=each.coverage_of(keep)
        )
        self.view.focus_page()
        self.done(action, _("Linked."))

    def _take_term(self, pair: Pair, item: TermItem) -> Coroutine[Any, Any, None] | None:
        found = item.replacement
        if found is None:
            self.view.say(_("{term} is on both sides: nothing to put in.").format(term=item.zh))
            return None
        self.view.focus_page()
        return self._texts.edit_with(pair, Put(found.side, found.words, found.span or END))

    def remove(self, index: int) -> Coroutine[Any, Any, None] | None:
        """Remove an item from where it is kept: a term from the term base."""
        contents = self._contents(self._open)
        item = contents.items[index] if contents is not None and index < len(contents.items) else None
        if isinstance(item, HarvestItem):
            self._terms.refuse(item)
            return None
        if not isinstance(item, TermItem):
            raise NotPossible(_("Only a term can be removed here."), hint=_("u undoes what was done to a row."))
        return self._terms.remove(item)


def _candidates(workspace: Workspace, corpus: Corpus, pair: Pair, side: Side) -> Contents:
    # Imported when first needed: it brings the encoder.
    from workbench.pipeline.counterparts import counterparts_of
    from workbench.review.neighbours import holders
    from workbench.tui.inspector import candidates

    found = counterparts_of(corpus, workspace.encoder(), pair, side)
    kept = pair.side(side) if pair.side(side).text else pair.side(side.other)
    return candidates.contents(found, [holders(corpus, pair, each.side, kept) for each in found], side)


def _memory(workspace: Workspace, corpus: Corpus, pair: Pair, side: Side) -> Contents:
    from workbench.review.memory import matches
    from workbench.tui.inspector import memory

    return memory.contents(matches(corpus, pair, encoder=workspace.encoder))


def _terms(workspace: Workspace, corpus: Corpus, pair: Pair, side: Side) -> Contents:
    from workbench.tui.inspector import terms

    return terms.contents(pair, corpus.terms(), workspace.harvested)


def _history(workspace: Workspace, corpus: Corpus, pair: Pair, side: Side) -> Contents:
    from workbench.tui.inspector import history

    return history.contents(pair, corpus.history_of(pair.id or 0))


_JOBS: dict[Tab, Callable[[Workspace, Corpus, Pair, Side], Contents]] = {
    Tab.CANDIDATES: _candidates,
    Tab.MEMORY: _memory,
    Tab.TERMS: _terms,
    Tab.HISTORY: _history,
}
"""What has to be looked for."""
