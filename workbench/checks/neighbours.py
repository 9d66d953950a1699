"""Names from neighbouring countries, which English does not spell in pinyin: 阮文平 is Nguyen Van Binh.

The tables are db/terms/neighbour-names.tsv and, for what shows the country, the lists of people-words named after them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from workbench import resources
from workbench.checks.rule import Example, PairText, Rule, flag
from workbench.domain import Flag, Severity
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language.analysed_text import LONGEST
from workbench.language.english_people import SpelledName, find_in_chinese
from workbench.language.romanisation import is_romanised, letters, split_name
from workbench.resources import WordLists

_WORDS = WordLists("people-words")
_NEAR = 30
"""Characters between a country and the name of somebody from there."""
_COUNTRIES = {"Vietnam": N_("Vietnamese"), "Korea": N_("Korean"), "Malaysia": N_("Malaysian")}


@cache
def _readings() -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    """By language and part ("surname", "given"): characters and how their names are spelled, the usual way first."""
    found: dict[tuple[str, str], dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in resources.table("neighbour-names"):
        found[row["language"], row["part"]][row["zh"]] = tuple(row["readings"].split(";"))
    return dict(found)


@cache
def _markers() -> tuple[re.Pattern[str], dict[str, str]]:
    """Words that tell the country of the person named next; "" for China."""
    words = {word: language for country, language in _COUNTRIES.items() for word in _WORDS[country]}
    words |= dict.fromkeys(_WORDS["China"], "")
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), words


@cache
def _japanese_surnames() -> re.Pattern[str]:
    longest_first = sorted(_readings()["Japanese", "surname"], key=len, reverse=True)
    return re.compile("|".join(longest_first))


class NeighboursRule:
    """The name of somebody from a neighbouring country in pinyin."""

    name = "people-neighbours"
    family = "people"
    severity = Severity.ERROR
    explanation = N_(
        "The Chinese names a Vietnamese, Korean, Japanese or Malaysian, and the English spells the characters in "
        "pinyin. In English they have the spelling of their own country."
    )
    examples = (
        Example(
            "越共中央经济部部长阮文平说", "Ruan Wenping, head of the commission, said", ("Ruan Wenping",),
            suggestion="Nguyen Van Binh",
        ),
        Example("韩国外长朴振说", "South Korean Foreign Minister Piao Zhen said", ("Piao Zhen",)),
        Example("日本首相安倍晋三说", "Anbei Jinsan said", ("Anbei",), suggestion="Abe"),
        Example("拿督斯里魏家祥说", "Datuk Seri Wei Jiaxiang said", ("Wei Jiaxiang",)),
        Example("越共中央经济部部长阮文平说", "Nguyen Van Binh said"),
        Example("日本首相安倍晋三说", "Prime Minister Abe said"),
        Example("王毅会见韩国外长。中国外交部发言人耿爽说", "Geng Shuang said"),
    )  # fmt: skip

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        if len(pair.zh.text) + len(pair.en.text) > LONGEST:
            return
        pattern = _markers()[0]
        if pair.en.english_people and pattern.search(pair.zh.simplified):
            yield from self._in_pinyin(pair)
        yield from self._japanese(pair)

    def _in_pinyin(self, pair: PairText) -> Iterator[Flag]:
        for name in pair.en.english_people:
            match = find_in_chinese(name, pair.zh.simplified)
            if match is None or not match.plain:
                continue
            language = _language(match, pair.zh.simplified)
            if language:
                spelled = _spelled(match.hanzi, language)
                message = _("{name} is {language}, and not spelled in pinyin.")
                if spelled:
                    message = _("{name} is {language}, and not spelled in pinyin: {spelled}.")
                message = message.format(name=match.hanzi, language=_(language), spelled=spelled)
                # Names of Koreans cannot always be distinguished from those of Koreans living in China.
                severity = Severity.WARNING if language == "Korean" else self.severity
                yield flag(self, pair.en, (name.start, name.end), message, suggestion=spelled, severity=severity)

    def _japanese(self, pair: PairText) -> Iterator[Flag]:
        zh = pair.zh.simplified
        if not any(word in zh for word in _WORDS["Japan"]):
            return
        surnames = _readings()["Japanese", "surname"]
        places = {place for mention in pair.zh.chinese_places for place in range(mention.start, mention.end)}
        found = {match.group() for match in _japanese_surnames().finditer(zh) if match.start() not in places}
        for word in pair.en.name_words:
            for surname in found:
                usual = surnames[surname]
                if is_romanised(word.group(), surname, variants=False) and word.group() not in usual:
                    message = _("{name} is {spelled}, a Japanese name, and not spelled in pinyin.")
                    message = message.format(name=surname, spelled=usual[0])
                    yield flag(self, pair.en, word.span(), message, suggestion=usual[0])


def _language(match: SpelledName, zh: str) -> str:
    """The language of a name by the nearest country before it; "" for Chinese and where nothing shows it."""
    pattern, languages = _markers()
    before = list(pattern.finditer(zh, max(0, match.start - _NEAR), match.start))
    language = languages[before[-1].group()] if before else ""
    if not language or language == "Malaysian":
        return language
    return language if split_name(match.hanzi)[0] in _readings()[language, "surname"] else ""


def _spelled(hanzi: str, language: str) -> str | None:
    """The name in the spelling of its country; None where a character of it is not in the table."""
    surname, given = split_name(hanzi)
    surnames, names = _readings().get((language, "surname"), {}), _readings().get((language, "given"), {})
    if surname not in surnames or not all(character in names for character in given):
        return None
    parts = [names[character][0] for character in given]
    if language == "Korean":
        return f"{surnames[surname][0]} {'-'.join([parts[0], *(letters(part) for part in parts[1:])])}"
    return " ".join([surnames[surname][0], *parts])


RULES: tuple[Rule, ...] = (NeighboursRule(),)
