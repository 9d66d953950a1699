"""XML from anybody: parsers that read nothing but what they are given, no DTD, no file and no network.

Entities that the XML itself declares are expanded, as far as libxml2 holds the expansion harmless; others make it
invalid. Elements nest at most 256 deep.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Literal

from lxml import etree

Event = Literal["start", "end"]

_HARDENED: dict[str, Any] = {
    "load_dtd": False,
    "no_network": True,
    "resolve_entities": "internal",
    "remove_comments": True,
    "remove_pis": True,
    "huge_tree": False,
}
"""What every parser is made with."""


def pull_parser(events: Sequence[Event], names: Collection[str] = ("*",)) -> etree.XMLPullParser:
    """Return a parser of XML that comes in pieces, with events for the elements named, in any namespace."""
    return etree.XMLPullParser(events=events, tag=[f"{{*}}{name}" for name in names], **_HARDENED)


def parse(data: bytes) -> etree._Element:
    """Return the root of a whole XML file. Raises etree.XMLSyntaxError where it is not well-formed."""
    return etree.fromstring(data, etree.XMLParser(**_HARDENED))


def name_of(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return _local_name(element.tag)


@lru_cache(maxsize=1024)
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]
