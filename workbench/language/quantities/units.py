"""Units of measurement and currencies beside a number, in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and what it is worth in the base unit of its dimension."""

    name: str
    dimension: str
    """money, area, length, mass, volume, temperature, power, age, duration."""
    factor: Fraction
    """In square metres, metres, kilograms, litres, seconds; 1 for money and temperature, which are never converted."""


def _table() -> dict[str, Unit]:
    rows: list[tuple[str, str, str | int, str]] = [
        # name, dimension, factor, the ways to write it separated by |
        ("CNY", "money", 1, "人民币|元|块钱|圆|yuan|rmb|renminbi|cny"),
        ("USD", "money", 1, "美元|美金|us dollars|us dollar|u.s. dollars|u.s. dollar|usd|dollars|dollar"),
        ("EUR", "money", 1, "欧元|euros|euro|eur"),
        ("GBP", "money", 1, "英镑|pounds sterling|gbp"),
        ("JPY", "money", 1, "日元|日圆|yen|jpy"),
        ("HKD", "money", 1, "港元|港币|hong kong dollars|hong kong dollar|hk dollars|hkd"),
        ("TWD", "money", 1, "新台币|台币|新臺幣|new taiwan dollars|nt dollars|twd"),
        ("KRW", "money", 1, "韩元|韩圆|won|krw"),
        ("INR", "money", 1, "卢比|rupees|rupee"),
        ("RUB", "money", 1, "卢布|rubles|roubles|ruble|rouble"),
        ("AUD", "money", 1, "澳元|澳币|australian dollars|australian dollar|aud"),
        ("CAD", "money", 1, "加元|加币|canadian dollars|canadian dollar|cad"),
        ("mu", "area", "2000/3", "亩|mu"),
        ("hectare", "area", 10000, "公顷|hectares|hectare|ha"),
        ("acre", "area", "4046.8564", "英亩|acres|acre"),
        ("km2", "area", 10**6, "平方公里|平方千米|square kilometers|square kilometres"
         "|square kilometer|square kilometre"
         "|sq km|sq. km|km²|km2"),
        ("mi2", "area", "2589988.11", "平方英里|square miles|square mile|sq miles"),
        ("m2", "area", 1, "平方米|㎡|平米|square meters|square metres|square meter|square metre|sq m|m²|m2"),
        ("ft2", "area", "0.09290304", "平方英尺|平方呎|square feet|square foot|sq ft"),
        ("km", "length", 1000, "公里|千米|kilometers|kilometres|kilometer|kilometre|kms|km"),
        ("mile", "length", "1609.344", "英里|miles|mile"),
        ("nmi", "length", 1852, "海里|nautical miles|nautical mile"),
        ("li", "length", 500, "里|华里|li"),
        ("m", "length", 1, "米|公尺|meters|metres|meter|metre|m"),
        ("cm", "length", "1/100", "厘米|公分|centimeters|centimetres|centimeter|centimetre|cm"),
        ("mm", "length", "1/1000", "毫米|millimeters|millimetres|millimeter|millimetre|mm"),
        ("ft", "length", "0.3048", "英尺|feet|foot|ft"),
        ("inch", "length", "0.0254", "英寸|寸|inches|inch"),
        ("tonne", "mass", 1000, "公吨|吨|metric tons|metric tonnes|tonnes|tonne|tons|ton"),
        ("kg", "mass", 1, "公斤|千克|kilograms|kilogram|kilos|kilo|kg|kgs"),
        ("jin", "mass", "1/2", "市斤|斤|jin|catties|catty"),
        ("liang", "mass", "1/20", "liang|taels"),
        ("g", "mass", "1/1000", "克|grams|gram|grammes"),
        ("lb", "mass", "0.45359237", "磅|lbs|lb"),
        ("celsius", "temperature", 1, "摄氏度|℃|°c|degrees celsius|degree celsius|degrees centigrade"),
        ("fahrenheit", "temperature", 1, "华氏度|℉|°f|degrees fahrenheit"),
        ("m3", "volume", 1000, "立方米|立方公尺|cubic meters|cubic metres|cubic meter|cubic metre|m³|m3"),
        ("litre", "volume", 1, "公升|升|liters|litres|liter|litre"),
        ("age", "age", 1, "周岁|岁|years old|year-old|years of age|years-old|-year-old"),
        ("month", "duration", "30.4", "个月|个多月|months|month|-month"),
        ("week", "duration", 7, "周|个星期|星期|weeks|week|-week"),
        ("year", "duration", "365", "年|years|year|-year"),
        ("day", "duration", 1, "天|日|days|day|-day"),
        ("hour", "duration", "1/24", "小时|个小时|钟头|个钟头|hours|hour|hrs|-hour"),
        ("minute", "duration", "1/1440", "分钟|minutes|minute|mins|-minute"),
    ]  # fmt: skip
    return {
        spelling: Unit(name, dimension, Fraction(factor))
        for name, dimension, factor, spellings in rows
        for spelling in spellings.split("|")
    }


UNITS = _table()
_SYMBOLS = {
    **dict.fromkeys(("¥", "￥", "rmb", "cny", "cn¥"), UNITS["yuan"]),
    **dict.fromkeys(("$", "us$", "usd", "u.s.$", "＄"), UNITS["dollars"]),
    **dict.fromkeys(("€", "eur", "euro"), UNITS["欧元"]),
    "£": UNITS["英镑"],
    "gbp": UNITS["英镑"],
    "hk$": UNITS["港元"],
    "hkd": UNITS["港元"],
    "nt$": UNITS["台币"],
    "a$": UNITS["澳元"],
    "c$": UNITS["加元"],
    "jpy": UNITS["日元"],
}


def _alternatives(spellings: dict[str, Unit]) -> str:
    return "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))


_CHINESE = {spelling: unit for spelling, unit in UNITS.items() if not spelling[0].isascii()}
_ENGLISH = {spelling: unit for spelling, unit in UNITS.items() if spelling[0].isascii()}
_AFTER = re.compile(
    rf"[多余来]?\s?(?:({_alternatives(_CHINESE)})|-?({_alternatives(_ENGLISH)})(?![A-Za-z]))", re.IGNORECASE
)
_BEFORE = re.compile(rf"(?<![A-Za-z])({_alternatives(_SYMBOLS)})\s?$", re.IGNORECASE)


def unit_after(text: str, position: int) -> tuple[Unit, int] | None:
    """The unit that follows a number ending at the position, and where the unit ends."""
    match = _AFTER.match(text, position)
    if not match:
        return None
    return UNITS[(match[1] or match[2]).lower()], match.end()


def unit_before(text: str, position: int) -> tuple[Unit, int] | None:
    """The currency sign that stands before a number starting at the position, and where the sign starts."""
    if position == 0 or not (text[position - 1] in "$€£¥￥＄ " or text[position - 1].isalpha()):
        return None
    # "HK $4,000" is seen as often as "HK$4,000".
    near = text[max(0, position - 7) : position]
    match = _BEFORE.search(near.replace(" $", "$"))
    if not match:
        return None
    start = near.upper().rfind(match[1][:1].upper(), 0, near.rfind(match[1][-1]) + 1)
    return _SYMBOLS[match[1].lower()], position - len(near) + start
