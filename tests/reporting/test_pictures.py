"""Plots as files: they parse, are as large as they claim, and have their words as text."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.conftest import Workbench
from workbench.reporting.alignment_plot import alignment_plot
from workbench.reporting.drawing import even_ticks
from workbench.reporting.values import PlottedBitext
from workbench.review.bitext_plot import KINDS, PlottedRow
from workbench.store.corpus import Corpus

SVG = "{http://www.w3.org/2000/svg}"
PLOTS = ("alignment", "probabilities", "calibration", "progress")


@pytest.mark.parametrize("plot", PLOTS)
def test_an_svg_is_whole_and_its_text_is_text(workbench: Workbench, rich: Path, tmp_path: Path, plot: str) -> None:
    done = workbench("--db", rich, "report", "--plot", plot, "-o", "plot.svg")
    assert done.code == 0, done.stderr
    root = etree.parse(tmp_path / "plot.svg").getroot()
    assert root.tag == f"{SVG}svg"
    assert (root.get("width"), root.get("role")) == ("120mm", "img")
    assert {each.tag for each in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "title", "desc", "style", "text", "path", "rect", "circle", "g")
    }
    assert len([each for each in root.iter(f"{SVG}text") if each.text]) > 5


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + data)
        yield kind, data
        at += 12 + size


@pytest.mark.parametrize("plot", PLOTS)
def test_a_png_has_300_dots_an_inch(workbench: Workbench, rich: Path, tmp_path: Path, plot: str) -> None:
    pytest.importorskip("resvg_py", reason="the extra “figures” is not installed")
    assert workbench("--db", rich, "report", "--plot", plot, "-o", "plot.png").code == 0
    png = (tmp_path / "plot.png").read_bytes()
    found = dict(chunks(png))
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", found[b"IHDR"][:8])[0] == 1417
    assert struct.unpack(">IIB", found[b"pHYs"]) == (11811, 11811, 1)


@pytest.mark.parametrize("plot", PLOTS)
def test_where_there_is_nothing_to_plot_that_is_said(workbench: Workbench, tmp_path: Path, plot: str) -> None:
    Corpus.create(tmp_path / "empty.db").close()
    done = workbench("--db", tmp_path / "empty.db", "report", "--plot", plot, "-o", "plot.svg")
    assert done.code == 1
    assert "nothing to plot" in done.stderr or "no alignment to plot" in done.stderr
    assert not (tmp_path / "plot.svg").exists()


positions = st.integers(0, 400).flatmap(lambda first: st.integers(1, 4).map(lambda n: tuple(range(first, first + n))))


@given(st.lists(st.tuples(positions, positions, st.integers(0, len(KINDS) - 1)), max_size=30))
def test_whatever_is_plotted_lies_in_the_picture(rows: list[tuple[tuple[int, ...], tuple[int, ...], int]]) -> None:
    plotted = tuple(PlottedRow(number, *row) for number, row in enumerate(rows))
    ends = [max((side[-1] for side in sides), default=0) + 1 for sides in zip(*[row[:2] for row in rows], strict=True)]
    down, across = ends or (0, 0)
    plot = alignment_plot(PlottedBitext("a", "b", (down, across), plotted, ((), ())), "x")
    width, height = map(float, str(plot.get("viewBox")).split()[2:])
    for path in plot.iter(f"{SVG}path"):
        for x, y in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", str(path.get("d"))):
            assert 0 <= float(x) <= width
            assert 0 <= float(y) <= height


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.integers(1, 10))
def test_ticks_are_round_few_and_in_range(low: float, span: float, most: int) -> None:
    ticks = even_ticks(low, low + span, most, whole=False)
    assert len(ticks) <= most + 1
    assert all(low - 1e-3 <= tick <= low + span + 1e-3 for tick in ticks)
