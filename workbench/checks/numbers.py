"""Numbers, dates, currencies and units: compared by value, never by digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from workbench.checks.rule import Example, PairText, RuleInfo, SegmentText, flag
from workbench.domain import Flag, Severity, Side
from workbench.domain import QuantityKind as Kind
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language.quantities.numerals import in_chinese, in_english
from workbench.language.quantities.quantity import Quantity
from workbench.language.quantities.units import Unit, unit_after, unit_before
from workbench.resources import WordLists

_DATES = frozenset(
    {
        Kind.YEAR,
        Kind.HALF_YEAR,
        Kind.QUARTER,
        Kind.MONTH,
        Kind.DAY,
        Kind.WEEKDAY,
        Kind.HOUR,
        Kind.MINUTE,
        Kind.DECADE,
        Kind.CENTURY,
    }
)
_PARTS_OF_YEAR = frozenset({Kind.HALF_YEAR, Kind.QUARTER})
"""Seldom missing: "the six months to June" is as good."""
_SHARES = frozenset({Kind.PERCENT, Kind.FRACTION})
_ONE = re.compile(r"\b(?:an?|one|another|each|every|per|single|the)\b|一|单|某|每", re.IGNORECASE)
"""What may stand for a 1."""
_LEAST_ORDERED = 3
"""First and second are said of much else."""
_SMALL = 12
"""Up to here a number in words is style as often as fact: 三峡, "top ten", "the two countries"."""
_MOST = 100
"""Disagreements flagged on a side: a table in the wrong place would have thousands."""
_WORDS = WordLists("quantity-words")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Quantities that stand for each other with different values, or one that stands alone."""

    zh: Quantity | None
    en: Quantity | None
    sure: bool = True


def disagreements(pair: PairText) -> list[Disagreement]:
    """Everything the numbers of a pair do not agree on, dates and plain numbers."""
    agreement = pair.agreement
    zh = [pair.zh.quantities[i] for i in agreement.left if _matters(pair.zh.quantities[i])]
    en = [pair.en.quantities[j] for j in agreement.right if _matters(pair.en.quantities[j])]
    if not zh and not en:
        return []
    zh_again = [pair.zh.quantities[i] for i in agreement.left_again if _strong(pair.zh.quantities[i])][:_MOST]
    en_again = [pair.en.quantities[j] for j in agreement.right_again if _strong(pair.en.quantities[j])][:_MOST]
    zh = [quantity for quantity in zh[:_MOST] if not _in_words(quantity, pair.en.text)]
    en = [quantity for quantity in en[:_MOST] if not _in_words(quantity, pair.zh.text)]
    times = [pair.en.quantities[j] for j in agreement.right if pair.en.quantities[j].kind is Kind.MULTIPLE]
    found: list[Disagreement] = []
    for quantity in sorted(zh, key=_strong, reverse=True):
        rival = _rival(quantity, en) or (_rival(quantity, en_again) if _strong(quantity) else None)
        if rival is None and quantity.kind is Kind.MULTIPLE and times:
            # 增长两倍 is to triple, 增长到两倍 to double.
            found.append(Disagreement(quantity, times.pop(0), sure=False))
        elif rival is not None:
            found.append(Disagreement(quantity, rival, _strong(quantity) or _strong(rival)))
            (en if rival in en else en_again).remove(rival)
        elif _strong(quantity):
            found.append(Disagreement(quantity, None))
    for quantity in filter(_strong, en):
        # Said twice in Chinese and once in English: the other time it became this.
        rival = _rival(quantity, [again for again in zh_again if again.kind == quantity.kind])
        if rival is not None:
            zh_again.remove(rival)
        found.append(Disagreement(rival, quantity))
    return found


def _matters(quantity: Quantity) -> bool:
    return not (quantity.weak or quantity.value is None or quantity.kind is Kind.CODE) and not (
        quantity.spelled and quantity.value <= 2 and quantity.kind not in _DATES | _SHARES
    )


def _strong(quantity: Quantity) -> bool:
    """Whether its absence on the other side means something."""
    if not _matters(quantity):
        return False
    small = quantity.value is not None and quantity.value <= _SMALL
    if quantity.kind in _PARTS_OF_YEAR:
        return False
    return not (quantity.spelled and small and quantity.kind not in _SHARES | {Kind.MONTH, Kind.WEEKDAY})


