"""Cleaning of line breaks that a column of print made: the paragraph is put together again.

Chinese breaks anywhere, so a wrapped line is as wide as its neighbours and ends no sentence; English breaks at
spaces, so the next word would not have fitted. A run of such lines counts as a paragraph only when it ends as a
sentence does: headlines, lists and verse stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from workbench.script import HAN, HAN_RE, is_chinese
from workbench.text.draft import Draft, Line, joiner

_CLOSERS = "”’」』）)】》\"'〉"
_ENDS = re.compile(rf"[。！？!?…：:][{_CLOSERS}]*$|\.[{_CLOSERS}]*$")
_ANY_MARK = re.compile(rf"[，。、；：！？,.;:!?…—][{_CLOSERS}]*$")
_CANNOT_BEGIN = re.compile(r"[。，、；：！？”’」』）》】〉]")
_DECKS = re.compile(rf"[{HAN}”][ \u3000]+[“{HAN}]")
"""Chinese with a space inside: a headline of several decks, or names in a row."""

_NARROWEST = 20
"""Cells; verse and lists are narrower than any column of print."""
_SLACK = 5.5
"""Cells a full line may fall short: no mark may begin a line, and marks are squeezed."""
_INDENT = 8.0
"""Cells the first line of a paragraph may fall short of the others, its indent lost."""
_EVIDENCE = 4
"""Lines of the shortest paragraph that shows a text to be wrapped."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line left, with what wrapping looks at."""

    line: Line
    width: float
    """Cells; a full-width mark counts 1.5, as print squeezes it."""
    ends: bool
    """Whether it ends a sentence."""
    marked: bool
    """Whether it ends with any mark."""
    decks: bool
    gap: bool
    """Whether a blank line follows."""
    alone: bool
    """Whether blank lines stand on both sides."""


def join_wrapped(draft: Draft) -> None:
    """Mend the line breaks of wrapped paragraphs, Chinese or English, and of soft breaks around marks."""
    rows = _rows(draft)
    _join_soft(rows)
    if sum(HAN_RE.search(row.line.text) is not None for row in rows) * 2 > len(rows):
        chains = _chinese_chains(rows)
    else:
        chains = _english_chains(rows)
    words = _Words(draft)
    for first, last in chains:
        for row, following in zip(rows[first:last], rows[first + 1 : last + 1], strict=True):
            _join(draft, row.line, following.line, words)


def _join(draft: Draft, line: Line, following: Line, words: _Words) -> None:
    if re.search("[a-z]-$", line.text) and re.match("[a-z]", following.text):
        # A hyphen made by the break goes where the whole word is known from elsewhere in the text.
        if words.known(line.text, following.text):
            draft.drop(line, [(len(line.text) - 1, len(line.text))], "line breaks")
        line.joint = ("", "line breaks")
    else:
        line.joint = (joiner(line.text, following.text), "line breaks")


