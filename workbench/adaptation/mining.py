"""Adapting mining to a corpus: how sure it is of a pair, by what was confirmed and rejected of what it proposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np

from workbench.adaptation.decided_documents import MOST, decided_rows, decision_of
from workbench.adaptation.evidence import is_gain, is_slip
from workbench.adaptation.rest import recalibrated
from workbench.adaptation.stored import encoder_of, keep
from workbench.arrays import Float64Vector
from workbench.domain import STATED, DocumentPair, Progress, Relation, Status
from workbench.encoders.adapted import AdaptedModel, ModelKind
from workbench.encoders.protocol import Encoder
from workbench.errors import InputError
from workbench.evaluation.calibration import measure_reliability
from workbench.i18n import N_, gettext
from workbench.mining.candidates import Candidate, encode_side
from workbench.mining.mine import calibrated, search_sides
from workbench.mining.model import MiningModel, Weights, as_json, bundled_model
from workbench.store.corpus import Corpus

FEWEST = 50
"""Confirmed and rejected rows of a relation below which nothing is learnt about it."""
_PARTS = 10
_STRETCH = 25
"""Neighbouring decisions that are held back together where all are about two documents."""
_MOST_SEGMENTS = 20_000
"""Of all documents together: what a minute is enough for."""
_SLIP = 0.05
"""Probability below which a confirmed row is a slip."""
_SURE = 1.0
"""Standard errors, over the decisions held back, by which they must be likelier than before."""
_LEAST = 1e-4
"""No decision counts as less likely."""


@dataclass(frozen=True, slots=True)
class DecidedCandidates:
    """What mining finds in two documents, and what a reviewer decided about some of it."""

    documents: DocumentPair
    candidates: tuple[Candidate, ...]
    decided: tuple[tuple[int, bool], ...]
    """Places among the candidates, and whether they were confirmed; in the order of the source."""

    def chances(self, weights: Weights) -> list[float]:
        """How probable weights have each of the decided candidates."""
        _, found = calibrated(self.candidates, weights)
        return [found[place].probability for place, _ in self.decided]

    def without_slips(self, weights: Weights) -> DecidedCandidates:
        """The same without decisions that are far more probably slips than right."""
        chances = self.chances(weights)
        kept = [
            one
            for one, chance in zip(self.decided, chances, strict=True)
            if not is_slip(chance, right=one[1], limit=_SLIP)
        ]
        return replace(self, decided=tuple(kept))


@dataclass(frozen=True, slots=True)
class Learnt:
    """Weights of a relation learnt from decisions, with their figures on parts held back."""

    weights: Weights
    before: dict[str, float]
    after: dict[str, float]
    used: bool


def adapt_mining(db: Path, *, progress: Progress | None = None) -> AdaptedModel:
    """Learn from what was decided about mined rows, judge it on documents held back, and keep it beside the corpus.

    Raises InputError where too little was decided, or the model cannot be written.
    """
    encoder = encoder_of(db)
    shipped = bundled_model()
    own = {Relation.TRANSLATION: shipped.translation, Relation.SAME_LANGUAGE: shipped.same_language}
    with Corpus.read(db) as corpus:
        mined = {relation: list(decided_candidates(corpus, relation, encoder, progress)) for relation in own}
    decided = {relation: sum(len(one.decided) for one in found) for relation, found in mined.items()}
    learnt = {relation: learn(mined[relation], own[relation]) for relation in own if decided[relation] >= FEWEST}
    if not learnt:
        raise InputError(
            gettext("{count} rows that `mine` found are decided in {db}; {fewest} or more are needed.").format(
                count=max(decided.values()), db=db, fewest=FEWEST
            ),
            hint=gettext("Confirm or reject more in `workbench review`."),
        )
    weights = own | {relation: each.weights for relation, each in learnt.items() if each.used}
    model = MiningModel(weights[Relation.TRANSLATION], weights[Relation.SAME_LANGUAGE])
    return keep(
        db,
        ModelKind.MINING,
        as_json(model, {"encoder": encoder.signature, "decisions": sum(decided[each] for each in learnt)}).encode(),
        pairs=sum(decided[relation] for relation in learnt),
        documents=len({each.documents for relation in learnt for each in mined[relation]}),
        used=any(each.used for each in learnt.values()),
        before=_by_relation({relation: each.before for relation, each in learnt.items()}),
        after=_by_relation({relation: each.after for relation, each in learnt.items()}),
    )


def _by_relation(figures: Mapping[Relation, Mapping[str, float]]) -> dict[str, float]:
    return {f"{relation} {name}": value for relation, found in figures.items() for name, value in found.items()}


def decided_candidates(
    corpus: Corpus, relation: Relation, encoder: Encoder, progress: Progress | None = None
) -> Iterator[DecidedCandidates]:
    """Yield the documents in which mined rows of a relation were confirmed or rejected by reading, mined again."""
    decisions = segments = 0
    known = corpus.bitexts()
    for number, documents in enumerate(known):
        if progress:
            progress(N_("mining"), number, len(known))
        # What aligning made has no coverage; a pair of which one side states something else was never a translation.
        rows = [
            row
            for row in decided_rows(corpus, documents, relation)
            if row.coverage and (row.kind in STATED or row.status is Status.REJECTED)
        ]
        if not rows:
            continue
        whole = corpus.segments(documents.source), corpus.segments(documents.target)
        segments += sum(map(len, whole))
        if decisions >= MOST or (decisions and segments > _MOST_SEGMENTS):
            return
        for chinese in product((False, True), repeat=2):
            if (chinese[0] == chinese[1]) is not (relation is Relation.SAME_LANGUAGE):
                continue
            sides = [
                [segment for segment in side if segment.language.is_chinese == one]
                for side, one in zip(whole, chinese, strict=True)
            ]
            places = [{segment.position: at for at, segment in enumerate(side)} for side in sides]
            right = {
                (tuple(one.source), tuple(one.target)): one.right for row in rows if (one := decision_of(row, places))
            }
            if not right:
                continue
            source, target = (encode_side([segment.text for segment in side], encoder) for side in sides)
            found, _ = search_sides(source, target, encoder, model=bundled_model())
            found.sort(key=lambda each: each.source)
            decided = [
                (at, right[each.source, each.target])
                for at, each in enumerate(found)
                if (each.source, each.target) in right
            ]
            decisions += len(decided)
            yield DecidedCandidates(documents, tuple(found), tuple(decided))


def learn(mined: Sequence[DecidedCandidates], shipped: Weights) -> Learnt:
    """Weights learnt from all decisions; figures from decisions that the weights had no part in."""
    pieces = [kept for one in _pieces(mined) if (kept := one.without_slips(shipped)).decided]
    if len(pieces) < 2:
        return Learnt(shipped, {}, {}, used=False)
    parts = min(_PARTS, len(pieces))
    before: list[float] = []
    after: list[float] = []
    right: list[bool] = []
    for part in range(parts):
        moved = updated_weights([one for at, one in enumerate(pieces) if at % parts != part], shipped)
        for one in pieces[part::parts]:
            before += one.chances(shipped)
            after += one.chances(moved)
            right += [hit for _, hit in one.decided]
    gains = _log_likelihoods(after, right) - _log_likelihoods(before, right)
    used = is_gain(gains, _SURE)
    figures = [
        {
            "log likelihood": float(_log_likelihoods(chances, right).mean()),
            "calibration error": measure_reliability(chances, right).error,
        }
        for chances in (before, after)
    ]
    return Learnt(updated_weights(pieces, shipped), figures[0], figures[1], used)


def updated_weights(pieces: Sequence[DecidedCandidates], shipped: Weights) -> Weights:
    """The shipped weights, as sure as the decisions have them: the log odds given the rivals are moved along a line."""
    chances = [chance for one in pieces for chance in one.chances(shipped)]
    curve = recalibrated(chances, [right for one in pieces for _, right in one.decided])
    rivals = shipped.rivals * curve.slope
    rivals[-1] += curve.offset
    return replace(shipped, rivals=rivals.astype(np.float32))


def _pieces(mined: Sequence[DecidedCandidates]) -> Iterator[DecidedCandidates]:
    """What is held back as a whole: documents, or stretches of them where there are no others."""
    for one in mined:
        step = _STRETCH if len(mined) == 1 else max(len(one.decided), 1)
        for start in range(0, len(one.decided), step):
            yield replace(one, decided=one.decided[start : start + step])


def _log_likelihoods(chances: Sequence[float], right: Sequence[bool]) -> Float64Vector:
    found = np.where(right, chances, 1 - np.asarray(chances))
    return np.asarray(np.log(np.maximum(found, _LEAST)), dtype=np.float64)
