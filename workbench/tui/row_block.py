"""Rows as lines of a page: values in, fragments of text out. No widget, no corpus."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from workbench.cells import fit, wrap
from workbench.cells import width as cells_of
from workbench.domain import Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.tui.text import Fragment, Mark, marked_lines, visible

SIDE_BY_SIDE = 100
"""Columns from which the texts stand side by side; on narrower screens above one another."""

EMPTY = N_("— no counterpart —")
BAR = "▌"
"""Stands before every line of the cursor row, so that it is seen without colour."""
RANGE = "┃"
"""Stands before every line of a row in a range."""
_DIVIDER = " │ "
_ACTIVE = "▸"
_KEPT = 1024

Line = tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a row as it is to be drawn."""

    text: str
    """Empty for a missing side."""
    marks: tuple[Mark, ...] = ()
    place: str = ""
    """Document and sentence, for the line below the text."""
    before: str = ""
    """What comes before it in its document and is in no row above it."""
    after: str = ""
    is_repeated: bool = False
    """Whether the row above has the same sentence: it is dimmed then, and no longer than the other side."""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as it is to be drawn."""

    source: SideView
    target: SideView
    number: str = ""
    sign: str = " "
    tone: str = "text"
    """Name of the style of the sign."""
    flags: str = ""
    """How many flags, with their sign."""
    marks: str = ""
    """At most three signs: bookmark, note, correction, a row to be linked."""
    notes: tuple[str, ...] = ()
    """What the gutter holds below the number: kind, probability."""
    style: str = "text"
    """Name of the style of the texts."""
    aside: str = ""
    """What the line below the texts holds in place of the source's place."""
    active: Side | None = None
    """The side that keys for single sentences work on; None for a row without the cursor."""
    selected: bool = False
    """Whether it is in a range."""
    whole: bool = True
    """Whether all lines of the texts are shown, or one."""
    empty: str = field(default_factory=lambda: _(EMPTY))
    """Stands in place of a missing side; a part of the row, since its lines are kept."""

    def side(self, side: Side) -> SideView:
        """Return one side."""
        return self.source if side is Side.SOURCE else self.target


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells."""

    width: int
    """Of the page."""
    digits: int
    """Of a row's number."""

    @property
    def gutter(self) -> int:
        """What comes before the texts: bar, number, signs, the side that is worked on."""
        return self.digits + 11

    @property
    def side_by_side(self) -> bool:
        """Whether the texts are side by side."""
        return self.width >= SIDE_BY_SIDE

    @property
    def texts(self) -> tuple[int, int]:
        """Cells of the two texts; above one another each has all of them."""
        room = max(self.width - self.gutter - 1, 2)
        if not self.side_by_side:
            return room, room
        left = (room - len(_DIVIDER)) // 2
        return left, room - len(_DIVIDER) - left

    def side_at(self, x: int) -> Side:
        """Return the side in a column of texts that stand side by side."""
        return Side.SOURCE if x < self.gutter + self.texts[0] + 1 else Side.TARGET


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one row, none wider than the page."""

    lines: tuple[Line, ...]
    lead: int
    """Lines of context before the texts."""
    body: int
    """Lines of the texts, and of their places below them."""
    second: int
    """The first line of the target, where the texts stand above one another; 0 where they stand side by side."""

    @property
    def trail(self) -> int:
        """Lines of context after the texts."""
        return len(self.lines) - self.lead - self.body

    def is_body(self, line: int) -> bool:
        """Return whether a line belongs to the row itself, not to its context."""
        return self.lead <= line < self.lead + self.body


@lru_cache(maxsize=_KEPT)
def block(row: RowView, columns: Columns, context: int) -> Block:
    """Return the lines of a row; `context`: most lines of what comes before and after each side."""
    if not row.whole:
        return Block((_triage_line(row, columns),), 0, 1, 0)
    return _side_by_side(row, columns, context) if columns.side_by_side else _stacked(row, columns, context)


def _side_by_side(row: RowView, columns: Columns, context: int) -> Block:
    texts = _texts(row, columns)
    before = [_context(row.side(s).before, c, -context) for s, c in zip(Side, columns.texts, strict=True)]
    after = [_context(row.side(s).after, c, context) for s, c in zip(Side, columns.texts, strict=True)]
    height = max(map(len, texts))
    gutter = _gutter(row, columns, height + 1)
    lines = []
    lead = max(map(len, before))
    for one, other in zip(*([()] * (lead - len(part)) + part for part in before), strict=True):
        lines.append(_joined(_blank(columns), one, other, columns))
    for number in range(height):
        one, other = (part[number] if number < len(part) else () for part in texts)
        arrows = tuple(_ACTIVE if row.active is side and number == 0 else " " for side in Side)
        lines.append(_joined(gutter[number], one, other, columns, arrows))
    lines.append(_joined(gutter[height], *_foot(row, columns), columns))
    trail = max(map(len, after))
    for number in range(trail):
        one, other = (part[number] if number < len(part) else () for part in after)
        lines.append(_joined(_blank(columns), one, other, columns))
    if trail:
        lines.append(_joined(_blank(columns), (), (), columns))
    return Block(tuple(lines), lead, height + 1, 0)


def _stacked(row: RowView, columns: Columns, context: int) -> Block:
    cells = columns.texts[0]
    texts = _texts(row, columns)
    height = sum(map(len, texts))
    gutter = _gutter(row, columns, height + 1)
    before = _context(row.source.before, cells, -context)
    lines: list[Line] = [(*_blank(columns), _GAP, *line) for line in before]
    number = 0
    for side, text in zip(Side, texts, strict=True):
        for index, line in enumerate(text):
            arrow = Fragment(_ACTIVE if row.active is side and index == 0 else " ", "active")
            lines.append((*gutter[number], arrow, *line))
            number += 1
    foot = _foot_stacked(row, cells)
    lines.append((*gutter[height], _GAP, *foot))
    after = _context(row.target.after, cells, context)
    lines += [(*_blank(columns), _GAP, *line) for line in after]
    lines += [()] if after else []
    return Block(tuple(lines), len(before), height + 1, len(before) + len(texts[0]))


_GAP = Fragment(" ", "text")


def _texts(row: RowView, columns: Columns) -> list[list[Line]]:
    """Return the lines of both texts; of one that is repeated no more than the other has."""
    texts = [_text(row, row.side(side), cells) for side, cells in zip(Side, columns.texts, strict=True)]
    for number, side in enumerate(Side):
        room = len(texts[1 - number]) if columns.side_by_side else 1
        if row.side(side).is_repeated and row.active is None and len(texts[number]) > room:
            last, cells = "".join(part.text for part in texts[number][room - 1]), columns.texts[number]
            # Cut with a sign, inside the line where that is full.
            cut = last + "…" if cells_of(last) < cells else fit(last + "…", cells)
            texts[number][room - 1 :] = [(Fragment(cut, "dim"),)]
    return texts


def _text(row: RowView, side: SideView, cells: int) -> list[Line]:
    if not side.text:
        return [(Fragment(fit(row.empty, min(cells_of(row.empty), cells)), "dim"),)]
    style = "dim" if side.is_repeated else row.style
    return [tuple(line) for line in marked_lines(side.text, side.marks, style, cells)]


def _context(text: str, cells: int, most: int) -> list[Line]:
    """Return dimmed lines, at most so many: from the beginning, or for a negative number from the end."""
    shown = visible(text)
    if not shown or not most:
        return []
    spans = wrap(shown, cells)
    lines = [shown[start:end] for start, end in (spans[:most] if most > 0 else spans[most:])]
    # Cut with a sign: what stands here is not the whole sentence.
    if most > 0 and len(spans) > most:
        lines[-1] = fit(shown[spans[most - 1][0] :], cells)
    elif len(spans) > -most > 0:
        lines[0] = "…" + (lines[0] if cells_of(lines[0]) < cells else lines[0][1:])
    return [(Fragment(line, "context"),) for line in lines]


def _blank(columns: Columns) -> Line:
    return (Fragment(" " * (columns.gutter - 1), "text"),)


def _gutter(row: RowView, columns: Columns, height: int) -> list[Line]:
    """Return what comes before each line, one cell short of the texts: the sign of the side takes that."""
    bar = Fragment(BAR if row.active else RANGE if row.selected else " ", "bar")
    cells = columns.gutter - 2
    head: Line = (
        bar,
        Fragment(f"{row.number:>{columns.digits}} ", "dim"),
        Fragment(row.sign, row.tone),
        Fragment(" ", "text"),
        Fragment(fit(row.flags, 2), "flag"),
        Fragment(fit(row.marks, 3) + " ", "text"),
    )
    notes = list(row.notes)
    if len(notes) > height - 1:
        notes = [" ".join(notes)] if height > 1 else []
    lines = [head]
    for number in range(height - 1):
        note = notes[number] if number < len(notes) else ""
        lines.append((bar, Fragment(fit("  " + note, cells), "dim")))
    return lines


def _joined(gutter: Line, one: Line, other: Line, columns: Columns, arrows: tuple[str, ...] = (" ", " ")) -> Line:
    left, right = columns.texts
    return (
        *gutter,
        Fragment(arrows[0], "active"),
        *_filled(one, left),
        Fragment(_DIVIDER[:-1], "rule"),
        Fragment(arrows[1], "active"),
        *_filled(other, right),
    )


def _filled(line: Line, cells: int) -> Line:
    return (*line, Fragment(" " * max(0, cells - sum(cells_of(part.text) for part in line)), "text"))


def _foot(row: RowView, columns: Columns) -> tuple[Line, Line]:
    left, right = columns.texts
    aside = fit(visible(row.aside or row.source.place), left)
    return (Fragment(aside, "dim"),), (_right_aligned(row.target.place, right),)


def _foot_stacked(row: RowView, cells: int) -> Line:
    place = visible(row.target.place)
    taken = min(cells_of(place), cells)
    left = visible(row.aside or row.source.place)
    room = max(0, cells - taken - 2)
    return Fragment(fit(left, room), "dim"), _right_aligned(place, cells - room)


def _right_aligned(text: str, cells: int) -> Fragment:
    shown = visible(text)
    if cells_of(shown) > cells:
        shown = fit(shown, cells)
    return Fragment(" " * (cells - cells_of(shown)) + shown, "dim")


def _triage_line(row: RowView, columns: Columns) -> Line:
    gutter = _gutter(row, columns, 1)[0]
    notes = " ".join(row.notes)
    left, right = columns.texts
    if not columns.side_by_side:
        room = max(left - len(_DIVIDER), 2)
        left, right = room // 2, room - room // 2
    if cells_of(notes) > right // 2:
        notes = ""
    room = right - cells_of(notes) - 1 if notes else right
    texts = [
        Fragment(fit(visible(side.text[: 2 * cells + 2]) or "—", cells), row.style if side.text else "dim")
        for side, cells in ((row.source, left), (row.target, room))
    ]
    tail = (Fragment(" " + notes, "dim"),) if notes else ()
    return (*gutter, _GAP, texts[0], Fragment(_DIVIDER, "rule"), texts[1], *tail)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands above the first row and below the last."""

    source: str = ""
    """Heading of the column of the source."""
    target: str = ""
    end: str = ""


def frame_lines(frame: Frame, columns: Columns) -> tuple[Line, Line]:
    """Return the line above the first row and the one below the last."""
    left, right = columns.texts
    end = (*_blank(columns), _GAP, Fragment(fit(visible(frame.end), columns.width - columns.gutter), "dim"))
    if not columns.side_by_side:
        both = " ↔ ".join(filter(None, (frame.source, frame.target)))
        return (*_blank(columns), _GAP, Fragment(fit(visible(both), left), "heading")), end
    one, other = (
        (Fragment(fit(visible(text), cells), "heading"),)
        for text, cells in ((frame.source, left), (frame.target, right))
    )
    return (*_blank(columns), _GAP, *one, Fragment(" " * len(_DIVIDER), "text"), *other), end
