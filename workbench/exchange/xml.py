"""Reading XML from anybody in bounded memory, and writing it as a stream."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import BinaryIO

from lxml import etree

from workbench.errors import InputError
from workbench.exchange.fields import Report
from workbench.i18n import gettext, ngettext
from workbench.xml import name_of, pull_parser

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_CHUNK = 2**16
"""Bytes parsed at a time."""

LONGEST_UNIT = 2**22
"""Bytes of the file that one unit, or what comes before the root, may take."""


def elements(
    stream: BinaryIO, kind: str, roots: Collection[str], units: Collection[str], starts: Collection[str] = ()
) -> Iterator[etree._Element]:
    """The elements named in `units`, in any namespace, when they are complete, and those in `starts` as they begin.

    What is complete and not part of an open unit is freed. `kind` is what messages call the format. Raises
    InputError, naming the line, for a file that is not well-formed or has another root, and for a huge unit.
    """
    try:
        yield from _parsed(stream, kind, roots, units, starts)
    except etree.XMLSyntaxError as error:
        # libxml2's words name the place; only their first line is of use.
        reason = str(error.msg).splitlines()[0]
        raise InputError(
            gettext("This is not a well-formed {kind}: {reason}.").format(kind=kind, reason=reason),
            hint=gettext("Export it again from where it came from."),
        ) from error


def _parsed(
    stream: BinaryIO, kind: str, roots: Collection[str], units: Collection[str], starts: Collection[str]
) -> Iterator[etree._Element]:
    chunk = _beginning(stream, kind, roots)
    parser = pull_parser(("start", "end"), {*roots, *units, *starts})
    root: etree._Element | None = None
    inside: etree._Element | None = None
    began = read = 0
    while chunk:
        parser.feed(chunk)
        read += len(chunk)
        for event, element in _events(parser):
            name = name_of(element)
            if event == "start":
                root = element if root is None else root
                if inside is None and name in units:
                    inside, began = element, read
                if name in starts:
                    yield element
            elif name in units:
                yield element
                inside = None if inside is element else inside
        if inside is not None and read - began > LONGEST_UNIT:
            raise _too_long(kind, gettext("Line {number}").format(number=inside.sourceline))
        if root is not None:
            _free_complete(root, inside)
        chunk = stream.read(_CHUNK)
    parser.close()


def _beginning(stream: BinaryIO, kind: str, roots: Collection[str]) -> bytes:
    """Return the bytes up to the root at least, whose name is checked."""
    parser = pull_parser(("start",))
    start = b""
    while chunk := stream.read(_CHUNK):
        start += chunk
        parser.feed(chunk)
        for _, element in _events(parser):
            _check_root(name_of(element), kind, roots)
            return start
        if len(start) > LONGEST_UNIT:
            raise _too_long(kind, gettext("Before its first element"))
    # A few bytes are only parsed when it is known that no more will come.
    parser.close()
    for _, element in _events(parser):
        _check_root(name_of(element), kind, roots)
    return start


def _events(parser: etree.XMLPullParser) -> Iterator[tuple[str, etree._Element]]:
    return parser.read_events()  # type: ignore[return-value]  # Only namespaces and comments are anything else.


def _check_root(name: str, kind: str, roots: Collection[str]) -> None:
    if name not in roots:
        raise InputError(
            gettext("This is not a {kind}: its root is <{name}>.").format(kind=kind, name=name),
            hint=gettext("Name the format with --format."),
        )


def _too_long(kind: str, where: str) -> InputError:
    return InputError(
        gettext("{where}: this {kind} has more than {limit} MB in one piece.").format(
            where=where, kind=kind, limit=LONGEST_UNIT // 2**20
        ),
        hint=gettext("Is it the right file?"),
    )


def _free_complete(root: etree._Element, inside: etree._Element | None) -> None:
    """Remove every element that is complete: all but the last child of each open element, down to the open unit."""
    parent = root
    while parent is not inside and len(parent):
        del parent[:-1]
        parent = parent[-1]


def flat_text(element: etree._Element) -> str:
    """Return the text of an element and of all inside it."""
    return "".join(map(str, element.itertext()))


@lru_cache(maxsize=1024)
def field_name(kind: str) -> str:
    """Return the name of a field that a property's type says: "x-updated-at" and "updated_at" are the same."""
    return kind.removeprefix("x-").lower().replace("-", "_")


