"""Runs every rule over pairs and segments; the one place where the families meet."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice

from workbench.checks import coverage, numbers, people, places, script, terms
from workbench.checks.length_ratio import MOST_ROWS, length_ratio
from workbench.checks.rule import NO_CONTEXT, Context, PairText, Rule, SegmentRule, SegmentText, in_order
from workbench.domain import Flag, Language, Severity, Side
from workbench.processes import pool

__all__ = [
    "RULES",
    "SEGMENT_RULES",
    "Context",
    "check_pair",
    "check_pairs",
    "check_segment",
    "flags_of_pair",
    "flags_of_segment",
]

RULES: tuple[Rule, ...] = (*places.RULES, *people.RULES, *numbers.RULES, *terms.RULES, *coverage.RULES, *script.RULES)
"""Every rule for pairs, family by family."""

SEGMENT_RULES: tuple[SegmentRule, ...] = (
    *places.SEGMENT_RULES,
    *people.SEGMENT_RULES,
    *terms.SEGMENT_RULES,
    *coverage.SEGMENT_RULES,
    *script.RULES,
)
"""Every rule for one text on its own."""

_ABSENCES = frozenset({"places-missing", "people-missing", "numbers", "numbers-date", "coverage-length", "terms"})
"""Rules that miss something on the other side."""

_CHUNK = 256
_WORTH_PROCESSES = 2000
"""Fewer pairs are done before other processes have started."""


def check_pair(
    zh: str,
    en: str,
    context: Context = NO_CONTEXT,
    machine: Side | None = None,
    *,
    rules: Sequence[Rule] = RULES,
) -> list[Flag]:
    """Return every flag of every rule, by side and place; the Chinese is the source.

    `machine` is the side a machine wrote, None where it is unknown.
    """
    return flags_of_pair(PairText(zh, en, context, machine), rules)


def flags_of_pair(pair: PairText, rules: Sequence[Rule] = RULES) -> list[Flag]:
    """Return every flag of the rules, by side and place."""
    return list(in_order(_each_loss_once([found for rule in rules for found in rule.check(pair)])))


def flags_of_segment(segment: SegmentText, rules: Sequence[SegmentRule] = SEGMENT_RULES) -> list[Flag]:
    """Return what one text shows on its own, with what its document says."""
    return list(in_order(found for rule in rules for found in rule.check_segment(segment)))


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
    rules: Sequence[Rule] = RULES,
    processes: int | None = None,
) -> Iterator[list[Flag]]:
    """The flags of many (zh, en) pairs, in order, streamed; many go to all cores unless `processes` says less.

    Lengths are compared with those of the first pairs.
    """
    iterator = iter(pairs)
    head = list(islice(iterator, max(MOST_ROWS, _WORTH_PROCESSES)))
    context = replace(context, lengths=length_ratio(head))
    workers = processes or os.cpu_count() or 1
    work = partial(_check_chunk, context=context, machine=machine, names=tuple(rule.name for rule in rules))
    if len(head) < _WORTH_PROCESSES or workers == 1:
        for zh, en in head:
            yield check_pair(zh, en, context, machine, rules=rules)
        for zh, en in iterator:
            yield check_pair(zh, en, context, machine, rules=rules)
        return
    with pool(workers) as executor:
        waiting = []
        for chunk in _chunks(chain(head, iterator)):
            waiting.append(executor.submit(work, chunk))
            if len(waiting) > 4 * workers:
                yield from waiting.pop(0).result()
        for future in waiting:
            yield from future.result()


def _check_chunk(
    chunk: list[tuple[str, str]], *, context: Context, machine: Side | None, names: tuple[str, ...]
) -> list[list[Flag]]:
    rules = [rule for rule in RULES if rule.name in names]
    return [check_pair(zh, en, context, machine, rules=rules) for zh, en in chunk]


def _chunks(pairs: Iterator[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    while chunk := list(islice(pairs, _CHUNK)):
        yield chunk
