"""Mining on the seed articles, its traps by name, and the facts that spring them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import HashEncoder
from workbench.arrays import Vectors
from workbench.documents.prepare import prepare, prepare_sentences
from workbench.documents.sources import seed_documents
from workbench.domain import LIKELY, Language, Pair, PairSide, Relation, Segment
from workbench.encoders.registry import bundled
from workbench.errors import InputError
from workbench.mining.candidates import encode_side, find_pairs
from workbench.mining.compared_text import compared_text
from workbench.mining.mine import mine
from workbench.mining.model import at_own_rate, bundled_model, load_model, probability
from workbench.mining.pair_features import PAIR_FEATURES, compare, longest_run
from workbench.pipeline.comparable import mine_documents
from workbench.pipeline.counterparts import nearest


@cache
def _proposals() -> tuple[Pair, ...]:
    article, *coverage = map(prepare, seed_documents())
    return mine_documents(article, coverage, bundled()).rows


def _chance(source: str, target: str) -> float:
    """Probability of the seed pair whose sides hold these words; 0 where it is not proposed."""
    return max(
        (pair.probability for pair in _proposals() if source in pair.source.text and target in pair.target.text),
        default=0.0,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Jing Junhai, secretary", "吉林省委书记、省人大常委会主任景俊海出席会议并讲话"),
        ("On November 6-7", "11月6日至7日，吉林省党政代表团到天津学习考察"),
        ("推动东北振兴是党中央作出的重大战略决策", "推动东北振兴是党中央作出的重大战略决策"),
    ],
)
def test_true_pairs_of_the_seeds_are_found(source: str, target: str) -> None:
    assert _chance(source, target) >= 0.5


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Chen Miner, secretary", "王晓晖主持会议并讲话"),
        ("Jilin provincial party and government delegation came to Tianjin", "天津市黨政代表團來吉林考察對口合作"),
        ("On November 6-7", "11月7日下午，吉林省党政代表团到山东学习考察"),
        ("景俊海代表吉林省委、省政府,向天津市", "向四川长期以来给予吉林的大力支持帮助"),
        ("天津的好经验好做法", "遼寧省的好經驗"),
        ("Hu Yuting", "黄强"),
    ],
)
def test_sentences_of_the_same_form_do_not_deceive(source: str, target: str) -> None:
    assert _chance(source, target) < 0.5


def test_every_segment_of_the_article_has_a_row_and_most_stand_alone() -> None:
    proposals = _proposals()
    positions = {position for pair in proposals for position in pair.source.segments}
    article = prepare(seed_documents()[0]).segments
    assert positions == {each.position for each in article}
    alone = [pair for pair in proposals if pair.relation is Relation.UNALIGNED]
    assert len(alone) > len(article) / 2
    assert all(pair.target.text == "" and pair.target.segments == () for pair in alone)
    assert all(pair.source.language.is_chinese == pair.target.language.is_chinese
               for pair in proposals if pair.relation is Relation.SAME_LANGUAGE)  # fmt: skip


def _feature(name: str, source: str, target: str) -> float:
    row = compare(compared_text(source), compared_text(target))
    return float(row[PAIR_FEATURES.index(name)])


def test_who_visits_whom_is_read_in_both_languages() -> None:
    visit = "The party and government delegation of Jilin Province visited Tianjin."
    assert _feature("journey agrees", "吉林省党政代表团到天津学习考察", visit) == 1
    assert _feature("journey at odds", "天津市黨政代表團來吉林考察對口合作", visit) == 1
    assert _feature("journey at odds", "天津市党政代表团来吉林考察", "吉林省党政代表团到天津学习考察") == 1


def test_facts_are_compared_by_value() -> None:
    assert _feature("people shared", "景俊海出席会议并讲话。", "Jing Junhai attended and delivered a speech.") > 0
    assert _feature("people crossed", "王晓晖主持会议并讲话。", "Chen Min'er presided over the meeting.") == 1
    assert _feature("people crossed", "巴音朝鲁代表吉林表示感谢。", "景俊海代表吉林表示感谢。") == 1
    assert _feature("places crossed", "向四川给予吉林的支持表示感谢", "向天津给予吉林的支持表示感谢") == 1
    assert _feature("dates at odds", "11月6日，会议召开。", "The meeting was held on October 7.") == 2
    assert _feature("numbers shared", "投资3.5亿元", "an investment of 350 million yuan") > 0
    assert _feature("places shorter only", "深化津吉合作", "cooperation between Tianjin and Jilin") == 0
    assert _feature("order at odds", "从吉林到天津", "从天津到吉林") == 1


@pytest.mark.parametrize(
    ("chinese", "english", "shared"),
    [
        ("爱丁堡市长麦克唐纳在会上说。", "McDonald told the meeting.", True),
        ("多米尼克·拉布辩护说。", "Raab defended it.", True),
        ("Raab 做出了辩解。", "Raab has defended it.", True),
        ("约翰逊在会上说。", "Merkel told the meeting.", False),
        ("王晓晖在会上说。", "McDonald told the meeting.", False),
    ],
)
def test_foreign_names_are_met_through_transcription(chinese: str, english: str, *, shared: bool) -> None:
    for sides in ((chinese, english), (english, chinese)):
        assert (_feature("foreign shared", *sides) > 0) is shared
        assert (_feature("foreign missing", *sides) > 0) is not shared


def test_identical_lines_find_each_other() -> None:
    lines = ["会议在北京举行。", "他没有来。", "今年贸易额增长了百分之五。"]
    found = {each.source: each.target for each in mine(lines, lines[::-1], bundled())}
    assert found == {(0,): (2,), (1,): (1,), (2,): (0,)}


def test_copies_find_each_other_in_order_however_products_are_rounded() -> None:
    zh = ["会议在北京举行。", "他没有来。", "今年贸易额增长了百分之五。"] * 4
    en = ["The meeting was held in Beijing.", "He did not come.", "Trade grew by five per cent this year."] * 4
    source, target = encode_side(zh, bundled()), encode_side(en, bundled())
    weights = bundled_model().translation
    for seed in range(8):
        noise = np.random.default_rng(seed).normal(1, 1e-7, target.vectors.shape).astype(np.float32)
        rounded = replace(target, vectors=target.vectors * noise)
        pairs = find_pairs(source, rounded)
        chosen = pairs.mutual_best(weights.log_odds(pairs.judged(weights, source, rounded)))
        found = {int(pairs.source[pair]): int(pairs.target[pair]) for pair in chosen}
        assert found == {at: at for at in range(len(zh))}


def test_a_thousand_identical_lines_and_an_enormous_one() -> None:
    found = mine(["会议在北京举行。"] * 300, ["The meeting was held in Beijing."] * 200, bundled())
    assert len({each.source for each in found}) == len(found) <= 200
    mine(["吉林" * 50_000], ["Jilin " * 50_000, "Tianjin"], bundled())


@pytest.mark.parametrize("sides", [([], []), ([], ["a"]), (["吉林"], []), ([" ", ""], ["\n"])])
def test_nothing_comes_of_nothing(sides: tuple[list[str], list[str]]) -> None:
    assert mine(*sides, bundled()) == []


def test_either_side_may_be_the_chinese_one() -> None:
    zh = ["景俊海出席会议并讲话。", "天气很好。", "双方7个部门签署合作协议。"]
    en = ["Seven departments of the two sides signed cooperation agreements.", "Jing Junhai attended and spoke."]
    there = {(each.source, each.target): each.probability for each in mine(zh, en, bundled())}
    back = {(each.target, each.source): each.probability for each in mine(en, zh, bundled())}
    assert there == back
    assert set(there) >= {((0,), (1,)), ((2,), (0,))}


def test_a_sentence_cut_in_two_is_put_together() -> None:
    zh = [
        "天气很好。",
        "景俊海说，吉林将继续扩大对外开放，也将加强与天津的合作。",
        "会议下午结束，代表们参观了博物馆。",
    ]
    en = [
        "Jing Junhai said that Jilin will continue to expand its opening up to the outside world.",
        "It will also strengthen cooperation with Tianjin.",
        "The meeting ended in the afternoon and the delegates visited the museum.",
    ]
    found = {each.source: each.target for each in mine(zh, en, bundled())}
    assert found[(1,)] == (0, 1)


def test_traditional_finds_simplified() -> None:
    found = mine(
        ["吉林與天津淵源深厚、交往頻繁。", "他沒有來。"], ["会议结束了。", "吉林与天津渊源深厚、交往频繁。"], bundled()
    )
    assert found[0].source == (0,)
    assert found[0].target == (1,)
    assert found[0].probability > 0.5


def test_other_counterparts_are_offered_best_first() -> None:
    texts = ["会议下午结束。", "吉林省委书记景俊海出席会议并讲话。", "王晓晖主持会议并讲话。", "Jing Junhai spoke."]
    segments = [
        Segment(place, text, "", 0, 0, len(text), Language.EN if text.isascii() else Language.ZH_HANS)
        for place, text in enumerate(texts)
    ]
    text = PairSide("", Language.EN, (), "Jing Junhai attended and delivered a speech.")
    found = nearest(text, "paper", segments, bundled(), 3)
    likely = [each.probability for each in found if each.probability >= LIKELY]
    assert [each.probability for each in found[: len(likely)]] == sorted(likely, reverse=True)
    others = [each.similarity for each in found[len(likely) :]]
    assert others == sorted(others, reverse=True)
    assert (1,) in [each.side.segments for each in found[:2]]
    assert nearest(replace(text, text=" "), "paper", segments, bundled()) == []


def test_the_rate_of_the_texts_shifts_what_is_in_doubt() -> None:
    doubtful = np.zeros(400, dtype=np.float32)
    scarce = np.concatenate([doubtful[:20], np.full(800, -6, dtype=np.float32)])
    plenty = np.concatenate([doubtful[:20], np.full(800, 6, dtype=np.float32)])
    rate = bundled_model().translation.rate
    assert probability(at_own_rate(scarce, rate))[0] < 0.5 < probability(at_own_rate(plenty, rate))[0]
    assert len(at_own_rate(np.zeros(0, dtype=np.float32), rate)) == 0


def test_weights_that_do_not_fit_are_named(tmp_path: Path) -> None:
    path = tmp_path / "mining.json"
    path.write_text('{"translation": {}}', encoding="utf-8")
    with pytest.raises(InputError, match="train mining"):
        load_model(path)


def test_the_article_is_encoded_once_whatever_the_number_of_papers() -> None:
    article, *papers = (
        prepare_sentences(sentences, name)
        for name, sentences in (
            ("article", ["Jing Junhai spoke.", "王晓晖主持会议。"]),
            ("one", ["Hu Yuting spoke.", "会议结束。"]),
            ("two", ["Zhang Gong listened.", "代表们离开了。"]),
        )
    )
    encoded: list[str] = []

    class Counting(HashEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            encoded.extend(texts)
            return super().encode(texts)

    mine_documents(article, papers, Counting())
    assert encoded.count("Jing Junhai spoke.") == 1
    assert encoded.count("会议结束。") == 1


UNITS = st.lists(st.sampled_from(["国语", "中", "文", "and", "of"]), max_size=12)


@given(UNITS, UNITS)
def test_longest_run_of_units(left: list[str], right: list[str]) -> None:
    runs = [left[start:end] for start in range(len(left)) for end in range(start + 1, len(left) + 1)]
    found = [run for run in runs if any(right[at : at + len(run)] == run for at in range(len(right)))]
    assert longest_run(left, right) == max(map(len, found), default=0)
