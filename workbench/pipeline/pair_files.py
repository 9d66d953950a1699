"""Files of pairs as people name them: found by name or on stdin, in any encoding, read as often as needed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import BinaryIO, NamedTuple, TypeVar

from workbench.domain import Language, Pair, Relation
from workbench.errors import InputError, UsageError
from workbench.exchange.fields import Unit
from workbench.exchange.formats import FORMATS, Format, format_of, recognised
from workbench.exchange.names import named_format, suffix_of
from workbench.exchange.table import is_ours, table_units
from workbench.i18n import gettext
from workbench.language.conversion import chinese_variant
from workbench.pipeline.contents import CHUNK, content_of, decoded
from workbench.pipeline.line_files import facing_lines
from workbench.pipeline.linked_files import linked
from workbench.script import HAN_RE, LATIN_RE, is_chinese

T = TypeVar("T")

_BEGINNING = 2**16
"""Bytes from which a format is recognised."""

_DOCUMENTS = ("document", "source_document", "target_document")
"""Columns that say which rows belong together."""


class FileRow(NamedTuple):
    """A row of a file of pairs, as checks take it."""

    zh: str
    en: str
    document: str
    """Name of the document it is of; empty where the file does not say."""

    @classmethod
    def of(cls, pair: Pair) -> FileRow:
        """The row of a pair; one in a single language has nothing to compare, so both texts are empty."""
        both = pair.relation is Relation.TRANSLATION
        texts = (pair.side("zh").text, pair.side("en").text) if both else ("", "")
        return cls(*texts, pair.source.document or pair.target.document)


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
        yield from (FileRow.of(unit.pair) for unit in self.units() if unit.pair is not None)

    def pairs(self) -> Iterator[Pair]:
        """The same rows as pairs, with all that is said of them; of a table that is not ours, only texts and document.

        Raises InputError as `units` does.
        """
        read = self.format.cells
        if read is None:
            yield from (unit.pair for unit in self.units() if unit.pair is not None)
            return
        for where, cells in self._named(lambda stream: read(stream, self.reading.columns)):
            said = cells if is_ours(cells) else {name: cells[name] for name in ("zh", "en")}
            for unit in table_units([(where, said)]):
                assert unit.pair is not None
                pair = _swapped(unit.pair) if self.reading.swap else unit.pair
                document = pair.source.document or next(filter(None, map(cells.get, _DOCUMENTS)), "")
                yield replace(pair, source=replace(pair.source, document=document))

    def _named(self, read: Callable[[BinaryIO], Iterator[T]]) -> Iterator[T]:
        self._stream.seek(0)
        try:
            yield from read(self._stream)
        except InputError as error:
            raise InputError(
                gettext("{name}: {message}").format(name=self.name, message=error.args[0]), hint=error.hint
            ) from error

    def checksum(self) -> str:
        """SHA-256 of the content, hexadecimal."""
        self._stream.seek(0)
        digest = hashlib.sha256()
        while chunk := self._stream.read(CHUNK):
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
        if HAN_RE.search(en) and is_chinese(en) and not is_chinese(zh) and LATIN_RE.search(zh):
            self.swapped += 1

    @property
    def remark(self) -> str:
        """What to say of them; empty where there are none."""
        if not self.swapped:
            return ""
        if self.swapped == self.rows:
            remark = gettext("The sides of all rows look swapped: English where Chinese should be.")
        else:
            remark = gettext(
                "The sides of {count:,} of {total:,} rows look swapped: English where Chinese should be."
            ).format(count=self.swapped, total=self.rows)
        return remark + " " + gettext("To exchange them: --swap.")


@contextmanager
def opened(path: str | Sequence[str], form: Format | None, reading: Reading = AS_IT_IS) -> Iterator[PairFile]:
    """A file of pairs, compressed or not; stdin for "-"; two files of lines that face each other; links and two texts.

    Without a format the name decides, or else what the file holds. Raises InputError where it cannot be read or is not
    text, UsageError where its format remains unknown.
    """
    paths = [path] if isinstance(path, str) else path
    if len(paths) > 3:
        raise UsageError(
            gettext("Too many files were named."), hint=gettext("Name one, or two with a text a line: NAME.en NAME.zh.")
        )
    if len(paths) == 3:
        with linked(paths[0], paths[1], paths[2], reading.encoding) as stream:
            yield PairFile(paths[0], FORMATS["jsonl"], "utf-8", stream, reading)
        return
    if len(paths) == 2:
        for each in paths:
            if named_format(each) and suffix_of(each) != ".txt":
                raise UsageError(
                    gettext("{each} is not a file with a text a line.").format(each=each),
                    hint=gettext("Name one file of pairs at a time."),
                )
        with facing_lines(paths[0], paths[1], reading.encoding) as stream:
            yield PairFile(" and ".join(paths), FORMATS["moses"], "utf-8", stream, reading)
        return
    (only,) = paths
    name = "stdin" if only == "-" else only
    with content_of(only) as content:
        form = form or _format(only, content)
        if form.is_xml or not form.is_text:
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
