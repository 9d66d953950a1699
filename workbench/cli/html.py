"""HTML as a tree: whatever a text holds, it stays text."""

from __future__ import annotations

from lxml import etree

from workbench.script import printable


def node(tag: str, *children: str | etree._Element, **attributes: str) -> etree._Element:
    """An element with texts and elements inside; class_ stands for class."""
    element = etree.Element(tag, {name.rstrip("_"): _held(value) for name, value in attributes.items()})
    for child in children:
        if not isinstance(child, str):
            element.append(child)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + _held(child)
        else:
            element.text = (element.text or "") + _held(child)
    return element


def _held(text: str) -> str:
    """Text as HTML can hold it: lone surrogates, control characters and noncharacters become symbols."""
    shown = printable(text.encode("utf-8", "replace").decode("utf-8"))
    return shown.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
