"""HTML and SVG as trees: whatever a text holds, it stays text."""

from __future__ import annotations

from typing import Any

from lxml import etree

from workbench.script import printable

SVG = "http://www.w3.org/2000/svg"
_NAMESPACES: Any = {None: SVG}
"""None is the namespace of names without a prefix, which the stubs of lxml do not know."""


def node(tag: str, *children: str | etree._Element, **attributes: str) -> etree._Element:
    """Return an element with texts and elements inside; class_ stands for class, data_row for data-row."""
    named = {name.rstrip("_").replace("_", "-"): held(value) for name, value in attributes.items()}
    return _filled(etree.Element(tag, named), children)


def svg(tag: str, *children: str | etree._Element, **attributes: str | float) -> etree._Element:
    """Return an element of SVG; numbers are rounded to a tenth."""
    named = {
        name.rstrip("_").replace("_", "-"): held(value) if isinstance(value, str) else rounded(value)
        for name, value in attributes.items()
    }
    return _filled(etree.Element(f"{{{SVG}}}{tag}", named, nsmap=_NAMESPACES), children)


def rounded(value: float) -> str:
    """Return a coordinate as short as a tenth of a unit allows: "12", "12.5"."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def _filled(element: etree._Element, children: tuple[str | etree._Element, ...]) -> etree._Element:
    for child in children:
        if not isinstance(child, str):
            element.append(child)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + held(child)
        else:
            element.text = (element.text or "") + held(child)
    return element


def held(text: str) -> str:
    """Text as HTML can hold it: lone surrogates, control characters and noncharacters become symbols."""
    shown = printable(text.encode("utf-8", "replace").decode("utf-8"))
    return shown.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