_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 forbids."""


def held(text: str) -> str:
    """Text as it comes back from XML: characters that XML forbids are replaced by U+FFFD."""
    return _INVALID.sub("\ufffd", text)


Text = tuple[etree._Element, Iterable[str | etree._Element]]
"""An element, and the text and inline elements that it is to hold: white space among them counts."""


LeafPiece = str | tuple[str, dict[str, str]] | None
"""Text, an inline element that opens (name and attributes), or None where the last one closes."""


class Writer:
    """An XML document written as it comes; counts the characters that XML cannot hold."""

    def __init__(self, file: etree._IncrementalFileWriter) -> None:
        self._file = file
        self.replaced = 0
        """Characters that were replaced by U+FFFD."""

    def text(self, text: str) -> str:
        """Text as XML can hold it."""
        # Nearly all are printable throughout, and to know that costs a tenth of looking for what is not.
        if text.isprintable():
            return text
        kept, count = _INVALID.subn("\ufffd", text)
        self.replaced += count
        return kept

    def child(self, parent: etree._Element, tag: str, text: str, attributes: dict[str, str] | None = None) -> None:
        """Add an element with text to another one."""
        etree.SubElement(parent, tag, attributes or {}).text = self.text(text)

    def add(self, element: etree._Element, depth: int, texts: Sequence[Text] = ()) -> None:
        """Write a whole element on lines of its own, after filling in the elements of it that hold `texts`."""
        etree.indent(element, space=" ", level=depth)
        for holder, pieces in texts:
            self._fill(holder, pieces)
        element.tail = "\n"
        self._file.write(" " * depth)
        self._file.write(element)

    def _fill(self, holder: etree._Element, pieces: Iterable[str | etree._Element]) -> None:
        last: etree._Element | None = None
        for piece in pieces:
            if not isinstance(piece, str):
                holder.append(piece)
                last = piece
            elif last is None:
                holder.text = (holder.text or "") + self.text(piece)
            else:
                last.tail = (last.tail or "") + self.text(piece)

    @contextmanager
    def inside(self, name: str, attributes: dict[str, str], depth: int) -> Iterator[None]:
        """Write an element around what is written within."""
        self._file.write(" " * depth)
        with self._file.element(name, attributes):
            self._file.write("\n")
            yield
            self._file.write(" " * depth)
        self._file.write("\n")

    def leaf(self, name: str, held: str | Iterable[LeafPiece], attributes: dict[str, str], depth: int) -> None:
        """Write an element that holds text, and perhaps inline elements, on a line of its own."""
        self._file.write(" " * depth)
        with self._file.element(name, attributes):
            if isinstance(held, str):
                self._file.write(self.text(held))
            else:
                self._write_pieces(held)
        self._file.write("\n")

    def _write_pieces(self, pieces: Iterable[LeafPiece]) -> None:
        inner: list[ExitStack] = []
        for piece in pieces:
            if piece is None:
                inner.pop().close()
            elif isinstance(piece, str):
                self._file.write(self.text(piece))
            else:
                inner.append(ExitStack())
                inner[-1].enter_context(self._file.element(*piece))


@contextmanager
def document(
    stream: BinaryIO,
    root: str,
    attributes: dict[str, str],
    report: Report,
    namespaces: dict[str | None, str] | None = None,
) -> Iterator[Writer]:
    """An XML document in UTF-8 around what is written within; characters it cannot hold are reported at the end."""
    with etree.xmlfile(stream, encoding="utf-8", close=False) as file:
        file.write_declaration()
        with file.element(root, attributes, nsmap=namespaces):
            file.write("\n")
            writer = Writer(file)
            yield writer
    stream.write(b"\n")
    if writer.replaced:
        report(
            ngettext(
                "{count:,} control character that XML cannot hold was replaced by “�”.",
                "{count:,} control characters that XML cannot hold were replaced by “�”.",
                writer.replaced,
            ).format(count=writer.replaced)
        )
