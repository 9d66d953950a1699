"""What the form of a document says of its segments: which block each is in, and what is between them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from workbench.alignment.anchors import heading_number
from workbench.domain import Block, BlockKind, Document, InlineKind, Segment

_COMMENT = re.compile(r"(?m)(?:^|(?<=\s))(?:#|//|--|%).*$|\"[^\"\n]*\"|'[^'\n]*'")
_NAME = re.compile(r"[A-Za-z_]\w+")
_FEWEST_NAMES = 3
"""Of a listing, to be known by its names alone."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """Something a translation leaves as it is, between two segments or at the beginning of one."""

    position: int
    """How many segments come before it."""
    likeness: tuple[str, object]
    """Equal for what is the same on both sides: its kind, and what it is known by."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a segment is in a table."""

    row: int
    column: int
    rows: int
    """Of the table."""
    columns: int


@dataclass(frozen=True, slots=True)
class Structure:
    """The form of one document, by its segments."""

    blocks: tuple[Block, ...]
    """Each segment's."""
    numbers: tuple[int, ...]
    """Each segment's block by its number in the document."""
    cells: tuple[Cell | None, ...]
    landmarks: tuple[Landmark, ...]
    """In order."""

    @classmethod
    def of(cls, document: Document, segments: Sequence[Segment]) -> Structure | None:
        """The form of a document, or of a stretch of its segments; None where its format has none."""
        known = range(len(document.blocks))
        numbers = tuple(number for segment in segments if (number := segment.block) is not None and number in known)
        if not numbers or len(numbers) < len(segments):
            return None
        shapes = _table_shapes(document.blocks)
        cells = tuple(_cell(document.blocks[number], shapes.get(number)) for number in numbers)
        blocks = tuple(document.blocks[number] for number in numbers)
        return cls(blocks, numbers, cells, tuple(_landmarks(document, numbers)))


def _table_shapes(blocks: Sequence[Block]) -> dict[int, tuple[int, int]]:
    """Rows and columns of the table of each cell, by block number. A table begins where rows do not continue."""
    shapes: dict[int, tuple[int, int]] = {}
    table: list[int] = []
    last = (0, 0)
    for number, block in [*enumerate(blocks), (len(blocks), None)]:
        cell = block.place.cell if block is not None else None
        if table and (block is None or (cell is None and block.kind.is_text) or (cell is not None and cell <= last)):
            places = [place for each in table if (place := blocks[each].place.cell)]
            shape = max(row for row, _ in places), max(column for _, column in places)
            shapes.update(dict.fromkeys(table, shape))
            table = []
        if cell is not None:
            table.append(number)
            last = cell
    return shapes


def _cell(block: Block, shape: tuple[int, int] | None) -> Cell | None:
    return Cell(*block.place.cell, *shape) if block.place.cell and shape else None


def _landmarks(document: Document, numbers: Sequence[int]) -> list[Landmark]:
    first = {number: position for position, number in reversed(list(enumerate(numbers)))}
    found: list[Landmark] = []
    position = 0
    for number in range(numbers[0], numbers[-1] + 1):
        block = document.blocks[number]
        here = first.get(number)
        if here is not None:
            position = here
        found += [Landmark(position, likeness) for likeness in _likenesses(document.text, block)]
        if here is not None:
            position = next((at for at in range(here, len(numbers)) if numbers[at] != number), len(numbers))
    return found


def _likenesses(text: str, block: Block) -> list[tuple[str, object]]:
    source = text[block.start : block.end]
    found: list[tuple[str, object]] = [
        ("image", PurePosixPath(inline.data).name)
        for inline in block.inlines
        if inline.kind is InlineKind.IMAGE and inline.data
    ]
    if block.kind is BlockKind.CODE:
        names = tuple(_NAME.findall(_COMMENT.sub("", source)))
        found.append(("code", names if len(names) >= _FEWEST_NAMES else source.strip()))
    elif block.kind is BlockKind.FORMULA:
        found.append(("formula", "".join(source.split())))
    elif block.kind is BlockKind.HEADING:
        number = heading_number(source)
        if number is not None:
            found.append(("heading", (block.level, number)))
    elif block.place.key:
        found.append(("key", block.place.key))
    return found


def agreeing(source: Structure, target: Structure) -> list[tuple[int, int, bool]]:
    """Positions (source, target) of landmarks that are the same, and whether each is the only one of its likeness.

    Where they contradict each other, only those of the longest chain that agrees are left.
    """
    theirs: dict[tuple[str, object], list[int]] = {}
    for landmark in target.landmarks:
        theirs.setdefault(landmark.likeness, []).append(landmark.position)
    ours: dict[tuple[str, object], list[int]] = {}
    for landmark in source.landmarks:
        ours.setdefault(landmark.likeness, []).append(landmark.position)
    found = {
        (one, other): len(positions) == 1
        for likeness, positions in ours.items()
        if len(positions) == len(theirs.get(likeness, ()))
        for one, other in zip(positions, theirs[likeness], strict=True)
    }
    chain = _longest_chain(sorted(found))
    return [(one, other, found[one, other]) for one, other in chain]


def _longest_chain(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of points, sorted, that never falls."""
    ends: list[int] = []
    """The least target of a chain of each length."""
    holders: list[int] = []
    before: list[int] = []
    for number, (_, target) in enumerate(points):
        length = bisect_right(ends, target)
        before.append(holders[length - 1] if length else -1)
        ends[length : length + 1] = [target]
        holders[length : length + 1] = [number]
    chain = []
    at = holders[-1] if holders else -1
    while at >= 0:
        chain.append(points[at])
        at = before[at]
    return chain[::-1]
