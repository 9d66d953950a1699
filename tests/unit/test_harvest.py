"""What confirmed pairs teach: terms and names, their counts and rows, and what is left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Workbench
from tests.store.builders import pair
from workbench.adaptation.candidates import HarvestKind
from workbench.adaptation.harvest import Harvested, harvest
from workbench.domain import Status, Term
from workbench.store.corpus import Corpus

PAIRS = [
    (1, "新的神经网络很快。", "The new neural network is fast."),
    (2, "他们训练了神经网络。", "They trained a neural network."),
    (3, "这个神经网络太大了。", "This neural network is too large."),
    (4, "学者王琦瑶没有来。", "The scholar Wang Qiyao did not come."),
    (5, "我们去看电影吧。", "Let us go and watch a film."),
    (6, "昨天下了大雨。", "It rained heavily yesterday."),
    (7, "会议在下午结束。", "The meeting ended in the afternoon."),
]


def found(pairs: Sequence[tuple[int, str, str]], **left_out: object) -> dict[str, Harvested]:
    return {each.zh: each for each in harvest(pairs, **left_out)}  # type: ignore[arg-type]


def test_words_that_keep_facing_each_other_are_a_term_with_its_rows() -> None:
    term = found(PAIRS)["神经网络"]
    assert (term.en, term.kind, term.count, term.examples) == ("neural network", HarvestKind.TERM, 3, (1, 2, 3))
    assert 0.66 < term.score <= 1


def test_a_name_that_is_spelled_needs_one_pair() -> None:
    name = found(PAIRS)["王琦瑶"]
    assert (name.en, name.kind, name.count, name.examples) == ("Wang Qiyao", HarvestKind.PERSON, 1, (4,))


def test_ordinary_words_and_what_met_once_are_no_terms() -> None:
    assert found(PAIRS).keys() == {"神经网络", "王琦瑶"}


def test_traditional_characters_are_the_same_term() -> None:
    traditional = [(number, zh.replace("神经网络", "神經網絡"), en) for number, zh, en in PAIRS]
    assert found([*PAIRS, *traditional])["神经网络"].count == 6


@pytest.mark.parametrize(
    "left_out", [{"terms": [Term("神经网络", "neural net")]}, {"refused": [("神经网络", "neural networks")]}]
)
def test_what_the_term_base_has_and_what_was_refused_is_left_out(left_out: dict[str, object]) -> None:
    assert found(PAIRS, **left_out).keys() == {"王琦瑶"}


@pytest.mark.parametrize("pairs", [[], [(1, "", "")], [(1, "天" * 10_000, "x" * 10_000)], [(1, "\x00𠀀", "\ud800 &<")]])
def test_empty_long_and_strange_texts_hold_no_terms(pairs: list[tuple[int, str, str]]) -> None:
    assert harvest(pairs) == []


def test_harvested_terms_are_a_table_that_the_term_base_reads(workbench: Workbench, tmp_path: Path) -> None:
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        rows = [pair(number, en, zh) for number, zh, en in PAIRS]
        corpus.add_pairs(replace(row, status=Status.CONFIRMED) for row in rows[:-1])
        corpus.add_pairs([*rows[-1:], pair(8, "A neural network.", "神经网络。")])
        corpus.refuse_terms([("王琦瑶", "Wang Qiyao")], "An Na")
    shown = workbench("terms", "harvest", "--format", "jsonl")
    (record,) = map(json.loads, shown.stdout.splitlines())
    assert (record["zh"], record["en"], record["category"], record["count"]) == (
        "神经网络",
        "neural network",
        "term",
        3,
    )
    assert workbench("terms", "harvest", "-o", "harvested.tsv").code == 0
    assert workbench("terms", "import", "harvested.tsv").code == 0
    assert workbench("terms", "list", "--own").stdout.startswith("神经网络\tneural network\tpreferred")
    assert workbench("terms", "harvest", "--format", "jsonl").stdout == ""
