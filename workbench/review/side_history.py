"""A side of a pair with the history of its text: joined and cut without losing the text as it was read.

A correction holds whole sides, before and after, so the first `before` of a side is the text as read. Joining or
cutting a side joins or cuts every state of it; that is done here and nowhere else.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from workbench.domain import Correction, Pair, PairSide, Segment, Side

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


def join(first: SideHistory, second: SideHistory) -> SideHistory:
    """Return both sides as one, `first` before `second`; their corrections are merged in the order of time."""
    if not first.side.text or not second.side.text:
        return first if first.side.text else second
    language = first.side.language
    left, right = first.as_read, second.as_read
    merged: list[Correction] = []
    steps = [(correction.at, 0, correction) for correction in first.corrections]
    steps += [(correction.at, 1, correction) for correction in second.corrections]
    for _, which, correction in sorted(steps, key=lambda step: step[:2]):
        before = language.concatenate(left, right)
        left, right = (correction.after, right) if which == 0 else (left, correction.after)
        merged.append(replace(correction, before=before, after=language.concatenate(left, right)))
    side = PairSide(
        first.side.document or second.side.document,
        language,
        tuple(sorted({*first.side.segments, *second.side.segments})),
        language.concatenate(first.side.text, second.side.text),
    )
    return SideHistory(side, tuple(merged))


def cut(history: SideHistory, offset: int, segments: Segments) -> tuple[SideHistory, SideHistory]:
    """Return the side before and from `offset` of its present text; white space at the cut goes to neither.

    Either part may be empty. A segment the cut goes through belongs to both parts.
    """
    side = history.side
    places = _offsets_through(history.states, offset)
    ends = segment_starts(history, segments)
    left_positions = tuple(p for p, start in zip(side.segments, [0, *ends], strict=False) if start < offset)
    right_positions = tuple(p for p, end in zip(side.segments, [*ends, len(side.text)], strict=False) if end > offset)
    left = [state[:place].rstrip() for state, place in zip(history.states, places, strict=True)]
    right = [state[place:].lstrip() for state, place in zip(history.states, places, strict=True)]
    return _part(history, left, left_positions), _part(history, right, right_positions)


def segment_starts(history: SideHistory, segments: Segments) -> list[int]:
    """Return where the second, third … segment begins in the present text; one offset fewer than segments."""
    positions = history.side.segments
    if len(positions) < 2:
        return []
    known = segments(history.side.document)
    texts = [known[position].text if position < len(known) else "" for position in positions]
    text, found, at = history.as_read, [], 0
    for this, following in itertools.pairwise(texts):
        at = _border(text, at, this, following)
        found.append(at)
    return [_forward(history.states, place) for place in found]


def _border(text: str, start: int, this: str, following: str) -> int:
    """Return where `following` begins in text[start:], which begins with `this`; either may be there only in part."""
    if this and text.startswith(this, start):
        end = start + len(this)
        return end + len(text[end:]) - len(text[end:].lstrip())
    if following and (place := text.find(following, start)) >= 0:
        return place
    for length in range(min(len(this), len(text) - start), 0, -1):
        if this.endswith(text[start : start + length]):
            end = start + length
            return end + len(text[end:]) - len(text[end:].lstrip())
    return start


def _part(history: SideHistory, states: Sequence[str], positions: tuple[int, ...]) -> SideHistory:
    side = history.side
    if not states[-1]:
        return SideHistory(PairSide.missing(side.language))
    kept = [
        replace(correction, before=before, after=after)
        for correction, before, after in zip(history.corrections, states, states[1:], strict=False)
        if before != after
    ]
    return SideHistory(PairSide(side.document, side.language, positions, states[-1]), tuple(kept))


def _offsets_through(states: Sequence[str], offset: int) -> list[int]:
    """Return the offset into every state that became `offset` in the last one."""
    places = [offset]
    for before, after in zip(states[-2::-1], states[:0:-1], strict=True):
        places.append(moved(after, before, places[-1]))
    return places[::-1]


def _forward(states: Sequence[str], place: int) -> int:
    for before, after in itertools.pairwise(states):
        place = moved(before, after, place)
    return place


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
