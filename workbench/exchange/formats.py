"""The formats pairs are exchanged in, by name and by file name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, Protocol

from workbench.domain import Pair
from workbench.errors import UsageError
from workbench.exchange.csv import write_csv, write_safe_csv
from workbench.exchange.delimited import csv_cells, tsv_cells
from workbench.exchange.fields import Report, Unit, complete, ignore
from workbench.exchange.jsonl import jsonl_units, write_jsonl
from workbench.exchange.table import Cells, table_units
from workbench.exchange.tmx import tmx_units, write_tmx
from workbench.exchange.tsv import write_plain_tsv, write_tsv
from workbench.exchange.xliff import write_xliff, xliff_units


class Write(Protocol):
    """Writes pairs with two sides to a stream as they come and returns their number.

    Characters that the format cannot hold are reported in a sentence.
    """

    def __call__(self, pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Format:
    """How pairs are written to a stream and read from one."""

    write: Write
    units: Callable[[BinaryIO], Iterator[Unit]]
    """Everything the file holds, with what is not a pair. Raises InputError naming the line or unit."""
    suffixes: tuple[str, ...]
    cells: Callable[[BinaryIO, Sequence[str]], Iterator[Cells]] | None = None
    """For a table: its rows as they stand there. The names of its columns, where it has no header."""
    is_xml: bool = False
    """Whether the file itself names its encoding."""

    def read(self, stream: BinaryIO, report: Report = ignore) -> Iterator[Pair]:
        """The pairs with two sides; what is left out is reported. Raises InputError naming the line or unit."""
        return complete(self.units(stream), report)


def _table(
    write: Write, cells: Callable[[BinaryIO, Sequence[str]], Iterator[Cells]], suffixes: tuple[str, ...] = ()
) -> Format:
    return Format(write, lambda stream: table_units(cells(stream, ())), suffixes, cells)


FORMATS = {
    "tmx": Format(write_tmx, tmx_units, (".tmx",), is_xml=True),
    "tsv": _table(write_tsv, tsv_cells, (".tsv", ".tab", ".txt")),
    "tsv-plain": _table(write_plain_tsv, tsv_cells),
    "jsonl": Format(write_jsonl, jsonl_units, (".jsonl", ".ndjson", ".json")),
    "xliff": Format(write_xliff, xliff_units, (".xliff", ".xlf", ".sdlxliff", ".mqxliff"), is_xml=True),
    "csv": _table(write_csv, csv_cells, (".csv",)),
    "csv-safe": _table(write_safe_csv, csv_cells),
}
"""By the name --format takes."""


def format_of(path: str, name: str | None) -> Format:
    """The format of a name, or else of a file's ending. Raises UsageError where neither decides."""
    if name is not None:
        return FORMATS[name]
    suffix = PurePath(path).suffix.lower()
    for each in FORMATS.values():
        if suffix in each.suffixes:
            return each
    subject = "A stream has no name that would tell" if path == "-" else f"The name {path} does not tell"
    raise UsageError(f"{subject} the format.", hint=f"Name it with --format: {', '.join(FORMATS)}.")
