"""What a reviewer can do to rows: pairs in, changes out. Pure: nothing is stored, nothing is drawn.

The sides and texts of a row change only here. A row whose sides changed is proposed again, since nobody has seen it as
it now is; an edited text keeps its row's status. Every operation that makes no sense on its rows raises NotPossible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from workbench.domain import Change, Correction, Flag, Pair, PairSide, Relation, Side, Status, relation_of
from workbench.errors import WorkbenchError
from workbench.review.side_history import Segments, Strand, boundaries, changed, cut, join, strand_of

SIDES = ("source", "target")


Write = Callable[[str, Flag], str]
"""Puts a flag's suggestion into a text; one that knows grammar takes care of the words around it."""


class NotPossible(WorkbenchError):
    """An operation that makes no sense on the rows it was asked for."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who does it, and when."""

    reviewer: str
    at: str
    """UTC, ISO 8601, with "Z"."""


def confirm(pair: Pair, stamp: Stamp) -> list[Change]:
    """The pair is right."""
    return _judged(pair, Status.CONFIRMED, stamp)


def reject(pair: Pair, stamp: Stamp) -> list[Change]:
    """The pair is wrong and stays out."""
    return _judged(pair, Status.REJECTED, stamp)


def later(pair: Pair, stamp: Stamp) -> list[Change]:
    """The pair needs work that is not done now."""
    return _judged(pair, Status.NEEDS_REVIEW, stamp)


def reopen(pair: Pair, stamp: Stamp) -> list[Change]:
    """The pair is a proposal again."""
    return _judged(pair, Status.PROPOSED, stamp)


def bookmark(pair: Pair) -> list[Change]:
    """Set or take away the bookmark."""
    return [Change(pair, replace(pair, bookmarked=not pair.bookmarked))]


def note(pair: Pair, text: str) -> list[Change]:
    """Leave a note; an empty one takes it away."""
    return _unless_same(pair, replace(pair, note=text.strip()))


def edit(pair: Pair, side: str, text: str, stamp: Stamp, rule: str = "edit") -> list[Change]:
    """Give a side ("source" or "target") another text, kept as a correction.

    Line ends become spaces, since a pair is one line in every exchange format. Raises NotPossible for a side without a
    text, and for a text that would leave none.
    """
    text = " ".join(text.split("\n")).strip() if "\n" in text else text.strip()
    strand = strand_of(pair, side)
    if not strand.side.text:
        raise NotPossible("This side is empty.", hint="Link it to a candidate first (enter).")
    if not text:
        raise NotPossible("A side cannot be emptied.", hint="Reject the row (x), or unlink it.")
    if text == strand.side.text:
        return []
    correction = Correction(Side(side), strand.side.text, text, rule, stamp.reviewer, stamp.at)
    return [Change(pair, _corrected(pair, side, text, correction))]


def edit_both(pair: Pair, source: str, target: str, stamp: Stamp) -> list[Change]:
    """Give both sides other texts as one change; an empty side stays empty."""
    after = pair
    for name, text in zip(SIDES, (source, target), strict=True):
        if strand_of(pair, name).side.text:
            for change in edit(after, name, text, stamp):
                after = change.after or after
    return _unless_same(pair, after)


def written(text: str, flag: Flag) -> str:
    """A text with a flag's suggestion in the place of its words. Raises NotPossible where they are not there."""
    if flag.suggestion is None:
        raise NotPossible("This flag has no suggestion.", hint="Edit the text (e).")
    if text[flag.start : flag.end] != flag.found:
        raise NotPossible("The text has changed since it was checked.", hint="Check it again (r), then apply.")
    return text[: flag.start] + flag.suggestion + text[flag.end :]


def apply(pair: Pair, flag: Flag, stamp: Stamp, write: Write = written) -> list[Change]:
    """Put a flag's suggestion into the text, kept as a correction under the flag's rule."""
    side = pair.side_name(flag.side)
    return edit(pair, side, write(strand_of(pair, side).side.text, flag), stamp, flag.rule)


def stamped(change: Change, stamp: Stamp) -> Change:
    """A change prepared without a name: its last correction gets one."""
    after = change.after
    if after is None or not after.corrections:
        return change
    last = replace(after.corrections[-1], reviewer=stamp.reviewer, at=stamp.at)
    return Change(change.before, replace(after, corrections=(*after.corrections[:-1], last)))


def same_fault(pair: Pair, flag: Flag) -> list[Flag]:
    """The pair's flags that say the same as `flag`: same rule, same words found, same suggestion."""
    key = (flag.rule, flag.found.casefold(), flag.suggestion, flag.side)
    return [f for f in pair.flags if (f.rule, f.found.casefold(), f.suggestion, f.side) == key]


