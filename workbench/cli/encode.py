"""`workbench encode`: lines of text to vectors, block by block."""

from __future__ import annotations

import codecs
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

import click
import numpy as np

from workbench import files
from workbench.cli import diagnostics, encoders, output
from workbench.cli.main import Options
from workbench.cli.options import ENCODING
from workbench.domain import Progress
from workbench.encoders.protocol import Encoder
from workbench.i18n import N_

_LINES = 4096
"""Lines encoded at once: enough to keep every core busy, little enough to stay small in memory."""

_CHARACTERS = 1_000_000
"""A block ends early after this many characters."""


@click.command(
    "encode",
    help="""Turn a file with one text a line (- for stdin) into a NumPy file: float32, shape (lines, dimension), rows
of L2 norm 1, zeros for a blank line.

Example: workbench encode sentences.zh -o sentences.npy""",
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("-o", "--output", "path", required=True, metavar="VECTORS.npy", help="Where to write; - is stdout.")
@ENCODING
@click.pass_obj
def command(options: Options, file: Path, path: str, encoding: str | None) -> None:
    with ExitStack() as stack:
        if str(file) == "-":
            file = stack.enter_context(_spooled(sys.stdin.buffer))
        elif not file.is_file():
            # A pipe is read once.
            file = stack.enter_context(_spooled(stack.enter_context(files.reading(file))))
        count = _count_lines(file) if encoding in (None, "utf-8", "utf8", "UTF-8") else None
        lines: Iterable[str]
        if count is None:
            # Not UTF-8: the whole file tells what it is.
            from workbench.documents.reading import read_lines

            lines = read_lines(file, encoding=encoding)
            count = len(lines)
        else:
            lines = _read_utf8(file)
        progress = stack.enter_context(diagnostics.ProgressBar())
        encoder = encoders.load(options.encoder)
        stream = stack.enter_context(output.opened(path))
        _write_vectors(stream, encoder, lines, count, progress)


def _write_vectors(stream: BinaryIO, encoder: Encoder, lines: Iterable[str], count: int, progress: Progress) -> None:
    header = {"descr": "<f4", "fortran_order": False, "shape": (count, encoder.dimension)}
    np.lib.format.write_array_header_1_0(stream, header)
    done = 0
    for block in _blocks(lines):
        stream.write(encoder.encode(block).astype("<f4", copy=False).tobytes())
        done += len(block)
        progress(N_("encoding"), done, count)


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    characters = 0
    for line in lines:
        block.append(line)
        characters += len(line)
        if len(block) == _LINES or characters >= _CHARACTERS:
            yield block
            block, characters = [], 0
    if block:
        yield block


def _read_utf8(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="\n") as stream:
        for line in stream:
            yield line.removesuffix("\n").removesuffix("\r")


def _count_lines(path: Path) -> int | None:
    """Lines of a UTF-8 file; None where it is not UTF-8. Raises InputError as `workbench.files.reading` does."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    count, last = 0, b"\n"
    try:
        with files.reading(path) as stream:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
                count += chunk.count(b"\n")
                last = chunk[-1:]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return count + (last != b"\n")


@contextmanager
def _spooled(stream: BinaryIO) -> Iterator[Path]:
    """Standard input or a pipe as a file, since the number of lines comes before the vectors."""
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:
        path = Path(folder) / "stdin.txt"
        with path.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
        yield path
