"""Place names in running text of either language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.language.gazetteer import (
    PROVINCIAL,
    Place,
    abbreviated,
    abbreviations,
    chinese_names,
    find_chinese,
    find_english,
    places,
)
from workbench.language.romanisation import is_romanised

ABBREVIATIONS = "津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀贵黔云滇陕秦甘陇青台蒙藏宁新港澳京"


def chinese(text: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.place.en) for mention in find_chinese(text)]


def english(text: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.place.zh) for mention in find_english(text)]


def _named(zh: str) -> Place:
    return chinese_names()[zh][0]


def test_the_thirty_four_are_there_with_their_characters() -> None:
    provincial = [place for place in places() if place.kind in PROVINCIAL]
    assert len(provincial) == 34
    assert {character for place in provincial for character in place.abbreviations} >= set(ABBREVIATIONS)
    assert set(ABBREVIATIONS) <= abbreviations()


def test_a_character_can_be_a_province_a_city_or_a_country() -> None:
    assert {place.en for place in abbreviated("吉")} == {"Jilin", "Kyrgyzstan"}
    assert {place.en for place in abbreviated("宁")} == {"Ningxia", "Nanjing"}
    assert {place.en for place in abbreviated("新")} == {"Xinjiang", "Singapore", "New Zealand"}
    assert abbreviated("祥") == ()


def test_names_that_are_plain_pinyin_are_its_pinyin() -> None:
    exceptions = {"内蒙古", "西藏", "陕西", "香港", "澳门"}
    for place in places():
        if place.kind in PROVINCIAL and place.name not in exceptions:
            assert is_romanised(place.en, place.name, variants=False), place


def test_official_forms_for_minority_areas() -> None:
    expected = {"呼和浩特": "Hohhot", "乌鲁木齐": "Urumqi", "拉萨": "Lhasa", "鄂尔多斯": "Ordos", "林芝": "Nyingchi"}
    assert {name: _named(name).en for name in expected} == expected
    assert "Ürümqi" in _named("乌鲁木齐").english
    assert "Xizang" in _named("西藏").english


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("吉林省到天津市", [("吉林省", "Jilin"), ("天津市", "Tianjin")]),
        ("台湾海峡与印度洋", [("台湾海峡", "Taiwan Strait"), ("印度洋", "Indian Ocean")]),
        ("印度尼西亚和印度", [("印度尼西亚", "Indonesia"), ("印度", "India")]),
        ("南京市长江大桥", [("南京市", "Nanjing"), ("长江", "Yangtze")]),
        ("吉祥如意的黑板", []),
        ("", []),
    ],
)
def test_chinese_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert chinese(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tianjin and Kyrgyzstan's", [("Tianjin", "天津市"), ("Kyrgyzstan", "吉尔吉斯斯坦")]),
        ("the Kyrgyz-Shaanxi forum", [("Kyrgyz", "吉尔吉斯斯坦"), ("Shaanxi", "陕西省")]),
        ("in Xi’an, not Xi Jinping", [("Xi’an", "西安市")]),
        ("JILIN PROVINCE", [("JILIN", "吉林省")]),
        ("U.S. and China", [("U.S.", "美国"), ("China", "中国")]),
        ("turkey and polish", []),
        ("Indianapolis", []),
    ],
)
def test_english_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert english(text) == expected


def test_a_name_at_the_end_ends_with_the_text() -> None:
    (mention,) = find_chinese("来到天津")
    assert (mention.start, mention.end, mention.text) == (2, 4, "天津")


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="吉林省市天津台湾海峡Jilin'’s -AU.S德州X", max_size=30) | st.text(max_size=30))
def test_mentions_are_in_order_and_say_what_stands_there(text: str) -> None:
    for mentions in (find_chinese(text), find_english(text)):
        end = 0
        for mention in mentions:
            assert end <= mention.start < mention.end <= len(text)
            assert text[mention.start : mention.end] == mention.text
            end = mention.end
