"""Which words of two texts are linked: names by how they sound, no function words, the same in either direction."""

from __future__ import annotations

import pytest

from workbench.language.words import is_function_word
from workbench.tui.word_matches import matches

SENTENCES = {
    "people": (
        "Zhang Enhui, Li Wei, Li Guoqiang and Wang Zhiwei took part.",
        "张恩惠、李伟、李国强、王志伟参加。",
        {"Zhang Enhui": "张恩惠", "Li Wei": "李伟", "Li Guoqiang": "李国强", "Wang Zhiwei": "王志伟"},
    ),
    "traditional": (
        "Zhang Enhui visited Guangdong.",
        "張恩惠訪問了廣東。",
        {"Zhang Enhui": "張恩惠", "Guangdong": "廣東"},
    ),
    "places": (
        "The delegation of Jilin Province visited Tianjin on November 6.",
        "11月6日，吉林省代表团到天津学习考察。",
        {"Jilin": "吉林省", "Tianjin": "天津", "delegation": "代表团", "November": "11月"},
    ),
    "foreign": (
        "Ursula von der Leyen met French President Emmanuel Macron in Brussels.",
        "乌尔苏拉·冯德莱恩在布鲁塞尔会见了法国总统埃马纽埃尔·马克龙。",
        {
            "Ursula": "乌尔苏拉",
            "Emmanuel": "埃马纽埃尔",
            "Macron": "马克龙",
            "Brussels": "布鲁塞尔",
            "President": "总统",
        },
    ),
    "villages": (
        "The old teacher came from Huaishu to the river.",
        "那位老教师从槐树来到河边。",
        {"Huaishu": "槐树"},
    ),
    "novel": (
        "The old man of the village looked at the river and was silent for a long time.",
        "村里的老人看着河水，沉默了很久。",
        {"village": "村里", "river": "河水", "silent": "沉默"},
    ),
    "medicine": (
        "Patients with diabetes were given insulin twice a day.",
        "糖尿病患者每天注射两次胰岛素。",
        {"Patients": "患者", "diabetes": "糖尿病", "insulin": "胰岛素"},
    ),
}


def linked(source: str, target: str) -> dict[str, str]:
    return {source[slice(*match.source)]: target[slice(*match.target)] for match in matches(source, target, [])}


@pytest.mark.parametrize("name", SENTENCES)
def test_words_are_linked_in_either_direction(name: str) -> None:
    en, zh, expected = SENTENCES[name]
    found = linked(en, zh)
    assert expected.items() <= found.items()
    assert {ours: theirs for theirs, ours in linked(zh, en).items()}.items() >= expected.items()


@pytest.mark.parametrize("name", SENTENCES)
def test_no_function_word_and_no_piece_of_a_word_is_linked(name: str) -> None:
    en, zh, _ = SENTENCES[name]
    for match in matches(en, zh, []):
        start, end = match.source
        assert not is_function_word(en[start:end])
        assert not is_function_word(zh[slice(*match.target)])
        assert not en[start - 1 : start].isalpha()
        assert not en[end : end + 1].isalpha()


@pytest.mark.parametrize("word", ["the", "The", "of", "的", "了", "我们"])
def test_function_words(word: str) -> None:
    assert is_function_word(word)


@pytest.mark.parametrize("word", ["river", "河水", "国", ""])
def test_words_that_are_not(word: str) -> None:
    assert not is_function_word(word)


def test_nothing_is_linked_in_texts_without_words() -> None:
    assert matches("", "", []) == []
    assert matches("…", "。", []) == []
