"""An edit by hand becomes a lesson, and the lesson finds the other pairs that need it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.checks.learning import RULE, Lesson, learn, offers
from workbench.domain import Language, Pair, PairSide, Relation


def pair(en: str, zh: str, number: int = 1, document: str = "article") -> Pair:
    source = PairSide.whole(document, Language.EN, (number,), en)
    target = PairSide.whole("coverage" if zh else "", Language.ZH_HANS, (number,) if zh else (), zh)
    return Pair(source, target, Relation.TRANSLATION if zh else Relation.UNALIGNED, id=number)


def lesson(before: str, after: str, zh: str) -> Lesson | None:
    return learn(pair(before, zh), "source", before, after)


def test_a_text_too_long_for_a_sentence_teaches_nothing() -> None:
    filling = "x " * 5_000
    assert lesson(f"Kyrgyzstan {filling}", f"Jilin {filling}", "吉林") is None


LESSONS = [
    ("between Tianjin and Kyrgyzstan.", "between Tianjin and Jilin.", "津吉合作", "Kyrgyzstan", "Jilin", "吉"),
    ("Kyrgyz-Shaanxi cooperation", "Jilin-Shaanxi cooperation", "吉陕合作", "Kyrgyz", "Jilin", "吉"),
    ("Kyrgyzstan's future", "Jilin's future", "吉林的未来", "Kyrgyzstan", "Jilin", "吉林"),
    ("an Indonesian team", "a Jilin team", "吉林代表队", "Indonesian", "Jilin", "吉林"),
    ("Chen Miner said", "Chen Min'er said", "陈敏尔说", "Miner", "Min'er", "敏尔"),
    ("Kyrgyzstan and Kyrgyzstan", "Jilin and Jilin", "吉林和吉林", "Kyrgyzstan", "Jilin", "吉林"),
]


@pytest.mark.parametrize(("before", "after", "zh", "found", "replacement", "trigger"), LESSONS)
def test_a_short_replacement_is_a_lesson(
    before: str, after: str, zh: str, found: str, replacement: str, trigger: str
) -> None:
    learnt = lesson(before, after, zh)
    assert learnt is not None
    assert (learnt.found, learnt.replacement) == (found, replacement)
    assert learnt.trigger is not None and learnt.trigger.text == trigger
    assert learnt.explanation == f"{trigger} here is {replacement}: {found} becomes {replacement}."


def test_a_word_is_traced_to_the_chinese_word_nearest_in_meaning() -> None:
    learnt = lesson("signed a railway agreement", "signed an economy agreement", "签署经济协议")
    assert learnt is not None and learnt.trigger is not None and learnt.trigger.text == "经济"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the same", "the same"),
        ("one two", "one two three"),
        ("one two three", "one three"),
        ("it was all written in another way than this", "somebody has said something quite different here now"),
        ("Kyrgyzstan and Hainan", "Jilin and Henan"),
        ("", "new"),
    ],
)
def test_rewriting_teaches_nothing(before: str, after: str) -> None:
    assert lesson(before, after, "津吉合作") is None


def test_the_lesson_is_offered_where_words_and_reading_are_the_same() -> None:
    learnt = lesson("between Tianjin and Kyrgyzstan.", "between Tianjin and Jilin.", "津吉合作")
    assert learnt is not None
    edited = pair("between Tianjin and Jilin.", "津吉合作", 1)
    same = pair("Kyrgyzstan's delegation from Kyrgyzstan", "吉林省代表团", 2)
    abroad = pair("China, Kyrgyzstan and Uzbekistan", "中吉乌铁路", 3)
    without = pair("Hu Yuting spoke.", "吉林省省长胡玉亭讲话", 4)
    alone = pair("A visit to Kyrgyzstan", "", 5)
    elsewhere = pair("A visit to Kyrgyzstan", "", 6, document="another")
    found = list(offers(learnt, [edited, same, abroad, without, alone, elsewhere], skip=1))
    assert [offer.pair.id for offer in found] == [2, 5]
    assert found[0].after == "Jilin's delegation from Jilin"
    assert [flag.rule for flag in found[0].flags] == [RULE, RULE]
    assert found[1].after == "A visit to Jilin"


def test_an_edit_of_the_chinese_is_learnt_too() -> None:
    row = pair("Tianjin and Jilin", "天津和吉尔吉斯斯坦")
    learnt = learn(row, "target", "天津和吉尔吉斯斯坦", "天津和吉林")
    assert learnt is not None and (learnt.found, learnt.replacement, learnt.chinese) == ("吉尔吉斯斯坦", "吉林", True)
    (offer,) = offers(learnt, [pair("x", "来自吉尔吉斯斯坦的客人", 2)])
    assert offer.after == "来自吉林的客人"


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=20))
def test_any_edit_is_taken(before: str, after: str, zh: str) -> None:
    learnt = lesson(before, after, zh)
    if learnt:
        list(offers(learnt, [pair(before, zh, 2)]))
