"""Ranges of rows, and decisions about all rows of a range."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from workbench.domain import ActionKind, Change
from workbench.errors import NotPossible
from workbench.i18n import N_, sentences
from workbench.i18n import gettext as _
from workbench.review import bulk
from workbench.review.bulk import Changed, Decide, Done, RowRange
from workbench.store.corpus import Corpus
from workbench.store.overview import Trait
from workbench.tui.controllers.base import Controller
from workbench.tui.dialogs.base import ConfirmDialog
from workbench.tui.dialogs.progress import ProgressDialog
from workbench.tui.screen import Handler
from workbench.tui.text import counted_rows

_DECISIONS = {
    "row.confirm": ActionKind.CONFIRM,
    "row.reject": ActionKind.REJECT,
    "row.later": ActionKind.NEEDS_REVIEW,
    "row.reopen": ActionKind.REOPEN,
    "row.bookmark": ActionKind.BOOKMARK,
    "text.dismiss": ActionKind.DISMISS,
}
"""Commands that act on all rows of a range, where there is one."""

_TITLES = {
    ActionKind.CONFIRM: N_("Confirm {rows}"),
    ActionKind.REJECT: N_("Reject {rows}"),
    ActionKind.NEEDS_REVIEW: N_("Postpone {rows}"),
    ActionKind.REOPEN: N_("Reopen {rows}"),
    ActionKind.BOOKMARK: N_("Set or remove the bookmark of {rows}"),
    ActionKind.APPLY: N_("Apply in {rows}"),
    ActionKind.REPLACE: N_("Replace in {rows}"),
    ActionKind.DISMISS: N_("Dismiss the flag in {rows}"),
}
"""An action on rows that is asked about or under way."""

_DONE = {
    ActionKind.CONFIRM: N_("Confirmed {rows}"),
    ActionKind.REJECT: N_("Rejected {rows}"),
    ActionKind.NEEDS_REVIEW: N_("Postponed {rows}"),
    ActionKind.REOPEN: N_("Reopened {rows}"),
    ActionKind.BOOKMARK: N_("Set or removed the bookmark of {rows}"),
    ActionKind.APPLY: N_("Applied in {rows}"),
    ActionKind.REPLACE: N_("Replaced in {rows}"),
    ActionKind.DISMISS: N_("Dismissed the flag in {rows}"),
}
"""An action on rows that is done."""
_FEW = 12
"""Rows of a range that are decided without a question: about what a page holds."""


class Bulk(Controller):
    """Begins and ends a range; carries out what is decided about it as one action."""

    def handlers(self) -> dict[str, Handler]:
        return {"range.toggle": self._toggle, "range.all": self._all}

    def over_ranges(self, handlers: dict[str, Handler]) -> dict[str, Handler]:
        """Return the commands that decide, each about the range where there is one, else about the row."""
        return {name: partial(self._on_range, kind, handlers[name]) for name, kind in _DECISIONS.items()}

    def _toggle(self) -> None:
        here = self.rows.current
        if here is None or here.id is None:
            raise NotPossible(_("There is no row here."))
        selection, key = self.rows.selection, self.view.key("range.toggle")
        if selection is not None and selection.last is None:
            self.rows.selection = RowRange(selection.first, here.id)
            chosen = _("{rows} chosen: {keys}; esc lets them go.")
            self.view.say(chosen.format(rows=counted_rows(len(self.rows.selected)), keys=self._keys()))
        else:
            self.rows.selection = RowRange(here.id)
            begun = _("A range begins here: move to extend it, {key} ends it, esc lets it go.")
            self.view.say(begun.format(key=key))
        self.view.refresh_rows(reload=False)

    def _all(self) -> None:
        if not len(self.rows):
            raise NotPossible(_("There is no row here."))
        ids = self.rows.index.ids
        self.rows.selection = RowRange(int(ids[0]), int(ids[-1]))
        self.view.refresh_rows(reload=False)
        chosen = _("All {rows} of the list chosen: {keys}; esc lets them go.")
        self.view.say(chosen.format(rows=counted_rows(len(ids)), keys=self._keys()))

    def _keys(self) -> str:
        return " ".join(self.view.key(name) for name in _DECISIONS)

    # Deciding

    def _on_range(self, kind: ActionKind, single: Handler) -> Coroutine[Any, Any, None] | None:
        places = self.rows.selected
        if not places:
            return single()
        ids = self.rows.index.ids[places.start : places.stop].tolist()
        return self._decide_range(kind, ids, places.stop - 1)

    async def _decide_range(self, kind: ActionKind, ids: Sequence[int], last: int) -> None:
        match kind:
            case ActionKind.BOOKMARK:
                done = await self._decide(kind, ids, bulk.bookmarking)
            case ActionKind.DISMISS:
                done = await self._decide(kind, ids, bulk.dismissing(self._rule(), self.session.stamp()))
            case _:
                done = await self.judge(kind, ids)
        if done:
            self.rows.selection = None
            following = self.rows.index.find(Trait.OPEN, 1, last)
            self.view.go(self.rows.cursor if following < 0 or kind is ActionKind.REOPEN else following)
            self.view.refresh_rows(reload=False)

    def _rule(self) -> str:
        pair = self.rows.current
        flag = self.view.chosen_flag(pair) if pair else None
        if flag is None:
            raise NotPossible(
                _("This row has no flags."), hint=_("Go to a row with the flag to dismiss in all of them.")
            )
        return flag.rule

    async def judge(self, kind: ActionKind, ids: Sequence[int], *, unread: bool = False) -> bool:
        """Decide about rows, as one action where they are not too many; returns whether that was done.

        `unread`: none of them was read. Asks where they are more than the screen holds or some are decided already.
        """
        seen = frozenset() if unread else frozenset(self.rows.seen)
        decide = bulk.judging(kind, self.session.stamp(), seen)
        unseen = sum(pair_id not in seen for pair_id in ids) if kind is ActionKind.CONFIRM else 0
        return await self._decide(kind, ids, decide, unseen, ask=unread)

    async def _decide(
        self, kind: ActionKind, ids: Sequence[int], decide: Decide, unseen: int = 0, *, ask: bool = False
    ) -> bool:
        self.session.refuse_unchecked(kind, ids)
        unless = self.session.changed_by_others()
        if ask or len(ids) > _FEW or self.rows.index.count_of(ids, Trait.OPEN) < len(ids):
            title = _("{action}?").format(action=_title(kind, len(ids)))
            if not await self.view.ask(ConfirmDialog(title, self._consequences(ids, unseen), verb=_("do it"))):
                return False
        await self._carry_out(kind, ids, decide, unless)
        return True

    async def carry_out(self, kind: ActionKind, changes: Sequence[Change], unless: Changed) -> None:
        """Change the texts that were shown, without rows that somebody else changed since, and check the new ones."""
        ids = [change.before.id for change in changes if change.before and change.before.id is not None]
        changed = await self._carry_out(kind, ids, bulk.prepared(changes), unless)
        if not changed:
            return
        await self.workspace.check_again(changed)
        self.rows.renew(changed)
        self.view.refresh_rows(reload=False)

    async def _carry_out(self, kind: ActionKind, ids: Sequence[int], decide: Decide, unless: Changed) -> list[int]:
        """Act on few rows at once, on many part by part; say what was done, and return which rows changed."""
        if len(ids) < bulk.COPIED_FROM:
            done = [bulk.act(self.workspace.corpus, kind, ids, decide, self.session.reviewer, unless)]
            for part in done:
                if part.action is not None:
                    self.session.adopt(part.action, part.changes)
        else:
            done = await self._in_parts(kind, ids, decide, unless)
        self.view.refresh_rows(reload=False)
        self.rows.save_place()
        self.view.say(_said(kind, done))
        return [pair_id for part in done if part.action for pair_id in part.action.pair_ids]

    def _consequences(self, ids: Sequence[int], unseen: int) -> list[str]:
        """Return what rows these are, and what becomes of them."""
        count = partial(self.rows.index.count_of, ids)
        is_open, confirmed = count(Trait.OPEN), count(Trait.CONFIRMED)
        kinds = {
            _("{count} open"): is_open,
            _("{count} confirmed"): confirmed,
            _("{count} rejected"): len(ids) - is_open - confirmed,
            _("{count} flagged"): count(Trait.FLAGGED),
            _("{count} without counterpart"): count(Trait.UNALIGNED),
        }
        found = [kind.format(count=f"{number:,}") for kind, number in kinds.items() if number]
        lines = [_("{parts}.").format(parts=_(", ").join(found))]
        if unseen:
            not_seen = _("{rows} that you have not seen: confirmed by estimate (≈), not as read.")
            lines.append(not_seen.format(rows=counted_rows(unseen)))
        steps = -(-len(ids) // bulk.AT_ONCE)
        undoing = _("One u undoes it.") if steps == 1 else _("Undoing it takes u {count} times.").format(count=steps)
        copied = _("A copy of the corpus is kept first.") if len(ids) >= bulk.COPIED_FROM else ""
        return [*lines, sentences(copied, undoing)]

    async def _in_parts(self, kind: ActionKind, ids: Sequence[int], decide: Decide, unless: Changed) -> list[Done]:
        """Act on many rows part by part, beside the screen."""
        done: list[Done] = []

        async def work(start: int) -> int:
            part = ids[start : start + bulk.AT_ONCE]

            def job(corpus: Corpus) -> Done:
                if not start:
                    corpus.keep_copy(str(kind))
                return bulk.act(corpus, kind, part, decide, self.session.reviewer, unless)

            done.append(replace(await self.workspace.in_background(job), changes=()))
            if (action := done[-1].action) is not None:
                self.session.claim(action)
            return start + len(part)

        dialog = ProgressDialog(_title(kind, len(ids)), len(ids), work)
        await self.view.ask(dialog)
        self.rows.forget(ids)
        self.rows.show_again()
        self.view.refresh_rows(reload=False)
        if dialog.error is not None:
            raise dialog.error
        return done


def _said(kind: ActionKind, done: Sequence[Done]) -> str:
    """Return what was done, in a sentence or two."""
    changed, steps = sum(part.changed for part in done), sum(part.action is not None for part in done)
    if not changed:
        parts = [_("Nothing to change.")]
    else:
        said = [_(_DONE[kind]).format(rows=counted_rows(changed))]
        if estimated := sum(part.by_estimate for part in done):
            by_estimate = _("{count} of them by estimate (the filter by-estimate lists them)")
            said.append(by_estimate.format(count=f"{estimated:,}"))
        undoing = _("u undoes it") if steps == 1 else _("u, pressed {count} times, undoes it").format(count=steps)
        parts = [_("{done}; {undoing}.").format(done=_(", ").join(said), undoing=undoing)]
    if left := sum(part.rows_left for part in done):
        people = ", ".join(sorted(frozenset().union(*(part.left for part in done))))
        meanwhile = _("{rows} left alone, changed by {people} meanwhile.")
        parts.append(meanwhile.format(rows=counted_rows(left), people=people))
    return sentences(*parts)


def _title(kind: ActionKind, rows: int) -> str:
    return _(_TITLES[kind]).format(rows=counted_rows(rows))
