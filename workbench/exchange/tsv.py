r"""TSV: a header, then a pair a line. Tab, line ends and backslash inside a text are written \t, \n, \r and \\.

Nothing is quoted, as the media type text/tab-separated-values has it. In a table of another tool, which does not have
our columns, backslashes stay as they are, and cells that a spreadsheet quoted are unquoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from workbench.domain import Pair
from workbench.errors import InputError
from workbench.exchange.fields import Report, Unit, exported, ignore
from workbench.exchange.lines import text_lines
from workbench.exchange.table import COLUMNS, Cells, cells_of, columns_of, is_ours, row_of, table_units

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_PLAIN = {after: before for before, after in _ESCAPES.items()}
_TO_ESCAPE = re.compile(r"[\\\t\n\r]")
_ESCAPED = re.compile(r"\\[\\tnr]")


def escape(text: str) -> str:
    """A text as one cell."""
    return _TO_ESCAPE.sub(lambda match: _ESCAPES[match[0]], text)


def unescape(cell: str) -> str:
    """The text of a cell; a backslash that escapes nothing stays."""
    return _ESCAPED.sub(lambda match: _PLAIN[match[0]], cell) if "\\" in cell else cell


def write_rows(header: Sequence[str], rows: Iterable[Sequence[str]], stream: BinaryIO) -> int:
    """Write a header and rows of cells; the number of rows."""
    stream.write(("\t".join(header) + "\n").encode())
    count = 0
    for row in rows:
        # One look at a whole row, since hardly any has something to escape.
        cells = map(escape, row) if _TO_ESCAPE.search("".join(row)) else row
        stream.write(("\t".join(cells) + "\n").encode("utf-8", "replace"))
        count += 1
    return count


def write_tsv(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore) -> int:
    """Write pairs with two sides; the number written."""
    return write_rows(COLUMNS, map(row_of, exported(pairs)), stream)


def tsv_cells(stream: BinaryIO) -> Iterator[Cells]:
    """The rows of a TSV whose header names `zh` and `en`. Raises InputError naming the line."""
    columns, rows = read_rows(stream)
    text_of = unescape if is_ours(columns) else _unquoted
    return cells_of(columns, ((where, [*map(text_of, cells)]) for where, cells in rows))


def tsv_units(stream: BinaryIO) -> Iterator[Unit]:
    """The pairs of a TSV. Raises InputError naming the line."""
    yield from table_units(tsv_cells(stream))


def read_rows(stream: BinaryIO) -> tuple[list[str], Iterator[tuple[str, list[str]]]]:
    """The columns, and the cells of each line as they stand there. Raises InputError as `columns_of` does."""
    found = text_lines(stream)
    header = next(found, None)
    if header is None:
        raise InputError("The file is empty.", hint="Its first line names the columns, zh and en among them.")
    return columns_of(header[1].split("\t")), ((f"Line {number}", line.split("\t")) for number, line in found)


def _unquoted(cell: str) -> str:
    """The text of a cell in which a spreadsheet has doubled the quotes and put the cell itself in quotes."""
    inner = cell[1:-1]
    if len(cell) < 2 or cell[0] != '"' or cell[-1] != '"' or '"' not in inner:
        return cell
    return cell if '"' in inner.replace('""', "") else inner.replace('""', '"')
