"""What a reviewer can do to rows: pairs in, changes out. Pure: nothing is stored, nothing is drawn.

The sides of a row change only here, its texts also in `review.text_edits`. A row whose sides changed is proposed again,
since nobody has seen it as it now is. An operation that makes no sense on its rows raises NotPossible.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from workbench.domain import (
    ActionKind,
    Change,
    Coverage,
    Dismissal,
    DismissalScope,
    Flag,
    MatchKind,
    Pair,
    PairSide,
    Side,
    Status,
    relation_of,
)
from workbench.errors import NotPossible
from workbench.i18n import gettext as _
from workbench.review.side_history import Segments, SideHistory, cut, history_of, join, segment_starts, taken_out

STATUS_AFTER = {
    ActionKind.CONFIRM: Status.CONFIRMED,
    ActionKind.REJECT: Status.REJECTED,
    ActionKind.NEEDS_REVIEW: Status.NEEDS_REVIEW,
    ActionKind.REOPEN: Status.PROPOSED,
}
"""The status that each decision gives to a row."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Reviewer and time of an action."""

    reviewer: str
    at: str
    """UTC, ISO 8601, with "Z"."""


def judge(pair: Pair, kind: ActionKind, stamp: Stamp, *, by_estimate: bool = False) -> list[Change]:
    """Decide about a row: confirm, reject, postpone or reopen it.

    `by_estimate`: it was not read; what was confirmed so can still be confirmed by reading.
    """
    status = STATUS_AFTER[kind]
    if pair.status is status and pair.by_estimate == by_estimate:
        return []
    return [Change(pair, replace(pair, status=status, by_estimate=by_estimate, reviewer=stamp.reviewer))]


def bookmark(pair: Pair) -> list[Change]:
    """Set or remove the bookmark."""
    return [Change(pair, replace(pair, bookmarked=not pair.bookmarked))]


def note(pair: Pair, text: str) -> list[Change]:
    """Write a note; an empty one removes it."""
    return unless_same(pair, replace(pair, note=text.strip()))


def dismiss(pair: Pair, flag: Flag, scope: DismissalScope, stamp: Stamp) -> list[Change]:
    """Dismiss a flag: a check that finds it again does not show it. Raises NotPossible for a word it does not have."""
    if scope is DismissalScope.WORD and not flag.found.strip():
        raise NotPossible(_("This flag is on no word."), hint=_("Dismiss it for this row or this text."))
    text = pair.side(flag.side).text if scope is DismissalScope.TEXT else ""
    dismissal = Dismissal(scope, flag.rule, flag.found, text, stamp.reviewer, stamp.at)
    covered = [each for each in pair.flags if dismissal.key in pair.dismissal_keys(each)]
    return [
        Change(
            pair,
            replace(
                pair,
                flags=tuple(each for each in pair.flags if each not in covered),
                dismissed=(*pair.dismissed, *covered),
                dismissals=(*pair.dismissals, dismissal),
            ),
        )
    ]


def restore(pair: Pair, flag: Flag, holders: Iterable[Pair]) -> list[Change]:
    """Show a dismissed flag of a row again: the rows that hold dismissals of it drop them, each one change."""
    keys = pair.dismissal_keys(flag)
    return [
        Change(row, replace(row, dismissals=tuple(each for each in row.dismissals if each.key not in keys)))
        for row in holders
    ]


def with_dismissals_kept(changes: Sequence[Change]) -> list[Change]:
    """The changes of an action, the dismissals of removed rows that reach others given to a row that stays."""
    held = {each for change in changes if change.after for each in change.after.dismissals}
    removed = [change.before for change in changes if change.before and not change.after]
    lost = tuple(
        each for row in removed for each in row.dismissals if each not in held and each.scope is not DismissalScope.ROW
    )
    heir = next((change for change in changes if change.after), None)
    if not lost or heir is None or heir.after is None:
        return list(changes)
    kept = replace(heir, after=replace(heir.after, dismissals=(*heir.after.dismissals, *lost)))
    return [kept if change is heir else change for change in changes]


