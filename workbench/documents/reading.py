"""Files to Documents; whatever keeps a file from being read is reported in one sentence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from workbench import files
from workbench.documents.adapters import ReadText, adapter_for
from workbench.documents.encodings import decode
from workbench.domain import Document, Role
from workbench.errors import InputError
from workbench.i18n import gettext as _
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
    plain: bool = False,
    may_be_blank: bool = False,
    data: bytes | None = None,
) -> Document:
    """A file as a Document named after it, with its blocks where its format is known and it is not read as `plain`.

    Of a text file the byte order mark is left out, nothing else is changed. Bytes of the name that are not UTF-8 become
    U+FFFD. `encoding` is any name Python knows; None lets the bytes decide. `data` are the bytes, where the file was
    read elsewhere. Raises InputError for a file that is missing, not a regular file, unreadable, too large, not what
    its format asks for, or (unless it `may_be_blank`) without text.
    """
    path = Path(path)
    if data is None:
        data = files.read(path, LARGEST)
    if not data and not may_be_blank:
        raise InputError(_("{path} is empty.").format(path=path), hint=_("Choose a file with text in it."))
    read = _read(data, path, encoding, plain)
    if not read.text.strip() and not may_be_blank:
        raise InputError(
            _("{path} holds nothing but white space.").format(path=path), hint=_("Choose a file with text in it.")
        )
    return Document(
        without_halves(path.stem or path.name),
        read.text,
        read.encoding,
        hashlib.sha256(data).hexdigest(),
        role,
        title or read.title,
        read.blocks,
        read.markup,
        read.notes,
    )


def _read(data: bytes, path: Path, encoding: str | None, plain: bool) -> ReadText:
    adapter = None if plain else adapter_for(path, data)
    if adapter is not None:
        return adapter(data, str(path), encoding)
    text, found = decode(data, str(path), encoding)
    return ReadText(text, (), found)


def read_lines(path: Path | str, *, encoding: str | None = None) -> list[str]:
    """The lines of a text file as they are, blank ones too. Raises InputError as `read_document` does."""
    text = read_document(path, encoding=encoding, plain=True).text
    return [text[start:end] for start, end in line_spans(text)]


def line_spans(text: str) -> Iterator[tuple[int, int]]:
    r"""Start and end of each line, without its line end; only \n and \r\n end a line, and the last may have none."""
    start = 0
    for match in _LINE_END.finditer(text):
        yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)
