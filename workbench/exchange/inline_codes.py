"""Inline codes as TMX and XLIFF write them, taken off a text and kept as inline elements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from lxml import etree

from workbench.domain import Inline, InlineKind
from workbench.exchange.inlines import TYPES
from workbench.xml import name_of


class _Role(Enum):
    """What an element does to the text it is in."""

    SPAN = auto()
    """Covers words, which stay text."""
    OPENS = auto()
    """A code that covers the words up to its CLOSES."""
    CLOSES = auto()
    SINGLE = auto()
    """A code by itself; what it holds is not text."""
    WORDS = auto()
    """Only says something about words."""
    CHARACTER = auto()
    """Stands for a character that XML cannot hold."""
    NOTHING = auto()


_ROLES = {
    "g": _Role.SPAN,
    "pc": _Role.SPAN,
    "hi": _Role.SPAN,
    "bpt": _Role.OPENS,
    "bx": _Role.OPENS,
    "sc": _Role.OPENS,
    "ept": _Role.CLOSES,
    "ex": _Role.CLOSES,
    "ec": _Role.CLOSES,
    "ph": _Role.SINGLE,
    "x": _Role.SINGLE,
    "it": _Role.SINGLE,
    "ut": _Role.SINGLE,
    "cp": _Role.CHARACTER,
    "sm": _Role.NOTHING,
    "em": _Role.NOTHING,
}
"""Of TMX 1.4, XLIFF 1.2 and XLIFF 2; other elements, mrk among them, are WORDS."""

_DELETED = frozenset({"x-sdl-deleted"})
"""What Trados calls words that a reviewer crossed out and nobody has accepted or refused yet."""

_KINDS = {name.removeprefix("x-"): kind for kind, name in TYPES.items()} | {
    "xlf:b": InlineKind.STRONG,
    "xlf:i": InlineKind.EMPHASIS,
    "wb:code": InlineKind.CODE,
    "wb:formula": InlineKind.FORMULA,
    "wb:placeholder": InlineKind.PLACEHOLDER,
}

_NO_DATA: Mapping[str, str] = {}

_LONGEST_DATA = 2_000
"""Characters of a code that are kept."""


@dataclass
class _Found:
    """What was found of a text so far."""

    data: Mapping[str, str]
    pieces: list[str] = field(default_factory=list)
    at: int = 0
    inlines: list[tuple[int, Inline]] = field(default_factory=list)
    """With the order in which they began."""
    opened: dict[str, tuple[int, Inline]] = field(default_factory=dict)
    begun: int = 0

    def add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.at += len(text)


def marked_text(element: etree._Element, data: Mapping[str, str] = _NO_DATA) -> tuple[str, tuple[Inline, ...]]:
    """The text of a segment and the inline elements in it; `data` holds the codes to which XLIFF 2 refers, by id."""
    if not len(element):
        return element.text or "", ()
    found = _Found(data)
    _walk(element, found)
    ordered = sorted(found.inlines, key=lambda one: (one[1].start, one[0]))
    return "".join(found.pieces), tuple(inline for _, inline in ordered)


def _walk(element: etree._Element, found: _Found) -> None:
    found.add(element.text)
    for child in element:
        found.begun += 1
        role = _ROLES.get(name_of(child), _Role.WORDS)
        if role in (_Role.SPAN, _Role.WORDS):
            _cover(child, role, found)
        elif role is _Role.CHARACTER:
            found.add(_character(child.get("hex", "")))
        elif role is _Role.OPENS:
            kind = _kind(child, InlineKind.EMPHASIS)
            found.opened[_number(child)] = found.begun, Inline(kind, found.at, found.at, _data(child, found))
        elif role is _Role.CLOSES:
            _close(child, found)
        elif role is _Role.SINGLE:
            kind = _kind(child, InlineKind.PLACEHOLDER)
            found.inlines.append((found.begun, Inline(kind, found.at, found.at, _data(child, found))))
        found.add(child.tail)


def _cover(child: etree._Element, role: _Role, found: _Found) -> None:
    if child.get("mtype") in _DELETED:
        return
    start, number = found.at, found.begun
    _walk(child, found)
    if role is _Role.SPAN:
        inline = Inline(_kind(child, InlineKind.EMPHASIS), start, found.at, _referred(child, found))
        found.inlines.append((number, inline))


def _close(child: etree._Element, found: _Found) -> None:
    opened = found.opened.pop(_number(child), None)
    if opened is not None:
        found.inlines.append((opened[0], replace(opened[1], end=found.at)))


def _number(child: etree._Element) -> str:
    """Return what a code that opens and the one that closes have in common."""
    return next((value for name in ("i", "rid", "startRef", "id") if (value := child.get(name))), "")


def _kind(child: etree._Element, otherwise: InlineKind) -> InlineKind:
    names = (child.get(name, "").removeprefix("x-") for name in ("subType", "ctype", "type"))
    return next((kind for name in names if (kind := _KINDS.get(name)) is not None), otherwise)


def _data(child: etree._Element, found: _Found) -> str:
    """Return the code as the file holds it, or what stands for it."""
    held = "".join(map(str, child.itertext())) or _referred(child, found)
    return (held or child.get("equiv-text") or child.get("equiv") or "")[:_LONGEST_DATA]


def _referred(child: etree._Element, found: _Found) -> str:
    """Return the code that stands elsewhere: in an attribute of ours, or in the data of an XLIFF 2."""
    own = (str(value) for name, value in child.attrib.items() if str(name).endswith("}data"))
    references = (found.data.get(child.get(name, "")) for name in ("dataRefStart", "dataRef"))
    return (next(own, "") or next(filter(None, references), ""))[:_LONGEST_DATA]


def _character(code: str) -> str:
    """Return the character of a <cp>, by its number in hexadecimal; U+FFFD where it is none."""
    try:
        number = int(code, 16)
    except ValueError:
        return "\ufffd"
    # Halves of surrogate pairs are not characters.
    return chr(number) if 0 <= number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
