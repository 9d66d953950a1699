"""Word files: what a person sees is read, with what it is and where it stands."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from docx.text.paragraph import Paragraph

from tests.formats.laws import check, inline_texts, kinds, only, texts
from tests.formats.packages import changed, part_of, saved, with_footnote, word_file
from workbench.documents.formats.docx import read
from workbench.domain import BlockKind
from workbench.errors import InputError

P = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def report() -> bytes:
    document = docx.Document()
    document.add_heading("Cooperation of two provinces", 0)
    document.add_heading("Background", 1)
    paragraph = document.add_paragraph("The delegation ")
    paragraph.add_run("visited ").bold = True
    paragraph.add_run("Tianjin").italic = True
    paragraph.add_run(" in November.")
    document.add_paragraph("Ports", style="List Bullet")
    document.add_paragraph("Rail", style="List Bullet 2")
    document.add_paragraph("We go further together.", style="Quote")
    document.add_heading("Figures", 2)
    table = document.add_table(2, 2)
    for row, cells in enumerate((("City", "GDP"), ("Tianjin", "1.6 trillion"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_paragraph("Table 1: the cities", style="Caption")
    document.add_heading("Outlook", 1)
    document.add_paragraph("Both sides agreed.")
    return saved(document)


def test_blocks_have_the_kind_their_style_gives_them() -> None:
    text = read(report(), "report.docx", None)
    check(text)
    assert kinds(text) == [
        (BlockKind.HEADING, "Cooperation of two provinces"),
        (BlockKind.HEADING, "Background"),
        (BlockKind.PARAGRAPH, "The delegation visited Tianjin in November."),
        (BlockKind.LIST_ITEM, "Ports"),
        (BlockKind.LIST_ITEM, "Rail"),
        (BlockKind.QUOTE, "We go further together."),
        (BlockKind.HEADING, "Figures"),
        (BlockKind.TABLE_CELL, "City"),
        (BlockKind.TABLE_CELL, "GDP"),
        (BlockKind.TABLE_CELL, "Tianjin"),
        (BlockKind.TABLE_CELL, "1.6 trillion"),
        (BlockKind.CAPTION, "Table 1: the cities"),
        (BlockKind.HEADING, "Outlook"),
        (BlockKind.PARAGRAPH, "Both sides agreed."),
    ]
    assert text.title == "Cooperation of two provinces"


def test_blocks_know_their_place() -> None:
    text = read(report(), "report.docx", None)
    assert only(text, "Tianjin").place.cell == (2, 1)
    assert only(text, "Tianjin").place.headings == ("Background", "Figures")
    assert only(text, "Both sides agreed.").place.headings == ("Outlook",)
    assert only(text, "Rail").level == 2
    assert only(text, "Figures").level == 2


def test_every_paragraph_is_the_one_python_docx_shows_there() -> None:
    data = report()
    text = read(data, "report.docx", None)
    document = docx.Document(BytesIO(data))
    body = document.element.body
    paragraphs = [Paragraph(each, document).text for each in body.iter(f"{{{body.nsmap['w']}}}p")]
    for block in text.blocks:
        part, _, number = block.place.element.partition("#")
        assert part == "word/document.xml"
        assert paragraphs[int(number) - 1] == text.text[block.start : block.end]


def test_emphasis_is_kept_as_inline_elements() -> None:
    text = read(report(), "report.docx", None)
    block = only(text, "The delegation visited Tianjin in November.")
    assert inline_texts(text, block) == [("strong", "visited", ""), ("emphasis", "Tianjin", "")]


def test_footnotes_follow_the_text_and_their_marks_are_left_out() -> None:
    data = with_footnote(report(), "in November.", "According to the Jilin Daily.")
    text = read(data, "report.docx", None)
    check(text)
    assert texts(text)[-1] == "According to the Jilin Daily."
    assert text.blocks[-1].kind is BlockKind.FOOTNOTE
    assert text.blocks[-1].place.element == "word/footnotes.xml#2"
    assert only(text, "The delegation visited Tianjin in November.")
    assert "1 note reference" in text.notes


def test_the_text_is_as_it_stands_with_all_changes_made() -> None:
    body = (
        "<w:p><w:r><w:t>It </w:t></w:r><w:ins><w:r><w:t>now </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:r><w:t>holds.</w:t></w:r></w:p>"
    )
    text = read(word_file(body), "x.docx", None)
    assert texts(text) == ["It now holds."]
    assert text.notes == ("1 deleted passage",)


def test_text_boxes_and_content_controls_are_read_once() -> None:
    box = "<w:txbxContent>" + P.format("In the box.") + "</w:txbxContent>"
    body = (
        "<w:sdt><w:sdtContent>" + P.format("In a control.") + "</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>Around it.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing>"
        f"{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert texts(read(word_file(body), "x.docx", None)) == ["In a control.", "Around it.", "In the box."]


def test_formulas_hidden_text_and_breaks() -> None:
    body = (
        "<w:p><w:r><w:t>Let </w:t></w:r><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath><w:r><w:rPr><w:vanish/></w:rPr>"
        "<w:t>secret</w:t></w:r><w:r><w:t> be</w:t><w:br/><w:t>given.</w:t></w:r></w:p>"
    )
    text = read(word_file(body), "x.docx", None)
    check(text)
    assert texts(text) == ["Let a+b be\ngiven."]
    assert inline_texts(text, text.blocks[0]) == [("formula", "a+b", "")]


def test_pages_are_those_word_last_broke() -> None:
    mark = "<w:lastRenderedPageBreak/>"
    body = (
        P.format("One.") + f"<w:p><w:r>{mark}<w:t>Two.</w:t></w:r></w:p>"
        f"<w:p><w:r><w:t>Two to </w:t>{mark}<w:t>three.</w:t></w:r></w:p>" + P.format("Three.")
    )
    assert [block.place.page for block in read(word_file(body), "x.docx", None).blocks] == [1, 2, 2, 3]
    assert read(report(), "x.docx", None).blocks[0].place.page is None


def test_links_have_their_address() -> None:
    body = (
        '<w:p><w:r><w:t>See </w:t></w:r><w:hyperlink r:id="rId99"><w:r><w:t>the paper</w:t></w:r></w:hyperlink></w:p>'
    )
    data = word_file(body)
    relations = part_of(data, "word/_rels/document.xml.rels").replace(
        "</Relationships>", '<Relationship Id="rId99" Target="http://a.cn/x" TargetMode="External"/></Relationships>'
    )
    text = read(changed(data, {"word/_rels/document.xml.rels": relations}), "x.docx", None)
    assert inline_texts(text, text.blocks[0]) == [("link", "the paper", "http://a.cn/x")]


def test_an_old_word_file_and_an_encrypted_one_are_refused() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    with pytest.raises(InputError, match=r"old Word file .*\.docx"):
        read(ole, "x.doc", None)
    with pytest.raises(InputError, match=r"x\.docx is encrypted"):
        read(ole + "EncryptedPackage".encode("utf-16-le"), "x.docx", None)
