"""Files to Documents: every reason why a file cannot be read is said in one sentence."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from workbench import files
from workbench.documents.encodings import decode
from workbench.domain import Document, Role
from workbench.errors import InputError

LARGEST = 256 * 2**20
"""Bytes; a longer file is a mistake, or wants to be cut into documents first."""

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

    `encoding` is any name Python knows; None lets the bytes decide. Raises InputError for a file that is missing, not
    a regular file, unreadable, too large, not text, or (unless it `may_be_blank`) empty or blank.
    """
    path = Path(path)
    data = files.read(path, LARGEST)
    if not data and not may_be_blank:
        raise InputError(f"{path} is empty.", hint="Choose a file with text in it.")
    text, found = decode(data, str(path), encoding)
    if not text.strip() and not may_be_blank:
        raise InputError(f"{path} holds nothing but white space.", hint="Choose a file with text in it.")
    return Document(path.stem or path.name, text, found, hashlib.sha256(data).hexdigest(), role, title)


def read_lines(path: Path | str, *, encoding: str | None = None) -> list[str]:
    """The lines of a text file as they are, blank ones too; only LF and CRLF end a line.

    The line end at the end of the file opens no further line. Raises InputError as `read_document` does.
    """
    lines = _LINE_END.split(read_document(path, encoding=encoding).text)
    if not lines[-1]:
        lines.pop()
    return lines
