"""Align two documents that translate each other.

The Chinese side is laid along the rows, the English one along the columns; where both are in one language, the source
is. Segment vectors find a narrow band of possible alignments (`band`), which the clauses narrow further
(`clause_path`); words, clauses, marks, names and numbers are compared inside it (`segment_similarity`,
`bead_features`), a learnt model scores every bead (`model`), and exact forward-backward over the band gives each bead
its posterior probability (`lattice`). The alignment chosen is the one of minimum expected error: the path that gathers
the most posterior probability beyond a cost per bead.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from workbench.alignment.band import find_band
from workbench.alignment.bead_features import BeadFeatures
from workbench.alignment.bead_statistics import BeadStatistics, SideStatistics
from workbench.alignment.clause_path import find_clause_path, narrow_band
from workbench.alignment.lattice import MAX_COLUMNS, MAX_ROWS, SHAPES, Anchor, Lattice
from workbench.alignment.measured_text import MeasuredText, measure
from workbench.alignment.model import Model, model_for
from workbench.alignment.name_matches import match_names
from workbench.alignment.segment_comparison import compare_segments
from workbench.alignment.segment_similarity import reachable_columns
from workbench.alignment.structure import Structure
from workbench.alignment.structure_evidence import evidence
from workbench.arrays import Float64Matrix
from workbench.domain import Bead, Progress
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import lexicon_of
from workbench.encoders.static import StaticEncoder
from workbench.errors import InputError
from workbench.i18n import N_, gettext
from workbench.script import mostly_chinese

_BLOCK = 256
"""Rows whose features are in memory at once."""


def align(
    source: Sequence[str],
    target: Sequence[str],
    encoder: Encoder,
    *,
    anchors: Sequence[Anchor] = (),
    structures: tuple[Structure, Structure] | None = None,
    progress: Progress | None = None,
    model: Model | None = None,
) -> list[Bead]:
    """Return the beads in order; every segment of either side is in exactly one.

    `anchors` are pairs of positions (source, target) that certainly face each other: no bead crosses them.
    `structures` are the forms of documents without blank segments; they count as evidence.
    Probabilities are calibrated for the bundled encoder, and for others for which weights were learnt
    (`workbench train aligner --encoder`). Raises InputError where anchors cross each other.
    """
    checked = _checked(anchors, len(source), len(target))
    rows, columns = ([at for at, text in enumerate(side) if text.strip()] for side in (source, target))
    beads: list[Bead] = []
    if rows and columns:
        inner = sorted({(bisect_left(rows, row), bisect_left(columns, column)) for row, column in checked})
        texts = [source[at] for at in rows], [target[at] for at in columns]
        beads = _align(texts, encoder, inner, structures, progress or _no_progress, model or model_for(encoder))
    return _with_blank(beads, rows, columns, len(source), len(target))


def _align(
    texts: tuple[Sequence[str], Sequence[str]],
    encoder: Encoder,
    anchors: Sequence[Anchor],
    structures: tuple[Structure, Structure] | None,
    progress: Progress,
    model: Model,
) -> list[Bead]:
    """Align source and target texts none of which is blank."""
    chinese = mostly_chinese(texts[0]), mostly_chinese(texts[1])
    swapped = chinese == (False, True)
    lexicon = lexicon_of(encoder)
    # A signature is a digest of all vectors, which a short document does without.
    sentences = None if encoder is lexicon or encoder.signature == lexicon.signature else encoder
    sides: list[MeasuredText] = []
    for number in (0, 1):
        progress(N_("measuring"), number, 2)
        sides.append(measure(texts[number], chinese[number], lexicon, sentences))
    if swapped:
        sides.reverse()
        anchors = [(column, row) for row, column in anchors]
    lattice, statistics = prepare(sides[0], sides[1], lexicon, anchors, foreign=sentences is not None)
    potentials = bead_potentials(lattice, statistics, model, progress)
    if structures is not None:
        potentials += evidence(lattice, *(structures[::-1] if swapped else structures))
    # Decoding takes as much memory as these, which have served.
    del statistics
    sides.clear()
    beads = decode(lattice, potentials, model)
    return [Bead(bead.target, bead.source, bead.probability) for bead in beads] if swapped else beads


def _no_progress(stage: str, done: int, total: int) -> None:
    pass


def _with_blank(beads: list[Bead], rows: list[int], columns: list[int], source: int, target: int) -> list[Bead]:
    """Positions in the whole documents: a blank segment inside a bead belongs to it, any other stands alone."""
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
    """Blank segments, which certainly face nothing."""
    beads = [Bead(range(at, at + 1), range(column, column), 1.0) for at in range(row, row_end)]
    return beads + [Bead(range(row_end, row_end), range(at, at + 1), 1.0) for at in range(column, column_end)]


def _checked(anchors: Sequence[Anchor], rows: int, columns: int) -> list[Anchor]:
    """The anchors sorted. Raises InputError where they lie outside or cross."""
    ordered = sorted(set(anchors))
    inside = all(0 <= row <= rows and 0 <= column <= columns for row, column in ordered)
    if not inside or any(two[0] == one[0] or two[1] < one[1] for one, two in pairwise(ordered)):
        raise InputError(
            gettext("The anchors lie outside the documents or cross each other."), hint=gettext("Leave some out.")
        )
    return ordered


def prepare(
    rows: MeasuredText,
    columns: MeasuredText,
    lexicon: StaticEncoder,
    anchors: Sequence[Anchor] = (),
    *,
    foreign: bool = False,
) -> tuple[Lattice, BeadStatistics]:
    """Return the lattice in which two measured documents are aligned, and the statistics its beads are scored by.

    `lexicon` is what they were measured with; `foreign` means that the segments' vectors come from another encoder.
    All vectors are released.
    """
    wide = find_band(rows.chunks.sums, columns.chunks.sums, anchors)
    path = find_clause_path(rows, columns, *reachable_columns(wide, len(columns)))
    band = narrow_band(path, wide, len(columns), anchors)
    names = match_names(rows, columns, lexicon.rarity)
    similarity = compare_segments(rows, columns, band, lexicon, names, path)
    sides = SideStatistics(rows, MAX_ROWS), SideStatistics(columns, MAX_COLUMNS)
    for side in (rows, columns):
        side.chunks.release()
    return Lattice(band, anchors), BeadStatistics(*sides, similarity, foreign)


def bead_potentials(
    lattice: Lattice, statistics: BeadStatistics, model: Model, progress: Progress = _no_progress
) -> Float64Matrix:
    """(nodes, shapes): log potential of every bead; -inf where there is none."""
    potentials = np.full((lattice.size, len(SHAPES)), -np.inf)
    rows = lattice.band.rows + 1
    weighed = BeadFeatures(statistics, lattice, model.weights)
    for start in range(0, rows, _BLOCK):
        progress(N_("aligning"), start, rows)
        for shape, nodes, values in weighed.of_rows(start, min(start + _BLOCK, rows)):
            potentials[nodes, shape] = values[0]
    return potentials


def decode(lattice: Lattice, potentials: Float64Matrix, model: Model) -> list[Bead]:
    """Return the beads of minimum expected error, with calibrated probabilities."""
    posteriors, _ = lattice.posteriors(potentials)
    # A bead with an empty side counts in precision only, so it weighs half of one with both sides.
    weights = np.array([1.0 if rows and columns else 0.5 for rows, columns in SHAPES])
    gains = np.where(np.isfinite(potentials), weights * (posteriors - model.cost), -np.inf)
    nodes, shapes = np.array(lattice.best_path(gains), dtype=np.int64).T
    chosen = posteriors[nodes, shapes]
    probabilities = np.where(weights[shapes] == 1.0, model.pairs(chosen), model.singles(chosen))
    starts = zip(lattice.node_rows[nodes].tolist(), lattice.node_columns[nodes].tolist(), strict=True)
    return [
        Bead(range(row, row + SHAPES[shape][0]), range(column, column + SHAPES[shape][1]), probability)
        for (row, column), shape, probability in zip(starts, shapes.tolist(), probabilities.tolist(), strict=True)
    ]
