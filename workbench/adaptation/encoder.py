"""Adapting the bundled encoder to a corpus: learnt from what was confirmed, used where documents held back say so."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from workbench.adaptation.confirmed import Lesson, Lessons, read_lessons
from workbench.adaptation.evened import evened
from workbench.adaptation.evidence import is_gain
from workbench.adaptation.row_learning import Recipe, RowLearner
from workbench.adaptation.stored import keep
from workbench.arrays import Float64Vector
from workbench.domain import Progress
from workbench.encoders.adapted import AdaptedModel, ModelKind
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import bundled
from workbench.encoders.static import OtherRows
from workbench.errors import InputError
from workbench.evaluation.retrieval import nearness
from workbench.i18n import gettext
from workbench.store.corpus import Corpus

FEWEST = 50
"""Confirmed pairs below which nothing is learnt."""
_PARTS = 5
"""A fifth of the documents is held back at a time …"""
_JUDGED = 400
"""… until so many pairs have been judged: few pairs need all of their documents, many need a part."""
_SURE = 2.0
"""Standard errors by which texts must find their translations more surely than before."""
_FARTHEST = 0.12
"""How far the rows of an everyday text may go, as a share of their length; beyond it everyday sentences suffer."""
_SHARPNESS = 12.0
"""Cosines are multiplied by this before one is set against the others, as in training."""


@dataclass(frozen=True, slots=True)
class Found:
    """How texts find their translations among those of all pairs: a value for each text, Chinese first."""

    right: Float64Vector
    """1 where the translation comes first, by ratio margin."""
    surely: Float64Vector
    """Log of the translation's share of the softmax over all texts' cosines."""

    @classmethod
    def of(cls, encoder: Encoder, lessons: Sequence[Lesson]) -> Found:
        """Encode the pairs and look; texts that occur twice are found at either place."""
        zh, en = (encoder.encode([getattr(lesson, side) for lesson in lessons]) for side in ("zh", "en"))
        cosines = zh @ en.T
        means = (nearness(zh, en)[:, None] + nearness(en, zh)[None, :]) / 2
        margins = np.divide(cosines, means, out=np.zeros_like(cosines), where=means > 0)
        places = np.arange(len(lessons))
        right, surely = [], []
        for side, one, other in (("en", margins, cosines), ("zh", margins.T, cosines.T)):
            texts = [getattr(lesson, side) for lesson in lessons]
            right.append([float(texts[best] == text) for best, text in zip(one.argmax(axis=1), texts, strict=True)])
            logits = _SHARPNESS * other.astype(np.float64)
            surely.append(logits[places, places] - np.log(np.exp(logits).sum(axis=1)))
        return cls(np.concatenate(right), np.concatenate(surely))


@dataclass(frozen=True, slots=True)
class Judgement:
    """The encoder before and after, on documents held back."""

    before: dict[str, float]
    after: dict[str, float]
    used: bool


def adapt_encoder(db: Path, *, seed: int = 1, progress: Progress | None = None) -> AdaptedModel:
    """Learn from what was confirmed in a corpus, judge it on documents held back, and keep it beside the corpus.

    Raises InputError where too little was confirmed, or the model cannot be written.
    """
    with Corpus.read(db) as corpus:
        lessons = read_lessons(corpus, seed)
    if len(lessons.confirmed) < FEWEST:
        raise InputError(
            gettext("{count} pairs of {db} are confirmed; {fewest} or more are needed to learn from.").format(
                count=len(lessons.confirmed), db=db, fewest=FEWEST
            ),
            hint=gettext("Confirm more in `workbench review`."),
        )
    start = evened(bundled(), lessons.texts)
    judgement = judge(lessons, start, seed=seed, progress=progress)
    rows, _ = learn(lessons, lessons.confirmed, start, seed=seed, progress=progress)
    content = save({"ids": rows.ids, "embeddings": rows.table, "weights": rows.factors})
    return keep(
        db,
        ModelKind.ENCODER,
        content,
        pairs=len(lessons.confirmed),
        documents=len(lessons.documents),
        used=judgement.used,
        before=judgement.before,
        after=judgement.after,
    )


def learn(
    lessons: Lessons,
    confirmed: Sequence[Lesson],
    start: OtherRows,
    *,
    recipe: Recipe | None = None,
    seed: int = 1,
    progress: Progress | None = None,
) -> tuple[OtherRows, float]:
    """Rows continued from where they start, on some of the confirmed pairs, terms and rejections.

    With them how far an everyday text's have gone from there.

    A rejected pair counts where another translation of one of its texts is known: then its other text is one that a
    text has to tell from its translation.
    """
    taught = [*confirmed, *lessons.terms]
    zh, en = ([getattr(lesson, side) for lesson in taught] for side in ("zh", "en"))
    known_zh, known_en = set(zh), set(en)
    rejected = (
        [one.zh for one in lessons.rejected if one.en in known_en and one.zh not in known_zh],
        [one.en for one in lessons.rejected if one.zh in known_zh and one.en not in known_en],
    )
    learner = RowLearner(bundled().adapted(start, {}), zh, en, rejected, recipe, seed)
    return learner.learn(progress).over(start), learner.gone


def judge(
    lessons: Lessons,
    start: OtherRows,
    *,
    recipe: Recipe | None = None,
    seed: int = 1,
    progress: Progress | None = None,
) -> Judgement:
    """How well texts find their translations in documents that nothing was learnt from, before and after."""
    before, after, gone = [], [], []
    for held in held_back(lessons, seed):
        kept = [lesson for lesson in lessons.confirmed if lesson.document not in held]
        # A text that is in both parts as well would be known, not found.
        known = {text for lesson in kept for text in (lesson.zh, lesson.en)}
        judged = [
            lesson
            for lesson in lessons.confirmed
            if lesson.document in held and lesson.zh not in known and lesson.en not in known
        ]
        if len(judged) < 2 or not kept:
            continue
        rows, far = learn(lessons, kept, start, recipe=recipe, seed=seed, progress=progress)
        before.append(Found.of(bundled(), judged))
        after.append(Found.of(bundled().adapted(rows, {}), judged))
        gone.append(far)
        if sum(len(found.right) for found in before) >= 2 * _JUDGED:
            break
    if not before:
        return Judgement({}, {}, used=False)
    right = [np.concatenate([one.right for one in found]) for found in (before, after)]
    gain = np.concatenate([two.surely - one.surely for one, two in zip(before, after, strict=True)])
    used = is_gain(gain, _SURE) and bool(right[1].mean() >= right[0].mean() and max(gone) <= _FARTHEST)
    figures = [{"retrieval": float(one.mean())} for one in right]
    figures[0]["held back"] = figures[1]["held back"] = len(gain) / 2
    figures[0]["log share"], figures[1]["log share"] = (
        float(np.concatenate([one.surely for one in found]).mean()) for found in (before, after)
    )
    return Judgement(figures[0], figures[1], used)


def held_back(lessons: Lessons, seed: int) -> list[frozenset[str]]:
    """Documents in parts of about as many pairs, each to be held back in turn."""
    counts: dict[str, int] = {}
    for lesson in lessons.confirmed:
        counts[lesson.document] = counts.get(lesson.document, 0) + 1
    names = list(counts)
    random.Random(seed).shuffle(names)
    parts: list[list[str]] = [[] for _ in range(min(_PARTS, len(names)))]
    sizes = [0] * len(parts)
    for name in sorted(names, key=lambda name: -counts[name]):
        smallest = sizes.index(min(sizes))
        parts[smallest].append(name)
        sizes[smallest] += counts[name]
    return [frozenset(part) for part in parts]
