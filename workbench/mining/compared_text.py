"""One text as pairs are compared: its words, and what another text with the same meaning must state too.

Official prose repeats its forms for every delegation; who, where, when and how many distinguish such sentences. These
facts are compared by value across languages: names by their pinyin, places by the gazetteer, numbers and dates by
`quantities`, and who travels where by order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise

from workbench.arrays import Float32Matrix, Float32Vector
from workbench.encoders.registry import bundled
from workbench.language.analysed_text import AnalysedText
from workbench.language.conversion import fold
from workbench.language.gazetteer import Mention
from workbench.language.romanisation import divisions, is_romanised, letters, spellings
from workbench.mining.foreign_names import foreign_words, transcribed_runs, transcribes
from workbench.mining.journeys import find_journey
from workbench.script import HAN, LATIN_WORD_RE

_KEPT = 2048
"""Texts whose comparison is prepared once: an article meets many documents."""
_LONGEST_TOKENS = 400
"""A line is compared by its first tokens; more would make one enormous line cost as much as a book."""
_LONGEST_CHARACTERS = 4000
"""The same for names, places and numbers."""
_LONGEST_CLAUSES = 1000
"""Characters whose clauses are compared."""
_SHORTEST_CLAUSE = 5
_UNIT = re.compile(f"[{HAN}]|[^\\W{HAN}_]+(?:[.,]\\d+)*")
_CLAUSE_END = re.compile("[,，;；。:：!！?？]")
_CALENDAR = frozenset({"year", "month", "day", "weekday"})
_CHINA = frozenset({"中华人民共和国", "中国"})
"""China goes without saying in news from China: 我国 and "the country" stand for it."""

_NAME_SIZES = (2, 3, 4)

_TITLES = (
    "书记|省长|市长|县长|区长|州长|部长|主任|主席|会长|院长|校长|厅长|局长|司长|处长|行长|总理|委员|常委|记者|教授|博士|院士|"
    "先生|女士|总经理|董事长|总裁|秘书长|发言人|领导|司令|政委"
)
_SPEAKER = re.compile(
    f"(?:^|(?<=[。！？；\n])|(?:{_TITLES}))(?P<name>[{HAN}]{{3,6}}?)(?=说|表示|指出|强调|代表|主持|出席|在讲话)"
)
"""Who speaks or presides, whatever the surname: 巴音朝鲁代表…, 总统特朗普表示…"""
_NOT_IN_SPEAKERS = re.compile(f"[的了在是和与及对向为以从到将被把也都并他她我你这那此其各有会]|{_TITLES}|方面|部门")


class ComparedText:
    """One text as the features see it, each part computed on first use."""

    def __init__(self, text: str) -> None:
        analysed = AnalysedText(fold(text[:_LONGEST_CHARACTERS]))
        self.analysed = analysed
        self.text = analysed.text
        """Its beginning, in Simplified characters and mainland words."""
        self.chinese = analysed.chinese

    @cached_property
    def size(self) -> float:
        """Length in units that a text and its translation have about equally many of."""
        return self.analysed.size

    @cached_property
    def rows(self) -> Float32Matrix:
        """(tokens, dimension) the tokens' vectors, L2 norm 1."""
        return self.analysed.rows[:_LONGEST_TOKENS]

    @cached_property
    def weights(self) -> Float32Vector:
        """(tokens,) their rarity; 0 for punctuation."""
        return self.analysed.rarity[:_LONGEST_TOKENS]

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Names of people: in characters (景俊海), or pinyin in letters (jingjunhai)."""
        if self.chinese:
            names = [name.text for name in self.analysed.plain_chinese_people]
            return tuple(dict.fromkeys([*names, *(name for name, _ in find_speakers(self.text, names))]))
        return tuple(dict.fromkeys(letters(name.surname + name.given) for name in self.analysed.english_people))

    @cached_property
    def _mentions(self) -> tuple[Mention, ...]:
        return self.analysed.chinese_places if self.chinese else self.analysed.english_places

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Capitalised words that read as pinyin, in letters; in Chinese text its Latin words, lower case."""
        return tuple(dict.fromkeys(self._words()))

    def _words(self) -> Iterator[str]:
        in_places = {at for place in self._mentions for at in range(place.start, place.end)}
        for match in LATIN_WORD_RE.finditer(self.text):
            word = match[0]
            if self.chinese:
                name = len(word) > 1
            else:
                name = match.start() > 0 and len(word) > 3 and word[0].isupper() and not word.isupper()
                name = name and match.start() not in in_places and bool(divisions(word))
            if name:
                yield word.lower() if self.chinese else letters(word)

    @cached_property
    def foreign(self) -> tuple[str, ...]:
        """English words that may be foreign names; in Chinese, runs of characters that may transcribe one."""
        if self.chinese:
            return transcribed_runs(self.text)
        in_places = {at for place in self._mentions for at in range(place.start, place.end)}
        return tuple(dict.fromkeys(foreign_words(self.text, in_places)))

    def transcribes(self, word: str) -> bool:
        """Whether the Chinese text has an English word by its sound, or as it is."""
        return word.lower() in self.words or any(transcribes(run, word) for run in self.foreign)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Places named in full or in short, by their full Chinese names, in order of first mention."""
        return tuple(dict.fromkeys(mention.place.zh for mention in self._mentions))

    @cached_property
    def distinctive_places(self) -> dict[str, tuple[str, ...]]:
        """Places the other text must name too, with their one-character names: not China, no adjectives."""
        return {
            mention.place.zh: mention.place.abbreviations
            for mention in self._mentions
            if not mention.adjective and mention.place.zh not in _CHINA
        }

    @cached_property
    def journey(self) -> tuple[str, str]:
        """Whose delegation it is and where it goes; "" where the text leaves it open."""
        return find_journey(self.text, self._mentions, self.chinese)

    @cached_property
    def numbers(self) -> tuple[frozenset[Fraction], ...]:
        """For each quantity that carries meaning the values it may have."""
        return tuple(
            frozenset((*one.values(), one.upper) if one.upper is not None else one.values())
            for one in self.analysed.quantities
            if one.kind not in _CALENDAR and not one.weak and one.values()
        )

    @cached_property
    def dates(self) -> dict[str, frozenset[Fraction]]:
        """Values of years, months, days and weekdays, by kind."""
        found: dict[str, set[Fraction]] = defaultdict(set)
        for one in self.analysed.quantities:
            if one.kind in _CALENDAR and one.values():
                found[one.kind].update(one.values())
        return {kind: frozenset(values) for kind, values in found.items()}

    @cached_property
    def counted(self) -> frozenset[Fraction]:
        """All values of `numbers`."""
        return frozenset().union(*self.numbers)

    @cached_property
    def values(self) -> frozenset[Fraction]:
        """All values the text states, of whatever kind."""
        return self.counted.union(*self.dates.values())

    @cached_property
    def units(self) -> list[str]:
        """Han characters and Latin words or numbers, lower case, in order."""
        return _UNIT.findall(self.text.lower())[: 2 * _LONGEST_TOKENS]

    @cached_property
    def clauses(self) -> list[frozenset[str]]:
        """The units of each clause that is long enough to compare."""
        found = (frozenset(_UNIT.findall(clause)) for clause in _CLAUSE_END.split(self.text.lower()[:_LONGEST_CLAUSES]))
        return [units for units in found if len(units) >= _SHORTEST_CLAUSE]

    @cached_property
    def bigrams(self) -> frozenset[tuple[str, str]]:
        """Neighbouring units: what copied text shares."""
        return frozenset(pairwise(self.units))

    @cached_property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @cached_property
    def _by_initial(self) -> dict[str, list[int]]:
        """Offsets of Chinese characters by the first letters of their readings."""
        found: dict[str, list[int]] = defaultdict(list)
        for start, character in enumerate(self.text):
            for letter in {spelling[0] for spelling in spellings(character)}:
                found[letter].append(start)
        return found

    def spells(self, romanised: str, sizes: Collection[int] = _NAME_SIZES) -> bool:
        """Whether the Chinese text has a run of so many characters that is read as a romanised name."""
        for start in self._by_initial.get(romanised[:1], ()):
            if any(romanised.startswith(spelling) for spelling in spellings(self.text[start])):
                for size in sizes:
                    run = self.text[start : start + size]
                    if len(run) == size and is_romanised(romanised, run, variants=False):
                        return True
        return False

    def names(self, person: str, other: ComparedText) -> bool:
        """Whether this text names a person of the other one."""
        if self.chinese != other.chinese:
            return self.spells(person) if self.chinese else any(is_romanised(name, person) for name in self.people)
        return person in (self.text if self.chinese else self.people)


def find_speakers(text: str, known: Collection[str]) -> Iterator[tuple[str, int]]:
    """Who speaks or presides in Chinese text, whatever the surname, and where; `known` names left out."""
    for match in _SPEAKER.finditer(text):
        name = match["name"]
        new = not any(other in name or name in other for other in known)
        if new and not _NOT_IN_SPEAKERS.search(name) and len(AnalysedText(name).spans) > 1:
            yield name, match.start("name")


def tokenise(texts: Iterable[ComparedText]) -> None:
    """Tokenise many texts in one call, as far as they are not yet: much faster than one by one."""
    fresh = [text.analysed for text in texts if "tokens" not in vars(text.analysed)]
    for analysed, tokens in zip(fresh, bundled().tokenize([one.simplified for one in fresh]), strict=True):
        analysed.tokens = tokens


@lru_cache(maxsize=_KEPT)
def compared_text(text: str) -> ComparedText:
    """Return a text as it is compared; the last ones are kept."""
    return ComparedText(text)
