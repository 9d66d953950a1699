"""A plot of the report as a file for a paper: SVG with text as text, or PNG."""

from __future__ import annotations

import struct
import zlib

from lxml import etree

from workbench.errors import InputError
from workbench.extras import required
from workbench.i18n import gettext as _
from workbench.reporting.alignment_plot import alignment_plot
from workbench.reporting.elements import rounded, svg
from workbench.reporting.probability_plots import calibration_plot, histogram
from workbench.reporting.progress_plot import decisions, progress_plot
from workbench.reporting.values import Report
from workbench.resources import package_text

WIDTH_MM = 120.0
"""Width of a picture on paper: text of 12 units is 9 point high."""
_DOTS_PER_INCH = 300


def svg_picture(report: Report, plot: str) -> bytes:
    """Return a plot as an SVG document. Raises InputError where the report has nothing to plot."""
    return bytes(etree.tostring(_standalone(_plot(report, plot)), xml_declaration=True, encoding="utf-8"))


def png_picture(report: Report, plot: str) -> bytes:
    """Return a plot as PNG, 300 dots an inch on white. Raises InputError as `svg_picture`, and without resvg."""
    resvg = required("resvg_py", _("Writing PNG"), "figures")
    drawn = svg_picture(report, plot).decode()
    return _with_resolution(bytes(resvg.svg_to_bytes(svg_string=drawn, dpi=_DOTS_PER_INCH, background="#ffffff")))


def _plot(report: Report, plot: str) -> etree._Element:
    match plot:
        case "alignment" if report.bitexts:
            return alignment_plot(report.bitexts[0], "alignment")
        case "probabilities" if any(report.probabilities):
            return histogram(report.probabilities, "probabilities")
        case "calibration" if report.calibration.bins:
            return calibration_plot(report.calibration, "calibration")
        case "progress" if decisions(report.activity):
            return progress_plot(report.activity, "progress")
    missing = {
        "alignment": _("No row joins sentences of two documents, so there is no alignment to plot."),
        "probabilities": _("No row has a probability, so there is nothing to plot."),
        "calibration": _("No pair with a probability was confirmed or rejected, so there is nothing to plot."),
        "progress": _("Nobody confirmed or rejected anything here, so there is nothing to plot."),
    }
    raise InputError(missing[plot], hint=_("Choose another one with --plot."))


def _standalone(plot: etree._Element) -> etree._Element:
    _x, _y, width, height = map(float, plot.get("viewBox", "").split())
    plot.set("width", f"{rounded(WIDTH_MM)}mm")
    plot.set("height", f"{rounded(WIDTH_MM * height / width)}mm")
    plot.insert(2, svg("style", package_text("reporting/plot.css")))
    return plot


def _with_resolution(png: bytes) -> bytes:
    """Return the image with a chunk that says how large it is on paper, behind its header."""
    per_metre = round(_DOTS_PER_INCH / 0.0254)
    content = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", 9) + content + struct.pack(">I", zlib.crc32(content))
    header = 8 + 25
    return png[:header] + chunk + png[header:]
