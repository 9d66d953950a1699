"""Unwrapping: the lines of a paragraph that was set in a column are joined again.

A line is wrapped when what comes next would not have fitted on it: in Chinese, which breaks anywhere, a character, in
English a word. A run of such lines counts as a paragraph only up to a line that ends a sentence, and a text counts as
wrapped only when a longer run shows it: headlines, lists, verse and texts with one sentence a line stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from workbench.documents.cleaning_rules import CleaningRule
from workbench.documents.draft import Draft, Line, joiner
from workbench.script import HAN, is_chinese

_CLOSERS = "”’」』）)】》\"'〉"
_ENDS = re.compile(rf"(?:[。！？!?…]|(?<![\d.])\.)(?: ?[{_CLOSERS}])*$")
_ANY_MARK = re.compile(rf"[，。、；：！？,.;:!?…—](?: ?[{_CLOSERS}])*$")
_INNER_MARK = re.compile(r"[，。、；：！？,;:]|[.!?] ")
_CANNOT_BEGIN = re.compile(r"[。，、；：！？”’」』）》】〉]+")
_FIRST_WORD = re.compile(r"[A-Za-z0-9][\w'’%.,-]*")
_DECKS = re.compile(rf"[{HAN}”][ \u3000]+[“{HAN}]")
"""Chinese with a space inside: a headline of several decks, or a row of names."""

_NARROWEST = 18
"""Cells; verse and lists are narrower than any column of print."""
_NARROWEST_ENGLISH = 36
"""Cells."""
_WIDEST = 240
"""Cells; longer lines are paragraphs."""
_SLACK = 4.0
"""Cells a Chinese line may fall short of the measure: marks are squeezed, lines are spaced out."""
_ENGLISH_SLACK = 0.1
"""The same for English, as a share of the measure: letters of print differ in width."""
_AHEAD = 10
"""Lines by which the width of the column is estimated."""
_EVIDENCE = 4
"""Lines of the shortest run that shows a text to be wrapped; that many shorter runs of one width show it too."""
_LONGEST_SENTENCE = 60
"""Lines."""
_SPACED_RUN = 3
"""Line breaks of the shortest run whose lines all stand alone between blank lines."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that was not taken out, with what decides whether it is wrapped."""

    line: Line
    width: float
    """Cells, with its indent; a full-width mark counts 1.5, as print squeezes it."""
    indent: float
    """Cells."""
    chinese: bool
    ends: bool
    """Whether it ends a sentence."""
    marked: bool
    """Whether it ends with any mark."""
    decks: bool
    gap: bool
    """Whether a blank line follows."""
    alone: bool
    """Whether blank lines are on both sides."""


@dataclass(frozen=True, slots=True)
class _WrappedRun:
    """Rows that may be one wrapped paragraph, or several with nothing to part them."""

    first: int
    last: int
    measure: float
    """Width of the column, cells."""


def join_wrapped(draft: Draft) -> None:
    """Join the lines of wrapped paragraphs, and lines broken beside emphasis or before a punctuation mark."""
    rows = _rows(draft)
    _join_soft(rows)
    words = Words(draft.raw)
    for run in _runs(rows):
        for row, following in pairwise(rows[run.first : run.last + 1]):
            _join(draft, row.line, following.line, words)


def _join(draft: Draft, line: Line, following: Line, words: Words) -> None:
    if re.search("[a-z]-$", line.text) and re.match("[a-z]", following.text):
        # A hyphen made by the break goes where the whole word is known from elsewhere in the text.
        if words.known(line.text, following.text):
            draft.drop(line, [(len(line.text) - 1, len(line.text))], CleaningRule.LINE_BREAKS)
        line.joint = ""
    else:
        line.joint = joiner(line.text, following.text)


