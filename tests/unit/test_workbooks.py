"""XLSX and Parquet: what other programs find in them, what is read of theirs, and what is refused."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Workbench
from tests.unit.test_exchange_outputs import PAIRS, TRANSLATION
from workbench.domain import Pair
from workbench.errors import InputError
from workbench.exchange import parquet, workbook
from workbench.exchange.formats import FORMATS
from workbench.exchange.table import COLUMNS
from workbench.pipeline.pair_files import opened

openpyxl: Any = pytest.importorskip("openpyxl")
arrow: Any = pytest.importorskip("pyarrow")
arrow_parquet: Any = pytest.importorskip("pyarrow.parquet")


def written(name: str, pairs: list[Pair], said: list[str] | None = None) -> io.BytesIO:
    stream = io.BytesIO()
    FORMATS[name].write(pairs, stream, (said if said is not None else []).append)
    stream.seek(0)
    return stream


def texts(name: str, stream: io.BytesIO, columns: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    read = FORMATS[name].cells
    assert read is not None
    return [(cells["zh"], cells["en"]) for _, cells in read(stream, columns)]


def book(rows: Sequence[Any]) -> io.BytesIO:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    stream.seek(0)
    return stream


def test_a_workbook_has_texts_and_numbers_and_no_formulas() -> None:
    sheet = openpyxl.load_workbook(written("xlsx", PAIRS)).active
    header, first, second = sheet.iter_rows()
    assert [cell.value for cell in header] == list(COLUMNS)
    row = {name: cell for name, cell in zip(COLUMNS, first, strict=True) if cell.value is not None}
    assert (row["zh"].value, row["zh"].data_type) == ("=他说：“一小于二”，\n走了。", "s")
    assert (row["id"].value, row["probability"].value, row["target_segments"].value) == (12, 0.93, "[1, 2]")
    assert second[COLUMNS.index("target_text")].value == "吉林_x0001_省"
    assert sheet.freeze_panes == "A2"


def test_formulas_are_not_evaluated() -> None:
    rows = [["en", "zh", "id", "n"], ["Hello", "你好", 12.0, "=1+1"], ["=A2", "好", None, None], [], [None, "三", 3]]
    assert texts("xlsx", book(rows)) == [("你好", "Hello"), ("好", ""), ("三", "")]
    (pair,) = FORMATS["xlsx"].read(book(rows))
    assert pair.id == 12


def test_what_cells_cannot_hold_is_left_out_and_said() -> None:
    long = replace(TRANSLATION, source=replace(TRANSLATION.source, text="x" * 32_768))
    said: list[str] = []
    assert len(texts("xlsx", written("xlsx", [long, TRANSLATION], said))) == 1
    assert said == ["1 pair with texts of more than 32,767 characters does not fit into cells."]


def repacked(stream: io.BytesIO, name: str, change: Any) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, change(data) if part == name else data)
    made.seek(0)
    return made


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        # A dimension that is not true, a row far below, and a cell far to the right.
        (lambda data: data.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'), [("你好", "Hello")]),
        (lambda data: data.replace(b'<row r="2"', b'<row r="1000000000"').replace(b'"A2"', b'"A1000000000"'), []),
        (lambda data: data.replace(b'"B2"', b'"XFD2"'), "has 16384 cells"),
        (lambda data: data[:200], "not a sound XLSX"),
        (lambda data: b" " * 2**25 + data, "unpacks to more than a table of pairs can be"),
    ],
)
def test_sheets_of_other_programs_and_of_nobody(change: Any, expected: object) -> None:
    stream = repacked(book([["zh", "en"], ["你好", "Hello"]]), SHEET, change)
    if isinstance(expected, list):
        assert texts("xlsx", stream) == expected
    else:
        with pytest.raises(InputError, match=str(expected)):
            texts("xlsx", stream)


def test_entities_of_a_sheet_are_not_expanded_without_bound() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'.encode()
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    stream = repacked(
        book([["zh", "en"], ["你好", "Hello"]]),
        SHEET,
        lambda data: data.replace(b"<worksheet", bomb + b"]><worksheet").replace(b"Hello", b"&j;"),
    )
    with pytest.raises(InputError, match="not a sound XLSX"):
        texts("xlsx", stream)


@cache
def _sound(name: str) -> bytes:
    """A file; written once, since a workbook holds the time."""
    return written(name, [TRANSLATION] * 3).getvalue()


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
@given(st.data())
def test_damaged_files_are_refused_in_a_sentence(name: str, data: st.DataObject) -> None:
    whole = bytearray(_sound(name))
    for _ in range(data.draw(st.integers(1, 4))):
        # The size of the file differs with the time that is in it.
        start = data.draw(st.integers(0, 2**16)) % len(whole)
        whole[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    try:
        texts(name, io.BytesIO(whole))
    except InputError as refused:
        assert "\n" not in str(refused)


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
@given(data=st.binary(max_size=100))
def test_rubbish_is_refused_in_a_sentence(name: str, data: bytes) -> None:
    starts = {"xlsx": b"PK\x03\x04", "parquet": b"PAR1"}
    for start in (b"", starts[name]):
        with pytest.raises(InputError, match="sound"):
            texts(name, io.BytesIO(start + data))


def test_parquet_says_what_its_columns_are() -> None:
    file = arrow_parquet.ParquetFile(written("parquet", PAIRS))
    assert file.schema_arrow.names == [*COLUMNS, "source_spans", "target_spans"]
    assert str(file.schema_arrow.field("source_segments").type) == "list<element: int64>"
    assert file.schema_arrow.metadata[b"creator"].startswith(b"Alignment Workbench")
    first, second = file.read().to_pylist()
    assert (first["zh"], first["id"], first["probability"]) == (TRANSLATION.target.text, 12, 0.93)
    assert (first["target_segments"], first["bookmarked"], second["zh"]) == ([1, 2], True, None)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_data_frames_read_parquet(library: str) -> None:
    module: Any = pytest.importorskip(library)
    frame = module.read_parquet(written("parquet", [TRANSLATION]))
    assert list(frame["zh"]) == [TRANSLATION.target.text]


def test_parquet_of_other_programs_is_read() -> None:
    held = [{"en": "Hello", "zh": "你好"}, {"en": "Bye", "zh": "再见"}]
    stream = io.BytesIO()
    arrow_parquet.write_table(arrow.table({"id": ["a", "b"], "translation": held}), stream)
    assert texts("parquet", stream) == [("你好", "Hello"), ("再见", "Bye")]
    stream = io.BytesIO()
    arrow_parquet.write_table(arrow.table({"a": ["你好", None], "b": ["Hello", "x"]}), stream)
    with pytest.raises(InputError, match="does not name the columns zh and en"):
        texts("parquet", stream)
    assert texts("parquet", stream, ("zh", "en")) == [("你好", "Hello"), ("", "x")]
    empty = io.BytesIO()
    arrow_parquet.write_table(arrow.table({"zh": arrow.array([], "string"), "en": arrow.array([], "string")}), empty)
    assert texts("parquet", empty) == []


def test_row_groups_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "LARGEST_GROUP", 100)
    with pytest.raises(InputError, match="It has row groups of more than"):
        texts("parquet", written("parquet", [TRANSLATION]))
    monkeypatch.setattr(parquet, "_GROUP", 2)
    assert arrow_parquet.ParquetFile(written("parquet", [TRANSLATION] * 5)).metadata.num_row_groups == 3


def test_a_sheet_that_is_full_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    said: list[str] = []
    written("xlsx", [TRANSLATION] * 3, said)
    assert said == ["1 pair is more than a sheet has rows for."]


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
def test_they_are_exported_recognised_and_imported(workbench: Workbench, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.tsv").write_text("zh\ten\n会议\tA meeting\n")
    workbench("import", "a.tsv")
    assert workbench("export", "-o", f"b.{name}", "--status", "any").code == 0
    (tmp_path / "c").write_bytes((tmp_path / f"b.{name}").read_bytes())
    with opened(str(tmp_path / "c"), None) as file:
        assert file.format.name == name
        assert [(row.zh, row.en) for row in file.rows()] == [("会议", "A meeting")]
    assert "Added 1 of 1" in workbench("--db", "other.db", "import", f"b.{name}").stderr


@pytest.mark.parametrize(("name", "library"), [("xlsx", "openpyxl"), ("parquet", "pyarrow")])
def test_a_missing_library_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch, name: str, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(
        InputError, match=rf"needs {library}. Install it with: pip install 'alignment-workbench\[data\]'"
    ):
        written(name, [TRANSLATION])
