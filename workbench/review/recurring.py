"""Corrections that a reviewer makes again: when one is worth being offered as a rule of the corpus."""

from __future__ import annotations

from workbench.checks.learning import learn, replaced
from workbench.domain import Pair, RecurringCorrection, Side
from workbench.store.corpus import Corpus

_OFTEN = 2
"""Corrections alike from which one is offered."""


def recurring_correction(corpus: Corpus, before: Pair, after: Pair) -> RecurringCorrection | None:
    """Return what an edit of a row, stored already, does that was done before; None where it was offered already."""
    for side in Side:
        was, now = before.side(side).text, after.side(side).text
        if was == now:
            continue
        lesson = learn(after, side, was, now)
        if lesson is None or any(each.correction == lesson.correction for each in corpus.offered_rules()):
            continue
        edits = corpus.edits_with(lesson.found, lesson.replacement)
        alike = [edit for edit in edits if replaced(*edit, lesson.chinese) == (lesson.found, lesson.replacement)]
        if len(alike) >= _OFTEN:
            return lesson.correction
    return None
