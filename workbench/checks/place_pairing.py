"""Which places of the one side stand for which of the other, and which are left over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TypeVar

from workbench.checks import organisations
from workbench.checks.rule import Context, PairText
from workbench.domain import PlaceKind
from workbench.language import gazetteer
from workbench.language.analysed_text import LONGEST
from workbench.language.gazetteer import Mention, Place
from workbench.language.organisations import Named
from workbench.language.place_reading import PlaceReading, is_foreign, is_strong, read_places
from workbench.language.romanisation import divisions, find_romanised, is_romanised, letters
from workbench.language.transcription import common_in_names, transcribed_names
from workbench.language.words import is_common_word
from workbench.resources import WordLists, table
from workbench.script import HAN

_ENGLISH_WORDS = WordLists("english-words")
_CHINESE_WORDS = WordLists("place-words")

_T = TypeVar("_T")
_CAPITALISED = re.compile("[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f'’-]*")
_FIRST_NAME = re.compile(f"[{HAN}]{{2,4}}(?=[·•・‧])")
"""The last characters before the dot of a foreign name, and perhaps of the word before it."""
_EUROPE = frozenset({"欧洲", "欧盟", "欧元区"})


@dataclass(frozen=True)
class Sides:
    """What each side of a pair names, and what is left over once equal places are put together."""

    zh: list[PlaceReading]
    en: Sequence[Mention]
    zh_left: list[PlaceReading]
    """Those nothing in the English stands for."""
    en_left: list[Mention]
    """Those nothing in the Chinese stands for."""

    def is_confirmed(self, named: PlaceReading) -> bool:
        """Whether a place is spelled out, stands alone, or the English has another one of its compound."""
        if len(named.compound) < 2:
            return True
        here = {place.zh for mention in self.en for place in mention.places}
        return is_strong(named.text) and any(place.zh in here for place in named.members)

    def stands_for_near(self, named: PlaceReading) -> bool:
        """Whether the English names the province of a place, or a city in it, in its stead."""
        own = {reading.place.zh for reading in self.zh}
        return any(
            _related(mention.place, named.place)
            for mention in self.en
            if mention.place.zh not in own and mention.place.zh != "中国"
        )

    def lies_near(self, mention: Mention) -> bool:
        """Whether the English adds the province of a place that the Chinese names, or a city in it."""
        own = {other.place.zh for other in self.en if other is not mention}
        return any(
            _related(mention.place, named.place)
            for named in self.zh
            if named.place.zh != "中国" and (named.place.zh in own or named.compound or named in self.zh_left)
        )


def texts_of(context: Context) -> tuple[str, ...]:
    """The documents of a context as `spelled_out` takes them."""
    return tuple(text for text in (context.document, *context.others) if text)


@lru_cache(maxsize=1)
def compare(pair: PairText) -> Sides | None:
    """The places of both sides; None where there are none. All rules for places ask for the same pair in turn."""
    if len(pair.zh.text) + len(pair.en.text) > LONGEST:
        return None
    en = pair.en.english_places
    zh = read_places(pair.zh, texts_of(pair.context))
    if not en and not zh:
        return None
    loose = _without_names(pair.zh.simplified, zh)
    en_left = [mention for mention in en if not _in_chinese(mention, zh, pair, loose)]
    zh_left = [named for named in zh if named.meant and not _in_english(named, en, pair)]
    if zh_left or en_left:
        named_in = organisations.compare(pair)
        zh_left = [named for named in zh_left if not _lies_in(named.start, named_in.zh)]
        en_left = [mention for mention in en_left if not _lies_in(mention.start, named_in.en)]
    if zh_left:
        parts, text = _parts_of_names(pair), pair.zh.simplified
        zh_left = [
            named
            for named in zh_left
            if not _beside_sounds(named, text) and not any(_is_part(named, span) for span in parts)
        ]
    return Sides(zh, en, zh_left, en_left)


def _parts_of_names(pair: PairText) -> list[tuple[int, int]]:
    """Where the Chinese transcribes foreign names, which may hold characters of places: 德 in 费尔南德斯."""
    text = pair.zh.simplified
    return [*transcribed_names(pair.zh), *(match.span() for match in _FIRST_NAME.finditer(text))]


def _lies_in(position: int, named: Iterable[Named]) -> bool:
    """Whether a place is part of an organisation's name, which another rule compares: Manchester United is 曼联."""
    return any(each.start <= position < each.end for each in named)