def merge(first: Pair, second: Pair, segments: Segments, *, keep: Pair | None = None) -> list[Change]:
    """Join two rows, `first` before `second` on either side; `keep`, else `first`, is the row that stays.

    Sides come into document order, so rows far from each other can be joined as well; a sentence that both hold stands
    in the row once. Raises NotPossible where the two documents of a side differ.
    """
    if first.id is not None and first.id == second.id:
        raise NotPossible(_("A row cannot be merged with itself."))
    sides = []
    for name in Side:
        one, other = history_of(first, name), history_of(second, name)
        if _of_two_documents(one, other):
            problem = _("The rows are of different documents: {one} and {other}.")
            raise NotPossible(
                problem.format(one=one.side.document, other=other.side.document),
                hint=_("Only rows of the same two documents can be joined."),
            )
        sides.append(join(one, other, segments))
    stays, goes = (second, first) if keep is not None and keep.id == second.id else (first, second)
    flags = (*found_in(first), *_shifted(second, first))
    merged = replace(
        _with_sides(replace(stays, flags=flags, dismissed=()), *sides),
        note="; ".join(text for text in (first.note, second.note) if text),
        bookmarked=first.bookmarked or second.bookmarked,
        dismissals=tuple(dict.fromkeys((*first.dismissals, *second.dismissals))),
    )
    return [Change(stays, merged), Change(goes, None)]


def unlink(pair: Pair) -> list[Change]:
    """Make each side an unaligned row; the source keeps the row of the pair."""
    source, target = history_of(pair, Side.SOURCE), history_of(pair, Side.TARGET)
    if not source.side.text or not target.side.text:
        raise NotPossible(_("This row has only one side."), hint=_("enter offers candidates for the other."))
    no_source, no_target = (_nothing(pair, side) for side in Side)
    return [
        Change(pair, _with_sides(pair, source, no_target)),
        Change(None, _fresh(_with_sides(pair, no_source, target))),
    ]


def split(pair: Pair, source_at: int, target_at: int, segments: Segments) -> list[Change]:
    """Split a row at an offset into each side's text; 0 or the text's length leaves a side whole.

    A part with one side only becomes an unaligned row. Raises NotPossible where a part would be empty.
    """
    source = cut(history_of(pair, Side.SOURCE), source_at, segments)
    target = cut(history_of(pair, Side.TARGET), target_at, segments)
    for part in (0, 1):
        if not source[part].side.text and not target[part].side.text:
            raise NotPossible(_("One of the two rows would be empty."), hint=_("Put the cut inside a text."))
    return [
        Change(pair, _with_sides(pair, source[0], target[0])),
        Change(None, _fresh(_with_sides(pair, source[1], target[1]))),
    ]


def move(pair: Pair, neighbour: Pair, side: Side, *, forward: bool, segments: Segments) -> list[Change]:
    """Move the last (forward) or first segment of a side to the next or previous row.

    A row left without any text is removed. Raises NotPossible where there is nothing to move.
    """
    history = history_of(pair, side)
    if not history.side.text:
        raise NotPossible(_("There is no sentence to move on this side."))
    ends = segment_starts(history, segments)
    if forward:
        stays, moves = cut(history, ends[-1] if ends else 0, segments)
    else:
        moves, stays = cut(history, ends[0] if ends else len(history.side.text), segments)
    other = history_of(neighbour, side)
    if _of_two_documents(history, other):
        raise NotPossible(_("The next row is of another document."), hint=_("Sentences move only within a document."))
    if not moves.side.text:
        raise NotPossible(_("Nothing is left of the sentence on this side."), hint=_("Merge the rows (m, M)."))
    grown = join(moves, other, segments) if forward else join(other, moves, segments)
    left = _with_side(pair, side, stays)
    return [Change(pair, left), Change(neighbour, _with_side(neighbour, side, grown))]


def take(
    pair: Pair,
    candidate: PairSide,
    probability: float,
    *,
    keep: Side = Side.SOURCE,
    kind: MatchKind = MatchKind.SAME,
    coverage: Coverage | None = None,
    holders: Sequence[Pair] = (),
    segments: Segments = lambda _: (),
) -> list[Change]:
    """Give a row another counterpart: on its empty side, else opposite to the side to `keep`.

    The counterpart it had becomes an unaligned row, and rows that hold sentences of the new one give them up, with the
    corrections made to them; a row left without any text is removed. `kind` and `coverage` are what the row has in
    common with its new counterpart.
    """
    empty = next((side for side in Side if not pair.side(side).text), None)
    facing = empty or keep.other
    given, taken = [], []
    own = history_of(pair, facing)
    for row in holders:
        side = next(name for name in Side if row.side(name).shares(candidate))
        left, piece = taken_out(history_of(row, side), candidate, segments)
        given.append(Change(row, _with_side(row, side, left)))
        taken.append(piece)
    if own.side.shares(candidate):
        own, piece = taken_out(own, candidate, segments)
        taken.append(piece)
    after = _with_side(pair, facing, _joined(taken, candidate, segments))
    assert after is not None
    changes = [Change(pair, replace(after, probability=probability, scored=True, kind=kind, coverage=coverage))]
    if own.side.text:
        alone = _with_side(_with_side(pair, facing, own) or pair, keep, _nothing(pair, keep))
        assert alone is not None
        changes.append(Change(None, _fresh(alone)))
    return changes + given


