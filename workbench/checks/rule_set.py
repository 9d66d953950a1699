"""Every rule there is, and which of them run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from workbench import resources
from workbench.checks import (
    coverage,
    inline_elements,
    numbers,
    organisations,
    people,
    places,
    repetition,
    script,
    terms,
    whole_pair,
)
from workbench.checks.consistency import Consistency
from workbench.checks.learnt_rules import LearntRule
from workbench.checks.own_rules import OwnRule
from workbench.checks.rule import Rule, RuleInfo, SegmentRule
from workbench.domain import LEARNT, Flag, Severity

RULES: tuple[Rule, ...] = (
    *places.RULES,
    *people.RULES,
    *organisations.RULES,
    *numbers.RULES,
    *terms.RULES,
    *coverage.RULES,
    *repetition.RULES,
    *whole_pair.RULES,
    *inline_elements.RULES,
    *script.RULES,
)
"""Every rule for pairs, family by family."""

SEGMENT_RULES: tuple[SegmentRule, ...] = (
    *places.SEGMENT_RULES,
    *people.SEGMENT_RULES,
    *terms.SEGMENT_RULES,
    *coverage.SEGMENT_RULES,
    *repetition.RULES,
    *whole_pair.SEGMENT_RULES,
    *script.RULES,
)
"""Every rule for one text on its own."""

_Checked = TypeVar("_Checked", bound=RuleInfo)


@dataclass(frozen=True)
class RuleSet:
    """Which rules run, and how severe their flags count; without arguments all rules as they are."""

    names: frozenset[str] = frozenset()
    """Of rules and families; none for all."""
    own: tuple[OwnRule, ...] = ()
    """A person's own, beside the built-in ones."""
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    """By rule or family, the rule's own first; a rule with None runs only where `names` has it."""
    learnt: tuple[LearntRule, ...] = ()
    """Of the corpus whose rows are checked."""

    @property
    def known(self) -> frozenset[str]:
        """Names of all rules and families there are."""
        rules = (*RULES, *SEGMENT_RULES, Consistency(), *self.own)
        return frozenset(name for rule in rules for name in (rule.name, rule.family)) | {LEARNT}

    def includes(self, name: str) -> bool:
        """Whether a rule runs."""
        if self.names:
            return name in self.names or family_of(name) in self.names
        return self._setting(name, Severity.INFO) is not None

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules for pairs that run."""
        return tuple(self._included((*RULES, *self.own, *self.learnt)))

    @cached_property
    def segment_rules(self) -> tuple[SegmentRule, ...]:
        """The rules for one text on its own that run."""
        return tuple(self._included(SEGMENT_RULES))

    @property
    def signature(self) -> str:
        """All that decides what is found in a text: the rules' code and tables, which run, and how severe they are."""
        given = f"own:{self.own}|learnt:{self.learnt}|severities:{sorted(self.severities.items())}"
        return f"{_code()}|names:{sorted(self.names)}|{given}"

    def weighed(self, flags: Iterable[Flag]) -> Iterator[Flag]:
        """The flags as severe as they count."""
        for flag in flags:
            severity = self._setting(flag.rule, None) or flag.severity
            yield flag if severity is flag.severity else replace(flag, severity=severity)

    def _included(self, rules: Iterable[_Checked]) -> Iterator[_Checked]:
        return (rule for rule in rules if self.includes(rule.name))

    def _setting(self, name: str, default: Severity | None) -> Severity | None:
        return self.severities.get(name, self.severities.get(family_of(name), default))


ALL = RuleSet()
"""Every rule as it is."""


def family_of(rule: str) -> str:
    """The family of a rule by its name."""
    return rule.partition("-")[0]


def _code() -> str:
    package = Path(__file__).parent.parent
    kinds = {
        "*.py": [package / "checks", package / "language"],
        "*.tsv": [resources.terms()],
        "*.json": [resources.models()],
    }
    return "+".join(resources.digest(folders, pattern) for pattern, folders in kinds.items())
