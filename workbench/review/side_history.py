"""One side of a pair with its history: joined, cut and corrected without losing the text as it was read.

A correction holds whole sides, before and after, so the first `before` of a side is the text as read. Whoever joins or
cuts a side has to join or cut every state of it; that is done here and nowhere else.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from workbench.domain import Correction, Pair, PairSide, Segment

Segments = Callable[[str], Sequence[Segment]]
"""The segments of a document by its name; empty for a name that is not known."""


@dataclass(frozen=True, slots=True)
class Strand:
    """A side and the corrections made to it, oldest first."""

    side: PairSide
    corrections: tuple[Correction, ...] = ()

    @property
    def as_read(self) -> str:
        """The text before anybody corrected it."""
        return self.corrections[0].before if self.corrections else self.side.text

    @property
    def states(self) -> tuple[str, ...]:
        """Every text this side ever had, the present one last."""
        return (self.as_read, *(correction.after for correction in self.corrections))


def strand_of(pair: Pair, name: str) -> Strand:
    """One side of a pair ("source" or "target") with its own corrections."""
    side = pair.source if name == "source" else pair.target
    return Strand(side, tuple(correction for correction in pair.corrections if correction.side == name))


def join(first: Strand, second: Strand) -> Strand:
    """Both sides as one, `first` before `second`; their corrections interleave in the order of time."""
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
        first.side.document,
        language,
        tuple(sorted({*first.side.segments, *second.side.segments})),
        language.concatenate(first.side.text, second.side.text),
    )
    return Strand(side, tuple(merged))


def cut(strand: Strand, offset: int, segments: Segments) -> tuple[Strand, Strand]:
    """The side before and from `offset` of its present text; white space at the cut goes to neither.

    Either part may be empty. A segment the cut goes through belongs to both parts.
    """
    side = strand.side
    places = _offsets_through(strand.states, offset)
    ends = boundaries(strand, segments)
    left_positions = tuple(p for p, start in zip(side.segments, [0, *ends], strict=False) if start < offset)
    right_positions = tuple(p for p, end in zip(side.segments, [*ends, len(side.text)], strict=False) if end > offset)
    left = [state[:place].rstrip() for state, place in zip(strand.states, places, strict=True)]
    right = [state[place:].lstrip() for state, place in zip(strand.states, places, strict=True)]
    return _part(strand, left, left_positions), _part(strand, right, right_positions)


def boundaries(strand: Strand, segments: Segments) -> list[int]:
    """Offsets into the present text where its second, third … segment begins; one fewer than it has segments."""
    positions = strand.side.segments
    if len(positions) < 2:
        return []
    known = segments(strand.side.document)
    texts = [known[position].text if position < len(known) else "" for position in positions]
    text, found, at = strand.as_read, [], 0
    for this, following in itertools.pairwise(texts):
        at = _border(text, at, this, following)
        found.append(at)
    return [_forward(strand.states, place) for place in found]


def _border(text: str, start: int, this: str, following: str) -> int:
    """Where `following` begins in text[start:], which begins with `this`; either may be there only in part."""
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


def _part(strand: Strand, states: Sequence[str], positions: tuple[int, ...]) -> Strand:
    side = strand.side
    if not states[-1]:
        return Strand(PairSide.missing(side.language))
    kept = [
        replace(correction, before=before, after=after)
        for correction, before, after in zip(strand.corrections, states, states[1:], strict=False)
        if before != after
    ]
    return Strand(PairSide(side.document, side.language, positions, states[-1]), tuple(kept))


def _offsets_through(states: Sequence[str], offset: int) -> list[int]:
    """The place in every state that became `offset` in the last one."""
    places = [offset]
    for before, after in zip(states[-2::-1], states[:0:-1], strict=True):
        places.append(moved(after, before, places[-1]))
    return places[::-1]


def _forward(states: Sequence[str], place: int) -> int:
    for before, after in itertools.pairwise(states):
        place = moved(before, after, place)
    return place


def moved(before: str, after: str, place: int) -> int:
    """Where an offset into `before` is in `after`; inside what changed it goes to the end of the change."""
    head, tail = changed(before, after)
    if place <= head:
        return place
    if place >= len(before) - tail:
        return place + len(after) - len(before)
    return len(after) - tail


def changed(before: str, after: str) -> tuple[int, int]:
    """Lengths of the head and the tail two texts have in common, never overlapping."""
    shortest = min(len(before), len(after))
    head = 0
    while head < shortest and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shortest - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return head, tail
