"""A side of a pair with the history of its text: joined and cut without losing the text as it was read.

A side holds spans of a document, and their text is what was read; a correction holds whole sides, before and after.
Joining or cutting a side joins or cuts its spans and every state of its text; that is done here and nowhere else.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from workbench.domain import (
    Correction,
    Pair,
    PairSide,
    Segment,
    SegmentSpan,
    Side,
    clipped,
    gap_between,
    joined,
    placed,
)

Segments = Callable[[str], Sequence[Segment]]
"""Returns the segments of a document by its name; none for an unknown name."""


@dataclass(frozen=True, slots=True)
class SideHistory:
    """A side and the corrections made to it, oldest first."""

    side: PairSide
    corrections: tuple[Correction, ...] = ()

    @property
    def as_read(self) -> str:
        """The text before the first correction."""
        return self.corrections[0].before if self.corrections else self.side.text

    @property
    def states(self) -> tuple[str, ...]:
        """Every text this side has had, the present one last."""
        return (self.as_read, *(correction.after for correction in self.corrections))


def history_of(pair: Pair, side: Side) -> SideHistory:
    """Return a side of a pair with its own corrections."""
    return SideHistory(pair.side(side), tuple(c for c in pair.corrections if c.side == side))


def pieces_of(side: PairSide, segments: Segments) -> list[Segment] | None:
    """Return what a side holds of its document, a segment for each span; None where the document is not known."""
    known = segments(side.document)
    if not side.spans or max(side.segments) >= len(known):
        return None
    pieces = [clipped(known[span.position], span) for span in side.spans]
    return (
        pieces if all(each.position == span.position for each, span in zip(pieces, side.spans, strict=True)) else None
    )


# Joining


def join(first: SideHistory, second: SideHistory, segments: Segments) -> SideHistory:
    """Return two sides as one, in document order, else `first` before `second`; what both hold is in it once."""
    if first.side.shares(second.side):
        second, _ = taken_out(second, first.side, segments)
    if not first.side.text or not second.side.text:
        return first if first.side.text else second
    one, other = first.side.spans, second.side.spans
    if not one or not other or one[-1].begin < other[0].begin:
        return _adjoin(first, second, segments)
    if other[-1].begin < one[0].begin:
        return _adjoin(second, first, segments)
    parts = [part for each in (first, second) for part in _parts(each, _starts(each, segments), segments)]
    return _all(sorted(parts, key=lambda part: part.side.spans[0].begin), segments)


def _all(parts: Sequence[SideHistory], segments: Segments) -> SideHistory:
    """Return parts as one; as they were read where no text is left in them."""
    whole = reduce(lambda one, other: _adjoin(one, other, segments), parts)
    return whole if whole.side.text else SideHistory(replace(whole.side, text=whole.as_read))


def _adjoin(first: SideHistory, second: SideHistory, segments: Segments) -> SideHistory:
    """Return both sides as one, `first` before `second`; their corrections are merged in the order of time."""
    spans, gap = _joint(first.side, second.side, segments)

    def text(left: str, right: str) -> str:
        return gap.join(filter(None, (left, right)))

    left, right = first.as_read, second.as_read
    merged: list[Correction] = []
    steps = [(correction.at, 0, correction) for correction in first.corrections]
    steps += [(correction.at, 1, correction) for correction in second.corrections]
    for _, which, correction in sorted(steps, key=lambda step: step[:2]):
        before = text(left, right)
        left, right = (correction.after, right) if which == 0 else (left, correction.after)
        merged.append(replace(correction, before=before, after=text(left, right)))
    document = first.side.document or second.side.document
    side = PairSide(document, first.side.language, spans, text(first.side.text, second.side.text))
    return SideHistory(side, tuple(merged))


def _joint(first: PairSide, second: PairSide, segments: Segments) -> tuple[tuple[SegmentSpan, ...], str]:
    """Return the spans of two sides as those of one, and what is between their texts."""
    spans = (*first.spans, *second.spans)
    if not first.spans or not second.spans:
        return spans, first.language.joint
    last, following = first.spans[-1], second.spans[0]
    pieces = pieces_of(replace(first, spans=(last, following)), segments)
    if last.position != following.position or last.end is None:
        return spans, gap_between(*pieces) if pieces else first.language.joint
    # Where the text is not known, what a cut left out was at most a blank.
    known = segments(first.document)[last.position].text if pieces else " " * following.start
    gap = known[last.end : following.start]
    if gap.strip() or (not pieces and len(gap) > 1):
        return spans, first.language.joint
    healed = SegmentSpan(last.position, last.start, following.end)
    return (*first.spans[:-1], healed, *second.spans[1:]), gap


# Cutting


def cut(history: SideHistory, offset: int, segments: Segments) -> tuple[SideHistory, SideHistory]:
    """Return the side before and from `offset` of its present text; white space at the cut goes to neither.

    Where a part has no text, it is a missing side and the other one all of the side.
    """
    text, nothing = history.side.text, SideHistory(PairSide.missing(history.side.language))
    if not text[:offset].strip():
        return nothing, history
    if not text[offset:].strip():
        return history, nothing
    of_document, _ = _layout(history, segments)
    return _divided(history, _offsets_through((of_document, *history.states), offset), segments)


def taken_out(history: SideHistory, wanted: PairSide, segments: Segments) -> tuple[SideHistory, SideHistory]:
    """Return what is left of a side without what another one holds, and that."""
    _, layout = _layout(history, segments)
    borders = {
        start + min(max(int(min(border, first + end)) - first, 0), end - start)
        for span, start, end, first in layout
        for other in wanted.spans
        if span.overlaps(other)
        for border in (other.start, other.stop)
    }
    parts = _parts(history, borders, segments)
    groups = [[part for part in parts if part.side.shares(wanted) == is_wanted] for is_wanted in (False, True)]
    nothing = SideHistory(PairSide.missing(history.side.language))
    left, taken = (_all(group, segments) if group else nothing for group in groups)
    return left, taken


def segment_starts(history: SideHistory, segments: Segments) -> list[int]:
    """Return where the second, third … of its segments begins in the present text; none where that is not known."""
    of_document, _ = _layout(history, segments)
    states = (of_document, *history.states)
    return [_forward(states, start)[-1] for start in _starts(history, segments)]


def _starts(history: SideHistory, segments: Segments) -> list[int]:
    """Return where each span but the first begins in the text as the document has it."""
    return [at for _, at in list(placed(pieces_of(history.side, segments) or ()))[1:]]


_Place = tuple[SegmentSpan, int, int, int]
"""A span, where it begins and ends in the text as the document has it, and its first offset there into its segment."""


def _layout(history: SideHistory, segments: Segments) -> tuple[str, list[_Place]]:
    """Return the text of a side as its document has it, and where each span is in it.

    That is what was read, except where a file brought another text with it. Where the document is not known, all of the
    text counts as the first span's.
    """
    side, pieces = history.side, pieces_of(history.side, segments)
    if pieces is None:
        size = len(history.as_read)
        return history.as_read, [(span, size * (span != side.spans[0]), size, span.start) for span in side.spans]
    layout = []
    for span, (piece, at) in zip(side.spans, placed(pieces), strict=True):
        lead = len(piece.text) - len(piece.text.lstrip())
        layout.append((span, at, at + len(piece.text.strip()), span.start + lead))
    return joined(pieces), layout


def _parts(history: SideHistory, borders: Iterable[int], segments: Segments) -> list[SideHistory]:
    """Return a side in parts, cut at offsets into the text as its document has it."""
    parts = []
    for border in sorted(set(borders), reverse=True):
        of_document, _ = _layout(history, segments)
        if 0 < border < len(of_document):
            history, part = _divided(history, _forward((of_document, *history.states), border), segments)
            parts.append(part)
    return [history, *reversed(parts)]


def _divided(history: SideHistory, places: Sequence[int], segments: Segments) -> tuple[SideHistory, SideHistory]:
    """Return two parts of a side; `places`: the cut in the text as the document has it, and in every state."""
    of_document, layout = _layout(history, segments)
    spans: tuple[list[SegmentSpan], list[SegmentSpan]] = ([], [])
    for span, start, end, first in layout:
        if end <= places[0] or places[0] <= start:
            spans[end > places[0]].append(span)
        else:
            stop = first + len(of_document[start : places[0]].rstrip())
            onward = first + end - start - len(of_document[places[0] : end].lstrip())
            spans[0].append(SegmentSpan(span.position, span.start, stop))
            spans[1].append(SegmentSpan(span.position, onward, span.end))
    cuts = list(zip(history.states, places[1:], strict=True))
    return (
        _part(history, [state[:place].rstrip() for state, place in cuts], spans[0]),
        _part(history, [state[place:].lstrip() for state, place in cuts], spans[1]),
    )


def _part(history: SideHistory, states: Sequence[str], spans: Sequence[SegmentSpan]) -> SideHistory:
    side = history.side
    kept = [
        replace(correction, before=before, after=after)
        for correction, before, after in zip(history.corrections, states, states[1:], strict=False)
        if before != after
    ]
    return SideHistory(PairSide(side.document, side.language, tuple(spans), states[-1]), tuple(kept))


def _offsets_through(states: Sequence[str], offset: int) -> list[int]:
    """Return the offset into every state that became `offset` in the last one."""
    places = [offset]
    for before, after in zip(states[-2::-1], states[:0:-1], strict=True):
        places.append(moved(after, before, places[-1]))
    return places[::-1]


def _forward(states: Sequence[str], place: int) -> list[int]:
    """Return the offset into every state that an offset into the first one became."""
    places = [place]
    for before, after in itertools.pairwise(states):
        places.append(moved(before, after, places[-1]))
    return places


def moved(before: str, after: str, place: int) -> int:
    """Return where an offset into `before` is in `after`; inside the change it goes to the end of the change."""
    head, tail = changed(before, after)
    if place <= head:
        return place
    if place >= len(before) - tail:
        return place + len(after) - len(before)
    return len(after) - tail


def changed(before: str, after: str) -> tuple[int, int]:
    """Return the lengths of the head and the tail that two texts share, never overlapping."""
    shortest = min(len(before), len(after))
    head = 0
    while head < shortest and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shortest - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return head, tail
