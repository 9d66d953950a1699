"""CSV as spreadsheets read it (RFC 4180, with a byte order mark, or Chinese would come out garbled).

A cell that a spreadsheet would take for a formula (it begins with = + - @ or a tab) gets an apostrophe before it, which
reading takes off again in a table that we wrote.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from workbench.domain import Pair
from workbench.errors import InputError
from workbench.exchange.fields import Report, Unit, exported, ignore
from workbench.exchange.lines import LONGEST, lines
from workbench.exchange.table import COLUMNS, Cells, cells_of, columns_of, is_ours, row_of, table_units

_FORMULA = re.compile("'*[=+@\t\r-]")
_ESCAPED_FORMULA = re.compile("'+[=+@\t\r-]")


def write_csv(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore) -> int:
    """Write pairs with two sides; the number written."""
    stream.write("\ufeff".encode())
    count = -1
    for row in chain([COLUMNS], map(row_of, exported(pairs))):
        line = io.StringIO(newline="")
        csv.writer(line).writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in row])
        stream.write(line.getvalue().encode("utf-8", "replace"))
        count += 1
    return count


def csv_cells(stream: BinaryIO) -> Iterator[Cells]:
    """The rows of a CSV whose header names `zh` and `en`. Raises InputError naming the line."""
    rows = _rows(stream)
    _, header = next(rows, ("", None))
    if header is None:
        raise InputError("The file is empty.", hint="Its first line names the columns, zh and en among them.")
    columns = columns_of(header)
    if is_ours(columns):
        rows = ((where, [cell[1:] if _ESCAPED_FORMULA.match(cell) else cell for cell in row]) for where, row in rows)
    return cells_of(columns, rows)


def csv_units(stream: BinaryIO) -> Iterator[Unit]:
    """The pairs of a CSV. Raises InputError naming the line."""
    yield from table_units(csv_cells(stream))


def _rows(stream: BinaryIO) -> Iterator[tuple[str, list[str]]]:
    csv.field_size_limit(LONGEST)
    size = 0

    def watched() -> Iterator[str]:
        nonlocal size
        for line in lines(stream, ""):
            size += len(line)
            yield line
            if size > LONGEST:
                raise InputError(
                    f"The row that ends behind line {reader.line_num} has more than {LONGEST:,} characters.",
                    hint="Check its quotes.",
                )

    reader = csv.reader(watched(), strict=True)
    try:
        for row in reader:
            size = 0
            yield f"Line {reader.line_num}", row
    except csv.Error as error:
        raise InputError(f"Line {reader.line_num} is not valid CSV: {error}.", hint="Check its quotes.") from error
