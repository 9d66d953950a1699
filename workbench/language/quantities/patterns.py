"""How quantities are written: one pattern per form, in order of preference; `finding` looks for them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from string import ascii_lowercase

from workbench.language.quantities.numerals import (
    DIGITS,
    EN_HALF,
    EN_NUMBER,
    EN_ONES,
    EN_ORDINALS,
    EN_SCALES,
    EN_TENS,
    EN_WORDS,
)
from workbench.resources import table

PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
PARTS |= {"ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000}

Z = "零〇○一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍柒捌玖拾佰仟"
"""Characters of numerals, except for 陆, which is a number only among other formal numerals."""


@cache
def values(wanted: str) -> dict[str, int]:
    """Return the words of a list of db/terms/quantity-words.tsv with what they are worth.

    "rough" words name only an order of magnitude, "weak" ones can stand for a number but their absence means nothing.
    """
    found = {row["word"]: int(row["value"]) for row in table("quantity-words") if row["list"] == wanted}
    if wanted == "weak":
        found |= {f"{word}fold": value for word, value in EN_WORDS.items() if 2 <= value <= 20}
    return found


@cache
def measures() -> str:
    """Return what may follow a single numeral when it counts something, for a character class."""
    return "".join(row["word"] for row in table("quantity-words") if row["list"] == "measure")


def _idioms() -> str:
    """Idioms and names that only contain a numeral, where their conditions hold."""
    patterns = []
    for row in table("quantity-words"):
        if row["list"] == "idiom":
            before = f"(?<!{_any(row['not after'])})" if row["not after"] else ""
            after = f"(?={_any(row['followed by'])})" if row["followed by"] else ""
            never = f"(?!{_any(row['not followed by'])})" if row["not followed by"] else ""
            patterns.append(f"{before}{row['word']}{after}{never}")
    return "|".join(patterns)


def _any(cell: str) -> str:
    return "|".join(map(re.escape, cell.split(";")))


_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)(?:\.|(?=\s+\d)))"
)
_NOT_A_SHARE = (
    "(?! (?:of )?(?:century|anniversary|place|time|year|party|session|meeting|plenary|round|day|congress|person|ring|"
    "grade|generation|term|set|match|game|world|book|batch|phase|largest|biggest|most|plenum))"
)
_NOT_A_HALF = "(?![- ](?:an? )?(?:century|decade|hundred|thousand|million|billion|trillion|dozen))"
_ONE_UNIT = "mile|kilomet(?:re|er)|hectare|acre|foot|pound|ton|tonne|lit(?:re|er)|inch|met(?:re|er)"
_LASTING = "hour|year|day|week|month|minute|mile"
_DECADES = "|".join(tens.removesuffix("y") + "ies" for tens in EN_TENS.split("|"))
_SMALL = "|".join(word for word in EN_WORDS if word != "zero")
_DIGITS_OR_Z = f"(?:{DIGITS}|[{Z}]{{1,40}})"


def _forms() -> dict[str, tuple[str, str]]:
    """The pattern of every form, with what it may begin with: H for characters, L for letters, D for digits."""
    words = [*values("weak"), "several", "a few", "few"]
    no_measure = f"[^\\W\\d_a-zA-Z{Z}{measures()}]"
    return {
        "address": ("LD", r"https?://\S+|www\.\S+|[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]{1,64}"),
        # Idioms and names that only contain a numeral.
        "idiom": (
            "H",
            rf"{_idioms()}|[一二三四五六七八九十百千万两]{no_measure}[一二三四五六七八九十百千万两]{no_measure}",
        ),
        "fifty_fifty": ("L", "(?i:fifty-fifty)"),
        # 十四五 is the 14th Five-Year Plan, 二十大 the 20th National Congress.
        "plan": (
            "H",
            '[“"「]?十[二三四五六七]五[”"」]?(?=规划|时期|期间|以来|[初末]|收官|开局|国家|重点|计划|的|，)'
            "|“?十[二三四五六七]五”",
        ),
        "congress": (
            "H",
            "(?<![一二三四五六七八九十])(?:十[一二三四五六七八九]?|二十[一二三]?|[七八九])大"
            "(?=[以上的报精召开闭后前、，。”》代和是期之对提]|$)",
        ),
        # 一是, 二是 and 一、 and （三） count the points of a list.
        "enumerator": (
            "H",
            rf"(?:^|(?<=[。；;\s]))[（(]?[{Z}]{{1,3}}(?:[）)、．]|\.(?!\d))"
            "|(?:^|(?<=[。；，:：;、\\s”]))[一二三四五六七八九十]是(?!否)",
        ),
        "date": (
            "D",
            r"(?<![\d.])(?:19|20)\d\d"
            r"(?:(?P<mark>[-/.])(?:0?[1-9]|1[0-2])(?P=mark)(?:[12]\d|3[01]|0?[1-9])|[./-]0[1-9])(?![\d.])",
        ),
        "event": ("D", r"(?<![\d.])\d{1,2}[·•・‧]\d{1,2}(?!\d)"),
        "quarter_zh": ("HD", "(?<!前)第?\\s?[一二三四1-4]\\s?季度[末底]?|[上下]半年[末底]?"),
        "year_part": (
            "LD",
            "(?i:\\b(?:(?:first|second|third|fourth|final|1st|2nd|3rd|4th)"
            "(?:[- ](?:fiscal|financial))?[- ]quarter(?!s|-?final)|Q[1-4]|[1-4]Q"
            "|(?:first|second|latter) half(?= of (?:(?:the|this|last|next|each|every) )?(?:fiscal |financial )?"
            "(?:year|20\\d\\d)))\\b)",
        ),
        "lunar": ("H", f"[正腊冬]月|(?<=月)[初廿][{Z}]{{1,2}}|(?<=年)初[一二三四五六七八九十](?![中级])"),
        "zh_quarter": ("H", f"(?<=[\\d{Z}][点时])(?:半|[一二三]刻)"),
        "past": (
            "L",
            rf"(?i:\b(?:half|(?:a )?quarter) (?:past|to) (?:{EN_ONES}|ten|eleven|twelve|1[0-2]|[1-9])\b)",
        ),
        "midday": ("H", "午夜|子夜|零点(?!\\d)|正午|中午(?![\\d一二三十])"),
        "decades": ("L", rf"(?i:\b(?:{_DECADES})\b)"),
        "zh_in": ("H", f"每(?:{_DIGITS_OR_Z})[个名位人家][^，。；]{{0,6}}?[就便]?[有是]{_DIGITS_OR_Z}(?=[个名位人家])"),
        "ratio": ("H", f"[{Z}]{{1,3}}比[{Z}]{{1,3}}"),
        "feet": ("D", r"(?<![\d.])\d{1,2}['’′] ?\d{1,2}(?:[\"”″]|'')"),
        "and_a_half": (
            "L",
            rf"(?i:\b(?:an?|one) (?:{_LASTING})s? and a half\b)",
        ),
        "a_unit": ("L", rf"[Aa]n?(?= (?:{_ONE_UNIT})\b)"),
        "rough_zh": ("H", "数以[百千万亿]+计|成[百千]上[千万]|千千万万|万千"),
        "weekday_zh": ("H", "(?:星期|礼拜|(?<![一二两三四五六七八九十几每\\d])周)[一二三四五六日天](?![个周])"),
        "weekday": ("L", rf"\b(?:{'|'.join(values('weekday'))})(?:s|\b)"),
        "month": ("L", rf"\b{_MONTH}(?![a-z])"),
        "share": ("HD", rf"(?:百|千|万|{_DIGITS_OR_Z})\s?分\s?之\s?{_DIGITS_OR_Z}(?:点[{Z}]{{1,40}})?|百分百"),
        "weak_zh": (
            "H",
            "翻(?:[一两三四]?番|倍)|双(?=[方边向人])|半(?=个|年|数|天|月|场|小时|价|以上|程)|过半|一半|减半|首(?=[个次届位批家座条款只例部创])"
            "|[几数](?=[个名位次年天家条项件场种])",
        ),
        "zh": (
            "HD",
            rf"(?<![A-Za-z\d.,]){DIGITS}(?:\s?[多余几]?[百千](?=[十百千万亿余多名个元人吨家])|\s?[多余几]?[万亿兆])(?:[万亿])*"
            rf"(?:{DIGITS}[百千万亿]+)*[多余来几]?"
            rf"|[数几][十百千万亿]+[多余]?|[壹贰叁肆伍陆柒捌玖拾佰仟万亿]{{2,12}}|[{Z}]{{1,40}}点[{Z}]{{1,40}}(?![分刻{Z}])[万亿]*|[{Z}]{{1,40}}(?:[多余来几][百千万亿]+)*(?:余|几(?!乎)|(?<=[十百千万亿])[多来])?",
        ),
        "fraction_digits": (
            "HD",
            r"(?<![\d/.])(?:\d{1,3}[ -](?=\d/))?\d{1,3} ?/ ?\d{1,3}(?![\d/]|,\d)|(?<!\d)\d{0,3}[½⅓⅔¼¾⅛]"
            r"|(?<![\d.])\d{1,2} (?:in|out of)(?: every)? (?:[2-9]|1[0-9]|20|25|50|1,?0{2,4})\b(?![.,]\d)",
        ),
        "fraction": (
            "L",
            rf"(?i:\b(?:(?:{_SMALL}|an?)[- ](?:halves|half|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?"
            rf"|ninths?|tenths?|hundredths?|thousandths?)(?![a-z]){_NOT_A_SHARE}"
            rf"|half(?![a-z]){_NOT_A_HALF}|quarter(?= of)"
            rf"|(?:{EN_ONES}|ten) (?:in|out of)"
            rf"(?: every)? (?:{EN_ONES}|ten)\b))",
        ),
        "ordinal_digits": ("D", r"\b\d{1,4}(?:st|nd|rd|th)\b"),
        "ordinal": (
            "L",
            rf"(?i:\b(?:(?:{EN_TENS})[- ])?(?:{'|'.join(EN_ORDINALS)})\b)",
        ),
        "rough": (
            "L",
            rf"(?i:\b(?:{'|'.join(values('rough'))})"
            r"(?:(?: of| and) (?:thousands|hundreds|millions|billions|trillions))?\b)",
        ),
        "period": ("L", r"(?i:\b(?:(?:half an?|an?)[- ])?(?:decades?|century|centuries)\b)"),
        "roman": ("L", r"(?<![A-Za-z.-])(?=[IVXL]{2})(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![A-Za-z.-])"),
        "en": ("L", rf"(?<![\d.])(?i:{EN_NUMBER}{EN_HALF}?)"),
        # "No.5", "Fig.2", and a sentence that begins with a number right after the full stop of the one before.
        "en_digits": ("D", rf"(?:(?<![\d.])|(?<=[A-Za-z]\.))(?i:{EN_NUMBER}{EN_HALF}?)"),
        "word": ("L", rf"(?i:\b(?:{'|'.join(words)})\b)"),
    }


def _beginnings(*, addresses: bool) -> dict[str, str]:
    """What a form of each kind begins with: asked first, since most places cannot start a quantity."""
    idioms = "".join(row["word"][0] for row in table("quantity-words") if row["list"] == "idiom")
    characters = f"{Z}{idioms}几数双半翻首过减周星礼午子中正上下腊冬初第成每“「（½⅓⅔¼¾⅛"
    word = "" if addresses else f"(?=[IVXL]{{2}}|{_any_beginning(set(_first_words()))})"
    return {
        "H": rf"(?=[\s\d({characters}])(?=[(\u0080-\U0010ffff])",
        "L": f"(?<![A-Za-z])(?=[A-Za-z]){word}",
        "D": r"(?=\.?\d)",
    }


def _first_words() -> Iterator[str]:
    """Words, and an article with the word behind it, one of which every English form begins with; in lower case."""
    yield from (*EN_WORDS, *EN_ORDINALS, *PARTS, *_DECADES.split("|"), *values("rough"), *values("weak"))
    yield from ("several", "few", "final", "latter", "decade", "century", "centuries", "q1", "q2", "q3", "q4")
    yield from (name.lower() for name in (*values("weekday"), *re.findall("[A-Z][a-z]+", _MONTH)))
    units = re.findall("[a-z]{3,}", f"{_LASTING}|{_ONE_UNIT}")
    scales = (word for word in EN_SCALES if len(word) > 4)
    for word in (*scales, *PARTS, *units, "few", "decade", "century", "centuries"):
        yield from (article + word for article in ("a ", "a-", "an ", "an-"))


def _any_beginning(words: Collection[str]) -> str:
    """A pattern for what begins with one of some words in any case, a tree in which each letter is asked once."""
    # A set of characters is skipped over faster than a letter in any case, but takes long to compile: the first is one.
    return f"(?:{'|'.join(f'{_ANY_CASE[first]}(?i:{_tree(rest)})' for first, rest in _by_first(words))})"


def _tree(words: Collection[str]) -> str:
    if "" in words:
        return ""
    return f"(?:{'|'.join(first + _tree(rest) for first, rest in _by_first(words))})"


def _by_first(words: Iterable[str]) -> list[tuple[str, set[str]]]:
    """The first characters, and what follows each of them."""
    tails: dict[str, set[str]] = defaultdict(set)
    for word in words:
        tails[word[0]].add(word[1:])
    return sorted(tails.items())


_ANY_CASE = {letter: f"[{letter}{letter.upper()}]" for letter in ascii_lowercase}
_ANY_CASE |= {"i": "[iIİı]", "k": "[kK\u212a]", "s": "[sSſ]", **{other: other for other in " -0123456789"}}
"""A letter in either case, and whatever else a pattern takes for it where case does not count."""


@cache
def any_form(*, addresses: bool) -> re.Pattern[str]:
    """Return the pattern of every form, each in a group of its name and a letter; without addresses it is faster."""
    return form_after(_beginnings(addresses=addresses), addresses=addresses)


def form_after(beginnings: Mapping[str, str], *, addresses: bool) -> re.Pattern[str]:
    """Return the same, a form of each kind being looked for only where the pattern of its beginning is found."""
    groups = []
    for kind, beginning in beginnings.items():
        alternatives = "|".join(
            f"(?P<{name}_{kind}>{pattern})"
            for name, (kinds, pattern) in _forms().items()
            if kind in kinds and (addresses or name != "address")
        )
        groups.append(f"{beginning}(?:{alternatives})")
    return re.compile("|".join(groups))


def form_of(match: re.Match[str]) -> str:
    """Return the name of the form that a match of `any_form` has."""
    return (match.lastgroup or "")[:-2]
