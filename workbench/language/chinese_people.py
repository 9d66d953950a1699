"""Chinese persons' names in running Chinese text: by surname, by how the words fall, by titles and verbs around them.

Where these leave doubt, jieba (https://github.com/fxsj/jieba) is asked; its dictionary is only then loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbench.language import gazetteer, jieba_words
from workbench.language.gazetteer import Mention
from workbench.language.jieba_tags import tagger
from workbench.language.romanisation import common_surnames, surnames
from workbench.language.words import Span, Words
from workbench.resources import WordLists
from workbench.script import HAN, HAN_RE

_WORDS = WordLists("people-words")

_BYLINE = re.compile(r"(?:电|讯|道)\s?[(（][^()（）。，]{0,12}$")
_HAN_WORD = re.compile(f"[{HAN}]+")
_NAME_MARKS = frozenset('、，,（(）)：:；;。 \n\t　“”"—-')


@dataclass(frozen=True, slots=True)
class PersonName:
    """A Chinese person's name in a Chinese text."""

    start: int
    end: int
    text: str
    """Surname and given name."""
    sure: bool
    """Whether context or jieba says that it is a name."""


@dataclass(frozen=True, slots=True)
class _Possible:
    start: int
    end: int
    context: float
    """How much the words around speak for a person: 2 for a title before, 1.5 for a verb after, 0.5 for a mark."""
    form: float
    """How much the words themselves do: 0.5 for a common surname, 1 for three single characters."""
    one_word: bool
    """Whether it is one word of the vocabulary, like 王毅, but also 黄金周: only jieba can tell."""


def find_people(words: Words, places: Sequence[Mention], *, ask_jieba: bool = True) -> tuple[PersonName, ...]:
    """Return the names in Chinese text, in order, never overlapping, none inside the name of a place.

    Without jieba, whose dictionary takes a second to load, doubtful names are left out.
    """
    text = words.simplified
    taken = {place for mention in places for place in range(mention.start, mention.end)}
    found: list[PersonName] = []
    last = 0
    for candidate in _candidates(words, taken):
        if candidate.start >= last and _is_name(text, candidate, ask_jieba):
            found.append(PersonName(candidate.start, candidate.end, text[candidate.start : candidate.end], sure=True))
            last = candidate.end
    return tuple(found)


def _is_name(text: str, candidate: _Possible, ask_jieba: bool) -> bool:
    context, form = candidate.context, candidate.form
    common = _is_common(text, candidate.start)
    if context >= (3.5 if candidate.one_word else 2 if common else 3):
        return True
    if not ask_jieba:
        return False
    if candidate.one_word:
        worth_asking = context >= 0
    elif common and candidate.end - candidate.start > 2:
        worth_asking = context >= 0.5 or (form >= 1.5 and context >= 0)
    else:
        worth_asking = context >= 1
    return worth_asking and _jieba_agrees(text, candidate.start, candidate.end)


def _is_common(text: str, start: int) -> bool:
    """Whether a name begins with a common surname, or with one of two characters, which are hardly anything else."""
    return text[start] in common_surnames() or text[start : start + 2] in surnames()


def _candidates(words: Words, taken: set[int]) -> Iterator[_Possible]:
    """What may be a name by its surname; of one surname the likelier length first."""
    text = words.simplified
    known = surnames()
    for index, (start, end) in enumerate(words.spans):
        if start in taken or (text[start] not in known and text[start:end] not in known):
            continue
        one_word = end - start > 1 and text[start:end] not in known
        if end - start > 3 or (one_word and text[start] not in common_surnames()):
            continue
        found = []
        for stop, single in _spans(text, words.spans, index):
            name = text[start:stop]
            if (
                stop - 1 in taken
                or gazetteer.abbreviations().issuperset(name)
                or _WORDS.has("last character", name[-1])
            ):
                continue
            form = (0.5 if _is_common(text, start) else 0.0) + (1.0 if single and len(name) > 2 else 0.0)
            found.append(_Possible(start, stop, _context(words, start, stop), form, one_word))
        yield from sorted(found, key=lambda candidate: -candidate.context - candidate.form)


def _spans(text: str, words: Sequence[Span], index: int) -> Iterator[tuple[int, bool]]:
    """Ends of the names that may begin at a word, and whether all their words are single characters."""
    start, end = words[index]
    double = text[start : start + 2] in surnames() and len(text) > start + 2
    surname_size = 2 if double else 1
    position = end
    single = end - start == surname_size
    if end - start > surname_size:
        if not _WORDS.has("not given", text[start + surname_size : end]):
            yield end, False
        return
    for following, stop in words[index + 1 : index + 3]:
        if following != position or stop - start > surname_size + 2 or _WORDS.has("function", text[following:stop]):
            return
        word = text[following:stop]
        if (
            not _HAN_WORD.fullmatch(word)
            or _WORDS.has("not given", word)
            or (stop - following > 1 and _WORDS.has("after", word))
        ):
            return
        single = single and stop - following == 1
        position = stop
        yield stop, single


def _context(words: Words, start: int, end: int) -> float:
    text = words.simplified
    before, after = text[max(0, start - 6) : start].rstrip(), text[end : end + 3].lstrip()
    context = 0.0
    if before.endswith(_WORDS["title"]) or _BYLINE.search(text, max(0, start - 20), start):
        context += 2
    elif not before or text[start - 1] in _NAME_MARKS or _WORDS.has("before", before[-1]):
        context += 0.5
    elif HAN_RE.match(before[-1]) and start - 1 >= 0 and _single(words, start - 1):
        # In the middle of a longer name: 田东彦 in 黑田东彦.
        context -= 1
    if after.startswith(_WORDS["after"]):
        context += 1.5
    elif not after or after[0] in _NAME_MARKS:
        context += 0.5
    return context + (0.5 if before.endswith(("、", "和")) or after[:1] == "、" else 0.0)


def _single(words: Words, position: int) -> bool:
    """Whether a character is a word of its own."""
    return words.inside_words.isdisjoint((position, position + 1))


def _jieba_agrees(text: str, start: int, end: int) -> bool:
    """Whether jieba tags exactly these characters as a person's name, given a few characters around them."""
    name = text[start:end]
    # The dictionary takes some common words for names (黄金周, 高水平); real names in it are rare.
    if (jieba_words.loaded().dt.FREQ.get(name) or 0) >= _RARE or _WORDS.has("not a name", name):
        return False
    left = max(0, start - 6)
    return (start - left, end - left) in _jieba_names(text[left : end + 6])


@lru_cache(maxsize=4096)
def _jieba_names(text: str) -> frozenset[tuple[int, int]]:
    spans, position = [], 0
    for word, tag in tagger().lcut(text):
        if tag in ("nr", "nrfg"):
            spans.append((position, position + len(word)))
        position += len(word)
    return frozenset(spans)


_RARE = 60
"""Frequency in jieba's dictionary below which a word tagged as a name may be one."""
