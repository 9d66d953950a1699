"""Real names of persons: found in Chinese, spelled in English, mixed up, run together, left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.checks.corrections import apply_suggestion
from workbench.checks.people import RULES, PeopleSpellingRule
from workbench.checks.rule import Context, PairText, SegmentText
from workbench.domain import Flag, Language, Severity, Side
from workbench.language.analysed_text import analyse

CHINESE_NAMES = [
    ("吉林省委书记、省人大常委会主任景俊海出席会议并讲话。", ["景俊海"]),
    ("四川省委副书记、省长黄强，吉林省委副书记、省长胡玉亭分别介绍两省情况", ["黄强", "胡玉亭"]),
    ("王利波、李国强参加会议。", ["王利波", "李国强"]),
    ("陈敏尔说，要深化合作", ["陈敏尔"]),
    ("副市长燕乃敏介绍", ["燕乃敏"]),
    ("安徽省委常委、常务副省长邓向阳表示", ["邓向阳"]),
    ("中新网上海9月30日电 (陈静 罗燕倩)国家儿童医学中心", ["陈静", "罗燕倩"]),
    ("上海市卫生计生委主任邬惊雷表示", ["邬惊雷"]),
    ("日本央行总裁黑田东彦说", []),
    ("成渝地区较为突出，韩方表示", []),
    ("国庆黄金周旅客大幅增长", []),
    ("吉祥如意的黑板", []),
    ("王国的高水平开放", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CHINESE_NAMES)
def test_names_are_found_in_chinese(text: str, expected: list[str]) -> None:
    assert [name.text for name in analyse(text, True).chinese_people] == expected


ENGLISH_NAMES = [
    ("Zhang Enhui, Li Wei and Li Guoqiang attended.", ["Zhang Enhui", "Li Wei", "Li Guoqiang"]),
    ("Xi Jin Ping met Guodong Liu.", ["Xi Jin Ping", "Guodong Liu"]),
    ("Hong Kong and Jilin Province", []),
    ("He Can Run", []),
    ("Boris Johnson", []),
]


@pytest.mark.parametrize(("text", "expected"), ENGLISH_NAMES)
def test_names_are_found_in_english(text: str, expected: list[str]) -> None:
    assert [text[name.start : name.end] for name in analyse(text, False).english_people] == expected


def flags(zh: str, en: str, machine: Side | None = None) -> list[Flag]:
    pair = PairText(zh, en, machine=machine)
    return [flag for rule in RULES for flag in rule.check(pair)]


WRONG = [
    ("天津市委副书记、市长张工，四川省长黄强出席。", "Zhang Gong and Hu Yuting attended.", "Hu Yuting", "Huang Qiang"),
    ("胡玉亭主持会议", "Hu Yuping presided over the meeting.", "Hu Yuping", "Hu Yuting"),
    ("欧阳倚玲说", "Ouyang Yinling said", "Ouyang Yinling", "Ouyang Yiling"),
    ("记者李国锋报道", "Reporter Wang Wei", "Wang Wei", "Li Guofeng"),
]


@pytest.mark.parametrize(("zh", "en", "found", "suggestion"), WRONG)
def test_another_name_is_an_error(zh: str, en: str, found: str, suggestion: str) -> None:
    (flag,) = flags(zh, en)
    assert (flag.severity, flag.found, flag.suggestion) == (Severity.ERROR, found, suggestion)


SPELLING = [
    ("陈敏尔主持会议", "Chen Miner presided", "Chen Miner", "Chen Min'er"),
    ("记者于春沣 刘国栋 米哲", "Reporter Yu Chunfeng, Liu Guodong Mizhe", "Liu Guodong Mizhe", "Liu Guodong, Mi Zhe"),
    ("刘国栋报道", "reported by Guodong Liu", "Guodong Liu", "Liu Guodong"),
]


@pytest.mark.parametrize(("zh", "en", "found", "suggestion"), SPELLING)
def test_misleading_spellings_are_no_errors_but_flagged(zh: str, en: str, found: str, suggestion: str) -> None:
    (flag,) = [flag for flag in flags(zh, en) if flag.found == found]
    assert flag.severity is not Severity.ERROR
    assert flag.suggestion == suggestion


RIGHT = [
    ("陈敏尔出席", "Chen Min'er attended"),
    ("陈敏尔出席", "Chen Min’er attended"),
    ("蔡英文与韩国瑜", "Tsai Ing-wen and Han Kuo-yu"),
    ("香港前特首梁振英说", "Leung Chun-ying, former Chief Executive of Hong Kong, said"),
    (
        "朝鲜最高领导人金正恩会见韩国总统文在寅",
        "North Korean leader Kim Jong-un met South Korean President Moon Jae-in",
    ),
    ("新加坡总理李显龙", "Singapore's Prime Minister Lee Hsien Loong"),
    ("英国首相约翰逊说", "British Prime Minister Johnson said"),
    ("特斯拉执行长马斯克表示", "Tesla's CEO Musk said"),
    ("塞尔维亚总统武契奇称", "Serbian President Vucic said"),
    ("省长胡玉亭说", "Governor Hu said"),
    ("吕玉兰与单霁翔", "Lyu Yulan and Shan Jixiang"),
    ("天安门广场", "Tian An Men Square"),
    ("", "Chen Min'er"),
    ("", ""),
]


@pytest.mark.parametrize(("zh", "en"), RIGHT)
def test_right_names_are_no_errors(zh: str, en: str) -> None:
    assert not [flag for flag in flags(zh, en) if flag.severity is Severity.ERROR]


def test_a_person_left_out_is_a_warning_on_the_chinese() -> None:
    (flag,) = flags("辽宁省副省长王利波，吉林省副省长李国强参加会议。", "Wang Libo, Vice Governor, attended.")
    assert (flag.rule, flag.severity, flag.side, flag.found) == (
        "people-missing",
        Severity.WARNING,
        Side.SOURCE,
        "李国强",
    )


def test_the_machines_side_is_corrected() -> None:
    (flag,) = flags("黄强介绍情况", "Zhang Gong spoke.", machine=Side.SOURCE)
    assert (flag.side, flag.found, flag.suggestion) == (Side.SOURCE, "黄强", None)


def test_the_article_alone_is_enough() -> None:
    context = Context(document="陈敏尔说，在全党上下深入开展主题教育之际，吉林省党政代表团来津考察。")
    english = "held a speech by Chen Miner Jing Junhai, (Reporter Yu Chunfeng, Liu Guodong Mizhe)"
    found = sorted(
        PeopleSpellingRule().check_segment(SegmentText(english, Language.EN, context)), key=lambda f: f.start
    )
    assert [(flag.found, flag.suggestion) for flag in found] == [
        ("Chen Miner", "Chen Min'er"),
        (" Jing Junhai", ", Jing Junhai"),
        ("Liu Guodong Mizhe", "Liu Guodong, Mi Zhe"),
    ]
    mended = english
    for flag in reversed(found):
        mended = apply_suggestion(mended, flag)
    assert mended == ("held a speech by Chen Min'er, Jing Junhai, (Reporter Yu Chunfeng, Liu Guodong, Mi Zhe)")


@settings(deadline=None, max_examples=60)
@given(
    st.text(alphabet="陈敏尔张工书记说、，刘国栋 王", max_size=20) | st.text(max_size=20),
    st.text(alphabet="ChenMir'Liu Guodg,-", max_size=30) | st.sampled_from(["Chen Miner", "Liu Guodong Mizhe", "Lv E"]),
)
def test_any_text_gives_flags_that_fit(zh: str, en: str) -> None:
    pair = PairText(zh, en)
    for flag in [flag for rule in RULES for flag in rule.check(pair)]:
        assert pair.segment(flag.side).text[flag.start : flag.end] == flag.found != ""


FIGURES = [
    ("美国总统特朗普表示", "US President Obama said", ["Obama"]),
    ("默克尔会见马克龙", "Merkel met Putin", ["Putin"]),
    ("特朗普会见普京", "Trump met Putin", []),
    ("他信守了承诺，车在车库里", "He kept his promise; the car is in the garage.", []),
    ("美國總統川普", "President Trump", []),
]


@pytest.mark.parametrize(("zh", "en", "expected"), FIGURES)
def test_people_in_the_news(zh: str, en: str, expected: list[str]) -> None:
    assert [flag.found for flag in flags(zh, en)] == expected
