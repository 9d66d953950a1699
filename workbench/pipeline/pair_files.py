"""Files of pairs as people name them: found by name or on stdin, in any encoding, read as often as needed."""

from __future__ import annotations

import codecs
import hashlib
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from pathlib import PurePath
from typing import BinaryIO, NamedTuple, TypeVar

from workbench import files, packing
from workbench.domain import Language, Pair, Relation
from workbench.errors import InputError, UsageError
from workbench.exchange.fields import Unit, language_of
from workbench.exchange.formats import FORMATS, Format, format_of, recognised
from workbench.exchange.lines import text_lines
from workbench.exchange.names import named_format, suffix_of
from workbench.exchange.table import table_units
from workbench.language.conversion import chinese_variant
from workbench.script import LATIN_RE, is_chinese, mostly_chinese

T = TypeVar("T")

LARGEST_STREAM = 4 * 2**30
"""Bytes of a stream or a pipe that are kept in a temporary file."""

_SAMPLE = 2**22
"""Bytes from which the encoding is recognised."""

_CHUNK = 2**20

_BEGINNING = 2**16
"""Bytes from which a format is recognised."""

_SAMPLE_LINES = 200
"""Lines that say in which language a file is."""


_DOCUMENTS = ("document", "source_document", "target_document")
"""Columns that say which rows belong together."""


class FileRow(NamedTuple):
    """A row of a file of pairs, as checks take it."""

    zh: str
    en: str
    document: str
    """Name of the document it is of; empty where the file does not say."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person says of a file that the file itself does not."""

    encoding: str | None = None
    """None: it is recognised."""
    columns: tuple[str, ...] = ()
    """The names of a table's columns, where its first line is a pair already."""
    swap: bool = False
    """Whether what the file calls Chinese is English, and the reverse."""


AS_IT_IS = Reading()


@dataclass(frozen=True, slots=True)
class PairFile:
    """A file of pairs, open for reading; nothing else may move its position."""

    name: str
    """What messages call it."""
    format: Format
    encoding: str
    """As read: "utf-8", "gb18030" …; what the file itself says for XML."""
    _stream: BinaryIO
    """Seekable, in UTF-8, in UTF-16 with a byte order mark, or XML."""
    reading: Reading = AS_IT_IS

    def units(self) -> Iterator[Unit]:
        """The units from the beginning. Raises InputError naming the file and the line or unit."""
        units = self._named(self._units)
        if not self.reading.swap:
            return units
        return (unit if unit.pair is None else replace(unit, pair=_swapped(unit.pair)) for unit in units)

    def _units(self, stream: BinaryIO) -> Iterator[Unit]:
        if self.format.cells is None:
            return self.format.units(stream)
        return table_units(self.format.cells(stream, self.reading.columns))

    def rows(self) -> Iterator[FileRow]:
        """See `rows`."""
        read = self.format.cells
        if read is not None:
            zh, en = ("en", "zh") if self.reading.swap else ("zh", "en")
            for _, cells in self._named(lambda stream: read(stream, self.reading.columns)):
                document = next(filter(None, map(cells.get, _DOCUMENTS)), "")
                yield FileRow(cells[zh], cells[en], document)
            return
        for unit in self.units():
            if unit.pair is not None:
                both = unit.pair.relation is Relation.TRANSLATION
                texts = (unit.pair.side("zh").text, unit.pair.side("en").text) if both else ("", "")
                yield FileRow(*texts, unit.pair.source.document or unit.pair.target.document)

    def _named(self, read: Callable[[BinaryIO], Iterator[T]]) -> Iterator[T]:
        self._stream.seek(0)
        try:
            yield from read(self._stream)
        except InputError as error:
            raise InputError(f"{self.name}: {error.args[0]}", hint=error.hint) from error

    def checksum(self) -> str:
        """SHA-256 of the content, hexadecimal."""
        self._stream.seek(0)
        digest = hashlib.sha256()
        while chunk := self._stream.read(_CHUNK):
            digest.update(chunk)
        return digest.hexdigest()


