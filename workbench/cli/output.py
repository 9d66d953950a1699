"""All of stdout: data and nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from workbench import files
from workbench.errors import InputError


def write(text: str) -> None:
    """Write text to stdout as UTF-8, whatever the locale says. Raises InputError where nothing more goes in."""
    with _stdout() as stream:
        stream.write(text.encode("utf-8", "replace"))


def line(text: str = "") -> None:
    """Write one line to stdout."""
    write(text + "\n")


def discard() -> None:
    """Send what is still to come on stdout nowhere, so that Python's own flush at the end has nothing to say."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _stdout() -> Iterator[BinaryIO]:
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        discard()
        raise InputError(
            f"The output cannot be written: {error.strerror}.", hint="Make room, or send it elsewhere."
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
    files.sweep(Path(path).parent)
    with files.replacing(path) as stream:
        yield stream
