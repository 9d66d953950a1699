"""Train, dev and test: documents stay whole, and no part holds a near-duplicate of a pair in another."""

from __future__ import annotations

import random
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.arrays import Int32Matrix, Int64Vector, UInt8Vector
from workbench.errors import UsageError
from workbench.i18n import gettext, ngettext
from workbench.pipeline.near_duplicates import Likeness

NAMES = {2: ("train", "test"), 3: ("train", "dev", "test")}

LEFT_OUT = 255
"""In place of a part: the row is a near-duplicate of one in a smaller part."""


@dataclass(frozen=True, slots=True)
class Split:
    """Into which parts pairs are to be divided."""

    shares: tuple[float, ...]
    """Of train, dev and test, or of train and test; they sum up to 100."""
    seed: int = 0
    """The same seed divides the same pairs in the same way."""

    @classmethod
    def parse(cls, text: str, seed: int = 0) -> Split:
        """Read "90/5/5" or "90/10". Raises UsageError for anything else."""
        try:
            shares = tuple(map(float, text.split("/")))
        except ValueError:
            shares = ()
        if len(shares) not in NAMES or not all(0 < share < 100 for share in shares) or abs(sum(shares) - 100) > 1e-6:
            raise UsageError(
                gettext("“{text}” does not divide pairs into train, dev and test.").format(text=text),
                hint=gettext("Give their shares in percent, such as 90/5/5, or 90/10 for train and test."),
            )
        return cls(shares, seed)

    @property
    def names(self) -> tuple[str, ...]:
        """What the parts are called."""
        return NAMES[len(self.shares)]

    @property
    def by_size(self) -> list[int]:
        """The numbers of the parts, the smallest first; of two of one size the later one."""
        return sorted(range(len(self.shares)), key=lambda part: (self.shares[part], -part))


def assign(documents: Int32Matrix, likenesses: Sequence[Likeness], split: Split) -> UInt8Vector:
    """The part of each row, or LEFT_OUT.

    `documents` of shape (n, 2) are the numbers of each row's source and target document, from 0, -1 for none;
    `likenesses` compare the rows side by side. Documents that face each other stay together. Rows that are alike join
    their documents as long as these together are no larger than the smallest part; where alike rows still end in two
    parts, they are left out of the larger one. Raises UsageError where there are fewer groups of documents than parts.
    """
    groups = _grouped(documents, likenesses, round(min(split.shares) / 100 * len(documents)))
    _, first, group, sizes = np.unique(groups, return_index=True, return_inverse=True, return_counts=True)
    if len(sizes) < len(split.shares):
        raise UsageError(
            ngettext(
                "The pairs cannot be divided into {parts} parts: documents stay whole, and these belong together in "
                "one group.",
                "The pairs cannot be divided into {parts} parts: documents stay whole, and these belong together in "
                "{count} groups.",
                len(sizes),
            ).format(parts=len(split.shares), count=len(sizes)),
            hint=gettext("Export more documents, or divide into fewer parts."),
        )
    shuffled = np.argsort(first).tolist()
    random.Random(split.seed).shuffle(shuffled)
    parts = np.array(_filled(shuffled, sizes.tolist(), split), dtype=np.uint8)[group]
    parts[_leaking(parts, likenesses, split)] = LEFT_OUT
    return parts


class _Groups:
    """Sets of nodes that stay together, with their weights (union-find)."""

    def __init__(self, weights: Int64Vector) -> None:
        self._parents = array("q", range(len(weights)))
        self._weights = array("q", weights.tobytes())

    def find(self, node: int) -> int:
        """The node that stands for the set of a node."""
        parents = self._parents
        while parents[node] != node:
            parents[node] = node = parents[parents[node]]
        return node

    def join(self, one: int, other: int, heaviest: int | None = None) -> None:
        """Make the sets of two nodes one, unless it would weigh more than `heaviest`."""
        one, other = self.find(one), self.find(other)
        if one != other and (heaviest is None or self._weights[one] + self._weights[other] <= heaviest):
            self._parents[other] = one
            self._weights[one] += self._weights[other]


def _grouped(documents: Int32Matrix, likenesses: Sequence[Likeness], largest: int) -> Int64Vector:
    """For each row the node that stands for its group; documents are the first nodes, then rows without any."""
    rows = np.arange(len(documents))
    source, target = documents.astype(np.int64).T
    own = np.where(source >= 0, source, target)
    nodes = np.where(own >= 0, own, rows + documents.max(initial=-1) + 1)
    groups = _Groups(np.bincount(nodes, minlength=documents.max(initial=-1) + 1))
    for one, other in np.unique(documents[documents.min(axis=1) >= 0], axis=0).tolist():
        groups.join(one, other)
    for likeness in likenesses:
        alike = np.flatnonzero(likeness.same != rows)
        for one, other in ((alike, likeness.same[alike]), likeness.near.T):
            for first, second in zip(nodes[one].tolist(), nodes[other].tolist(), strict=True):
                groups.join(first, second, largest)
    return np.fromiter(map(groups.find, array("q", nodes.tobytes())), dtype=np.int64, count=len(nodes))


def _filled(groups: Sequence[int], sizes: Sequence[int], split: Split) -> list[int]:
    """The part of each group: smaller parts take what fits, or else the smallest group; the largest has the rest."""
    *small, largest = split.by_size
    parts = [largest] * len(groups)
    rest = list(groups)
    for number, part in enumerate(small):
        room = split.shares[part] / 100 * sum(sizes)
        fitting = []
        for group in rest:
            if sizes[group] <= room:
                fitting.append(group)
                room -= sizes[group]
        # Each part that is still to come gets a group, too.
        taken = set(fitting[: len(rest) - len(small) + number] or [min(rest, key=lambda group: sizes[group])])
        for group in taken:
            parts[group] = part
        rest = [group for group in rest if group not in taken]
    return parts


def _leaking(parts: UInt8Vector, likenesses: Sequence[Likeness], split: Split) -> Int64Vector:
    """The rows that are alike to one in a smaller part."""
    bits = np.left_shift(np.uint8(1), parts)
    smaller = np.zeros(len(split.shares), dtype=np.uint8)
    for number, part in enumerate(split.by_size):
        smaller[part] = sum(1 << other for other in split.by_size[:number])
    leaking = np.zeros(len(parts), dtype=bool)
    for likeness in likenesses:
        own = np.zeros(len(parts), dtype=np.uint8)
        np.bitwise_or.at(own, likeness.same, bits)
        reached = own.copy()
        for one, other in (likeness.near.T, likeness.near.T[::-1]):
            np.bitwise_or.at(reached, one, own[other])
        leaking |= reached[likeness.same] & smaller[parts] > 0
    return np.flatnonzero(leaking)
