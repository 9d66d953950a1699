"""All of stdout: data and nothing else."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

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


def _unwritable(path: str, error: OSError) -> InputError:
    return InputError(f"{path} cannot be written: {error.strerror}.", hint="Choose another place with -o.")


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """A binary stream to a file that is replaced only when all was written, or to stdout for "-".

    Raises InputError where the file cannot be written.
    """
    if path == "-":
        with _stdout() as stream:
            yield stream
        return
    target = Path(path).resolve()
    if target.is_dir():
        raise InputError(f"{path} is a folder.", hint="Name a file to write.")
    if target.exists() and not target.is_file():
        # A pipe or a device is written to, not replaced.
        try:
            with target.open("wb") as stream:
                yield stream
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(path, error) from error
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        umask = os.umask(0)
        os.umask(umask)
        partial.chmod(0o666 & ~umask)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise _unwritable(path, error) from error
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
