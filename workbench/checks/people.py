"""Chinese persons' names: another name, a spelling without its apostrophe, two people run together, a name left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from workbench.checks import foreign_names, neighbours, public_figures
from workbench.checks.place_pairing import romanised_in, texts_of
from workbench.checks.rule import Example, PairText, Rule, SegmentExample, SegmentRule, SegmentText, flag
from workbench.domain import Flag, Language, Severity, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language.analysed_text import LONGEST, analyse
from workbench.language.chinese_people import PersonName
from workbench.language.english_people import (
    EnglishName,
    SpelledName,
    find_in_chinese,
    surnames_by_reading,
)
from workbench.language.name_table import occurrences
from workbench.language.romanisation import (
    divisions,
    is_romanised,
    join_syllables,
    letters,
    readings,
    spell_name,
    split_name,
)
from workbench.language.transcription import may_transcribe
from workbench.language.words import is_common_word
from workbench.resources import WordLists

_WORDS = WordLists("english-words")


@dataclass(frozen=True)
class People:
    """The Chinese persons of both sides, and what is left over once equal ones are put together."""

    found: list[SpelledName]
    en_left: list[EnglishName]
    """Nothing in the Chinese is read so."""
    zh_left: list[PersonName]
    """Nothing in the English spells them."""


@lru_cache(maxsize=1)
def compare(pair: PairText) -> People:
    """The persons of both sides. The rules of the family ask for the same pair in turn."""
    if len(pair.zh.text) + len(pair.en.text) > LONGEST:
        return People([], [], [])
    zh = pair.zh.simplified
    found: list[SpelledName] = []
    en_left: list[EnglishName] = []
    for name in pair.en.english_people:
        match = find_in_chinese(name, zh)
        if match:
            found.append(match)
        elif not romanised_in(name.surname + name.given, zh):
            en_left.append(name)
    # A word of a name that the Chinese lacks cannot stand for the surname of someone it names.
    met = tuple(match.hanzi for match in found)
    strange = {word for name in en_left for word in name.text.split()}
    words = [match.group() for match in pair.en.name_words if match.group() not in strange]
    persons = [name for name in pair.zh.chinese_people if not name.text.startswith(met)]
    zh_left = [name for name in persons if not _in_english(name, words, zh)]
    return People(found, en_left, zh_left)


def _in_english(name: PersonName, words: list[str], zh: str) -> bool:
    """Whether any English word may stand for the name: surname, given name, or a foreign name it transcribes."""
    surname, given = split_name(name.text)
    previous = ""
    for word, following in zip(words, [*words[1:], ""], strict=False):
        is_name = (
            letters(word) in surnames_by_reading() or _WORDS.has("honorific", previous) or not is_common_word(word)
        )
        if is_name and is_romanised(word, surname):
            return True
        if len(given) > 1 and (is_romanised(word, given) or is_romanised(word + following, given)):
            return True
        if is_romanised(word, name.text) or is_romanised(following + word, name.text):
            return True
        previous = word
    # Of 费代丽卡 or 谢米亚努夫卡 the first three characters look like a Chinese name.
    longer = [zh[name.start : end] for end in range(name.end, min(len(zh), name.end + 3) + 1)]
    return any(may_transcribe(text, word) for text in longer for word in words)


class PeopleRule:
    """Another person's name than the other side has."""

    name = "people"
    family = "people"
    severity = Severity.ERROR
    explanation = N_(
        "The English names a Chinese person whom the Chinese does not name: another name, or a wrong letter or "
        "syllable in it. Spellings used in Taiwan and Hong Kong are accepted."
    )
    examples = (
        Example(
            "天津市市长张工介绍情况", "Huang Qiang, Mayor of Tianjin, spoke.", ("Huang Qiang",), suggestion="Zhang Gong"
        ),
        Example("胡玉亭主持会议", "Hu Yuping presided over the meeting.", ("Hu Yuping",), suggestion="Hu Yuting"),
        Example("台湾地区前领导人蔡英文说", "Tsai Ing-wen, former leader of Taiwan, said"),
        Example("陈敏尔主持会议", "Chen Min'er presided over the meeting."),
        Example("英国首相约翰逊说", "British Prime Minister Johnson said"),
    )

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        people = compare(pair)
        for name in people.en_left:
            meant = _meant(name, people, pair.zh.simplified)
            yield self._flag(pair, name, meant)

    def _flag(self, pair: PairText, name: EnglishName, meant: PersonName | None) -> Flag:
        span = (name.start, name.end)
        if meant is None:
            message = _("The Chinese does not name {name}.").format(name=name.text)
            return flag(self, pair.en, span, message, severity=Severity.WARNING)
        spelled = spell_name(meant.text)
        if pair.suspect is pair.zh:
            message = _("The English has {name}; {meant} would be {spelled}.")
            message = message.format(name=name.text, meant=meant.text, spelled=spelled)
            return flag(self, pair.zh, (meant.start, meant.end), message)
        message = _("The Chinese has {words}, which is {meant}.").format(words=meant.text, meant=spelled)
        severity = Severity.ERROR if meant.sure else Severity.WARNING
        return flag(self, pair.en, span, message, suggestion=spelled, severity=severity)


