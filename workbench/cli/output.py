"""All of stdout: data and nothing else."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from workbench.errors import InputError
from workbench.i18n import gettext as _
from workbench.script import printable

if TYPE_CHECKING:
    from typing_extensions import Buffer


def write(text: str) -> None:
    """Write text to stdout as UTF-8, whatever the locale says. Raises InputError where nothing more goes in."""
    with _stdout() as stream:
        stream.write(text.encode("utf-8", "replace"))


def line(text: str = "") -> None:
    """Write one line to stdout."""
    write(text + "\n")


def flush() -> None:
    """Write what is still held back, such as a help page. Raises InputError where nothing more goes in."""
    with _stdout():
        sys.stdout.flush()


def open_closed_streams() -> None:
    """Give standard streams the caller closed a descriptor, which otherwise the next file to be opened would get.

    What is written to a stdout that was closed is an error, since it would be lost; messages are not.
    """
    for number, name, access in ((0, "stdin", os.O_RDONLY), (1, "stdout", os.O_RDONLY), (2, "stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, access), number)
            setattr(sys, name, os.fdopen(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))


def discard() -> None:
    """Send what is still to come on stdout nowhere, so that Python's own flush at the end has nothing to say."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Terminal(io.RawIOBase):
    """A terminal that is shown text and never obeys it; files and pipes get every byte as it is."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer, /) -> int:
        text = printable(self._decode(bytes(data)).replace("\r\n", "\n"))
        self._stream.write(text.encode("utf-8", "replace"))
        return memoryview(data).nbytes


@contextmanager
def _stdout() -> Iterator[BinaryIO]:
    try:
        yield cast("BinaryIO", _Terminal(sys.stdout.buffer)) if sys.stdout.isatty() else sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        discard()
        raise InputError(
            _("The output cannot be written: {reason}.").format(reason=error.strerror),
            hint=_("Free some space, or write it elsewhere."),
        ) from error


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """A binary stream to stdout for "-", else to a file as `workbench.files.replacing` does.

    Raises InputError where nothing can be written or `path` is a corpus.
    """
    if path == "-":
        with _stdout() as stream:
            yield stream
        return
    from workbench import files

    files.sweep(Path(path).parent)
    with files.replacing(path) as stream:
        yield stream