def _group(quantity: Quantity) -> str:
    if quantity.kind in _DATES:
        return quantity.kind
    return "percent" if quantity.kind in _SHARES else "number"


def _in_words(quantity: Quantity, text: str) -> bool:
    """A 1 that the other side writes as an article, or a number as other digits."""
    one = quantity.value == 1 and quantity.kind not in _DATES | _SHARES and _ONE.search(text)
    return bool(one) or _as_written(quantity, text)


def _as_written(quantity: Quantity, text: str) -> bool:
    """A telephone number or code that the other side writes with other spaces: 85993119, "859 93119"."""
    digits = quantity.text
    return digits.isdigit() and (
        (len(digits) > 5 and digits in re.sub("[ -]", "", text))
        or (len(digits) > 2 and any(digits in run and len(run) > 5 for run in re.findall(r"\d+", text)))
    )


def _rival(quantity: Quantity, others: list[Quantity]) -> Quantity | None:
    """The one on the other side that most likely stands for this one."""
    group = _group(quantity)
    fitting = [other for other in others if _group(other) == group]
    if not fitting and group in ("year", "day", "hour", "minute"):
        fitting = [other for other in others if other.kind in (Kind.NUMBER, Kind.ORDINAL) and not other.spelled]
    return min(fitting, key=lambda other: _distance(quantity, other), default=None)


def _distance(a: Quantity, b: Quantity) -> tuple[bool, bool, bool, float]:
    assert a.value is not None
    assert b.value is not None
    return (
        not _strong(b), _mantissa(a.value) != _mantissa(b.value), a.kind != b.kind, abs(float(a.value - b.value)),
    )  # fmt: skip


def _mantissa(value: Fraction) -> str:
    return f"{float(value):.6e}".partition("e")[0]


def _written(quantity: Quantity, *, chinese: bool) -> str | None:
    """A quantity of the other language as Chinese or English writes it; None where words are needed."""
    value = quantity.value
    if (
        value is None
        or value < 0
        or quantity.kind
        in (
            Kind.HALF_YEAR,
            Kind.QUARTER,
            Kind.MONTH,
            Kind.WEEKDAY,
            Kind.DECADE,
            Kind.CENTURY,
            Kind.ORDINAL,
            Kind.FRACTION,
            Kind.HOUR,
        )
    ):
        return None
    if quantity.kind is Kind.PERCENT:
        return f"{in_english(value * 100)}%"
    if quantity.kind in (Kind.YEAR, Kind.DAY, Kind.MINUTE):
        return None if chinese else str(value)
    return in_chinese(value) if chinese else in_english(value)


def _changed(rule: RuleInfo, pair: PairText, zh: Quantity, en: Quantity, severity: Severity) -> Flag:
    suspect = pair.suspect
    wrong, right = (zh, en) if suspect.chinese else (en, zh)
    suggestion = _written(right, chinese=suspect.chinese)
    message = _("The {language} has {right}, not {wrong}.")
    if suggestion and suggestion != right.text:
        message = _("The {language} has {right} ({meaning}), not {wrong}.")
    message = message.format(
        language=pair.other(suspect).language_name, right=right.text, meaning=suggestion, wrong=wrong.text
    )
    return flag(rule, suspect, (wrong.start, wrong.end), message, suggestion=suggestion, severity=severity)


def _alone(rule: RuleInfo, pair: PairText, text: SegmentText, quantity: Quantity, severity: Severity) -> Flag:
    message = _("Nothing in the {language} stands for {words}.")
    message = message.format(language=pair.other(text).language_name, words=quantity.text)
    return flag(rule, text, (quantity.start, quantity.end), message, severity=severity)


