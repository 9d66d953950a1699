"""Learn the aligner's weights from hand-aligned documents, and say how well they do on documents not learnt from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workbench import files
from workbench.alignment.aligner import bead_potentials, decode, prepare
from workbench.alignment.bead_features import bead_features
from workbench.alignment.bead_statistics import BeadStatistics
from workbench.alignment.lattice import SHAPES, Band, Lattice
from workbench.alignment.measured_text import measure
from workbench.alignment.model import Calibration, Model
from workbench.arrays import BoolVector, Float64Vector, Int64Vector
from workbench.domain import Bead, Progress
from workbench.encoders.registry import bundled
from workbench.errors import InputError
from workbench.evaluation import scoring
from workbench.evaluation.gold import GoldDocument, complete, read_gold
from workbench.training.aligner_crf import Example, fit
from workbench.training.aligner_damage import damaged

PENALTY = 1.0
"""On squared weights, in units of each feature's size."""
COST = 0.3
"""Posterior probability a bead must add to be chosen: low, since a bead left out costs another one too."""
DAMAGED_WEIGHT = 0.1
"""Weight of a damaged copy beside its document."""
_ITERATIONS = 100
_FIRST_ITERATIONS = 25
_NEGLIGIBLE = 1e-6
"""Nodes less probable than this after a first fit, and with flattened odds, are left out of the second."""
_FLATTENED = 0.7


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A document measured, with its whole lattice."""

    folder: str
    document: GoldDocument
    group: int
    weight: float
    lattice: Lattice
    evidence: BeadStatistics
    damaged: bool
    """A copy made worse on purpose: learnt from, never counted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A document aligned with weights it had no part in."""

    folder: str
    name: str
    counts: scoring.Counts
    beads: tuple[Bead, ...]
    hits: tuple[bool, ...]


def train(folders: Sequence[Path], *, groups: int = 6, progress: Progress | None = None) -> Model:
    """Learn from folders of gold documents; a folder named twice counts twice.

    Documents are dealt to `groups` in turn, folder by folder; every group is aligned with weights learnt from the
    others. Those alignments give the figures of the record and the calibration; the weights returned are learnt from
    all. Raises InputError where a folder is not as it should be.
    """
    report = progress or (lambda stage, done, total: None)
    prepared = [one for one in _prepare(folders, groups, report) if not one.damaged or _reachable(one)]
    if len({one.group for one in prepared}) < 2:
        raise InputError("One document is too little to learn from.", hint="Give at least two, better ten.")
    first = fit([_example(one, one.lattice) for one in prepared], PENALTY, _FIRST_ITERATIONS)
    examples = [_example(one, _narrowed(one, first)) for one in prepared]
    outcomes: list[Outcome] = []
    start = first
    for group in range(groups):
        report("learning", group, groups + 1)
        learnt = [one for one in examples if one.group != group]
        held_out = [one for one in prepared if one.group == group and not one.damaged]
        if learnt and held_out:
            start = fit(learnt, PENALTY, _ITERATIONS, first)
            outcomes += [_outcome(one, _uncalibrated(start)) for one in held_out]
    report("learning", groups, groups + 1)
    weights = fit(examples, PENALTY, _ITERATIONS, first)
    pairs, singles = (_calibrate(*_posteriors(outcomes, two_sided)) for two_sided in (True, False))
    record = _record(folders, prepared, outcomes, groups)
    return Model(weights.astype(np.float32), COST, pairs, singles, record)


def _prepare(folders: Sequence[Path], groups: int, report: Progress) -> list[_Prepared]:
    prepared: list[_Prepared] = []
    for folder in dict.fromkeys(folders):
        documents = list(read_gold(folder))
        weight = float(folders.count(folder))
        for number, document in enumerate(documents):
            report("measuring", number, len(documents))
            group = number % groups
            # Foreign text comes from the same group, so that no group is seen before its turn.
            others = [one for at, one in enumerate(documents) if at % groups == group and one is not document]
            prepared.append(_measured(folder.name, document, group, weight))
            copy = damaged(document, others, seed=1)
            prepared.append(_measured(folder.name, copy, group, weight * DAMAGED_WEIGHT, True))
    return prepared


def _measured(folder: str, document: GoldDocument, group: int, weight: float, copy: bool = False) -> _Prepared:
    lexicon = bundled()
    rows, columns = measure(document.zh, True, lexicon), measure(document.en, False, lexicon)
    lattice, evidence = prepare(rows, columns)
    return _Prepared(folder, document, group, weight, lattice, evidence, copy)


def _reachable(one: _Prepared) -> bool:
    """Whether the band holds all gold borders; damage can lead it astray, and what it cannot reach teaches nothing."""
    band = one.lattice.band
    return all(band.low[row] <= column < band.high[row] for row, column in _gold_nodes(one))


def _gold_nodes(one: _Prepared) -> list[tuple[int, int]]:
    """The borders of the gold beads, as rows and columns."""
    return [(part.zh + part.zh_count, part.en + part.en_count) for part in complete(one.document)]


def _narrowed(one: _Prepared, weights: Float64Vector) -> Lattice:
    """The lattice without what the first fit finds out of the question; gold borders stay."""
    lattice = one.lattice
    scores = _FLATTENED * bead_potentials(lattice, one.evidence, _uncalibrated(weights), lambda *_: None)
    forward, backward = lattice.forward_backward(scores, 0, lattice.size - 1)
    kept = np.flatnonzero(np.exp(np.minimum(forward + backward - forward[-2], 0.0)[:-1]) > _NEGLIGIBLE)
    low = np.full(lattice.band.rows + 1, np.iinfo(np.int64).max)
    high = np.zeros(lattice.band.rows + 1, dtype=np.int64)
    rows = np.concatenate([lattice.node_rows[kept], [row for row, _ in _gold_nodes(one)]]).astype(np.int64)
    columns = np.concatenate([lattice.node_columns[kept], [column for _, column in _gold_nodes(one)]]).astype(np.int64)
    np.minimum.at(low, rows, columns)
    np.maximum.at(high, rows, columns + 1)
    return Lattice(Band.around(low, high, len(one.document.en)))


def _example(one: _Prepared, lattice: Lattice) -> Example:
    parts = list(bead_features(one.evidence, lattice, 0, lattice.band.rows + 1))
    nodes = np.concatenate([part for _, part, _ in parts])
    shapes = np.concatenate([np.full(len(part), shape) for shape, part, _ in parts])
    right = _right(one, lattice, nodes, shapes)
    features = np.vstack([values for _, _, values in parts])
    return Example(one.document.name, one.group, one.weight, lattice, nodes, shapes, features, right)


def _right(one: _Prepared, lattice: Lattice, nodes: Int64Vector, shapes: Int64Vector) -> BoolVector:
    """The beads that make up the gold alignment; all beads inside a gold bead of a shape we do not have."""
    rows, columns = lattice.node_rows[nodes], lattice.node_columns[nodes]
    sizes = np.array(SHAPES)[shapes]
    key = rows * (len(one.document.en) + 1) + columns
    order = np.argsort(key, kind="stable")
    right = np.zeros(len(nodes), dtype=bool)
    known = {shape: number for number, shape in enumerate(SHAPES)}
    for part in complete(one.document):
        shape = known.get((part.zh_count, part.en_count)) if part.sure else None
        if shape is None:
            inside = (rows >= part.zh) & (columns >= part.en)
            inside &= rows + sizes[:, 0] <= part.zh + part.zh_count
            right |= inside & (columns + sizes[:, 1] <= part.en + part.en_count)
            continue
        place = part.zh * (len(one.document.en) + 1) + part.en
        here = order[np.searchsorted(key[order], place) : np.searchsorted(key[order], place, side="right")]
        right[here[shapes[here] == shape]] = True
    return right


def _uncalibrated(weights: Float64Vector) -> Model:
    return Model(weights.astype(np.float32), COST, Calibration(), Calibration(), {})


def _outcome(one: _Prepared, model: Model) -> Outcome:
    beads = decode(one.lattice, bead_potentials(one.lattice, one.evidence, model, lambda *_: None), model)
    gold = set(one.document.links)
    hits = tuple(scoring.link(bead) in gold for bead in beads)
    counts = scoring.count(one.document.links, map(scoring.link, beads))
    return Outcome(one.folder, one.document.name, counts, tuple(beads), hits)


def _posteriors(outcomes: Sequence[Outcome], two_sided: bool) -> tuple[Float64Vector, Float64Vector]:
    """Posteriors and hits of all beads with (or without) both sides."""
    chosen = [
        (bead.probability, hit)
        for one in outcomes
        for bead, hit in zip(one.beads, one.hits, strict=True)
        if bool(bead.source and bead.target) is two_sided
    ]
    return np.array([value for value, _ in chosen]), np.array([float(hit) for _, hit in chosen])


def _calibrate(posteriors: Float64Vector, hits: Float64Vector) -> Calibration:
    """Slope and offset of the greatest likelihood (Platt 1999), drawn a little towards leaving posteriors alone."""
    from scipy.optimize import minimize

    if not len(posteriors):
        return Calibration()
    inside = np.clip(posteriors, 1e-6, 1 - 1e-6)
    logit = np.log(inside) - np.log1p(-inside)

    def loss(parameters: Float64Vector) -> float:
        value = parameters[0] * logit + parameters[1]
        likelihood = np.sum(hits * value - np.logaddexp(0.0, value))
        return float(-likelihood + 2.0 * (parameters[0] - 1.0) ** 2 + 2.0 * parameters[1] ** 2)

    found = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.2, 2.0), (-2.0, 2.0)])
    return Calibration(round(float(found.x[0]), 4), round(float(found.x[1]), 4))


def _honest(outcomes: Sequence[Outcome], groups: Sequence[int]) -> scoring.Calibration:
    """Calibration on beads neither the weights nor the calibration were learnt from."""
    probabilities: list[float] = []
    hits: list[bool] = []
    for group in sorted(set(groups)):
        others = [one for one, own in zip(outcomes, groups, strict=True) if own != group]
        pairs, singles = (_calibrate(*_posteriors(others, two_sided)) for two_sided in (True, False))
        for one, own in zip(outcomes, groups, strict=True):
            if own == group:
                for bead, hit in zip(one.beads, one.hits, strict=True):
                    use = pairs if bead.source and bead.target else singles
                    probabilities.append(float(use(np.array([bead.probability]))[0]))
                    hits.append(hit)
    return scoring.calibration(probabilities, hits)


def _record(
    folders: Sequence[Path], prepared: Sequence[_Prepared], outcomes: Sequence[Outcome], groups: int
) -> dict[str, Any]:
    """What was learnt from, and the figures of cross-validation."""
    group_of = {(one.folder, one.document.name): one.group for one in prepared}
    held_out = _honest(outcomes, [group_of[one.folder, one.name] for one in outcomes])
    data = []
    for folder in dict.fromkeys(folders):
        own = [one for one in outcomes if one.folder == folder.name]
        total = sum((one.counts for one in own), scoring.Counts())
        data.append(
            {
                "folder": folder.name,
                "sha256": _checksum(folder),
                "weight": folders.count(folder),
                "documents": len(own),
                "strict": _rounded(total.strict),
                "lax": _rounded(total.lax),
                "mean_strict_f1": round(float(np.mean([one.counts.strict.f1 for one in own])), 4) if own else 0.0,
                "strict_f1": {
                    one.name: round(one.counts.strict.f1, 4) for one in sorted(own, key=lambda one: one.name)
                },
            }
        )
    return {
        "encoder": bundled().signature,
        "penalty": PENALTY,
        "groups": groups,
        "cross_validated": data,
        "calibration": {
            "expected_calibration_error": round(held_out.error, 4),
            "beads": held_out.beads,
            "acceptable_at_99": held_out.acceptable,
            "threshold": round(held_out.threshold, 4),
        },
    }


def _rounded(score: scoring.Score) -> dict[str, float]:
    return {"precision": round(score.precision, 4), "recall": round(score.recall, 4), "f1": round(score.f1, 4)}


def _checksum(folder: Path) -> str:
    """SHA-256 over names and contents of all files."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
            digest.update(hashlib.sha256(files.read(path)).digest())
    return digest.hexdigest()
