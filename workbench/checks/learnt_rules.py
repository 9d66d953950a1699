"""Corrections that recurred and became rules of a corpus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.checks.learning import RULE, Trigger, explanation_of, flags_of
from workbench.checks.rule import Example, PairText
from workbench.domain import Flag, RecurringCorrection, Severity
from workbench.language import gazetteer


@dataclass(frozen=True)
class LearntRule:
    """A rule that a correction became: the same words beside the same words should read so here too."""

    correction: RecurringCorrection

    @property
    def name(self) -> str:
        return RULE

    @property
    def family(self) -> str:
        return RULE

    @property
    def severity(self) -> Severity:
        return Severity.WARNING

    @property
    def explanation(self) -> str:
        return explanation_of(self.correction)

    @property
    def examples(self) -> tuple[Example, ...]:
        return ()

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the words where what asks for the replacement is next to them."""
        segment = pair.zh if self.correction.chinese else pair.en
        if self.correction.found not in segment.text:
            return
        if not self.correction.beside or _trigger(self.correction).holds(pair.other(segment)):
            yield from flags_of(self.correction, segment.side, segment.text)


def _trigger(correction: RecurringCorrection) -> Trigger:
    known = gazetteer.chinese_names().get(correction.place, ())
    return Trigger(correction.beside, next((place for place in known if place.zh == correction.place), None))
