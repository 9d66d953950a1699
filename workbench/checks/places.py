"""Places: the wrong reading of a one-character name, one place for another, a place left out or added."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import TypeVar

from workbench.checks.rule import Context, Example, PairText, Rule, SegmentExample, SegmentRule, SegmentText, flag
from workbench.domain import Flag, Language, PlaceKind, Severity, Side
from workbench.language import gazetteer
from workbench.language.analysed_text import LONGEST
from workbench.language.gazetteer import Mention, Place
from workbench.language.place_reading import PlaceReading, is_foreign, is_strong, read_places, readings_in, spelled_out
from workbench.language.romanisation import divisions, is_romanised, letters
from workbench.resources import WordLists

_ENGLISH_WORDS = WordLists("english-words")
_CHINESE_WORDS = WordLists("place-words")

_T = TypeVar("_T")
_CAPITALISED = re.compile("[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f'’-]*")


def texts_of(context: Context) -> tuple[str, ...]:
    """The documents of a context as `spelled_out` takes them."""
    return tuple(text for text in (context.document, *context.others) if text)


@dataclass(frozen=True)
class Sides:
    """What each side of a pair names, and what is left over once equal places are put together."""

    zh: list[PlaceReading]
    en: Sequence[Mention]
    zh_left: list[PlaceReading]
    """Those nothing in the English stands for."""
    en_left: list[Mention]
    """Those nothing in the Chinese stands for."""


@lru_cache(maxsize=1)
def compare(pair: PairText) -> Sides | None:
    """The places of both sides; None where there are none. Both rules ask for the same pair in turn."""
    if len(pair.zh.text) + len(pair.en.text) > LONGEST:
        return None
    en = pair.en.english_places
    zh = read_places(pair.zh, texts_of(pair.context))
    if not en and not zh:
        return None
    loose = _without_names(pair.zh.simplified, zh)
    en_left = [mention for mention in en if not _in_chinese(mention, zh, pair, loose)]
    zh_left = [named for named in zh if named.meant and not _in_english(named, en, pair)]
    return Sides(zh, en, zh_left, en_left)


class PlacesRule:
    """The wrong place: a one-character name misread, or one place where the other side has another."""

    name = "places"
    family = "places"
    severity = Severity.ERROR
    explanation = (
        "One side names another place than the other. Often a one-character name was misread: 吉 is Jilin in 津吉 and "
        "Kyrgyzstan in 中吉乌; or two like names were confused, as Henan and Hainan."
    )
    examples = (
        Example("津吉两地合作", "cooperation between Tianjin and Kyrgyzstan", ("Kyrgyzstan",), suggestion="Jilin"),
        Example(
            "吉林省省长胡玉亭介绍深化津吉交流情况",
            "Hu Yuting, Governor of Jilin, spoke about exchanges between Tianjin and Kyrgyzstan.",
            ("Kyrgyzstan",),
            suggestion="Jilin",
        ),
        Example("中吉乌铁路", "China-Jilin-Uzbekistan railway", ("Jilin",), suggestion="Kyrgyzstan"),
        Example(
            "吉尔吉斯斯坦代表团", "The delegation of Jilin", ("吉尔吉斯斯坦",), side=Side.SOURCE, suggestion="吉林"
        ),
        Example("河南省省长", "Governor of Hainan Province", ("Hainan",), suggestion="Henan"),
        Example("陕西与广东", "Shaanxi and Guangxi", ("Guangxi",), suggestion="Guangdong"),
        Example("津长对口合作", "counterpart cooperation between Tianjin and Changchun"),
        Example("吉祥物在黑板上", "The mascot is on the blackboard."),
        Example("台湾海峡", "the Taiwan Strait"),
    )
    segment_examples = (
        SegmentExample(
            "It deepened cooperation and exchanges between Tianjin and Kyrgyzstan.",
            Language.EN,
            ("Kyrgyzstan",),
            "Jilin",
            document="吉林省党政代表团来津考察。我们将进一步加强津吉全方位协作。",
        ),
        SegmentExample(
            "It deepened cooperation between China and Kyrgyzstan.",
            Language.EN,
            document="吉尔吉斯斯坦总统访华，中吉两国元首会谈。吉林省代表出席。",
        ),
        SegmentExample(
            "加强天津和吉尔吉斯斯坦的合作",
            Language.ZH_HANS,
            ("吉尔吉斯斯坦",),
            "吉林",
            others=("Tianjin and Jilin strengthen their cooperation.",),
        ),
    )

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        sides = compare(pair)
        if sides is None:
            return
        misread = list(_misread(pair, sides))
        yield from (self._misread_flag(pair, mention, named) for mention, named in misread)
        done = {mention for mention, _ in misread}
        yield from self._swaps(pair, sides, done)

    def check_segment(self, segment: SegmentText) -> Iterable[Flag]:
        """See SegmentRule.check_segment."""
        texts = texts_of(segment.context)
        if texts and segment.chinese:
            yield from self._chinese_segment(segment, texts)
        elif texts:
            yield from self._english_segment(segment, texts)

    def _english_segment(self, segment: SegmentText, texts: tuple[str, ...]) -> Iterator[Flag]:
        mentions = segment.english_places
        here = {place.zh for mention in mentions for place in mention.places}
        for mention in mentions:
            named = _document_reading(mention, here, texts)
            if named is not None:
                message = (
                    f"{named.text} stands for {named.place.en} here{compound_note(named)}; "
                    f"{mention.place.en} would be {mention.place.name}."
                )
                suggestion = english_form(named.place, mention)
                yield flag(self, segment, (mention.start, mention.end), message, suggestion=suggestion)

    def _chinese_segment(self, segment: SegmentText, texts: tuple[str, ...]) -> Iterator[Flag]:
        known = spelled_out(texts)
        for mention in segment.chinese_places:
            if known.en.get(mention.place.zh):
                continue
            for character in mention.place.abbreviations[:1]:
                for place in gazetteer.abbreviated(character):
                    if _same_character(place, mention.place) and known.en.get(place.zh):
                        message = (
                            f"The English has {place.en}, which is {place.name}; {mention.text} is {mention.place.en}."
                        )
                        span = (mention.start, mention.end)
                        yield flag(self, segment, span, message, suggestion=place.name)
                        return

    def _misread_flag(self, pair: PairText, mention: Mention, named: PlaceReading) -> Flag:
        wrong = next(place for place in mention.places if place in named.places)
        message = (
            f"{named.text} stands for {named.place.en} here{compound_note(named)}; {wrong.en} would be {wrong.name}."
        )
        if pair.machine is pair.zh.side:
            span = (named.start, named.end)
            return flag(self, pair.zh, span, message, suggestion=wrong.name)
        span = (mention.start, mention.end)
        return flag(self, pair.en, span, message, suggestion=english_form(named.place, mention))

    def _swaps(self, pair: PairText, sides: Sides, done: set[Mention]) -> Iterator[Flag]:
        en_left = [mention for mention in sides.en_left if mention not in done]
        for mention, named, sure in _facing(sides.zh_left, en_left):
            yield self._swap_flag(pair, mention, named, sure=sure)

    def _swap_flag(self, pair: PairText, mention: Mention, named: PlaceReading, *, sure: bool) -> Flag:
        severity = Severity.ERROR if sure else Severity.WARNING
        if _wrong_text(pair, mention, named) is pair.zh:
            message = f"The English has {mention.text}, which is {mention.place.name}; the Chinese has {named.text}."
            span = (named.start, named.end)
            return flag(self, pair.zh, span, message, suggestion=mention.place.name, severity=severity)
        note = compound_note(named)
        message = (
            f"The Chinese has {named.text} ({named.place.en}){note}; {mention.text} would be {mention.place.name}."
        )
        suggestion = english_form(named.place, mention)
        return flag(self, pair.en, (mention.start, mention.end), message, suggestion=suggestion, severity=severity)


class PlaceLeftOutRule:
    """A place one side names and the other does not."""

    name = "places-missing"
    family = "places"
    severity = Severity.WARNING
    explanation = "A place that one side names has nothing on the other side that stands for it."
    examples = (
        Example("景俊海率团到天津、河北考察", "Jing Junhai led a delegation to Tianjin.", ("河北",), side=Side.SOURCE),
        Example("代表团到天津考察", "The delegation visited Tianjin in Hebei.", ("Hebei",)),
        Example("我国经济增长", "China's economy grows."),
        Example("中国经济增长", "The country's economy grows."),
        Example("央行宣布", "The Bank of China announced"),
    )

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        sides = compare(pair)
        if sides is None or (not sides.zh_left and not sides.en_left):
            return
        facing = _facing(sides.zh_left, sides.en_left)
        flagged = {named.place.zh for _, named, _ in facing} | {mention.place.zh for mention, _, _ in facing}
        for named in sides.zh_left:
            if named.place.zh not in flagged and not (named.compound and named.text in "中华"):
                flagged.add(named.place.zh)
                message = f"Nothing in the English stands for {named.text} ({named.place.en})."
                # Translators often leave out whose newspaper or bank it is.
                severity = (
                    Severity.INFO if named.place.kind is PlaceKind.COUNTRY and not named.compound else self.severity
                )
                yield flag(self, pair.zh, (named.start, named.end), message, severity=severity)
        for mention in sides.en_left:
            if mention.place.zh not in flagged and mention.place.zh != "中国":
                flagged.add(mention.place.zh)
                message = f"Nothing in the Chinese stands for {mention.text} ({mention.place.name})."
                severity = (
                    Severity.INFO
                    if mention.place.kind is PlaceKind.COUNTRY and not mention.adjective
                    else self.severity
                )
                yield flag(self, pair.en, (mention.start, mention.end), message, severity=severity)


def _misread(pair: PairText, sides: Sides) -> Iterator[tuple[Mention, PlaceReading]]:
    """English places that are another reading of a character than the one meant, with that character."""
    for mention in sides.en:
        places = {place.zh for place in mention.places}
        explained = [named for named in sides.zh if places & {place.zh for place in named.places}]
        if not explained or any(not named.compound or (named.sure and named.place.zh in places) for named in explained):
            continue
        named = explained[0] if all(named.sure for named in explained) else _rival(mention, explained[0], pair, sides)
        if named is not None:
            yield mention, named


def _rival(mention: Mention, named: PlaceReading, pair: PairText, sides: Sides) -> PlaceReading | None:
    """The character read as the place that the texts spell out, where they never spell the English one out."""
    known = spelled_out(texts_of(pair.context))
    spelled = {place.zh for other in sides.zh if not other.compound for place in other.places}
    if any(place.zh in spelled or known.zh.get(place.zh) for place in mention.places):
        return None
    for place in named.places:
        if _same_character(place, mention.place) and (place.zh in spelled or known.zh.get(place.zh)):
            others = tuple(other for other in named.places if other.zh != place.zh)
            return replace(named, places=(place, *others), compound=named.text, members=())
    return None


def _document_reading(mention: Mention, here: set[str], texts: tuple[str, ...]) -> PlaceReading | None:
    """How the document reads the one-character name of a place that it never spells out; None where it agrees."""
    known = spelled_out(texts)
    if any(known.zh.get(place.zh) for place in mention.places):
        return None
    readings = readings_in(texts)
    for character in mention.place.abbreviations[:1]:
        found = [named for named in readings.get(character, ()) if _same_character(mention.place, named.place)]
        found = [named for named in found if known.zh.get(named.place.zh)]
        if found:
            return max(
                found, key=lambda named: sum(place.zh in here for place in named.members) - len(named.members) / 9
            )
    return None


def _facing(zh_left: list[PlaceReading], en_left: list[Mention]) -> list[tuple[Mention, PlaceReading, bool]]:
    """Left-over places of one level that face each other, and whether it is sure that they do."""
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
        found += [(mention, named, True) for named in zh_left if _same_character(mention.place, named.place)][:1]
    return found


def _same_character(one: Place, other: Place) -> bool:
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


def _wrong_text(pair: PairText, mention: Mention, named: PlaceReading) -> SegmentText:
    """Which text to correct: the machine's, if known; Chinese where only a machine writing Chinese gets there."""
    if pair.machine is None and not named.compound:
        known = spelled_out(texts_of(pair.context))
        if _same_character(mention.place, named.place) and known.weight(named.place) <= known.weight(mention.place):
            return pair.zh
    return pair.suspect


