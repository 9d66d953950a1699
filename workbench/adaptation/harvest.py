"""Terms and names harvested from confirmed pairs: words of both languages that keep facing each other.

Candidates are Chinese words and runs of up to four of them, and runs of up to four English words without function words
at the ends. Which belong together is decided over all pairs at once: by how much oftener they meet than chance has it
(Dice), by what the encoder knows of their words, and by competitive linking, in which the strongest link of two
candidates takes both (Melamed 2000, Models of translational equivalence). Names met once count where their pinyin or
their sound agrees.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

from workbench.adaptation.candidates import (
    HarvestKind,
    chinese_candidates,
    english_candidates,
    is_ordinary,
    kind_of,
    shared_names,
    singular,
)
from workbench.arrays import Float32Vector
from workbench.checks.termbase import built_in_terms
from workbench.domain import MatchKind, Progress, Status, Term
from workbench.i18n import N_
from workbench.language.analysed_text import AnalysedText, analyse_all, cosine, match_tokens
from workbench.language.conversion import simplify
from workbench.language.gazetteer import chinese_names
from workbench.language.organisations import organisations
from workbench.language.words import is_function_word
from workbench.store.corpus import PAGE, Corpus
from workbench.store.queries import Order, PairQuery

MOST_PAIRS = 10_000
"""Pairs that are read; of a larger corpus such as are spread over it."""

_CHUNK = 1_000
_LONGEST_TEXT = 600
"""Characters of a text that are read: a longer one is not a sentence, and everything in it meets everything."""
_LEAST_COUNT = 2
"""Pairs in which both have to meet; names that agree in spelling or sound need one."""
_CHOICES = 6
"""English candidates kept for a Chinese one."""
_LEAST_DICE = 0.2
"""Dice below which two candidates meet by chance."""
_SURE = 0.66
"""Score from which a link is offered."""
_COMPARED = 4_000
"""Links whose words are compared at a time: their vectors are large."""
_EXAMPLES = 3
_WHOLE = 0.8
"""Share of a candidate's pairs in which it is part of the same longer one, from which only the longer one counts."""
_MOST_MEETINGS = 8_000_000
"""Meetings of candidates that are counted at a time; of more, those met once go, so that memory is bounded."""


@dataclass(frozen=True, slots=True)
class Harvested:
    """A Chinese word and its English, as confirmed pairs have them."""

    zh: str
    en: str
    kind: HarvestKind
    count: int
    """Pairs that have both."""
    score: float
    """How sure it is, 0 to 1."""
    examples: tuple[int, ...]
    """Ids of rows that have both, at most three."""


@dataclass(slots=True)
class _Side:
    """Candidates of one language: their numbers, and in how many pairs each stands."""

    numbers: dict[str, int] = field(default_factory=dict)
    """By words joined by a space."""
    counts: list[int] = field(default_factory=list)
    forms: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """How each is written inside sentences."""

    def number(self, words: str) -> int:
        """Count a candidate of a pair, and return its number."""
        number = self.numbers.setdefault(words, len(self.counts))
        if number == len(self.counts):
            self.counts.append(0)
        self.counts[number] += 1
        return number

    def kept(self) -> tuple[list[str], list[int]]:
        """Those met often enough that are not nearly always part of the same longer one, and a new number for each.

        -1 for those that are not kept.
        """
        parts: set[str] = set()
        for words, number in self.numbers.items():
            for part in (words.partition(" ")[2], words.rpartition(" ")[0]):
                if part in self.numbers and self.counts[number] >= max(2, _WHOLE * self.counts[self.numbers[part]]):
                    parts.add(part)
        kept: list[str] = []
        renumbered = [-1] * len(self.counts)
        for words, number in self.numbers.items():
            if self.counts[number] >= _LEAST_COUNT and words not in parts:
                renumbered[number] = len(kept)
                kept.append(words)
        return kept, renumbered


