"""Gold documents as the conditional random field learns from them: measured, with their lattices and gold beads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from workbench.alignment.aligner import bead_potentials, prepare
from workbench.alignment.bead_features import bead_features
from workbench.alignment.bead_statistics import BeadStatistics
from workbench.alignment.lattice import SHAPES, Band, Lattice
from workbench.alignment.measured_text import measure
from workbench.alignment.model import Model
from workbench.arrays import BoolVector, Int64Vector
from workbench.domain import Progress
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import bundled, lexicon_of
from workbench.evaluation.gold import GoldDocument, complete, read_gold
from workbench.i18n import N_
from workbench.script import mostly_chinese
from workbench.training.aligner.crf import Example
from workbench.training.aligner.damage import damaged
from workbench.training.aligner.revision import revised

_NEGLIGIBLE = 1e-6
"""Nodes less probable than this after a first fit, and with flattened odds, are left out of the second."""
_FLATTENED = 0.7


class Copy(StrEnum):
    """Copies that are made of every gold document."""

    DAMAGED = "damaged"
    """Text is missing or inserted on one side."""
    REVISED = "revised"
    """Two versions of one side."""


_WEIGHTS = {None: 1.0, Copy.DAMAGED: 0.15, Copy.REVISED: 0.1}
"""Weight of a document and of its copies."""


@dataclass(frozen=True, slots=True)
class MeasuredDocument:
    """A gold document measured, with its whole lattice."""

    folder: str
    gold: GoldDocument
    group: int
    """Documents that are held out together in cross-validation."""
    weight: float
    lattice: Lattice
    statistics: BeadStatistics
    copy: Copy | None = None
    """What was done to it, where it is a copy: learnt from, never counted with the documents."""

    @property
    def gold_nodes(self) -> list[tuple[int, int]]:
        """The borders of the gold beads, as rows and columns."""
        return [(part.zh + part.zh_count, part.en + part.en_count) for part in complete(self.gold)]

    @property
    def usable(self) -> bool:
        """Whether it can be learnt from: changes can lead the band away from gold borders, which then teach nothing."""
        band = self.lattice.band
        reachable = all(band.low[row] <= column < band.high[row] for row, column in self.gold_nodes)
        return reachable or self.copy is None

    def narrowed(self, model: Model) -> Lattice:
        """The lattice without what a first model rules out; gold borders stay."""
        lattice = self.lattice
        potentials = _FLATTENED * bead_potentials(lattice, self.statistics, model)
        forward, backward = lattice.forward_backward(potentials, 0, lattice.size - 1)
        kept = np.flatnonzero(np.exp(np.minimum(forward + backward - forward[-2], 0.0)[:-1]) > _NEGLIGIBLE)
        gold = np.array(self.gold_nodes, dtype=np.int64).reshape(-1, 2)
        rows = np.concatenate([lattice.node_rows[kept], gold[:, 0]])
        columns = np.concatenate([lattice.node_columns[kept], gold[:, 1]])
        low = np.full(lattice.band.rows + 1, np.iinfo(np.int64).max)
        high = np.zeros(lattice.band.rows + 1, dtype=np.int64)
        np.minimum.at(low, rows, columns)
        np.maximum.at(high, rows, columns + 1)
        return Lattice(Band.around(low, high, len(self.gold.en)))

    def example(self, lattice: Lattice) -> Example:
        """The features of all beads of a lattice, and which are right."""
        parts = list(bead_features(self.statistics, lattice))
        nodes = np.concatenate([part for _, part, _ in parts])
        shapes = np.concatenate([np.full(len(part), shape) for shape, part, _ in parts])
        features = np.vstack([values for _, _, values in parts])
        right = self._right(lattice, nodes, shapes)
        return Example(self.group, self.weight, lattice, nodes, shapes, features, right)

    def _right(self, lattice: Lattice, nodes: Int64Vector, shapes: Int64Vector) -> BoolVector:
        """The beads that make up the gold alignment; all beads inside a gold bead whose shape the lattice lacks."""
        rows, columns = lattice.node_rows[nodes], lattice.node_columns[nodes]
        sizes = np.array(SHAPES)[shapes]
        right = np.zeros(len(nodes), dtype=bool)
        known = {shape: number for number, shape in enumerate(SHAPES)}
        for part in complete(self.gold):
            shape = known.get((part.zh_count, part.en_count)) if part.sure else None
            if shape is not None:
                right |= (rows == part.zh) & (columns == part.en) & (shapes == shape)
                continue
            inside = (rows >= part.zh) & (columns >= part.en)
            inside &= rows + sizes[:, 0] <= part.zh + part.zh_count
            right |= inside & (columns + sizes[:, 1] <= part.en + part.en_count)
        return right


def measure_documents(
    folders: Sequence[Path], groups: int, report: Progress, encoder: Encoder | None = None
) -> list[MeasuredDocument]:
    """Return the documents of all folders, dealt to groups in turn, each followed by its copies.

    `encoder` provides the vectors of segments where it is not the bundled one; where it continues that one for a
    corpus, those of words too. Both sides of a document may be in one
    language. Raises InputError where a folder does not hold gold documents.
    """
    lexicon = bundled() if encoder is None else lexicon_of(encoder)
    sentences = None if encoder is lexicon else encoder
    measured: list[MeasuredDocument] = []
    for folder in dict.fromkeys(folders):
        documents = list(read_gold(folder))
        weight = float(folders.count(folder))
        for number, document in enumerate(documents):
            report(N_("measuring"), number, len(documents))
            group = number % groups
            # Foreign text comes from the same group, so that no group is seen before its turn.
            others = [one for at, one in enumerate(documents) if at % groups == group and one is not document]
            copies = (
                (document, None),
                (damaged(document, others, seed=1), Copy.DAMAGED),
                (revised(document, ("zh", "en")[number % 2], seed=1), Copy.REVISED),
            )
            for gold, copy in copies:
                own = weight * _WEIGHTS[copy]
                rows, columns = (measure(side, mostly_chinese(side), lexicon, sentences) for side in (gold.zh, gold.en))
                prepared = prepare(rows, columns, lexicon, foreign=sentences is not None)
                measured.append(MeasuredDocument(folder.name, gold, group, own, *prepared, copy))
    return measured
