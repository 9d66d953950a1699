"""Reading XML that nobody vouches for, and writing it as a stream."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, Literal

from lxml import etree

from workbench.errors import InputError

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


_CHUNK = 2**16
"""Bytes parsed at a time."""


def _parser(kinds: Sequence[Literal["start", "end"]], tags: Sequence[str] | None) -> etree.XMLPullParser:
    """A parser that reads nothing but what it is fed: no DTD, no entity, no network."""
    return etree.XMLPullParser(
        events=kinds,
        tag=tags,
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )


def events(
    stream: BinaryIO, kind: str, roots: Collection[str], names: Collection[str]
) -> Iterator[tuple[str, etree._Element, str]]:
    """Start and end of the elements so named, in any namespace, each with its name, in bounded memory.

    The caller reads an element at its end and then calls `forget`. `kind` is what messages call the format. Raises
    InputError, naming the line, for what is no XML or has another root.
    """
    chunk = stream.read(_CHUNK)
    try:
        _check_root(chunk, kind, roots)
        parser = _parser(("start", "end"), [f"{{*}}{name}" for name in names])
        while chunk:
            parser.feed(chunk)
            for event, element in parser.read_events():
                if isinstance(element, etree._Element):
                    yield event, element, name_of(element)
            chunk = stream.read(_CHUNK)
        parser.close()
    except etree.XMLSyntaxError as error:
        # libxml2's words name the place; only their first line is of use.
        reason = str(error.msg).splitlines()[0]
        raise InputError(
            f"This is no well-formed {kind}: {reason}.", hint="Export it again from where it is from."
        ) from error


def _check_root(start: bytes, kind: str, roots: Collection[str]) -> None:
    parser = _parser(("start",), None)
    parser.feed(start)
    if len(start) < _CHUNK:
        # A few bytes are only parsed when it is known that no more will come.
        parser.close()
    _, element = next(parser.read_events(), ("", None))
    if isinstance(element, etree._Element) and name_of(element) not in roots:
        raise InputError(f"This is no {kind}: its root is <{name_of(element)}>.", hint="Name the format with --format.")


def name_of(element: etree._Element) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def forget(element: etree._Element) -> None:
    """Free an element that was read, and what stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)


def flat_text(element: etree._Element, codes: frozenset[str]) -> str:
    """The text of a segment; inline elements are taken off, those named in `codes` with what they hold."""
    pieces = [element.text or ""]
    for child in element:
        # What is neither element nor text is an entity, which nobody declares: it says nothing.
        if isinstance(child.tag, str) and name_of(child) not in codes:
            pieces.append(flat_text(child, codes))
        pieces.append(child.tail or "")
    return "".join(pieces)


class Writer:
    """An XML document written as it comes."""

    def __init__(self, file: etree._IncrementalFileWriter) -> None:
        self._file = file

    def add(self, element: etree._Element, depth: int = 2) -> None:
        """Write one unit on lines of its own."""
        etree.indent(element, space=" ", level=depth)
        element.tail = "\n"
        self._file.write(" " * depth)
        self._file.write(element)

    @contextmanager
    def inside(self, name: str, attributes: dict[str, str], depth: int) -> Iterator[None]:
        """Write an element around what is written within."""
        self._file.write(" " * depth)
        with self._file.element(name, attributes):
            self._file.write("\n")
            yield
            self._file.write(" " * depth)
        self._file.write("\n")

    def leaf(self, name: str, text: str, attributes: dict[str, str], depth: int) -> None:
        """Write an element that holds text alone."""
        self._file.write(" " * depth)
        with self._file.element(name, attributes):
            self._file.write(text)
        self._file.write("\n")

    def flush(self) -> None:
        """Hand what was written to the stream."""
        self._file.flush()


@contextmanager
def document(
    stream: BinaryIO, root: str, attributes: dict[str, str], namespaces: dict[str | None, str] | None = None
) -> Iterator[Writer]:
    """An XML document in UTF-8 around what is written within."""
    with etree.xmlfile(stream, encoding="utf-8", close=False) as file:
        file.write_declaration()
        with file.element(root, attributes, nsmap=namespaces):
            file.write("\n")
            yield Writer(file)
    stream.write(b"\n")


def properties(element: etree._Element, tag: str, attribute: str) -> dict[str, str]:
    """The text of the children of a kind, by their type, with and without "x-" the same."""
    found: dict[str, str] = {}
    for child in element:
        if name_of(child) == tag:
            key = (child.get(attribute) or "").removeprefix("x-").lower()
            found.setdefault(key, child.text or "")
    return found
