"""What speaks for and against two texts saying the same, as numbers for a linear model.

All features lie roughly between -2 and 5, so that one strength of regularisation fits them all.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np

from workbench.arrays import Float32Vector
from workbench.language.analysed_text import TokenMatches
from workbench.mining.compared_text import ComparedText

_ALIKE = 0.75
"""Two clauses are alike when this share of their characters is the same."""
_FAR = 0.7
"""Logarithm of two: a text twice as long as the other states more."""
_UNMET = 0.4
"""A word whose best counterpart is less similar than this is missing on the other side."""

PAIR_FEATURES = (
    "coverage source", "coverage target", "coverage shorter", "coverage longer", "unmet shorter", "unmet longer",
    "length", "length off", "length far off", "short", "off and covered", "off and unmet",
    "numbers shared", "numbers shorter only", "numbers longer only", "numbers crossed", "numbers at odds",
    "dates shared", "dates at odds", "dates one side",
    "people shared", "people shorter only", "people longer only", "people crossed", "people at odds",
    "words shared", "words missing", "foreign shared", "foreign missing",
    "places shared", "places shorter only", "places longer only", "places crossed", "places at odds",
    "journey agrees", "journey at odds", "order at odds", "says all and more",
    "overlap shorter", "overlap longer", "longest run", "off and overlap", "clauses shared",
)  # fmt: skip
"""Names of the columns `compare` fills; the last five and "order at odds" are 0 between languages."""


def compare(source: ComparedText, target: ComparedText) -> Float32Vector:
    """Return what speaks for and against two texts saying the same, one column for each of PAIR_FEATURES.

    Apart from the first two columns the sides are distinguished by length: the longer may state more than the other.
    """
    shorter, longer = (source, target) if source.size <= target.size else (target, source)
    coverage, unmet = _coverage(shorter, longer)
    off = min(math.log(max(longer.size, 1.0) / max(shorter.size, 1.0)), 3.0)
    values = [*(coverage if shorter is source else coverage[::-1]), *coverage, *unmet]
    tokens = min(len(source.rows), len(target.rows))
    values += [math.log(max(shorter.size, 1.0)) / 3, off, max(0.0, off - _FAR), max(0.0, 1.0 - tokens / 6)]
    values += [off * coverage[0], off * unmet[0]]
    values += _facts(shorter, longer, off)
    values += _overlap(shorter, longer, off) if source.chinese == target.chinese else [0.0] * 5
    return np.array(values, dtype=np.float32)


def _coverage(shorter: ComparedText, longer: ComparedText) -> tuple[list[float], list[float]]:
    """How well the words of each side are covered by the other, and how many are not; rare words count more."""
    if not len(shorter.rows) or not len(longer.rows):
        return [0.0, 0.0], [1.0, 1.0]
    matches = TokenMatches(shorter.rows @ longer.rows.T)
    shares, unmet = [], []
    for side, best in ((shorter, matches.source_best), (longer, matches.target_best)):
        total = float(side.weights.sum()) or 1.0
        shares.append(float(best @ side.weights) / total)
        unmet.append(float(np.maximum(_UNMET - best, 0.0) @ side.weights) / total / _UNMET)
    return shares, unmet


def _facts(shorter: ComparedText, longer: ComparedText, off: float) -> list[float]:
    numbers, people, places = (of(shorter, longer) for of in (_numbers, _people, _places))
    dates = _dates(shorter, longer)
    # Where the longer text has facts of several kinds from the shorter one and lacks none, it states more.
    kinds = sum(each[0] > 0 for each in (numbers, dates, people, places))
    lacking = numbers[1] + people[1] + places[1] + dates[1]
    more = 0.0 if lacking else off * max(kinds - 1, 0)
    return [*numbers, *dates, *people, *_words(shorter, longer), *_foreign(shorter, longer), *places, more]


def _several(count: int) -> float:
    """A count that grows more and more slowly."""
    return math.log1p(count)


def _against(met: Sequence[Collection[bool]], shared: int) -> list[float]:
    """How many facts of either side the other lacks; whether both lack some; whether nothing is shared.

    A fact on one side only may have been left out, but one on each side has been exchanged for another.
    """
    shorter, longer = (len(side) - sum(side) for side in met)
    at_odds = bool(met[0]) and bool(met[1]) and not shared
    return [_several(shared), _several(shorter), _several(longer), float(min(shorter, longer, 2)), float(at_odds)]


def _numbers(source: ComparedText, target: ComparedText) -> list[float]:
    met = [[not values.isdisjoint(target.values) for values in source.numbers],
           [not values.isdisjoint(source.values) for values in target.numbers]]  # fmt: skip
    # A number that is only a day of the month on the other side does not speak against, but not for the pair either.
    return _against(met, sum(not values.isdisjoint(target.counted) for values in source.numbers))


def _dates(source: ComparedText, target: ComparedText) -> list[float]:
    both = [(values, target.dates[kind]) for kind, values in source.dates.items() if kind in target.dates]
    shared = sum(not left.isdisjoint(right) for left, right in both)
    # A day of the month or a year in one text only is common: the other says "yesterday".
    one_side = bool(source.dates) != bool(target.dates)
    return [float(shared), float(len(both) - shared), float(one_side)]


def _people(source: ComparedText, target: ComparedText) -> list[float]:
    met = [[target.names(person, source) for person in source.people],
           [source.names(person, target) for person in target.people]]  # fmt: skip
    return _against(met, max(sum(met[0]), sum(met[1])))


def _words(source: ComparedText, target: ComparedText) -> list[float]:
    """Romanised words found in Chinese characters, and Latin words of Chinese text found in English."""
    if source.chinese and target.chinese:
        left, right = set(source.words), set(target.words)
        return [_several(len(left & right)), _several(len(left ^ right))]
    if not source.chinese and not target.chinese:
        return [0.0, 0.0]
    english, chinese = (target, source) if source.chinese else (source, target)
    found = [chinese.spells(word, (1, 2, 3)) for word in english.words]
    found += [word in english.lower for word in chinese.words]
    return [_several(sum(found)), _several(len(found) - sum(found))]


def _foreign(source: ComparedText, target: ComparedText) -> list[float]:
    """Foreign names of the English side that the Chinese one transcribes, and those that it does not."""
    if source.chinese == target.chinese:
        return [0.0, 0.0]
    english, chinese = (target, source) if source.chinese else (source, target)
    found = sum(chinese.transcribes(word) for word in english.foreign)
    return [_several(found), _several(len(english.foreign) - found)]


def _places(source: ComparedText, target: ComparedText) -> list[float]:
    met = [
        [key in of.places or (of.chinese and any(name in of.text for name in short)) for key, short in places.items()]
        for places, of in ((source.distinctive_places, target), (target.distinctive_places, source))
    ]
    against = _against(met, max(sum(met[0]), sum(met[1])))
    travels = [(left, right) for left, right in zip(source.journey, target.journey, strict=True) if left and right]
    agrees = len(travels) == 2 and all(left == right for left, right in travels)
    astray = any(left != right for left, right in travels)
    reordered = source.chinese == target.chinese and (
        [key for key in source.places if key in target.places] != [key for key in target.places if key in source.places]
    )
    return [*against, float(agrees), float(astray), float(reordered)]


def _overlap(shorter: ComparedText, longer: ComparedText, off: float) -> list[float]:
    """Shared neighbouring units and the longest run in common, as shares."""
    shared = len(shorter.bigrams & longer.bigrams)
    shares = [shared / max(len(side.bigrams), 1) for side in (shorter, longer)]
    run = longest_run(shorter.units, longer.units) / max(min(len(shorter.units), len(longer.units)), 1)
    return [*shares, run, off * shares[0], _clauses_shared(shorter, longer)]


def _clauses_shared(shorter: ComparedText, longer: ComparedText) -> float:
    """Share of the shorter text in clauses that the longer one has nearly word for word."""
    shared = total = 0
    for units in shorter.clauses:
        total += len(units)
        if any(2 * len(units & other) >= _ALIKE * (len(units) + len(other)) for other in longer.clauses):
            shared += len(units)
    return shared / total if total else 0.0


def longest_run(left: Sequence[str], right: Sequence[str]) -> int:
    """Length of the longest run of units both sides have."""
    # Each unit as a character: finding one string in another is fast.
    codes = {unit: chr(number) for number, unit in enumerate(dict.fromkeys(right), 1)}
    here, there = ("".join(codes.get(unit, "\0") for unit in side) for side in (left, right))
    longest = 0
    for start in range(len(here)):
        while start + longest < len(here) and here[start : start + longest + 1] in there:
            longest += 1
    return longest
