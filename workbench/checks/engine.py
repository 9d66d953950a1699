"""Runs rules over pairs and segments; the one place where the families meet."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import TypeVar

from workbench.checks.inline_elements import outside_code
from workbench.checks.length_ratio import MOST_ROWS, length_ratio
from workbench.checks.rule import NO_CONTEXT, Context, PairText, SegmentText, in_order
from workbench.checks.rule_set import ALL, RULES, SEGMENT_RULES, RuleSet
from workbench.domain import Flag, Language, Severity, Side
from workbench.language.analysed_text import LONGEST, read_together
from workbench.processes import in_order as results_in_order

__all__ = [
    "RULES",
    "SEGMENT_RULES",
    "Context",
    "Passage",
    "check_pair",
    "check_pairs",
    "check_passages",
    "check_segment",
    "flags_of_pair",
    "flags_of_segment",
    "in_blocks",
    "workers_for",
]

_ABSENCES = frozenset(
    {
        "places-missing",
        "people-missing",
        "organisations-missing",
        "numbers",
        "numbers-date",
        "coverage-length",
        "terms",
        "terms-dictionary",
    }
)
"""Rules that miss something on the other side."""

_CHUNK = 250
_BLOCK = 64
"""Pairs and segments whose texts are tokenised in one call."""
_WORTH_PROCESSES = 2000
"""Fewer pairs are done before other processes have started."""

Read = TypeVar("Read", PairText, SegmentText, PairText | SegmentText)


@dataclass(frozen=True, slots=True)
class Passage:
    """Pairs that are read beside the same texts."""

    pairs: tuple[tuple[str, str], ...]
    """Chinese and English of each."""
    around: str = ""
    """Context.document of them."""


def check_pair(
    zh: str,
    en: str,
    context: Context = NO_CONTEXT,
    machine: Side | None = None,
    *,
    rules: RuleSet = ALL,
) -> list[Flag]:
    """Return every flag of every rule, by side and place; the Chinese is the source.

    `machine` is the side a machine wrote, None where it is unknown.
    """
    return flags_of_pair(PairText(zh, en, context, machine), rules)


def in_blocks(read: Iterable[Read]) -> Iterator[Read]:
    """What is read, in order, so many at a time that the work on many texts at once is done for a block of them."""
    iterator = iter(read)
    while block := list(islice(iterator, _BLOCK)):
        read_together([text for one in block for text in one.texts if len(text.text) <= LONGEST])
        yield from block


def flags_of_pair(pair: PairText, rules: RuleSet = ALL) -> list[Flag]:
    """Return every flag of the rules, by side and place."""
    found = [found for rule in rules.rules for found in rule.check(pair)]
    return list(in_order(rules.weighed(_each_loss_once(outside_code(found, pair.zh, pair.en)))))


def flags_of_segment(segment: SegmentText, rules: RuleSet = ALL) -> list[Flag]:
    """Return what one text shows on its own, with what its document says."""
    found = [found for rule in rules.segment_rules for found in rule.check_segment(segment)]
    return list(in_order(rules.weighed(outside_code(found, segment))))


def _each_loss_once(flags: list[Flag]) -> list[Flag]:
    """Drop flags for names and numbers inside a part that has no counterpart."""
    missing = [found for found in flags if found.rule == "coverage" and found.severity is Severity.ERROR]
    if not missing:
        return flags
    return [
        found
        for found in flags
        if found.rule not in _ABSENCES
        or found.suggestion is not None
        or not any(span.side == found.side and span.start <= found.start < span.end for span in missing)
    ]


def check_segment(text: str, language: Language, context: Context = NO_CONTEXT) -> list[Flag]:
    """Return what one text shows on its own, with what its document says; flags name the source."""
    return flags_of_segment(SegmentText(text, language, context))


def check_pairs(
    pairs: Iterable[tuple[str, str]],
    context: Context = NO_CONTEXT,
    machine: Side | None = None,
    *,
    rules: RuleSet = ALL,
    processes: int | None = None,
) -> Iterator[list[Flag]]:
    """The flags of many (zh, en) pairs, in order, streamed; many go to all cores unless `processes` says less.

    Lengths are compared with those of the first pairs.
    """
    passages = (Passage(tuple(chunk)) for chunk in _chunks(iter(pairs)))
    return check_passages(passages, context, machine, rules=rules, processes=processes)


def check_passages(
    passages: Iterable[Passage],
    context: Context = NO_CONTEXT,
    machine: Side | None = None,
    *,
    rules: RuleSet = ALL,
    processes: int | None = None,
) -> Iterator[list[Flag]]:
    """The flags of the pairs of passages, each read beside the texts around it; otherwise as `check_pairs`."""
    iterator = iter(passages)
    head: list[Passage] = []
    count = 0
    while count < max(MOST_ROWS, _WORTH_PROCESSES) and (passage := next(iterator, None)) is not None:
        head.append(passage)
        count += len(passage.pairs)
    context = replace(context, lengths=length_ratio(pair for passage in head for pair in passage.pairs))
    work = partial(_check_passage, context=context, machine=machine, rules=rules)
    sent = ((None, passage) for passage in chain(head, iterator))
    for _, found in results_in_order(work, sent, workers_for(count, processes)):
        yield from found


def workers_for(pairs: int, processes: int | None = None) -> int:
    """Return how many processes check so many pairs, at most `processes`."""
    return 1 if pairs < _WORTH_PROCESSES else processes or os.cpu_count() or 1


def _check_passage(passage: Passage, *, context: Context, machine: Side | None, rules: RuleSet) -> list[list[Flag]]:
    context = replace(context, document=passage.around or context.document)
    pairs = (PairText(zh, en, context, machine) for zh, en in passage.pairs)
    return [flags_of_pair(pair, rules) for pair in in_blocks(pairs)]


def _chunks(pairs: Iterator[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    while chunk := list(islice(pairs, _CHUNK)):
        yield chunk
