"""Changing texts: by hand, or by a flag's suggestion, in one row or in every row with the same flag."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from workbench.domain import Action, ActionKind, Change, DismissalScope, Flag, Pair, RecurringCorrection, Side
from workbench.errors import NotPossible
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.review import text_edits
from workbench.tui.controllers.base import Controller, ReviewView
from workbench.tui.controllers.bulk import Bulk
from workbench.tui.controllers.terms import Terms
from workbench.tui.dialogs.base import ChoiceDialog, ConfirmDialog
from workbench.tui.dialogs.edit import EditDialog, Put
from workbench.tui.dialogs.preview import PreviewDialog
from workbench.tui.inspector.items import Contents
from workbench.tui.screen import Handler
from workbench.tui.text import becomes
from workbench.tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit that was left with esc."""

    pair: Pair
    texts: tuple[str, str]
    last_action: int
    """Id of the corpus's last action then; after another one undo takes that back instead."""


class Texts(Controller):
    """Edits, suggestions and checks of one row."""

    def __init__(self, view: ReviewView, workspace: Workspace, bulk: Bulk, terms: Terms) -> None:
        super().__init__(view, workspace)
        self._bulk = bulk
        self._terms = terms
        self._draft: Draft | None = None

    def handlers(self) -> dict[str, Handler]:
        return {
            "text.edit": self.on_row(self._edit),
            "text.apply": self.on_row(self._apply),
            "text.apply-everywhere": self._apply_everywhere,
            "text.next-flag": self.on_row(self._next_flag),
            "text.dismiss": self.on_row(self._dismiss),
            "text.check": self.on_row(self._check),
        }

    # By hand

    async def _edit(self, pair: Pair) -> None:
        flag = self.view.chosen_flag(pair)
        side, place = (flag.side, flag.end) if flag else (self.view.side, None)
        await self._edit_in(pair, (pair.source.text, pair.target.text), side, place)

    def reopen_draft(self) -> Coroutine[Any, Any, None] | None:
        """Return the edit last left unfinished in the row under the cursor, if nothing was done since."""
        draft, pair = self._draft, self.rows.current
        if draft is None or pair is None or pair.id != draft.pair.id:
            return None
        if draft.last_action != self.workspace.corpus.last_action_id():
            return None
        self._draft = None
        return self._edit_in(pair, draft.texts, self.view.side, None)

    def edit_with(self, pair: Pair, put: Put) -> Coroutine[Any, Any, None]:
        """Return an edit of a row into which words are put first; ctrl+z takes them out again."""
        return self._edit_in(pair, (pair.source.text, pair.target.text), put.side, None, put)

    async def _edit_in(
        self, pair: Pair, texts: tuple[str, str], side: Side, place: int | None, put: Put | None = None
    ) -> None:
        """Edit a row from these texts; `side` has the cursor, at the offset `place` or at its end."""
        self.workspace.load_checks()
        dialog = EditDialog(pair, texts, self, self.view.text_region, side=side, place=place, put=put)
        kept = await self.view.ask(dialog)
        if kept is None:
            if dialog.draft is not None:
                self._draft = Draft(pair, dialog.draft, self.workspace.corpus.last_action_id())
                self.view.say(_("Dropped. u brings the draft back."))
            return
        self.done(kept.action, _("Kept."))
        if kept.action is not None:
            await self._offer_similar(kept.before, self.as_it_is(kept.before))

    def keep(self, pair: Pair, texts: tuple[str, str]) -> Action | None:
        """Store an edit, for the dialog."""
        return self.session.edit(pair, *texts)

    def as_it_is(self, pair: Pair) -> Pair:
        """Return a row as it is stored now. Raises CorpusError where it is gone."""
        return self.workspace.corpus.pair(pair.id or 0)

    async def remembered(self, pair: Pair) -> Contents:
        """Return the matches of a row in the translation memory, for the dialog."""
        from workbench.review.memory import matches
        from workbench.tui.inspector import memory

        found = partial(matches, pair=pair, encoder=self.workspace.encoder)
        return memory.contents(await self.workspace.in_background(found))

    async def _offer_similar(self, before: Pair, after: Pair) -> None:
        # Imported when first needed: they bring the encoder.
        from workbench.review.recurring import recurring_correction
        from workbench.review.similar_edits import similar_edits

        similar = await self.workspace.in_background(lambda corpus: similar_edits(corpus, before, after))
        if similar is not None:
            self.session.similar_edits = similar
            count, key = len(similar.changes), self.view.key("text.apply-everywhere")
            others = ngettext(
                "{lesson} {count} more row has these words: {key} shows what would change.",
                "{lesson} {count} more rows have these words: {key} shows what would change.",
                count,
            )
            self.view.say(others.format(lesson=similar.explanation, count=f"{count:,}", key=key))
        again = await self.workspace.in_background(lambda corpus: recurring_correction(corpus, before, after))
        if again is not None:
            await self._offer_rule(after, again)

    async def _offer_rule(self, pair: Pair, correction: RecurringCorrection) -> None:
        """Ask once whether a correction made again becomes a rule of the corpus."""
        from workbench.checks.learning import explanation_of

        explanation = explanation_of(correction)
        lines = [explanation, _("It then flags these words wherever they occur. `workbench terms rules` lists it.")]
        kept = await self.view.ask(
            ConfirmDialog(_("Corrected again. Make it a rule?"), lines, verb=_("make it a rule"))
        )
        # Read again: somebody may have changed the row since the dialog opened.
        self.session.keep_rule(self.workspace.corpus.pair(pair.id or 0), correction, kept=bool(kept))
        if kept:
            self.rows.reload()
            self._terms.changed(correction.found)
            said = _("A rule from now on ({key} takes it back): {rule}")
            self.view.say(said.format(key=self.view.key("app.undo"), rule=explanation))

    # By suggestion

    def _next_flag(self, pair: Pair) -> None:
        self._flag(pair)
        self.view.choose_next_flag(pair)

    def _apply(self, pair: Pair) -> None:
        flag = self._flag(pair)
        self.done(self.session.apply(pair, flag), becomes(flag.found, flag.suggestion or ""))

    def _flag(self, pair: Pair) -> Flag:
        """Return the chosen flag. Raises NotPossible where the row has none."""
        flag = self.view.chosen_flag(pair)
        if flag is None:
            raise NotPossible(_("This row has no flags."))
        return flag

    async def _apply_everywhere(self) -> None:
        unless = self.session.changed_by_others()
        title, changes = await self._everywhere()
        if not changes:
            self.view.say(_("No other row has this flag."))
            return
        chosen = await self.view.ask(PreviewDialog(title, changes))
        if chosen is not None:
            await self._bulk.carry_out(ActionKind.APPLY, chosen, unless)

    async def _everywhere(self) -> tuple[str, list[Change]]:
        """Return the title of the preview and the changes: those like the last edit, else the chosen suggestion."""
        if (similar := self.session.similar_edits) is not None:
            stamp = self.session.stamp()
            return similar.explanation, [text_edits.stamped(change, stamp) for change in similar.changes]
        flag = self.on_row(self._flag)()
        changes = await self.workspace.in_background(lambda corpus: self.session.same_suggestions(flag, corpus))
        return f"{flag.rule}: {becomes(flag.found, flag.suggestion or '')}", changes

    async def _dismiss(self, pair: Pair) -> None:
        flag = self._flag(pair)
        if flag in pair.dismissed:
            self.done(self.session.restore(pair, flag), _("{rule}: shown again.").format(rule=flag.rule))
            return
        words = f"“{flag.found}”" if flag.found.strip() else _("these words")
        wherever = _("wherever {rule} finds {words}").format(rule=flag.rule, words=words)
        title = _("Dismiss {rule}: {message}").format(rule=flag.rule, message=flag.message)
        rows = [_("in this row"), _("wherever this text stands"), wherever]
        scope = await self.view.ask(ChoiceDialog(title, rows))
        if scope is not None:
            dismissed = self.session.dismiss(pair, flag, list(DismissalScope)[scope])
            said = _("{rule}: dismissed.")
            if dismissed is not None and dismissed.kind is ActionKind.RETIRE:
                self.workspace.terms_changed()
                said = _("{rule}: dismissed. It was wrong more often than right and is retired.")
            self.done(dismissed, said.format(rule=flag.rule))

    def _check(self, pair: Pair) -> None:
        self.session.check_again(pair)
        self.view.refresh_rows()
        self.view.say(_("Checked again."))
