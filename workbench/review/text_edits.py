"""What a reviewer does to the texts of a row: by hand, or by a flag's suggestion. Pure: pairs in, changes out.

An edited text keeps its row's status. What makes no sense on its row raises NotPossible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from workbench.checks.corrections import apply_suggestion
from workbench.domain import (
    Change,
    Correction,
    Coverage,
    Flag,
    Language,
    MatchKind,
    Pair,
    PairSide,
    Relation,
    Side,
    Status,
)
from workbench.errors import NotPossible
from workbench.i18n import gettext as _
from workbench.review.operations import Stamp, found_in, unless_same
from workbench.review.side_history import changed, history_of

TRANSLATED = "translation"
"""The rule of a correction that wrote a missing side."""


def edit(pair: Pair, side: Side, text: str, stamp: Stamp, rule: str = "edit") -> list[Change]:
    """Change the text of a side; the change is kept as a correction.

    The blanks at its ends stay as they were. Line ends become spaces, since a pair is one line in every exchange
    format, unless the text had some before. Raises NotPossible for an empty side and for an empty text.
    """
    before = pair.side(side).text
    if not before:
        raise NotPossible(_("This side is empty."), hint=_("Link it to a candidate (enter), or write it (e)."))
    if text == before:
        return []
    if not text.strip():
        raise NotPossible(_("A side cannot be emptied."), hint=_("Reject the row (x), or unlink it."))
    text = _with_ends_of(before, text if "\n" in before else text.replace("\n", " "))
    if text == before:
        return []
    correction = Correction(side, before, text, rule, stamp.reviewer, stamp.at)
    return [Change(pair, _corrected(pair, side, text, correction))]


def _with_ends_of(before: str, text: str) -> str:
    """Return a text with the blanks that another one has at its ends."""
    head, tail = len(before) - len(before.lstrip()), len(before.rstrip())
    return before[:head] + text.strip() + before[max(head, tail) :]


def edit_both(pair: Pair, source: str, target: str, stamp: Stamp) -> list[Change]:
    """Change the texts of both sides as one change; a missing side may be written, and stays missing without text."""
    after = pair
    for name, text in zip(Side, (source, target), strict=True):
        if pair.side(name).text:
            for change in edit(after, name, text, stamp):
                after = change.after or after
    for name, text in zip(Side, (source, target), strict=True):
        if not pair.side(name).text and text.strip():
            after = _translated(after, name, " ".join(text.split("\n")).strip(), stamp)
    # Whoever edits a row has read it.
    return [] if after == pair else [Change(pair, replace(after, by_estimate=False))]


def _translated(pair: Pair, side: Side, text: str, stamp: Stamp) -> Pair:
    """Return a row whose missing side a person wrote: a translation, confirmed, as whoever wrote it has read the other.

    That nothing was read there is kept as a correction of an empty text.
    """
    other, missing = pair.side(side.other), pair.side(side)
    language = missing.language
    if language.side == other.language.side:
        language = Language.EN if other.language.is_chinese else Language.ZH_HANS
    written = PairSide("", language, (), text)
    correction = Correction(side, "", text, TRANSLATED, stamp.reviewer, stamp.at)
    return replace(
        pair,
        source=written if side is Side.SOURCE else pair.source,
        target=written if side is Side.TARGET else pair.target,
        relation=Relation.TRANSLATION,
        status=Status.CONFIRMED,
        reviewer=stamp.reviewer,
        corrections=(*pair.corrections, correction),
    )


def take_part(pair: Pair, source: str, target: str, stamp: Stamp) -> list[Change]:
    """Make a row what its sides share: a pair of its own, whose sides say the same.

    What was left off is kept as corrections. Raises NotPossible where the sides share nothing.
    """
    if pair.kind is not MatchKind.PART or not source.strip() or not target.strip():
        raise NotPossible(_("This row has no part to take."), hint=_("Only a row of the kind “part” has one."))
    after = pair
    for side, text in zip(Side, (source, target), strict=True):
        for change in edit(after, side, text, stamp, "part"):
            after = change.after or after
    return [Change(pair, replace(after, kind=MatchKind.SAME, coverage=Coverage(1.0, 1.0)))]


def apply(pair: Pair, flag: Flag, stamp: Stamp) -> list[Change]:
    """Write a flag's suggestion into the text, kept as a correction under the flag's rule.

    Raises NotPossible for a flag without a suggestion, and where its words are not in the text.
    """
    return edit(pair, flag.side, apply_suggestion(pair.side(flag.side).text, flag), stamp, flag.rule)


def stamped(change: Change, stamp: Stamp) -> Change:
    """Return a change with the reviewer and the time in its last correction."""
    after = change.after
    if after is None or not after.corrections:
        return change
    last = replace(after.corrections[-1], reviewer=stamp.reviewer, at=stamp.at)
    return Change(change.before, replace(after, corrections=(*after.corrections[:-1], last)))


def same_flags(pair: Pair, flag: Flag) -> list[Flag]:
    """Return the pair's flags of the same rule, with the same words found and the same suggestion."""
    # Not of the same side: what is the source in one row is the target in another.
    key = (flag.rule, flag.found.casefold(), flag.suggestion)
    return [f for f in pair.flags if (f.rule, f.found.casefold(), f.suggestion) == key]


def apply_everywhere(pairs: Iterable[Pair], flag: Flag, stamp: Stamp) -> list[Change]:
    """Write a suggestion into every pair with the same flag; one change a row, rejected rows stay as they are."""
    changes = []
    for pair in pairs:
        if pair.status is Status.REJECTED:
            continue
        after = pair
        # From the end, so that earlier offsets still hold.
        for found in sorted(same_flags(pair, flag), key=lambda f: f.start, reverse=True):
            text = after.side(found.side).text
            if text[found.start : found.end] == found.found:
                for change in apply(after, found, stamp):
                    after = change.after or after
        changes += unless_same(pair, after)
    return changes


def _corrected(pair: Pair, side: Side, text: str, correction: Correction) -> Pair:
    """Return the pair with a corrected side; flags on changed words are dropped, those behind them move along."""
    history = history_of(pair, side)
    before = history.side.text
    head, tail = changed(before, text)
    flags = []
    for flag in found_in(pair):
        if flag.side is not side or flag.end <= head:
            flags.append(flag)
        elif flag.start >= len(before) - tail:
            shift = len(text) - len(before)
            flags.append(replace(flag, start=flag.start + shift, end=flag.end + shift))
    new_side = replace(history.side, text=text)
    return replace(
        pair,
        source=new_side if side is Side.SOURCE else pair.source,
        target=new_side if side is Side.TARGET else pair.target,
        corrections=(*pair.corrections, correction),
        flags=tuple(flags),
        dismissed=(),
    )
