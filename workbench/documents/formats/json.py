"""Message files in JSON: i18next, Vue, React, Chrome extensions, ARB of Flutter. A message's key is its path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from workbench.documents.adapters import ReadText
from workbench.documents.encodings import decode
from workbench.documents.messages import Message, catalogue
from workbench.errors import InputError
from workbench.i18n import gettext as _

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|[\[\]{},]', re.DOTALL)
_ESCAPE = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+|\\.")


def read(data: bytes, name: str, encoding: str | None) -> ReadText:
    """A JSON file. Raises InputError where it is not JSON, or nested too deeply."""
    text, found = decode(data, name, encoding)
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InputError(
            _("{name} is not JSON: {error}.").format(name=name, error=error),
            hint=_("Correct it, or read it as text with --lines."),
        ) from error
    except RecursionError as error:
        raise InputError(
            _("{name} is nested too deeply.").format(name=name), hint=_("Is it a message file?")
        ) from error
    messages = _messages(text)
    if _is_chrome(value):
        messages = (
            Message(message.key.removesuffix(".message"), message.start, message.end)
            for message in messages
            if message.key.endswith(".message") and message.key.count(".") == 1
        )
    return catalogue(text, found, messages, _ESCAPE, _plain)


def _is_chrome(value: object) -> bool:
    """Whether a file is one of a Chrome extension, where every message is an object with a description."""
    entries = list(value.values()) if isinstance(value, dict) else []
    return bool(entries) and all(isinstance(entry, dict) and isinstance(entry.get("message"), str) for entry in entries)


def _messages(text: str) -> Iterator[Message]:
    """The strings that are values, with their paths; keys that begin with “@” hold what is said about messages."""
    path: list[str | int | None] = []
    """Of each open container the key or index of the value that comes; None where a key comes."""
    for token in _TOKEN.finditer(text):
        if token[1] is not None:
            if path and path[-1] is None:
                path[-1] = json.loads(token[0], strict=False)
            elif not any(isinstance(step, str) and step.startswith("@") for step in path):
                yield Message(".".join(map(str, path)), token.start(1), token.end(1))
        elif token[0] in "{[":
            path.append(None if token[0] == "{" else 0)
        elif token[0] in "}]":
            path.pop()
        else:
            index = path[-1]
            path[-1] = index + 1 if isinstance(index, int) else None


def _plain(escape: str) -> str:
    plain: str = json.loads(f'"{escape}"')
    return plain
