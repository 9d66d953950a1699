"""Numbers, dates, currencies and units: compared by value, never by digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from workbench.checks.rule import Example, PairText, Side, flag
from workbench.domain import Flag, Severity
from workbench.numerals import in_chinese, in_english
from workbench.quantities import Quantity

_DATES = frozenset({"year", "month", "day", "weekday", "hour", "minute", "decade", "century"})
_SMALL = 12
"""Up to here a number in words is style as often as fact: 三峡, "top ten", "the two countries"."""
_RELATIVE_DAYS = ("今", "昨", "明", "本月", "当", "上月", "下月", "同日", "次日", "去年", "前年")


def _strong(quantity: Quantity) -> bool:
    """Whether its absence on the other side means something."""
    value = quantity.value
    if quantity.weak or value is None or quantity.kind == "code":
        return False
    return not (quantity.spelled and value <= _SMALL and quantity.kind not in ("percent", "month", "weekday"))


def _group(quantity: Quantity) -> str:
    if quantity.kind in _DATES:
        return quantity.kind
    return "percent" if quantity.kind in ("percent", "fraction") else "number"


def _left(pair: PairText) -> tuple[list[Quantity], list[Quantity]]:
    """What has no counterpart, Chinese and English, weak ones too."""
    return (
        [pair.zh_quantities[i] for i in pair.agreement.left],
        [pair.en_quantities[j] for j in pair.agreement.right],
    )


def _plain(quantity: Quantity) -> bool:
    return _group(quantity) in ("number", "percent")


def _as_written(quantity: Quantity, text: str) -> bool:
    """A telephone number or code that the other side writes with other gaps: 85993119, "859 93119"."""
    return len(quantity.text) > 5 and quantity.text.isdigit() and quantity.text in re.sub("[ -]", "", text)


def _rival(quantity: Quantity, others: list[Quantity]) -> Quantity | None:
    """The leftover on the other side that most likely stands for this one."""
    fitting = [other for other in others if _group(other) == _group(quantity) and other.value is not None]
    return min(fitting, key=lambda other: _distance(quantity, other), default=None)


def _distance(a: Quantity, b: Quantity) -> tuple[bool, bool, float]:
    assert a.value is not None
    assert b.value is not None
    return (_mantissa(a.value) != _mantissa(b.value), a.kind != b.kind, abs(float(a.value - b.value)))


def _mantissa(value: Fraction) -> str:
    return f"{float(value):.6e}".partition("e")[0]


def _written(quantity: Quantity, side: Side) -> str | None:
    """The value of one side's quantity as the other side would write it."""
    value = quantity.value
    if value is None:
        return None
    if quantity.kind == "percent":
        return f"{in_english(value * 100)}%"
    if quantity.kind in ("month", "weekday", "decade", "century", "ordinal", "fraction", "hour"):
        return None
    if quantity.kind in ("year", "day", "minute"):
        return str(value) if side == "en" else None
    return in_english(value) if side == "en" else in_chinese(value)


