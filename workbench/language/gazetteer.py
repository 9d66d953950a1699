"""Places in either language: provinces, cities, counties, countries, their short and one-character names.

The tables are db/terms/places.tsv and counties.tsv; db/terms/README-places.md says where they come from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from workbench import resources
from workbench.domain import PlaceKind
from workbench.language.name_table import NameTable, beginnings
from workbench.language.words import Words

PROVINCIAL = frozenset({PlaceKind.PROVINCE, PlaceKind.MUNICIPALITY, PlaceKind.REGION, PlaceKind.SPECIAL})
"""Kinds of the thirty-four places directly under China."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place under all its names."""

    zh: str
    """The full name in Simplified characters: 吉林省, 吉尔吉斯斯坦."""
    short: tuple[str, ...]
    """Other Chinese names, the usual one first: 吉林."""
    abbreviations: tuple[str, ...]
    """One-character names, as in 津吉, the usual one first; a few have two characters (印尼)."""
    en: str
    """The usual English name without "Province" or "City"."""
    other: tuple[str, ...]
    """Other English names and spellings."""
    adjectives: tuple[str, ...]
    """Adjectives and words for the people: "Kyrgyz", "Danes"."""
    kind: PlaceKind
    parent: str
    """Short Chinese name of the province or country it lies in, ";" between several of the same name; may be empty."""

    @property
    def name(self) -> str:
        """The usual Chinese name: 吉林."""
        return (
            self.short[0]
            if self.short and self.kind not in (PlaceKind.COUNTRY, PlaceKind.FOREIGN, PlaceKind.AREA)
            else self.zh
        )

    @property
    def english(self) -> tuple[str, ...]:
        """All English names, the usual one first; no adjectives."""
        return (self.en, *self.other)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place name in a text."""

    start: int
    end: int
    text: str
    places: tuple[Place, ...]
    """All places of that name: 朝阳 is a city and a district."""
    adjective: bool = False
    """English only: "Chinese" rather than "China"."""

    @property
    def place(self) -> Place:
        """The best known place of that name."""
        return self.places[0]


@cache
def places() -> tuple[Place, ...]:
    """All places, provinces first, counties last."""
    return tuple(_read())


def _read() -> Iterator[Place]:
    for row in resources.table("places"):
        short, abbreviations, other, adjectives = (
            tuple(filter(None, row[column].split(";"))) for column in ("short", "abbreviation", "other", "adjective")
        )
        kind = PlaceKind(row["kind"])
        yield Place(row["zh"], short, abbreviations, row["en"], other, adjectives, kind, row["parent"])
    for row in resources.table("counties"):
        yield Place(row["zh"], (), (), row["en"], (), (), PlaceKind.COUNTY, row["parent"])


@cache
def chinese_names() -> dict[str, tuple[Place, ...]]:
    """Full and short Chinese names to the places of that name."""
    found: dict[str, list[Place]] = defaultdict(list)
    for place in places():
        for name in dict.fromkeys((place.zh, *place.short)):
            found[name].append(place)
    return {name: tuple(same) for name, same in found.items()}


@cache
def _chinese_table() -> NameTable[tuple[Place, ...]]:
    return NameTable(chinese_names())


@cache
def english_names() -> dict[str, tuple[Place, ...]]:
    """English names and adjectives, as written with ' for the apostrophe, to the places of that name."""
    found: dict[str, list[Place]] = defaultdict(list)
    for place in places():
        names = (place.en,) if place.kind is PlaceKind.COUNTY else (*place.english, *place.adjectives)
        for name in dict.fromkeys(names):
            found[name].append(place)
    return {name: tuple(same) for name, same in found.items()}


@cache
def abbreviated(name: str) -> tuple[Place, ...]:
    """The places a one-character name can stand for: 吉 is Jilin, the city of Jilin, Kyrgyzstan."""
    return tuple(place for place in places() if name in place.abbreviations)


@cache
def abbreviations() -> frozenset[str]:
    """All one-character names."""
    return frozenset(name for place in places() for name in place.abbreviations if len(name) == 1)


def find_chinese(text: str) -> list[Mention]:
    """Full and short names in Simplified Chinese text, as `NameTable.find` yields them.

    One-character names are left to whoever knows the context (`abbreviated`).
    """
    found = _chinese_table().find(text, beginnings(text))
    return [Mention(start, end, text[start:end], same) for start, end, same in found]


def find_whole_words(text: Words) -> tuple[Mention, ...]:
    """Return the Chinese names that are whole words: 新北 not in 新 | 北道, 海口 not in 入海口."""

    def whole(start: int, end: int) -> bool:
        inside = text.inside_words
        return start not in inside and (end - start > 2 or end not in inside or start + 1 in inside)

    found = _chinese_table().find(text.simplified, text.beginnings, whole)
    return tuple(Mention(start, end, text.simplified[start:end], same) for start, end, same in found)


_COUNTY_WORD = re.compile(r" (?:County|District|City|Autonomous)\b")
_WORD = re.compile("[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f]*")


@cache
def _english_index() -> dict[str, tuple[str, ...]]:
    """First words of the names to the names, longest first."""
    index: dict[str, list[str]] = defaultdict(list)
    for name in english_names():
        word = _WORD.match(name)
        if word:
            index[word.group()].append(name)
    return {word: tuple(sorted(names, key=len, reverse=True)) for word, names in index.items()}


def find_english(text: str) -> list[Mention]:
    """Names and adjectives in English text, at word edges, the longest at each place, in order, never overlapping.

    A county's name counts only before "County", "District" or "City": alone it may be a person's ("Jinping").
    Case counts ("Turkey", not "turkey"), but capitals throughout are read ("JILIN"). In "Kyrgyz-Shaanxi" both parts are
    found; a possessive ending is not part of the mention.
    """
    names, index = english_names(), _english_index()
    plain = text.replace("’", "'")
    found: list[Mention] = []
    end = 0
    for word in _WORD.finditer(plain):
        start = word.start()
        if start < end or (start and plain[start - 1].isalnum()):
            continue
        key = word.group()
        if key not in index and key.isupper() and len(key) > 3:
            key = key.capitalize()
        for name in index.get(key, ()):
            size = len(name)
            here = plain[start : start + size]
            if (here == name or (here.isupper() and here == name.upper() and size > 3)) and _ends(plain, start + size):
                same = names[name]
                if same[0].kind is PlaceKind.COUNTY and not _COUNTY_WORD.match(plain, start + size):
                    continue
                found.append(Mention(start, start + size, text[start : start + size], same, name in same[0].adjectives))
                end = start + size
                break
    return found


def _ends(text: str, end: int) -> bool:
    """Whether a name may end here: no letter follows, nor an apostrophe with more of the name ("Xi" in "Xi'an")."""
    after = text[end : end + 1]
    if not after or not (after.isalnum() or after == "'"):
        return True
    return after == "'" and (text[end + 1 : end + 2] == "s" or not text[end + 1 : end + 2].isalnum())
