"""Text laid out in terminal cells: a Chinese character takes two, a combining mark none, a family of emoji two.

Widths are Rich's throughout, which draws the app.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size, split_graphemes

_NO_LINE_START = frozenset("，。、；：？！）》」』】〕〉”’…—·％,.;:?!)]}%")
_NO_LINE_END = frozenset("（《「『【〔〈“‘([{")

_JOINERS = re.compile("[\u200d\ufe0f]")
"""Characters that make one symbol of several: the width of a text is not the sum of its characters' widths."""


def width(text: str) -> int:
    """Cells a text takes."""
    return cell_len(text)


def _widths(text: str) -> Sequence[int]:
    """Cells of each character; of characters that are drawn as one, the first has all of them."""
    if not _JOINERS.search(text):
        return [get_character_cell_size(character) for character in text]
    widths = [0] * len(text)
    for start, _, cells in split_graphemes(text)[0]:
        widths[start] = cells
    return widths


def fit(text: str, cells: int) -> str:
    """Return the text in exactly `cells` cells: cut with "…" where too long, padded with spaces where too short."""
    if cells <= 0:
        return ""
    # Long texts are not measured whole; what is drawn as one has ten characters at most.
    text = text[: 10 * (cells + 1)]
    if cell_len(text) > cells:
        used = 0
        for position, size in enumerate(_widths(text)):
            used += size
            if used > cells - 1:
                text = text[:position] + "…"
                break
    return text + " " * (cells - cell_len(text))


@lru_cache(maxsize=256)
def wrap(text: str, cells: int) -> tuple[tuple[int, int], ...]:
    """Lines of a text as (start, end) offsets, each at most `cells` cells wide; a space at a break belongs to none.

    Breaks at spaces and between Chinese characters, never before closing or after opening punctuation unless a line
    would be longer than it may. Every character but those spaces is in exactly one line.
    """
    cells = max(cells, 2)
    widths = _widths(text)
    lines: list[tuple[int, int]] = []
    start, used, position, last_break = 0, 0, 0, -1
    while position < len(text):
        if used + widths[position] > cells and text[position] != " ":
            end = last_break if last_break > start else max(position, start + 1)
            lines.append((start, len(text[start:end].rstrip(" ")) + start))
            start = _after_spaces(text, end)
            position, used, last_break = start, 0, -1
            continue
        used += widths[position]
        position += 1
        if position < len(text) and _may_break(text, widths, position):
            last_break = position
    if start < len(text) or not lines:
        lines.append((start, max(start, len(text.rstrip(" ")))))
    return tuple(lines)


def _after_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position] == " ":
        position += 1
    return position


def _may_break(text: str, widths: Sequence[int], position: int) -> bool:
    before, after = text[position - 1], text[position]
    if after == " " or not widths[position]:
        return False
    if before == " " or (before == "-" and text[position - 2 : position - 1].isalnum()):
        return True
    if after in _NO_LINE_START or before in _NO_LINE_END:
        return False
    return widths[position - 1] == 2 or widths[position] == 2
