"""Which adapter reads a file that is more than plain text: found by its suffix or its first bytes, imported on use.

An adapter is a module of `workbench.documents.formats` with a function `read`. It opens no file and fetches nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from workbench.domain import Block, Edit

_BY_SUFFIX: dict[str, str] = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".xht"), "html"),
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm", ".doc"), "docx"),
    ".epub": "epub",
    **dict.fromkeys((".md", ".markdown", ".mdx"), "markdown"),
    ".pdf": "pdf",
    **dict.fromkeys((".srt", ".vtt"), "subtitles"),
    **dict.fromkeys((".po", ".pot"), "po"),
    **dict.fromkeys((".json", ".arb"), "json"),
    ".properties": "properties",
}
"""Module that reads files with a suffix; in lower case."""

_BY_START: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"%pdf-", "pdf"),
    (b"webvtt", "subtitles"),
)
"""Module that reads files whose first bytes, white space left out, are these, whatever their suffix."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """What an adapter makes of a file: its text, and the blocks in it.

    Of a format that is text (Markdown, SRT) the text is the whole file as decoded, so that offsets lead back to it; of
    a packaged or rendered one (DOCX, PDF) it is what was extracted, and the blocks' places lead back.
    """

    text: str
    """Decoded, without the byte order mark."""
    blocks: tuple[Block, ...]
    """In order, never overlapping, none empty."""
    encoding: str
    markup: tuple[Edit, ...] = ()
    """Inside blocks of text: marks and escapes of the syntax, line breaks that end nothing. Sorted, never overlapping.
    A line break left inside a block ends a segment."""
    title: str = ""
    notes: tuple[str, ...] = ()
    """What of the file is not in `text`, and why, a clause each: "2 pictures"."""


Adapter = Callable[[bytes, str, str | None], ReadText]
"""Takes the bytes, what messages call the file, and the encoding if one was named; raises InputError for bytes it
cannot read."""


def adapter_for(path: PurePath, data: bytes) -> Adapter | None:
    """The adapter that reads a file, None where it is plain text."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((module for magic, module in _BY_START if start.startswith(magic)), None)
    module = found or _packaged(data) or _BY_SUFFIX.get(path.suffix.lower())
    if module is None:
        return None
    read: Adapter = importlib.import_module(f"workbench.documents.formats.{module}").read
    return read


def _packaged(data: bytes) -> str | None:
    """Module that reads a zip package by what is in it; names of parts are never compressed."""
    if not data.startswith(b"PK\x03\x04"):
        return None
    if b"application/epub+zip" in data[:200]:
        return "epub"
    return "docx" if b"word/" in data else None
