"""Text on the review screen is readable in every theme, and the row under the cursor is seen without colour."""

from __future__ import annotations

import pytest
from rich.color import Color
from rich.style import Style

from tests.tui import corpora
from tests.tui.conftest import Driver, Started
from workbench.config import Settings

LEAST = 4.5
"""Contrast of WCAG 2.2, success criterion 1.4.3."""
DRAWN = set("│├┤┬─░▒▓◆▌┃╭╮╰╯▔▁▎▊ ")
"""Lines and shades, which are not text."""
KEYS = {
    "flags": ("f",),
    "words": ("f", "equals_sign"),
    "split": ("f", "s"),
    "unaligned": ("o",),
    "decided": ("c", "x", "w"),
    "triage": ("c", "Z"),
}


def luminance(color: Color) -> float:
    """Relative luminance, 0 to 1, as WCAG defines it."""
    shares = [value / 255 for value in color.get_truecolor()]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style: Style) -> float:
    """Contrast of a style's text, 1 to 21."""
    assert style.color is not None
    assert style.bgcolor is not None
    low, high = sorted((luminance(style.color), luminance(style.bgcolor)))
    return (high + 0.05) / (low + 0.05)


def faint(driver: Driver) -> list[tuple[str, float]]:
    """Texts on the screen with too little contrast."""
    return [
        (segment.text, round(contrast(segment.style), 2))
        for strip in driver.app.screen._compositor.render_strips()
        for segment in strip
        if segment.style is not None and set(segment.text) - DRAWN and contrast(segment.style) < LEAST
    ]


@pytest.mark.parametrize("theme", ["dark", "light", "plain"])
@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
async def test_all_text_has_a_contrast_of_4_5(started: Started, theme: str, keys: tuple[str, ...]) -> None:
    async with started(settings=Settings("An Na", theme=theme)) as driver:
        await driver.press(*keys)
        assert faint(driver) == []


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_kinds_and_context_too(started: Started, theme: str) -> None:
    async with started(build=corpora.comparable, settings=Settings("An Na", theme=theme), filter_line="") as driver:
        await driver.press("j")
        assert faint(driver) == []
