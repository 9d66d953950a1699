"""TSV: a header, then a pair a row, as programs read it by default; and the dialect of older versions, `tsv-plain`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import BinaryIO

from workbench.domain import Pair
from workbench.exchange.delimited import write_escaped, write_quoted
from workbench.exchange.fields import Report, exported, ignore
from workbench.exchange.table import COLUMNS, PLAIN_COLUMNS, plain_row_of, row_of


def write_tsv(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore) -> int:
    """Write pairs with two sides; the number written."""
    return write_quoted(chain([COLUMNS], map(row_of, exported(pairs))), "\t", "\n", stream) - 1


def write_plain_tsv(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore) -> int:
    r"""Write pairs with two sides, a line each; tab, line ends and backslash are \t, \n, \r and \\. Their number."""
    return write_escaped(chain([PLAIN_COLUMNS], map(plain_row_of, exported(pairs))), stream) - 1
