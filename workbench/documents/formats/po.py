"""Message files of gettext, .po and .pot. A message's key is its context and its msgid.

A file with translations is read as those; one without, a template, as its msgids: so a template, or the file of another
language, faces a translated file message by message. Fuzzy, obsolete and untranslated messages are left out, as gettext
itself does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.documents.adapters import ReadText
from workbench.documents.encodings import decode
from workbench.documents.messages import Message, catalogue
from workbench.errors import InputError
from workbench.i18n import NN_, counted
from workbench.i18n import gettext as _

_LINE = re.compile(
    r"^[ \t]*(?:(?P<flags>#,[^\r\n]*)|(?P<comment>#(?!~)[^\r\n]*)"
    r"|(?P<obsolete>#~[ \t]*)?(?P<keyword>msgctxt|msgid_plural|msgid|msgstr(?:\[(?P<form>\d{1,2})\])?)?[ \t]*"
    r'"(?P<string>(?:[^"\\\r\n]|\\[^\r\n])*)"[ \t]*(?=\r?\n|\Z))',
    re.MULTILINE,
)
_ESCAPE = re.compile(r'"[ \t]*(?:\r?\n[ \t]*(?:#~[ \t]*)?)+"|\\x[0-9A-Fa-f]{1,2}|\\[0-7]{1,3}|\\[^\r\n]')
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "b": "\b", "a": "\a"}


_OBSOLETE = NN_("{count:,} obsolete message", "{count:,} obsolete messages")
_FUZZY = NN_("{count:,} fuzzy message", "{count:,} fuzzy messages")
_UNTRANSLATED = NN_("{count:,} untranslated message", "{count:,} untranslated messages")


@dataclass(slots=True)
class _Entry:
    """A message while its lines come: where the strings of each keyword begin and end."""

    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    fuzzy: bool = False
    obsolete: bool = False


def read(data: bytes, name: str, encoding: str | None) -> ReadText:
    """A gettext file. Raises InputError where it is not one."""
    text, found = decode(data, name, encoding)
    entries = [entry for entry in _entries(text) if "msgid" in entry.spans]
    if not entries:
        raise InputError(_("{name} has no messages.").format(name=name), hint=_("Is it a PO file?"))
    translated = any(_translations(text, entry) for entry in entries)
    messages: list[Message] = []
    skipped: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        if not _string(text, entry, "msgid"):
            # The header.
            continue
        strings = _translations(text, entry) if translated else _sources(entry)
        if entry.obsolete or entry.fuzzy or not strings:
            skipped[_OBSOLETE if entry.obsolete else _FUZZY if entry.fuzzy else _UNTRANSLATED] += 1
            continue
        messages += _messages(_key(text, entry), strings)
    notes = [counted(forms, count) for forms, count in skipped.items()]
    return catalogue(text, found, messages, _ESCAPE, _plain, notes)


def _entries(text: str) -> Iterator[_Entry]:
    """The messages, the header first."""
    entry, keyword, flagged = _Entry(), "", False
    for line in _LINE.finditer(text):
        if line["flags"] is not None or line["comment"] is not None:
            flagged = "fuzzy" in (line["flags"] or "") or (flagged and line["flags"] is None)
            keyword = ""
            continue
        if line["keyword"]:
            begins = line["keyword"] in ("msgctxt", "msgid")
            if begins and ("msgid" in entry.spans or line["keyword"] in entry.spans):
                yield entry
                entry = _Entry()
            keyword = line["keyword"]
            entry.spans[keyword] = line.span("string")
            if begins:
                entry.fuzzy, flagged = entry.fuzzy or flagged, False
            entry.obsolete = entry.obsolete or line["obsolete"] is not None
        elif keyword:
            entry.spans[keyword] = (entry.spans[keyword][0], line.end("string"))
    yield entry


def _string(text: str, entry: _Entry, keyword: str) -> str:
    """What the strings of a keyword mean, together."""
    start, end = entry.spans.get(keyword, (0, 0))
    return _ESCAPE.sub(lambda match: _plain(match[0]), text[start:end])


def _translations(text: str, entry: _Entry) -> list[tuple[int, int]]:
    """Where the translations stand, of plural forms several; none of the header."""
    if not _string(text, entry, "msgid"):
        return []
    return [
        span for keyword, span in entry.spans.items() if keyword.startswith("msgstr") and _string(text, entry, keyword)
    ]


def _sources(entry: _Entry) -> list[tuple[int, int]]:
    return [entry.spans[keyword] for keyword in ("msgid", "msgid_plural") if keyword in entry.spans]


def _key(text: str, entry: _Entry) -> str:
    context = _string(text, entry, "msgctxt")
    return f"{context}|{_string(text, entry, 'msgid')}" if context else _string(text, entry, "msgid")


def _messages(key: str, strings: list[tuple[int, int]]) -> Iterator[Message]:
    """The forms of a message: the last, for many, has the key itself, since Chinese has no other."""
    for form, (start, end) in enumerate(strings):
        yield Message(key if form == len(strings) - 1 else f"{key}[{form}]", start, end)


def _plain(escape: str) -> str:
    if escape[0] == '"':
        return ""
    code = escape[1:]
    if code[0] == "x":
        return chr(int(code[1:], 16))
    return chr(int(code, 8)) if code[0] in "01234567" else _CONTROLS.get(code, code)
