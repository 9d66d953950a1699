"""Learn the aligner's weights from hand-aligned documents, and score them on documents not learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workbench.alignment.aligner import bead_potentials, decode
from workbench.alignment.model import Calibration, Model
from workbench.arrays import Float64Vector
from workbench.domain import Bead, Progress
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import bundled
from workbench.errors import InputError
from workbench.evaluation.calibration import Reliability, measure_reliability
from workbench.evaluation.scoring import Counts, count, link
from workbench.evaluation.signature import checksum
from workbench.i18n import N_, gettext
from workbench.training.aligner.crf import fit
from workbench.training.aligner.documents import Copy, MeasuredDocument, measure_documents

PENALTY = 4.0
"""On squared weights, in units of each feature's size."""
COST = 0.3
"""Posterior probability a bead must add to be chosen: low, since a bead left out costs another one too."""
_ITERATIONS = 100
_FIRST_ITERATIONS = 25


@dataclass(frozen=True, slots=True)
class Outcome:
    """A document aligned with weights it had no part in."""

    folder: str
    name: str
    group: int
    copy: Copy | None
    counts: Counts
    beads: tuple[Bead, ...]
    hits: tuple[bool, ...]
    """Whether each bead is a gold one."""

    @classmethod
    def of(cls, document: MeasuredDocument, model: Model) -> Outcome:
        """Align a document."""
        gold = document.gold
        beads = decode(document.lattice, bead_potentials(document.lattice, document.statistics, model), model)
        links = set(gold.links)
        hits = tuple(link(bead) in links for bead in beads)
        counts = count(gold.links, map(link, beads))
        return cls(document.folder, gold.name, document.group, document.copy, counts, tuple(beads), hits)


def train(
    folders: Sequence[Path], *, groups: int = 6, encoder: Encoder | None = None, progress: Progress | None = None
) -> Model:
    """Learn from folders of gold documents; a folder named twice counts twice.

    Documents are dealt to `groups` in turn, folder by folder; every group is aligned with weights learnt from the
    others. Those alignments provide the figures of the record and the calibration; the weights returned are learnt from
    all. They are for the bundled encoder, or for `encoder` as the source of the segments' vectors. Raises InputError
    where a folder does not hold gold documents.
    """
    report = progress or (lambda stage, done, total: None)
    sentences = None if encoder is None or encoder.signature == bundled().signature else encoder
    documents = [one for one in measure_documents(folders, groups, report, sentences) if one.usable]
    if len({one.group for one in documents}) < 2:
        raise InputError(
            gettext("One document is too little to learn from."), hint=gettext("Give at least two, better ten.")
        )
    first = fit([one.example(one.lattice) for one in documents], PENALTY, _FIRST_ITERATIONS)
    examples = [one.example(one.narrowed(_uncalibrated(first))) for one in documents]
    outcomes: list[Outcome] = []
    for group in range(groups):
        report(N_("learning"), group, groups + 1)
        learnt = [one for one in examples if one.group != group]
        held_out = [one for one in documents if one.group == group and one.copy is not Copy.DAMAGED]
        if learnt and held_out:
            model = _uncalibrated(fit(learnt, PENALTY, _ITERATIONS, first))
            outcomes += [Outcome.of(one, model) for one in held_out]
    report(N_("learning"), groups, groups + 1)
    revised = [one for one in outcomes if one.copy]
    outcomes = [one for one in outcomes if not one.copy]
    weights = fit(examples, PENALTY, _ITERATIONS, first)
    pairs, singles = (_calibrate(*_posteriors(outcomes, two_sided)) for two_sided in (True, False))
    record = _record(folders, outcomes, revised, groups, encoder or bundled())
    return Model(weights.astype(np.float32), COST, pairs, singles, record)


def _uncalibrated(weights: Float64Vector) -> Model:
    return Model(weights.astype(np.float32), COST, Calibration(), Calibration(), {})


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


def _held_out_reliability(outcomes: Sequence[Outcome], judged: Sequence[Outcome]) -> Reliability:
    """Reliability on beads that neither the weights nor the calibration, learnt from `outcomes`, were learnt from."""
    probabilities: list[float] = []
    hits: list[bool] = []
    for group in sorted({one.group for one in judged}):
        others = [one for one in outcomes if one.group != group]
        pairs, singles = (_calibrate(*_posteriors(others, two_sided)) for two_sided in (True, False))
        for one in judged:
            if one.group == group:
                for bead in one.beads:
                    curve = pairs if bead.source and bead.target else singles
                    probabilities.append(float(curve(np.array([bead.probability]))[0]))
                hits += one.hits
    return measure_reliability(probabilities, hits)


def _record(
    folders: Sequence[Path], outcomes: Sequence[Outcome], revised: Sequence[Outcome], groups: int, encoder: Encoder
) -> dict[str, Any]:
    """What was learnt from, and the figures of cross-validation."""
    data = []
    for folder in dict.fromkeys(folders):
        own = sorted((one for one in outcomes if one.folder == folder.name), key=lambda one: one.name)
        total = sum((one.counts for one in own), Counts())
        scores = {one.name: round(one.counts.strict.f1, 4) for one in own}
        data.append(
            {
                "folder": folder.name,
                "sha256": checksum(folder),
                "weight": folders.count(folder),
                "documents": len(own),
                "strict": total.strict.as_json(),
                "lax": total.lax.as_json(),
                "mean_strict_f1": round(float(np.mean([one.counts.strict.f1 for one in own])), 4) if own else 0.0,
                "strict_f1": scores,
                "calibration": _held_out_reliability(outcomes, own).as_json(),
            }
        )
    return {
        "encoder": encoder.signature,
        "penalty": PENALTY,
        "groups": groups,
        "cross_validated": data,
        "calibration": _held_out_reliability(outcomes, outcomes).as_json(),
        "two_versions": {
            "documents": len(revised),
            "strict": sum((one.counts for one in revised), Counts()).strict.as_json(),
            "calibration": _held_out_reliability(outcomes, revised).as_json(),
        },
    }