def _meant(name: EnglishName, people: People, zh: str) -> PersonName | None:
    """Whom the English name most likely stands for: one of the same surname, else the only one left on each side."""
    family = surnames_by_reading().get(letters(name.surname), ())
    same = [person for person in people.zh_left if person.text.startswith(family)]
    if len(same) == 1:
        return same[0]
    if len(people.zh_left) == len(people.en_left) == 1:
        return people.zh_left[0]
    for surname in family:
        for start in occurrences(surname, zh):
            text = zh[start : start + len(surname) + 2]
            given = text[len(surname) :]
            halves = [ways for ways in divisions(letters(name.given)) if len(ways) == len(given) == 2]
            if any((ways[0] in readings(given[0])) != (ways[1] in readings(given[1])) for ways in halves):
                return PersonName(start, start + len(text), text, sure=False)
    return None


class PeopleSpellingRule:
    """A right name that is not written as names are written."""

    name = "people-spelling"
    family = "people"
    severity = Severity.WARNING
    explanation = N_(
        "A Chinese name whose spelling misleads: without the apostrophe it needs (Chen Min'er), given name first, or "
        "run together with the next name."
    )
    examples = (
        Example("陈敏尔主持会议", "Chen Miner presided.", ("Chen Miner",), suggestion="Chen Min'er"),
        Example(
            "记者 刘国栋 米哲", "(Reporter Liu Guodong Mizhe)", ("Liu Guodong Mizhe",), suggestion="Liu Guodong, Mi Zhe"
        ),
        Example("刘国栋报道", "reported by Guodong Liu", ("Guodong Liu",), suggestion="Liu Guodong"),
        Example("胡玉亭 李国强出席", "Hu Yuting Li Guoqiang attended", (" Li Guoqiang",), suggestion=", Li Guoqiang"),
        Example("张恩惠出席", "Zhang Enhui attended."),
    )
    segment_examples = (
        SegmentExample(
            "Chen Miner presided.", Language.EN, ("Chen Miner",), "Chen Min'er", document="陈敏尔说，天津认真落实。"
        ),
        SegmentExample(
            "(Reporter Yu Chunfeng, Liu Guodong Mizhe)", Language.EN, ("Liu Guodong Mizhe",), "Liu Guodong, Mi Zhe"
        ),
        SegmentExample("Zhang Gong, Li Wei and Liu Huawen attended.", Language.EN),
    )

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        for match in compare(pair).found:
            yield from self._spelling(pair.en, match)
        yield from self._run_together(pair.en)

    def check_segment(self, segment: SegmentText) -> Iterable[Flag]:
        """See SegmentRule.check_segment."""
        if segment.chinese:
            return
        yield from self._run_together(segment)
        for name in segment.english_people:
            hanzi = _document_name(name, texts_of(segment.context))
            if hanzi:
                yield from self._spelling(segment, SpelledName(name, 0, hanzi, plain=True))

    def _spelling(self, text: SegmentText, match: SpelledName) -> Iterator[Flag]:
        name = match.name
        span = (name.start, name.end)
        right = _with_apostrophe(name.given, split_name(match.hanzi)[1])
        if match.plain and right != name.given:
            spelled = f"{name.surname} {right}"
            message = _("{name} is {spelled}: an apostrophe shows where the second syllable begins.")
            message = message.format(name=match.hanzi, spelled=spelled)
            yield flag(self, text, span, message, suggestion=spelled)
        elif not match.plain and letters(spell_name(match.hanzi)) == letters(" ".join(reversed(name.text.split()))):
            suggestion = spell_name(match.hanzi)
            message = _("{name} has the surname {surname}: {spelled}.")
            message = message.format(name=match.hanzi, surname=split_name(match.hanzi)[0], spelled=suggestion)
            yield flag(self, text, span, message, suggestion=suggestion, severity=Severity.INFO)

    def _run_together(self, text: SegmentText) -> Iterator[Flag]:
        names = text.english_people
        for name in names:
            yield from self._joined(text, name)
        for name, following in pairwise(names):
            if text.text[name.end : following.start] == " " and not (name.backwards or following.backwards):
                message = _("Two people run together: {one} and {other}.")
                message = message.format(one=name.text, other=following.text)
                yield flag(self, text, (name.end, following.end), message, suggestion=f", {following.text}")

    def _joined(self, text: SegmentText, name: EnglishName) -> Iterator[Flag]:
        if not name.joined:
            return
        ways = next(w for w in divisions(letters(name.joined)) if w[0] in surnames_by_reading() and len(w) in (2, 3))
        second = f"{ways[0].replace('v', 'ü').capitalize()} {join_syllables(ways[1:]).capitalize()}"
        message = _("Two people run together: {one} and {other}.").format(one=name.text, other=second)
        yield flag(self, text, (name.start, name.joined_end), message, suggestion=f"{name.text}, {second}")


