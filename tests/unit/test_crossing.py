"""Blocks that change places: found, proposed as crossing, and never where nothing crosses."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.benchmarks.align_cases import swapped_blocks
from workbench.alignment.aligner import align
from workbench.alignment.crossing import in_order, with_crossings
from workbench.documents.prepare import prepare_sentences
from workbench.domain import Bead, Role
from workbench.encoders.registry import bundled
from workbench.evaluation.gold import read_gold
from workbench.evaluation.scoring import link
from workbench.pipeline.alignment import align_documents
from workbench.pipeline.bitext import Bitext
from workbench.pipeline.output import write_bitext

ZH = [
    "天津市代表团星期一抵达长春。",
    "代表团参观了汽车工厂。",
    "工人们正在装配新的电动汽车。",
    "厂长介绍了出口的情况。",
    "下午他们去了大学。",
    "学生们用英语向客人问好。",
    "校长说，学校有三千名教师。",
    "晚上双方举行了宴会。",
]
EN = [
    "A delegation from Tianjin arrived in Changchun on Monday.",
    "The delegation visited a car factory.",
    "Workers were assembling new electric cars.",
    "The director of the factory described its exports.",
    "In the afternoon they went to the university.",
    "Students greeted the guests in English.",
    "The president said the university had three thousand teachers.",
    "In the evening the two sides held a banquet.",
]
ORDER = [0, 4, 5, 6, 1, 2, 3, 7]
"""The university before the factory."""


@pytest.fixture(scope="module")
def bitext() -> Bitext:
    target = [EN[at] for at in ORDER]
    return align_documents(
        prepare_sentences(ZH, "zh", Role.ARTICLE), prepare_sentences(target, "en", Role.COVERAGE), bundled()
    )


def test_both_blocks_are_paired(bitext: Bitext) -> None:
    assert [link(bead) for bead in bitext.beads] == [((at,), (ORDER.index(at),)) for at in range(len(ZH))]
    assert sum(bead.crossing for bead in bitext.beads) == 3
    assert [(pair.source.text, pair.target.text) for pair in bitext] == list(zip(ZH, EN, strict=True))


def test_beads_keep_the_order_unless_asked(bitext: Bitext) -> None:
    whole, crossing, lines = io.BytesIO(), io.BytesIO(), io.BytesIO()
    write_bitext(bitext, "beads", whole)
    write_bitext(bitext, "beads", crossing, crossing=True)
    write_bitext(bitext, "jsonl", lines)
    assert crossing.getvalue().decode().split() == [f"[{at}]:[{ORDER.index(at)}]" for at in range(len(ZH))]
    beads = in_order(bitext.beads)
    assert whole.getvalue().decode().splitlines() == [f"{list(bead.source)}:{list(bead.target)}" for bead in beads]
    assert [at for bead in beads for at in bead.source] == list(range(len(ZH)))
    assert [at for bead in beads for at in bead.target] == list(range(len(EN)))
    rows = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [row.get("crossing", False) for row in rows] == [bead.crossing for bead in bitext.beads]


def test_beads_in_order_stay_as_they_are() -> None:
    beads = [Bead(range(1), range(2), 0.9), Bead(range(1, 2), range(2, 2), 0.8), Bead(range(2, 2), range(2, 3), 0.7)]
    assert in_order(beads) == beads
    assert with_crossings(ZH[:2], EN[:3], beads, bundled()) == beads
    assert with_crossings([], [], [], bundled()) == []


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["paramed-dev", "news-dev"])
def test_nothing_crosses_where_the_order_is_the_same(shared_data: Path, folder: str) -> None:
    for document in list(read_gold(shared_data / folder))[:6]:
        beads = align(document.zh, document.en, bundled())
        assert with_crossings(document.zh, document.en, beads, bundled()) == beads


@pytest.mark.slow
def test_swapped_paragraphs_are_found(shared_data: Path) -> None:
    document = next(iter(read_gold(shared_data / "paramed-dev")))
    case = swapped_blocks(document, first=20, size=5)
    found = with_crossings(case.zh, case.en, align(case.zh, case.en, bundled()), bundled())
    crossing = [link(bead) for bead in found if bead.crossing and bead.source and bead.target]
    assert len(crossing) >= 4
    assert set(crossing) <= set(case.links)
    assert [at for bead in found for at in bead.source] == list(range(len(case.zh)))
    assert sorted(at for bead in found for at in bead.target) == list(range(len(case.en)))
