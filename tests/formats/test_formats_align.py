"""From the command line: files of any format go in, a TMX comes out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from lxml import etree

from tests.conftest import Workbench
from tests.formats.packages import saved, with_footnote

pytestmark = pytest.mark.slow

ENGLISH = (
    ("heading", "Cooperation between Jilin and Tianjin"),
    ("text", "On November 6 and 7, the delegation of Jilin Province visited Tianjin."),
    ("text", "Both sides signed 7 agreements on trade and ports."),
    ("heading", "Figures of the two cities"),
    ("row", "City", "Population"),
    ("row", "Tianjin", "13.6 million people"),
    ("row", "Changchun", "9.1 million people"),
    ("text", "The ports of Tianjin will serve the industry of Changchun."),
    ("note", "According to the Jilin Daily of November 8."),
)
CHINESE = (
    ("heading", "吉林与天津的合作"),
    ("text", "11月6日至7日，吉林省代表团访问天津。"),
    ("text", "双方签署了7项贸易和港口协议。"),
    ("heading", "两市的数字"),
    ("row", "城市", "人口"),
    ("row", "天津", "1360万人"),
    ("row", "长春", "910万人"),
    ("text", "天津的港口将为长春的工业服务。"),
    ("note", "据11月8日《吉林日报》。"),
)


def word_file() -> bytes:
    document = docx.Document()
    for kind, *texts in ENGLISH:
        if kind == "heading":
            document.add_heading(texts[0], 1)
        elif kind == "text":
            document.add_paragraph(texts[0])
        elif kind == "row":
            table = document.tables[0] if document.tables else document.add_table(0, 2)
            for cell, text in zip(table.add_row().cells, texts, strict=True):
                cell.text = text
    return with_footnote(saved(document), ENGLISH[2][1], ENGLISH[-1][1])


def web_page() -> str:
    marks = {"heading": "<h2>{}</h2>", "text": "<p>{}</p>", "note": '<p role="doc-footnote">{}</p>'}
    body = ""
    for kind, *texts in CHINESE:
        if kind == "row":
            row = "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"
            body = body.removesuffix("</table>") + (row if body.endswith("</table>") else f"<table>{row}") + "</table>"
        else:
            body += marks[kind].format(texts[0])
    menu = "<nav><a href='/'>首页</a><a href='/news'>新闻中心</a></nav>"
    return f"<!doctype html><html><head><title>新闻</title></head><body>{menu}<article>{body}</article></body></html>"


def test_a_word_file_and_a_web_page_become_a_tmx(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word_file())
    (tmp_path / "b.html").write_text(web_page(), encoding="utf-8")
    command = [sys.executable, "-m", "workbench", "align", "a.docx", "b.html", "-o", "out.tmx"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    units = etree.parse(tmp_path / "out.tmx").getroot().iter("tu")
    pairs = {tuple(str(seg.xpath("string()")) for seg in unit.iter("seg")) for unit in units}
    english, chinese = ([text for _, *texts in side for text in texts] for side in (ENGLISH, CHINESE))
    assert {(en, zh) for en, zh in zip(english, chinese, strict=True) if len(en) > 25} <= pairs
    assert not any("首页" in zh for _, zh in pairs)


def test_a_template_and_its_translation_face_each_other_message_by_message(
    workbench: Workbench, tmp_path: Path
) -> None:
    english, chinese = ([text for _, *texts in side for text in texts] for side in (ENGLISH, CHINESE))
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    entries = list(zip(english, chinese, strict=True))
    template = header + "".join(f'msgid "{en}"\nmsgstr ""\n\n' for en, _ in entries)
    translation = header + "".join(f'msgid "{en}"\nmsgstr "{zh}"\n\n' for en, zh in entries[::-1] if len(en) > 25)
    (tmp_path / "messages.pot").write_text(template, encoding="utf-8")
    (tmp_path / "zh.po").write_text(translation, encoding="utf-8")
    assert workbench("align", "messages.pot", "zh.po", "-o", "out.jsonl").code == 0
    rows = map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    pairs = [(row["source_text"], row["target_text"]) for row in rows if row["target"]]
    assert pairs == [(en, zh) for en, zh in entries if len(en) > 25]
