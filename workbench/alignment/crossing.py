"""Blocks that change places: what an alignment in order had to leave alone or force, aligned crosswise.

Segments that came out alone or in doubt on both sides, near each other but not facing, are aligned with each other
as a piece, and what lies between them without it. Where that explains clearly more of both documents, its beads
cross the others: they are in the order of the source, with target positions out of order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.alignment.aligner import align
from workbench.arrays import Vectors, normalise_rows
from workbench.domain import Bead
from workbench.encoders.protocol import Encoder

_DOUBTFUL = 0.75
"""Probability below which a bead is in doubt."""
_LEAST_DOUBT = 1.5
"""Segments of a run that are not explained, by probability."""
_GAP = 1
"""Segments not in doubt inside a run of those that are."""
_REACH = 200
"""Segments between the places that two blocks change."""
_ALIKE = 0.4
"""Least cosine of two runs' vectors."""
_MOST = 4
"""Pairs of runs tried for every thousand segments, the most alike first."""
_MARGINS = 4, 2, 1, 0
"""Segments on either side of a run that may belong to its block, fewer as its ends become clearer; at most a third."""
_AROUND = 12
"""Beads on either side of both blocks that are aligned again."""
_SURE = 0.8
"""Mean probability of a block's beads …"""
_GAIN = 3.0
"""… and how many more segments, by probability, must face something than did in order."""


def with_crossings(source: Sequence[str], target: Sequence[str], beads: Sequence[Bead], encoder: Encoder) -> list[Bead]:
    """The beads of two documents, with those of blocks that change places instead of what was forced.

    `beads` are in order; so are those returned except for the ones marked as crossing. Every segment is in one bead.
    """
    found = list(beads)
    for block in _candidates(source, target, beads, encoder):
        found = _crossed(source, target, found, block, encoder) or found
    return found


def in_order(beads: Sequence[Bead]) -> list[Bead]:
    """The beads with the segments of crossing ones alone, each where it is in its document."""
    torn = sorted((at, bead.probability) for bead in beads if bead.crossing for at in bead.target)
    found: list[Bead] = []
    column = 0
    for bead in beads:
        if bead.crossing:
            found += [Bead(range(at, at + 1), range(column, column), bead.probability) for at in bead.source]
            continue
        while torn and torn[0][0] < bead.target.stop:
            at, probability = torn.pop(0)
            found.append(Bead(range(bead.source.start, bead.source.start), range(at, at + 1), probability))
        found.append(bead)
        column = max(column, bead.target.stop)
    row = max((bead.source.stop for bead in beads), default=0)
    return found + [Bead(range(row, row), range(at, at + 1), probability) for at, probability in torn]


@dataclass(frozen=True, slots=True)
class _Block:
    """Segments of both sides that may face each other."""

    rows: range
    columns: range


