"""Chinese names in Latin letters: which tokens of the two sides write the same name, by its reading.

A capitalised English word that can be read as pinyin is looked for among the characters of the Chinese side: of two
syllables or more by itself, a single syllable only together with the word before or after it ("Wang Miao" finds 汪淼),
and from then on by the characters found so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product

import numpy as np

from workbench.alignment.measured_text import MeasuredText
from workbench.arrays import Float32Vector, Int32Matrix, Int64Matrix, Int64Vector
from workbench.language.romanisation import divisions, readings, surname_readings, surnames
from workbench.resources import WordLists
from workbench.script import HAN_RE

_WORDS = WordLists("english-words")

_NAME = re.compile("(?<![A-Za-z])[A-Z\u00c0-\u00de][a-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*")
_LOWER = re.compile("(?<![A-Za-z'’-])[a-z]+(?![A-Za-z'’-])")
_POSSESSIVE = re.compile("['’]s$")
_COMMON = 9.0
"""A capitalised word more frequent than this (minus log frequency) is a name only if it is a surname."""
_LONGEST = 4
"""Syllables of a name."""


_Mark = tuple[int, int, int, int]
"""A span to be marked: segment, start, end, and the number of its name."""


@dataclass(frozen=True, slots=True)
class NameKeys:
    """Numbers of the names a token is part of; equal numbers above 0 are the same name."""

    rows: Int32Matrix
    """(tokens, 1 or 3); a Chinese token may hold a surname and a given name, and part of it."""
    columns: Int32Matrix


@dataclass(frozen=True, slots=True)
class _Word:
    """A capitalised word in a segment of the English side."""

    segment: int
    start: int
    end: int
    name: str
    """Lower case, as pinyin is divided."""


def match_names(rows: MeasuredText, columns: MeasuredText, rarity: Float32Vector) -> NameKeys:
    """Find the names; none where the sides are not one Chinese and one English."""
    row_keys = np.zeros((len(rows.token_ids), 3 if rows.chinese else 1), dtype=np.int32)
    column_keys = np.zeros((len(columns.token_ids), 3 if columns.chinese else 1), dtype=np.int32)
    keys = NameKeys(row_keys, column_keys)
    if rows.chinese == columns.chinese:
        return keys
    chinese, english = (rows, columns) if rows.chinese else (columns, rows)
    chinese_keys, english_keys = (row_keys, column_keys) if rows.chinese else (column_keys, row_keys)
    words = list(_capitalised(english, rarity))
    if not words:
        return keys
    finder = Finder(chinese)
    numbers: dict[str, int] = {}
    marks: list[_Mark] = []
    for name, spans in _found(words, finder).items():
        numbers[name] = len(numbers) + 1
        marks += [(*span, numbers[name]) for span in spans]
    _mark(chinese, chinese_keys, marks)
    named = [word for word in words if word.name in numbers]
    _mark(english, english_keys, [(word.segment, word.start, word.end, numbers[word.name]) for word in named])
    return keys


def _capitalised(side: MeasuredText, rarity: Float32Vector) -> Iterator[_Word]:
    """Words that may be names in pinyin."""
    lower: set[str] = set()
    for text in side.texts:
        lower.update(_LOWER.findall(text))
    words: list[_Word] = []
    for segment, text in enumerate(side.texts):
        for match in _NAME.finditer(text):
            word = _POSSESSIVE.sub("", match.group())
            name = word.lower()
            if name not in lower and divisions(name):
                words.append(_Word(segment, match.start(), match.start() + len(word), name))
    ranges = _token_ranges(side, [(word.segment, word.start, word.end) for word in words])
    for word, first, last in zip(words, *ranges.T.tolist(), strict=True):
        surname = word.name in _surname_spellings() and (word.start > 0 or not _WORDS.has("also pinyin", word.name))
        common = last - first == 1 and rarity[side.token_ids[first]] < _COMMON
        if last > first and (surname or not common):
            yield word


@cache
def _surname_spellings() -> frozenset[str]:
    return frozenset(reading for surname in surnames() for reading in surname_readings(surname))


def _token_ranges(side: MeasuredText, spans: Sequence[tuple[int, int, int]]) -> Int64Matrix:
    """(spans, 2): for each span (segment, start, end) its first token and the one behind its last."""
    segments, starts, ends = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    # Places in all texts, one after another.
    origins = np.cumsum([0, *(len(text) + 1 for text in side.texts)])
    token_spans = side.token_spans + np.repeat(origins[:-1], np.diff(side.token_starts))[:, None]
    first = np.searchsorted(token_spans[:, 1], starts + origins[segments], side="right")
    return np.stack([first, np.searchsorted(token_spans[:, 0], ends + origins[segments])], axis=1)


def _mark(side: MeasuredText, keys: Int32Matrix, marks: Sequence[_Mark]) -> None:
    """Number the tokens of each name; a token that is part of more names than it has room for keeps the first ones."""
    if not marks:
        return
    first, last = _token_ranges(side, [mark[:3] for mark in marks]).T
    counts = np.maximum(last - first, 0)
    tokens = np.arange(counts.sum()) + np.repeat(first - np.cumsum(counts) + counts, counts)
    numbers = np.repeat(np.array([mark[3] for mark in marks]), counts)
    _, once = np.unique(np.stack([tokens, numbers]), axis=1, return_index=True)
    once = once[np.lexsort((once, tokens[once]))]
    tokens, numbers = tokens[once], numbers[once]
    room = np.arange(len(tokens)) - np.searchsorted(tokens, tokens)
    fits = room < keys.shape[1]
    keys[tokens[fits], room[fits]] = numbers[fits]


class Finder:
    """Looks for runs of characters with given readings."""

    def __init__(self, side: MeasuredText) -> None:
        self.text = "\n".join(side.texts)
        self.starts = np.cumsum([0, *(len(text) + 1 for text in side.texts)])
        codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self.places = np.argsort(codes, kind="stable")
        """(characters,) where each character of the text stands, equal ones together and in order."""
        different, firsts = np.unique(codes[self.places], return_index=True)
        self.spans = dict(zip(map(chr, different.tolist()), pairwise([*firsts.tolist(), len(codes)]), strict=True))
        """From where to where each character is in `places`."""
        self.characters = defaultdict[str, set[str]](set)
        """Those of the text, by each of their readings."""
        for character in filter(HAN_RE.match, self.spans):
            for reading in readings(character):
                self.characters[reading].add(character)
        self.read: dict[str, Int64Vector] = {}
        """Where a syllable may be read, of those that were asked for."""

    def _places(self, characters: Iterable[str]) -> Int64Vector:
        """(n,) where any of the characters stands, in order."""
        parts = [self.places[slice(*self.spans[one])] for one in characters]
        return np.sort(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)

    def _read(self, syllable: str) -> Int64Vector:
        if syllable not in self.read:
            self.read[syllable] = self._places(self.characters.get(syllable, ()))
        return self.read[syllable]

    def find(self, syllables: tuple[str, ...]) -> list[tuple[int, int, str]]:
        """Segment, offset and characters of every run read so, from left to right; runs do not overlap."""
        starts = self._read(syllables[0])
        for behind, syllable in enumerate(syllables[1:], 1):
            following = self._read(syllable)
            if not len(starts) or not len(following):
                return []
            next_one = np.minimum(following.searchsorted(starts + behind), len(following) - 1)
            starts = starts[following[next_one] == starts + behind]
        found = []
        end = 0
        for segment, offset, at in zip(*self._located(starts), starts.tolist(), strict=True):
            if at >= end:
                end = at + len(syllables)
                found.append((segment, offset, self.text[at:end]))
        return found

    def find_characters(self, characters: set[str]) -> Iterator[tuple[int, int]]:
        """Segment and offset of every occurrence of any of the characters."""
        return zip(*self._located(self._places(characters)), strict=True)

    def _located(self, places: Int64Vector) -> tuple[list[int], list[int]]:
        """The segments of places in the text, and the offsets in them."""
        segments = self.starts.searchsorted(places, side="right") - 1
        return segments.tolist(), (places - self.starts[segments]).tolist()


def _found(words: list[_Word], finder: Finder) -> dict[str, list[tuple[int, int, int]]]:
    """Where on the Chinese side each name stands: segment, start, end."""
    spans = defaultdict[str, list[tuple[int, int, int]]](list)
    single = defaultdict[str, set[str]](set)
    for name in dict.fromkeys(word.name for word in words):
        for syllables in divisions(name):
            if 2 <= len(syllables) <= _LONGEST:
                spans[name] += [(segment, at, at + len(run)) for segment, at, run in finder.find(syllables)]
    for before, after in dict.fromkeys((one.name, two.name) for one, two in _neighbours(words)):
        for left, right in product(divisions(before), divisions(after)):
            if min(len(left), len(right)) > 1 or len(left) + len(right) > _LONGEST:
                continue
            runs = [run for _, _, run in finder.find(left + right)]
            if runs and len(left) == 1:
                single[before].update(run[0] for run in runs)
            if runs and len(right) == 1:
                single[after].update(run[-1] for run in runs)
    for name, characters in single.items():
        spans[name] += [(segment, at, at + 1) for segment, at in finder.find_characters(characters)]
    return {name: found for name, found in spans.items() if found}


def _neighbours(words: list[_Word]) -> Iterator[tuple[_Word, _Word]]:
    """Capitalised words with nothing but a space between them."""
    for one, two in pairwise(words):
        if one.segment == two.segment and two.start == one.end + 1:
            yield one, two
