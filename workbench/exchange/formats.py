"""The formats pairs are exchanged in, by name and by file name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from workbench.domain import Pair
from workbench.errors import UsageError
from workbench.exchange.csv import read_csv, write_csv
from workbench.exchange.fields import Report
from workbench.exchange.jsonl import read_jsonl, write_jsonl
from workbench.exchange.tmx import read_tmx, write_tmx
from workbench.exchange.tsv import read_tsv, write_tsv
from workbench.exchange.xliff import read_xliff, write_xliff


@dataclass(frozen=True, slots=True)
class Format:
    """How pairs are written to a stream and read from one."""

    write: Callable[[Iterable[Pair], BinaryIO], int]
    """Returns the number written."""
    read: Callable[[BinaryIO, Report], Iterator[Pair]]
    suffixes: tuple[str, ...]
    is_xml: bool = False
    """Whether the file itself names its encoding."""


FORMATS = {
    "tmx": Format(write_tmx, read_tmx, (".tmx",), is_xml=True),
    "tsv": Format(write_tsv, read_tsv, (".tsv", ".tab", ".txt")),
    "jsonl": Format(write_jsonl, read_jsonl, (".jsonl", ".ndjson", ".json")),
    "xliff": Format(write_xliff, read_xliff, (".xliff", ".xlf", ".sdlxliff", ".mqxliff"), is_xml=True),
    "csv": Format(write_csv, read_csv, (".csv",)),
}
"""By the name --format takes."""


def format_of(path: str, name: str | None) -> Format:
    """The format of a name, or else of a file's ending. Raises UsageError where neither tells."""
    if name is not None:
        return FORMATS[name]
    suffix = PurePath(path).suffix.lower()
    for each in FORMATS.values():
        if suffix in each.suffixes:
            return each
    known = ", ".join(FORMATS)
    if path == "-":
        raise UsageError("A stream has no name that tells its format.", hint=f"Name it with --format: {known}.")
    raise UsageError(f"The name {path} does not tell the format.", hint=f"Name it with --format: {known}.")