@dataclass(frozen=True, slots=True)
class _Link:
    """A Chinese and an English candidate."""

    zh: str
    en: str
    count: int
    dice: float
    """How much oftener than chance they meet, 0 to 1; less where they are rare."""
    cosine: float
    """How alike the encoder finds them."""
    covered: float
    """How alike the word of either that is least like any of the other is to the most alike one."""

    @property
    def score(self) -> float:
        """How sure it is that they stand for each other, 0 to 1."""
        return 0.5 * self.dice + 0.25 * max(self.cosine, 0.0) + 0.25 * self.covered


def harvest(
    pairs: Sequence[tuple[int, str, str]],
    terms: Iterable[Term] = (),
    refused: Iterable[tuple[str, str]] = (),
    progress: Progress | None = None,
) -> list[Harvested]:
    """Return terms and names of pairs that people confirmed, surest first.

    `pairs` are row ids with the Chinese and the English text, at most `MOST_PAIRS` of which are read, spread over all.
    Words of the term base, built in or given, and what was refused are left out.
    """
    step = max(1, -(-len(pairs) // MOST_PAIRS))
    chosen = pairs[::step]
    reading = _Reading()
    for start in range(0, len(chosen), _CHUNK):
        if progress:
            progress(N_("harvesting"), start, len(chosen))
        reading.read(chosen[start : start + _CHUNK])
    known = {_compared(term.zh, term.en) for term in (*built_in_terms(), *terms)}
    unwanted = {_compared(*each) for each in refused}
    return [each for each in reading.harvested(known) if _compared(each.zh, each.en) not in unwanted]


def harvest_corpus(corpus: Corpus, most: int = MOST_PAIRS, progress: Progress | None = None) -> list[Harvested]:
    """Return what the confirmed rows of a corpus hold, of at most so many, spread over all."""
    ids = corpus.pair_ids(PairQuery(statuses=frozenset({Status.CONFIRMED}), order=Order.ID))
    chosen = ids[:: max(1, -(-len(ids) // most))]
    rows = (pair for start in range(0, len(chosen), PAGE) for pair in corpus.pairs(chosen[start : start + PAGE]))
    pairs = [
        (pair.id or 0, pair.side("zh").text, pair.side("en").text)
        for pair in rows
        if pair.is_translation and pair.kind is MatchKind.SAME
    ]
    return harvest(pairs, corpus.terms(), corpus.refused_terms(), progress)


def _compared(zh: str, en: str) -> tuple[str, str]:
    """Words as they are compared: Simplified characters, small letters, the last word singular."""
    *run, last = en.casefold().split() or [""]
    return simplify(zh).casefold(), " ".join([*run, singular(last)])


class _Reading:
    """What the pairs read so far hold."""

    def __init__(self) -> None:
        self._zh, self._en = _Side(), _Side()
        self._held: list[tuple[int, list[int], list[int]]] = []
        """Row id and the numbers of its candidates."""
        self._names: dict[tuple[str, str], _Name] = {}

    def read(self, pairs: Sequence[tuple[int, str, str]]) -> None:
        """Read more pairs."""
        pairs = [each for each in pairs if max(len(each[1]), len(each[2])) <= _LONGEST_TEXT]
        chinese = analyse_all([zh for _, zh, _ in pairs], chinese=True)
        english = analyse_all([en for *_, en in pairs], chinese=False)
        for (row, _, text), zh, en in zip(pairs, chinese, english, strict=True):
            left = [self._zh.number(words) for words in dict.fromkeys(chinese_candidates(zh))]
            right = {}
            for words, written, begins in english_candidates(text):
                if words not in right:
                    right[words] = self._en.number(words)
                if not begins:
                    self._en.forms[right[words]][written] += 1
            self._held.append((row, left, list(right.values())))
            for zh_name, en_name, kind, is_spelled in set(shared_names(zh, en)):
                self._names.setdefault((zh_name, en_name), _Name(kind, is_spelled)).rows.append(row)

    def harvested(self, known: Collection[tuple[str, str]]) -> list[Harvested]:
        """See `harvest`."""
        names = [each for each in self._named() if _compared(each.zh, each.en) not in known]
        zh_taken = {each.zh for each in names} | {zh for zh, _ in known}
        en_taken = {_compared("", each.en)[1] for each in names} | {en for _, en in known}
        strong = (link for link in self._links(zh_taken, en_taken) if link.score >= _SURE)
        links = [link for link in _linked(list(strong)) if not _is_general(link)]
        found = [*names, *self._from_links(links)]
        return sorted(found, key=lambda each: (-each.score, -each.count, each.zh))

    def _named(self) -> Iterator[Harvested]:
        """Yield the names whose spelling or sound agrees; of one name the commonest English."""
        by_zh: dict[str, list[tuple[str, _Name]]] = defaultdict(list)
        for (zh, en), name in self._names.items():
            by_zh[zh].append((en, name))
        for zh, names in by_zh.items():
            en, name = max(names, key=lambda each: len(each[1].rows))
            if name.is_spelled or len(name.rows) > 1:
                rows = tuple(name.rows[:_EXAMPLES])
                yield Harvested(zh, en, name.kind, len(name.rows), 0.99 if len(name.rows) > 1 else 0.95, rows)

    def _links(self, zh_taken: Collection[str], en_taken: Collection[str]) -> list[_Link]:
        """What meets often enough, and what the encoder makes of it."""
        zh_words, zh_numbers = self._zh.kept()
        en_words, en_numbers = self._en.kept()
        left = _usable_numbers(zh_words, zh_numbers, lambda words: words.replace(" ", "") in zh_taken)
        right = _usable_numbers(en_words, en_numbers, lambda words: words in en_taken)
        keys, counts = self._meetings(left, right, len(en_words))
        zh_counts = np.array([self._zh.counts[self._zh.numbers[words]] for words in zh_words])
        en_counts = np.array([self._en.counts[self._en.numbers[words]] for words in en_words])
        rows, columns = keys // max(len(en_words), 1), keys % max(len(en_words), 1)
        dice = 2 * counts / (zh_counts[rows] + en_counts[columns] + 1)
        chosen = _best_of_each(rows, dice)
        links: list[_Link] = []
        for start in range(0, len(chosen), _COMPARED):
            some = chosen[start : start + _COMPARED]
            zh = _analysed(zh_words, rows[some].tolist(), True)
            en = _analysed(en_words, columns[some].tolist(), False)
            links += [
                _Link(zh_words[i], en_words[j], int(counts[at]), float(dice[at]), *_alike(zh[i], en[j]))
                for at, i, j in zip(some.tolist(), rows[some].tolist(), columns[some].tolist(), strict=True)
            ]
        return links

    def _meetings(self, left: list[int], right: list[int], width: int) -> tuple[Int64Vector, Int64Vector]:
        """Which candidates meet, as row times `width` plus column, and in how many pairs."""
        keys, counts = np.empty(0, np.int64), np.empty(0, np.int64)
        waiting: list[Int64Vector] = []
        size = 0
        for _, zh, en in self._held:
            rows = np.array([left[number] for number in zh if left[number] >= 0], dtype=np.int64)
            columns = np.array([right[number] for number in en if right[number] >= 0], dtype=np.int64)
            waiting.append((rows[:, None] * width + columns).reshape(-1))
            size += len(waiting[-1])
            if size >= _MOST_MEETINGS:
                keys, counts = _added(keys, counts, waiting)
                waiting, size = [], 0
        keys, counts = _added(keys, counts, waiting)
        often = counts >= _LEAST_COUNT
        return keys[often], counts[often]

    def _from_links(self, links: Sequence[_Link]) -> Iterator[Harvested]:
        """Yield what links stand for, with rows that have both."""
        numbers = {self._zh.numbers[link.zh]: self._en.numbers[link.en] for link in links}
        examples: dict[int, list[int]] = defaultdict(list)
        for row, left, right in self._held:
            for number in numbers.keys() & set(left):
                if len(examples[number]) < _EXAMPLES and numbers[number] in right:
                    examples[number].append(row)
        for link in links:
            number = self._zh.numbers[link.zh]
            zh, en = link.zh.replace(" ", ""), self._written(link.en)
            rows = tuple(examples[number])
            yield Harvested(zh, en, kind_of(zh, en), link.count, round(link.score, 3), rows)

    def _written(self, words: str) -> str:
        """An English candidate as it is mostly written inside sentences, in the singular where it occurs."""
        forms = self._en.forms.get(self._en.numbers[words]) or Counter([words])
        singulars = [form for form in forms if form.casefold() == words]
        return max(singulars or forms, key=lambda form: forms[form])


def _is_general(link: _Link) -> bool:
    """Whether it is a word that every dictionary has, a clause, or a name that the tables know."""
    zh = link.zh.replace(" ", "")
    *before, last = link.en.split()
    if before:
        return last.endswith("ed") or zh in chinese_names() or zh in _organisations()
    return is_ordinary(last) or zh in chinese_names() or zh in _organisations()


@cache
def _organisations() -> frozenset[str]:
    return frozenset(name for organisation in organisations() for name in organisation.zh)


Int64Vector = npt.NDArray[np.int64]


def _usable_numbers(words: Sequence[str], numbers: Sequence[int], taken: Callable[[str], bool]) -> list[int]:
    """The numbers, -1 for those of words that are taken."""
    return [number if number < 0 or not taken(words[number]) else -1 for number in numbers]


def _added(keys: Int64Vector, counts: Int64Vector, waiting: Sequence[Int64Vector]) -> tuple[Int64Vector, Int64Vector]:
    """The counts with more meetings; without those met once where there are too many."""
    if not waiting:
        return keys, counts
    more, more_counts = np.unique(np.concatenate(waiting), return_counts=True)
    merged, places = np.unique(np.concatenate([keys, more]), return_inverse=True)
    totals = np.bincount(places, weights=np.concatenate([counts, more_counts])).astype(np.int64)
    if len(merged) > _MOST_MEETINGS:
        merged, totals = merged[totals > 1], totals[totals > 1]
    return merged, totals


def _best_of_each(rows: Int64Vector, scores: Float32Vector) -> Int64Vector:
    """Places of the best few of each row."""
    order = np.lexsort((-scores, rows))
    starts = np.flatnonzero(np.diff(rows[order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    chosen: Int64Vector = order[(rank < _CHOICES) & (scores[order] > _LEAST_DICE)]
    return chosen


def _linked(links: Sequence[_Link]) -> Iterator[_Link]:
    """Yield links, the strongest first, each candidate in one."""
    zh_taken, en_taken = set[str](), set[str]()
    for link in sorted(links, key=lambda link: (-link.score, -len(link.zh) - len(link.en), link.zh, link.en)):
        if link.zh not in zh_taken and link.en not in en_taken:
            zh_taken.add(link.zh)
            en_taken.add(link.en)
            yield link


def _analysed(candidates: Sequence[str], wanted: Iterable[int], chinese: bool) -> dict[int, AnalysedText]:
    numbers = list(dict.fromkeys(wanted))
    texts = [candidates[at].replace(" ", "" if chinese else " ") for at in numbers]
    return dict(zip(numbers, analyse_all(texts, chinese=chinese), strict=True))


def _alike(zh: AnalysedText, en: AnalysedText) -> tuple[float, float]:
    """How alike two candidates are, and the word of either that has least of the other."""
    matches = match_tokens(zh, en)
    content = [not is_function_word(en.text[slice(*span)]) for span in en.spans]
    least = min(matches.source_best.min(initial=1.0), matches.target_best[content].min(initial=1.0))
    return cosine(zh, en), float(least)


@dataclass(slots=True)
class _Name:
    """A name whose spelling or sound agrees."""

    kind: HarvestKind
    is_spelled: bool
    """By its pinyin: one meeting will do."""
    rows: list[int] = field(default_factory=list)
