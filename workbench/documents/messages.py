"""Message catalogues to blocks: a block for each message, with its key, escapes as edits and placeholders marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from workbench.documents.adapters import ReadText
from workbench.documents.cleaning_rules import CleaningRule
from workbench.domain import Block, BlockKind, Edit, Inline, InlineKind, Place
from workbench.script import without_halves

_PLACEHOLDER = re.compile(
    r"(?<!\d)%(?:\d{1,3}\$)?(?:\([\w.]{1,60}\))?[-+0#']{0,5}\d{0,4}(?:\.\d{1,4})?(?:hh|h|ll|l|L|q|j|z|t)?[@diouxXeEfFgGcsp]"
    r"|[%$]\{[^{}\n]{0,100}\}|\{\{[^{}\n]{0,100}\}\}|\$t\([^()\n]{0,100}\)"
    # ICU: what opens a choice, what parts its branches and what closes it; the branches between are text.
    r"|\{[\w.\s]{0,60},\s*(?:plural|select|selectordinal)\s*,[^{}]{0,100}\{|\}\s*=?\w{1,30}\s*\{|\}\s*\}"
    r"|\{[\w.]{0,60}(?:\s*,[^{}\n]{0,100})?\}"
    r"|</?[A-Za-z][^<>\n]{0,200}>|&[A-Za-z]{2,8};"
)
_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)\S+")


@dataclass(frozen=True, slots=True)
class Message:
    """An entry of a catalogue, and where its text is in the file."""

    key: str
    start: int
    end: int
    """Offsets of the text as written, without its quotes."""


def catalogue(
    text: str,
    encoding: str,
    messages: Iterable[Message],
    escape: re.Pattern[str],
    plain: Callable[[str], str],
    notes: Sequence[str] = (),
) -> ReadText:
    """The messages as blocks; `escape` finds what is written otherwise than meant, and `plain` gives its meaning."""
    blocks: list[Block] = []
    markup: list[Edit] = []
    for message in messages:
        edits = [
            Edit(*match.span(), match[0], without_halves(plain(match[0])), CleaningRule.INLINE_MARKS)
            for match in escape.finditer(text, message.start, message.end)
        ]
        start, end = _trim(text, message, edits)
        if start < end:
            kind = BlockKind.MARKUP if _is_no_text(text[start:end]) else BlockKind.MESSAGE
            inlines = tuple(_placeholders(text, start, end)) if kind is BlockKind.MESSAGE else ()
            blocks.append(Block(kind, start, end, Place(key=without_halves(message.key)), inlines=inlines))
            markup += edits
    return ReadText(text, tuple(blocks), encoding, tuple(markup), notes=tuple(notes))


def _trim(text: str, message: Message, edits: list[Edit]) -> tuple[int, int]:
    """The span of a message without white space at its margins, written as an escape or not; edits outside it go."""
    start, end = message.start, message.end
    while start < end:
        if edits and edits[0].start == start and not edits[0].after.strip():
            start = edits.pop(0).end
        elif text[start].isspace() and not (edits and edits[0].start == start):
            start += 1
        else:
            break
    while start < end:
        if edits and edits[-1].end == end and not edits[-1].after.strip():
            end = edits.pop().start
        elif text[end - 1].isspace() and not (edits and edits[-1].end == end):
            end -= 1
        else:
            break
    return start, end


def _is_no_text(text: str) -> bool:
    """Whether a message is nothing but numbers, placeholders or an address."""
    return not _LETTER.search(_PLACEHOLDER.sub("", text)) or bool(_ADDRESS.fullmatch(text))


def _placeholders(text: str, start: int, end: int) -> Iterable[Inline]:
    return (Inline(InlineKind.PLACEHOLDER, *match.span()) for match in _PLACEHOLDER.finditer(text, start, end))