def _with_apostrophe(given: str, hanzi: str) -> str:
    """The given name with its apostrophe, where it needs one and has no mark there."""
    if len(hanzi) != 2 or not given.isalpha():
        return given
    for first, second in _divisions_of(given, hanzi):
        if second[0] in "aeo":
            return given[: len(first)] + "'" + given[len(first) :].lower()
    return given


def _divisions_of(word: str, hanzi: str) -> list[tuple[str, ...]]:
    """The ways to divide a word into syllables that are readings of the characters."""
    fitting = [ways for ways in divisions(letters(word)) if len(ways) == len(hanzi)]
    return [ways for ways in fitting if all(part in readings(one) for part, one in zip(ways, hanzi, strict=True))]


def _document_name(name: EnglishName, texts: tuple[str, ...]) -> str:
    """The Chinese name in the documents that an English name spells and that asks for an apostrophe; else empty."""
    if not any(len(ways) == 2 and ways[1][0] in "aeo" for ways in divisions(letters(name.given))):
        return ""
    for analysed in map(analyse, texts):
        text = analysed.simplified
        for surname in surnames_by_reading().get(letters(name.surname), ()):
            for start in occurrences(surname, text):
                hanzi = text[start : start + len(surname) + 2]
                if (
                    is_romanised(name.given, hanzi[len(surname) :], variants=False)
                    and start not in analysed.inside_words
                ):
                    return hanzi
    return ""


class PeopleMissingRule:
    """A Chinese person whom the English does not name."""

    name = "people-missing"
    family = "people"
    severity = Severity.WARNING
    explanation = N_(
        "The Chinese names a person, and nothing in the English spells the name, not even the surname alone."
    )
    examples = (
        Example("王利波、李国强参加会议。", "Wang Libo attended the meeting.", ("李国强",), side=Side.SOURCE),
        Example("省长胡玉亭说", "Governor Hu said"),
        Example("特斯拉执行长马斯克表示", "Tesla's CEO Musk said"),
    )

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        people = compare(pair)
        meant = {_meant(name, people, pair.zh.simplified) for name in people.en_left}
        flagged: set[str] = set()
        for person in people.zh_left:
            if person not in meant and person.text not in flagged:
                flagged.add(person.text)
                message = _("Nothing in the English stands for {words} ({meant}).")
                message = message.format(words=person.text, meant=spell_name(person.text))
                yield flag(self, pair.zh, (person.start, person.end), message)


RULES: tuple[Rule, ...] = (
    PeopleRule(),
    PeopleSpellingRule(),
    PeopleMissingRule(),
    *public_figures.RULES,
    *foreign_names.RULES,
    *neighbours.RULES,
)
SEGMENT_RULES: tuple[SegmentRule, ...] = (PeopleSpellingRule(),)
