"""Subtitles, SRT and WebVTT: a block for what one speaker says in a cue in one language, with the cue's time.

The text is the file's own: a library would give the words without their offsets.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from workbench.documents.adapters import ReadText
from workbench.documents.cleaning_rules import CleaningRule
from workbench.documents.draft import joiner
from workbench.documents.encodings import decode
from workbench.domain import Block, BlockKind, Edit, Inline, InlineKind, Place
from workbench.edits import apply_edits
from workbench.script import is_chinese

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\r\n]*", re.MULTILINE)
_NUMBER = re.compile(r"(?:^|\n)[ \t]*\d{1,9}[ \t]*\r?\n\s*\Z")
"""The number of the next cue."""
_BLANK = re.compile(r"\n[ \t]*\r?\n")
_LINE = re.compile(r"[^\r\n]+")
_LINE_END = re.compile(r"[ \t]*\r?\n[ \t\r\n]*|\r")
_TAG = re.compile(r"</?(?:[A-Za-z][^<>\n]{0,200}|\d[\d:.]{4,14})?>|\{\\[^{}\n]{0,200}\}|&(?:#\d{1,7}|[A-Za-z]{2,8});")
_DASH = re.compile(r"(?:</?[^<>\n]{1,200}>|\{\\[^{}\n]{0,200}\}|\s)*[-–—‐]\s*(?=[^\s\d-])")
_BESIDE = 80
"""Characters on both sides of a line end that decide whether a space takes its place."""
_EMPHASISED = re.compile(r"<([ib])>([^<]+)</\1>", re.IGNORECASE)
_EMPHASIS = {"i": InlineKind.EMPHASIS, "b": InlineKind.STRONG}


def read(data: bytes, name: str, encoding: str | None) -> ReadText:
    """A file of subtitles. Raises InputError where it is not text."""
    text, found = decode(data, name, encoding)
    vtt = text.lstrip().startswith("WEBVTT")
    blocks: list[Block] = []
    markup: list[Edit] = []
    timings = list(_TIMING.finditer(text))
    for number, timing in enumerate(timings):
        end = timings[number + 1].start() if number + 1 < len(timings) else len(text)
        end = _end_of_cue(text, timing.end(), end, vtt)
        place = Place(time=(_milliseconds(timing, 1), _milliseconds(timing, 5)))
        for first, last in _utterances(text, timing.end(), end):
            edits = sorted(_edits(text, first, last), key=lambda edit: edit.start)
            if apply_edits(text, edits, first, last).strip():
                blocks.append(Block(BlockKind.CUE, first, last, place, inlines=tuple(_inlines(text, first, last))))
                markup += edits
    return ReadText(text, tuple(blocks), found, tuple(markup))


def _milliseconds(timing: re.Match[str], group: int) -> int:
    hours, minutes, seconds, fraction = timing.group(group, group + 1, group + 2, group + 3)
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


def _end_of_cue(text: str, start: int, end: int, vtt: bool) -> int:
    """Where a cue's text ends: at a blank line; in SRT, which some programs write loosely, at the next cue's number."""
    if vtt:
        blank = _BLANK.search(text, start, end)
        return blank.start() if blank else end
    number = _NUMBER.search(text, max(start, end - 60), end)
    return number.start() if number else end


def _utterances(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of a cue that belong together: apart are speakers, set off by dashes, and languages."""
    under_way: tuple[int, int] | None = None
    chinese = False
    for line in _LINE.finditer(text, start, end):
        dash = _DASH.match(text, line.start(), line.end())
        first, last = _trimmed(text, dash.end() if dash else line.start(), line.end())
        if first == last:
            continue
        before, chinese = chinese, _is_chinese(text[first:last])
        if under_way and (dash or before != chinese):
            yield under_way
            under_way = None
        under_way = (under_way[0] if under_way else first, last)
    if under_way:
        yield under_way


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), end - len(line) + len(line.rstrip()) if line.strip() else start


def _is_chinese(line: str) -> bool:
    return is_chinese(_TAG.sub("", line))


def _edits(text: str, start: int, end: int) -> Iterator[Edit]:
    """Tags taken out, references to characters resolved, lines of one utterance joined."""
    for tag in _TAG.finditer(text, start, end):
        after = html.unescape(tag[0]) if tag[0][0] == "&" else ""
        if after != tag[0]:
            yield Edit(*tag.span(), tag[0], after, CleaningRule.INLINE_MARKS)
    for line_end in _LINE_END.finditer(text, start, end):
        before = _TAG.sub("", text[max(start, line_end.start() - _BESIDE) : line_end.start()])
        following = _TAG.sub("", text[line_end.end() : min(end, line_end.end() + _BESIDE)])
        yield Edit(*line_end.span(), line_end[0], joiner(before[-8:], following[:8]), CleaningRule.LINE_BREAKS)


def _inlines(text: str, start: int, end: int) -> Iterator[Inline]:
    """Words in italics or bold, by their tags."""
    for words in _EMPHASISED.finditer(text, start, end):
        yield Inline(_EMPHASIS[words[1].lower()], *words.span(2))
