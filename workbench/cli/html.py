"""HTML as a tree: whatever a text holds, it stays text. Pages are whole by themselves and fetch nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence

from lxml import etree

from workbench.domain import Flag, Language, Side
from workbench.script import printable

STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem;
       color: #222; background: #fff }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .35rem .6rem;
       border-bottom: 1px solid #ddd } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
mark.error { background: #ffd5d5 } mark.warning { background: #fff0c2 } mark.info { background: #e2ecff }
.message { color: #555; font-size: .9em } svg text { font-size: 11px; fill: #555 } svg rect { fill: #4a7ab5 }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } th, td { border-color: #444 }
       mark { color: #fff } mark.error { background: #7a2b2b } mark.warning { background: #6b5416 }
       mark.info { background: #28406b } .message, svg text { color: #aaa; fill: #aaa } }
"""


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


def head(title: str) -> etree._Element:
    """The head of a page: a browser shows it with this style, and loads and runs nothing."""
    style = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
    return node(
        "head",
        node("meta", charset="utf-8"),
        node("meta", content=policy, **{"http-equiv": "Content-Security-Policy"}),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("title", f"{title} · Alignment Workbench"),
        node("style", STYLE),
    )


def titles_row(titles: Sequence[str]) -> etree._Element:
    """The head of a table."""
    return node("thead", node("tr", *[node("th", title) for title in titles]))


def table(titles: Sequence[str], rows: Sequence[Sequence[str | int]]) -> etree._Element:
    """A table of words and counts."""
    if not rows:
        return node("p", "None.")
    cells = [[f"{value:,}" if isinstance(value, int) else str(value) for value in row] for row in rows]
    return node(
        "table", titles_row(titles), node("tbody", *[node("tr", *[node("td", cell) for cell in row]) for row in cells])
    )


def message(flag: Flag) -> etree._Element:
    """What a flag says."""
    return node("div", f"{flag.rule}: {flag.message}", class_="message")


def text_cell(text: str, language: Language, side: Side, flags: Iterable[Flag]) -> etree._Element:
    """One side with the spans of its flags marked; of spans that overlap, the first."""
    parts: list[str | etree._Element] = []
    at = 0
    for flag in sorted(flags, key=lambda flag: flag.start):
        if flag.side is not side or flag.start < at or flag.end <= flag.start:
            continue
        parts += [text[at : flag.start], node("mark", text[flag.start : flag.end], class_=flag.severity)]
        at = flag.end
    return node("td", *parts, text[at:], lang=language)