def _swapped(pair: Pair) -> Pair:
    """A translation whose sides are in each other's language."""
    if pair.relation is not Relation.TRANSLATION:
        return pair
    source, target = pair.source, pair.target
    return replace(
        pair,
        source=replace(source, language=Language.EN if source.language.is_chinese else chinese_variant(source.text)),
        target=replace(target, language=Language.EN if target.language.is_chinese else chinese_variant(target.text)),
    )


class SwappedSides:
    """Counts the translations whose Chinese side reads English and whose English side reads Chinese."""

    def __init__(self) -> None:
        self.rows = 0
        self.swapped = 0

    def look(self, zh: str, en: str) -> None:
        """Take note of a row."""
        self.rows += 1
        if is_chinese(en) and not is_chinese(zh) and LATIN_RE.search(zh):
            self.swapped += 1

    @property
    def remark(self) -> str:
        """What to say of them; empty where there are none."""
        if not self.swapped:
            return ""
        rows = "row" if self.swapped == 1 else "rows"
        are = "all" if self.swapped == self.rows else f"{self.swapped:,} of {self.rows:,}"
        return f"The sides of {are} {rows} look swapped: English where Chinese should be. To exchange them: --swap."


@contextmanager
def opened(path: str | Sequence[str], form: Format | None, reading: Reading = AS_IT_IS) -> Iterator[PairFile]:
    """A file of pairs, compressed or not; stdin for "-"; or two files of lines that face each other.

    Without a format the name decides, or else what the file holds. Raises InputError where it cannot be read or is not
    text, UsageError where its format remains unknown.
    """
    paths = [path] if isinstance(path, str) else path
    if len(paths) > 2:
        raise UsageError("Too many files were named.", hint="Name one, or two with a text a line: NAME.en NAME.zh.")
    if len(paths) == 2:
        for each in paths:
            if named_format(each) and suffix_of(each) != ".txt":
                raise UsageError(f"{each} is not a file with a text a line.", hint="Name one file of pairs at a time.")
        with facing_lines(paths[0], paths[1], reading.encoding) as stream:
            yield PairFile(" and ".join(paths), FORMATS["moses"], "utf-8", stream, reading)
        return
    (only,) = paths
    name = "stdin" if only == "-" else only
    with content_of(only) as content:
        form = form or _format(only, content)
        if form.is_xml:
            yield PairFile(name, form, "utf-8", content, reading)
            return
        with decoded(content, name, reading.encoding) as (text, encoding):
            yield PairFile(name, form, encoding, text, reading)


def _format(path: str, content: BinaryIO) -> Format:
    """The format of a file by its name, or by what it begins with."""
    named = named_format(path)
    if named is None:
        start = content.read(_BEGINNING)
        content.seek(0)
        named = recognised(start)
    return FORMATS[named] if named else format_of(path, None)


@contextmanager
def decoded(stream: BinaryIO, name: str, encoding: str | None) -> Iterator[tuple[BinaryIO, str]]:
    """A text in UTF-8, or in UTF-16 with a byte order mark, and the encoding it was in; recognised where it is None.

    Raises InputError where it is not text.
    """
    known = encoding or _encoding(stream, name)
    if encoding is None and known in ("utf-8", "utf-16"):
        yield stream, known
        return
    with _as_utf8(stream, name, known) as text:
        yield text, known


@contextmanager
def facing_lines(first: str, second: str, encoding: str | None) -> Iterator[BinaryIO]:
    """The lines of an English and a Chinese file in turn, English first, as Moses writes pairs.

    The names decide which is which (NAME.en, NAME.zh), or else the texts. Raises InputError where one file has more
    lines, or both are in one language.
    """
    with ExitStack() as stack:
        texts = []
        for path in (first, second):
            content = stack.enter_context(content_of(path))
            texts.append(stack.enter_context(decoded(content, path, encoding))[0])
        sides = [_side_of(path, text) for path, text in zip((first, second), texts, strict=True)]
        if sides[0] == sides[1]:
            raise InputError(
                f"{first} and {second} are both {'Chinese' if sides[0] == 'zh' else 'English'}.",
                hint="Name an English and a Chinese file, such as NAME.en NAME.zh.",
            )
        if sides[0] == "zh":
            texts.reverse()
        copy = stack.enter_context(tempfile.TemporaryFile())
        for text in texts:
            text.seek(0)
        for one, other in zip_longest(text_lines(texts[0]), text_lines(texts[1])):
            if one is None or other is None:
                shorter = {"en": one, "zh": other}[sides[0]] is None
                raise InputError(
                    f"{first} has {'fewer' if shorter else 'more'} lines than {second}.",
                    hint="Line by line they have to face each other.",
                )
            _write(copy, f"{one[1]}\n{other[1]}\n".encode("utf-8", "replace"), first)
        copy.seek(0)
        yield copy


