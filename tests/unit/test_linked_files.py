"""Texts and the links that other aligners found between them, and pairs in the JSON that other programs write."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Workbench
from workbench.domain import Pair
from workbench.errors import InputError
from workbench.exchange.formats import FORMATS
from workbench.exchange.links import links
from workbench.pipeline.pair_files import opened

EN = ["The meeting was held in Tianjin.", "He left.", "It rained.", "Nobody came."]
ZH = ["会议在天津召开。", "他走了。", "下雨了。", "没有人来。"]

BEADS = "[0]:[0]\n[1, 2]:[1,2]:0.123456\n\n[]:[3]\n[3]:[]\n"
LADDER = "0\t0\t0.3\n1\t1\t-0.3\n3\t3\t1.2\n3\t4\t0\n4\t4\t0.5\n"
XCES = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE cesAlign PUBLIC "-//CES//DTD XML cesAlign//EN" "">
<cesAlign version="1.0">
<linkGrp targType="s" fromDoc="en/a.xml.gz" toDoc="zh/a.xml.gz">
<link certainty="0.9" xtargets="1;1" id="SL1"/>
<link xtargets="2 3;2 3" id="SL2"/>
<link xtargets=";4" id="SL3"/>
<link xtargets="4;" id="SL4"/>
</linkGrp>
</cesAlign>
"""
EXPECTED = [(EN[0], ZH[0]), (f"{EN[1]} {EN[2]}", ZH[1] + ZH[2]), ("", ZH[3]), (EN[3], "")]


def pairs(*paths: Path) -> list[Pair]:
    with opened([*map(str, paths)], None) as file:
        return [unit.pair for unit in file.units() if unit.pair]


def texts(*paths: Path) -> list[tuple[str, str]]:
    return [(pair.source.text, pair.target.text) for pair in pairs(*paths)]


def document(sentences: list[str]) -> str:
    body = "".join(f'<p><s id="{number}">\n{text}\n</s></p>' for number, text in enumerate(sentences, 1))
    return f'<?xml version="1.0"?><text>{body}</text>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.en").write_text("".join(f"{line}\n" for line in EN))
    (tmp_path / "a.zh").write_text("".join(f"{line}\n" for line in ZH))
    for side, sentences in (("en", EN), ("zh", ZH)):
        (tmp_path / side).mkdir()
        (tmp_path / side / "a.xml").write_text(document(sentences))
        (tmp_path / side / "a.xml.gz").write_text(document(sentences))
    for name, content in (("a.beads", BEADS), ("a.ladder", LADDER), ("a.xml", XCES)):
        (tmp_path / name).write_text(content)
    return tmp_path


@pytest.mark.parametrize("name", ["a.beads", "a.ladder"])
def test_links_between_lines(folder: Path, name: str) -> None:
    assert texts(folder / name, folder / "a.en", folder / "a.zh") == EXPECTED
    (first, second, *_) = pairs(folder / name, folder / "a.en", folder / "a.zh")
    assert (second.source.document, second.source.segments) == ("a.en", (1, 2))
    assert (first.source.language.value, first.target.language.value) == ("en", "zh-Hans")


def test_links_between_lines_in_another_encoding_and_compressed(folder: Path) -> None:
    (folder / "b.zh").write_bytes((folder / "a.zh").read_text().encode("gb18030"))
    assert texts(folder / "a.beads", folder / "a.en", folder / "b.zh") == EXPECTED


@pytest.mark.parametrize("sides", [("en/a.xml", "zh/a.xml"), ("en", "zh"), (".", ".")])
def test_links_between_documents(folder: Path, sides: tuple[str, str]) -> None:
    assert texts(folder / "a.xml", folder / sides[0], folder / sides[1]) == EXPECTED


def test_words_of_a_tokenised_document(folder: Path) -> None:
    words = "".join(f'<w id="1.{n}">{word}</w>' for n, word in enumerate(["他", "走", "了", "。"]))
    (folder / "zh" / "a.xml").write_text(f'<text><s id="1">{words}</s></text>')
    (folder / "a.xml").write_text(XCES.replace("2 3;2 3", ";").replace(";4", ";").replace("4;", ";"))
    assert texts(folder / "a.xml", folder / "en/a.xml", folder / "zh/a.xml")[0] == (EN[0], "他走了。")


