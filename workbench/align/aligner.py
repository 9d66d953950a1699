"""Align two documents that translate each other.

The Chinese side is laid along the rows, the English one along the columns; where both are in one language, the source
is. Vectors find a narrow band of possible alignments (`coarse`), words, clauses, marks, names and numbers are compared
inside it (`cells`, `features`), a learnt model weighs them (`model`), and exact forward-backward over the band gives
every bead its posterior probability (`search`). The beads chosen are those of the least expected error: the path that
gathers the most posterior probability beyond a cost per bead.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from workbench.align.band import find_band
from workbench.align.bead_evidence import Evidence
from workbench.align.bead_features import bead_features
from workbench.align.clause_path import follow, narrow
from workbench.align.lattice import SHAPES, Lattice
from workbench.align.measured_text import Side, analyse
from workbench.align.model import Model, bundled_model
from workbench.align.name_matches import match_names
from workbench.align.segment_similarity import measure, windows
from workbench.arrays import Float64Matrix
from workbench.domain import Bead, Progress
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import bundled
from workbench.errors import InputError
from workbench.script import mostly_chinese

_BLOCK = 256
"""Rows whose features are in memory at once."""


def align(
    source: Sequence[str],
    target: Sequence[str],
    encoder: Encoder,
    *,
    boundaries: Sequence[tuple[int, int]] = (),
    progress: Progress | None = None,
    model: Model | None = None,
) -> list[Bead]:
    """Beads in order; every segment of either side is in exactly one.

    `boundaries` are pairs of positions (source, target) that face each other for sure: no bead crosses them.
    Probabilities are calibrated for the bundled encoder. Raises InputError where boundaries cross each other.
    """
    fixed = _checked(boundaries, len(source), len(target))
    rows, columns = ([at for at, text in enumerate(side) if text.strip()] for side in (source, target))
    beads: list[Bead] = []
    if rows and columns:
        inner = _without_blank(fixed, rows, columns)
        texts = [source[at] for at in rows], [target[at] for at in columns]
        beads = _align(texts[0], texts[1], encoder, inner, progress, model or bundled_model())
    return _with_blank(beads, rows, columns, len(source), len(target))


def _align(
    source: Sequence[str],
    target: Sequence[str],
    encoder: Encoder,
    fixed: list[tuple[int, int]],
    progress: Progress | None,
    model: Model,
) -> list[Bead]:
    """Align texts of which none is blank."""
    report = progress or (lambda stage, done, total: None)
    source_chinese, target_chinese = mostly_chinese(source), mostly_chinese(target)
    swapped = target_chinese and not source_chinese
    lexicon = bundled()
    sentences = None if encoder.signature == lexicon.signature else encoder
    report("measuring", 0, 2)
    first = analyse(source, source_chinese, lexicon, sentences)
    report("measuring", 1, 2)
    second = analyse(target, target_chinese, lexicon, sentences)
    if swapped:
        first, second = second, first
        fixed = [(column, row) for row, column in fixed]
    lattice, evidence = examine(first, second, fixed, sentences is not None)
    scores = weigh(lattice, evidence, model, report)
    beads = choose(lattice, scores, model)
    return [Bead(bead.target, bead.source, bead.probability) for bead in beads] if swapped else beads


def _without_blank(fixed: list[tuple[int, int]], rows: list[int], columns: list[int]) -> list[tuple[int, int]]:
    """Boundaries counted in segments that are not blank."""
    return sorted({(bisect_left(rows, row), bisect_left(columns, column)) for row, column in fixed})


def _with_blank(beads: list[Bead], rows: list[int], columns: list[int], source: int, target: int) -> list[Bead]:
    """Positions of the whole documents: a blank segment inside a bead belongs to it, any other stands alone."""
    whole: list[Bead] = []
    row = column = 0
    for bead in beads:
        first_row = rows[bead.source.start] if bead.source else row
        first_column = columns[bead.target.start] if bead.target else column
        whole += _alone(row, first_row, column, first_column)
        row = rows[bead.source.stop - 1] + 1 if bead.source else first_row
        column = columns[bead.target.stop - 1] + 1 if bead.target else first_column
        whole.append(Bead(range(first_row, row), range(first_column, column), bead.probability))
    return whole + _alone(row, source, column, target)


def _alone(row: int, row_end: int, column: int, column_end: int) -> list[Bead]:
    """Segments that face nothing for sure."""
    beads = [Bead(range(at, at + 1), range(column, column), 1.0) for at in range(row, row_end)]
    return beads + [Bead(range(row_end, row_end), range(at, at + 1), 1.0) for at in range(column, column_end)]


def _checked(boundaries: Sequence[tuple[int, int]], rows: int, columns: int) -> list[tuple[int, int]]:
    """The boundaries sorted. Raises InputError where they lie outside or cross."""
    fixed = sorted(set(boundaries))
    inside = all(0 <= row <= rows and 0 <= column <= columns for row, column in fixed)
    if not inside or any(two[0] == one[0] or two[1] < one[1] for one, two in itertools.pairwise(fixed)):
        raise InputError("The boundaries lie outside the documents or cross each other.", hint="Leave some out.")
    return fixed


def examine(
    rows: Side, columns: Side, fixed: Sequence[tuple[int, int]] = (), foreign: bool = False
) -> tuple[Lattice, Evidence]:
    """The lattice in which two measured documents are aligned, and the evidence on its beads.

    `foreign` says that the segments' vectors are another encoder's than the bundled one's. The clauses' vectors are
    used up.
    """
    lexicon = bundled()
    wide = find_band(rows.sums, columns.sums, fixed)
    strand = follow(rows, columns, *windows(wide, len(columns)))
    band = narrow(strand, wide, len(columns), fixed)
    lattice = Lattice(band, fixed)
    names = match_names(rows, columns, lexicon.rarity)
    cells = measure(rows, columns, band, lexicon, names, strand)
    for side in (rows, columns):
        side.unit_vectors.drop()
    return lattice, Evidence(rows, columns, cells, foreign)


def weigh(lattice: Lattice, evidence: Evidence, model: Model, report: Progress) -> Float64Matrix:
    """(nodes, shapes): log potential of every bead; -inf where there is none."""
    scores = np.full((lattice.size, len(SHAPES)), -np.inf)
    rows = lattice.band.rows + 1
    for start in range(0, rows, _BLOCK):
        report("aligning", start, rows)
        for shape, nodes, values in bead_features(evidence, lattice, start, min(start + _BLOCK, rows)):
            scores[nodes, shape] = values @ model.weights
    return scores


def choose(lattice: Lattice, scores: Float64Matrix, model: Model) -> list[Bead]:
    """The beads of least expected error, with calibrated probabilities."""
    posteriors, _ = lattice.posteriors(scores)
    # A bead with an empty side counts in precision only, so it weighs half of one with both sides.
    weights = np.array([1.0 if rows and columns else 0.5 for rows, columns in SHAPES])
    gains = np.where(np.isfinite(scores), weights * (posteriors - model.cost), -np.inf)
    path = lattice.best_path(gains)
    nodes = np.array([node for node, _ in path], dtype=np.int64)
    shapes = np.array([shape for _, shape in path], dtype=np.int64)
    chosen = posteriors[nodes, shapes]
    two_sided = weights[shapes] == 1.0
    probabilities = np.where(two_sided, model.pairs(chosen), model.singles(chosen))
    return [
        Bead(range(row, row + SHAPES[shape][0]), range(column, column + SHAPES[shape][1]), float(probability))
        for row, column, shape, probability in zip(
            lattice.node_rows[nodes].tolist(),
            lattice.node_columns[nodes].tolist(),
            shapes.tolist(),
            probabilities,
            strict=True,
        )
    ]
