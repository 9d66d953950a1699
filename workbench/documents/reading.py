"""Files to Documents; whatever keeps a file from being read is reported in one sentence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from workbench import files
from workbench.documents.encodings import decode
from workbench.domain import Document, Role
from workbench.errors import InputError
from workbench.script import without_halves

LARGEST = 256 * 2**20
"""Bytes; a larger file is a mistake, or should be split into documents first."""

_LINE_END = re.compile("\r?\n")


def read_document(
    path: Path | str,
    *,
    encoding: str | None = None,
    role: Role = Role.ARTICLE,
    title: str = "",
    may_be_blank: bool = False,
) -> Document:
    """A text file as a Document named after the file, the byte order mark left out, nothing else changed.

    Bytes of its name that are not UTF-8 become U+FFFD. `encoding` is any name Python knows; None lets the bytes
    decide. Raises InputError for a file that is missing, not a regular file, unreadable, too large, not text, or
    (unless it `may_be_blank`) empty or blank.
    """
    path = Path(path)
    data = files.read(path, LARGEST)
    if not data and not may_be_blank:
        raise InputError(f"{path} is empty.", hint="Choose a file with text in it.")
    text, found = decode(data, str(path), encoding)
    if not text.strip() and not may_be_blank:
        raise InputError(f"{path} holds nothing but white space.", hint="Choose a file with text in it.")
    return Document(without_halves(path.stem or path.name), text, found, hashlib.sha256(data).hexdigest(), role, title)


def read_lines(path: Path | str, *, encoding: str | None = None) -> list[str]:
    """The lines of a text file as they are, blank ones too. Raises InputError as `read_document` does."""
    text = read_document(path, encoding=encoding).text
    return [text[start:end] for start, end in line_spans(text)]


def line_spans(text: str) -> Iterator[tuple[int, int]]:
    r"""Start and end of each line, without its line end; only \n and \r\n end a line, and the last may have none."""
    start = 0
    for match in _LINE_END.finditer(text):
        yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)