@pytest.mark.parametrize("name", ["../a.xml", "/etc/passwd", "en/../../a.xml", "link/a.xml", "", "nothing.xml"])
def test_links_name_no_document_elsewhere(folder: Path, name: str) -> None:
    (folder / "inside").mkdir()
    (folder / "inside" / "link").symlink_to(folder / "en")
    (folder / "a.xml").write_text(XCES.replace("en/a.xml.gz", name))
    with pytest.raises(InputError, match=r"is not in .*inside"):
        texts(folder / "a.xml", folder / "inside", folder / "zh")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[0]:[0]\n[1]:[9]\n", "Line 2 names line 9, counted from 0, but .*a.zh has 4 lines"),
        ("[0]:[0]\nx\n", "Line 2 is not a bead: 'x'"),
        ("0\t0\t1\n1\tx\t1\n", "Line 2 is not a rung of a ladder"),
        ("1\t1\t1\n0\t0\t1\n", "Line 2 goes back"),
        (f"[{', '.join(map(str, range(1001)))}]:[0]\n", "more than 1,000 segments on a side"),
        ("0\t0\t1\n999999999\t1\t1\n", "Line 1 has more than 1,000 segments on a side"),
        (XCES.replace('"1;1"', '"1"'), "names no two sides"),
        (XCES.replace('"1;1"', '"7;1"'), "names the sentence '7', which en/a.xml.gz does not have"),
        (XCES.replace("cesAlign", "html"), "not a cesAlign file: its root is <html>"),
        ("<cesAlign><link", "not a well-formed cesAlign file"),
    ],
)
def test_links_that_fit_no_text_are_refused_in_a_sentence(folder: Path, content: str, message: str) -> None:
    (folder / "bad").write_text(content)
    sides = ("en", "zh") if content.startswith("<") else ("a.en", "a.zh")
    with pytest.raises(InputError, match=message) as refused:
        texts(folder / "bad", folder / sides[0], folder / sides[1])
    assert "\n" not in str(refused.value)


@given(
    st.one_of(st.binary(max_size=200), st.text("[]:,0123456789\t.- \n<>cesAlign;\"'=/ ", max_size=200).map(str.encode))
)
def test_rubbish_for_links_is_refused_in_a_sentence(data: bytes) -> None:
    try:
        list(links(io.BytesIO(data)))
    except InputError as refused:
        assert "\n" not in str(refused)


def test_links_are_imported(workbench: Workbench, folder: Path) -> None:
    outcome = workbench("import", "a.beads", "a.en", "a.zh")
    assert "Added 2 of 2 pairs" in outcome.stderr
    assert "Left out 2: Line 3 has an empty side." in outcome.stderr
    assert workbench("check", "a.ladder", "a.en", "a.zh").stderr.startswith("4 rows")


@pytest.mark.parametrize(
    "record",
    [
        {"zh": ZH[0], "en": EN[0]},
        {"en": EN[0], "zh": ZH[0], "id": "x-1", "score": 0.5},
        {"translation": {"en": EN[0], "zh": ZH[0]}, "id": 3},
        {"translation": {"en": EN[0], "zh-CN": ZH[0], "de": "Nein"}},
        {"source": EN[0], "target": ZH[0]},
        {"src": ZH[0], "tgt": EN[0]},
        {"English": EN[0], "中文": ZH[0]},
        {"source_text": ZH[0], "target_text": EN[0]},
    ],
)
def test_json_of_other_programs(record: dict[str, object]) -> None:
    stream = io.BytesIO(json.dumps(record, ensure_ascii=False).encode())
    (pair,) = FORMATS["jsonl"].read(stream)
    assert (pair.side("zh").text, pair.side("en").text) == (ZH[0], EN[0])
    first = next(text for text in (record.get("translation") or record).values() if text in (EN[0], ZH[0]))  # type: ignore[attr-defined]
    assert pair.source.text == first


def test_a_line_of_texts_in_one_language_keeps_them_where_they_are_said_to_be() -> None:
    (pair,) = FORMATS["jsonl"].read(io.BytesIO(b'{"zh": "OK", "en": "OK"}'))
    assert (pair.side("zh").text, pair.relation.value) == ("OK", "translation")
