"""What two corpora have of one row, made one: who decided wins; where both decided differently, both are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from workbench.domain import Correction, Dismissal, Flag, Pair, Status
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.store.merging.values import Version
from workbench.store.stored_pair import StoredPair

Value = TypeVar("Value")

REMOVED = N_("removed")
"""Stands where a status would, of a row that one corpus does not have any more."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What becomes of a row."""

    row: StoredPair | None
    """None where it goes."""
    beside: StoredPair | None = None
    """A second row, where both hold different segments now."""
    in_conflict: bool = False


def resolved(base: StoredPair | None, ours: StoredPair | None, theirs: StoredPair | None) -> Resolution:
    """Make one of two versions of a row that was `base` before either was changed.

    The outcome does not depend on which of the two is ours, except for the id.
    """
    if _same(ours, theirs):
        if ours is None or theirs is None:
            return Resolution(None)
        return Resolution(_together(base, ours, theirs, theirs if same_to_people(ours, base) else ours))
    if _same(theirs, base):
        return Resolution(ours if ours is None or theirs is None else _together(base, ours, theirs, ours))
    if _same(ours, base):
        return Resolution(theirs if ours is None or theirs is None else _together(base, ours, theirs, theirs))
    return _conflict(base, ours, theirs)


def _conflict(base: StoredPair | None, ours: StoredPair | None, theirs: StoredPair | None) -> Resolution:
    note = _conflict_note(ours, theirs)
    if ours is None or theirs is None:
        kept = ours or theirs
        assert kept is not None
        return Resolution(_for_review(kept, note), in_conflict=True)
    if _place(ours) != _place(theirs):
        return Resolution(_for_review(ours, note), _for_review(theirs, note), in_conflict=True)
    chosen = max(ours, theirs, key=_latest)
    return Resolution(_for_review(_together(base, ours, theirs, chosen), note), in_conflict=True)


def _for_review(stored: StoredPair, note: str) -> StoredPair:
    notes = _joined_notes(stored.pair.note, note)
    return replace(stored, pair=replace(stored.pair, status=Status.NEEDS_REVIEW, by_estimate=False, note=notes))


def _together(base: StoredPair | None, ours: StoredPair, theirs: StoredPair, chosen: StoredPair) -> StoredPair:
    """The chosen version with the notes, bookmarks and dismissals of both."""
    one, other = ours.pair, theirs.pair
    was = base.pair if base is not None else None
    pair = replace(
        chosen.pair,
        note=_either(was and was.note, one.note, other.note, _joined_notes(one.note, other.note)) or "",
        bookmarked=bool(_either(was and was.bookmarked, one.bookmarked, other.bookmarked, True)),
        dismissals=_dismissals(was.dismissals if was is not None else (), one.dismissals, other.dismissals),
    )
    if _place(ours) == _place(theirs) and _texts(one) == _texts(other):
        pair = _machine_values(pair, one, other)
        if _same(ours, theirs) and not any(same_to_people(each, base) for each in (ours, theirs)):
            # The same decision twice: by hand counts for more than by estimate, the later one more than the earlier.
            earlier, later = sorted((ours, theirs), key=_latest)
            pair = replace(
                pair,
                by_estimate=one.by_estimate and other.by_estimate,
                reviewer=later.pair.reviewer or earlier.pair.reviewer,
                updated_at=later.pair.updated_at,
                corrections=_corrections(one, other),
            )
    return replace(chosen, pair=pair)


def _machine_values(pair: Pair, one: Pair, other: Pair) -> Pair:
    """The flags that checks found in either; the probability of the one that has it, of two the lower."""
    flags = _union((*one.flags, *one.dismissed), (*other.flags, *other.dismissed))
    scored = [each.probability for each in (one, other) if each.scored]
    return replace(
        pair,
        flags=flags,
        dismissed=(),
        scored=bool(scored),
        probability=min(scored, default=0.0),
        coverage=one.coverage or other.coverage,
    )


