"""The plot of two documents: what is drawn where, and how the cursor goes over it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.tui import corpora
from tests.tui.conftest import Started
from workbench.review.bitext_plot import KINDS, PlottedRow, plotted
from workbench.store.corpus import Corpus
from workbench.tui.dialogs.plot import PlotDialog
from workbench.tui.dot_plot import Axis, Grid
from workbench.tui.screens.review import ReviewScreen

positions = st.lists(st.integers(0, 40), min_size=1, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))
rows = st.lists(
    st.builds(PlottedRow, st.integers(1, 99), positions, positions, st.integers(0, len(KINDS) - 1)), min_size=1
)


@given(rows, st.integers(1, 30), st.integers(1, 200))
def test_every_row_has_a_cell_and_every_cell_its_most_doubtful_row(
    found: list[PlottedRow], lines: int, columns: int
) -> None:
    grid = Grid(found, (41, 41), lines, columns)
    assert grid.down.cells <= lines
    assert grid.across.cells <= columns
    assert {cell for cells in grid.places for cell in cells} == set(grid.cells)
    for cell, kind in grid.cells.items():
        ranks = [row.rank for row, cells in zip(found, grid.places, strict=True) if cell in cells]
        assert kind is KINDS[max(ranks)]
        assert 0 <= cell[0] < lines
        assert 0 <= cell[1] < columns


@given(rows, st.sampled_from([(1, 0), (-1, 0), (0, 1), (0, -1)]))
def test_a_step_goes_the_way_it_is_asked_for_or_stays(found: list[PlottedRow], step: tuple[int, int]) -> None:
    grid = Grid(found, (41, 41), 20, 60)
    for here in range(len(found)):
        there = grid.step(here, *step)
        (line, column), (to_line, to_column) = grid.places[here][0], grid.places[there][0]
        assert there == here or (to_line - line) * step[0] > 0 or (to_column - column) * step[1] > 0


@given(st.integers(1, 5000), st.integers(1, 200), st.integers(1, 10))
def test_the_numbers_of_an_axis_stand_at_their_sentences(sentences: int, room: int, apart: int) -> None:
    axis = Axis.of(sentences, room, 4)
    ticks = axis.ticks(apart)
    assert ticks[0] == "1"
    assert all(axis.cell(int(number) - 1) == cell for cell, number in ticks.items())
    assert all(later - earlier >= apart for earlier, later in zip(list(ticks), list(ticks)[1:], strict=False))


def test_signs_are_those_of_status_and_probability(tmp_path: Path) -> None:
    corpora.small(tmp_path / "corpus.db")
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        found = plotted(corpus, "tianjin-visit", "sichuan-forum")
    assert "".join(row.kind.sign for row in found) == "···++++++"
    assert [row.source for row in found] == [(i,) for i in range(10) if i != 8]


async def test_the_cursor_goes_over_the_plot_and_enter_goes_to_its_row(started: Started) -> None:
    async with started(filter_line="") as driver:
        assert driver.current.source.segments == (2,)
        await driver.press("c", "d")
        await driver.settle()
        assert driver.shows(PlotDialog)
        await driver.press("home")
        assert "sentence 1 ↔ 1" in driver.screen
        await driver.press("down", "right")
        assert "✓ sentence 3 ↔ 3" in driver.screen
        assert "Hu Yuting" in driver.screen
        await driver.press("up", "left", "left", "up")
        assert "sentence 1 ↔ 1" in driver.screen
        await driver.press("j", "j", "j", "k", "end")
        assert "sentence 10 ↔ 10" in driver.screen
        await driver.press("up", "enter")
        assert driver.shows(ReviewScreen)
        assert driver.current.source.segments == (7,)


async def test_the_plot_fits_small_and_large_screens(started: Started, tmp_path: Path) -> None:
    for number, size in enumerate(((80, 24), (200, 60), (40, 14))):
        async with started(filter_line="", size=size, path=tmp_path / f"{number}.db") as driver:
            await driver.press("d")
            await driver.settle()
            lines = driver.screen.splitlines()
            assert any("esc leave" in line or "enter go there" in line for line in lines)
            assert any("▸" in line for line in lines)
            assert any("▴" in line for line in lines)


async def test_esc_never_leaves_the_rows(started: Started) -> None:
    async with started(filter_line="flagged") as driver:
        await driver.press("escape")
        assert driver.rows.filter == ""
        await driver.press("escape", "escape")
        assert driver.shows(ReviewScreen)
        assert driver.said[-1] == "Nothing to clear. bksp opens the library."
