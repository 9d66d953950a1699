"""The formats pairs are exchanged in, by name and by file name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Protocol

from workbench.domain import Pair
from workbench.errors import UsageError
from workbench.exchange.codes import DEFAULT, Codes, codes_of
from workbench.exchange.csv import write_csv, write_safe_csv
from workbench.exchange.delimited import csv_cells, tsv_cells
from workbench.exchange.fields import Report, Unit, complete, ignore
from workbench.exchange.jsonl import jsonl_units, write_jsonl
from workbench.exchange.moses import moses_units, write_moses
from workbench.exchange.names import SUFFIXES, named_format
from workbench.exchange.parquet import parquet_cells, write_parquet
from workbench.exchange.table import Cells, table_units
from workbench.exchange.tmx import write_tmx
from workbench.exchange.tmx_units import tmx_units
from workbench.exchange.tsv import write_plain_tsv, write_tsv
from workbench.exchange.workbook import write_xlsx, xlsx_cells
from workbench.exchange.xliff import write_xliff
from workbench.exchange.xliff2 import write_xliff2
from workbench.exchange.xliff_units import xliff_units
from workbench.i18n import gettext as _


class Write(Protocol):
    """Writes pairs with two sides to a stream as they come and returns their number.

    Characters that the format cannot hold are reported in a sentence.
    """

    def __call__(self, pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore, /) -> int: ...


class WriteAs(Protocol):
    """The same, with languages called by given codes."""

    def __call__(
        self, pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore, codes: Codes = DEFAULT, /
    ) -> int: ...


@dataclass(frozen=True, slots=True)
class Format:
    """How pairs are written to a stream and read from one."""

    name: str
    """As --format takes it."""
    write: Write
    units: Callable[[BinaryIO], Iterator[Unit]]
    """Everything the file holds, with what is not a pair. Raises InputError naming the line or unit."""
    cells: Callable[[BinaryIO, Sequence[str]], Iterator[Cells]] | None = None
    """For a table: its rows as they are there. The names of its columns, where it has no header."""
    is_xml: bool = False
    """Whether the file itself names its encoding."""
    is_text: bool = True
    """Whether it is text, in some encoding, rather than a binary file."""
    only_texts: bool = False
    """Whether nothing but the texts is kept."""
    write_as: WriteAs | None = None
    """Writes with other codes of languages, where the format has a choice."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the names of such files, in lower case."""
        return SUFFIXES[self.name]

    def read(self, stream: BinaryIO, report: Report = ignore) -> Iterator[Pair]:
        """Return the pairs with two sides; what is left out is reported. Raises InputError naming the line or unit."""
        return complete(self.units(stream), report)


def _table(
    name: str, write: Write, cells: Callable[[BinaryIO, Sequence[str]], Iterator[Cells]], *, is_text: bool = True
) -> Format:
    return Format(name, write, lambda stream: table_units(cells(stream, ())), cells, is_text=is_text)


FORMATS = {
    "tmx": Format("tmx", write_tmx, tmx_units, is_xml=True, write_as=write_tmx),
    "tsv": _table("tsv", write_tsv, tsv_cells),
    "tsv-plain": _table("tsv-plain", write_plain_tsv, tsv_cells),
    "jsonl": Format("jsonl", write_jsonl, jsonl_units),
    "xliff": Format("xliff", write_xliff, xliff_units, is_xml=True, write_as=write_xliff),
    "xliff-2": Format("xliff-2", write_xliff2, xliff_units, is_xml=True, write_as=write_xliff2),
    "csv": _table("csv", write_csv, csv_cells),
    "csv-safe": _table("csv-safe", write_safe_csv, csv_cells),
    "xlsx": _table("xlsx", write_xlsx, xlsx_cells, is_text=False),
    "parquet": _table("parquet", write_parquet, parquet_cells, is_text=False),
    "moses": Format("moses", write_moses, moses_units, only_texts=True),
}
"""By the name --format takes."""


_ROOT = re.compile(r"<(?:[\w.-]+:)?(tmx|xliff)[\s>]")


def recognised(start: bytes) -> str | None:
    """Return the name of the format of a file that begins so; None where it is not clearly one."""
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"PK\x03\x04"):
        return "xlsx" if b"xl/" in start else None
    wide = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = start.decode("utf-16" if wide else "utf-8-sig", "replace").lstrip()
    if text.startswith("<"):
        root = _ROOT.search(text)
        return root[1] if root else None
    if text.startswith("{"):
        return "jsonl"
    if "\x00" in text or not text:
        return None
    first = text.partition("\n")[0]
    return "csv" if "\t" not in first and ("," in first or ";" in first) else "tsv"


def with_codes(form: Format, tags: str) -> Format:
    """Return a format that calls languages by the tags in a list such as "en-US,zh-CN".

    Raises UsageError for a tag of another language and for a format that has no choice.
    """
    if form.write_as is None:
        raise UsageError(_("--codes is about TMX and XLIFF."), hint=_("Other formats have zh-Hans, zh-Hant and en."))
    codes, write_as = codes_of(tags), form.write_as
    return replace(form, write=lambda pairs, stream, report=ignore, /: write_as(pairs, stream, report, codes))


def format_of(path: str, name: str | None) -> Format:
    """Return the format of a name, or else of a file's ending. Raises UsageError where neither decides."""
    found = name or named_format(path)
    if found is not None:
        return FORMATS[found]
    if path == "-":
        unknown = _("A stream has no name to derive the format from.")
    else:
        unknown = _("The format is not clear from the name {path}.").format(path=path)
    raise UsageError(
        unknown,
        hint=_("Name it with --format: {formats}.").format(formats=", ".join(FORMATS)),
    )
