"""What files of people hold: by name or on stdin, compressed or not, in any encoding, read as often as needed."""

from __future__ import annotations

import codecs
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from workbench import files, packing
from workbench.errors import InputError
from workbench.i18n import gettext as _

LARGEST_STREAM = 4 * 2**30
"""Bytes of a stream or a pipe that are kept in a temporary file."""

_SAMPLE = 2**22
"""Bytes from which the encoding is recognised."""

CHUNK = 2**20


@contextmanager
def content_of(path: str) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked where it is compressed, to be read as often as needed. Raises InputError."""
    name = "stdin" if path == "-" else path
    with _named(path) as stream, _seekable(stream, name) as found, _unpacked(found, name) as content:
        yield content


@contextmanager
def decoded(stream: BinaryIO, name: str, encoding: str | None) -> Iterator[tuple[BinaryIO, str]]:
    """A text in UTF-8, or in UTF-16 with a byte order mark, and the encoding it was in; recognised where it is None.

    Raises InputError where it is not text.
    """
    known = encoding or _encoding(stream, name)
    if encoding is None and known in ("utf-8", "utf-16"):
        yield stream, known
        return
    with _as_utf8(stream, name, known) as text:
        yield text, known


@contextmanager
def _named(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
        return
    with files.reading(path) as stream:
        yield stream


@contextmanager
def _seekable(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """The stream itself, or a temporary copy of one that can only be read once."""
    if name != "stdin" and stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        read = 0
        while chunk := stream.read(CHUNK):
            read += len(chunk)
            if read > LARGEST_STREAM:
                raise InputError(
                    _("{name} has more than {limit} GB.").format(name=name, limit=LARGEST_STREAM // 2**30),
                    hint=_("Save it as a file first."),
                )
            write_copy(copy, chunk, name)
        copy.seek(0)
        yield copy


@contextmanager
def _unpacked(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """The stream itself, or a temporary copy of what it holds compressed."""
    blocks = packing.unpacked(stream, name)
    if blocks is None:
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        for block in blocks:
            if copy.tell() > LARGEST_STREAM:
                raise InputError(
                    _("{name} unpacks to more than {limit} GB.").format(name=name, limit=LARGEST_STREAM // 2**30),
                    hint=_("Split it."),
                )
            write_copy(copy, block, name)
        copy.seek(0)
        yield copy


def write_copy(copy: BinaryIO, data: bytes, name: str) -> None:
    """Write into a temporary copy of a file. Raises InputError where there is no space for it."""
    try:
        copy.write(data)
    except OSError as error:
        raise InputError(
            _("There is not enough space for a copy of {name} in {folder}: {reason}.").format(
                name=name, folder=tempfile.gettempdir(), reason=error.strerror
            ),
            hint=_("Set TMPDIR to a folder with more space."),
        ) from error


def _encoding(stream: BinaryIO, name: str) -> str:
    """The encoding of a file, from its beginning. Raises InputError where it is not text."""
    from workbench.documents.encodings import decode

    stream.seek(0)
    start = stream.read(_SAMPLE)
    if len(start) == _SAMPLE:
        # A character must not be cut in two; UTF-16, which has line feeds inside characters, is cut at an even byte.
        end = start.rfind(b"\n") + 1
        start = start[:end] if end and b"\x00" not in start else start
    return decode(start, name)[1] if start else "utf-8"


@contextmanager
def _as_utf8(stream: BinaryIO, name: str, encoding: str) -> Iterator[BinaryIO]:
    """A temporary copy in UTF-8. Raises InputError for an encoding that is unknown or not that of the file."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        raise InputError(
            _("There is no text encoding {encoding!r}.").format(encoding=encoding),
            hint=_("Try utf-8, utf-16, gb18030, big5 or windows-1252."),
        ) from error
    stream.seek(0)
    with tempfile.TemporaryFile() as copy:
        try:
            while chunk := stream.read(CHUNK):
                write_copy(copy, decoder.decode(chunk).encode(), name)
            write_copy(copy, decoder.decode(b"", final=True).encode(), name)
        except ValueError as error:
            raise InputError(
                _("{name} is not text in {encoding}.").format(name=name, encoding=encoding),
                hint=_("Leave --encoding out, or name another one."),
            ) from error
        copy.seek(0)
        yield copy