def apply_everywhere(pairs: Iterable[Pair], flag: Flag, stamp: Stamp, write: Write = written) -> list[Change]:
    """Put a suggestion into every pair whose flags say the same; one change a row, rejected rows left alone."""
    changes = []
    for pair in pairs:
        if pair.status is Status.REJECTED:
            continue
        after = pair
        # From the end, so that earlier offsets still hold.
        for found in sorted(same_fault(pair, flag), key=lambda f: f.start, reverse=True):
            text = strand_of(after, after.side_name(found.side)).side.text
            if text[found.start : found.end] == found.found:
                for change in apply(after, found, stamp, write):
                    after = change.after or after
        changes += _unless_same(pair, after)
    return changes


def merge(first: Pair, second: Pair, *, keep: Pair | None = None) -> list[Change]:
    """Two rows as one, `first` before `second` on either side; `keep`, else `first`, is the row that stays.

    Rows far from each other are joined as neighbours are: sides come into document order. Raises NotPossible where a
    side's two documents differ.
    """
    if first.id is not None and first.id == second.id:
        raise NotPossible("A row cannot be merged with itself.")
    strands = []
    for name in SIDES:
        one, other = strand_of(first, name), strand_of(second, name)
        if one.side.text and other.side.text and one.side.document != other.side.document:
            raise NotPossible(
                f"The rows are of different documents: {one.side.document} and {other.side.document}.",
                hint="Only rows of the same two documents can be joined.",
            )
        strands.append(join(*_in_order(one, other)))
    stays, goes = (second, first) if keep is not None and keep.id == second.id else (first, second)
    flags = (*first.flags, *_shifted(second, first))
    merged = replace(
        _with_strands(replace(stays, flags=flags), *strands),
        probability=_probability(first, second),
        note="; ".join(text for text in (first.note, second.note) if text),
        bookmarked=first.bookmarked or second.bookmarked,
    )
    return [Change(stays, merged), Change(goes, None)]


def unlink(pair: Pair) -> list[Change]:
    """Take the two sides apart: two unaligned rows, the source's row staying where the pair was."""
    source, target = strand_of(pair, "source"), strand_of(pair, "target")
    if not source.side.text or not target.side.text:
        raise NotPossible("This row has only one side.", hint="enter offers candidates for the other.")
    no_source, no_target = (
        Strand(PairSide.missing(source.side.language)),
        Strand(PairSide.missing(target.side.language)),
    )
    return [
        Change(pair, _with_strands(pair, source, no_target)),
        Change(None, _fresh(_with_strands(pair, no_source, target))),
    ]


def split(pair: Pair, source_at: int, target_at: int, segments: Segments) -> list[Change]:
    """One row as two, cut at an offset into each side's text; 0 or the text's length leaves a side whole.

    A part with one side only becomes an unaligned row. Raises NotPossible where a part would be empty.
    """
    source = cut(strand_of(pair, "source"), source_at, segments)
    target = cut(strand_of(pair, "target"), target_at, segments)
    for part in (0, 1):
        if not source[part].side.text and not target[part].side.text:
            raise NotPossible("One of the two rows would be empty.", hint="Put the cut inside a text.")
    return [
        Change(pair, _with_strands(pair, source[0], target[0])),
        Change(None, _fresh(_with_strands(pair, source[1], target[1]))),
    ]


def move(pair: Pair, neighbour: Pair, side: str, *, forward: bool, segments: Segments) -> list[Change]:
    """Give the last (forward) or first segment of a side to the next or previous row.

    A row left without any text goes away. Raises NotPossible where there is nothing to move.
    """
    strand = strand_of(pair, side)
    if not strand.side.text:
        raise NotPossible("There is no sentence to move on this side.")
    ends = boundaries(strand, segments)
    if forward:
        stays, moves = cut(strand, ends[-1] if ends else 0, segments)
    else:
        moves, stays = cut(strand, ends[0] if ends else len(strand.side.text), segments)
    other = strand_of(neighbour, side)
    if other.side.text and other.side.document != strand.side.document:
        raise NotPossible("The next row is of another document.", hint="Sentences move only within a document.")
    grown = join(moves, other) if forward else join(other, moves)
    left = _with_side(pair, side, stays)
    return [Change(pair, left), Change(neighbour, _with_side(neighbour, side, grown))]


