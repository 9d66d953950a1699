"""What a model weighs: the features of every bead and border inside a band."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.align.bead_evidence import Evidence, norm_product
from workbench.align.lattice import MAX_ROWS, SHAPES, Lattice
from workbench.align.segment_similarity import (
    CLAUSE_COLUMNS,
    CLAUSE_ROWS,
    DOT,
    FIRST_COLUMNS,
    FIRST_ROWS,
    KNEES,
    LAST_COLUMNS,
    LAST_ROWS,
    LEVELS,
    NUMBERS,
    STRAND_COLUMNS,
    STRAND_FIRST,
    STRAND_LAST,
    STRAND_ROWS,
    TOKEN_COLUMNS,
    TOKEN_ROWS,
    UNIT_COLUMNS,
    UNIT_KNEES,
    UNIT_ROWS,
)
from workbench.arrays import Float32Matrix, Float64Vector, Int64Vector

LINK_KINDS = {
    TOKEN_ROWS: "row words", TOKEN_COLUMNS: "column words", CLAUSE_ROWS: "row clauses",
    CLAUSE_COLUMNS: "column clauses", UNIT_ROWS: "row clause vectors", UNIT_COLUMNS: "column clause vectors",
    STRAND_ROWS: "row strand", STRAND_COLUMNS: "column strand",
}  # fmt: skip

BORDER_NAMES = (
    "border cosine contrast",
    "border quoted alike",
    "border quoted unlike",
    "border final mark alike",
    "border final comma against stop",
    "border final question or exclamation unlike",
    "border opens alike",
    "border opens unlike",
    "border closes alike",
    "border closes unlike",
    "border last clause of row",
    "border first clause of row",
    "border last clause of column",
    "border first clause of column",
    "border last clause on the strand",
    "border first clause on the strand",
    *(f"border contrast {kind}" for kind in LINK_KINDS.values()),
)


def border_features(evidence: Evidence, i: Int64Vector, j: Int64Vector) -> Float32Matrix:
    """(nodes, features) of the borders between segments: what stands on their two sides belongs apart."""
    rows, columns = evidence.rows, evidence.columns
    out = np.zeros((len(i), len(BORDER_NAMES)), dtype=np.float32)
    if not len(rows) or not len(columns):
        return out
    cosines = [
        evidence.affinity(DOT, i - x, j - y) / norm_product(evidence, i - x, j - y)
        for x, y in ((1, 1), (0, 0), (1, 0), (0, 1))
    ]
    out[:, 0] = evidence.gain * (cosines[0] + cosines[1] - cosines[2] - cosines[3])
    quoted_row, quoted_column = rows.quoted[i], columns.quoted[j]
    out[:, 1] = quoted_row & quoted_column
    out[:, 2] = quoted_row != quoted_column
    inner = (i > 0) & (j > 0)
    last_row, last_column = rows.final[np.maximum(i - 1, 0)], columns.final[np.maximum(j - 1, 0)]
    out[:, 3] = inner & (last_row == last_column)
    out[:, 4] = inner & ((last_row < 3) != (last_column < 3))
    out[:, 5] = inner & (last_row >= 3) & (last_column >= 3) & (last_row != last_column)
    after = (i < len(rows)) & (j < len(columns))
    opens_row, opens_column = rows.opens[np.minimum(i, len(rows) - 1)], columns.opens[np.minimum(j, len(columns) - 1)]
    out[:, 6] = after & (opens_row & opens_column).astype(bool)
    out[:, 7] = after & (opens_row != opens_column)
    closes_row, closes_column = rows.closes[np.maximum(i - 1, 0)], columns.closes[np.maximum(j - 1, 0)]
    out[:, 8] = inner & (closes_row & closes_column).astype(bool)
    out[:, 9] = inner & (closes_row != closes_column)
    affinity = evidence.affinity
    out[:, 10] = affinity(LAST_ROWS, i - 1, j - 1) - affinity(LAST_ROWS, i - 1, j)
    out[:, 11] = affinity(FIRST_ROWS, i, j) - affinity(FIRST_ROWS, i, j - 1)
    out[:, 12] = affinity(LAST_COLUMNS, i - 1, j - 1) - affinity(LAST_COLUMNS, i, j - 1)
    out[:, 13] = affinity(FIRST_COLUMNS, i, j) - affinity(FIRST_COLUMNS, i - 1, j)
    out[:, 14] = affinity(STRAND_LAST, i - 1, j - 1) - affinity(STRAND_LAST, i - 1, j)
    out[:, 15] = affinity(STRAND_FIRST, i, j) - affinity(STRAND_FIRST, i, j - 1)
    for at, kind in enumerate(LINK_KINDS, 16):
        out[:, at] = (
            affinity(kind, i - 1, j - 1) + affinity(kind, i, j) - affinity(kind, i - 1, j) - affinity(kind, i, j - 1)
        )
    return out


PAIR_NAMES = (
    "cosine",
    "cosine by length",
    "cosine over extended",
    "cosine over extended by length",
    "cosine over shortened",
    "length gap",
    "length gap squared",
    "length gap squared by length",
    *(f"row words above {knee}" for knee in KNEES),
    *(f"row clauses above {knee}" for knee in UNIT_KNEES),
    *(f"column words above {knee}" for knee in KNEES),
    *(f"column clauses above {knee}" for knee in UNIT_KNEES),
    "row words share",
    "column words share",
    *(f"{kind} attention" for kind in LINK_KINDS.values()),
    "numbers alike",
    "row numbers alone",
    "column numbers alone",
    "sentence ends gap",
    "question marks gap",
    "exclamation marks gap",
    "colons gap",
    "dots gap",
    "quotes gap",
    "quotes unbalanced in one",
    "growth by document",
    "least row share",
    "least column share",
)

NULL_NAMES = (
    "root length",
    "numbers",
    *(f"{kind} answered{where}" for where in ("", " around") for kind in ("words", "clauses", "vector")),
)


def feature_names() -> list[str]:
    """Names of all features, in the order of the columns of `bead_features`."""
    names = [f"shape {a}-{b}" for a, b in SHAPES]
    names += BORDER_NAMES
    names += PAIR_NAMES
    names += [f"null {name}" for name in NULL_NAMES]
    return names


def bead_features(
    evidence: Evidence, lattice: Lattice, first_row: int, last_row: int
) -> Iterator[tuple[int, Int64Vector, Float32Matrix]]:
    """For nodes of rows first_row … last_row - 1, shape by shape: the shape, the nodes, (nodes, features)."""
    size = len(feature_names())
    rows = lattice.band.rows
    first, last = int(lattice.offsets[first_row]), int(lattice.offsets[last_row])
    reach = int(lattice.offsets[min(last_row + MAX_ROWS, rows + 1)])
    borders = border_features(evidence, lattice.node_rows[first:reach], lattice.node_columns[first:reach])
    for shape, (a, b) in enumerate(SHAPES):
        nodes = first + np.flatnonzero(lattice.ends[first:last, shape] < lattice.size)
        values = np.zeros((len(nodes), size), dtype=np.float32)
        values[:, shape] = 1.0
        i, j = lattice.node_rows[nodes], lattice.node_columns[nodes]
        at = len(SHAPES)
        values[:, at : at + len(BORDER_NAMES)] = borders[lattice.ends[nodes, shape] - first]
        at += len(BORDER_NAMES)
        if a and b:
            values[:, at : at + len(PAIR_NAMES)] = _pair_features(evidence, i, j, a, b)
        else:
            at += len(PAIR_NAMES)
            values[:, at:] = _null_features(evidence, i, j, a)
        yield shape, nodes, values


def _pair_features(evidence: Evidence, i: Int64Vector, j: Int64Vector, a: int, b: int) -> Float32Matrix:
    """In the order of PAIR_NAMES."""
    cover, least = _cover_features(evidence, i, j, a, b)
    features = [
        *_cosine_features(evidence, i, j, a, b),
        *cover,
        *evidence.blocks(LINK_KINDS, i, j, a, b),
        *_count_features(evidence, i, j, a, b),
        np.full(len(i), (b - a) * evidence.growth),
        *least,
    ]
    return np.stack(features, axis=1).astype(np.float32)


def _cosine_features(evidence: Evidence, i: Int64Vector, j: Int64Vector, a: int, b: int) -> list[Float64Vector]:
    """How alike the vectors are, also against beads a segment longer or shorter, and how unlike the lengths."""
    row_length = evidence.row_lengths[i + a] - evidence.row_lengths[i]
    column_length = evidence.column_lengths[j + b] - evidence.column_lengths[j]
    root = np.sqrt((row_length + column_length) / 80.0)
    cosine = evidence.cosine(i, j, a, b)
    extended = np.maximum.reduce([
        evidence.cosine(i, j, a, b + 1), evidence.cosine(i, j - 1, a, b + 1),
        evidence.cosine(i, j, a + 1, b), evidence.cosine(i - 1, j, a + 1, b),
    ])  # fmt: skip
    shortened = np.zeros(len(i))
    if b > 1:
        shortened = np.maximum(evidence.cosine(i, j, a, b - 1), evidence.cosine(i, j + 1, a, b - 1))
    if a > 1:
        shortened = np.maximum(shortened, evidence.cosine(i, j, a - 1, b))
        shortened = np.maximum(shortened, evidence.cosine(i + 1, j, a - 1, b))
    gap = np.log((column_length + 4.0) / (row_length + 4.0)) - evidence.length_shift
    return [
        cosine, cosine * root, cosine - extended, (cosine - extended) * root,
        cosine - shortened if a > 1 or b > 1 else np.zeros(len(i)),
        np.abs(gap), gap**2, gap**2 * root,
    ]  # fmt: skip


def _cover_features(
    evidence: Evidence, i: Int64Vector, j: Int64Vector, a: int, b: int
) -> tuple[list[Float64Vector], list[Float64Vector]]:
    """How much of each side's words and clauses the other answers; and the least share any one segment has."""
    cells = evidence.cells
    row_weight = evidence.row_weight_sums[i + a] - evidence.row_weight_sums[i]
    column_weight = evidence.column_weight_sums[j + b] - evidence.column_weight_sums[j]
    row_cover = np.zeros((LEVELS, len(i)))
    least_row = np.full(len(i), 2.0)
    for down in range(a):
        place = cells.at(i + down, j)
        part = cells.row_cover[b - 1][:, place]
        row_cover += part
        least_row = np.minimum(least_row, (part[1] + 0.05) / (evidence.row_weights[i + down] + 0.3))
    start = cells.at(i, j)
    cover = evidence.column_cover[a - 1]
    column_cover = cover[:, start + b] - cover[:, start]
    least_column = np.full(len(i), 2.0)
    for right in range(b):
        part = cells.column_cover[a - 1, 1, start + right]
        least_column = np.minimum(least_column, (part + 0.05) / (evidence.column_weights[j + right] + 0.3))
    shares = [row_cover[1] / (row_weight + 0.3), column_cover[1] / (column_weight + 0.3)]
    least = [np.minimum(least_row, 1.0), np.minimum(least_column, 1.0)]
    return [*row_cover, *column_cover, *shares], least


