"""A text while it is cleaned: its lines, what each rule took out of them, and which line breaks go."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from workbench.documents.cleaning_rules import CleaningRule
from workbench.domain import CleanText, Document, Edit
from workbench.edits import apply_edits
from workbench.language.conversion import simplify
from workbench.script import HAN, han_count

_LINE = re.compile("([^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*)(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)")


@dataclass(slots=True)
class Line:
    """A line of the text as read."""

    start: int
    end: int
    """Offset of its line end."""
    next: int
    """Offset after its line end."""
    text: str
    """What is left of it so far."""
    edits: list[Edit] = field(default_factory=list)
    """Within the line."""
    gone: CleaningRule | None = None
    """The rule that took the whole line out."""
    joint: str | None = None
    """What takes the place of the line end, where the next line left continues this one."""
    marked: bool = False
    """Whether it had emphasis or heading marks."""

    @property
    def left(self) -> bool:
        """Whether there is anything of it in the cleaned text."""
        return not self.gone and bool(self.text)


class Draft:
    """The lines of a text, changed by one rule after another."""

    def __init__(self, text: str) -> None:
        self.raw = text
        self.lines = [
            Line(match.start(), match.end(1), match.end(), match[1])
            for match in _LINE.finditer(text)
            if match.end() > match.start()
        ]
        self._starts = [line.start for line in self.lines]

    def left(self) -> list[Line]:
        """The lines that are neither blank nor taken out, in order."""
        return [line for line in self.lines if line.left]

    def plain(self) -> list[tuple[Line, str]]:
        """The lines left, each with its text in Simplified characters, same length."""
        lines = self.left()
        if not lines:
            return []
        texts = simplify("\n".join(line.text for line in lines)).split("\n")
        return list(zip(lines, texts, strict=True))

    def replace(self, spans: Iterable[tuple[int, int, str]], rule: CleaningRule) -> None:
        """Replace spans (start, end, after) of the text as read, in order; they overlap no earlier edit."""
        touched: dict[int, Line] = {}
        for start, end, after in spans:
            number = bisect_right(self._starts, start) - 1
            while number < len(self.lines) and self.lines[number].start < end:
                line = self.lines[number]
                a, b = max(start, line.start), min(end, line.end)
                if a < b:
                    line.edits.append(self._edit(a, b, after if a == start else "", rule))
                    touched[number] = line
                number += 1
        for line in touched.values():
            line.edits.sort(key=lambda edit: edit.start)
            line.text = self._rest(line)
            if not line.text.strip():
                self.take_out(line, rule)

    def take_out(self, line: Line, rule: CleaningRule) -> None:
        """Take out a whole line, with the blank lines after it."""
        line.gone, line.edits, line.text = rule, [], ""

    def blank(self, line: Line, rule: CleaningRule) -> None:
        """Take out everything on a line, which stays as a blank one."""
        line.edits, line.text = [self._edit(line.start, line.end, "", rule)], ""

    def drop(self, line: Line, spans: Sequence[tuple[int, int]], rule: CleaningRule) -> None:
        """Take spans of what is left of a line out of it; they are in order."""
        self._replace_in(line, spans, "", rule)

    def edit(self, line: Line, pattern: re.Pattern[str], after: str, rule: CleaningRule) -> bool:
        """Replace what a pattern finds in what is left of a line; return whether it found anything."""
        spans = [match.span() for match in pattern.finditer(line.text)]
        self._replace_in(line, spans, after, rule)
        return bool(spans)

    def _replace_in(self, line: Line, spans: Sequence[tuple[int, int]], after: str, rule: CleaningRule) -> None:
        if not spans:
            return
        for pieces in list(_in_stretches(spans, self._stretches(line))):
            # A span may reach over earlier edits: each piece between them becomes an edit.
            for number, (start, end) in enumerate(pieces):
                line.edits.append(self._edit(start, end, after if number == 0 else "", rule))
        line.edits.sort(key=lambda edit: edit.start)
        line.text = self._rest(line)

    def _rest(self, line: Line) -> str:
        return apply_edits(self.raw, line.edits, line.start, line.end)

    def _stretches(self, line: Line) -> list[_Stretch]:
        """What is left of a line as it was read, without what edits put in."""
        stretches, at, start = [], 0, line.start
        for edit_start, end, after in [*((e.start, e.end, e.after) for e in line.edits), (line.end, line.end, "")]:
            stretches.append(_Stretch(at, at + edit_start - start, start - at))
            at += edit_start - start + len(after)
            start = end
        return stretches

    def finish(self, document: Document) -> CleanText:
        """The cleaned text with all edits, in order."""
        edits: list[Edit] = []
        lines = self.lines
        last_left = max((number for number, line in enumerate(lines) if line.left), default=-1)
        above: Line | None = None
        """The last line before that was not blank."""
        for number, line in enumerate(lines):
            if line.gone:
                edits += self._removal(line.start, line.next, line.gone)
            else:
                edits += line.edits
                edits += self._line_end(line, above, number - last_left)
            if line.gone or line.left:
                above = line
        return CleanText(document, apply_edits(self.raw, edits), tuple(edits))

    def _line_end(self, line: Line, above: Line | None, beyond: int) -> Iterator[Edit]:
        """What becomes of the end of a line that is `beyond` lines after the last one left (negative: before)."""
        if beyond >= 0 or (above is None and not line.left):
            yield from self._removal(line.end, line.next, CleaningRule.MARGINS)
        elif line.left and line.joint is not None:
            yield self._edit(line.end, line.next, line.joint, CleaningRule.LINE_BREAKS)
        elif not line.left and above is not None and (above.gone or above.joint is not None):
            # A blank line goes with the line taken out before it, or with the line break it is part of.
            yield from self._removal(line.end, line.next, above.gone or CleaningRule.LINE_BREAKS)

    def _removal(self, start: int, end: int, rule: CleaningRule) -> Iterator[Edit]:
        if start < end:
            yield self._edit(start, end, "", rule)

    def _edit(self, start: int, end: int, after: str, rule: CleaningRule) -> Edit:
        return Edit(start, end, self.raw[start:end], after, rule)


class _Stretch(NamedTuple):
    """Where unchanged text is in what is left of a line."""

    start: int
    end: int
    shift: int
    """To be added for the offset into the text as read."""


def _in_stretches(spans: Iterable[tuple[int, int]], stretches: Sequence[_Stretch]) -> Iterator[list[tuple[int, int]]]:
    """For each span of what is left of a line, its pieces in the text as read. Spans are in order."""
    at = 0
    for start, end in spans:
        pieces = []
        while at < len(stretches) and stretches[at].start < end:
            stretch = stretches[at]
            first, last = max(start, stretch.start), min(end, stretch.end)
            if first < last:
                pieces.append((first + stretch.shift, last + stretch.shift))
            if stretch.end >= end:
                # The next span may begin in it.
                break
            at += 1
        yield pieces


def joiner(before: str, after: str) -> str:
    """What stands for a line end inside a paragraph: nothing beside Chinese or inside a number, else a space."""
    if _WIDE_AT_END.search(before) or _WIDE_AT_START.match(after):
        return ""
    if han_count(before) and (_IN_ONE.search(before) or not _LETTER.match(after)):
        # Chinese breaks numbers and short capitals anywhere: 3|.5, GDP|2023, WT|O.
        return ""
    return "" if before[-1:].isdigit() and after[:1].isdigit() else " "


_IN_ONE = re.compile(r"(?:[^A-Za-z]|(?<![A-Za-z])[A-Z]{1,4})$")
_LETTER = re.compile("[A-Za-z]")
_WIDE = f"[{HAN}\u3000-\u303f\uff00-\uffef]"
_EITHER = "[“”‘’…—·]{0,4}"
"""Punctuation that both languages use; what is next to it decides."""
_WIDE_AT_END = re.compile(f"{_WIDE}{_EITHER}$")
_WIDE_AT_START = re.compile(f"{_EITHER}{_WIDE}")
