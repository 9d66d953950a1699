"""What the form of two documents says for and against beads: added to their log potentials, never the last word.

Wrong evidence costs a few units of log potential, which the words of a segment or two outweigh: headings may be
missing, sections in another order, tables rewritten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from workbench.alignment.lattice import SHAPES, Lattice
from workbench.alignment.structure import Structure, agreeing
from workbench.arrays import Float64Matrix, Float64Vector, Int64Vector
from workbench.domain import Block, BlockKind

_OTHER_KIND = -4.0
"""Of a bead in which a heading faces a cell, or either faces running text."""
_OTHER_LEVEL = -1.0
"""Of headings, for each level between them."""
_SAME_CELL = 1.5
"""Of cells in the same row and column of tables of one shape; half of it where only the columns are as many."""
_ONE_LANDMARK = 3.0
"""Of a bead that ends where the same code, image, number or key is on both sides, and nowhere else."""
_LANDMARK = 1.5
"""The same where it stands several times on both."""
_IN_TIME = 2.0
"""Of subtitles shown at the same time."""
_WITHIN = {
    BlockKind.HEADING: -4.0,
    BlockKind.TABLE_CELL: -4.0,
    BlockKind.MESSAGE: -6.0,
    BlockKind.LIST_ITEM: -1.5,
    BlockKind.CUE: 0.0,
}
"""Of a border between blocks of a kind inside a bead."""
_WITHIN_TEXT = -1.0

_LONGEST_SHIFT = 120_000
"""Milliseconds by which one side's subtitles may be late."""
_BIN = 500
_FEWEST_IN_TIME = 0.3
"""Share of subtitles that must begin together for their times to count."""


def evidence(lattice: Lattice, rows: Structure, columns: Structure) -> Float64Matrix:
    """(nodes, shapes): what is to be added to the log potential of every bead."""
    added = np.zeros((lattice.size, len(SHAPES)))
    sides = rows, columns
    kinds = [_windows([_group(block) for block in side.blocks]) for side in sides]
    borders = [_borders(side) for side in sides]
    single = _single_beads(rows, columns)
    for shape, (down, right) in enumerate(SHAPES):
        nodes = np.flatnonzero(lattice.ends[:, shape] < lattice.size)
        if not down or not right or not len(nodes):
            continue
        at, facing = lattice.node_rows[nodes], lattice.node_columns[nodes]
        crossed = borders[0][at + down] - borders[0][at + 1] + borders[1][facing + right] - borders[1][facing + 1]
        one, other = kinds[0](at, down), kinds[1](facing, right)
        crossed += np.where((one != other) | (one < 0), _OTHER_KIND, 0.0)
        if down == right == 1:
            crossed += single(at, facing)
        added[nodes, shape] += crossed
    return added + _landmarks(lattice, rows, columns)


def _group(block: Block) -> int:
    """Kinds that do not face each other."""
    return {BlockKind.HEADING: 1, BlockKind.TABLE_CELL: 2, BlockKind.CUE: 3, BlockKind.MESSAGE: 4}.get(block.kind, 0)


def _windows(groups: Sequence[int]) -> Callable[[Int64Vector, int], Int64Vector]:
    """The group of consecutive segments from each start on, -1 where they are of several."""
    values = np.array(groups, dtype=np.int64)
    changes = np.concatenate([[0, 0], np.cumsum(values[1:] != values[:-1])])

    def groups_of(starts: Int64Vector, size: int) -> Int64Vector:
        same = changes[starts + size] == changes[starts + 1]
        found: Int64Vector = np.where(same, values[starts], -1)
        return found

    return groups_of


def _borders(side: Structure) -> Float64Vector:
    """(segments + 1,): summed cost of the borders before each segment, one place on."""
    costs = [0.0, 0.0]
    for (block, number), (following, next_number) in pairwise(zip(side.blocks, side.numbers, strict=True)):
        if number == next_number:
            costs.append(0.0)
        else:
            costs.append(min(_WITHIN.get(block.kind, _WITHIN_TEXT), _WITHIN.get(following.kind, _WITHIN_TEXT)))
    return np.cumsum(np.array(costs))


def _single_beads(rows: Structure, columns: Structure) -> Callable[[Int64Vector, Int64Vector], Float64Vector]:
    """What levels, cells and times say of one segment facing another."""
    sides = rows, columns
    levels = [np.array([b.level if b.kind is BlockKind.HEADING else 0 for b in side.blocks]) for side in sides]
    cells = [
        np.array([(c.row, c.column, c.rows, c.columns) if c else (0, 0, 0, 0) for c in side.cells]) for side in sides
    ]
    times = [np.array([b.place.time or (-1, -1) for b in side.blocks], dtype=np.int64).reshape(-1, 2) for side in sides]
    shift = _shift(times[0][:, 0], times[1][:, 0])

    def values(at: Int64Vector, facing: Int64Vector) -> Float64Vector:
        one, other = levels[0][at], levels[1][facing]
        found = np.where((one > 0) & (other > 0), np.abs(one - other) * _OTHER_LEVEL, 0.0)
        mine, theirs = cells[0][at], cells[1][facing]
        alike = (mine[:, 3] > 0) & (mine[:, 3] == theirs[:, 3])
        sureness = np.where(mine[:, 2] == theirs[:, 2], 1.0, 0.5)
        same = (mine[:, 1] == theirs[:, 1]) & ((mine[:, 0] == theirs[:, 0]) | (sureness < 1.0))
        found += np.where(alike, np.where(same, _SAME_CELL, -_SAME_CELL) * sureness, 0.0)
        if shift is not None:
            start = np.maximum(times[0][at, 0], times[1][facing, 0] + shift)
            end = np.minimum(times[0][at, 1], times[1][facing, 1] + shift)
            length = np.minimum(times[0][at, 1] - times[0][at, 0], times[1][facing, 1] - times[1][facing, 0])
            found += _IN_TIME * np.clip((end - start) / np.maximum(length, 1), -1.0, 1.0)
        return found

    return values


def _shift(rows: Int64Vector, columns: Int64Vector) -> int | None:
    """By how many milliseconds the rows' subtitles come later than the columns'; None where there is no such shift."""
    rows, columns = np.unique(rows[rows >= 0]), np.unique(columns[columns >= 0])
    if not len(rows) or not len(columns):
        return None
    counts: Counter[int] = Counter()
    for start in rows.tolist():
        first, last = np.searchsorted(columns, [start - _LONGEST_SHIFT, start + _LONGEST_SHIFT])
        counts.update(((start - columns[first:last]) // _BIN).tolist())
    best, count = max(counts.items(), key=lambda item: (item[1], -abs(item[0])), default=(0, 0))
    return best * _BIN + _BIN // 2 if count >= _FEWEST_IN_TIME * min(len(rows), len(columns)) else None


def _landmarks(lattice: Lattice, rows: Structure, columns: Structure) -> Float64Matrix:
    """What beads gain that end where the same is on both sides."""
    gains = np.zeros(lattice.size + 1)
    band = lattice.band
    for row, column, is_only in agreeing(rows, columns):
        if band.low[row] <= column < band.high[row]:
            node = lattice.offsets[row] + column - band.low[row]
            gains[node] = max(gains[node], _ONE_LANDMARK if is_only else _LANDMARK)
    found: Float64Matrix = gains[lattice.ends]
    return found