class _Words:
    """The words of the text, gathered when first asked for."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._words: set[str] | None = None

    def known(self, before: str, after: str) -> bool:
        if self._words is None:
            self._words = set(re.findall("[a-z]+", self._draft.raw.lower()))
        parts = re.search("([A-Za-z]+)-$", before[-40:]), re.match("[a-z]+", after)
        return bool(parts[0] and parts[1] and (parts[0][1] + parts[1][0]).lower() in self._words)


def _rows(draft: Draft) -> list[_Row]:
    rows: list[_Row] = []
    gap_before = True
    pending: Line | None = None
    blank = False

    def add(line: Line, gap: bool) -> None:
        text = line.text
        rows.append(
            _Row(
                line,
                _width(text) if len(text) <= 200 else 10_000.0,
                bool(_ENDS.search(text[-12:])),
                bool(_ANY_MARK.search(text[-12:])),
                bool(_DECKS.search(text)) if len(text) <= 200 else False,
                gap,
                gap and gap_before,
            )
        )

    for line in draft.lines:
        if line.left:
            if pending is not None:
                add(pending, blank)
                gap_before = blank
            pending, blank = line, False
        else:
            blank = True
    if pending is not None:
        add(pending, True)
    return rows


@lru_cache(maxsize=4096)
def _cells(character: str) -> float:
    if unicodedata.east_asian_width(character) not in "WFA":
        return 1.0
    return 2.0 if character.isalnum() else 1.5


def _width(text: str) -> float:
    return sum(map(_cells, text))


def _join_soft(rows: Sequence[_Row]) -> None:
    """Breaks beside emphasis inside a paragraph, and before a mark that cannot begin a line."""
    for row, following in pairwise(rows):
        if row.gap:
            continue
        a, b = row.line, following.line
        comma = a.text.endswith(("，", "、", ",", "；")) and (a.marked or b.marked)
        if comma or _CANNOT_BEGIN.match(b.text):
            a.joint = (joiner(a.text, b.text), "line breaks")


def _chinese_chains(rows: Sequence[_Row]) -> list[tuple[int, int]]:
    """First and last row of every wrapped paragraph."""
    chains = []
    first = 0
    while first < len(rows) - 1:
        last = _stretch(rows, first)
        if last > first and rows[last].ends:
            chains.append((first, last))
            first = last + 1
        else:
            first = max(last, first + 1)
    measures = [_measure(rows, *chain) for chain in chains if _shows_wrapping(rows, *chain)]
    return [chain for chain in chains if any(abs(_measure(rows, *chain) - known) <= _SLACK for known in measures)]


def _stretch(rows: Sequence[_Row], first: int) -> int:
    """The last row of the run that begins at `first`: up to a sentence's end, while rows are equally wide."""
    widest = narrowest = rows[first].width
    alone = 0
    at = first
    while at < len(rows) - 1:
        row, following = rows[at], rows[at + 1]
        if row.ends or row.decks or row.width < _NARROWEST or (row.gap and row.alone and at > first and not alone):
            break
        if row.gap and row.alone:
            alone += 1
        if following.decks or following.width > widest + _INDENT + 2 or following.width > 200:
            break
        fits = following.width >= max(widest, following.width) - _SLACK
        if not (fits or following.ends):
            break
        if following.width > max(widest, narrowest) + _SLACK and at > first:
            break
        widest = max(widest, following.width)
        at += 1
        if at == first + 1 and rows[first].width < widest - _INDENT:
            at -= 1
            break
    # A row alone between blank lines is a headline, unless the whole text is spaced so.
    return at if alone in (0, at - first) and alone != 1 else first


def _measure(rows: Sequence[_Row], first: int, last: int) -> float:
    return max(row.width for row in rows[first:last])


def _shows_wrapping(rows: Sequence[_Row], first: int, last: int) -> bool:
    full = rows[first:last]
    return len(full) + 1 >= _EVIDENCE and sum(not row.marked for row in full) * 2 >= len(full)


def _english_chains(rows: Sequence[_Row]) -> list[tuple[int, int]]:
    """Blocks between blank lines whose every line but the last is full."""
    blocks: list[tuple[int, int]] = []
    first = 0
    for number, row in enumerate(rows):
        if row.gap:
            if number - first >= 1:
                blocks.append((first, number))
            first = number + 1
    full = [block for block in blocks if block[1] - block[0] >= 2 and _is_filled(rows, *block)]
    measures = sorted(_measure(rows, *block) for block in full)
    if not measures:
        return []
    measure = measures[-1]
    return [block for block in blocks if _is_filled(rows, *block, measure)]


def _is_filled(rows: Sequence[_Row], first: int, last: int, measure: float | None = None) -> bool:
    """Whether no line but the last has room for the next line's first word, and the lines are not sentences."""
    widest = measure or _measure(rows, first, last)
    if widest < 40 or widest > 200:
        return False
    if is_chinese(rows[first].line.text) or not _ENDS.search(rows[last].line.text):
        return False
    for row, following in zip(rows[first:last], rows[first + 1 : last + 1], strict=True):
        word = following.line.text.split(maxsplit=1)[0]
        if row.width + 1 + len(word) <= widest - 6:
            return False
    full = rows[first:last]
    return sum(row.ends for row in full) * 2 <= len(full)