def english_form(place: Place, mention: Mention) -> str:
    """How English names a place where it named another one: the adjective for an adjective, if there is one."""
    if mention.adjective and place.kind is PlaceKind.COUNTRY and place.adjectives:
        return place.adjectives[0]
    return place.en


def compound_note(named: PlaceReading) -> str:
    """Return " (津吉: Tianjin and Jilin)" for a character of a compound, else an empty string."""
    clean = len(named.compound) < 4 and all(is_strong(one) or one == "中" for one in named.compound)
    if len(named.members) < 2 or not (clean or len(named.compound) == 2):
        return ""
    members = [place.en for place in named.members]
    return f" ({named.compound}: {', '.join(members[:-1])} and {members[-1]})"


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
    if any(character in loose for place in mention.places for character in place.abbreviations):
        return True
    if "中国" in places and any(word in pair.zh.simplified for word in _CHINESE_WORDS["China"]):
        return True
    return mention.text in pair.zh.text or romanised_in(mention.text, pair.zh.simplified)


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
    if named.place.zh == "中国" and _words_for_china().search(pair.en.text):
        return True
    stems = {place.name.rstrip("省市区县") for place in named.places if place.kind is not PlaceKind.COUNTRY}
    words = [match.group() for match in _CAPITALISED.finditer(pair.en.text)]
    joined = [first + second for first, second in pairwise(words)]
    return any(is_romanised(word, stem) for stem in stems for word in [*words, *joined] if stem)


def _goes_with(one: Place, other: Place) -> bool:
    """Whether one place may stand for the other: Beijing for China, Europe for the European Union."""
    if {one.zh, other.zh} <= {"欧洲", "欧盟", "欧元区"}:
        return True
    for city, country in ((one, other), (other, one)):
        if city.kind is PlaceKind.AREA and city.parent and city.parent == country.name:
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
    for syllables in divisions(letters(word)):
        size = len(syllables)
        if any(is_romanised(word, zh[i : i + size], variants=False) for i in range(len(zh) - size + 1)):
            return True
    return False


RULES: tuple[Rule, ...] = (PlacesRule(), PlaceLeftOutRule())
SEGMENT_RULES: tuple[SegmentRule, ...] = (PlacesRule(),)
