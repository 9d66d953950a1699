"""Message files in Java's .properties format: “key = value”, with continued lines and escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.documents.adapters import ReadText
from workbench.documents.encodings import decode
from workbench.documents.messages import Message, catalogue

_ENTRY = re.compile(
    r"^[ \t\f]*(?![#!\r\n])(?P<key>(?:[^\\ \t\f\r\n=:]|\\(?:\r\n|[\s\S]))*)[ \t\f]*[=:]?[ \t\f]*"
    r"(?P<value>(?:[^\\\r\n]|\\(?:\r\n|[\s\S]))*)",
    re.MULTILINE,
)
_ESCAPE = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+|\\(?:\r\n|[\r\n])[ \t\f]*|\\[\s\S]")
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def read(data: bytes, name: str, encoding: str | None) -> ReadText:
    """A .properties file. Raises InputError where it is not text."""
    text, found = decode(data, name, encoding)
    return catalogue(text, found, _messages(text), _ESCAPE, _plain)


def _messages(text: str) -> Iterator[Message]:
    for entry in _ENTRY.finditer(text):
        if entry["value"]:
            yield Message(_ESCAPE.sub(lambda match: _plain(match[0]), entry["key"]), *entry.span("value"))


def _plain(escape: str) -> str:
    if len(escape) >= 6 and escape[1] == "u":
        units = bytes.fromhex(escape.replace("\\u", ""))
        return units.decode("utf-16-be", "replace")
    if escape[1] in "\r\n":
        return ""
    return _CONTROLS.get(escape[1], escape[1])