class Words:
    """The words of a text, collected on first use."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: set[str] | None = None

    def known(self, before: str, after: str) -> bool:
        """Whether the two halves around a hyphen make a word that the text has elsewhere."""
        return "".join(_halves(before, after)) in self._all()

    def apart(self, before: str, after: str) -> bool:
        """Whether both halves around a hyphen are words that the text has elsewhere."""
        return self._all().issuperset(_halves(before, after))

    def _all(self) -> set[str]:
        if self._words is None:
            self._words = set(re.findall("[a-z]+", self._text.lower()))
        return self._words


def _halves(before: str, after: str) -> tuple[str, str]:
    parts = re.search("([A-Za-z]+)-$", before[-40:]), re.match("[a-z]+", after)
    return (parts[0][1].lower(), parts[1][0].lower()) if parts[0] and parts[1] else ("", "")


def _rows(draft: Draft) -> list[_Row]:
    left: list[tuple[Line, bool]] = []
    """Each line left, and whether something blank or taken out follows."""
    for line in draft.lines:
        if line.left:
            left.append((line, False))
        elif left:
            left[-1] = (left[-1][0], True)
    if left:
        left[-1] = (left[-1][0], True)
    gap_before = True
    rows = []
    for line, gap in left:
        rows.append(_row(draft, line, gap, gap and gap_before))
        gap_before = gap
    return rows


def _row(draft: Draft, line: Line, gap: bool, alone: bool) -> _Row:
    text = line.text
    if len(text) > _WIDEST:
        return _Row(line, float(len(text)), 0.0, False, True, True, False, gap, alone)
    raw = draft.raw[line.start : line.end]
    indent = _width(raw[: len(raw) - len(raw.lstrip())])
    end = text[-12:]
    return _Row(
        line,
        indent + _width(text),
        indent,
        is_chinese(text),
        bool(_ENDS.search(end)),
        bool(_ANY_MARK.search(end)),
        bool(_DECKS.search(text)),
        gap,
        alone,
    )


@lru_cache(maxsize=4096)
def _cells(character: str) -> float:
    if character == "\u3000":
        return 2.0
    if unicodedata.east_asian_width(character) not in "WFA":
        return 1.0
    return 2.0 if character.isalnum() else 1.5


def _width(text: str) -> float:
    return sum(map(_cells, text))


def _join_soft(rows: Sequence[_Row]) -> None:
    """Join lines broken beside emphasis, and before a punctuation mark that cannot begin a line."""
    for row, following in pairwise(rows):
        if row.gap:
            continue
        a, b = row.line, following.line
        comma = a.text.endswith(("，", "、", ",", "；")) and (a.marked or b.marked)
        if comma or _CANNOT_BEGIN.match(b.text):
            a.joint = joiner(a.text, b.text)


def _runs(rows: Sequence[_Row]) -> list[_WrappedRun]:
    """The wrapped runs: those long enough to show wrapping, and shorter ones of the same measure."""
    spaced = len(rows) > _AHEAD and sum(row.alone for row in rows) >= len(rows) * 0.9
    runs: list[_WrappedRun] = []
    first = 0
    while first < len(rows) - 1:
        run = _run_from(rows, first, spaced)
        if run.last > first:
            runs.append(run)
        first = run.last + 1
    measures = _known_measures(rows, runs)
    return [run for run in runs if any(abs(run.measure - known) <= _SLACK for known in measures)]


def _known_measures(rows: Sequence[_Row], runs: Sequence[_WrappedRun]) -> set[float]:
    """The widths of columns, shown by long runs or by several short ones together."""
    known = {run.measure for run in runs if run.last - run.first + 1 >= _EVIDENCE and _breaks_off(rows, [run])}
    alike: dict[float, list[_WrappedRun]] = {}
    for run in runs:
        # Headlines have no mark inside; a line of a wrapped paragraph mostly has.
        if _INNER_MARK.search(rows[run.first].line.text):
            alike.setdefault(round(run.measure), []).append(run)
    return known | {
        measure for measure, together in alike.items() if len(together) >= _EVIDENCE and _breaks_off(rows, together)
    }


def _run_from(rows: Sequence[_Row], first: int, spaced: bool) -> _WrappedRun:
    """The run that begins at a row, in the widest column it fits into; of one row where there is none."""
    for measure in _measures(rows[first : first + _AHEAD]):
        last = _last_of_run(rows, first, measure, spaced)
        if last > first:
            return _WrappedRun(first, last, measure)
    return _WrappedRun(first, first, 0.0)


def _last_of_run(rows: Sequence[_Row], first: int, measure: float, spaced: bool) -> int:
    """The row with the last sentence's end in the run; `first` where there is no run."""
    at = last = first
    alone = 0
    while at < len(rows) - 1 and at - last < _LONGEST_SENTENCE and _goes_on(rows, first, at, measure, spaced):
        alone += rows[at].gap and rows[at].alone
        at += 1
        if rows[at].ends:
            last = at
    # Lines alone between blank lines are headlines, unless there are several in a row and nothing else.
    return first if alone and not spaced and not (alone == at - first >= _SPACED_RUN) else last


def _goes_on(rows: Sequence[_Row], first: int, at: int, measure: float, spaced: bool) -> bool:
    """Whether the next row belongs to the same run: the row is full, and nothing parts the two."""
    row, following = rows[at], rows[at + 1]
    slack = _slack(row, measure)
    if row.decks or following.decks or not _NARROWEST <= row.width <= measure + slack:
        return False
    if following.width > measure + slack or following.indent > row.indent + 1:
        return False
    if row.line.joint is not None:
        return True
    if row.ends and row.gap and not spaced:
        return False
    if row.gap and at == first and not _INNER_MARK.search(row.line.text) and row.width < measure - 2:
        return False
    return row.width + _next_unit(following) > measure - slack


def _slack(row: _Row, measure: float) -> float:
    return _SLACK if row.chinese else max(_SLACK, measure * _ENGLISH_SLACK)


def _next_unit(following: _Row) -> float:
    """Cells of what would have had to fit: a space and a word, or a character with the marks that follow it."""
    text = following.line.text
    word = _FIRST_WORD.match(text)
    if word:
        return 1 + _width(word[0][:20])
    marks = _CANNOT_BEGIN.match(text, 1)
    return _width(text[:1]) + (_width(marks[0]) if marks else 0.0)


def _measures(rows: Sequence[_Row]) -> list[float]:
    """Possible widths of the column, widest first: those that two lines nearly share."""
    widths = sorted((row.width for row in rows if row.width <= _WIDEST), reverse=True)
    found: list[float] = []
    for width, narrower in pairwise(widths):
        if width - narrower <= _SLACK and (not found or found[-1] - width > 1):
            found.append(width)
    return found


def _breaks_off(rows: Sequence[_Row], runs: Sequence[_WrappedRun]) -> bool:
    """Whether most lines of some runs end without a punctuation mark; lines of verse and lists end with one."""
    full = [row for run in runs for row in rows[run.first : run.last]]
    if not full[0].chinese and runs[0].measure < _NARROWEST_ENGLISH:
        return False
    return sum(not row.marked for row in full) * 2 >= len(full)
