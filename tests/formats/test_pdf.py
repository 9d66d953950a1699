"""PDF files: what was set in columns and over pages comes back as the paragraphs that were written."""

from __future__ import annotations

import sys
from itertools import count

import pytest

from tests.formats.laws import check, kinds, only, texts
from tests.formats.pdfs import HEIGHT, Text, column, pdf, wrapped
from workbench.documents.formats.pdf import read
from workbench.domain import BlockKind
from workbench.errors import InputError

ENGLISH = [
    "The delegation of Jilin Province visited Tianjin on November 6 and 7, where both sides held a symposium on "
    "cooperation and signed a framework agreement that covers ports, rail and the training of staff.",
    "Tianjin has deep roots in the north-east. Its port has served the factories of Changchun for many years, and the "
    "trains that run between the two cities carry cars, grain and medicine.",
    "In the afternoon the guests went to see the new terminal. They were shown how containers are moved there.",
    "Both sides will meet again next year.",
]
CHINESE = [
    "11月6日至7日，吉林省党政代表团来津考察，两省市召开合作交流座谈会，并签署全面深化对口合作的框架协议，"
    "内容涉及港口、铁路和人才培训。",
    "天津和吉林渊源深厚。多年来，天津港一直为长春的工厂服务，往来两地的列车运送汽车、粮食和药品，联系十分紧密，交流不断扩大。",
    "下午，代表团参观了新的码头，了解集装箱如何在无人操作的情况下搬运，并同当地企业家座谈。",
    "双方商定明年再次会面。",
]


def newspaper(paragraphs: list[str], columns: int, lines: int, indent: float, title: str) -> bytes:
    """Paragraphs set in columns, over as many pages as they need, with running titles and page numbers."""
    measure = 500 / columns - 15
    rows = [
        (indent if number == 0 else 0.0, line)
        for paragraph in paragraphs
        for number, line in enumerate(wrapped(paragraph, measure, indent=indent))
    ]
    pages, at = [], 0
    for number in count(1):
        page = [Text(50, HEIGHT - 30, f"Journal of Ports · No. {number}", 8), Text(295, 25, str(number), 8)]
        if number == 1:
            page.append(Text(50, HEIGHT - 100, title, 22))
        for place in range(columns):
            for height, (inset, line) in enumerate(rows[at : at + lines]):
                page.append(Text(50 + 500 / columns * place + inset, HEIGHT - 140 - 15 * height, line))
            at += lines
        pages.append(page)
        if at >= len(rows):
            return pdf(pages)
    raise AssertionError


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("indent", [20.0])
@pytest.mark.parametrize("written", [ENGLISH * 4, CHINESE * 4], ids=["en", "zh"])
def test_paragraphs_come_back_from_columns_and_pages(written: list[str], columns: int, indent: float) -> None:
    text = read(newspaper(written, columns, 11, indent, "Two cities 两座城市"), "x.pdf", None)
    check(text)
    assert texts(text, BlockKind.PARAGRAPH) == written
    assert texts(text, BlockKind.HEADING) == ["Two cities 两座城市"]
    assert text.title == "Two cities 两座城市"
    furniture = texts(text, BlockKind.BOILERPLATE)
    assert {"1", "2", "Journal of Ports · No. 1"} <= set(furniture)
    pages = [block.place.page or 0 for block in text.blocks]
    assert pages == sorted(pages)


def test_a_hyphen_goes_with_the_break_unless_it_parts_two_words_of_the_text() -> None:
    lines = ["Both sides spoke of the coop-", "eration of ports, well known, and", "of the many well-", "known firms."]
    assert texts(read(pdf([column(50, 700, lines)]), "x.pdf", None)) == [
        "Both sides spoke of the cooperation of ports, well known, and of the many well-known firms."
    ]


