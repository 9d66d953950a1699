"""Matches of a row among confirmed rows: which, in which order, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.store.builders import NOWHERE, alone, english, pair
from workbench.domain import ActionKind, MatchKind, Pair, Relation, Side, Status
from workbench.encoders.registry import bundled
from workbench.review import operations
from workbench.review.differences import differences
from workbench.review.memory import LEAST, Match, matches
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.store.search import level

WORDS = st.lists(
    st.sampled_from([*"天津吉林国國一", "Tianjin", "tianjin", "é", "e\u0301", "，", " ", "\n", "3.5", "_"])
)


def of(tmp_path: Path, rows: Sequence[Pair], wanted: int = 0, limit: int = 9) -> list[Match]:
    """Matches of one of these rows in a corpus of them."""
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        corpus.add_pairs(rows)
        return matches(corpus, corpus.pair(corpus.pair_ids()[wanted]), limit)


def confirmed(number: int, en: str, zh: str) -> Pair:
    return replace(pair(number, en, zh), status=Status.CONFIRMED)


def test_the_most_similar_confirmed_row_comes_first_and_says_what_differs(tmp_path: Path) -> None:
    rows = [
        pair(0, "The total investment is 3.5 billion yuan.", "总投资三十五亿元。"),
        confirmed(1, "The total investment was 3 billion yuan.", "总投资30亿元。"),
        confirmed(2, "The total investment is 2.5 billion yuan.", "总投资25亿元。"),
        confirmed(3, "Nobody else reported this sentence.", "没有人报道。"),
        pair(4, "The total investment is 3.5 billion yuan!", "没有确认。"),
    ]
    first, second = of(tmp_path, rows)
    assert (first.pair.source.segments, first.translation) == ((2,), "总投资25亿元。")
    assert (first.side, first.facing) == (Side.SOURCE, Side.TARGET)
    assert [(first.text[each.start : each.end], each.instead) for each in first.differences] == [("2", "3")]
    assert 1 > first.similarity > second.similarity >= LEAST


def test_a_row_without_counterpart_finds_the_same_text_in_either_script(tmp_path: Path) -> None:
    rows = [alone(english(0, "The delegation visited Jilin.")), confirmed(1, "The delegation visited Jilin.", "吉林")]
    (match,) = of(tmp_path, rows)
    assert (match.similarity, match.differences, match.translation) == (1.0, (), "吉林")
    assert differences("代表團訪問吉林", "代表团访问吉林", level) == ()


def test_the_other_side_is_compared_too_and_each_row_is_offered_once(tmp_path: Path) -> None:
    rows = [
        pair(0, "Quite another sentence.", "代表团访问了吉林。"),
        confirmed(1, "The delegation went to Jilin.", "代表团访问了吉林。"),
        confirmed(2, "The delegation went to Jilin.", "代表团访问了吉林。"),
    ]
    (match,) = of(tmp_path, rows)
    assert (match.side, match.facing, match.translation) == (
        Side.TARGET,
        Side.SOURCE,
        "The delegation went to Jilin.",
    )


def test_only_whole_translations_are_remembered_as_corrected(tmp_path: Path) -> None:
    text = "The delegation visited the port."
    rows = [
        pair(0, text, "代表团参观了港口。"),
        replace(confirmed(1, text, "错"), kind=MatchKind.PART),
        replace(confirmed(2, text, "错了"), relation=Relation.SAME_LANGUAGE),
        confirmed(3, text, "代表团参观港。"),
    ]
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        corpus.add_pairs(rows)
        first, *_, last = corpus.pairs(corpus.pair_ids())
        session = ReviewSession(corpus, "An Na")
        session.edit(last, text, "代表团参观了港口！")
        (match,) = matches(corpus, first)
        assert match.translation == "代表团参观了港口！"
        estimated = operations.judge(first, ActionKind.CONFIRM, session.stamp(), by_estimate=True)
        session.do(ActionKind.CONFIRM, estimated)
        (match,) = matches(corpus, corpus.pair(last.id or 0))
        assert match.pair.by_estimate


def test_common_words_find_rows_too(tmp_path: Path) -> None:
    rows = [confirmed(n, f"The delegation visited the port, item {n}.", f"代表团参观了港口{n}") for n in range(2_500)]
    found = of(tmp_path, rows, wanted=2_400, limit=5)
    assert len(found) == 5
    assert min(match.similarity for match in found) > 0.8


def test_a_sentence_is_found_among_many_that_share_its_frequent_words(tmp_path: Path) -> None:
    rows = [confirmed(n, f"The delegation visited the port, item {n}.", f"代表团参观了港口{n}") for n in range(3_000)]
    rows.append(confirmed(3_000, "The port delegation visited the item, the delegation.", "港口代表团参观了代表团"))
    asked = pair(3_001, "The port delegation visited the item, a delegation.", "港口代表團參觀了代表團")
    first, *_ = of(tmp_path, [*rows, asked], wanted=3_001)
    assert first.pair.source.segments == (3_000,)


def test_of_similar_ones_the_encoder_puts_first_what_means_the_same(tmp_path: Path) -> None:
    rows = [
        pair(0, "The physician arrived late.", "医生来晚了。"),
        confirmed(1, "The train arrived late.", "火车来晚了。"),
        confirmed(2, "The doctor arrived late.", "大夫来迟了。"),
    ]
    assert of(tmp_path, rows)[0].pair.source.segments == (1,)
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        first, second = matches(corpus, replace(corpus.pair(1), target=NOWHERE), encoder=bundled)
    assert (first.pair.source.segments, second.pair.source.segments) == ((2,), (1,))
    assert first.similarity == second.similarity


@given(WORDS, WORDS)
def test_differences_make_a_text_the_other_one(one: list[str], other: list[str]) -> None:
    text, wanted = "".join(one), "".join(other)
    made, at = "", 0
    for each in differences(text, wanted, level):
        assert at <= each.start <= each.end
        made += text[at : each.start] + each.instead
        at = each.end
    assert level(made + text[at:]) == level(wanted)