def _nothing(pair: Pair, side: Side) -> SideHistory:
    return SideHistory(PairSide.missing(pair.side(side).language))


def _joined(pieces: Sequence[SideHistory], wanted: PairSide, segments: Segments) -> SideHistory:
    """Return a side of the pieces of its text that rows held; as it was read where they do not make up all of it."""
    joined = reduce(lambda one, other: join(one, other, segments), pieces) if pieces else None
    return joined if joined is not None and joined.side.spans == wanted.spans else SideHistory(wanted)


def realigned(old: Sequence[Pair], new: Sequence[Pair]) -> list[Change]:
    """Replace rows by others; rows with the same sides stay as they are."""

    def key(pair: Pair) -> tuple[object, ...]:
        return (
            pair.source.document, pair.source.spans, pair.source.text,
            pair.target.document, pair.target.spans, pair.target.text,
        )  # fmt: skip

    kept = {key(pair) for pair in old} & {key(pair) for pair in new}
    removed = [Change(pair, None) for pair in old if key(pair) not in kept]
    return removed + [Change(None, _fresh(pair)) for pair in new if key(pair) not in kept]


def unless_same(before: Pair, after: Pair) -> list[Change]:
    """Return what makes a row another one; nothing where they are the same."""
    return [] if before == after else [Change(before, after)]


def _of_two_documents(one: SideHistory, other: SideHistory) -> bool:
    """Whether two sides cannot be joined; one that a person wrote has no document and joins with any."""
    first, second = one.side.document, other.side.document
    return bool(first and second) and first != second


def _with_sides(pair: Pair, source: SideHistory, target: SideHistory) -> Pair:
    """Return the pair with other sides, proposed again and not scored; flags stay where their words still are."""
    after = replace(
        pair,
        source=source.side,
        target=target.side,
        relation=relation_of(source.side, target.side),
        status=Status.PROPOSED,
        by_estimate=False,
        probability=0.0,
        scored=False,
        kind=MatchKind.SAME,
        coverage=None,
        reviewer=None,
        corrections=tuple(sorted((*source.corrections, *target.corrections), key=lambda c: c.at)),
    )
    return replace(after, flags=tuple(flag for flag in found_in(pair) if _still_there(after, flag)), dismissed=())


def _with_side(pair: Pair, side: Side, history: SideHistory) -> Pair | None:
    """Return the pair with one other side; None where no text is left in it."""
    source = history if side is Side.SOURCE else history_of(pair, Side.SOURCE)
    target = history if side is Side.TARGET else history_of(pair, Side.TARGET)
    if not source.side.text and not target.side.text:
        return None
    return _with_sides(pair, source, target)


def _fresh(pair: Pair) -> Pair:
    """Return the pair as a new row."""
    own = tuple(each for each in pair.dismissals if each.scope is DismissalScope.ROW)
    return replace(pair, id=None, revision=0, updated_at=None, note="", bookmarked=False, dismissals=own)


def found_in(pair: Pair) -> tuple[Flag, ...]:
    """Everything found in a pair; the store settles which of it is dismissed once the texts have changed."""
    return (*pair.flags, *pair.dismissed)


def _still_there(pair: Pair, flag: Flag) -> bool:
    return pair.side(flag.side).text[flag.start : flag.end] == flag.found


def _shifted(second: Pair, first: Pair) -> list[Flag]:
    """Return the second row's flags, their offsets moved behind the first row's text."""
    shifted = []
    for flag in found_in(second):
        side = first.side(flag.side)
        offset = len(side.text) + len(side.language.joint) if side.text else 0
        shifted.append(replace(flag, start=flag.start + offset, end=flag.end + offset))
    return shifted
