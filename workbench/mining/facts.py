"""Who, where, when and how many: what tells sentences of the same form apart.

Official prose repeats its forms for every delegation. The facts of two texts are compared by value across languages:
names by their pinyin, places by the gazetteer, numbers and dates by `quantities`, and who travels where by order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property

from workbench.language.quantities.finding import quantities
from workbench.language.romanisation import divisions, is_romanised, letters, spellings, surnames
from workbench.mining.places import Place, journey, places_of
from workbench.script import HAN, HAN_RE, LATIN_WORD_RE

_CALENDAR = {"year", "month", "day", "weekday"}

_TITLES = (
    "书记|省长|市长|县长|区长|州长|部长|主任|主席|会长|院长|校长|厅长|局长|司长|处长|行长|总理|委员|常委|记者|教授|博士|院士|"
    "先生|女士|总经理|董事长|总裁|秘书长|发言人|领导|司令|政委"
)
_DEEDS = (
    "说|表示|指出|强调|认为|介绍|主持|出席|参加|陪同|代表|率|在讲话|分别|致辞|讲话|会见|会上|来到|宣布|告诉|同志|等人|一行|"
    "希望|要求"
)
_NOT_IN_NAMES = re.compile("[的了在是和与及对向为以从到将被把也都并说省市县区州国一不会][^·]?$")
_OTHER_PERSON = re.compile(
    f"(?:^|(?<=[。！？；\n])|(?:{_TITLES}))(?P<name>[{HAN}]{{3,6}}?)(?=说|表示|指出|强调|代表|主持|出席|在讲话)"
)
"""Who speaks or presides, whatever the surname: 巴音朝鲁代表…, 总统特朗普表示…"""
_NEVER_IN_NAMES = re.compile(f"[的了在是和与及对向为以从到将被把也都并他她我你这那此其各有会]|{_TITLES}|方面|部门")


@dataclass(frozen=True)
class Facts:
    """What a text states that another with the same meaning must state too."""

    text: str
    """Simplified where Chinese."""
    chinese: bool
    people: tuple[str, ...]
    """Names of people: hanzi (景俊海), or pinyin in letters (jingjunhai)."""
    words: tuple[str, ...]
    """Capitalised words that read as pinyin, in letters; in Chinese text its Latin words, lower case."""
    places: tuple[Place, ...]
    """In order of mention."""
    journey: tuple[str, str]
    """Whose delegation it is and where it goes, as place keys; "" where the text does not say."""
    numbers: tuple[frozenset[Fraction], ...]
    """For each quantity that says something the values it may have."""
    dates: dict[str, frozenset[Fraction]]
    """Years, months, days and weekdays."""

    @cached_property
    def every_value(self) -> frozenset[Fraction]:
        """All values the text states, of whatever kind."""
        return frozenset().union(*self.numbers, *self.dates.values())


def facts_of(text: str, is_word: Callable[[str], bool]) -> Facts:
    """The facts of a text in one language; Chinese text must be Simplified. `is_word` tells words from names."""
    chinese = bool(HAN_RE.search(text))
    found = quantities(text)
    places = places_of(text, chinese)
    dates = {
        kind: frozenset(value for one in found if one.kind == kind for value in one.values()) for kind in _CALENDAR
    }
    return Facts(
        text=text,
        chinese=chinese,
        people=tuple(dict.fromkeys(_chinese_people(text, is_word) if chinese else _romanised_people(text, places))),
        words=tuple(dict.fromkeys(_latin_words(text) if chinese else _pinyin_words(text, places))),
        places=places,
        journey=journey(text, places, chinese),
        numbers=tuple(
            frozenset((*one.values(), one.upper) if one.upper is not None else one.values())
            for one in found
            if one.kind not in _CALENDAR and not one.weak and one.values()
        ),
        dates={kind: values for kind, values in dates.items() if values},
    )


@cache
def _person() -> re.Pattern[str]:
    """A name of two to four characters with what shows that it is one: a title or a list before it, a deed after it."""
    double = "|".join(sorted(name for name in surnames() if len(name) > 1))
    single = "".join(sorted(name for name in surnames() if len(name) == 1))
    name = f"(?:(?:{double})[{HAN}]{{1,2}}|[{single}][{HAN}]{{1,2}}?)" if double else f"[{single}][{HAN}]{{1,2}}?"
    after = f"(?={_DEEDS}|[、，,。；;)）和]|$)"
    return re.compile(f"(?:(?<![{HAN}])|(?<=[和、，。；])|(?P<title>{_TITLES}))(?P<name>{name}){after}")


def _chinese_people(text: str, is_word: Callable[[str], bool]) -> Iterable[str]:
    for match in _person().finditer(text):
        name = match["name"]
        # 安全 and 高质量 begin with surnames too: a dictionary word is a name only after a title.
        if not _NOT_IN_NAMES.search(name) and (match["title"] or not is_word(name)):
            yield name
    for match in _OTHER_PERSON.finditer(text):
        if not _NEVER_IN_NAMES.search(match["name"]) and not is_word(match["name"]):
            yield match["name"]


def _romanised_people(text: str, places: Sequence[Place]) -> Iterable[str]:
    """Two or three neighbouring capitalised words that are all pinyin and no place: "Jing Junhai"."""
    run: list[re.Match[str]] = []
    for match in [*LATIN_WORD_RE.finditer(text), None]:
        if match and run and text[run[-1].end() : match.start()] not in (" ", "-"):
            yield from _name_of(run)
            run = []
        if match and _is_pinyin(match[0]) and not _inside(match, places):
            run.append(match)
        else:
            yield from _name_of(run)
            run = []


def _name_of(run: Sequence[re.Match[str]]) -> Iterable[str]:
    joined = "".join(letters(match[0]) for match in run)
    if 2 <= len(run) <= 3 and len(joined) > 4:
        yield joined


def _pinyin_words(text: str, places: Sequence[Place]) -> Iterable[str]:
    found = (match for match in LATIN_WORD_RE.finditer(text) if len(match[0]) > 3 and _is_pinyin(match[0]))
    return dict.fromkeys(letters(match[0]) for match in found if match.start() and not _inside(match, places))


def _is_pinyin(word: str) -> bool:
    return word[0].isupper() and not word.isupper() and bool(divisions(word))


def _inside(match: re.Match[str], places: Sequence[Place]) -> bool:
    return any(place.start <= match.start() < place.end for place in places)


def _latin_words(text: str) -> Iterable[str]:
    return dict.fromkeys(match[0].lower() for match in LATIN_WORD_RE.finditer(text) if len(match[0]) > 1)


def written_in(romanised: str, text: str, sizes: Collection[int] = (2, 3, 4)) -> bool:
    """Whether a Chinese text has a run of characters that a romanised name spells."""
    for start, character in enumerate(text):
        if any(romanised.startswith(spelling) for spelling in spellings(character)):
            for size in sizes:
                if len(run := text[start : start + size]) == size and is_romanised(romanised, run, variants=False):
                    return True
    return False


def says_name(person: str, of: Facts, other: Facts) -> bool:
    """Whether the other text names a person of this one."""
    if of.chinese == other.chinese:
        return person in (other.text if of.chinese else other.people)
    if of.chinese:
        return any(is_romanised(name, person) for name in other.people)
    return written_in(person, other.text)
