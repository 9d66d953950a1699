"""The alignment of two documents: a sign for each row, an outline for one of several sentences, gaps at the margins."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree

from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.reporting.drawing import Axis, Frame, Key, even_ticks, numbered
from workbench.reporting.elements import rounded, svg
from workbench.reporting.values import PlottedBitext
from workbench.reporting.wording import number
from workbench.review.bitext_plot import KINDS, PlottedRow

_MOST_HIGH, _LEAST_HIGH = 430.0, 150.0
_OUTLINED = 3.0
"""Units across that a sentence must have for the outlines of its rows to be seen."""

_SHAPES: dict[str, Callable[[float], str]] = {
    "square": lambda r: f"m{rounded(-r)} {rounded(-r)}h{rounded(2 * r)}v{rounded(2 * r)}h{rounded(-2 * r)}z",
    "circle": lambda r: (
        f"m{rounded(-r)} 0a{rounded(r)} {rounded(r)} 0 1 0 {rounded(2 * r)} 0"
        f"a{rounded(r)} {rounded(r)} 0 1 0 {rounded(-2 * r)} 0z"
    ),
    "diamond": lambda r: (
        f"m0 {rounded(-1.3 * r)}l{rounded(1.3 * r)} {rounded(1.3 * r)}l{rounded(-1.3 * r)}"
        f" {rounded(1.3 * r)}l{rounded(-1.3 * r)} {rounded(-1.3 * r)}z"
    ),
    "triangle": lambda r: f"m0 {rounded(-1.2 * r)}l{rounded(1.2 * r)} {rounded(2.2 * r)}h{rounded(-2.4 * r)}z",
    "cross": lambda r: (
        f"m{rounded(-r)} {rounded(-r)}l{rounded(2 * r)} {rounded(2 * r)}m0 {rounded(-2 * r)}"
        f"l{rounded(-2 * r)} {rounded(2 * r)}"
    ),
    "dash": lambda r: f"m{rounded(-r)} 0h{rounded(2 * r)}",
}

_STYLES = {
    "✓": ("square", "filled good"),
    "≈": ("square", "open good"),
    "·": ("circle", "filled text"),
    "–": ("dash", "open text"),
    "+": ("circle", "open text"),
    "✗": ("cross", "open dim"),
    "?": ("diamond", "filled fair"),
    "!": ("triangle", "filled poor"),
}
"""Shape and classes by the sign that a kind has in the app: nothing is distinguished by its colour alone."""


def alignment_plot(bitext: PlottedBitext, name: str) -> etree._Element:
    """Return the plot; `name` is part of its ids."""
    down, across = bitext.sentences
    height = min(max(394 * down / max(across, 1), _LEAST_HIGH), _MOST_HIGH)
    frame = Frame(
        Axis(_("sentence of {document}").format(document=bitext.target), 0.5, across + 0.5, _ticks(across)),
        Axis(_("sentence of {document}").format(document=bitext.source), 0.5, down + 0.5, _ticks(down)),
        height,
        downwards=True,
    )
    used = sorted({row.rank for row in bitext.rows})
    size = max(2.0, min(4.0, 0.36 * min(frame.width / max(across, 1), height / max(down, 1))))
    counts = [sum(row.rank == rank for row in bitext.rows) for rank in used]
    keys = [
        Key(f"{_(KINDS[rank].name)} ({number(count)})", _sign_of(rank, 4.0))
        for rank, count in zip(used, counts, strict=True)
    ]
    if any(bitext.gaps):
        gaps = sum(map(len, bitext.gaps))
        keys.append(Key(_("without counterpart ({count})").format(count=number(gaps)), _gap_sign))
    content = [*_gap_lines(frame, bitext), *_outlines(frame, bitext.rows)]
    content += [_signs(frame, bitext.rows, rank, size) for rank in used]
    title = _("Alignment of {source} and {target}").format(source=bitext.source, target=bitext.target)
    return frame.picture(name, title, description(bitext), content, keys)


def description(bitext: PlottedBitext) -> str:
    """Return what the plot shows, in words."""
    counts = [
        f"{_(KINDS[rank].name)} {number(count)}"
        for rank in range(len(KINDS))
        if (count := sum(row.rank == rank for row in bitext.rows))
    ]
    facing = ngettext(
        "{source} with {down} sentences runs down, {target} with {across} runs across; {count} row faces both",
        "{source} with {down} sentences runs down, {target} with {across} runs across; {count} rows face both",
        len(bitext.rows),
    ).format(
        source=bitext.source,
        down=number(bitext.sentences[0]),
        target=bitext.target,
        across=number(bitext.sentences[1]),
        count=number(len(bitext.rows)),
    )
    gaps = _("Sentences without a counterpart: {source} of the source, {target} of the target.").format(
        source=number(len(bitext.gaps[0])), target=number(len(bitext.gaps[1]))
    )
    if not counts:
        return _("{facing}. {gaps}").format(facing=facing, gaps=gaps)
    return _("{facing}: {kinds}. {gaps}").format(facing=facing, kinds=_(", ").join(counts), gaps=gaps)


def _ticks(sentences: int) -> list[tuple[float, str]]:
    return numbered(value for value in [1.0, *even_ticks(2, sentences, 6)] if value <= max(sentences, 1))


def _centre(positions: tuple[int, ...]) -> float:
    return (positions[0] + positions[-1]) / 2 + 1


def _signs(frame: Frame, rows: Iterable[PlottedRow], rank: int, size: float) -> etree._Element:
    """Return all rows of a kind as one path; those that would cover each other are drawn once."""
    places = dict.fromkeys(
        f"M{rounded(frame.x(_centre(row.target)))} {rounded(frame.y(_centre(row.source)))}"
        for row in rows
        if row.rank == rank
    )
    shape, classes = _STYLES[KINDS[rank].sign]
    drawn = _SHAPES[shape](size)
    return svg("path", d="".join(place + drawn for place in places), class_=classes)


def _sign_of(rank: int, size: float) -> Callable[[float, float], etree._Element]:
    shape, classes = _STYLES[KINDS[rank].sign]
    return lambda x, y: svg("path", d=f"M{rounded(x)} {rounded(y)}{_SHAPES[shape](size)}", class_=classes)


def _outlines(frame: Frame, rows: Iterable[PlottedRow]) -> Iterable[etree._Element]:
    """Return the area of each row that holds more than one sentence of a document."""
    if frame.x(2) - frame.x(1) < _OUTLINED or frame.y(2) - frame.y(1) < _OUTLINED:
        return
    areas = []
    for row in rows:
        if len(row.source) + len(row.target) > 2:
            x, right = frame.x(row.target[0] + 0.5), frame.x(row.target[-1] + 1.5)
            y, below = frame.y(row.source[0] + 0.5), frame.y(row.source[-1] + 1.5)
            areas.append(f"M{rounded(x)} {rounded(y)}H{rounded(right)}V{rounded(below)}H{rounded(x)}z")
    if areas:
        yield svg("path", d="".join(areas), class_="outline")


def _gap_lines(frame: Frame, bitext: PlottedBitext) -> Iterable[etree._Element]:
    """Return a short line at the margin for each sentence without a counterpart."""
    left, bottom = frame.x(0.5), frame.y(bitext.sentences[0] + 0.5)
    lines = dict.fromkeys(f"M{rounded(left)} {rounded(frame.y(position + 1))}h8" for position in bitext.gaps[0])
    lines |= dict.fromkeys(f"M{rounded(frame.x(position + 1))} {rounded(bottom)}v-8" for position in bitext.gaps[1])
    if lines:
        yield svg("path", d="".join(lines), class_="gap")


def _gap_sign(x: float, y: float) -> etree._Element:
    return svg("path", d=f"M{rounded(x - 4)} {rounded(y)}h8", class_="gap")
