"""The facts a statement gives, people, places, dates and numbers, and which of them another text does not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from workbench.domain import FactKind, QuantityKind
from workbench.language.analysed_text import AnalysedText
from workbench.language.english_people import EnglishName, find_in_chinese
from workbench.language.gazetteer import Mention
from workbench.language.quantities.agreement import agree
from workbench.language.quantities.quantity import Quantity
from workbench.language.romanisation import is_romanised, letters, spell_name
from workbench.mining.compared_text import find_speakers
from workbench.mining.journeys import find_journey

_CALENDAR = frozenset({QuantityKind.YEAR, QuantityKind.MONTH, QuantityKind.DAY, QuantityKind.WEEKDAY})
_CHINA = frozenset({"中华人民共和国", "中国"})
"""China goes without saying in news from China."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A person, place, date or number in a text."""

    kind: FactKind
    start: int
    """Offset into the text as read."""
    end: int


class StatedFacts:
    """The facts of one text."""

    def __init__(self, text: AnalysedText) -> None:
        self._text = text

    @cached_property
    def people(self) -> tuple[tuple[str | EnglishName, Fact], ...]:
        """Names in characters, or in letters, with where they stand."""
        text = self._text
        if not text.chinese:
            return tuple((name, Fact(FactKind.PERSON, name.start, name.end)) for name in text.english_people)
        names = [(name.text, name.start) for name in text.plain_chinese_people]
        names += find_speakers(text.simplified, [name for name, _ in names])
        return tuple((name, Fact(FactKind.PERSON, start, start + len(name))) for name, start in names)

    @cached_property
    def _mentions(self) -> tuple[Mention, ...]:
        return self._text.chinese_places if self._text.chinese else self._text.english_places

    @cached_property
    def places(self) -> tuple[tuple[Mention, Fact], ...]:
        """Places, neither China nor adjectives, with where they stand."""
        return tuple(
            (mention, Fact(FactKind.PLACE, mention.start, mention.end))
            for mention in self._mentions
            if not mention.adjective and mention.place.zh not in _CHINA
        )

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Numbers and dates that carry meaning; an ordinal that opens the text counts the items of a list."""
        return tuple(
            one
            for one in self._text.quantities
            if not one.weak and one.values() and not (one.kind is QuantityKind.ORDINAL and one.start == 0)
        )

    @cached_property
    def all(self) -> tuple[Fact, ...]:
        """All of them, in order of kind, then place."""
        numbers = (_fact(one) for one in self.quantities)
        return (*(fact for _, fact in self.people), *(fact for _, fact in self.places), *numbers)

    def missing_in(self, other: StatedFacts) -> frozenset[Fact]:
        """The facts of this text that the other one does not have, by value, in whatever language."""
        agreement = agree(self.quantities, other.quantities)
        return frozenset((*self._strangers(other), *(_fact(self.quantities[place]) for place in agreement.left)))

    def _strangers(self, other: StatedFacts) -> Iterator[Fact]:
        yield from (fact for name, fact in self.people if not other._names(name))
        there = {place.zh for mention in other._mentions for place in mention.places}
        chinese = other._text.simplified if other._text.chinese else ""
        for mention, fact in self.places:
            short = (name for place in mention.places for name in place.abbreviations)
            named = any(place.zh in there for place in mention.places) or any(name in chinese for name in short)
            if not named:
                yield fact
        for here, elsewhere in zip(self._journey, other._journey, strict=True):
            if here and elsewhere and here != elsewhere:
                yield from (fact for mention, fact in self.places if mention.place.zh == here)

    @cached_property
    def _journey(self) -> tuple[str, str]:
        """Whose delegation it is and where it goes: both texts may name both places the other way round."""
        return find_journey(self._text.simplified, self._mentions, self._text.chinese)

    def _names(self, person: str | EnglishName) -> bool:
        """Whether this text names a person of another text, given in characters or in letters."""
        if isinstance(person, EnglishName):
            if self._text.chinese:
                return find_in_chinese(person, self._text.simplified) is not None
            return any(
                letters(person.text) == letters(self._text.text[fact.start : fact.end]) for _, fact in self.people
            )
        if self._text.chinese:
            return person in self._text.simplified
        known = letters(spell_name(person)) in self._letters
        return known or any(is_romanised(letters(self._text.text[f.start : f.end]), person) for _, f in self.people)

    @cached_property
    def _letters(self) -> str:
        return letters(self._text.text)


def _fact(one: Quantity) -> Fact:
    return Fact(FactKind.DATE if one.kind in _CALENDAR else FactKind.NUMBER, one.start, one.end)
