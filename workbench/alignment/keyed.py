"""Message catalogues: entries with the same key face each other, in whatever order either file has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from workbench.alignment.aligner import align
from workbench.alignment.lattice import Anchor
from workbench.alignment.structure import Structure
from workbench.domain import Bead, Progress
from workbench.encoders.protocol import Encoder


def keys_of(structure: Structure) -> list[str] | None:
    """The key of each segment's message; None where some segments have none."""
    keys = [block.place.key for block in structure.blocks]
    return keys if all(keys) else None


def align_by_key(
    source: Sequence[str],
    target: Sequence[str],
    keys: tuple[Sequence[str], Sequence[str]],
    encoder: Encoder,
    progress: Progress | None = None,
) -> list[Bead]:
    """Return the beads in the order of the source; what only the target has comes last.

    No bead joins different keys, and every segment of either side is in exactly one.
    """
    order, anchors = _in_order(*keys)
    beads = align(source, [target[at] for at in order], encoder, anchors=anchors, progress=progress)
    return [Bead(bead.source, _at(order, bead.target), bead.probability) for bead in beads]


def _at(order: Sequence[int], places: range) -> range:
    """Where consecutive segments of one message stood before they were put in order."""
    first = order[places.start] if places.start < len(order) else len(order)
    return range(first, first + len(places))


def _in_order(source: Sequence[str], target: Sequence[str]) -> tuple[list[int], list[Anchor]]:
    """The target's segments in the order of the source's keys, and the borders of keys that both have."""
    theirs = dict(_messages(target))
    order: list[int] = []
    anchors: list[Anchor] = []
    for key, places in _messages(source):
        facing = theirs.pop(key, None)
        if facing is None:
            continue
        anchors.append((places.start, len(order)))
        order += facing
        anchors.append((places.stop, len(order)))
    for places in theirs.values():
        order += places
    return order, anchors


def _messages(keys: Sequence[str]) -> Iterator[tuple[tuple[str, int], range]]:
    """Each message with its key and which of the messages with that key it is; and where its segments are."""
    seen: Counter[str] = Counter()
    at = 0
    for key, group in groupby(keys):
        size = sum(1 for _ in group)
        yield (key, seen[key]), range(at, at + size)
        seen[key] += 1
        at += size
