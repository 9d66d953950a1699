"""Chinese persons' names in English text, and where in the Chinese they are spelled."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from workbench.language.gazetteer import Mention
from workbench.language.name_table import occurrences
from workbench.language.romanisation import (
    divisions,
    is_romanised,
    letters,
    surname_readings,
    surnames,
    variant_spellings,
)
from workbench.language.words import is_common_word
from workbench.resources import WordLists

_WORDS = WordLists("english-words")

NAME_WORD = re.compile("[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f]*(?:['’-](?!s\\b)[A-Za-z\u00c0-\u024f]+)*")


@dataclass(frozen=True, slots=True)
class EnglishName:
    """Words of an English text that look like a Chinese person's name, surname first."""

    start: int
    end: int
    surname: str
    given: str
    backwards: bool = False
    """Given name first: "Guodong Liu"."""
    joined: str = ""
    """More words straight after it that may be another person's name: "Mizhe" in "Liu Guodong Mizhe"."""
    joined_end: int = 0

    @property
    def text(self) -> str:
        """The two words in the order they are in."""
        return f"{self.given} {self.surname}" if self.backwards else f"{self.surname} {self.given}"


@cache
def surnames_by_reading() -> dict[str, tuple[str, ...]]:
    """Surnames by each spelling of their readings, ü also as u or yu."""
    found: dict[str, list[str]] = defaultdict(list)
    for surname in surnames():
        for reading in surname_readings(surname):
            for spelled in {reading, reading.replace("v", "u"), reading.replace("v", "yu")}:
                found[spelled].append(surname)
    return {reading: tuple(same) for reading, same in found.items()}


def find_people(text: str, words: Sequence[re.Match[str]], mentions: Sequence[Mention]) -> tuple[EnglishName, ...]:
    """Return the names in English text: surname and given name side by side, both plain pinyin, not a place.

    `words` are the matches of NAME_WORD in the text, `mentions` the places.
    """
    if len(words) < 2:
        return ()
    places = {mention.start for mention in mentions}
    found: list[EnglishName] = []
    index = 0
    while index < len(words) - 1:
        first, second = words[index], words[index + 1]
        if not _touch(text, first, second) or first.start() in places or second.start() in places:
            index += 1
            continue
        if _WORDS.has("particle", first.group()) and index and _touch(text, words[index - 1], first):
            index += 1
            continue
        if not _is_name(first.group(), second.group()):
            if _is_backwards(first.group(), second.group()):
                found.append(EnglishName(first.start(), second.end(), second.group(), first.group(), backwards=True))
                index += 1
            index += 1
            continue
        size = 2
        given, end = second.group(), second.end()
        if _is_syllable(given) and index + 2 < len(words):
            third = words[index + 2]
            if _touch(text, second, third) and _is_syllable(third.group()) and third.start() not in places:
                given, end, size = f"{given} {third.group()}", third.end(), 3
        joined, joined_end = _joined(text, words[index + size - 1 : index + size + 3], places) if size == 2 else ("", 0)
        found.append(EnglishName(first.start(), end, first.group(), given, joined=joined, joined_end=joined_end))
        index += size
    return tuple(found)


def _touch(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    return first.end() + 1 == second.start() and text[first.end()] == " "


def _is_name(surname: str, given: str) -> bool:
    if (
        letters(surname) not in surnames_by_reading()
        or _WORDS.has("like pinyin", given)
        or _WORDS.has("not a surname", surname)
    ):
        return False
    ways = divisions(letters(given))
    return bool(ways) and len(ways[0]) <= 2 and len(letters(given)) > 1


def _is_backwards(given: str, surname: str) -> bool:
    """Whether it is a name of Western order with a given name of two syllables, "Guodong Liu" but not "Dean Chen"."""
    if given.isupper() or not _is_name(surname, given) or len(divisions(letters(given))[0]) != 2:
        return False
    return not is_common_word(given)


def _is_syllable(word: str) -> bool:
    return bool(divisions(word)) and len(divisions(word)[0]) == 1 and not _WORDS.has("like pinyin", word)


def _joined(text: str, words: Sequence[re.Match[str]], places: set[int]) -> tuple[str, int]:
    """A word straight after a name that is itself surname and given name in one: "Mizhe"."""
    if len(words) < 2 or not _touch(text, words[0], words[1]) or words[1].start() in places:
        return "", 0
    word = words[1].group()
    if _WORDS.has("like pinyin", word) or (
        len(words) > 2 and _touch(text, words[1], words[2]) and divisions(letters(words[2].group()))
    ):
        return "", 0
    common = any(ways[0] in surnames_by_reading() and len(ways) in (2, 3) for ways in divisions(letters(word)))
    return (word, words[1].end()) if common and len(divisions(letters(words[0].group()))[0]) == 2 else ("", 0)


@dataclass(frozen=True, slots=True)
class SpelledName:
    """A Chinese name that an English one spells."""

    name: EnglishName
    start: int
    hanzi: str
    plain: bool
    """In pinyin, surname first."""


def find_in_chinese(name: EnglishName, zh: str) -> SpelledName | None:
    """The characters an English name spells: in pinyin, else given name first, else as in Taiwan or Hong Kong."""
    for first, second, plain in ((name.surname, name.given, not name.backwards), (name.given, name.surname, False)):
        for surname in surnames_by_reading().get(letters(first), ()):
            for start in occurrences(surname, zh):
                for size in (2, 1):
                    given = zh[start + len(surname) : start + len(surname) + size]
                    if len(given) == size and is_romanised(second, given, variants=False):
                        return SpelledName(name, start, zh[start : start + len(surname) + size], plain)
    return _variant_in_chinese(name, zh)


def _variant_in_chinese(name: EnglishName, zh: str) -> SpelledName | None:
    for start, character in enumerate(zh):
        if letters(name.surname) in variant_spellings(character):
            for size in (2, 1):
                given = zh[start + 1 : start + 1 + size]
                if len(given) == size and is_romanised(name.given, given):
                    return SpelledName(name, start, zh[start : start + 1 + size], plain=False)
    return None
