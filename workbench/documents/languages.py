"""Runs of English and Chinese in one paragraph.

A paragraph that switches language is divided at the switch; a few foreign words inside a sentence (WTO, iPhone 15,
「Hello」) are not a switch. All of a paragraph is decided at once, as a shortest path: reading a word in the wrong
language costs, switching costs too, and least where a sentence ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.domain import Language
from workbench.language.conversion import chinese_variant
from workbench.script import HAN, HAN_RE, LATIN_RE

_WORD = "[A-Za-z\u00c0-\u024f]+(?:[-'’.&][A-Za-z\u00c0-\u024f]+)*"
_STRONG = re.compile(f"([{HAN}]+)|({_WORD})")

_SAMPLE = 50_000
"""Characters by which a document's script is decided."""

_HAN_COST = 0.65
"""Of reading a Han character as English, in English words."""
_CHINESE_MARK = 1.0
"""The same for a Chinese punctuation mark after one."""
_NAME_COST = 0.6
"""Of reading a capitalised word as Chinese: names stay as they are in either language."""
_SET_COST = 0.3
"""The same for a word inside Chinese: beside a Han character, or before a Chinese punctuation mark."""
_AFTER_SENTENCE = 0.5
_AFTER_MARK = 3.5
_NO_MARK = 6.0
_IN_QUOTES = 8.0
"""Of a switch, in English words, by what is there."""

_SENTENCE_END = re.compile(r"[。！？…]|[.!?](?=[\s”\"’'」)）]|$)")
_CHINESE_ONLY = frozenset("。！？，、；：")
_OPENERS = "“‘「『《〈（([\"'【"
_CLOSERS = "”’」』》〉）)]\"'】"
_MARKS = re.compile(r"[,，、;；:：。．.!！?？…—–|/\n-]")
_LEFT_MARKS = re.compile(r"[,，、;；:：。．.!！?？…—–|/”’」』》〉）)\]】]*")
"""Punctuation that belongs to the word before it."""
_LEFT_SENTENCE = re.compile(rf"(?:{_SENTENCE_END.pattern})[。！？!?….{re.escape(_CLOSERS)}]*")


@dataclass(frozen=True, slots=True)
class LanguageRun:
    """A stretch of a paragraph in one language."""

    start: int
    end: int
    chinese: bool | None
    """None where there is neither a Han character nor a Latin letter."""


def chinese_script(text: str) -> Language:
    """Whether the Chinese in a document is Simplified or Traditional; Simplified where nothing decides it."""
    sample = text[:_SAMPLE]
    return chinese_variant(sample) if HAN_RE.search(sample) else Language.ZH_HANS


def language_runs(paragraph: str) -> list[LanguageRun]:
    """The language runs of a paragraph; they cover it without a gap. Linear in its length."""
    has_han, has_latin = HAN_RE.search(paragraph) is not None, LATIN_RE.search(paragraph) is not None
    if not (has_han and has_latin):
        return [LanguageRun(0, len(paragraph), has_han if has_han or has_latin else None)]
    stretches = _stretches(paragraph)
    states = _read(paragraph, stretches)
    found: list[LanguageRun] = []
    start = 0
    for number in range(1, len(stretches)):
        if states[number] != states[number - 1]:
            cut = _cut(paragraph, stretches[number - 1][1], stretches[number][0])
            found.append(LanguageRun(start, cut, states[number - 1]))
            start = cut
    return [*found, LanguageRun(start, len(paragraph), states[-1])]


def _stretches(paragraph: str) -> list[tuple[int, int, bool, float]]:
    """Start, end, whether Chinese, and weight in English words, of each stretch with letters of one kind."""
    stretches: list[tuple[int, int, bool, float]] = []
    for match in _STRONG.finditer(paragraph):
        chinese = match[1] is not None
        before, after = paragraph[max(match.start() - 1, 0) : match.start()], paragraph[match.end() : match.end() + 1]
        if chinese:
            weight = len(match[1]) * _HAN_COST + _CHINESE_MARK * (after in _CHINESE_ONLY)
        elif after in _CHINESE_ONLY or HAN_RE.match(before) or HAN_RE.match(after):
            weight = _SET_COST
        else:
            weight = _NAME_COST if match[2][0].isupper() else 1.0
        if stretches and stretches[-1][2] == chinese:
            start, end, _, so_far = stretches[-1]
            # A sentence's end is a place to switch even within one language, so it parts stretches.
            if not _SENTENCE_END.search(paragraph, end, match.start()):
                stretches[-1] = (start, match.end(), chinese, so_far + weight)
                continue
        stretches.append((match.start(), match.end(), chinese, weight))
    return stretches


def _read(paragraph: str, stretches: list[tuple[int, int, bool, float]]) -> list[bool]:
    """The cheapest language of each stretch (a two-state shortest path); True is Chinese."""
    costs = (0.0, 0.0)
    choices: list[tuple[bool, bool]] = []
    """For each stretch, read as English and as Chinese: whether the one before it is Chinese."""
    before: int | None = None
    for start, end, chinese, weight in stretches:
        switch = _switch_cost(paragraph[before:start]) if before is not None else 0.0
        choices.append((costs[1] + switch < costs[0], costs[1] <= costs[0] + switch))
        costs = (
            min(costs[0], costs[1] + switch) + (weight if chinese else 0.0),
            min(costs[1], costs[0] + switch) + (0.0 if chinese else weight),
        )
        before = end
    state = costs[1] < costs[0]
    states = [state]
    for choice in reversed(choices[1:]):
        state = choice[state]
        states.append(state)
    return states[::-1]


def _switch_cost(between: str) -> float:
    if _SENTENCE_END.search(between):
        return _AFTER_SENTENCE
    last = between.rstrip()[-1:]
    if last and last in _OPENERS:
        return _IN_QUOTES
    return _AFTER_MARK if _MARKS.search(between) else _NO_MARK


def _cut(paragraph: str, end: int, start: int) -> int:
    """Where between two letters the switch is: after the punctuation that belongs to the left, and white space."""
    sentence = _LEFT_SENTENCE.search(paragraph, end, start)
    marks = sentence or _LEFT_MARKS.match(paragraph, end, start)
    at = marks.end() if marks else end
    while at < start and paragraph[at].isspace():
        at += 1
    return at