class Numbers:
    """A number that changed, or that has no counterpart."""

    name = "numbers"
    family = "numbers"
    severity = Severity.ERROR
    explanation = (
        "A number has another value on the other side, or is missing there. Values are compared, not digits: 3.5亿 is "
        "350 million, 两万多 is more than 20,000, 七成 is 70 %, 300亩 is 20 hectares."
    )
    examples = (
        Example("完成了200多万项作业任务", "completed more than 200 million tasks", ("200 million",), suggestion="2 million"),
        Example("总投资42.9亿元", "a total investment of 4.29 billion yuan"),
        Example("年使用量约30万吨", "annual use is about 30 million tons", ("30 million",), suggestion="300,000"),
        Example("全国有3.5亿人", "350 million people in the country"),
        Example("三分之二的企业", "two thirds of the companies"),
        Example("占地300亩", "covers 20 hectares"),
        Example("增长了8.7%", "grew by 7.8%", ("7.8%",), suggestion="8.7%"),
        Example("近七成受访者", "nearly 70 percent of respondents"),
        Example("一带一路倡议", "the Belt and Road Initiative"),
        Example("双方签署“1+9”合作协议", "the two sides signed a 1+9 cooperation agreement"),
        Example("党的二十大报告", "the report to the 20th National Congress"),
        Example("“十四五”规划", "the 14th Five-Year Plan"),
    )  # fmt: skip

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flags a changed number on the suspect side, a missing one where it stands."""
        zh_left, en_left = _left(pair)
        zh_left = [quantity for quantity in zh_left if _plain(quantity) and not _as_written(quantity, pair.en)]
        en_left = [quantity for quantity in en_left if _plain(quantity)]
        for quantity in zh_left:
            if not _strong(quantity):
                continue
            rival = _rival(quantity, [other for other in en_left if _strong(other)])
            if rival is not None:
                en_left.remove(rival)
                yield self._changed(pair, quantity, rival)
            else:
                yield flag(
                    self, "zh", pair.zh, (quantity.start, quantity.end),
                    f"{quantity.text} has no counterpart in the English.",
                    severity=Severity.ERROR if self._sure(quantity) else Severity.WARNING,
                )  # fmt: skip
        for quantity in en_left:
            if _strong(quantity) and not (quantity.text.isdigit() and _as_written(quantity, pair.zh)):
                # Translators say which year "last year" was.
                explains = quantity.text.isdigit() and 1900 <= int(quantity.text) < 2100
                yield flag(
                    self, "en", pair.en, (quantity.start, quantity.end),
                    f"{quantity.text} has no counterpart in the Chinese.",
                    severity=Severity.INFO if explains else Severity.WARNING,
                )  # fmt: skip

    def _sure(self, quantity: Quantity) -> bool:
        return not quantity.spelled

    def _changed(self, pair: PairText, zh: Quantity, en: Quantity) -> Flag:
        side, wrong, right = (pair.suspect, en, zh) if pair.suspect == "en" else (pair.suspect, zh, en)
        assert right.value is not None
        value = f"{right.text} is {_written(right, side)}" if _written(right, side) else right.text
        return flag(
            self, side, pair.text(side), (wrong.start, wrong.end),
            f"{wrong.text} does not match {right.text}: {value}.", suggestion=_written(right, side),
        )  # fmt: skip


class Dates:
    """A date or time that changed or has no counterpart."""

    name = "numbers-date"
    family = "numbers"
    severity = Severity.ERROR
    explanation = (
        "A year, month, day, weekday or time differs between the sides, or is missing on one. 11月6日至7日 and "
        "“November 6-7” agree; a month or year the translator adds to a bare 29日 or 今年 is fine."
    )
    examples = (
        Example("2015年10月首次出任阁僚", "took office for the first time in December 2015", ("December",)),
        Example("11月6日至7日在津考察", "visited Tianjin on November 6-7"),
        Example("记者29日获悉", "the reporter learned on September 29"),
        Example("二〇二三年十一月六日", "Nov. 6, 2023"),
        Example("20世纪90年代", "in the 1990s"),
        Example("周二投票", "vote on Wednesday", ("Wednesday",)),
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flags a changed part of a date on the suspect side, a missing one where it stands."""
        zh_left, en_left = _left(pair)
        zh_left = [quantity for quantity in zh_left if quantity.kind in _DATES and not quantity.weak]
        en_left = [quantity for quantity in en_left if not quantity.weak]
        for quantity in zh_left:
            rival = _rival(quantity, en_left)
            if rival is None and quantity.kind in ("year", "day", "hour", "minute"):
                rival = next(
                    (other for other in en_left if other.kind in ("number", "ordinal") and _strong(other)), None
                )
            if rival is not None:
                en_left.remove(rival)
                side, wrong, right = ("en", rival, quantity) if pair.suspect == "en" else ("zh", quantity, rival)
                yield flag(
                    self, side, pair.text("zh" if side == "zh" else "en"), (wrong.start, wrong.end),
                    f"{wrong.text} does not match {right.text}.", suggestion=_written(right, pair.suspect),
                )  # fmt: skip
            else:
                yield flag(
                    self, "zh", pair.zh, (quantity.start, quantity.end),
                    f"{quantity.text} has no counterpart in the English.", severity=Severity.WARNING,
                )  # fmt: skip
        yield from self._added(pair, [quantity for quantity in en_left if quantity.kind in _DATES])

    def _added(self, pair: PairText, left: Iterable[Quantity]) -> Iterator[Flag]:
        kinds = {quantity.kind for quantity in pair.zh_quantities}
        relative = any(word in pair.zh_plain for word in _RELATIVE_DAYS)
        for quantity in left:
            implied = quantity.kind in ("month", "year") and ("day" in kinds or "month" in kinds or relative)
            if not implied:
                yield flag(
                    self, "en", pair.en, (quantity.start, quantity.end),
                    f"{quantity.text} has no counterpart in the Chinese.", severity=Severity.WARNING,
                )  # fmt: skip


class Units:
    """The right figure with another currency or unit."""

    name = "numbers-unit"
    family = "numbers"
    severity = Severity.ERROR
    explanation = (
        "The figure is the same but not what it counts: 亿元 is not dollars, 300亩 is 20 hectares, not 300 acres, "
        "公里 is not miles."
    )
    examples = (
        Example("投资5亿美元", "an investment of 500 million yuan", ("yuan",)),
        Example("占地300亩", "covers 300 acres", ("acres",)),
        Example("全长120公里", "120 kilometers long"),
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flags the unit's own words on the English side."""
        for i, j in pair.agreement.matched:
            zh, en = pair.zh_quantities[i], pair.en_quantities[j]
            if zh.unit is None or en.unit is None or zh.value != en.value or zh.unit.name == en.unit.name:
                continue
            if zh.unit.dimension != en.unit.dimension or zh.unit.dimension in ("duration", "temperature"):
                continue
            yield from self._differs(pair, zh, en)

    def _differs(self, pair: PairText, zh: Quantity, en: Quantity) -> Iterator[Flag]:
        assert zh.unit is not None
        assert en.unit is not None
        span = _unit_span(pair.en, en)
        # 元 alone is any currency of the yuan's name, and in Hong Kong the dollar.
        sure = zh.unit.name not in ("CNY", "li", "m") or "人民币" in pair.zh_plain
        yield flag(
            self, "en", pair.en, span, f"{pair.en[span[0] : span[1]]} is not the unit of {zh.text} in the Chinese ({zh.unit.name}).",
            severity=Severity.ERROR if sure else Severity.WARNING,
        )  # fmt: skip


def _unit_span(text: str, quantity: Quantity) -> tuple[int, int]:
    from workbench.units import unit_after, unit_before

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