def _union(one: Sequence[Flag], other: Sequence[Flag]) -> tuple[Flag, ...]:
    if set(one) == set(other):
        return tuple(one)
    return tuple(sorted({*one, *other}, key=lambda flag: (flag.side, flag.start, flag.end, flag.rule, str(flag))))


def _corrections(one: Pair, other: Pair) -> tuple[Correction, ...]:
    """Corrections of two versions with the same text: those of the longer way to it."""
    return max(one.corrections, other.corrections, key=lambda each: (len(each), str(each)))


def _either(base: Value, one: Value, other: Value, both: Value) -> Value:
    """The one that was changed; `both` where both were, differently."""
    if one == other or other == base:
        return one
    return other if one == base else both


def _joined_notes(one: str, other: str) -> str:
    """Both notes, each part once."""
    if one in other or other in one:
        return max(one, other, key=len)
    return " / ".join(sorted((one, other)))


def _dismissals(
    base: Sequence[Dismissal], one: Sequence[Dismissal], other: Sequence[Dismissal]
) -> tuple[Dismissal, ...]:
    """What either dismissed, without what either shows again."""
    wanted = {*one, *other} - (set(base) - (set(one) & set(other)))
    whole = next((each for each in (one, other) if set(each) == wanted), None)
    return tuple(whole or sorted(wanted, key=lambda each: (each.at, each.reviewer, each.key)))


def _same(one: StoredPair | None, other: StoredPair | None) -> bool:
    """Whether two versions hold the same and are at the same place in review."""
    if one is None or other is None:
        return one is other
    return _decision(one) == _decision(other)


def _decision(stored: StoredPair) -> tuple[object, ...]:
    pair = stored.pair
    return *_place(stored), *_texts(pair), pair.relation, pair.kind, pair.status


def _place(stored: StoredPair) -> tuple[object, ...]:
    source, target = stored.pair.source, stored.pair.target
    return source.document, source.spans, target.document, target.spans


def _texts(pair: Pair) -> tuple[str, str]:
    return pair.source.text, pair.target.text


def _latest(stored: StoredPair) -> tuple[str, ...]:
    pair = stored.pair
    return pair.updated_at or "", pair.reviewer or "", pair.status.value, *_texts(pair)


def same_to_people(one: StoredPair | None, other: StoredPair | None) -> bool:
    """Whether two versions agree in all that people decide."""
    if one is None or other is None:
        return one is other
    return _of_people(one) == _of_people(other)


def _of_people(stored: StoredPair) -> tuple[object, ...]:
    pair = stored.pair
    others = pair.note, pair.bookmarked, pair.by_estimate, pair.reviewer, pair.corrections, pair.dismissals
    return *_decision(stored), *others


def pristine(stored: StoredPair) -> StoredPair:
    """A row as a machine may have proposed it."""
    pair = replace(
        stored.pair, status=Status.PROPOSED, by_estimate=False, corrections=(), reviewer=None, note="",
        bookmarked=False, dismissals=(),
    )  # fmt: skip
    return replace(stored, pair=pair)


def version(corpus: str, stored: StoredPair | None) -> Version:
    """What a corpus has of a row, for a list of conflicts."""
    if stored is None:
        return Version(corpus, "", "", REMOVED, "", "", "")
    pair = stored.pair
    at, texts = pair.updated_at or "", (pair.source.text, pair.target.text)
    return Version(corpus, pair.reviewer or "", at, pair.status.value, *texts, pair.note)


def _conflict_note(ours: StoredPair | None, theirs: StoredPair | None) -> str:
    versions = sorted(map(_described, (ours, theirs)))
    return _("Two versions were merged: {one} / {other}").format(one=versions[0], other=versions[1])


def _described(stored: StoredPair | None) -> str:
    if stored is None:
        return _("merged into another row, or removed")
    pair = stored.pair
    return _("{who}, {at}: {status}: {source} | {target}").format(
        who=pair.reviewer or _("nobody"),
        at=pair.updated_at or "",
        status=_(pair.status.value),
        source=pair.source.text,
        target=pair.target.text,
    )