def _candidates(
    source: Sequence[str], target: Sequence[str], beads: Sequence[Bead], encoder: Encoder
) -> Iterator[_Block]:
    """Runs in doubt on both sides, near each other but apart, the most alike first."""
    rows = _runs({at: _doubt(bead) for bead in beads for at in bead.source}, source)
    columns = _runs({at: _doubt(bead) for bead in beads for at in bead.target}, target)
    apart = list(_apart(rows, columns, _facing(beads, len(source))))
    if not apart:
        return
    vectors = _summed(rows, source, encoder), _summed(columns, target, encoder)
    cosines = [(float(vectors[0][row] @ vectors[1][column]), row, column) for row, column in apart]
    most = _MOST * (1 + max(len(source), len(target)) // 1000)
    for alike, row, column in sorted(cosines, reverse=True)[:most]:
        if alike >= _ALIKE:
            yield _Block(rows[row], columns[column])


def _apart(rows: Sequence[range], columns: Sequence[range], facing: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers of runs with something between them: what nothing separates was aligned in order already."""
    stops = [run.stop for run in columns]
    for row, block in enumerate(rows):
        first, last = facing[block.start], facing[block.stop]
        for column in range(bisect_left(stops, first - _REACH), len(columns)):
            other = columns[column]
            if other.start > last + _REACH:
                break
            if other.stop < first or other.start > last:
                yield row, column


def _doubt(bead: Bead) -> float:
    """How much of each segment is not explained: 1 where it stands alone."""
    return 1.0 - bead.probability if bead.source and bead.target else 1.0


def _runs(doubts: Mapping[int, float], texts: Sequence[str]) -> list[range]:
    """Runs of segments in doubt, blank ones left out, with small gaps."""
    runs: list[list[int]] = []
    for at in sorted(doubts):
        if doubts[at] <= 1.0 - _DOUBTFUL or not texts[at].strip():
            continue
        if runs and at - runs[-1][-1] <= _GAP + 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return [range(run[0], run[-1] + 1) for run in runs if sum(doubts[at] for at in run) >= _LEAST_DOUBT]


def _summed(runs: Sequence[range], texts: Sequence[str], encoder: Encoder) -> Vectors:
    """(runs, dim) unit vectors of the runs."""
    encoded = encoder.encode([texts[at] for run in runs for at in run])
    starts = np.cumsum([0, *(len(run) for run in runs[:-1])])
    sums: Vectors = np.add.reduceat(encoded, starts, axis=0)
    normalise_rows(sums)
    return sums


def _facing(beads: Sequence[Bead], rows: int) -> list[int]:
    """For every border of the source the column where it lies."""
    borders = [0] * (rows + 1)
    column = 0
    for bead in beads:
        for row in bead.source:
            borders[row] = column
        column = max(column, bead.target.stop) if bead.target else column
        if bead.source:
            borders[bead.source.stop] = column
    return borders


def _crossed(
    source: Sequence[str], target: Sequence[str], beads: Sequence[Bead], tried: _Block, encoder: Encoder
) -> list[Bead] | None:
    """The beads with a block taken out of order; None where that explains too little more."""
    piece = _best_piece(source, target, tried, encoder)
    if piece is None:
        return None
    rows, columns = _extent(piece)
    touched = [at for at, bead in enumerate(beads) if _meets(bead.source, rows) or _meets(bead.target, columns)]
    first, last = max(touched[0] - _AROUND, 0), min(touched[-1] + _AROUND + 1, len(beads))
    window = beads[first:last]
    if any(bead.crossing for bead in window):
        return None
    piece, rest = _divided(source, target, window, piece, encoder)
    if _explained([*rest, *piece]) < _explained(window) + _GAIN:
        return None
    end = _extent(piece)[0].stop
    at = next((number for number, bead in enumerate(rest) if bead.source and bead.source.start >= end), len(rest))
    crossing = [replace(bead, crossing=True) for bead in piece]
    return [*beads[:first], *rest[:at], *crossing, *rest[at:], *beads[last:]]


def _divided(
    source: Sequence[str], target: Sequence[str], window: Sequence[Bead], piece: list[Bead], encoder: Encoder
) -> tuple[list[Bead], list[Bead]]:
    """The block without those of its outer beads that the others need more, and the others aligned again."""
    least = _explained(window) - 2 * _GAIN
    divided = piece, _without(source, target, window, piece, encoder)
    # A block that loses twice what it should gain is not mended at its ends.
    while _explained([*divided[0], *divided[1]]) > least:
        options = [shorter for inner in (divided[0][1:], divided[0][:-1]) if (shorter := _two_sided_ends(inner))]
        tried = [(shorter, _without(source, target, window, shorter, encoder)) for shorter in options]
        best = max((divided, *tried), key=lambda each: _explained([*each[0], *each[1]]))
        if best is divided:
            break
        divided = best
    return divided


def _two_sided_ends(beads: list[Bead]) -> list[Bead]:
    """The beads from the first to the last with two sides."""
    at = [number for number, bead in enumerate(beads) if bead.source and bead.target]
    return beads[at[0] : at[-1] + 1] if at else []


def _extent(piece: Sequence[Bead]) -> tuple[range, range]:
    """The segments of a block."""
    rows = range(piece[0].source.start, piece[-1].source.stop)
    return rows, range(piece[0].target.start, piece[-1].target.stop)


def _meets(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _explained(beads: Sequence[Bead]) -> float:
    """How many segments face what they should, by probability."""
    return sum(bead.probability * _size(bead) for bead in beads if bead.source and bead.target)


def _size(bead: Bead) -> int:
    return len(bead.source) + len(bead.target)


def _best_piece(source: Sequence[str], target: Sequence[str], tried: _Block, encoder: Encoder) -> list[Bead] | None:
    """The beads of what faces each other in a block and its margin; None where they are few or not sure."""
    extent, aligned = (tried.rows, tried.columns), None
    piece: list[Bead] = []
    for margin in _MARGINS:
        rows, columns = _widened(extent[0], margin, len(source)), _widened(extent[1], margin, len(target))
        if (rows, columns) != aligned:
            aligned = rows, columns
            beads = align(source[rows.start : rows.stop], target[columns.start : columns.stop], encoder)
            piece = [_shifted(bead, rows.start, columns.start) for bead in _best_run(beads)]
        # A block that explains less is hardly ever what is gained, and aligning the rest again takes long.
        if _explained(piece) < _GAIN:
            return None
        extent = _extent(piece)
    two_sided = [bead.probability for bead in piece if bead.source and bead.target]
    return piece if sum(two_sided) >= _SURE * len(two_sided) else None


def _widened(run: range, margin: int, size: int) -> range:
    margin = min(margin, len(run) // 3)
    return range(max(run.start - margin, 0), min(run.stop + margin, size))


def _best_run(beads: Sequence[Bead]) -> Sequence[Bead]:
    """The run of beads that explains most; those that explain less than half of their segments cost something."""
    worth = [(bead.probability - 0.5 if bead.source and bead.target else -0.5) * _size(bead) for bead in beads]
    sums = np.concatenate([[0.0], np.cumsum(worth)])
    end = int((sums - np.minimum.accumulate(sums)).argmax())
    return beads[int(sums[: end + 1].argmin()) : end]


def _shifted(bead: Bead, rows: int, columns: int) -> Bead:
    return replace(
        bead,
        source=range(bead.source.start + rows, bead.source.stop + rows),
        target=range(bead.target.start + columns, bead.target.stop + columns),
    )


def _without(
    source: Sequence[str], target: Sequence[str], window: Sequence[Bead], piece: Sequence[Bead], encoder: Encoder
) -> list[Bead]:
    """The window aligned again without a block; a bead that would reach over where the block was comes apart."""
    rows, columns = _extent(piece)
    left = [at for bead in window for at in bead.source if at not in rows]
    right = [at for bead in window for at in bead.target if at not in columns]
    ends = window[-1].source.stop, window[-1].target.stop
    found: list[Bead] = []
    for bead in align([source[at] for at in left], [target[at] for at in right], encoder):
        source_runs, target_runs = _joined(left, bead.source, ends[0]), _joined(right, bead.target, ends[1])
        if len(source_runs) == len(target_runs) == 1:
            found.append(replace(bead, source=source_runs[0], target=target_runs[0]))
            continue
        row, column = source_runs[0].start, target_runs[0].start
        found += [Bead(range(at, at + 1), range(column, column), bead.probability) for run in source_runs for at in run]
        found += [Bead(range(row, row), range(at, at + 1), bead.probability) for run in target_runs for at in run]
    return found


def _joined(positions: Sequence[int], places: range, end: int) -> list[range]:
    """Runs of the document that consecutive places are; an empty one where there are none."""
    if not places:
        at = positions[places.start] if places.start < len(positions) else end
        return [range(at, at)]
    runs: list[range] = []
    for at in positions[places.start : places.stop]:
        if runs and runs[-1].stop == at:
            runs[-1] = range(runs[-1].start, at + 1)
        else:
            runs.append(range(at, at + 1))
    return runs
