"""Chinese names in Latin letters: how characters are read, how a name is spelled, whether a word is such a spelling.

Readings are pypinyin's (https://github.com/mozillazg/python-pinyin), toneless, lower case, with ü written "v".
Spelling follows GB/T 28039-2011 for personal names (Chen Min'er) and GB/T 16159 for the apostrophe. Accepted beside
it: ü as u or yu, Wade-Giles and Tongyong without their marks (Taiwan), and the usual Cantonese, Hokkien, Korean and
Vietnamese spellings listed in db/terms/romanisation.tsv.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType

from workbench import files, resources

INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")

_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan un uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
"""All syllables of Modern Standard Chinese, toneless, ü as "v"."""


_LEAN = {"PYPINYIN_NO_PHRASES": "true", "PYPINYIN_NO_DICT_COPY": "true"}
"""Has pypinyin load single characters only: phrases are three quarters of its memory, and only spelling needs them."""


@cache
def _characters() -> Mapping[int, str]:
    """The readings of every character by its code point."""
    before = {name: os.environ.get(name) for name in _LEAN}
    os.environ.update(_LEAN)
    try:
        from pypinyin.constants import PINYIN_DICT
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    readings: Mapping[int, str] = PINYIN_DICT
    return readings


@cache
def pypinyin_with_phrases() -> ModuleType:
    """The library, knowing how characters are read in words: 重 in 重庆."""
    _characters()
    import pypinyin
    from pypinyin.phrases_dict import phrases_dict

    pypinyin.load_phrases_dict(phrases_dict)
    return pypinyin


def _know_phrases_of(hanzi: str) -> ModuleType:
    """The library, knowing at least how characters are read in the phrases that a word holds or may begin.

    They are looked up in the library's file: all of them take 44 MB and a quarter of a second to load.
    """
    text, starts = _phrases()
    if not text:
        return pypinyin_with_phrases()
    found: dict[str, list[list[str]]] = {}
    for pair in map("".join, pairwise(hanzi)):
        place = bisect_left(starts, pair, key=lambda at: text[at : at + 2])
        while place < len(starts) and text.startswith(pair, starts[place]):
            end = text.index('"', starts[place])
            found[text[starts[place] : end]], _ = json.JSONDecoder().raw_decode(text, text.index("[", end))
            place += 1
    _characters()
    import pypinyin
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.seg import mmseg

    # Not by load_phrases_dict, which goes through all that were loaded before.
    PHRASES_DICT.update(found)
    mmseg.seg.train(iter(found))
    return pypinyin


@cache
def _phrases() -> tuple[str, memoryview]:
    """The library's file of phrases, and where each begins, by their first characters; empty where it has no such."""
    _characters()
    import pypinyin

    path = Path(pypinyin.__file__).with_name("phrases_dict.json")
    text = files.read_text(path) if path.is_file() else ""
    starts = (match.end() for match in re.finditer(r'"(?=[^"]+": *\[)', text))
    return text, memoryview(array("I", sorted(starts, key=lambda at: text[at : at + 2])))


@lru_cache(maxsize=20_000)
def readings(character: str) -> tuple[str, ...]:
    """Toneless pinyin of a character, commonest first, ü as "v"; empty for any other character."""
    found = [toneless(reading) for reading in _characters().get(ord(character), "").split(",")] if character else []
    return tuple(dict.fromkeys([*found, *_surname_table().get(character, ())]) if found != [""] else ())


def toneless(reading: str) -> str:
    """Pinyin without its tone marks, ü as "v": "lǚ" is "lv"."""
    if reading.isascii():
        return reading.lower()
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


@cache
def surname_readings(surname: str) -> tuple[str, ...]:
    """Readings of a surname, as surnames are read (仇 is "qiu"); a double surname as one word (欧阳 is "ouyang")."""
    known = _surname_table().get(surname)
    if known:
        return known
    if len(surname) == 1:
        return readings(surname)[:1]
    return ("".join(readings(character)[0] for character in surname if readings(character)),)


@lru_cache(maxsize=20_000)
def spellings(character: str) -> frozenset[str]:
    """All ways to write a character in pinyin without marks: with "v", "u" and "yu" for ü."""
    found = set[str]()
    for reading in readings(character):
        found.add(reading)
        if "v" in reading:
            found.update((reading.replace("v", "u"), reading.replace("v", "yu"), reading.replace("v", "ue")))
    return frozenset(found)


@lru_cache(maxsize=20_000)
def variant_spellings(character: str) -> frozenset[str]:
    """`spellings`, and those used in Taiwan, Hong Kong, Singapore, Korea and Vietnam for names."""
    found = set(spellings(character))
    for reading in readings(character):
        found.update(_wade_giles(reading))
    found.update(_dialects().get(character, ()))
    return frozenset(found)


@cache
def _dialects() -> dict[str, tuple[str, ...]]:
    return {row["zh"]: tuple(row["spellings"].split()) for row in resources.table("romanisation")}


@cache
def _surname_table() -> dict[str, tuple[str, ...]]:
    return {row["zh"]: tuple(row["readings"].split()) for row in resources.table("surnames")}


def surnames() -> Collection[str]:
    """The surnames known, one character or two."""
    return _surname_table().keys()