def test_sizes_make_headings_and_their_levels() -> None:
    page = [
        *column(50, 760, ["A book about ports"], 24),
        *column(50, 720, ["The first port"], 16),
        *column(50, 690, wrapped(ENGLISH[0], 400)),
        *column(50, 500, ["The second port"], 16),
        *column(50, 470, wrapped(ENGLISH[1], 400)),
    ]
    text = read(pdf([page], title="Ports"), "x.pdf", None)
    assert text.title == "Ports"
    assert [(block.level, block.place.headings) for block in text.blocks if block.kind is BlockKind.HEADING] == [
        (1, ()),
        (2, ("A book about ports",)),
        (2, ("A book about ports",)),
    ]
    assert only(text, ENGLISH[1]).place.headings == ("A book about ports", "The second port")


def test_rows_of_several_pieces_are_rows_of_a_table() -> None:
    rows = [
        ("City", "Population", "GDP"),
        ("Tianjin", "13.6", "1.6"),
        ("Changchun", "9.1", "0.7"),
        ("Jilin", "3.6", "0.2"),
    ]
    page = column(50, 780, wrapped(ENGLISH[0], 400)) + [
        Text(50 + 120 * place, 600 - 15 * number, cell)
        for number, row in enumerate(rows)
        for place, cell in enumerate(row)
    ]
    text = read(pdf([page]), "x.pdf", None)
    assert texts(text, BlockKind.TABLE_CELL) == [cell for row in rows for cell in row]
    assert only(text, "0.7").place.cell == (3, 3)


def test_a_line_with_stretched_spaces_is_a_line_and_one_row_is_no_table() -> None:
    lines = wrapped(ENGLISH[0] + " " + ENGLISH[1], 300)
    page = [Text(50, 700 - 15 * number, line) for number, line in enumerate(lines) if number != 2]
    first, _, rest = lines[2].partition(" ")
    page += [Text(50, 670, first), Text(350 - len(rest) * 5, 670, rest)]
    page += [Text(50, 400, "Editor: A. Chen"), Text(300, 400, "Photos: B. Li")]
    assert texts(read(pdf([page]), "x.pdf", None)) == [
        f"{ENGLISH[0]} {ENGLISH[1]}",
        "Editor: A. Chen",
        "Photos: B. Li",
    ]


def test_marks_of_notes_are_left_out_and_ligatures_are_letters() -> None:
    page = [Text(50, 700, "The \ufb01rst port"), Text(120, 704, "1", 6), Text(123, 700, " was built long ago. \u2f00")]
    assert texts(read(pdf([page]), "x.pdf", None)) == ["The first port was built long ago. 一"]


def test_the_size_is_the_one_on_the_page_and_turned_text_is_left_out() -> None:
    lines = wrapped(ENGLISH[0], 300)
    scaled = [Text(50, 700 - 15 * number, line, 10, scale=10) for number, line in enumerate(lines)]
    turned = Text(30, 300, "For inspection only", 10, turned=True)
    assert texts(read(pdf([[*scaled, turned]]), "x.pdf", None)) == [ENGLISH[0]]
    assert texts(read(pdf([[turned]]), "x.pdf", None))


def test_characters_beyond_the_first_plane_stay_whole() -> None:
    assert texts(read(pdf([[Text(50, 700, "在\U00020000里")]]), "x.pdf", None)) == ["在\U00020000里"]


def test_a_list_has_items_whose_lines_may_be_set_in() -> None:
    page = column(50, 700, ["• Ports, rail and all", "", "• Training of staff", "• Medicine"])
    page[1] = Text(58, 685, "that belongs to them")
    assert kinds(read(pdf([page]), "x.pdf", None)) == [
        (BlockKind.LIST_ITEM, "• Ports, rail and all that belongs to them"),
        (BlockKind.LIST_ITEM, "• Training of staff"),
        (BlockKind.LIST_ITEM, "• Medicine"),
    ]


def test_pages_without_text_are_noted_and_a_scan_is_refused() -> None:
    page = column(50, 700, ENGLISH)
    assert read(pdf([page, [], page]), "x.pdf", None).notes == ("1 page without a text layer",)
    with pytest.raises(InputError, match=r"x\.pdf has no text layer.*OCR"):
        read(pdf([[], []]), "x.pdf", None)


def test_without_the_library_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(InputError, match=r"pip install 'alignment-workbench\[documents\]'"):
        read(pdf([]), "x.pdf", None)
