"""XLSX: the same columns as other tables, in the first sheet of a workbook.

Cells are texts or numbers; none is ever a formula, and of formulas in other workbooks only the values are read that the
spreadsheet kept. Control characters are written as _x000D_, as the format has it.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from workbench.domain import Pair
from workbench.errors import InputError
from workbench.exchange.fields import Report, exported, ignore
from workbench.exchange.table import COLUMNS, NUMBERS, Cells, cells_of, row_of, titled
from workbench.extras import required
from workbench.i18n import gettext as _
from workbench.i18n import ngettext

MOST_ROWS = 1_048_575
"""Rows of a sheet, beside the one with the names."""
LONGEST_CELL = 32_767
"""Characters that a cell holds."""

LARGEST_PART = 2 * 2**30
"""Bytes of a sheet, unpacked; it is read row by row."""
LARGEST_TEXTS = 2**28
"""Bytes of any other part, unpacked: the texts that cells share are in memory while the workbook is read."""
MOST_PARTS = 10_000
HIGHEST_RATIO = 200
_ANY_RATIO = 2**24
"""Bytes of a part up to which no ratio is asked for."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile("_x([0-9A-Fa-f]{4})_")


def write_xlsx(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore) -> int:
    """Write pairs with two sides; the number written. What a cell or a sheet cannot hold is left out and reported.

    Raises InputError where openpyxl is missing.
    """
    openpyxl: Any = required("openpyxl", "XLSX", "data")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("pairs")
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 60
    sheet.append(COLUMNS)
    flags = COLUMNS.index("flags")
    count = too_long = too_many = 0
    for row in map(row_of, exported(pairs)):
        cells = [_written(cell) for cell in row]
        # What the checks found is only shown; it may be cut.
        cells[flags] = cells[flags][:LONGEST_CELL]
        if max(map(len, cells)) > LONGEST_CELL:
            too_long += 1
        elif count == MOST_ROWS:
            too_many += 1
        else:
            sheet.append([_cell(openpyxl, sheet, name, cell) for name, cell in zip(COLUMNS, cells, strict=True)])
            count += 1
    if too_long:
        report(
            ngettext(
                "{count:,} pair with texts of more than {limit:,} characters does not fit into cells.",
                "{count:,} pairs with texts of more than {limit:,} characters do not fit into cells.",
                too_long,
            ).format(count=too_long, limit=LONGEST_CELL)
        )
    if too_many:
        report(
            ngettext(
                "{count:,} pair is more than a sheet has rows for.",
                "{count:,} pairs are more than a sheet has rows for.",
                too_many,
            ).format(count=too_many)
        )
    book.save(stream)
    return count


def _cell(openpyxl: Any, sheet: Any, name: str, text: str) -> Any:  # noqa: ANN401 - the library has no types
    if not text:
        return None
    if name in NUMBERS:
        return float(text) if "." in text else int(text)
    cell = openpyxl.cell.WriteOnlyCell(sheet, value=text)
    # Else a text that begins with = would be a formula.
    cell.data_type = "s"
    return cell


def _written(text: str) -> str:
    held = text.encode("utf-8", "replace").decode()
    return _CONTROL.sub(lambda match: "_x005F_x" if match[0] == "_x" else f"_x{ord(match[0]):04X}_", held)


def xlsx_cells(stream: BinaryIO, columns: Sequence[str] = ()) -> Iterator[Cells]:
    """Yield the rows of the first sheet; its first row names the columns unless they are given.

    Raises InputError for what is not a sound workbook or is larger than one can be, or where openpyxl is missing.
    """
    openpyxl: Any = required("openpyxl", "XLSX", "data")
    _check_parts(stream)
    names, body = titled(_rows(openpyxl, stream), columns)
    yield from cells_of(names, body)


def _check_parts(stream: BinaryIO) -> None:
    """Raise InputError for a package with parts no workbook has."""
    try:
        with zipfile.ZipFile(stream) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged() from error
    for part in parts:
        most = LARGEST_PART if "/worksheets/" in part.filename.lower() else LARGEST_TEXTS
        too_dense = part.file_size > _ANY_RATIO and part.file_size > part.compress_size * HIGHEST_RATIO
        if too_dense or part.file_size > most or len(parts) > MOST_PARTS:
            raise InputError(_("It unpacks to more than a table of pairs can be."), hint=_("Save it as TSV or CSV."))


def _rows(openpyxl: Any, stream: BinaryIO) -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401
    try:
        with warnings.catch_warnings():
            # Charts, filters and the like, which are not read.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            # Sheets of some programs claim to be empty, or to have all rows there can be.
            sheet.reset_dimensions()
            line = _("Row {number}")
            for number, values in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, values_only=True), 1):
                yield line.format(number=number), _texts(values)
    except InputError:
        raise
    except Exception as error:
        raise _damaged() from error


def _damaged() -> InputError:
    return InputError(_("It is not a sound XLSX workbook."), hint=_("Save it again, or as TSV or CSV."))


def _texts(values: Sequence[object]) -> list[str]:
    """Return the cells of a row up to the last one with a value."""
    texts = [_text(value) for value in values]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _WRITTEN.sub(lambda match: chr(int(match[1], 16)), value) if "_x" in value else value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
