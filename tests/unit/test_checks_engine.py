"""The engine: order, any text, many pairs, one family without the others."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.checks.consistency import Consistency
from workbench.checks.engine import RULES, check_pair, check_pairs, check_segment
from workbench.checks.rule import Context
from workbench.checks.termbase import term_base
from workbench.checks.unmatched import find_unmatched
from workbench.domain import Language, Severity, Side, Term, TermKind
from workbench.language.analysed_text import analyse
from workbench.language.quantities.agreement import agree
from workbench.language.quantities.finding import quantities

_ZH = st.text(
    st.sampled_from("吉林省委书记在的一二三十百万亿年月日％，。、“”（）天津合作GDPiPhone 0123456789.錯亂的的"),
    max_size=50,
)
_EN = st.text(st.sampled_from("the of Jilin Tianjin 0123456789,.%-'’()\u200b\x1b[\t 吉“ two million "), max_size=80)


@settings(max_examples=80)
@given(st.one_of(_ZH, st.text(max_size=40)), st.one_of(_EN, st.text(max_size=60)))
def test_any_pair_is_checked_and_offsets_are_true(zh: str, en: str) -> None:
    flags = check_pair(zh, en, Context(document=zh + en, others=(en,)))
    texts = {Side.SOURCE: zh, Side.TARGET: en}
    for flag in flags:
        assert 0 <= flag.start <= flag.end <= len(texts[flag.side])
        assert texts[flag.side][flag.start : flag.end] == flag.found
        assert flag.message
    assert flags == sorted(flags, key=lambda flag: (flag.side, flag.start, flag.end, flag.rule, flag.message))
    assert flags == check_pair(zh, en, Context(document=zh + en, others=(en,)))


@settings(max_examples=60)
@given(st.one_of(_ZH, _EN, st.text(max_size=60)), st.sampled_from(Language))
def test_any_segment_is_checked(text: str, language: Language) -> None:
    for flag in check_segment(text, language, Context(document=f"前{text}after")):
        assert text[flag.start : flag.end] == flag.found
        assert flag.side is Side.SOURCE


def test_long_rubbish_is_checked() -> None:
    for zh, en in (
        ("一" * 5000, "one " * 5000),
        ("1 " * 5000, "2 " * 5000),
        ("的" * 5000, "the " * 5000),
        ("（" * 5000, "((" * 5000),
    ):
        check_pair(zh, en)


def test_surrogates_and_controls_are_only_text() -> None:
    check_pair("\ud800吉林\x00", "Jilin \udfff\x1b[31m")


def test_many_pairs_are_the_same_alone_and_together() -> None:
    pairs = [("增长8.7%", f"grew by {n}.7%") for n in range(10)] * 210
    together = list(check_pairs(pairs, processes=2))
    assert len(together) == len(pairs)
    assert together[:20] == [check_pair(zh, en) for zh, en in pairs[:20]]
    assert together[-10:] == together[:10]


def test_few_pairs_stay_in_this_process() -> None:
    assert list(check_pairs(iter([("会议", "meeting"), ("", "meeting")]))) == [[], check_pair("", "meeting")]


def test_machine_side_is_the_one_to_correct() -> None:
    (flag,) = [each for each in check_pair("增长8.7%", "grew by 7.8%", machine=Side.SOURCE) if each.rule == "numbers"]
    assert (flag.side, flag.found, flag.suggestion) == (Side.SOURCE, "8.7%", "7.8%")
    (flag,) = [each for each in check_pair("增长8.7%", "grew by 7.8%", machine=Side.TARGET) if each.rule == "numbers"]
    assert (flag.side, flag.found, flag.suggestion) == (Side.TARGET, "7.8%", "8.7%")


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        (
            "吉林省党政代表团访问天津，随后前往港口参观集装箱码头和海洋博物馆，晚间乘坐高铁返回长春，全程历时36小时。",
            "A delegation of Jilin Province visited Tianjin.",
        ),
        (
            "市长在会议上说，今年的收成很好，农民的收入有了很大的增长。"
            "世界卫生组织昨天还在日内瓦发布了关于通货膨胀和农产品质量安全的新规定，要求各地加强监督和管理。",
            "At the meeting the mayor said that this year's harvest was very good and that farmers' incomes had grown a"
            " great deal.",
        ),
    ],
)
def test_a_missing_part_is_told_once(zh: str, en: str) -> None:
    flags = check_pair(zh, en)
    gap = next(flag for flag in flags if flag.rule == "coverage")
    assert gap.severity is Severity.ERROR
    assert [flag for flag in flags if gap.start <= flag.start < gap.end] == [gap]
    assert not [flag for flag in flags if flag.rule in ("numbers", "places-missing") and flag.start < gap.end]


def test_the_article_of_the_seeds_shows_its_five_kinds_of_error() -> None:
    article = "津吉合作。深化“津肉吉供”，Let more Jilin food enter the kitchen."
    others = ("景俊海 陈敏尔 津吉 记者 刘国栋 米哲",)
    pair = check_pair("深化津吉两地交流合作", "deepened exchanges between Tianjin and Kyrgyzstan")
    assert [flag.suggestion for flag in pair if flag.rule == "places"] == ["Jilin"]
    context = Context(article, others)
    apostrophe = check_segment("Chen Miner presided over the forum.", Language.EN, context)
    assert [flag.suggestion for flag in apostrophe] == ["Chen Min'er"]
    title = check_segment("CPPCC Chairman Wang Changsong attended.", Language.EN, context)
    assert [flag.rule for flag in title] == ["terms-title"]
    half = check_segment("深化“津肉吉供”，", Language.ZH_HANS, context)
    assert [flag.rule for flag in half] == ["coverage-half"]


def test_own_terms_come_before_built_in_ones() -> None:
    own = (Term("国务院", "Council of State", TermKind.REQUIRED),)
    assert not [f for f in check_pair("国务院", "the State Council") if f.rule == "terms"]
    (flag,) = [f for f in check_pair("国务院", "the State Council", Context(terms=own)) if f.rule == "terms"]
    assert flag.severity is Severity.ERROR
    assert not [f for f in check_pair("国务院", "the Council of State", Context(terms=own)) if f.rule == "terms"]


@pytest.mark.parametrize(
    ("zh", "en", "left", "right"),
    [
        ("3亿人", "300 million people", [], []),
        ("300亩", "20 hectares", [], []),
        ("1-8月", "from January to August", [], []),
        ("9207架次", "more than 9,200 flights", [], []),
        ("9200余架次", "more than 9,207 flights", ["9200"], ["9,207"]),
        ("2017年，2017年", "in 2017 and that year", [], []),
        ("翻一番", "doubled", [], []),
        ("三人", "four people", ["三"], ["four"]),
    ],
)
def test_agreement(zh: str, en: str, left: list[str], right: list[str]) -> None:
    first, second = quantities(zh), quantities(en)
    found = agree(first, second)
    assert [first[i].text for i in found.left] == left
    assert [second[j].text for j in found.right] == right


def test_agreement_is_one_to_one_and_symmetric() -> None:
    first, second = quantities("3家和3家，4%，2018年"), quantities("3 and 5, 4 percent, 2018, 3")
    there, back = agree(first, second), agree(second, first)
    assert len({i for i, _ in there.matched}) == len({j for _, j in there.matched}) == len(there.matched)
    assert there.left == back.right
    assert there.right == back.left


def test_tables_of_numbers_are_compared_by_value() -> None:
    numbers = quantities(" ".join(map(str, range(10, 400))))
    found = agree(numbers, [*numbers[1:], *quantities("7777")])
    assert [numbers[i].value for i in found.left] == [Fraction(10)]
    assert len(found.right) == 1


def test_the_gap_is_the_part_that_was_left_out() -> None:
    en = analyse("A delegation of Jilin Province visited Tianjin.")
    whole, short = analyse("吉林省代表团访问天津，晚间乘坐高铁返回长春。"), analyse("吉林省代表团访问天津。")
    left_out, complete = (find_unmatched(zh, en)[0] for zh in (whole, short))
    assert left_out.strength > complete.strength
    assert "高铁返回" in whole.text[left_out.start : left_out.end]
    assert find_unmatched(analyse("", True), analyse("", False))[0].strength == 0


def test_consistency_tells_the_later_row() -> None:
    look = Consistency()
    rows = [
        ("会议在长春召开。", "The meeting was held in Changchun."),
        ("會議在長春召開", "The meeting was held in Changchun!"),
        ("会议在长春召开", "A conference in Changchun."),
        ("大会开幕了，今天", "The meeting was held in Changchun."),
        ("", ""),
    ]
    found = [list(look.check(number, zh, en)) for number, (zh, en) in enumerate(rows, 1)]
    assert [len(flags) for flags in found] == [0, 0, 1, 1, 0]
    assert (found[2][0].side, found[3][0].side) == (Side.TARGET, Side.SOURCE)
    assert "Row 1" in found[2][0].message


def test_rule_names_begin_with_families_of_the_contract() -> None:
    families = {"places", "people", "organisations", "numbers", "terms", "coverage", "script"}
    assert {rule.family for rule in RULES} == families


def test_a_tuple_of_terms_is_known_by_itself_and_by_what_it_holds() -> None:
    one, same, other = ((Term("吉商", each),) for each in ("Jilin merchants", "Jilin merchants", "Ji merchants"))
    assert one is not same
    assert term_base(one) is term_base(one) is term_base(same) is term_base(list(one))
    assert term_base(other) is not term_base(one)
