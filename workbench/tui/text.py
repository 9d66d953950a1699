"""Corpus text on a screen: made visible, marked and wrapped. No widget, no markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.cells import width, wrap
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.script import printable

_HIDDEN = re.compile(
    "[\xad\u061c\u200b-\u200d\u2028\u2029\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters without a width that hide in a text, and halves of surrogate pairs, which terminals reject."""


def visible(text: str) -> str:
    """Return the text with control, direction and hidden characters shown as U+FFFD; as long as the text itself."""
    return _HIDDEN.sub("\ufffd", printable(text.replace("\n", "↵").replace("\t", " ")))


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text that is drawn in another style."""

    start: int
    end: int
    style: str
    """Name of a style the widget knows."""
    sign: str = ""
    """Shown behind the stretch, so that nothing is only a colour."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Characters of one line in one style."""

    text: str
    style: str


def marked_lines(text: str, marks: Sequence[Mark], style: str, cells: int) -> list[list[Fragment]]:
    """Return a text as wrapped lines of fragments in `style`, or that of the last mark on a character; signs put in."""
    shown = visible(text)
    styles = [style] * len(shown)
    for mark in marks:
        for place in range(max(mark.start, 0), min(mark.end, len(shown))):
            styles[place] = mark.style
    signs = sorted(((mark.end, mark.sign, mark.style) for mark in marks if mark.sign), reverse=True)
    for place, sign, sign_style in signs:
        shown = shown[:place] + sign + shown[place:]
        styles[place:place] = [sign_style] * len(sign)
    return [styled_runs(shown, styles, start, end) for start, end in wrap(shown, cells)]


def styled_runs(text: str, styles: Sequence[str], start: int, end: int) -> list[Fragment]:
    """Return a stretch of a text as fragments of one style each; `styles` has one for each character of the text."""
    fragments: list[Fragment] = []
    begin = start
    for place in range(start + 1, end + 1):
        if place == end or styles[place] != styles[begin]:
            fragments.append(Fragment(text[begin:place], styles[begin]))
            begin = place
    return fragments


_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def superscript(number: int) -> str:
    """Return a number in small raised digits."""
    return str(number).translate(_SUPERSCRIPT)


def counted_rows(number: int) -> str:
    """Return so many rows: "1 row", "1,234 rows"."""
    return ngettext("{count} row", "{count} rows", number).format(count=f"{number:,}")


def counted_pairs(number: int) -> str:
    """Return so many pairs: "1 pair", "1,234 pairs"."""
    return ngettext("{count} pair", "{count} pairs", number).format(count=f"{number:,}")


def counted_sentences(number: int) -> str:
    """Return so many sentences: "1 sentence", "1,234 sentences"."""
    return ngettext("{count} sentence", "{count} sentences", number).format(count=f"{number:,}")


def counted_actions(number: int) -> str:
    """Return so many actions: "1 action", "1,234 actions"."""
    return ngettext("{count} action", "{count} actions", number).format(count=f"{number:,}")


def becomes(words: str, instead: str) -> str:
    """Return what words become: "Kyrgyzstan → Jilin", "very → nothing"."""
    return f"{words} → {instead}" if instead else _("{words} → nothing").format(words=words)


def to_the_right(text: str, cells: int) -> str:
    """Return a text at the right end of so many cells; whole, even where it takes more."""
    return " " * (cells - width(text)) + text


def bar(value: float, cells: int = 5) -> str:
    """Return a share from 0 to 1 as a bar of exactly `cells` cells, in eighths."""
    eighths = round(max(0.0, min(1.0, value)) * cells * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + ("" if not rest else " ▏▎▍▌▋▊▉"[rest])).ljust(cells)


def percent(value: float) -> str:
    """Return a probability as ".98", or "1.0" where it rounds to one."""
    text = f"{value:.2f}"
    return text[1:] if text.startswith("0") else text[:3]