@cache
def common_surnames() -> frozenset[str]:
    """The surnames, of one character, that most names have."""
    return frozenset(row["zh"] for row in resources.table("surnames") if row["common"])


@cache
def _wade_giles_parts() -> dict[tuple[str, str], tuple[str, ...]]:
    """Wade-Giles and Tongyong spellings by part ("initial", "final", "syllable") and pinyin."""
    return {(row["part"], row["pinyin"]): tuple(row["spellings"].split(";")) for row in resources.table("wade-giles")}


@cache
def _wade_giles(reading: str) -> frozenset[str]:
    """A pinyin syllable as Taiwan's passports and maps write it: Wade-Giles without marks, some Tongyong."""
    parts = _wade_giles_parts()
    if whole := parts.get(("syllable", reading)):
        return frozenset(whole)
    initial = next((start for start in INITIALS if reading.startswith(start)), "")
    final = reading[len(initial) :]
    starts = parts.get(("initial", initial), (initial,))
    ends = parts.get(("final", final), (final,))
    return frozenset(start + end for start in starts for end in (*ends, final))


def letters(word: str) -> str:
    """The letters of a romanised word as compared: lower case, ü as "v", no tone marks, apostrophes or hyphens."""
    if word.isascii() and word.isalpha():
        return word.lower()
    return "".join(letter for letter in toneless(word) if letter.isalpha())


@lru_cache(maxsize=100_000)
def is_romanised(word: str, hanzi: str, *, variants: bool = True) -> bool:
    """Whether a word is hanzi in Latin letters, every character by one of its readings.

    Case, apostrophes, hyphens and spaces do not count: "Min'er" and "Miner" are both 敏尔. With `variants` also the
    spellings of Taiwan, Hong Kong and other places ("Kuo-hsing", "Leung").
    """
    rest = letters(word)
    if not hanzi or not len(hanzi) <= len(rest) <= 6 * len(hanzi):
        return False
    choices = variant_spellings if variants else spellings
    ends = {0}
    for position, character in enumerate(hanzi):
        options = choices(character)
        if position == 0 and hanzi[:2] in _surname_table():
            options = options | {reading[:2] for reading in _surname_table()[hanzi[:2]]}
        ends = {end + len(option) for end in ends for option in options if rest.startswith(option, end)}
        if not ends:
            return False
    return len(rest) in ends


def find_romanised(word: str, size: int, text: str) -> Iterator[int]:
    """Yield where so many characters of a Chinese text are a word in Latin letters, without variants, in order."""
    first = letters(word)[:1]
    for start in range(len(text) - size + 1):
        # Most characters have another first letter; a double surname may have readings of its own.
        if (first in _initials(text[start]) or text[start : start + 2] in surnames()) and is_romanised(
            word, text[start : start + size], variants=False
        ):
            yield start


@lru_cache(maxsize=20_000)
def _initials(character: str) -> frozenset[str]:
    """The letters with which a character's spellings begin."""
    return frozenset(spelled[0] for spelled in spellings(character))


@lru_cache(maxsize=20_000)
def divisions(word: str) -> tuple[tuple[str, ...], ...]:
    """Every way to divide a romanised word into pinyin syllables, fewest first: "xian" is (xian,) and (xi, an).

    An apostrophe or hyphen in the word is a border in all of them. Empty when the word is not pinyin.
    """
    found: list[tuple[str, ...]] = [()]
    for part in toneless(word).replace("’", "'").replace("-", "'").split("'"):
        found = [left + right for left in found for right in _divide(part)]
    return tuple(sorted(found, key=len)) if found != [()] else ()


@lru_cache(maxsize=20_000)
def _divide(part: str) -> tuple[tuple[str, ...], ...]:
    if not part:
        return ((),)
    if len(part) > 30:
        return ()
    sizes = [size for size in range(1, min(6, len(part)) + 1) if part[:size] in SYLLABLES]
    return tuple((part[:size], *rest) for size in sizes for rest in _divide(part[size:]))


def join_syllables(syllables: tuple[str, ...]) -> str:
    """Syllables as one word, with an apostrophe before a later one that begins with a, e or o; "v" becomes "ü"."""
    joined = "".join(
        "'" + syllable if position and syllable[0] in "aeo" else syllable for position, syllable in enumerate(syllables)
    )
    return joined.replace("v", "ü")


@lru_cache(maxsize=20_000)
def spell(hanzi: str) -> str:
    """A word in pinyin, capitalised: 西安 is "Xi'an", 重庆 "Chongqing" (readings as in the word, where it is known)."""
    syllables = tuple(_know_phrases_of(hanzi).lazy_pinyin(hanzi, v_to_u=False))
    return join_syllables(syllables).capitalize()


def split_name(name: str) -> tuple[str, str]:
    """A Chinese name as surname and given name: 欧阳娜娜 is ("欧阳", "娜娜")."""
    size = 2 if len(name) > 2 and name[:2] in surnames() else 1
    return name[:size], name[size:]


@lru_cache(maxsize=20_000)
def spell_name(name: str) -> str:
    """A person's name as the standard spells it: 陈敏尔 is "Chen Min'er", 仇和 "Qiu He"."""
    surname, given = split_name(name)
    first = (surname_readings(surname) or ("",))[0].replace("v", "ü").capitalize()
    return f"{first} {spell(given)}" if given else first
