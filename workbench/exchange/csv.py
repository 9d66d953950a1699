"""CSV as spreadsheets read it (RFC 4180, with a byte order mark, or Chinese would come out garbled).

A spreadsheet takes a cell that begins with = + - @ for a formula. Where that is asked for, such a cell gets an
apostrophe before it, and the row says which cells have one, so that reading takes off those and no others.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import BinaryIO

from workbench.domain import Pair
from workbench.exchange.delimited import write_quoted
from workbench.exchange.fields import Report, exported, ignore
from workbench.exchange.table import APOSTROPHES, COLUMNS, row_of, with_apostrophes


def write_csv(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore) -> int:
    """Write pairs with two sides; the number written."""
    stream.write("\ufeff".encode())
    return write_quoted(chain([COLUMNS], map(row_of, exported(pairs))), ",", "\r\n", stream) - 1


def write_safe_csv(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore) -> int:
    """Return the same for spreadsheets, none of whose cells is a formula."""
    stream.write("\ufeff".encode())
    rows = map(with_apostrophes, map(row_of, exported(pairs)))
    return write_quoted(chain([(*COLUMNS, APOSTROPHES)], rows), ",", "\r\n", stream) - 1
