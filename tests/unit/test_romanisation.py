"""Readings, spellings of names, and what counts as a romanisation."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.language.romanisation import (
    SYLLABLES,
    divisions,
    is_romanised,
    join_syllables,
    letters,
    readings,
    spell,
    spell_name,
    split_name,
)


def test_readings_have_no_tones_and_know_surnames() -> None:
    assert readings("吕") == ("lv",)
    assert "shan" in readings("单")
    assert "qiu" in readings("仇")
    assert "zha" in readings("查")
    assert readings("a") == readings("，") == readings("") == ()


@pytest.mark.parametrize(
    ("word", "hanzi"),
    [
        ("Tianjin", "天津"),
        ("Min'er", "敏尔"),
        ("Miner", "敏尔"),
        ("Yuting", "玉亭"),
        ("Xi’an", "西安"),
        ("Lüliang", "吕梁"),
        ("Luliang", "吕梁"),
        ("Lyu", "吕"),
        ("Lv", "吕"),
        ("Chen Min'er", "陈敏尔"),
        ("Yuchi", "尉迟"),
        ("Kuo-hsing", "国兴"),
        ("Tsai Ing-wen", "蔡英文"),
        ("Leung Chun-ying", "梁振英"),
        ("Lee Hsien Loong", "李显龙"),
        ("Taichung", "台中"),
    ],
)
def test_spellings_are_recognised(word: str, hanzi: str) -> None:
    assert is_romanised(word, hanzi)


@pytest.mark.parametrize(
    ("word", "hanzi"),
    [
        ("Henan", "海南"),
        ("Tianjin", "北京"),
        ("Foo", "国"),
        ("", "国"),
        ("Guo", ""),
        ("Guoguo", "国"),
        ("Chen", "陈敏尔"),
    ],
)
def test_other_words_are_not(word: str, hanzi: str) -> None:
    assert not is_romanised(word, hanzi)


def test_only_pinyin_without_variants() -> None:
    assert not is_romanised("Kuo-hsing", "国兴", variants=False)
    assert is_romanised("Guoxing", "国兴", variants=False)


def test_divisions() -> None:
    assert divisions("xian") == (("xian",), ("xi", "an"))
    assert divisions("Xi'an") == (("xi", "an"),)
    assert divisions("Mizhe") == (("mi", "zhe"),)
    assert divisions("Johnson") == divisions("") == divisions("'") == ()


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("陈敏尔", "Chen Min'er"),
        ("胡玉亭", "Hu Yuting"),
        ("欧阳娜娜", "Ouyang Nana"),
        ("仇和", "Qiu He"),
        ("解振华", "Xie Zhenhua"),
        ("单霁翔", "Shan Jixiang"),
        ("吕玉兰", "Lü Yulan"),
        ("张工", "Zhang Gong"),
    ],
)
def test_names_are_spelled_as_the_standard_says(name: str, spelling: str) -> None:
    assert spell_name(name) == spelling
    assert is_romanised(spelling, name, variants=False)


def test_places_are_read_as_words() -> None:
    assert [spell(place) for place in ("西安", "重庆", "长春", "厦门", "六安")] == [
        "Xi'an", "Chongqing", "Changchun", "Xiamen", "Lu'an",
    ]  # fmt: skip


_FEW_AND_ALL = """
import sys
from workbench.language.romanisation import join_syllables, pypinyin_with_phrases, spell
words = sys.argv[1:]
few = [spell(word) for word in words]
known = pypinyin_with_phrases()
everything = [join_syllables(tuple(known.lazy_pinyin(word, v_to_u=False))).capitalize() for word in words]
assert few == everything, (few, everything)
"""


@pytest.mark.slow
def test_few_words_are_spelled_without_loading_all_phrases_and_come_out_the_same() -> None:
    words = [
        "重庆",
        "长春",
        "建国",
        "乐乐",
        "一不小",
        "天不一不小心",
        "一丁",
        "中行长",
        "朝阳单",
        "和平",
        "娜",
        "仇和",
        "a",
        "行行好",
        "𠀀中",
    ]
    subprocess.run([sys.executable, "-c", _FEW_AND_ALL, *words], check=True)


def test_double_surnames_are_split_off() -> None:
    assert split_name("欧阳娜娜") == ("欧阳", "娜娜")
    assert split_name("张工") == ("张", "工")
    assert split_name("司马") == ("司", "马")


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(sorted(SYLLABLES)), min_size=1, max_size=3).map(tuple))
def test_a_joined_word_divides_into_its_syllables_again(syllables: tuple[str, ...]) -> None:
    assert tuple(letters(syllable) for syllable in syllables) in divisions(join_syllables(syllables))


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=40), st.text(max_size=6))
def test_rubbish_is_no_name(word: str, hanzi: str) -> None:
    assert is_romanised(word, hanzi) in (True, False)
    divisions(word)
    spell_name(hanzi)
