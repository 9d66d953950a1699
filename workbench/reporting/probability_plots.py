"""Probabilities of the pairs: how many pairs have which, and whether decisions bear them out."""

from __future__ import annotations

from lxml import etree

from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.reporting.drawing import Axis, Frame, Key, even_ticks, numbered, shares
from workbench.reporting.elements import rounded, svg
from workbench.reporting.values import BINS, Calibration
from workbench.reporting.wording import number, pairs
from workbench.review.estimate import wilson

_HIGH = 300


def histogram(bins: tuple[int, ...], name: str) -> etree._Element:
    """Return how many pairs have which probability, as bars."""
    most = max(max(bins), 1)
    frame = Frame(
        Axis(_("probability"), 0, 1, shares()),
        Axis(_("pairs"), 0, most * 1.08, numbered(even_ticks(0, most, 5))),
        _HIGH,
    )
    bars = [
        svg(
            "rect",
            svg("title", f"{place / BINS:.2f}–{(place + 1) / BINS:.2f}: {pairs(count)}"),
            x=frame.x(place / BINS) + 1.5,
            y=frame.y(count),
            width=frame.x(1 / BINS) - frame.x(0) - 3,
            height=frame.y(0) - frame.y(count),
            class_="bar",
        )
        for place, count in enumerate(bins)
        if count
    ]
    high = sum(bins[round(0.9 * BINS) :])
    description = ngettext(
        "Of {total} pair with a probability, {high} have .9 or more.",
        "Of {total} pairs with a probability, {high} have .9 or more.",
        sum(bins),
    ).format(total=number(sum(bins)), high=number(high))
    return frame.picture(name, _("Probability of the pairs"), description, bars)


def calibration_plot(calibration: Calibration, name: str) -> etree._Element:
    """Return the reliability diagram: the share that reviewers confirmed by probability, with 95 % intervals."""
    frame = Frame(Axis(_("mean probability"), 0, 1, shares()), Axis(_("share confirmed"), 0, 1, shares()), _HIGH)
    diagonal = f"M{rounded(frame.x(0))} {rounded(frame.y(0))}L{rounded(frame.x(1))} {rounded(frame.y(1))}"
    content = [svg("path", d=diagonal, class_="ideal")]
    said = []
    for each in calibration.bins:
        share = wilson(each.right, each.beads)
        x, low, high = frame.x(each.mean), frame.y(share.low), frame.y(share.high)
        whisker = f"M{rounded(x)} {rounded(low)}V{rounded(high)}"
        whisker += f"M{rounded(x - 4)} {rounded(low)}h8M{rounded(x - 4)} {rounded(high)}h8"
        words = _("{low}–{high}: {right} of {decided} confirmed").format(
            low=f"{each.low:.1f}", high=f"{each.low + 0.1:.1f}", right=number(each.right), decided=number(each.beads)
        )
        said.append(words)
        content.append(svg("path", d=whisker, class_="whisker"))
        point = svg("circle", svg("title", words), cx=x, cy=frame.y(share.value), r=4.2, class_="filled text")
        content.append(point)
    keys = [
        Key(_("share confirmed, with its 95 % interval"), _point_sign),
        Key(_("as probable as true"), _ideal_sign),
    ]
    description = _("; ").join(said) or _("Nothing was decided yet.")
    return frame.picture(name, _("Probability and decisions"), description, content, keys)


def _point_sign(x: float, y: float) -> etree._Element:
    place = f"M{rounded(x)} {rounded(y - 7)}v14"
    return svg("g", svg("path", d=place, class_="whisker"), svg("circle", cx=x, cy=y, r=4.2, class_="filled text"))


def _ideal_sign(x: float, y: float) -> etree._Element:
    return svg("path", d=f"M{rounded(x - 7)} {rounded(y)}h14", class_="ideal")
