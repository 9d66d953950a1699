"""CSV as spreadsheets read it (RFC 4180, with a byte order mark, or Chinese would come out garbled).

A cell that a spreadsheet would take for a formula (it begins with = + - @ or a tab) gets an apostrophe before it, which
reading takes off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from workbench.domain import Pair
from workbench.errors import InputError
from workbench.exchange.fields import Report, decoded, ignore
from workbench.exchange.table import COLUMNS, pairs_of, rows_of

_FORMULA = re.compile("'*[=+@\t\r-]")
_ESCAPED_FORMULA = re.compile("'+[=+@\t\r-]")
_LONGEST_CELL = 2**24
"""Characters."""


def write_csv(pairs: Iterable[Pair], stream: BinaryIO) -> int:
    """Write pairs with two sides; the number written."""
    stream.write("\ufeff".encode())
    count = -1
    for row in _with_header(rows_of(pairs)):
        line = io.StringIO(newline="")
        csv.writer(line).writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in row])
        stream.write(line.getvalue().encode("utf-8", "replace"))
        count += 1
    return count


def _with_header(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    yield list(COLUMNS)
    yield from rows


def read_csv(stream: BinaryIO, report: Report = ignore) -> Iterator[Pair]:
    """The pairs of a CSV whose header names `zh` and `en`. Raises InputError naming the line."""
    csv.field_size_limit(_LONGEST_CELL)
    text, _ = decoded(stream, "")
    reader = csv.reader(text, strict=True)
    try:
        header = next(reader, None)
        if header is None:
            raise InputError("The file is empty.", hint="Its first line names the columns, zh and en among them.")
        rows = ((f"Line {reader.line_num}", row) for row in reader if row)
        yield from pairs_of(header, rows, report, _unescape)
    except csv.Error as error:
        raise InputError(f"Line {reader.line_num} is no CSV: {error}.", hint="Check its quotes.") from error
    except UnicodeError as error:
        raise InputError(
            f"Line {reader.line_num + 1} or one soon after it is not UTF-8.",
            hint="Name the encoding with --encoding, or save the file as UTF-8.",
        ) from error


def _unescape(cell: str) -> str:
    return cell[1:] if _ESCAPED_FORMULA.match(cell) else cell
