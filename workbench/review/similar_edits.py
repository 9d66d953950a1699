"""Where else an edit by hand would apply."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.checks.learning import RULE, Lesson, learn, offers
from workbench.domain import Change, Pair, Side, Status
from workbench.review import text_edits
from workbench.review.operations import Stamp
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery


@dataclass(frozen=True, slots=True)
class SimilarEdits:
    """An edit repeated in other rows."""

    explanation: str
    """What is replaced by what, and why, in a line."""
    changes: tuple[Change, ...]
    """Not yet stamped with a reviewer and a time."""


def similar_edits(corpus: Corpus, before: Pair, after: Pair) -> SimilarEdits | None:
    """Return what an edit of a row suggests for other rows; None where no other row has the same words."""
    for side in Side:
        was, now = before.side(side).text, after.side(side).text
        if was == now:
            continue
        lesson = learn(after, side, was, now)
        if lesson is not None and (changes := _changes(corpus, lesson, after)):
            return SimilarEdits(lesson.explanation, tuple(changes))
    return None


def _changes(corpus: Corpus, lesson: Lesson, edited: Pair) -> list[Change]:
    rows = corpus.iter_pairs(PairQuery(text=f'"{lesson.found}"'))
    changes: list[Change] = []
    for offer in offers(lesson, rows, skip=edited.id):
        if offer.pair.status is not Status.REJECTED:
            changes += text_edits.edit(offer.pair, offer.flags[0].side, offer.after, Stamp("", ""), RULE)
    return changes
