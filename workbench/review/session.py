"""A review session: the rows under review, and everything a reviewer does to them. Draws nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from workbench.domain import (
    LEARNT,
    Action,
    ActionKind,
    Change,
    Coverage,
    DismissalScope,
    Flag,
    MatchKind,
    Pair,
    PairSide,
    RecurringCorrection,
    Segment,
    Side,
)
from workbench.errors import NotPossible
from workbench.i18n import gettext as _
from workbench.review import estimate, neighbours, operations, text_edits
from workbench.review.bulk import Changed, changed_since
from workbench.review.groups import grouped, open_rows, proposals_beside
from workbench.review.labels import label
from workbench.review.operations import Stamp
from workbench.review.outcomes import Outcome, outcomes_of
from workbench.review.progress import Decision, Pace, pace
from workbench.review.row_list import RowList
from workbench.store.corpus import Corpus
from workbench.store.history import now
from workbench.store.queries import PairQuery

if TYPE_CHECKING:
    from workbench.review.similar_edits import SimilarEdits

Recheck = Callable[[Pair], Pair]
"""Returns a pair whose texts changed with the flags it has now."""

CheckLater = Callable[[Sequence[int]], None]
"""Checks and scores rows beside the screen, and calls `ReviewSession.show_checked` when it is done."""

Score = Callable[[Pair], Pair]
"""Returns a pair whose texts changed with the probability it has now."""

_DISMISSALS = {ActionKind.DISMISS, ActionKind.RESTORE, ActionKind.RETIRE}
_KEEPS_TEXTS = {*operations.STATUS_AFTER, *_DISMISSALS, ActionKind.BOOKMARK, ActionKind.NOTE, ActionKind.RULE}
_KNOWS_PROBABILITIES = {ActionKind.REALIGN, ActionKind.UPDATE}
"""Actions whose rows come with their probabilities."""
_RECHECKED_ROWS = 60
"""Most rows of an action that are checked again at once; more would keep the reviewer waiting."""


class ReviewSession:
    """One reviewer at work on one corpus. Every action is stored when its method returns.

    Methods that change rows return the stored action, or None where nothing would change. They raise NotPossible where
    the action makes no sense, StaleRow where a row is not as it was read, CorpusError where nothing can be written.
    """

    def __init__(
        self, corpus: Corpus, reviewer: str, *, recheck: Recheck | None = None, score: Score | None = None
    ) -> None:
        self.corpus = corpus
        self.score: Score = score or (lambda pair: pair)
        self.reviewer = reviewer
        self.recheck: Recheck = recheck or (lambda pair: pair)
        self.check_later: CheckLater | None = None
        """Set while the checks are not loaded, which takes seconds: actions then do not wait for them."""
        self.unchecked: set[int] = set()
        """Rows that are being checked later: nobody confirms them before they have seen what is found."""
        self.rows = RowList(corpus)
        self._segments: dict[str, Sequence[Segment]] = {}
        self._seen_action = corpus.last_action_id()
        self._own_actions: set[int] = set()
        self.outcomes: dict[int, Outcome] = {}
        """What became of the rows that were decided in this session, by id."""
        self.not_learnt = 0
        """Decisions, made or taken back, since the open rows were last scored again."""
        self.similar_edits: SimilarEdits | None = None
        """The last edit repeated in other rows; None once texts or rows have changed otherwise."""

    def segments(self, document: str) -> Sequence[Segment]:
        """Return a document's segments; kept, since they never change."""
        if document not in self._segments:
            self._segments[document] = self.corpus.segments(document) if document else ()
        return self._segments[document]

    def stamp(self) -> Stamp:
        """Return the reviewer and the time."""
        return Stamp(self.reviewer, now())

    # Actions in general

    def do(self, kind: ActionKind, changes: Sequence[Change]) -> Action | None:
        """Store an action and bring the list up to date."""
        if not changes:
            return None
        self.refuse_unchecked(kind, [change.before.id for change in changes if change.before])
        changes = operations.with_dismissals_kept(changes)
        later = self.check_later if len(changes) <= _RECHECKED_ROWS else None
        if len(changes) <= _RECHECKED_ROWS and later is None:
            changes = [self._rechecked(change, score=kind not in _KNOWS_PROBABILITIES) for change in changes]
        try:
            action = self.corpus.act(kind, changes, self.reviewer)
        finally:
            # Also after a refusal: the rows are then not as they were read.
            self.rows.forget([change.before.id for change in changes if change.before])
        self.adopt(action, changes)
        done = zip(action.pair_ids, changes, strict=True)
        reworded = [pair_id for pair_id, change in done if change.after and _rewords(change)]
        if later is not None and reworded:
            self.unchecked.update(reworded)
            later(reworded)
        return action

    def refuse_unchecked(self, kind: ActionKind, pair_ids: Iterable[int | None]) -> None:
        """Raise NotPossible where rows are to be confirmed that are still being checked."""
        if kind is ActionKind.CONFIRM and not self.unchecked.isdisjoint(pair_ids):
            raise NotPossible(_("The new text is still being checked."), hint=_("Confirm it when its flags are there."))

    def show_checked(self, pair_ids: Sequence[int]) -> None:
        """List rows with what a check beside the screen has found in them."""
        self.unchecked.difference_update(pair_ids)
        self.rows.renew(pair_ids)

    def adopt(self, action: Action, changes: Sequence[Change]) -> None:
        """Bring the list up to date with an action of this reviewer that was stored."""
        self.claim(action)
        outcomes = outcomes_of(action.kind, changes)
        self.outcomes |= outcomes
        self.not_learnt += len(outcomes)
        self.rows.follow(action, changes)
        rows = (row for change in changes for row in (change.before, change.after) if row is not None)
        if self._moves_dismissals(action.kind, rows):
            self.rows.renew_traits()

    def claim(self, action: Action) -> None:
        """Know an action as this reviewer's; the list is brought up to date later."""
        self._own_actions.add(action.id)
        if action.kind not in _KEEPS_TEXTS:
            self.similar_edits = None

    def changed_by_others(self) -> Changed:
        """Return what finds the rows that others have changed since the list was last brought up to date."""
        return changed_since(self._seen_action, self._own_actions)

    def _rechecked(self, change: Change, *, score: bool) -> Change:
        if change.after is None or not _rewords(change):
            return change
        checked = self.recheck(change.after)
        return replace(change, after=self.score(checked) if score else checked)

    def undo(self) -> Action | None:
        """Revert the reviewer's last action, also one of an earlier session, and go to the row it changed."""
        return self._reverted(self.corpus.undo(self.reviewer))

    def redo(self) -> Action | None:
        """Repeat what was undone last and go to the row it changed."""
        return self._reverted(self.corpus.redo(self.reviewer))

    def _reverted(self, action: Action | None) -> Action | None:
        if action is not None:
            self._own_actions.add(action.id)
            self.similar_edits = None
            self._forget_outcomes(action)
            self.rows.follow_revert(action)
            kind = action.reverts.kind if action.reverts else action.kind
            if self._moves_dismissals(kind, self.corpus.pairs(action.pair_ids)):
                self.rows.renew_traits()
        return action

    def adopt_reverts(self, reverts: Sequence[Action]) -> None:
        """List the rows as they are after many undos."""
        for action in reverts:
            self.claim(action)
            self._forget_outcomes(action)
            self.rows.forget(action.pair_ids)
        self.similar_edits = None
        self.rows.show_again()

    def _forget_outcomes(self, action: Action) -> None:
        for pair_id in action.pair_ids:
            self.not_learnt += self.outcomes.pop(pair_id, None) is not None

    def pace(self) -> Pace | None:
        """Return how fast the reviewer decides, by what is stored; None where there is too little to tell."""
        decided = self.corpus.decisions(self.reviewer)
        return pace([Decision(datetime.fromisoformat(at).timestamp(), rows) for at, rows in decided])

    def _moves_dismissals(self, kind: ActionKind, rows: Iterable[Pair]) -> bool:
        """Whether an action on rows changes which flags of other rows are dismissed."""
        return kind in _DISMISSALS or (kind not in _KEEPS_TEXTS and any(row.dismissals for row in rows))

    def description(self, revert: Action) -> str:
        """Return what an undo or redo reverted: "confirm, 12 rows"."""
        kind, rows = label((revert.reverts or revert).kind), len(revert.pair_ids)
        return _("{action}, {count} rows").format(action=kind, count=f"{rows:,}") if rows > 1 else kind

    def changed_elsewhere(self) -> list[str]:
        """Return who else acted on the corpus since the last call; the rows are then listed as they are now."""
        latest = self.corpus.last_action_id()
        if latest == self._seen_action:
            return []
        others = self.changed_by_others()(self.corpus)
        self._seen_action = latest
        if others:
            self.rows.forget(list(others))
            self.rows.show_again()
        return sorted(set(others.values()))

    # Decisions

    def judge(self, pair: Pair, kind: ActionKind) -> Action | None:
        """Confirm, reject, postpone or reopen a row."""
        return self.do(kind, operations.judge(pair, kind, self.stamp()))

    def confirm_group(self, pair: Pair) -> Action | None:
        """Confirm all open rows of the papers that state the sentence of this row, as one action."""
        group = grouped([pair, *proposals_beside(self.corpus, pair)])
        if group is None:
            raise NotPossible(_("No second paper states this sentence."), hint=_("c confirms the row."))
        stamp = self.stamp()
        changes = [each for row in open_rows(group) for each in operations.judge(row, ActionKind.CONFIRM, stamp)]
        return self.do(ActionKind.CONFIRM, changes)

    def bookmark(self, pair: Pair) -> Action | None:
        """Set or remove the bookmark."""
        return self.do(ActionKind.BOOKMARK, operations.bookmark(pair))

    def note(self, pair: Pair, text: str) -> Action | None:
        """Write a note; an empty one removes it."""
        return self.do(ActionKind.NOTE, operations.note(pair, text))

    def draw_sample(self) -> None:
        """List a random sample of the open translations, large enough for ± 5 %, and remember it for the estimate."""
        self.rows.show_sample(estimate.sample_size(len(self.rows.index.open_translations())), seed=len(self.rows))
        estimate.start_sample(self.corpus, self.rows.index.ids.tolist())

    # Texts

    def edit(self, pair: Pair, source: str, target: str) -> Action | None:
        """Change the texts of a row."""
        return self.do(ActionKind.EDIT, text_edits.edit_both(pair, source, target, self.stamp()))

    def apply(self, pair: Pair, flag: Flag) -> Action | None:
        """Write a flag's suggestion into the text."""
        return self.do(ActionKind.APPLY, text_edits.apply(pair, flag, self.stamp()))

    def take_part(self, pair: Pair, source: str, target: str) -> Action | None:
        """Make a row the part that its sides share."""
        return self.do(ActionKind.EDIT, text_edits.take_part(pair, source, target, self.stamp()))

    def same_suggestions(self, flag: Flag, corpus: Corpus | None = None) -> list[Change]:
        """Return the changes that apply a flag's suggestion to every row with the same flag.

        `corpus` is the same corpus over the connection of another thread. Raises NotPossible for a flag without a
        suggestion.
        """
        if flag.suggestion is None:
            raise NotPossible(_("This flag has no suggestion."), hint=_("Edit the text (e)."))
        flagged = (corpus or self.corpus).iter_pairs(PairQuery(rule=flag.rule))
        return text_edits.apply_everywhere(flagged, flag, self.stamp())

    def dismiss(self, pair: Pair, flag: Flag, scope: DismissalScope) -> Action | None:
        """Dismiss a flag, for good, in this row, in this text or for these words."""
        retires = flag.rule == LEARNT and any(
            rule.is_in_force and rule.is_retired_by_one_more
            for rule in self.corpus.offered_rules()
            if rule.correction.found == flag.found
        )
        kind = ActionKind.RETIRE if retires else ActionKind.DISMISS
        return self.do(kind, operations.dismiss(pair, flag, scope, self.stamp()))

    def keep_rule(self, pair: Pair, correction: RecurringCorrection, *, kept: bool) -> None:
        """Make a correction a rule, as an action on the row where it was made again; or keep that it is not wanted."""
        with self.corpus.transaction():
            action = self.do(ActionKind.RULE, [Change(pair, pair)]) if kept else None
            self.corpus.keep_rule(correction, self.reviewer, kept=kept, action=action.id if action else None)

    def restore(self, pair: Pair, flag: Flag) -> Action | None:
        """Show a dismissed flag again, wherever it was dismissed."""
        holders = self.corpus.pairs(self.corpus.dismissing(pair, flag))
        return self.do(ActionKind.RESTORE, operations.restore(pair, flag, holders))

    def check_again(self, pair: Pair) -> None:
        """Replace a row's flags by those of a new check; not an action, so there is nothing to undo."""
        checked = self.recheck(pair if pair.scored else self.score(pair))
        self.corpus.set_probabilities([checked])
        self.corpus.replace_all_flags([(pair, (*checked.flags, *checked.dismissed))])
        self.rows.index.update(self.corpus.settled([checked])[0])
        self.rows.forget([pair.id])

    # Alignment

    def merge(self, pair: Pair, side: Side, step: int) -> Action | None:
        """Merge a row with its next (step 1) or previous (-1) row in the document."""
        other = self._neighbour(pair, side, step)
        first, second = (pair, other) if step > 0 else (other, pair)
        return self.do(ActionKind.MERGE, operations.merge(first, second, self.segments, keep=pair))

    def split(self, pair: Pair, source_at: int, target_at: int) -> Action | None:
        """Split a row at an offset into each text."""
        return self.do(ActionKind.SPLIT, operations.split(pair, source_at, target_at, self.segments))

    def give(self, pair: Pair, side: Side, step: int) -> Action | None:
        """Move a side's last sentence to the next row (step 1) or its first one to the previous row (-1)."""
        other = neighbours.receiver(self.corpus, pair, side, step)
        if other is None:
            nowhere = _("There is no next row to move it to."), _("There is no previous row to move it to.")
            raise NotPossible(nowhere[step < 0])
        return self._move(pair, other, side, forward=step > 0)

    def giver(self, pair: Pair, side: Side, step: int) -> Pair:
        """Return the row that `take` takes a sentence from. Raises NotPossible where there is none."""
        return self._neighbour(pair, side, step)

    def take(self, pair: Pair, side: Side, step: int) -> Action | None:
        """Move the next row's first sentence (step 1) or the previous row's last one (-1) here."""
        return self._move(self.giver(pair, side, step), pair, side, forward=step < 0)

    def _move(self, giver: Pair, receiver: Pair, side: Side, *, forward: bool) -> Action | None:
        changes = operations.move(giver, receiver, side, forward=forward, segments=self.segments)
        return self.do(ActionKind.MOVE, changes)

    def link(self, pair: Pair, other: Pair) -> Action | None:
        """Join two rows that need not be neighbours; the second is read again first."""
        return self.do(ActionKind.LINK, operations.merge(pair, self.corpus.pair(other.id or 0), self.segments))

    def unlink(self, pair: Pair) -> Action | None:
        """Make each side a row."""
        return self.do(ActionKind.UNLINK, operations.unlink(pair))

    def holders(self, pair: Pair, side: PairSide, *, keep: Side) -> list[Pair]:
        """Return the rows that give up sentences when a row takes a counterpart."""
        kept = pair.side(keep) if pair.side(keep).text else pair.side(keep.other)
        return neighbours.holders(self.corpus, pair, side, kept)

    def take_counterpart(
        self,
        pair: Pair,
        side: PairSide,
        probability: float,
        *,
        keep: Side,
        kind: MatchKind = MatchKind.SAME,
        coverage: Coverage | None = None,
    ) -> Action | None:
        """Give a row another counterpart; the rows that hold its sentences give them up."""
        changes = operations.take(
            pair,
            side,
            probability,
            keep=keep,
            kind=kind,
            coverage=coverage,
            holders=self.holders(pair, side, keep=keep),
            segments=self.segments,
        )
        return self.do(ActionKind.LINK, changes)

    def _neighbour(self, pair: Pair, side: Side, step: int) -> Pair:
        """Return the next or previous row in the document; for rows without segments, in the list."""
        other = neighbours.neighbour(self.corpus, pair, side, step)
        if other is None and not (pair.source.segments or pair.target.segments):
            other = self.rows.row(self.rows.index.place(pair.id) + step)
        if other is None:
            nothing = _("There is no next row in the document."), _("There is no previous row in the document.")
            raise NotPossible(nothing[step < 0])
        return other


def _rewords(change: Change) -> bool:
    """Whether a change leaves other texts than there were."""
    texts = [each and (each.source.text, each.target.text) for each in (change.before, change.after)]
    return texts[0] != texts[1]
