"""What speaks for and against two texts saying the same, as numbers for a linear model.

A text's evidence is gathered once (`TextEvidence`), two texts are compared by `compare`. All features lie roughly
between -2 and 5, so that one strength of regularisation fits them all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from workbench.arrays import Float32Matrix, Float32Vector
from workbench.encoders.static import StaticEncoder
from workbench.language.conversion import fold
from workbench.mining.facts import Facts, facts_of, says_name, written_in
from workbench.mining.places import Place
from workbench.script import HAN, HAN_RE

_UNIT = re.compile(f"[{HAN}]|[^\\W{HAN}_]+(?:[.,]\\d+)*")

_KNOWN = 2048
"""Texts whose evidence is kept: an article meets many documents."""

_CLAUSE_END = re.compile("[,，;；。:：!！?？]")
_SHORTEST_CLAUSE = 5
_LONGEST_CLAUSES = 1000
"""Characters whose clauses are compared."""
_ALIKE = 0.75
"""Two clauses are alike when this share of their characters is the same."""

_FAR = 0.7
"""Logarithm of two: a text twice as long as the other says more than it."""

_UNMET = 0.4
"""A word whose best counterpart is less similar than this is missing on the other side."""

LONGEST_TOKENS = 400
"""A line is compared by its first tokens; more would make one enormous line cost as much as a book."""

LONGEST_CHARACTERS = 4000
"""The same for names, places and numbers."""

PAIR_FEATURES = (
    "coverage source", "coverage target", "coverage shorter", "coverage longer", "unmet shorter", "unmet longer",
    "length", "length off", "length far off", "short", "off and covered", "off and unmet",
    "numbers shared", "numbers shorter only", "numbers longer only", "numbers crossed", "numbers at odds",
    "dates shared", "dates at odds", "dates one side",
    "people shared", "people shorter only", "people longer only", "people crossed", "people at odds",
    "words shared", "words missing",
    "places shared", "places shorter only", "places longer only", "places crossed", "places at odds",
    "journey agrees", "journey at odds", "order at odds", "says all and more",
    "overlap shorter", "overlap longer", "longest run", "off and overlap", "clauses shared",
)  # fmt: skip
"""Names of the columns `compare` fills; the last five and "order at odds" are 0 between languages."""


class Lexicon:
    """Words and their vectors, from the bundled encoder, whichever encoder finds the candidates."""

    def __init__(self, encoder: StaticEncoder) -> None:
        self._encoder = encoder
        self.is_word = lru_cache(maxsize=50_000)(self._is_word)
        self.evidence = lru_cache(maxsize=_KNOWN)(self._evidence)
        """The evidence of one text."""

    def _is_word(self, text: str) -> bool:
        return len(self._encoder.tokenize([text])[0].ids) == 1

    def _evidence(self, text: str) -> TextEvidence:
        folded = fold(text[:LONGEST_CHARACTERS])
        tokens = self._encoder.tokenize([folded])[0]
        ids = tokens.ids[:LONGEST_TOKENS]
        weights = np.asarray(self._encoder.rarity[ids], dtype=np.float32)
        rows = self._encoder.rows(ids)
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, norms, out=rows, where=norms > 0)
        return TextEvidence(folded, rows, weights, self)


@dataclass(frozen=True)
class TextEvidence:
    """One text as the features see it."""

    text: str
    """Simplified, mainland words."""
    rows: Float32Matrix
    """Vectors of its tokens, norm 1, shape (tokens, dim)."""
    weights: Float32Vector
    """Rarity of its tokens; 0 for marks."""
    lexicon: Lexicon

    @cached_property
    def facts(self) -> Facts:
        """Names, places, numbers: gathered only where a candidate needs them."""
        return facts_of(self.text, self.lexicon.is_word)

    @cached_property
    def length(self) -> float:
        """In units that make a text and its translation about equal: a Han character counts 2, a letter .55."""
        han = len(HAN_RE.findall(self.text))
        return 2.0 * han + 0.55 * (sum(not character.isspace() for character in self.text) - han)

    @cached_property
    def units(self) -> list[str]:
        """Han characters and Latin words or numbers, lower case, in order."""
        return _UNIT.findall(self.text.lower())[: 2 * LONGEST_TOKENS]

    @cached_property
    def clauses(self) -> list[frozenset[str]]:
        """The units of each clause that is long enough to say something."""
        found = (frozenset(_UNIT.findall(clause)) for clause in _CLAUSE_END.split(self.text.lower()[:_LONGEST_CLAUSES]))
        return [units for units in found if len(units) >= _SHORTEST_CLAUSE]

    @cached_property
    def grams(self) -> frozenset[tuple[str, str]]:
        """Neighbouring units: what copied text shares."""
        return frozenset(pairwise(self.units))


def compare(source: TextEvidence, target: TextEvidence) -> Float32Vector:
    """What speaks for and against two texts saying the same: float32, one column for each of PAIR_FEATURES.

    Apart from the first two columns the sides are told apart by length: the longer may say more than the other.
    """
    shorter, longer = (source, target) if source.length <= target.length else (target, source)
    coverage, unmet = _coverage(shorter, longer)
    off = min(math.log(max(longer.length, 1.0) / max(shorter.length, 1.0)), 3.0)
    values = [*(coverage if shorter is source else coverage[::-1]), *coverage, *unmet]
    tokens = min(len(source.rows), len(target.rows))
    values += [math.log(max(shorter.length, 1.0)) / 3, off, max(0.0, off - _FAR), max(0.0, 1.0 - tokens / 6)]
    values += [off * coverage[0], off * unmet[0]]
    values += _facts(shorter.facts, longer.facts, off)
    values += _overlap(shorter, longer, off) if source.facts.chinese == target.facts.chinese else [0.0] * 5
    return np.array(values, dtype=np.float32)


def _coverage(source: TextEvidence, target: TextEvidence) -> tuple[list[float], list[float]]:
    """How well the words of each side are met on the other, and how many are not; rare words count more."""
    if not len(source.rows) or not len(target.rows):
        return [0.0, 0.0], [1.0, 1.0]
    similarities = source.rows @ target.rows.T
    shares, unmet = [], []
    for side, axis in ((source, 1), (target, 0)):
        best = np.maximum(similarities.max(axis=axis), 0.0)
        total = float(side.weights.sum()) or 1.0
        shares.append(float(best @ side.weights) / total)
        unmet.append(float(np.maximum(_UNMET - best, 0.0) @ side.weights) / total / _UNMET)
    return shares, unmet


def _facts(shorter: Facts, longer: Facts, off: float) -> list[float]:
    numbers, people, places = (of(shorter, longer) for of in (_numbers, _people, _places))
    dates = _dates(shorter, longer)
    # Where the longer text has facts of several kinds from the shorter one and lacks none, it says that and more.
    kinds = sum(each[0] > 0 for each in (numbers, dates, people, places))
    lacking = numbers[1] + people[1] + places[1] + dates[1]
    more = 0.0 if lacking else off * max(kinds - 1, 0)
    return [*numbers, *dates, *people, *_words(shorter, longer), *places, more]


def _several(count: int) -> float:
    """A count whose growth says less and less."""
    return math.log1p(count)


def _against(met: Sequence[Collection[bool]], shared: int) -> list[float]:
    """How many facts of either side the other lacks; whether both lack some; whether nothing is shared.

    A fact on one side only may have been left out, but one on each side has been exchanged for another.
    """
    alone = [len(side) - sum(side) for side in met]
    at_odds = bool(met[0]) and bool(met[1]) and not shared
    return [_several(shared), *(_several(count) for count in alone), float(min(*alone, 2)), float(at_odds)]


def _numbers(source: Facts, target: Facts) -> list[float]:
    met = [
        [bool(values & of.every_value) for values in mine.numbers] for mine, of in ((source, target), (target, source))
    ]
    counted = frozenset().union(*target.numbers)
    # A number that is only a day of the month on the other side does not speak against, but not for the pair either.
    return _against(met, sum(bool(values & counted) for values in source.numbers))


def _dates(source: Facts, target: Facts) -> list[float]:
    both = [(values, target.dates[kind]) for kind, values in source.dates.items() if kind in target.dates]
    shared = sum(bool(left & right) for left, right in both)
    # A day of the month or a year in one text only is common: the other says "yesterday".
    one_side = (bool(source.dates) != bool(target.dates)) * 1.0
    return [float(shared), float(len(both) - shared), one_side]


def _people(source: Facts, target: Facts) -> list[float]:
    met = [[says_name(person, mine, of) for person in mine.people] for mine, of in ((source, target), (target, source))]
    return _against(met, max(sum(met[0]), sum(met[1])))


def _words(source: Facts, target: Facts) -> list[float]:
    """Romanised words found in Chinese characters, and Latin words of Chinese text found in English."""
    if source.chinese and target.chinese:
        left, right = set(source.words), set(target.words)
        return [_several(len(left & right)), _several(len(left ^ right))]
    if not source.chinese and not target.chinese:
        return [0.0, 0.0]
    english, chinese = (target, source) if source.chinese else (source, target)
    lower = english.text.lower()
    found = [written_in(word, chinese.text, (1, 2, 3)) for word in english.words]
    found += [word in lower for word in chinese.words]
    return [_several(sum(found)), _several(len(found) - sum(found))]


def _places(source: Facts, target: Facts) -> list[float]:
    met = [
        {place.key: _names_place(of, place) for place in mine.places if place.counts}
        for mine, of in ((source, target), (target, source))
    ]
    against = _against([list(side.values()) for side in met], max(sum(side.values()) for side in met))
    common = {place.key for place in source.places} & {place.key for place in target.places}
    travels = [(left, right) for left, right in zip(source.journey, target.journey, strict=True) if left and right]
    agrees = len(travels) == 2 and all(left == right for left, right in travels)
    astray = any(left != right for left, right in travels)
    orders = [
        list(dict.fromkeys(place.key for place in side.places if place.key in common)) for side in (source, target)
    ]
    reordered = source.chinese == target.chinese and orders[0] != orders[1]
    return [*against, float(agrees), float(astray), float(reordered)]


def _names_place(text: Facts, place: Place) -> bool:
    """Whether a text names a place, be it by its one-character name."""
    if any(place.key == other.key for other in text.places):
        return True
    return text.chinese and any(name in text.text for name in place.short)


def _overlap(shorter: TextEvidence, longer: TextEvidence, off: float) -> list[float]:
    """Shared neighbouring units and the longest run in common, as shares."""
    shared = len(shorter.grams & longer.grams)
    shares = [shared / max(len(side.grams), 1) for side in (shorter, longer)]
    run = _longest_run(shorter.units, longer.units) / max(min(len(shorter.units), len(longer.units)), 1)
    return [*shares, run, off * shares[0], _clauses_shared(shorter, longer)]


def _clauses_shared(shorter: TextEvidence, longer: TextEvidence) -> float:
    """Share of the shorter text in clauses that the longer one has nearly word for word."""
    shared = total = 0
    for units in shorter.clauses:
        total += len(units)
        if any(2 * len(units & other) >= _ALIKE * (len(units) + len(other)) for other in longer.clauses):
            shared += len(units)
    return shared / total if total else 0.0


def _longest_run(left: Sequence[str], right: Sequence[str]) -> int:
    """Length of the longest run of units both sides have."""
    if not left or not right:
        return 0
    numbers = {unit: number for number, unit in enumerate(dict.fromkeys(right))}
    columns = np.array([numbers[unit] for unit in right])
    runs = np.zeros(len(right) + 1, dtype=np.int32)
    longest = 0
    for unit in left:
        equal = columns == numbers.get(unit, -1)
        runs[1:] = np.where(equal, runs[:-1] + 1, 0)
        longest = max(longest, int(runs.max()))
    return longest
