"""Subtitles, SRT and WebVTT: a block for what one speaker says in a cue in one language, with the cue's time.

A sentence that continues in the next cues is one block, with the time of all.

The text is the file's own: a library would give the words without their offsets.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

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
_ENDED = re.compile(r"[.!?。！？…:：][\"'”’)）」』♪ ]*$")
_PAUSE = 3_000
"""Milliseconds between two cues of one sentence, at most."""
_MOST_CUES = 6
"""Of one sentence."""
_EMPHASISED = re.compile(r"<([ib])>([^<]+)</\1>", re.IGNORECASE)
_EMPHASIS = {"i": InlineKind.EMPHASIS, "b": InlineKind.STRONG}


@dataclass(slots=True)
class _Said:
    """What one speaker says in one language, in a cue or over several."""

    start: int
    end: int
    time: tuple[int, int]
    cues: int
    edits: list[Edit]
    shown: str
    """The text with its edits made."""


def read(data: bytes, name: str, encoding: str | None) -> ReadText:
    """A file of subtitles. Raises InputError where it is not text."""
    text, found = decode(data, name, encoding)
    said: list[_Said] = []
    for each in _said(text):
        if said and _goes_on(said[-1], each):
            _join(text, said[-1], each)
        else:
            said.append(each)
    blocks = tuple(
        Block(
            BlockKind.CUE,
            each.start,
            each.end,
            Place(time=each.time),
            inlines=tuple(_inlines(text, each.start, each.end)),
        )
        for each in said
    )
    return ReadText(text, blocks, found, tuple(edit for each in said for edit in each.edits))


def _said(text: str) -> Iterator[_Said]:
    """What is said in each cue."""
    vtt = text.lstrip().startswith("WEBVTT")
    timings = list(_TIMING.finditer(text))
    for number, timing in enumerate(timings):
        end = timings[number + 1].start() if number + 1 < len(timings) else len(text)
        end = _end_of_cue(text, timing.end(), end, vtt)
        time = _milliseconds(timing, 1), _milliseconds(timing, 5)
        for first, last in _utterances(text, timing.end(), end):
            edits = sorted(_edits(text, first, last), key=lambda edit: edit.start)
            shown = apply_edits(text, edits, first, last).strip()
            if shown:
                yield _Said(first, last, time, 1, edits, shown)


def _goes_on(last: _Said, following: _Said) -> bool:
    """Whether a sentence continues in the next cue: it ends with a Chinese comma, or a small letter comes next."""
    apart = following.time[0] - last.time[1]
    if last.time == following.time or not -_PAUSE < apart < _PAUSE or last.cues == _MOST_CUES:
        return False
    if is_chinese(last.shown) != is_chinese(following.shown):
        return False
    return last.shown.endswith(("，", "、")) or (not _ENDED.search(last.shown) and following.shown[0].islower())


def _join(text: str, last: _Said, following: _Said) -> None:
    between = text[last.end : following.start]
    joint = joiner(last.shown[-8:], following.shown[:8])
    last.edits += [Edit(last.end, following.start, between, joint, CleaningRule.BLOCK_MARKS), *following.edits]
    last.end, last.cues, last.shown = following.end, last.cues + 1, following.shown
    last.time = last.time[0], max(last.time[1], following.time[1])


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
