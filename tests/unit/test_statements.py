"""What two statements have in common: laws, and examples of each kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import Coverage, FactKind, MatchKind
from workbench.language.analysed_text import AnalysedText
from workbench.mining.statements import Comparison, Statement, compare_statements

TEXTS = (
    "景俊海代表吉林省委、省政府，向天津市长期以来给予吉林省的支持帮助表示衷心感谢。",
    "景俊海代表吉林省委、省政府，向四川长期以来给予吉林的大力支持帮助表示衷心感谢。",
    "11月6日至7日，吉林省党政代表团到天津学习考察，两省市召开合作交流座谈会。",
    "双方签署了7个合作协议，总投资300亿元。",
    "On November 6-7, the party and government delegation of Jilin Province visited Tianjin.",
    "Jing Junhai thanked Tianjin for its long-term support and help.",
    "Both sides signed seven cooperation agreements with a total investment of 30 billion yuan.",
    "Yes.",
    "2019",
    "",
)


def compared(source: str, target: str) -> Comparison:
    return compare_statements(*(Statement(AnalysedText(text)) for text in (source, target)))


@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_swapped_sides_swap_what_is_found(source: str, target: str) -> None:
    there, back = compared(source, target), compared(target, source)
    assert there.kind is back.kind
    assert there.coverage == Coverage(back.coverage.target, back.coverage.source)
    assert (there.source, there.target) == (back.target, back.source)
    assert [(each.kind, each.source, each.target) for each in there.differences] == [
        (each.kind, each.target, each.source) for each in back.differences
    ]


@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_stretches_are_in_order_and_inside(source: str, target: str) -> None:
    found = compared(source, target)
    for text, stretches in ((source, found.source), (target, found.target)):
        places = [place for each in stretches for place in (each.start, each.end)]
        assert places == sorted(places)
        assert all(0 <= place <= len(text) for place in places)
        assert all(text[each.start : each.end].strip() for each in stretches)


@pytest.mark.parametrize("text", [text for text in TEXTS if text])
def test_a_text_says_the_same_as_itself(text: str) -> None:
    found = compared(text, text)
    assert found.kind is MatchKind.SAME
    assert found.coverage == Coverage(1.0, 1.0)
    assert not found.differences


def test_traditional_characters_say_the_same() -> None:
    assert compared("吉林省代表团到天津学习考察。", "吉林省代表團到天津學習考察。").kind is MatchKind.SAME


@pytest.mark.parametrize(
    ("source", "target", "kind", "named"),
    [
        (TEXTS[3], "双方签署了9个合作协议，总投资300亿元。", FactKind.NUMBER, (("7",), ("9",))),
        (TEXTS[0], TEXTS[1], FactKind.PLACE, (("天津市",), ("四川",))),
        (
            "景俊海出席会议并讲话。", "胡玉亭出席会议并讲话。", FactKind.PERSON, (("景俊海",), ("胡玉亭",)),
        ),
        (TEXTS[6], "双方签署了9个合作协议，总投资300亿元。", FactKind.NUMBER, (("seven",), ("9",))),
    ],
)  # fmt: skip
def test_facts_that_differ_are_named(
    source: str, target: str, kind: FactKind, named: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    found = compared(source, target)
    assert found.kind is MatchKind.FORM
    assert [(each.source, each.target) for each in found.differences if each.kind is kind] == [named]


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        (TEXTS[2], "两省市召开合作交流座谈会。"),
        (TEXTS[0] + "他说，天津在国家发展全局中具有重要战略地位。", "天津在国家发展全局中具有重要战略地位。"),
        ("On November 6-7, the delegation of Jilin Province visited Tianjin, and the two sides held a symposium on"
         " cooperation and exchange.", "两地召开合作交流座谈会。"),
    ],
)  # fmt: skip
def test_a_clause_cut_off_is_a_part(whole: str, part: str) -> None:
    found = compared(whole, part)
    assert found.kind is MatchKind.PART
    assert found.coverage.source < 0.75 <= found.coverage.target
    shared = "".join(whole[each.start : each.end] for each in found.source)
    assert shared
    assert len(shared) < len(whole)


def test_strangers_are_unrelated() -> None:
    assert compared(TEXTS[0], "昨天的足球比赛没有分出胜负。").kind is MatchKind.UNRELATED
    assert compared(TEXTS[4], "他说，这本书卖得很好。").kind is MatchKind.UNRELATED


def test_turned_around_is_another_statement() -> None:
    found = compared("吉林省党政代表团到天津学习考察。", "天津市党政代表团到吉林学习考察。")
    assert found.kind is MatchKind.FORM


@pytest.mark.parametrize("kind", MatchKind)
def test_probability_decides_between_same_and_part(kind: MatchKind) -> None:
    found = Comparison(kind, Coverage(1.0, 1.0), (), (), (), 1.0, 1.0)
    assert found.kind_given(0.9) is not MatchKind.UNRELATED
    assert found.kind_given(0.0) is not MatchKind.SAME
    assert (found.kind_given(0.9) is MatchKind.FORM) == (kind is MatchKind.FORM)