def _beside_sounds(named: PlaceReading, text: str) -> bool:
    """Whether a character that stands alone is beside one that transcribes sounds: 德 in 赛义德, 印 in 印多尔."""
    if len(named.compound) != 1:
        return False
    before, after = text[named.start - 1 : named.start], text[named.end : named.end + 1]
    return (common_in_names(before) and not _CHINESE_WORDS.has("before", before)) or (
        common_in_names(after) and not text.startswith(_CHINESE_WORDS["after"], named.end)
    )


def _is_part(named: PlaceReading, span: tuple[int, int]) -> bool:
    """Whether a place is only part of a foreign name, or a character beside one."""
    start, end = span
    if named.compound:
        return start <= named.start < end
    return start <= named.start + 1 and named.end <= end and (named.start, named.end) != span and named.end < end


def facing(zh_left: list[PlaceReading], en_left: list[Mention]) -> list[tuple[Mention, PlaceReading, bool]]:
    """Left-over places that face each other, and whether it is sure that they do; never a city and its province."""
    found: list[tuple[Mention, PlaceReading, bool]] = []
    for level in range(3):
        chinese = _firsts([named for named in zh_left if level_of(named.place) == level], lambda n: n.place.zh)
        english = [mention for mention in en_left if level_of(mention.place) == level]
        distinct = _firsts(english, lambda m: m.place.zh)
        if len(chinese) == len(distinct) == 1:
            found += [(mention, chinese[0], chinese[0].sure) for mention in english]
        elif chinese and len(chinese) == len(distinct):
            found += [(mention, named, False) for mention, named in zip(distinct, chinese, strict=True)]
    for mention in en_left:
        found += [(mention, named, True) for named in zh_left if same_character(mention.place, named.place)][:1]
    if (
        not found
        and len(en_left) == len(zh_left) == 1
        and {level_of(en_left[0].place), level_of(zh_left[0].place)} == {0, 1}
    ):
        # A province on one side, a country on the other.
        found.append((en_left[0], zh_left[0], False))
    return [pair for pair in found if not _related(pair[0].place, pair[1].place)]


def same_character(one: Place, other: Place) -> bool:
    """Whether two places of different levels share their one-character name, as Jilin and Kyrgyzstan do."""
    return is_foreign(one) != is_foreign(other) and bool(set(one.abbreviations[:1]) & set(other.abbreviations[:1]))


def _firsts(items: Iterable[_T], key: Callable[[_T], str]) -> list[_T]:
    """The first item of every key, in order."""
    return list({key(item): item for item in reversed(list(items))}.values())[::-1]


def level_of(place: Place) -> int:
    """Places of one level may be taken for each other: 0 countries, 1 places in China, 2 places abroad, 3 the rest."""
    if place.kind is PlaceKind.COUNTRY:
        return 0
    return {PlaceKind.FOREIGN: 2, PlaceKind.AREA: 3}.get(place.kind, 1)


def is_inside(one: Place, other: Place) -> bool:
    """Whether a place lies in another: a city in its province, a state in its country."""
    return bool(one.parent) and any(parent in (other.zh, *other.short) for parent in one.parent.split(";"))


def _related(one: Place, other: Place) -> bool:
    return is_inside(one, other) or is_inside(other, one)


def _without_names(text: str, zh: list[PlaceReading]) -> str:
    """The Chinese outside full names: a character there may stand for a place, however unsure."""
    start = 0
    parts = []
    for named in zh:
        if not named.compound:
            parts.append(text[start : named.start])
            start = named.end
    return "".join([*parts, text[start:]])


def _in_chinese(mention: Mention, zh: list[PlaceReading], pair: PairText, loose: str) -> bool:
    places = {place.zh for place in mention.places}
    for named in zh:
        if any(place.zh in places for place in named.places) or any(
            _goes_with(mention.place, place) for place in named.places
        ):
            return True
        if named.compound and _may_be_short_for(named.text, mention.place):
            return True
        if not named.compound and places.intersection(_compounds().get(named.text, _NOTHING).members):
            return True
    if any(character in loose for place in mention.places for character in place.abbreviations):
        return True
    if "中国" in places and any(word in pair.zh.simplified for word in _CHINESE_WORDS["China"]):
        return True
    if mention.text in pair.zh.text or _is_somebody(mention, pair.en.text):
        return True
    return _is_read_so(mention, pair.zh.simplified)


def _may_be_short_for(character: str, place: Place) -> bool:
    """Whether a character may stand for a country that has no usual one-character name: 马 for 马拉维 in 中马."""
    return is_foreign(place) and place.zh.startswith(character) and not place.abbreviations


