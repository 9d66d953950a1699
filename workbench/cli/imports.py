"""`workbench import`: pairs from other tools into the corpus."""

from __future__ import annotations

import codecs
import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

import click

from workbench.cli import diagnostics
from workbench.cli.export import FORMAT_NAMES
from workbench.cli.main import Options
from workbench.domain import Pair, Status
from workbench.errors import InputError

_CHUNK = 2**20
"""Bytes."""


@click.command(
    "import",
    help="""Read pairs from a TMX, TSV, XLIFF, JSON Lines or CSV file into the corpus. Pairs it has already stay as
they are. A TSV or CSV names at least the columns zh and en.

Example: workbench --db corpus.db import memory.tmx --status confirmed""",
)
@click.argument("path", metavar="FILE")
@click.option("--format", "name", type=click.Choice(FORMAT_NAMES), help="Without it the file's name tells.")
@click.option(
    "--status",
    type=click.Choice([status.value for status in Status]),
    help="The status all get; without it the one the file says, else proposed.",
)
@click.option("--encoding", help="How the file is encoded, where guessing goes wrong (utf-8, gb18030, big5, utf-16).")
@click.pass_obj
def command(options: Options, path: str, name: str | None, status: str | None, encoding: str | None) -> None:
    from workbench.exchange.formats import format_of
    from workbench.store.corpus import Corpus

    source = format_of(path, name)
    given = Status(status) if status else None
    with _opened(path) as file, diagnostics.ProgressBar() as progress:
        stream = file if source.is_xml else _as_utf8(file, path, encoding)
        # Read once before anything is stored: a file that turns out to be broken leaves the corpus untouched.
        left_out = _LeftOut()
        total = _count(source.read(stream, left_out), path, progress)
        stream.seek(0)
        with Corpus.open(options.db) as corpus:
            pairs = _with_status(source.read(stream, lambda _: None), given)
            added = corpus.add_pairs(pairs, lambda stage, done, _: progress(stage, done, total))
    known = total - added
    diagnostics.say(
        f"Added {added:,} of {total:,} pairs to {options.db}."
        + (f" The corpus knew {known:,} already, or the file repeats them." if known else "")
    )
    left_out.tell()


@dataclass
class _LeftOut:
    """Counts the units that are no pairs and keeps what was said of the first."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def __call__(self, sentence: str) -> None:
        self.count += 1
        if len(self.first) < 20:
            self.first.append(sentence)

    def tell(self) -> None:
        if self.count:
            diagnostics.say(f"Left out {self.count:,}: {self.first[0]}")
            for sentence in self.first[1:]:
                diagnostics.detail(sentence)


def _count(pairs: Iterator[Pair], path: str, progress: diagnostics.ProgressBar) -> int:
    """How many pairs there are. Raises InputError, with the file's name, where it is not what it should be."""
    count = 0
    try:
        for count, _ in enumerate(pairs, 1):
            if count % 1000 == 0:
                progress("reading", count, 0)
    except InputError as error:
        raise InputError(f"{path}: {error.args[0]}", hint=error.hint) from error
    if count == 0:
        raise InputError(f"{path} holds no pairs of English and Chinese.", hint="Check its columns or language tags.")
    return count


def _with_status(pairs: Iterator[Pair], status: Status | None) -> Iterator[Pair]:
    for pair in pairs:
        yield pair if status is None else replace(pair, status=status)


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    """The file, or stdin for "-", so that it can be read twice."""
    if path == "-":
        with tempfile.TemporaryFile() as copy:
            copyfileobj(sys.stdin.buffer, copy)
            copy.seek(0)
            yield copy
        return
    file = Path(path)
    if file.is_dir():
        raise InputError(f"{path} is a folder.", hint="Name a file in it.")
    try:
        stream = file.open("rb")
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.", hint="Check the name and the folder.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", hint="Check its permissions.") from error
    with stream:
        if not stream.seekable():
            with tempfile.TemporaryFile() as copy:
                copyfileobj(stream, copy)
                copy.seek(0)
                yield copy
        else:
            yield stream


def _as_utf8(stream: BinaryIO, path: str, encoding: str | None) -> BinaryIO:
    """The stream as it is when it is UTF-8 or marked UTF-16, else its text told apart or read as was said."""
    from workbench.documents.encodings import decode

    if encoding is None and _is_readable(stream):
        return stream
    text, found = decode(stream.read(), path, encoding)
    diagnostics.read_as(path, found)
    return io.BytesIO(text.encode("utf-8"))


def _is_readable(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    start = stream.read(2)
    stream.seek(0)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return True
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True
