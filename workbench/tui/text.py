"""Corpus text on a screen: made visible, measured and wrapped in terminal cells. No widget, no markup.

A Chinese character takes two cells, a combining mark none; `len` says nothing about width.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size

from workbench.script import printable

_HIDDEN = re.compile(
    "[\xad\u061c\u200b-\u200d\u2028\u2029\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters without a width that hide in a text, and halves of surrogate pairs, which no terminal takes."""

_NO_LINE_START = frozenset("，。、；：？！）》」』】〕〉”’…—·％,.;:?!)]}%")
_NO_LINE_END = frozenset("（《「『【〔〈“‘([{")


def visible(text: str) -> str:
    """The text with every control, direction and hidden character shown as U+FFFD; as long as the text itself."""
    return _HIDDEN.sub("\ufffd", printable(text.replace("\n", "↵").replace("\t", " ")))


def width(text: str) -> int:
    """Cells a text takes."""
    return cell_len(text)


def fit(text: str, cells: int) -> str:
    """The text in exactly `cells` cells: cut with "…" where it is too long, filled with spaces where it is short."""
    if cells <= 0:
        return ""
    # A character takes a cell or two, so what stands further on cannot be seen; long texts are not measured whole.
    text = text[: cells + 1]
    total = cell_len(text)
    if total > cells:
        kept, total = [], 0
        for character in text:
            size = get_character_cell_size(character)
            if total + size > cells - 1:
                break
            kept.append(character)
            total += size
        text = "".join(kept) + "…"
        total += 1
    return text + " " * (cells - total)


@lru_cache(maxsize=256)
def wrap(text: str, cells: int) -> tuple[tuple[int, int], ...]:
    """Lines of a text as (start, end) offsets, each at most `cells` cells wide; a space at a break belongs to none.

    Breaks at spaces and between Chinese characters, never before closing or after opening punctuation unless a line
    would be longer than it may. Every character but those spaces is in exactly one line.
    """
    cells = max(cells, 2)
    lines: list[tuple[int, int]] = []
    start, used, position, last_break = 0, 0, 0, -1
    while position < len(text):
        size = get_character_cell_size(text[position])
        if used + size > cells and text[position] != " ":
            end = last_break if last_break > start else max(position, start + 1)
            lines.append((start, len(text[start:end].rstrip(" ")) + start))
            start = _after_spaces(text, end)
            position, used, last_break = start, 0, -1
            continue
        used += size
        position += 1
        if position < len(text) and _may_break(text[position - 1], text[position]):
            last_break = position
    if start < len(text) or not lines:
        lines.append((start, max(start, len(text.rstrip(" ")))))
    return tuple(lines)


def _after_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position] == " ":
        position += 1
    return position


def _may_break(before: str, after: str) -> bool:
    if after == " ":
        return False
    if before == " " or before == "-":
        return True
    if after in _NO_LINE_START or before in _NO_LINE_END:
        return False
    return get_character_cell_size(before) == 2 or get_character_cell_size(after) == 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text that is drawn in another style."""

    start: int
    end: int
    style: str
    """Name of a style the widget knows."""
    sign: str = ""
    """Shown behind the stretch, so that nothing is only a colour."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Characters of one line in one style."""

    text: str
    style: str


def marked_lines(text: str, marks: Sequence[Mark], style: str, cells: int) -> list[list[Fragment]]:
    """A text as wrapped lines of fragments: `style`, and that of the last mark covering a character; signs put in."""
    shown = visible(text)
    styles = [style] * len(shown)
    for mark in marks:
        for place in range(max(mark.start, 0), min(mark.end, len(shown))):
            styles[place] = mark.style
    signs = sorted(((mark.end, mark.sign, mark.style) for mark in marks if mark.sign), reverse=True)
    for place, sign, sign_style in signs:
        shown = shown[:place] + sign + shown[place:]
        styles[place:place] = [sign_style] * len(sign)
    return [_fragments(shown, styles, start, end) for start, end in wrap(shown, cells)]


def _fragments(text: str, styles: Sequence[str], start: int, end: int) -> list[Fragment]:
    fragments: list[Fragment] = []
    begin = start
    for place in range(start + 1, end + 1):
        if place == end or styles[place] != styles[begin]:
            fragments.append(Fragment(text[begin:place], styles[begin]))
            begin = place
    return fragments


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 row", "1,234 rows"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def bar(value: float, cells: int = 5) -> str:
    """A share from 0 to 1 as a bar of exactly `cells` cells, in eighths."""
    eighths = round(max(0.0, min(1.0, value)) * cells * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + ("" if not rest else " ▏▎▍▌▋▊▉"[rest])).ljust(cells)


def percent(value: float) -> str:
    """A probability as ".98", "1.0" where it rounds to one."""
    text = f"{value:.2f}"
    return text[1:] if text.startswith("0") else text[:3]
