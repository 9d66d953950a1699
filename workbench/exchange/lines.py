"""Lines of text from a stream of bytes, in bounded memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from workbench.errors import InputError
from workbench.i18n import gettext as _

LONGEST = 2**23
"""Characters of a line."""


def text_lines(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """Number and text of each line, which ends with LF or CR LF. Raises InputError as `lines` does."""
    for number, line in enumerate(lines(stream, "\n"), 1):
        yield number, line.removesuffix("\n").removesuffix("\r")


def lines(stream: BinaryIO, newline: str) -> Iterator[str]:
    """Yield the lines, with their ends, of a stream in UTF-8, or in UTF-16 with a byte order mark.

    `newline` as `open` takes it: LF, or "" where CR ends a line too. The stream stays open. Raises InputError for a
    line that is too long or not so encoded.
    """
    buffered = io.BufferedReader(_Unclosed(stream))
    utf16 = buffered.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = io.TextIOWrapper(buffered, "utf-16" if utf16 else "utf-8-sig", newline=newline)
    number = 0
    try:
        while line := text.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                raise InputError(
                    _("Line {number} has more than {limit:,} characters.").format(number=number, limit=LONGEST),
                    hint=_("Is it the right file and format?"),
                )
            yield line
    except UnicodeError as error:
        raise InputError(
            _("Line {number} or one soon after it is not {encoding}.").format(
                number=number + 1, encoding="UTF-16" if utf16 else "UTF-8"
            ),
            hint=_("Name the encoding with --encoding, or save the file as UTF-8."),
        ) from error


class _Unclosed(io.RawIOBase):
    """A stream that what wraps it may close without closing the one it reads."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
