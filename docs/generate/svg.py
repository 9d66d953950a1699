"""Pictures of the documentation: SVG built by lxml, without scripts and fonts, readable on light and dark pages."""

from __future__ import annotations

import re

from lxml import etree

_NAMESPACE = "http://www.w3.org/2000/svg"
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #222 }
.small { font-size: 10px }
.strong { font-weight: 600 }
.middle { text-anchor: middle }
.end { text-anchor: end }
"""


class Drawing:
    """A picture under construction; lengths are in pixels, from the top left corner."""

    def __init__(self, width: float, height: float, title: str, style: str = "") -> None:
        self.root = etree.fromstring(f'<svg xmlns="{_NAMESPACE}"/>')
        self.root.set("viewBox", f"0 0 {_short(width)} {_short(height)}")
        self.root.set("role", "img")
        self.add("title", title)
        self.add("style", _STYLE + style)
        # A picture in a page does not know whether that page is dark.
        self.add("rect", width=width, height=height, fill="#fff", rx=6.0)

    def add(self, tag: str, text: str = "", **attributes: str | float) -> None:
        """Add an element; underscores in names of attributes stand for hyphens, `kind` for class."""
        child = etree.SubElement(self.root, f"{{{_NAMESPACE}}}{tag}")
        for name, value in attributes.items():
            written = value if isinstance(value, str) else _short(value)
            child.set("class" if name == "kind" else name.replace("_", "-"), written)
        child.text = text or None

    def text(self, x: float, y: float, words: str, kind: str = "") -> None:
        """Write words with the beginning of their baseline at x, y; `kind` may move and style them."""
        self.add("text", words, x=x, y=y, **({"kind": kind} if kind else {}))

    def written(self) -> str:
        """Return the file."""
        etree.indent(self.root, " ")
        return etree.tostring(self.root, encoding="unicode") + "\n"


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def alike(one: str, other: str) -> bool:
    """Whether two pictures differ in nothing but the last digits of numbers, which vary between processors."""
    words, others = (re.split(r"(\d*\.?\d+)", picture) for picture in (one, other))
    return (
        len(words) == len(others)
        and words[::2] == others[::2]
        and all(abs(float(a) - float(b)) < 0.025 for a, b in zip(words[1::2], others[1::2], strict=True))
    )
