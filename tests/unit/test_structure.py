"""The form of documents is evidence for their alignment: it helps where it is right and else does no harm."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.structured_gold import DAMAGES, Form, dressed, links
from workbench.alignment.aligner import align
from workbench.alignment.keyed import align_by_key
from workbench.alignment.structure import Cell, Landmark, Structure, agreeing
from workbench.documents.prepare import prepare, read_prepared
from workbench.domain import Block, BlockKind, Document, PreparedDocument, Role
from workbench.encoders.registry import bundled
from workbench.evaluation.gold import read_gold
from workbench.evaluation.scoring import Counts, count, link
from workbench.pipeline.alignment import align_documents

GOLD = Path(__file__).resolve().parent.parent / "data" / "gold"

ZH = """# 第二节 安装

先安装这个程序库。

```sh
pip install thing  # 安装
```

然后打开它。

| 名称 | 用途 |
|-|-|
| 甲 | 读取文件 |

## 总结
"""
EN = """# Section 2: Setup

First install the library.

```sh
pip install thing  # install it
```

Then open it.

| Name | Use |
|-|-|
| A | Reads files |

## Summary
"""


def page(folder: Path, name: str, text: str) -> PreparedDocument:
    (folder / name).write_text(text, encoding="utf-8")
    return read_prepared(folder / name, Role.ARTICLE)


def structure(prepared: PreparedDocument) -> Structure:
    found = Structure.of(prepared.document, prepared.segments)
    assert found is not None
    return found


def test_listings_numbers_and_cells_are_found_again_on_the_other_side(tmp_path: Path) -> None:
    zh, en = structure(page(tmp_path, "zh.md", ZH)), structure(page(tmp_path, "en.md", EN))
    assert agreeing(zh, en) == [(0, 0, True), (2, 2, True)]
    assert zh.cells[3:7] == en.cells[3:7] == (Cell(1, 1, 2, 2), Cell(1, 2, 2, 2), Cell(2, 1, 2, 2), Cell(2, 2, 2, 2))


def test_pages_align_block_by_block(tmp_path: Path) -> None:
    bitext = align_documents(page(tmp_path, "zh.md", ZH), page(tmp_path, "en.md", EN), bundled())
    assert [link(bead) for bead in bitext.beads] == [((at,), (at,)) for at in range(8)]


def test_landmarks_that_contradict_each_other_are_dropped() -> None:
    block = Block(BlockKind.PARAGRAPH, 0, 1)

    def side(*names: str) -> Structure:
        landmarks = tuple(Landmark(at, ("code", name)) for at, name in enumerate(names))
        return Structure((block,) * 9, tuple(range(9)), (None,) * 9, landmarks)

    assert agreeing(side(*"abcde"), side(*"abdce")) == [(0, 0, True), (1, 1, True), (3, 2, True), (4, 4, True)]
    assert agreeing(side(*"aab"), side(*"aba")) == [(0, 0, False), (2, 1, True)]
    assert agreeing(side(*"aa"), side(*"a")) == []


def test_a_plain_text_has_no_form() -> None:
    prepared = prepare(Document("d", "One. Two.", "utf-8", ""))
    assert Structure.of(prepared.document, prepared.segments) is None


def test_messages_face_those_with_the_same_key_in_any_order() -> None:
    keys = (["save", "cancel", "open"], ["open", "delete", "save"])
    beads = align_by_key(["保存", "取消", "打开"], ["Open", "Delete", "Save"], keys, bundled())
    assert [link(bead) for bead in beads] == [((0,), (2,)), ((1,), ()), ((2,), (0,)), ((), (1,))]


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_form_never_makes_an_alignment_worse(damage: Callable[[Form, random.Random], Form]) -> None:
    encoder = bundled()
    with_form = without = Counts()
    for document in read_gold(GOLD):
        zh, en = dressed(document, 1)
        en = damage(en, random.Random(document.name))
        gold = links(zh, en)
        without += count(gold, map(link, align(zh.texts, en.texts, encoder)))
        structures = zh.structure(), en.structure()
        with_form += count(gold, map(link, align(zh.texts, en.texts, encoder, structures=structures)))
    assert with_form.strict.f1 >= without.strict.f1 - 0.005
