"""What a rule is, and what it sees: a pair or a segment with everything that several rules would compute twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

from workbench.checks.evidence import Evidence, evidence
from workbench.domain import Flag, Language, Severity, Term
from workbench.language.conversion import simplify
from workbench.language.quantities.agreement import Agreement, agree
from workbench.language.quantities.finding import quantities
from workbench.language.quantities.quantity import Quantity

Side = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Context:
    """Whole texts the reading of a pair may lean on, and the person's own terms."""

    document: str = ""
    """The text the checked side comes from, either language or both."""
    others: tuple[str, ...] = ()
    """Texts on the same event."""
    terms: Sequence[Term] = ()
    """On top of the built-in term base."""


NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class Example:
    """A pair and what the rule finds in it: shown to translators, and run as a test."""

    zh: str
    en: str
    finds: tuple[str, ...] = ()
    """The flagged words in order; empty for a pair the rule must leave alone."""
    side: Side = "en"
    """Where they are."""
    suggestion: str | None = None
    """Of the first flag, where the example pins one."""
    document: str = ""
    """Context.document, where the rule needs it."""
    terms: tuple[Term, ...] = ()


class PairText:
    """A pair of texts as the rules see it; what several rules need is computed once, when first asked for."""

    def __init__(self, zh: str, en: str, context: Context = NO_CONTEXT, machine: Side | None = None) -> None:
        self.zh = zh
        self.en = en
        self.context = context
        self.machine = machine
        """Which side a machine wrote, None where nobody said."""

    def text(self, side: Side) -> str:
        """The text of a side."""
        return self.zh if side == "zh" else self.en

    @property
    def suspect(self) -> Side:
        """The side to correct where nothing tells who is right: the machine's, else the English."""
        return self.machine or "en"

    @cached_property
    def zh_plain(self) -> str:
        """The Chinese in Simplified characters, same offsets."""
        return simplify(self.zh)

    @cached_property
    def zh_quantities(self) -> list[Quantity]:
        """By place in zh."""
        return quantities(self.zh)

    @cached_property
    def en_quantities(self) -> list[Quantity]:
        """By place in en."""
        return quantities(self.en)

    @cached_property
    def agreement(self) -> Agreement:
        """Which of zh_quantities (first) and en_quantities (second) face each other."""
        return agree(self.zh_quantities, self.en_quantities)

    @cached_property
    def evidence(self) -> Evidence:
        """How well the words of the two sides account for each other."""
        return evidence(self.zh, self.en)


@dataclass(frozen=True)
class SegmentText:
    """One text on its own, with what its document says."""

    text: str
    language: Language
    context: Context = NO_CONTEXT

    @cached_property
    def plain(self) -> str:
        """In Simplified characters, same offsets."""
        return simplify(self.text)


class Named(Protocol):
    """What every rule says about itself."""

    @property
    def name(self) -> str:
        """Starts with the family: "numbers", "numbers-date"; the main rule of a family is named as the family."""

    @property
    def family(self) -> str:
        """One of "places", "people", "numbers", "terms", "coverage", "script"."""

    @property
    def severity(self) -> Severity:
        """The worst it gives."""

    @property
    def explanation(self) -> str:
        """For a translator: what it finds, and why it matters. One or two sentences."""


class Rule(Named, Protocol):
    """One kind of mistake in a pair. Stateless: the same pair always gives the same flags.

    Never raises, whatever the text, and costs next to nothing where there is nothing to find.
    """

    @property
    def examples(self) -> tuple[Example, ...]:
        """What it finds and what it must leave alone; run as tests."""

    def check(self, pair: PairText) -> Iterable[Flag]:
        """Flags in any order; offsets into the text of the flag's side."""


class SegmentRule(Named, Protocol):
    """One kind of mistake that shows in one language alone. `side` of its flags is the language's."""

    @property
    def segment_examples(self) -> tuple[SegmentExample, ...]:
        """What it finds and what it must leave alone; run as tests."""

    def check_segment(self, segment: SegmentText) -> Iterable[Flag]:
        """Flags in any order; offsets into the segment's text."""


@dataclass(frozen=True, slots=True)
class SegmentExample:
    """A text on its own and what the rule finds in it."""

    text: str
    language: Language
    finds: tuple[str, ...] = ()
    suggestion: str | None = None
    document: str = ""
    others: tuple[str, ...] = ()


def flag(
    rule: Named,
    side: str,
    text: str,
    span: tuple[int, int],
    message: str,
    *,
    suggestion: str | None = None,
    severity: Severity | None = None,
) -> Flag:
    """A flag of a rule on text[span] of a side."""
    start, end = span
    return Flag(rule.name, severity or rule.severity, side, start, end, text[start:end], suggestion, message)


def in_order(flags: Iterable[Flag]) -> Iterator[Flag]:
    """By side and place, each once."""
    yield from sorted(set(flags), key=lambda f: (f.side, f.start, f.end, f.rule, f.message))
