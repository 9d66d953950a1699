"""Adapting the aligner to a corpus: weights drawn to the shipped ones, and the calibration of their probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from workbench.adaptation.aligner_update import updated_weights
from workbench.adaptation.decided_bitext import DecidedBitext
from workbench.adaptation.decided_documents import DecidedPiece, decided_pieces
from workbench.adaptation.evidence import is_gain, is_slip
from workbench.adaptation.rest import recalibrated
from workbench.adaptation.stored import encoder_of, keep
from workbench.alignment.model import Calibration, Model, bundled_model
from workbench.arrays import Float64Vector
from workbench.domain import Progress
from workbench.encoders.adapted import AdaptedModel, ModelKind
from workbench.encoders.protocol import Encoder
from workbench.errors import InputError
from workbench.evaluation.calibration import measure_reliability
from workbench.i18n import N_, gettext
from workbench.store.corpus import Corpus
from workbench.training.aligner.crf import Likelihood

FEWEST = 50
"""Confirmed and rejected rows of aligned documents below which nothing is learnt."""
_PARTS = 5
_SLIP = 0.02
"""Probability below which a confirmed row is a slip."""
_SURE = 1.0
"""Standard errors, over the pieces held back, by which decisions must be likelier than before."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A piece of two documents, measured once."""

    piece: DecidedPiece
    bitext: DecidedBitext

    @classmethod
    def of(cls, piece: DecidedPiece, encoder: Encoder, model: Model) -> Measured:
        """Measure a piece and take its decisions, without those that are far more probably slips than right."""
        bitext = DecidedBitext.of(piece.source, piece.target, encoder, model)
        beads = [(one.source, one.target) for one in piece.decisions]
        chances = bitext.probabilities(beads, model.weights.astype(np.float64), model)
        kept = tuple(
            one
            for one, chance in zip(piece.decisions, chances, strict=True)
            if chance is None or not is_slip(chance, right=one.right, limit=_SLIP)
        )
        bitext.decide(kept)
        return cls(replace(piece, decisions=kept), bitext)

    def likelihood(self, weights: Float64Vector) -> float:
        """Log likelihood of what was decided, for each decision."""
        fixed = self.bitext.features.shape[1] - len(weights)
        loss, _ = Likelihood([self.bitext.example])(np.append(weights, np.ones(fixed)))
        return -loss / max(len(self.piece.decisions), 1)

    def probabilities(self, weights: Float64Vector, model: Model) -> tuple[list[float], list[bool]]:
        """How probable the decided rows are where nothing was decided, and whether they are right."""
        self.bitext.decide(())
        beads = [(one.source, one.target) for one in self.piece.decisions]
        found = self.bitext.probabilities(beads, weights, model)
        self.bitext.decide(self.piece.decisions)
        known = [
            (value, one.right) for value, one in zip(found, self.piece.decisions, strict=True) if value is not None
        ]
        return [value for value, _ in known], [right for _, right in known]


@dataclass(frozen=True, slots=True)
class Learnt:
    """An aligner learnt from decisions, with its figures on pieces held back."""

    model: Model
    before: dict[str, float]
    after: dict[str, float]
    used: bool


def adapt_aligner(db: Path, *, progress: Progress | None = None) -> AdaptedModel:
    """Learn from what was decided about aligned documents, judge it on pieces held back, and keep it.

    Raises InputError where too little was decided, or the model cannot be written.
    """
    encoder = encoder_of(db)
    with Corpus.read(db) as corpus:
        pieces = decided_pieces(corpus)
    decided = sum(len(piece.decisions) for piece in pieces)
    if decided < FEWEST or len(pieces) < 2:
        raise InputError(
            gettext("{count} rows of aligned documents are decided in {db}; {fewest} or more are needed.").format(
                count=decided, db=db, fewest=FEWEST
            ),
            hint=gettext("Confirm or reject more in `workbench review`."),
        )
    learnt = learn(pieces, encoder, bundled_model(), progress)
    return keep(
        db,
        ModelKind.ALIGNER,
        learnt.model.content,
        pairs=decided,
        documents=len({piece.documents for piece in pieces}),
        used=learnt.used,
        before=learnt.before,
        after=learnt.after,
    )


def learn(pieces: Sequence[DecidedPiece], encoder: Encoder, shipped: Model, progress: Progress | None = None) -> Learnt:
    """Weights and calibration learnt from all pieces; figures from pieces that the weights had no part in."""
    measured = []
    for number, piece in enumerate(pieces):
        if progress:
            progress(N_("measuring"), number, len(pieces))
        measured.append(Measured.of(piece, encoder, shipped))
    weights = shipped.weights.astype(np.float64)
    gains: list[float] = []
    chances: tuple[list[float], list[float]] = [], []
    hits: list[bool] = []
    parts = min(_PARTS, len(measured))
    for part in range(parts):
        if progress:
            progress(N_("learning"), part, parts + 1)
        kept = [one for number, one in enumerate(measured) if number % parts != part]
        moved = updated_weights([one.bitext.example for one in kept], weights)
        for one in measured[part::parts]:
            gains.append(one.likelihood(moved) - one.likelihood(weights))
            for found, own in zip(chances, (weights, moved), strict=True):
                values, right = one.probabilities(own, shipped)
                found += values
            hits += right
    if progress:
        progress(N_("learning"), parts, parts + 1)
    final = updated_weights([one.bitext.example for one in measured], weights)
    curve = recalibrated(chances[1], hits)
    calibrated = [float(value) for value in curve(np.array(chances[1]))]
    errors = [measure_reliability(values, hits).error for values in (chances[0], calibrated)]
    used = is_gain(gains, _SURE)
    model = replace(
        shipped,
        weights=final.astype(np.float32),
        pairs=_after(shipped.pairs, curve),
        record={"encoder": encoder.signature, "decisions": sum(len(piece.decisions) for piece in pieces)},
    )
    before = {"log likelihood": float(np.mean([one.likelihood(weights) for one in measured]))}
    after = {"log likelihood": before["log likelihood"] + float(np.mean(gains))}
    before["calibration error"], after["calibration error"] = errors
    return Learnt(model, before, after, used)


def _after(first: Calibration, second: Calibration) -> Calibration:
    """One curve after the other, as one."""
    return Calibration(first.slope * second.slope, first.offset * second.slope + second.offset)