def _is_read_so(mention: Mention, zh: str) -> bool:
    """Whether the Chinese has characters read as an English name, other than those of a place with another name."""
    rivals = [place for place in _read_alike().get(letters(mention.text), ()) if place not in mention.places]
    for rival in rivals:
        zh = zh.replace(rival.name, " ")
    return romanised_in(mention.text, zh)


@cache
def _read_alike() -> dict[str, tuple[Place, ...]]:
    """Provinces whose pinyin is the English name of another, by the letters of that name: 陕西 is Shaanxi."""
    provinces = [place for place in gazetteer.places() if place.kind in gazetteer.PROVINCIAL]
    found: dict[str, tuple[Place, ...]] = {}
    for place in provinces:
        alike = tuple(p for p in provinces if p is not place and is_romanised(place.en, p.name, variants=False))
        if alike:
            found[letters(place.en)] = alike
    return found


def _is_somebody(mention: Mention, text: str) -> bool:
    """Whether a place's name is somebody's: Georgia in "Georgia Meloni", Jordan in "Michael Jordan"."""
    if mention.adjective or mention.text.isupper():
        return False
    after = _NEXT_NAME.match(text, mention.end)
    if after and _ENGLISH_WORDS.has("also a given name", mention.text):
        return not is_common_word(after[1]) and after[1] not in gazetteer.english_names()
    before = _NAME_BEFORE.search(text, 0, mention.start)
    return bool(before) and _ENGLISH_WORDS.has("also a surname", mention.text)


_NEXT_NAME = re.compile(" ([A-Z\u00c0-\u00de][a-z\u00c0-\u024f]+)")
_NAME_BEFORE = re.compile("(?:(?:Mrs?|Ms|Dr|Prof)\\.?|[a-z,] [A-Z][a-z]+) $")


@dataclass(frozen=True, slots=True)
class _Compound:
    """A group of places with a name of its own: 东三省, 长三角."""

    members: frozenset[str]
    forms: tuple[str, ...] = ()
    """English words for it, in lower case."""


_NOTHING = _Compound(frozenset())


@cache
def _compounds() -> dict[str, _Compound]:
    return {
        row["zh"]: _Compound(frozenset(row["members"].split(";")), tuple(row["en"].lower().split(";")))
        for row in table("place-compounds")
    }


@cache
def _words_for_china() -> re.Pattern[str]:
    """Beginnings of English words that may stand for China."""
    return re.compile(rf"\b(?:{'|'.join(_ENGLISH_WORDS['China'])})", re.IGNORECASE)


def _in_english(named: PlaceReading, en: Sequence[Mention], pair: PairText) -> bool:
    places = {place.zh for place in named.places}
    for mention in en:
        if any(place.zh in places for place in mention.places):
            return True
        if named.place.zh != "北京市" and _goes_with(mention.place, named.place):
            return True
        if named.compound and _may_be_short_for(named.text, mention.place):
            return True
    if named.place.zh == "中国" and _words_for_china().search(pair.en.text):
        return True
    compound = _compounds().get(named.text, _NOTHING)
    if compound.members:
        here = {place.zh for mention in en for place in mention.places}
        text = pair.en.text.lower()
        if 2 * len(compound.members & here) >= len(compound.members) or any(form in text for form in compound.forms):
            return True
    stems = {place.name.rstrip("省市区县") for place in named.places if place.kind is not PlaceKind.COUNTRY}
    words = [match.group() for match in _CAPITALISED.finditer(pair.en.text)]
    joined = [first + second for first, second in pairwise(words)]
    return any(
        is_romanised(word, stem) and named.place not in _read_alike().get(letters(word), ())
        for stem in stems
        for word in [*words, *joined]
        if stem
    )


def _goes_with(one: Place, other: Place) -> bool:
    """Whether one place may stand for the other: Beijing for China, Europe for the European Union."""
    if {one.zh, other.zh} <= _EUROPE:
        return True
    for city, country in ((one, other), (other, one)):
        if city.kind is PlaceKind.AREA and is_inside(city, country):
            return True
        if (
            country.kind is PlaceKind.COUNTRY
            and city.parent in (country.zh, *country.short)
            and _CHINESE_WORDS.has("capital", city.zh)
        ):
            return True
    return False


def romanised_in(word: str, zh: str) -> bool:
    """Whether some characters of a Chinese text are read as the word."""
    sizes = {len(syllables) for syllables in divisions(letters(word))}
    return any(True for size in sizes for _ in find_romanised(word, size, zh))
