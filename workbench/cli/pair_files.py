"""Pairs of texts from a file people name: a TSV with zh and en columns, or a TMX."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from workbench.domain import Relation
from workbench.errors import InputError


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """(zh, en) of each data row or unit, streamed; "-" is a TSV on stdin.

    Rows with an empty side are kept, and texts are exactly what the cell holds: flags count its characters.

    Raises InputError where the file cannot be read or is not what its name says.
    """
    with _opened(path) as stream:
        if path.suffix.lower() == ".tmx":
            from workbench.exchange.tmx import read_tmx

            for pair in read_tmx(stream):
                # A unit in one language has nothing to compare; its number is kept.
                both = pair.relation is Relation.TRANSLATION
                yield (pair.side("zh").text, pair.side("en").text) if both else ("", "")
        else:
            yield from _read_tsv(stream, str(path))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", hint="Check the name.") from error
    with stream:
        yield stream


def _read_tsv(stream: BinaryIO, name: str) -> Iterator[tuple[str, str]]:
    header = _line(stream.readline(), name, 1).split("\t")
    if not {"zh", "en"} <= set(header):
        raise InputError(f"{name} has no columns zh and en.", hint="Name them in its first line, separated by tabs.")
    zh, en = header.index("zh"), header.index("en")
    for number, line in enumerate(stream, 2):
        cells = _line(line, name, number).split("\t")
        if cells == [""]:
            continue
        cells += [""] * (len(header) - len(cells))
        yield cells[zh], cells[en]


def _line(line: bytes, name: str, number: int) -> str:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 in line {number}.", hint="Save it as UTF-8.") from error
