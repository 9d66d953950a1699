r"""TSV: a header, then a pair a line. Tab, line ends and backslash inside a text are written \t, \n, \r and \\.

Nothing is quoted, as the media type text/tab-separated-values has it. In a file of another tool, which has not our
columns, backslashes stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from workbench.domain import Pair
from workbench.errors import InputError
from workbench.exchange.fields import Report, ignore, text_lines
from workbench.exchange.table import COLUMNS, pairs_of, rows_of

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


def write_tsv(pairs: Iterable[Pair], stream: BinaryIO) -> int:
    """Write pairs with two sides; the number written."""
    stream.write(("\t".join(COLUMNS) + "\n").encode())
    count = 0
    for row in rows_of(pairs):
        stream.write(("\t".join(map(escape, row)) + "\n").encode("utf-8", "replace"))
        count += 1
    return count


def read_tsv(stream: BinaryIO, report: Report = ignore) -> Iterator[Pair]:
    """The pairs of a TSV whose header names `zh` and `en`; the first of them is the source unless `source_lang` says.

    Raises InputError naming the line.
    """
    lines = text_lines(stream)
    header = next(lines, None)
    if header is None:
        raise InputError("The file is empty.", hint="Its first line names the columns, zh and en among them.")
    rows = ((f"Line {number}", _cells(line)) for number, line in lines if line.strip())
    yield from pairs_of(_cells(header[1]), rows, report, unescape)


def _cells(line: str) -> list[str]:
    return [_unquoted(cell) for cell in line.split("\t")] if '"' in line else line.split("\t")


def _unquoted(cell: str) -> str:
    """Undo the quoting of spreadsheets, which enclose a cell that has quotes in it and double these."""
    inner = cell[1:-1]
    if len(cell) < 2 or cell[0] != '"' or cell[-1] != '"' or '"' not in inner:
        return cell
    return cell if '"' in inner.replace('""', "") else inner.replace('""', '"')
