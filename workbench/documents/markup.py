"""Markup and other cleaning within lines: image links, Markdown, pinyin in brackets, invisible characters, margins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.documents.cleaning_rules import CleaningRule
from workbench.documents.draft import Draft, Line
from workbench.domain import Edit
from workbench.edits import apply_edits
from workbench.language import romanisation
from workbench.script import HALF_RE, HAN

_TARGET = r"[^()\s]{0,400}(?:\s[^()\s]{0,400}){0,5}"
_IMAGE = re.compile(rf"!\[[^\[\]]{{0,300}}\]\({_TARGET}\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,300})\]\((?:https?://|www\.|/|#)[^()\s]{0,600}\)")
_BARE_LINK = re.compile(r"<?(?:https?://|www\.)\S{1,2000}>?")
_HEADING = re.compile(r"^#{1,6}[ \t\u3000]+(?=\S)")
_CLOSING_HEADING = re.compile(r"[ \t]+#{1,6}$")
_BOLD = re.compile(r"\*\*(?=[^\s*])([^*]{1,2000}?)(?<=[^\s*])\*\*")
_RULE_LINE = re.compile(r"(?:[-*_=—─～~·.]\s?){3,200}")
_PINYIN = re.compile(rf"(?<=[{HAN}])[（(]([a-zü\u00e0-\u024f]{{1,7}})[)）]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+"
)
_INVISIBLE_OR_HALF = re.compile(f"{_INVISIBLE.pattern}|{HALF_RE.pattern}")
_MARGIN = re.compile(r"^\s+|(?<!\s)\s+$")


def drop_image_links(draft: Draft) -> None:
    """Take out ![…](…), also where the address runs over several lines."""
    draft.replace(((match.start(), match.end(), "") for match in _IMAGE.finditer(draft.raw)), CleaningRule.IMAGE_LINKS)


def drop_invisible(draft: Draft) -> None:
    """Take out control, direction and zero-width characters; halves of surrogate pairs become U+FFFD."""
    if _INVISIBLE.search(draft.raw) or HALF_RE.search(draft.raw):
        for line in draft.lines:
            draft.edit(line, _INVISIBLE, "", CleaningRule.INVISIBLE_CHARACTERS)
            draft.edit(line, HALF_RE, "\ufffd", CleaningRule.BROKEN_CHARACTERS)


def invisible_edits(text: str, start: int, end: int) -> Iterator[Edit]:
    """The edits that `drop_invisible` makes, in a stretch of a text."""
    for match in _INVISIBLE_OR_HALF.finditer(text, start, end):
        if HALF_RE.match(match[0]):
            yield Edit(*match.span(), match[0], "\ufffd", CleaningRule.BROKEN_CHARACTERS)
        else:
            yield Edit(*match.span(), match[0], "", CleaningRule.INVISIBLE_CHARACTERS)


def visible(text: str) -> str:
    """A text with those edits made."""
    return apply_edits(text, invisible_edits(text, 0, len(text)))


def trim(draft: Draft) -> None:
    """Take off white space at both margins, full-width indents too."""
    for line in draft.lines:
        if line.text and (line.text[0].isspace() or line.text[-1].isspace()):
            stripped = line.text.strip()
            if stripped:
                draft.edit(line, _MARGIN, "", CleaningRule.MARGINS)
            else:
                draft.blank(line, CleaningRule.MARGINS)


def unmark(draft: Draft) -> None:
    """Take off Markdown: heading marks, bold marks (only in pairs), addresses of links, rules between paragraphs."""
    for line in draft.left():
        if line.text[0] == "#" and draft.edit(line, _HEADING, "", CleaningRule.HEADING_MARKS):
            draft.edit(line, _CLOSING_HEADING, "", CleaningRule.HEADING_MARKS)
            line.marked = True
        if "**" in line.text:
            _unmark_bold(draft, line)
        if "](" in line.text:
            _unlink(draft, line)
        if _RULE_LINE.fullmatch(line.text):
            draft.take_out(line, CleaningRule.RULES)
        elif _BARE_LINK.fullmatch(line.text):
            draft.take_out(line, CleaningRule.LINKS)


def _unmark_bold(draft: Draft, line: Line) -> None:
    spans = [match.span() for match in _BOLD.finditer(line.text)]
    if not spans:
        return
    marks = [(a, a + 2) for a, _ in spans] + [(b - 2, b) for _, b in spans]
    draft.drop(line, sorted(marks), CleaningRule.BOLD_MARKS)
    line.marked = True


def _unlink(draft: Draft, line: Line) -> None:
    spans = []
    for match in _LINK.finditer(line.text):
        spans += [(match.start(), match.start(1)), (match.end(1), match.end())]
    draft.drop(line, spans, CleaningRule.LINKS)


def unstick_pinyin(draft: Draft) -> None:
    """Take out a reading in brackets after the character it belongs to: 網(wǎng) becomes 網."""
    if not _PINYIN.search(draft.raw):
        return
    for line in draft.left():
        spans = [
            match.span()
            for match in _PINYIN.finditer(line.text)
            if romanisation.toneless(match[1]) in romanisation.readings(line.text[match.start() - 1])
        ]
        draft.drop(line, spans, CleaningRule.STUCK_PINYIN)
