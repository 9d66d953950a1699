"""Tables as people have them: dialects are recognised by a rule, and columns by the names people give them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from tests.unit.test_exchange_outputs import PLAIN_TSV, TRANSLATION
from workbench.domain import Pair
from workbench.errors import InputError
from workbench.exchange.formats import FORMATS
from workbench.exchange.table import cells_of, titled

SAID = '"Hello," he said.'
WHOLE = '"Hello."'
OPEN, CLOSED = '"Hello. I am', 'here now," he said.'


def texts(form: str, data: str | bytes, columns: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    read = FORMATS[form].cells
    assert read is not None
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return [(cells["zh"], cells["en"]) for _, cells in read(stream, columns)]


def pairs(form: str, data: str | bytes) -> list[Pair]:
    return list(FORMATS[form].read(io.BytesIO(data.encode() if isinstance(data, str) else data)))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # Marks are characters where a cell that holds one is not enclosed.
        ([f"他说\t{SAID}", f"你好\t{WHOLE}"], [SAID, WHOLE]),
        ([f"你好\t{WHOLE}", "再见\tBye"], [WHOLE, "Bye"]),
        (['你好\t"Hello, you."', "再见\tWell, bye."], ['"Hello, you."', "Well, bye."]),
        # A quotation that continues in the next line is not a cell with a line end.
        ([f"一\t{OPEN}", f"二\t{CLOSED}"], [OPEN, CLOSED]),
        (['一\t"Hello.', '二\tI am here."'], ['"Hello.', 'I am here."']),
        # They enclose cells where every one is enclosed and one has to be.
        (['他说\t"""Hello,"" he said."', f"你好\t{WHOLE}"], [SAID, "Hello."]),
        (['他说\t"two\nlines"', f"你好\t{WHOLE}"], ["two\nlines", "Hello."]),
        (['他说\t"a\tb"', f"你好\t{WHOLE}"], ["a\tb", "Hello."]),
        # As spreadsheets enclose what has a comma, and some programs every cell.
        (['他说\t"Well, yes."', "你好\tHello."], ["Well, yes.", "Hello."]),
        (['"他说"\t"Yes."', '"你好"\t"No."'], ["Yes.", "No."]),
    ],
)
def test_whether_marks_enclose_cells_of_other_tools(lines: list[str], expected: list[str]) -> None:
    data = "\n".join(["zh\ten", *lines, ""])
    assert [en for _, en in texts("tsv", data)] == expected
    assert [en for _, en in texts("tsv", data.replace("zh\ten\n", ""), ("zh", "en"))] == expected


def test_a_header_in_marks_has_cells_in_marks() -> None:
    assert texts("tsv", '"zh"\t"en"\n"你好"\t"Hello."\n再见\tBye\n') == [("你好", "Hello."), ("再见", "Bye")]


@pytest.mark.parametrize("text", [SAID, WHOLE, OPEN, '"""x"""', '""', "\\n", "a\\", "\\\\t", "a\tb\nc\rd", "'=x"])
def test_files_of_older_versions_read_as_they_were_meant(text: str) -> None:
    pair = replace(TRANSLATION, source=replace(TRANSLATION.source, text=text))
    stream = io.BytesIO()
    FORMATS["tsv-plain"].write([pair], stream)
    (found,) = pairs("tsv", stream.getvalue())
    assert found.source.text == text
    assert found.target.text == TRANSLATION.target.text


def test_a_table_of_an_older_version_that_a_spreadsheet_saved_has_cells_in_marks() -> None:
    header = PLAIN_TSV.partition("\n")[0]
    row = ["你好\n吗", "Hello"] + [""] * (header.count("\t") - 1)
    assert texts("tsv", f'{header}\n"你好\n吗"\t' + "\t".join(row[1:]) + "\n") == [("你好\n吗", "Hello")]


@pytest.mark.parametrize("text", [SAID, WHOLE, OPEN, "plain", 'a "b" c'])
def test_a_table_of_ours_that_a_program_saved_without_marks_keeps_its_texts(text: str) -> None:
    source, target = replace(TRANSLATION.source, text=text), replace(TRANSLATION.target, text="好")
    stream = io.BytesIO()
    FORMATS["tsv"].write([replace(TRANSLATION, source=source, target=target)], stream)
    (as_written,) = pairs("tsv", stream.getvalue())
    rows = csv.reader(io.StringIO(stream.getvalue().decode(), newline=""), delimiter="\t")
    (saved,) = pairs("tsv", "".join("\t".join(row) + "\r\n" for row in rows))
    assert as_written.source.text == saved.source.text == text


