"""Quantities by value: what each way of writing a number is worth."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.analysed_text import AnalysedText
from workbench.language.quantities.agreement import agree as agreement_of
from workbench.language.quantities.finding import quantities
from workbench.language.quantities.numerals import in_chinese, in_english, parse_chinese, parse_english
from workbench.language.quantities.patterns import any_form, form_after

_VALUES = [
    # Chinese
    ("3.5亿人", [("3.5亿", 350_000_000)]),
    ("两万多人", [("两万多", 20_000)]),
    ("13.2万余件", [("13.2万余", 132_000)]),
    ("1亿2000万", [("1亿2000万", 120_000_000)]),
    ("两万五千里", [("两万五千", 25_000)]),
    ("一百五十八家", [("一百五十八", 158)]),
    ("一百零五个", [("一百零五", 105)]),
    ("3万亿元", [("3万亿", 3 * 10**12)]),
    ("叁佰伍拾元", [("叁佰伍拾", 350)]),
    ("１２３家", [("１２３", 123)]),
    ("1,516公里", [("1,516", 1516)]),
    ("三分之二", [("三分之二", Fraction(2, 3))]),
    ("百分之三十五", [("百分之三十五", Fraction(35, 100))]),
    ("50.8 % ", [("50.8 %", Fraction(508, 1000))]),
    ("3.71‰", [("3.71‰", Fraction(371, 100_000))]),
    ("近7成", [("7成", Fraction(7, 10))]),
    ("回落0.5个百分点", [("0.5个百分点", Fraction(5, 1000))]),
    ("2023年11月6日至7日", [("2023年", 2023), ("11月", 11), ("6日", 6), ("7日", 7)]),
    ("二〇二三年十一月六日", [("二〇二三年", 2023), ("十一月", 11), ("六日", 6)]),
    ("20世纪90年代", [("20世纪90年代", 1990)]),
    ("20 世纪 70 年代", [("20 世纪 70 年代", 1970)]),
    ("2008 年 11 月 26 日", [("2008 年", 2008), ("11 月", 11), ("26 日", 26)]),
    ("第 3 名，5 天", [("第 3", 3), ("5", 5)]),
    ("周二", [("周二", 2)]),
    ("第三届", [("第三", 3)]),
    ("四是携手", [("四是", 4)]),
    ("党的二十大报告", [("二十大", 20)]),
    ("两个半小时", [("两个半", Fraction(5, 2))]),
    ("三点五亿", [("三点五亿", 350_000_000)]),
    ("300亩", [("300", 300)]),
    ("萬億元", [("萬億", 10**12)]),
    ("3萬億元", [("3萬億", 3 * 10**12)]),
    # English
    ("350 million people", [("350 million", 350_000_000)]),
    ("two hundred and five", [("two hundred and five", 205)]),
    ("twenty-one", [("twenty-one", 21)]),
    ("a million mu", [("a million", 1_000_000)]),
    ("3.5bn", [("3.5bn", 3_500_000_000)]),
    ("$1.2m", [("1.2m", 1_200_000)]),
    ("two thirds", [("two thirds", Fraction(2, 3))]),
    ("1/3", [("1/3", Fraction(1, 3))]),
    ("one in five", [("one in five", Fraction(1, 5))]),
    ("eight quarters", [("eight", 8)]),
    ("35 percent", [("35 percent", Fraction(35, 100))]),
    ("November 6-7, 2023", [("November", 11), ("6", 6), ("7", 7), ("2023", 2023)]),
    ("Nov. 6", [("Nov.", 11), ("6", 6)]),
    ("6 November", [("6", 6), ("November", 11)]),
    ("the 1990s", [("1990s", 1990)]),
    ("two decades", [("two decades", 20)]),
    ("the twenty-first", [("twenty-first", 21)]),
    ("the 19th", [("19th", 19)]),
    ("2018-09-30", [("2018", 2018), ("09", 9), ("30", 30)]),
    ("7:30 p.m.", [("7", 19), ("30", 30)]),
    ("two and a half years", [("two and a half", Fraction(5, 2))]),
    ("€40m, two years", [("40m", 40_000_000), ("two", 2)]),
    ("3 million and 4 million", [("3 million", 3_000_000), ("4 million", 4_000_000)]),
    ("two million, five hundred thousand", [("two million, five hundred thousand", 2_500_000)]),
    ("three hundred, four hundred", [("three hundred", 300), ("four hundred", 400)]),
    ("two and a half million", [("two and a half million", 2_500_000)]),
    ("9.20am", [("9", 9), ("20", 20)]),
    ("0200GMT", [("02", 2)]),
    ("下午3点", [("3点", 15)]),
    ("晚上9点20分", [("9点", 21), ("20分", 20)]),
    ("凌晨2点半", [("2点", 2), ("半", 30)]),
    ("half past three", [("half past ", 30), ("three", 3)]),
    ("a quarter to four", [("a quarter to ", 45), ("four", 3)]),
    ("3 / 4", [("3 / 4", Fraction(3, 4))]),
    ("1 1/2 cups, 2½ spoons", [("1 1/2", Fraction(3, 2)), ("2½", Fraction(5, 2))]),
    ("三 分 之 二", [("三 分 之 二", Fraction(2, 3))]),
    ("a third of them", [("a third", Fraction(1, 3))]),
    ("打八折", [("八折", Fraction(4, 5))]),
    ("an A $4,000 cheque", [("4,000", 4000)]),
    ("三季度", [("三季度", 3)]),
    ("the third quarter, Q2", [("third quarter", 3), ("Q2", 2)]),
    ("前三季度", [("三", 3)]),
    ("上半年", [("上半年", 1)]),
    ("the second half of 2019", [("second half", 2), ("2019", 2019)]),
    ("二十一世纪二十年代", [("二十一世纪二十年代", 2020)]),
    ("零下5度", [("5", -5)]),
    ("-5 degrees, minus 3 degrees, 4 °C below zero", [("5", -5), ("3", -3), ("4", -4)]),
    # Nothing to count
    ("正月初一，腊月廿三", []),
    ("the nineties, in her twenties", []),
    ("一带一路，千方百计，十分重视，统一思想", []),
    ("三三两两，万一，三峡，四川，五金", []),
    ("It may march on", []),
    ("no one knows, one of them", []),
]


@pytest.mark.parametrize(("text", "expected"), _VALUES, ids=[text for text, _ in _VALUES])
def test_values(text: str, expected: list[tuple[str, Fraction | int]]) -> None:
    found = [(quantity.text, quantity.value) for quantity in AnalysedText(text).quantities if not quantity.weak]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "value", "upper"),
    [
        ("数千人", 1000, 10_000), ("几十家", 10, 100), ("三四十人", 30, 40), ("十几个", 10, 20), ("上百家", 100, 1000),
        ("数以千计", 1000, 10**6), ("dozens of people", 10, 100), ("hundreds of thousands of people", 10**5, 10**6),
    ],
)  # fmt: skip
def test_spans(text: str, value: Fraction, upper: Fraction) -> None:
    (found,) = quantities(text)
    assert (found.value, found.upper, found.approximate) == (value, upper, True)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("300亩", "area"), ("3 km", "length"), ("5亿美元", "money"), ("US$ 3 billion", "money"), ("HK $4,000", "money"),
        ("30 tons", "mass"), ("18岁", "age"), ("H5N6", "code"), ("5G", "code"), ("翻番", "multiple"),
        ("threefold", "multiple"),
        ("Monday", "weekday"), ("21时", "hour"), ("五年", "duration"),
    ],
)  # fmt: skip
def test_kinds(text: str, kind: str) -> None:
    assert {quantity.kind for quantity in quantities(text)} == {kind}


@pytest.mark.parametrize(
    ("chinese", "english", "agree"),
    [
        ("两笔十亿美元的交易", "two billion-dollar deals", True), ("增长两倍", "tripled", True),
        ("增长两倍", "grew by two times", True), ("增长到两倍", "tripled", False), ("是去年的3倍", "tripled", True),
        ("下午3点", "3 p.m.", True), ("15:00", "3 p.m.", True), ("3点", "3 p.m.", True), ("凌晨3点", "3 p.m.", False),
        ("24:00", "midnight", True), ("中午12点", "noon", True), ("90年代", "the nineties", True),
        ("下降3%", "−3 %", True), ("零下3度", "3 degrees", False), ("零下10摄氏度", "14 degrees Fahrenheit", True),
        ("时速96公里", "60mph", True), ("38摄氏度", "100F", True), ("零下20摄氏度", "minus 20C", True),
        ("3C产品", "consumer electronics", True), ("50年", "half a century", True),
        ("5亿美元", "half a billion dollars", True), ("1.6公里", "a mile", True), ("18个月", "a year and a half", True),
        ("一个半小时", "90 minutes", True), ("三分之一", "33 percent", True), ("三分之一", "43 percent", False),
        ("每五人中有一人", "one in five", True), ("五分之一", "1 in 5", True), ("0.5%", "50 basis points", True),
        ("2020至2021赛季", "the 2020/21 season", True), ("三比零", "3-0", True), ("1.78米", "5'10\"", True),
        ("十九世纪", "the 1800s", True),
        ("四分之一决赛", "the quarter-finals", True), ("百万富翁", "millionaires", True),
        ("第49届超级碗", "Super Bowl XLIX", True), ("路易十四", "Louis XIV", True), ("0.08%", ".08%", True),
        ("3,000多亿美元", "$300+ billion", True), ("10,700次", "10.700 tests", True),
        ("100 000人", "100,000 people", True),
        ("五十千米", "fifty kilometres", True), ("三千米", "3,000 metres", True), ("732/1,037", "732 of 1,037", True),
        ("1914年至1918年", "1914–18", True), ("四十余个", "some four dozen", True), ("UTC 0230", "0230 UTC", True),
        ("增长1.5倍", "a 150% increase", True), ("农历五月初五", "the Dragon Boat Festival", True),
        ("前三季度", "the first three quarters", True), ("前三季度", "the first nine months", True),
        ("一半", "50%", True), ("1号选手", "the top seed", True), ("1号抵达", "arrives on the 1st", True),
        ("9·11事件", "9/11", True), ("跨度137米", "a span of 137m", True), ("万吨级", "10,000-ton", True),
    ],
)  # fmt: skip
def test_concepts(chinese: str, english: str, *, agree: bool) -> None:
    zh, en = quantities(chinese), quantities(english)
    agreement = agreement_of(zh, en)
    alone = [zh[i] for i in agreement.left] + [en[j] for j in agreement.right]
    assert all(quantity.weak for quantity in alone) is agree


@given(st.integers(1, 10**13))
def test_numbers_come_back_as_they_were_written(value: int) -> None:
    for written in (in_english(Fraction(value)), in_chinese(Fraction(value)), f"{value:,}", str(value)):
        (found,) = quantities(f" {written}个 ")
        assert found.value == value, written


_ZH = "零一二三四五六七八九"


def _in_characters(value: int) -> str:
    if value >= 10_000:
        rest = value % 10_000
        gap = "零" if rest and rest < 1000 else ""
        return _in_characters(value // 10_000) + "万" + (gap + _in_characters(rest) if rest else "")
    text, zero = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("零" if zero and text else "") + _ZH[digit] + sign
            zero = False
        else:
            zero = True
    return text


@given(st.integers(1, 9_999_999))
def test_chinese_numerals_by_a_second_writer(value: int) -> None:
    number = parse_chinese(_in_characters(value))
    assert number is not None
    if number.upper is None:
        assert number.value == value


def test_english_words() -> None:
    assert parse_english("a thousand billion") == 10**12
    assert parse_english("three million five hundred thousand") == 3_500_000
    assert parse_english("half a million") == 500_000


_MIXED = st.text(
    st.sampled_from("零一二三两十百千万亿年月日时点分成倍第之几多半0123456789.,%％/-:$ aneohdtMy世纪亩个"), max_size=40
)


@given(st.one_of(st.text(max_size=60), _MIXED))
def test_any_text_is_read_and_offsets_are_true(text: str) -> None:
    last = 0
    for quantity in quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.start >= last or quantity.kind == "duration"
        last = quantity.start


_WORDS = st.sampled_from(
    re.findall(
        r"\S+",
        "a an one Two five ten twenty thirty-first half quarter past to of in out every hundred thousand million "
        "dozen few fifty-fifty year hour mile acre decade centuries hundreds thirds Monday May Sept. Q3 third fifth "
        "second XL VIII I nıne ſix ten年 3 1/2 2.5 5th 20 2020-01-05 - , . 和",
    )
)
_CHARACTERS = st.sampled_from(
    "零一二三四五十百千万亿两廿几数双半翻首过减倍周星期礼拜天午夜子正中上下腊冬月初第成每比分之点刻年日季度末个人家有就大会规划是否"
    "、。（）()“”½¾3 \u3000"
)

_EVERYWHERE = form_after(
    {"H": r"(?=[(\u0080-\U0010ffff])", "L": "(?<![A-Za-z])(?=[A-Za-z])", "D": r"(?=\.?\d)"}, addresses=False
)
"""The forms, looked for wherever their first character can stand."""


@given(st.one_of(st.lists(_WORDS, max_size=8).map(" ".join), st.text(_CHARACTERS, max_size=14)))
def test_no_form_begins_where_none_is_looked_for(text: str) -> None:
    found, wanted = (
        [(match.span(), match.lastgroup) for match in pattern.finditer(text)]
        for pattern in (any_form(addresses=False), _EVERYWHERE)
    )
    assert found == wanted


def test_long_rubbish_is_read_in_reasonable_steps() -> None:
    for text in (
        "一" * 20_000,
        "1" * 20_000,
        "1," * 10_000,
        "one " * 5_000,
        "千万" * 5_000,
        "a-" * 10_000,
        "1.1" * 5_000,
    ):
        quantities(text)