@contextmanager
def content_of(path: str) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked where it is compressed, to be read as often as needed. Raises InputError."""
    name = "stdin" if path == "-" else path
    with _named(path) as stream, _seekable(stream, name) as found, _unpacked(found, name) as content:
        yield content


def _side_of(path: str, text: BinaryIO) -> str:
    """Whether a file is "zh" or "en": by its name or else by its text."""
    for part in reversed(PurePath(path).suffixes):
        language = language_of(part[1:], "")
        if language is not None:
            return language.side
    text.seek(0)
    return "zh" if mostly_chinese(line for _, line in islice(text_lines(text), _SAMPLE_LINES)) else "en"


def rows(path: str | Sequence[str], reading: Reading = AS_IT_IS) -> Iterator[FileRow]:
    """Each row of a file, empty ones too.

    Other columns of a table are left alone. A pair in one language has nothing to compare, so both are empty. Raises
    InputError as `opened` does.
    """
    with opened(path, None, reading) as file:
        yield from file.rows()


def count(path: str | Sequence[str], reading: Reading = AS_IT_IS) -> int:
    """How many rows a file has. Raises InputError as `rows` does."""
    return sum(1 for _ in rows(path, reading))


@contextmanager
def _named(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
        return
    with files.reading(path) as stream:
        yield stream


@contextmanager
def _seekable(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """The stream itself, or a temporary copy of one that can only be read once."""
    if name != "stdin" and stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        read = 0
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read > LARGEST_STREAM:
                raise InputError(f"{name} has more than {LARGEST_STREAM // 2**30} GB.", hint="Save it as a file first.")
            _write(copy, chunk, name)
        copy.seek(0)
        yield copy


@contextmanager
def _unpacked(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """The stream itself, or a temporary copy of what it holds compressed."""
    blocks = packing.unpacked(stream, name)
    if blocks is None:
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        for block in blocks:
            if copy.tell() > LARGEST_STREAM:
                raise InputError(f"{name} unpacks to more than {LARGEST_STREAM // 2**30} GB.", hint="Split it.")
            _write(copy, block, name)
        copy.seek(0)
        yield copy


def _write(copy: BinaryIO, data: bytes, name: str) -> None:
    try:
        copy.write(data)
    except OSError as error:
        raise InputError(
            f"There is no room for a copy of {name} in {tempfile.gettempdir()}: {error.strerror}.",
            hint="Set TMPDIR to a folder with more room.",
        ) from error


def _encoding(stream: BinaryIO, name: str) -> str:
    """The encoding of a file, from its beginning. Raises InputError where it is not text."""
    from workbench.documents.encodings import decode

    stream.seek(0)
    start = stream.read(_SAMPLE)
    if len(start) == _SAMPLE:
        # A character must not be cut in two; UTF-16, which has line feeds inside characters, is cut at an even byte.
        end = start.rfind(b"\n") + 1
        start = start[:end] if end and b"\x00" not in start else start
    return decode(start, name)[1] if start else "utf-8"


@contextmanager
def _as_utf8(stream: BinaryIO, name: str, encoding: str) -> Iterator[BinaryIO]:
    """A temporary copy in UTF-8. Raises InputError for an encoding that is unknown or not that of the file."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        raise InputError(
            f"There is no text encoding {encoding!r}.", hint="Try utf-8, utf-16, gb18030, big5 or windows-1252."
        ) from error
    stream.seek(0)
    with tempfile.TemporaryFile() as copy:
        try:
            while chunk := stream.read(_CHUNK):
                _write(copy, decoder.decode(chunk).encode(), name)
            _write(copy, decoder.decode(b"", final=True).encode(), name)
        except ValueError as error:
            raise InputError(
                f"{name} is not text in {encoding}.", hint="Leave --encoding out, or name another one."
            ) from error
        copy.seek(0)
        yield copy