class Numbers:
    """A number that changed, or that has no counterpart."""

    name = "numbers"
    family = "numbers"
    severity = Severity.ERROR
    explanation = N_(
        "A number has another value on the other side, or is missing there. Values are compared, not digits: 3.5亿 is "
        "350 million, 两万多 is more than 20,000, 七成 is 70 %, 300亩 is 20 hectares."
    )
    examples = (
        Example(
            "完成了200多万项作业", "completed more than 200 million tasks", ("200 million",), suggestion="2 million"
        ),
        Example("总投资42.9亿元", "a total investment of 4.29 billion yuan"),
        Example("年使用量约30万吨", "annual use is about 30 million tons", ("30 million",), suggestion="300,000"),
        Example("全国有3.5亿人", "350 million people in the country"),
        Example("三分之二的企业", "two thirds of the companies"),
        Example("占地300亩", "covers 20 hectares"),
        Example("增长了8.7%", "grew by 7.8%", ("7.8%",), suggestion="8.7%"),
        Example("共有45家企业参加", "companies took part", ("45",), side=Side.SOURCE),
        Example("财政部等四部门发文", "six ministries issued the document", ("six",)),
        Example("近七成受访者", "nearly 70 percent of respondents"),
        Example("一带一路倡议", "the Belt and Road Initiative"),
        Example("双方签署“1+9”合作协议", "the two sides signed a 1+9 cooperation agreement"),
        Example("党的二十大报告", "the report to the 20th National Congress"),
        Example("“十四五”规划", "the 14th Five-Year Plan"),
        Example("建校150周年", "its sesquicentennial"),
        Example("数以千计的建筑物倒塌", "thousands of buildings collapsed"),
        Example("两国四方十分重视", "both countries and all four sides attach great importance"),
        Example("作价4000万欧元，为期两年", "€40m, two years"),
        Example("每天1人", "a person a day"),
        Example("第三家公司", "three companies", ("three",)),
        Example("三家公司", "the third company", ("third",)),
        Example("第三家公司", "the third company"),
        Example("三成是一级文物", "One third are first-grade relics.", ("One third",), suggestion="30%"),
        Example("打八折出售", "sold at a 20% discount"),
        Example("产量增长两倍", "Output tripled."),
        Example("产量增长两倍", "Output doubled.", ("doubled",)),
        Example("产量增长到两倍", "Output doubled."),
        Example("最低气温零下5度", "a low of 5 degrees", ("5",)),
        Example("最低气温零下5度", "a low of 5 degrees below zero"),
        Example("气温超过32.2摄氏度", "temperatures above 90 degrees"),
        Example("911事件之后", "after 9/11"),
        Example("装机容量达到500万千瓦", "an installed capacity of 5 GW"),
        Example("装机容量达到500万千瓦", "an installed capacity of 50 GW", ("50",), suggestion="5 million"),
        Example("排放15亿吨二氧化碳", "released 1.5 gigatons of carbon dioxide"),
        Example("历时1小时30分", "in 90 minutes"),
        Example("历时1小时30分", "in 80 minutes", ("80",), suggestion="1"),
        Example("为期一年零六个月", "lasting 18 months"),
        Example("在6个月内", "within half a year"),
        Example("住在5号楼", "lives in Building No.5"),
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag a changed number on the suspect side, a missing one where it stands."""
        for found in disagreements(pair):
            if _group(found.zh or found.en or _NONE) not in ("number", "percent"):
                continue
            if found.zh and found.en:
                yield _changed(self, pair, found.zh, found.en, Severity.ERROR if found.sure else Severity.WARNING)
            elif found.zh:
                yield _alone(self, pair, pair.zh, found.zh, Severity.WARNING if found.zh.spelled else Severity.ERROR)
            elif found.en:
                yield _alone(self, pair, pair.en, found.en, Severity.INFO if _explains(found.en) else Severity.WARNING)
        for i, j in pair.agreement.matched:
            if found_order := _other_order(self, pair, pair.zh.quantities[i], pair.en.quantities[j]):
                yield found_order


_COUNTED = re.compile("[个家名位次项件]")
_ORDERED = re.compile("[a-z]+(?:st|nd|rd|th)", re.IGNORECASE)


def _other_order(rule: RuleInfo, pair: PairText, zh: Quantity, en: Quantity) -> Flag | None:
    """The third company for 三家公司, or three companies for 第三家."""
    if zh.value != en.value or not (zh.spelled and en.spelled) or not zh.value or zh.value < _LEAST_ORDERED:
        return None
    ordered = _ORDERED.fullmatch(en.text) is not None
    if any(_ORDERED.search(other.text) for other in pair.en.quantities if other.value == en.value and other != en):
        return None
    if ordered == (zh.kind is Kind.ORDINAL) or not _COUNTED.match(pair.zh.simplified, zh.end):
        return None
    message = _("The Chinese counts: {words}.") if ordered else _("The Chinese gives the place in a series: {words}.")
    return flag(rule, pair.en, (en.start, en.end), message.format(words=zh.text), severity=Severity.WARNING)


_NONE = Quantity(0, 0, None, Kind.NUMBER, "")


def _explains(quantity: Quantity) -> bool:
    """Translators say which year "last year" was."""
    return quantity.text.isdigit() and 1900 <= int(quantity.text) < 2100


class Dates:
    """A date or time that changed or has no counterpart."""

    name = "numbers-date"
    family = "numbers"
    severity = Severity.ERROR
    explanation = N_(
        "A year, month, day, weekday or time differs between the sides, or is missing on one. 11月6日至7日 and "
        "“November 6-7” agree; a month or year the translator adds to a bare 29日 or 今年 is fine."
    )
    examples = (
        Example("2015年10月首次出任阁僚", "took office for the first time in December 2015", ("December",)),
        Example("10月1日电 今年10月1日", "Report of October 1: on March 1 this year", ("March",)),
        Example("11月6日至7日在津考察", "visited Tianjin on November 6-7"),
        Example("记者29日获悉", "the reporter learned on September 29"),
        Example("二〇二三年十一月六日", "Nov. 6, 2023"),
        Example("20世纪90年代", "in the 1990s"),
        Example("下午3点30分", "at 3:30 p.m."),
        Example("凌晨3点", "at 3 p.m.", ("3 p.m.",)),
        Example("21时20分", "at 9.20pm"),
        Example("今晚24:00以后", "after midnight tonight"),
        Example("三季度利润", "profit in the second quarter", ("second quarter",)),
        Example("2019年上半年", "in the first half of 2019"),
        Example("三季度末", "at the end of September"),
        Example("三季度末", "at the end of June", ("June",)),
        Example("正月初一", "on the first day of the Lunar New Year"),
        Example("周二投票", "vote on Wednesday", ("Wednesday",)),
        Example("2018年9月任副省长", "became vice governor", ("2018年", "9月"), side=Side.SOURCE),
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag a changed part of a date on the suspect side, a missing one where it stands."""
        for found in disagreements(pair):
            if _group(found.zh or found.en or _NONE) not in _DATES:
                continue
            if found.zh and found.en:
                yield _changed(self, pair, found.zh, found.en, Severity.ERROR)
            elif found.zh:
                yield _alone(self, pair, pair.zh, found.zh, Severity.WARNING)
            elif found.en and not _implied(found.en, pair):
                yield _alone(self, pair, pair.en, found.en, Severity.WARNING)


def _implied(quantity: Quantity, pair: PairText) -> bool:
    """A month or year that a Chinese reader supplies: from 29日, 9月, 今年."""
    if quantity.kind not in (Kind.MONTH, Kind.YEAR):
        return False
    kinds = {each.kind for each in pair.zh.quantities}
    return "day" in kinds or "month" in kinds or any(word in pair.zh.simplified for word in _WORDS["relative day"])


_DOLLARS = frozenset({"USD", "HKD", "TWD", "AUD", "CAD"})
_ANY_DOLLAR = frozenset({"$", "dollar", "dollars"})
"""At home these are the country's own dollars."""


class Units:
    """The right figure with another currency or unit."""

    name = "numbers-unit"
    family = "numbers"
    severity = Severity.ERROR
    explanation = N_(
        "The figure is the same but not what it counts: 亿美元 is not yuan, 300亩 is 20 hectares and not 300 acres, "
        "公里 is not miles."
    )
    examples = (
        Example("投资5亿美元", "an investment of 500 million yuan", ("yuan",)),
        Example("占地300亩", "covers 300 acres", ("acres",)),
        Example("时速800公里", "800 miles an hour", ("miles",)),
        Example("津贴4000港元", "an allowance of HK $4,000"),
        Example("发放1200美元支票", "There's a $1,200 check coming."),
        Example("营收为3770万澳元", "it made $37.7 million"),
        Example("营收为3770万澳元", "it made US$37.7 million", ("US$",)),
        Example("全长120公里", "120 kilometers long"),
        Example("每平方公里300人", "300 people per hectare", ("hectare",)),
        Example("每平方公里300人", "300 people per square kilometer"),
        Example("月薪8000元", "a salary of 8,000 yuan a year", ("year",)),
        Example("月薪8000元", "a salary of 8,000 yuan a month"),
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the unit's own words on the English side."""
        for i, j in pair.agreement.matched:
            zh, en = pair.zh.quantities[i], pair.en.quantities[j]
            if zh.value == en.value and (found := _other_rate(self, pair, zh, en)):
                yield found
            if zh.unit is None or en.unit is None or zh.value != en.value or zh.unit.name == en.unit.name:
                continue
            if zh.unit.dimension != en.unit.dimension or zh.unit.dimension in ("duration", "temperature"):
                continue
            start, end = _unit_span(pair.en.text, en)
            if zh.unit.name in _DOLLARS and pair.en.text[start:end].strip().lower() in _ANY_DOLLAR:
                continue
            # 元 is also the Hong Kong and Taiwan dollar, 里 and 米 are short for more than one unit.
            sure = zh.unit.name not in ("CNY", "li", "m") or "人民币" in pair.zh.simplified
            message = _("The Chinese counts in another unit: {words} ({unit}).")
            message = message.format(words=pair.zh.text[zh.start : zh.end + 4].rstrip(), unit=zh.unit.name)
            severity = Severity.ERROR if sure else Severity.WARNING
            yield flag(self, pair.en, (start, end), message, severity=severity)


_ZH_RATE = re.compile(r"(?:(?P<each>每一?)|(?P<word>时速|[月年日][薪均]))(?P<rest>[^，。；、,;\d]{0,8})$")
_ZH_RATE_AFTER = re.compile(r"[^\s，。；、\d/]{1,4}/")
_EN_RATE = re.compile(r"[^.,;()\d]{0,25}?(?:(?:\bper|\ban?|\bevery|\beach)[ -]|/ ?)")
_RATES = {"时速": "小时", "月": "个月", "年": "年", "日": "天"}


def _other_rate(rule: RuleInfo, pair: PairText, zh: Quantity, en: Quantity) -> Flag | None:
    """The same figure for another measure: 300 people per hectare for 每平方公里300人."""
    there = _zh_denominator(pair.zh.simplified, zh)
    match = _EN_RATE.match(pair.en.text, en.end) if there else None
    here = unit_after(pair.en.text, match.end()) if match else None
    if not there or not match or not here or here[0].dimension != there.dimension or here[0].name == there.name:
        return None
    message = _("The Chinese counts this for another measure ({unit}).").format(unit=there.name)
    return flag(rule, pair.en, (match.end(), here[1]), message, severity=Severity.WARNING)


def _zh_denominator(text: str, quantity: Quantity) -> Unit | None:
    """What 每平方公里 before a number counts it for, or 月薪, or /公斤 after it."""
    if before := _ZH_RATE.search(text[max(0, quantity.start - 14) : quantity.start]):
        if before["each"]:
            found = unit_after(before["rest"], 0) or unit_after("个" + before["rest"], 0)
        else:
            found = unit_after(_RATES.get(before["word"]) or _RATES[before["word"][0]], 0)
        return found[0] if found else None
    after = _ZH_RATE_AFTER.match(text, quantity.end)
    found = unit_after(text, after.end()) if after else None
    return found[0] if found else None


def _unit_span(text: str, quantity: Quantity) -> tuple[int, int]:
    if sign := unit_before(text, quantity.start):
        return sign[1], quantity.start
    after = unit_after(text, quantity.end)
    if after is None:
        return quantity.start, quantity.end
    start = quantity.end
    while text[start] in " -":
        start += 1
    return start, after[1]


RULES = (Numbers(), Dates(), Units())
