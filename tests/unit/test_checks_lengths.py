"""The length ratio follows the pairs at hand: where nothing is known, with few rows, with many, in any order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.checks.engine import check_pairs
from workbench.checks.length_ratio import MOST_ROWS, USUAL, LengthRatio, length_ratio
from workbench.checks.rule import Context
from workbench.checks.rule_set import RuleSet
from workbench.checks.unmatched import find_unmatched
from workbench.domain import Language, Pair, PairSide, Relation
from workbench.language.analysed_text import analyse, size
from workbench.pipeline.checking import Contexts, with_flags
from workbench.store.corpus import Corpus

_ROWS = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), max_size=40)
_LENGTHS = RuleSet(frozenset({"coverage-length"}))


def _pair(characters: int, words: int) -> tuple[str, str]:
    return "会" * characters, " ".join(["meeting"] * words)


def _texts(rows: list[tuple[int, int]]) -> list[tuple[str, str]]:
    return [_pair(*row) for row in rows]


def _rows(count: int, words: int) -> list[tuple[str, str]]:
    """Pairs whose lengths vary a little around one ratio."""
    return [_pair(40, words + number % 5 - 2) for number in range(count)]


def _centre(words: int) -> float:
    zh, en = _pair(40, words)
    return LengthRatio(0.0, 1.0).deviation(size(zh), size(en))


@pytest.mark.parametrize("pairs", [[], [("", "")], [("会议", "meeting")], [("meeting " * 9, "会议" * 9)]])
def test_without_rows_that_show_it_the_ratio_is_the_usual_one(pairs: list[tuple[str, str]]) -> None:
    assert length_ratio(pairs) == USUAL


@settings(max_examples=60)
@given(_ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, int]], chance: Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert length_ratio(_texts(shuffled)) == length_ratio(_texts(rows))


@settings(max_examples=60)
@given(_ROWS)
def test_the_ratio_stays_where_translations_are(rows: list[tuple[int, int]]) -> None:
    found = length_ratio(_texts(rows))
    assert abs(found.centre - USUAL.centre) < 0.4
    assert 0.1 < found.spread < 0.25


@pytest.mark.parametrize("words", [15, 24])
def test_the_more_rows_the_nearer_to_their_median_and_the_surer(words: int) -> None:
    found = [length_ratio(_rows(rows, words)) for rows in (0, 5, 20, 100, 1000)]
    distances = [abs(each.centre - _centre(words)) for each in found]
    assert distances == sorted(distances, reverse=True)
    assert distances[1] > distances[0] / 3
    assert distances[-1] < 0.01
    spreads = [each.spread for each in found]
    assert spreads == sorted(spreads, reverse=True)


def test_bad_rows_do_not_move_it() -> None:
    good = _rows(400, 18)
    found = length_ratio([*good, *_rows(60, 6)])
    assert abs(found.centre - length_ratio(good).centre) < 0.05


def test_free_translations_vary_more() -> None:
    free = [_pair(40, 9 + number % 20) for number in range(400)]
    assert length_ratio(free).spread > length_ratio(_rows(400, 18)).spread


def test_an_endless_stream_is_read_as_far_as_it_is_measured() -> None:
    read = count()

    def endless() -> Iterator[tuple[str, str]]:
        for _ in read:
            yield _pair(20, 10)

    assert len(list(islice(check_pairs(endless(), rules=_LENGTHS, processes=1), 10))) == 10
    assert next(read) <= MOST_ROWS


def test_what_is_short_for_one_file_is_usual_in_another() -> None:
    pair = _pair(40, 7)
    both = [next(check_pairs([pair, *_rows(300, words)], rules=_LENGTHS)) for words in (20, 12)]
    assert [[flag.rule for flag in flags] for flags in both] == [["coverage-length"], []]


def test_texts_translated_into_chinese_lack_nothing_for_being_short_in_english() -> None:
    zh = "代表团一行来到港口，参观了集装箱码头和海洋博物馆，晚上乘坐高铁返回长春，第二天上午举行座谈会。"
    en = "The delegation came to the port. In the evening it returned to Changchun by high-speed rail."
    strengths = [
        [gap.strength for gap in find_unmatched(analyse(zh), analyse(en), LengthRatio(centre, 0.12))]
        for centre in (0.1, USUAL.centre, -0.2)
    ]
    of_chinese, of_english = zip(*strengths, strict=True)
    assert list(of_chinese) == sorted(of_chinese, reverse=True)
    assert list(of_english) == sorted(of_english)


def _row(number: int, name: str, words: int) -> Pair:
    zh, en = _pair(40, words)
    return Pair(
        PairSide.whole(name, Language.EN, (number,), en),
        PairSide.whole(f"{name}-zh", Language.ZH_HANS, (number,), zh),
        Relation.TRANSLATION,
    )


def test_pairs_of_a_document_and_of_the_corpus_are_measured_by_themselves(corpus: Corpus) -> None:
    short, long = ([_row(number, name, words) for number in range(60)] for name, words in (("a", 12), ("b", 20)))
    odd = [_row(60, "a", 7), _row(60, "b", 7)]
    for rows, last, flagged in ((short, odd[0], False), (long, odd[1], True)):
        *_, checked = with_flags([*rows, last], Context())
        assert any(flag.rule == "coverage-length" for flag in checked.flags) is flagged
    corpus.add_pairs([*short, *long])
    contexts = Contexts(corpus)
    assert contexts.of(short[0]).lengths.centre < USUAL.centre < contexts.of(long[0]).lengths.centre