def test_line_ends_behind_the_first_megabyte_of_a_table_of_ours_are_inside_cells() -> None:
    many = [replace(TRANSLATION, source=replace(TRANSLATION.source, text=f"plain {n}")) for n in range(9_000)]
    plain = [replace(pair, target=replace(pair.target, text="好")) for pair in many]
    stream = io.BytesIO()
    FORMATS["tsv"].write([*plain, TRANSLATION], stream)
    assert pairs("tsv", stream.getvalue())[-1].target.text == TRANSLATION.target.text


def test_apostrophes_are_taken_off_where_they_were_put() -> None:
    source, target = replace(TRANSLATION.source, text="'=x"), replace(TRANSLATION.target, text="=y")
    stream = io.BytesIO()
    FORMATS["csv-safe"].write([replace(TRANSLATION, source=source, target=target, note="it's")], stream)
    assert "''=x" in stream.getvalue().decode()
    for data in (stream.getvalue(), stream.getvalue().replace(b"''=x", b"'=x").replace(b"'=y", b"=y")):
        (found,) = pairs("csv", data)
        assert (found.target.text, found.note) == ("=y", "it's")
    # A table of an older version put them everywhere and said nothing of it.
    old = "zh,en,relation,status,source_lang,target_lang\n'=y,''=x,,,,\n"
    assert texts("csv", old) == [("=y", "'=x")]
    assert texts("csv", "zh,en\n'=y,'=x\n") == [("'=y", "'=x")]


@pytest.mark.parametrize(
    ("header", "zh", "en"),
    [
        ("source\ttarget", 1, 0),
        ("SRC\tTGT", 1, 0),
        ("en-US\tzh-CN", 1, 0),
        ("eng\tcmn", 1, 0),
        ("en\tzh_TW", 1, 0),
        ("English\tChinese", 1, 0),
        ("English\tChinese (Simplified)", 1, 0),
        ("英文\t中文", 1, 0),
        ("原文\t译文", 1, 0),
        ("en_text\tzh_text", 1, 0),
        ("translation.en\ttranslation.zh", 1, 0),
        ("en\tzh-TW\tzh", 2, 0),
        ("id\tsource\ttarget\tnote", 2, 1),
    ],
)
def test_columns_by_the_names_people_give_them(header: str, zh: int, en: int) -> None:
    row = [f"cell {number}" for number in range(header.count("\t") + 1)]
    row[zh], row[en] = "天津的一次会议", "A meeting in Tianjin"
    assert texts("tsv", f"{header}\n" + "\t".join(row)) == [(row[zh], row[en])]


def test_which_of_source_and_target_is_chinese_the_rows_say() -> None:
    assert texts("tsv", "source\ttarget\nOK\tOK\n会议\tA meeting\n") == [("OK", "OK"), ("会议", "A meeting")]
    assert texts("tsv", "source\ttarget\nOK\tOK\nA meeting\t会议\n") == [("OK", "OK"), ("会议", "A meeting")]
    (pair,) = pairs("tsv", "target\tsource\n会议\tA meeting\n")
    assert (pair.source.text, pair.target.text) == ("会议", "A meeting")


def test_several_columns_of_a_language_are_named() -> None:
    with pytest.raises(InputError, match="Several columns could be zh: 'zh-cn', 'zh-tw'"):
        texts("tsv", "zh-CN\tzh-TW\ten\n一\t一\tOne\n")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("csv", 'zh;en\n"你;好";Hello, you\n'),
        ("csv", 'zh\ten\n"你;好"\tHello, you\n'),
        ("csv", 'zh,en\n你;好,"Hello, you"\n'),
        ("csv", 'zh;en\r"你;好";"Hello, you"\r'),
        ("tsv", 'zh,en\n你;好,"Hello, you"\n'),
        ("tsv", 'zh;en\n"你;好";Hello, you\n'),
    ],
)
def test_what_stands_between_cells_is_recognised(mark: str, form: str, data: str) -> None:
    assert texts(form, mark + data) == [("你;好", "Hello, you")]


def test_a_table_without_a_header_asks_for_its_columns() -> None:
    with pytest.raises(InputError, match=r"does not name the columns zh and en.*--columns zh,en"):
        texts("tsv", "你好\tHello\n")
    assert texts("tsv", "7\t你好\tx\tHello\n", ("id", "zh", "-", "en")) == [("你好", "Hello")]


def test_rows_that_were_read_to_decide_are_read_once() -> None:
    rows = [("Line 1", ["source", "target"]), *((f"Line {n}", [f"第{n}句", f"Sentence {n}"]) for n in range(2, 300))]
    columns, body = titled(iter(rows))
    assert columns == ["zh", "en"]
    assert len(list(cells_of(columns, body))) == 298