def _count_features(evidence: Evidence, i: Int64Vector, j: Int64Vector, a: int, b: int) -> list[Float64Vector]:
    """What is counted on both sides: numbers, sentence ends, marks, quotation marks left open."""
    alike = evidence.block(NUMBERS, i, j, a, b)
    row_numbers = evidence.row_numbers[i + a] - evidence.row_numbers[i]
    column_numbers = evidence.column_numbers[j + b] - evidence.column_numbers[j]
    ends = evidence.row_ends[i + a] - evidence.row_ends[i] - evidence.column_ends[j + b] + evidence.column_ends[j]
    marks = evidence.row_marks[i + a] - evidence.row_marks[i] - evidence.column_marks[j + b] + evidence.column_marks[j]
    marks = np.minimum(np.abs(marks), 2)
    row_balance = evidence.row_balance[i + a] - evidence.row_balance[i]
    column_balance = evidence.column_balance[j + b] - evidence.column_balance[j]
    return [
        np.minimum(alike, 4), np.clip(row_numbers - alike, 0, 4), np.clip(column_numbers - alike, 0, 4),
        np.minimum(np.abs(ends), 4),
        marks[:, 0], marks[:, 1], marks[:, 2], marks[:, 4],
        np.minimum(np.abs(row_balance - column_balance), 2), (row_balance == 0) != (column_balance == 0),
    ]  # fmt: skip


def _null_features(evidence: Evidence, i: Int64Vector, j: Int64Vector, a: int) -> Float32Matrix:
    if a:
        length, matched, numbers = (
            evidence.rows.lengths[i],
            evidence.row_matched[i],
            evidence.row_numbers[i + 1] - evidence.row_numbers[i],
        )
    else:
        length, matched, numbers = (
            evidence.columns.lengths[j],
            evidence.column_matched[j],
            evidence.column_numbers[j + 1] - evidence.column_numbers[j],
        )
    root = np.sqrt(length / 40.0)
    features = [root, np.minimum(numbers, 3), *matched.T]
    return np.stack(features, axis=1).astype(np.float32)