def take(pair: Pair, candidate: PairSide, probability: float, *, keep: str = "source") -> list[Change]:
    """Give a row the counterpart a person picked: on its empty side, else opposite to the side to `keep`.

    What stood there becomes an unaligned row of its own.
    """
    empty = next((name for name in SIDES if not strand_of(pair, name).side.text), None)
    side = empty or ("target" if keep == "source" else "source")
    after = _with_side(pair, side, Strand(candidate))
    assert after is not None
    changes = [Change(pair, replace(after, probability=probability))]
    if empty is None:
        lone = _with_side(pair, keep, Strand(PairSide.missing(strand_of(pair, keep).side.language)))
        assert lone is not None
        changes.append(Change(None, _fresh(lone)))
    return changes


def realigned(old: Sequence[Pair], new: Sequence[Pair]) -> list[Change]:
    """Put `new` in the place of `old`: rows with the same sides stay as they are, the others go and come."""

    def key(pair: Pair) -> tuple[object, ...]:
        return (
            pair.source.document, pair.source.segments, pair.source.text,
            pair.target.document, pair.target.segments, pair.target.text,
        )  # fmt: skip

    kept = {key(pair) for pair in old} & {key(pair) for pair in new}
    gone = [Change(pair, None) for pair in old if key(pair) not in kept]
    come = [Change(None, _fresh(pair)) for pair in new if key(pair) not in kept]
    return gone + come


def all_of(operation: str, pairs: Iterable[Pair], stamp: Stamp) -> list[Change]:
    """The same judgement ("confirm", "reject", "needs-review", "reopen") for many rows, as one action."""
    judge = {"confirm": confirm, "reject": reject, "needs-review": later, "reopen": reopen}[operation]
    return [change for pair in pairs for change in judge(pair, stamp)]


def _judged(pair: Pair, status: Status, stamp: Stamp) -> list[Change]:
    if pair.status is status:
        return []
    return [Change(pair, replace(pair, status=status, reviewer=stamp.reviewer))]


def _unless_same(before: Pair, after: Pair) -> list[Change]:
    return [] if before == after else [Change(before, after)]


def _in_order(one: Strand, other: Strand) -> tuple[Strand, Strand]:
    """Document order where both have places in it; else as given."""
    if one.side.segments and other.side.segments and other.side.segments < one.side.segments:
        return other, one
    return one, other


def _probability(first: Pair, second: Pair) -> float:
    aligned = [pair.probability for pair in (first, second) if pair.relation is not Relation.UNALIGNED]
    return min(aligned, default=0.5)


def _with_strands(pair: Pair, source: Strand, target: Strand) -> Pair:
    """The pair with other sides, open again; flags stay where their words still are."""
    after = replace(
        pair,
        source=source.side,
        target=target.side,
        relation=relation_of(source.side, target.side),
        status=Status.PROPOSED,
        reviewer=None,
        corrections=tuple(sorted((*source.corrections, *target.corrections), key=lambda c: c.at)),
    )
    return replace(after, flags=tuple(flag for flag in pair.flags if _still_there(after, flag)))


def _with_side(pair: Pair, side: str, strand: Strand) -> Pair | None:
    """The pair with one other side; None where no text is left in it."""
    source = strand if side == "source" else strand_of(pair, "source")
    target = strand if side == "target" else strand_of(pair, "target")
    if not source.side.text and not target.side.text:
        return None
    return _with_strands(pair, source, target)


def _fresh(pair: Pair) -> Pair:
    """The same values as a row the store has not seen."""
    return replace(pair, id=None, revision=0, updated_at=None, note="", bookmarked=False)


def _still_there(pair: Pair, flag: Flag) -> bool:
    return pair.side(flag.side).text[flag.start : flag.end] == flag.found


def _shifted(second: Pair, first: Pair) -> list[Flag]:
    """The second row's flags, their offsets moved behind the first row's text."""
    shifted = []
    for flag in second.flags:
        side = first.side(flag.side)
        offset = len(side.text) + len(side.language.joint) if side.text else 0
        shifted.append(replace(flag, start=flag.start + offset, end=flag.end + offset))
    return shifted


def _corrected(pair: Pair, side: str, text: str, correction: Correction) -> Pair:
    """The pair with a corrected side; flags on the changed words go, those behind them move along."""
    strand = strand_of(pair, side)
    before = strand.side.text
    head, tail = changed(before, text)
    flags = []
    for flag in pair.flags:
        if pair.side_name(flag.side) != side or flag.end <= head:
            flags.append(flag)
        elif flag.start >= len(before) - tail:
            shift = len(text) - len(before)
            flags.append(replace(flag, start=flag.start + shift, end=flag.end + shift))
    new_side = replace(strand.side, text=text)
    return replace(
        pair,
        source=new_side if side == "source" else pair.source,
        target=new_side if side == "target" else pair.target,
        corrections=(*pair.corrections, correction),
        flags=tuple(flags),
    )
