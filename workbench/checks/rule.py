"""What a rule is, and what it sees: a pair or a segment with everything that several rules would compute twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from workbench.checks.length_ratio import USUAL, LengthRatio
from workbench.checks.unmatched import UnmatchedSpan, find_unmatched
from workbench.domain import Flag, Inline, Language, Severity, Side, Term
from workbench.i18n import gettext as _
from workbench.language.analysed_text import AnalysedText
from workbench.language.quantities.agreement import Agreement, agree


@dataclass(frozen=True, slots=True)
class Context:
    """What the reading of a pair may lean on: whole texts, the person's own terms, the lengths of the pairs around."""

    document: str = ""
    """The text the checked side comes from, either language or both."""
    others: tuple[str, ...] = ()
    """Texts on the same event."""
    terms: Sequence[Term] = ()
    """On top of the built-in term base."""
    lengths: LengthRatio = USUAL
    """Of the pairs of the same file or document."""


NO_CONTEXT = Context()

Inlines = tuple[tuple[Inline, ...], tuple[Inline, ...]]
"""Inline elements of the Chinese and of the English."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair and what the rule finds in it: shown to translators, and run as a test."""

    zh: str
    en: str
    finds: tuple[str, ...] = ()
    """The flagged words in order; empty for a pair the rule must leave alone."""
    side: Side = Side.TARGET
    """Where they are; the Chinese is the source."""
    suggestion: str | None = None
    """Of the first flag, where the example pins one."""
    document: str = ""
    """Context.document, where the rule needs it."""
    terms: tuple[Term, ...] = ()
    inlines: Inlines = ((), ())


class SegmentText(AnalysedText):
    """One text as the rules see it: a side of a pair, or a segment on its own, with what its document says."""

    def __init__(self, text: str, language: Language, context: Context = NO_CONTEXT, side: Side = Side.SOURCE) -> None:
        super().__init__(text, chinese=language.is_chinese)
        self.context = context
        self.side = side
        """The side its flags name."""
        self.inlines: tuple[Inline, ...] = ()
        """Elements that its document marks."""

    @property
    def texts(self) -> tuple[SegmentText, ...]:
        """The text itself, as a pair has two."""
        return (self,)

    @property
    def language_name(self) -> str:
        """Return the name of the language in the language in force, for messages."""
        return _("Chinese") if self.chinese else _("English")


class PairText:
    """A pair of texts as the rules see it; what several rules need is computed once, when first asked for."""

    def __init__(
        self,
        zh: str,
        en: str,
        context: Context = NO_CONTEXT,
        machine: Side | None = None,
        chinese_side: Side = Side.SOURCE,
        inlines: Inlines = ((), ()),
    ) -> None:
        self.zh = SegmentText(zh, Language.ZH_HANS, context, chinese_side)
        self.en = SegmentText(en, Language.EN, context, chinese_side.other)
        self.zh.inlines, self.en.inlines = inlines
        self.context = context
        self.machine = machine
        """Which side a machine wrote, None where it is unknown."""

    @property
    def texts(self) -> tuple[SegmentText, ...]:
        """The Chinese and the English."""
        return self.zh, self.en

    def segment(self, side: Side) -> SegmentText:
        """Return the text of a side."""
        return self.zh if self.zh.side is side else self.en

    def other(self, segment: SegmentText) -> SegmentText:
        """Return the text that faces one of the two."""
        return self.en if segment is self.zh else self.zh

    @property
    def suspect(self) -> SegmentText:
        """The text to correct where nothing shows which one is right: the machine's, else the English."""
        return self.en if self.machine is None else self.segment(self.machine)

    @cached_property
    def agreement(self) -> Agreement:
        """Which quantities of the Chinese (first) and of the English (second) face each other."""
        return agree(self.zh.quantities, self.en.quantities)

    @cached_property
    def unmatched(self) -> tuple[UnmatchedSpan, UnmatchedSpan]:
        """The stretches of the Chinese and of the English that most likely lack a counterpart."""
        return find_unmatched(self.zh, self.en, self.context.lengths)


class RuleInfo(Protocol):
    """What every rule says about itself."""

    @property
    def name(self) -> str:
        """Starts with the family: "numbers", "numbers-date"; the main rule of a family is named as the family."""

    @property
    def family(self) -> str:
        """One of "places", "people", "organisations", "numbers", "terms", "coverage", "script"."""

    @property
    def severity(self) -> Severity:
        """The worst it gives."""

    @property
    def explanation(self) -> str:
        """For a translator, in English: what it finds, and why it matters. One or two sentences."""


class Rule(RuleInfo, Protocol):
    """One kind of mistake in a pair. Stateless: the same pair always gives the same flags.

    Never raises, whatever the text, and costs next to nothing where there is nothing to find.
    """

    @property
    def examples(self) -> tuple[Example, ...]:
        """What it finds and what it must leave alone; run as tests."""

    def check(self, pair: PairText) -> Iterable[Flag]:
        """Flags in any order; offsets into the text of the flag's side."""


class SegmentRule(RuleInfo, Protocol):
    """One kind of mistake that shows in one language alone."""

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
    rule: RuleInfo,
    segment: SegmentText,
    span: tuple[int, int],
    message: str,
    *,
    suggestion: str | None = None,
    severity: Severity | None = None,
) -> Flag:
    """Return a flag of a rule on a span of a text."""
    start, end = span
    found = segment.text[start:end]
    return Flag(rule.name, severity or rule.severity, segment.side, start, end, found, suggestion, message)


def in_order(flags: Iterable[Flag]) -> Iterator[Flag]:
    """By side and place, each once."""
    yield from sorted(set(flags), key=lambda f: (f.side, f.start, f.end, f.rule, f.message))
