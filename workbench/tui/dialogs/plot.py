"""The alignment of two documents as a plot with a cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from workbench.cells import fit
from workbench.domain import Pair
from workbench.i18n import gettext as _
from workbench.review.bitext_plot import KINDS, PlottedRow
from workbench.tui.dialogs.base import Dialog
from workbench.tui.dot_plot import Grid
from workbench.tui.text import counted_sentences, percent, visible

_APART = 8
"""Columns between two numbers of the axis across, and lines between two of the one down."""
_APART_DOWN = 4


class Plot(Widget):
    """The cells with an axis on the left and one below; the cursor's row is marked on both."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"plot--{name}" for name in ("text", "good", "fair", "poor", "dim", "axis", "cursor"))
    }

    def __init__(self, rows: list[PlottedRow], sentences: tuple[int, int], cursor: int) -> None:
        super().__init__()
        self._rows, self._sentences = rows, sentences
        self.cursor = cursor
        self._draw(1, 1)

    @property
    def _margin(self) -> int:
        return len(str(self._sentences[0])) + 2

    def on_resize(self, event: events.Resize) -> None:
        lines, columns = max(event.size.height - 2, 1), max(event.size.width - self._margin, 1)
        self._draw(lines, columns)

    def _draw(self, lines: int, columns: int) -> None:
        self.grid = Grid(self._rows, self._sentences, lines, columns)
        self._down = self.grid.down.ticks(_APART_DOWN)
        self._across = self.grid.across.ticks(_APART)

    def move(self, cursor: int) -> None:
        """Put the cursor on another row."""
        self.cursor = max(0, min(cursor, len(self._rows) - 1))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        lines = self.grid.down.cells
        here = self.grid.places[self.cursor]
        if y < lines:
            segments = self._line(y, here)
        elif y == lines:
            columns = {column for __, column in here}
            ticks = self._across
            marks = "".join("▴" if x in columns else "┬" if x in ticks else "─" for x in range(self.grid.across.cells))
            segments = [Segment(" " * (self._margin - 1) + "└" + marks, self._style("axis"))]
        elif y == lines + 1:
            segments = [Segment(self._numbers(), self._style("axis"))]
        else:
            segments = []
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _line(self, y: int, here: list[tuple[int, int]]) -> list[Segment]:
        number = self._down.get(y, "")
        mark = "▸" if any(line == y for line, __ in here) else "┤" if number else "│"
        segments = [Segment(f"{number:>{self._margin - 1}}{mark}", self._style("axis"))]
        blank = self._style("text")
        for x in range(self.grid.across.cells):
            kind = self.grid.cells.get((y, x))
            if (y, x) in here:
                segments.append(Segment(self._rows[self.cursor].kind.sign, self._style("cursor")))
            else:
                segments.append(Segment(kind.sign, self._style(kind.style)) if kind else Segment(" ", blank))
        return segments

    def _numbers(self) -> str:
        line = " " * self._margin
        for column, number in self._across.items():
            line = line.ljust(self._margin + column) + number
        return line

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"plot--{name}")


class PlotDialog(Dialog[int]):
    """A diagonal is a translation in order; a sign far from it is worth a look. Its result is the row to go to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,q", "leave", show=False),
        Binding("enter", "go", show=False),
        Binding("down", "step(1, 0)", show=False),
        Binding("up", "step(-1, 0)", show=False),
        Binding("right", "step(0, 1)", show=False),
        Binding("left", "step(0, -1)", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("home,g", f"move({-(10**9)})", show=False),
        Binding("end,G", f"move({10**9})", show=False),
    ]

    def __init__(
        self,
        names: tuple[str, str],
        sentences: tuple[int, int],
        rows: list[PlottedRow],
        here: int,
        read: Callable[[int], Pair | None],
    ) -> None:
        """`names` and `sentences` are those of source and target, `here` a place in `rows`; `read` returns a row."""
        super().__init__()
        self._names, self._sentences, self._rows, self._read = names, sentences, rows, read
        self._plot = Plot(rows, sentences, here)

    def compose(self) -> ComposeResult:
        (down, across), (lines, columns) = self._names, self._sentences
        title = _("down: {down} ({sentences}) · across: {across} ({count})").format(
            down=down, sentences=counted_sentences(lines), across=across, count=f"{columns:,}"
        )
        with Vertical(classes="dialog"):
            yield Static(visible(title), classes="title", markup=False)
            yield self._plot
            yield Static(id="plotted-row", markup=False)
            used = {row.rank for row in self._rows}
            signs = "  ".join(f"{kind.sign} {_(kind.name)}" for rank, kind in enumerate(KINDS) if rank in used)
            yield Static(signs, classes="hint", markup=False)
            hint = _("↓ ↑ ← → nearest sign   j k row by row   enter go there   esc leave")
            yield Static(hint, classes="hint", markup=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_row)

    def _show_row(self) -> None:
        row = self._rows[self._plot.cursor]
        pair = self._read(row.id)
        cells = max(self._plot.size.width, 20)
        numbers = " ↔ ".join(
            f"{positions[0] + 1:,}" + (f"–{positions[-1] + 1:,}" if len(positions) > 1 else "")
            for positions in (row.source, row.target)
        )
        sure = f" · {percent(pair.probability)}" if pair is not None and pair.scored else ""
        sentence = _("sentence {numbers}").format(numbers=numbers)
        lines = [f"{row.kind.sign} {sentence}{sure} · {_(row.kind.name)}"]
        lines += [pair.source.text, pair.target.text] if pair is not None else [_("This row is gone."), ""]
        self.query_one("#plotted-row", Static).update("\n".join(fit(visible(line), cells) for line in lines))

    def action_move(self, step: int) -> None:
        """Go some rows on in the order of the source."""
        self._plot.move(self._plot.cursor + step)
        self._show_row()

    def action_step(self, down: int, across: int) -> None:
        """Go to the nearest sign in a direction."""
        self._plot.move(self._plot.grid.step(self._plot.cursor, down, across))
        self._show_row()

    def action_go(self) -> None:
        """Close with the row under the cursor."""
        self.dismiss(self._rows[self._plot.cursor].id)
