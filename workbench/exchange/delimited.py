r"""Tables of text, TSV and CSV: cells in rows, apart by a delimiter, in quotation marks where they need them.

What is written is what pandas, polars, pyarrow and the csv module of Python read by default (RFC 4180): a cell with the
delimiter, a quotation mark or a line end is in quotation marks, and those inside it are doubled.

A TSV of somebody else may have no such marks, and then a mark is a character. They enclose cells where every cell that
holds one is so enclosed and one of them has to be, or all are; the first megabyte decides. A table of ours without
the column `revision` is of an older version, which wrote tab, line ends and backslash as \t, \n, \r and \\ and put
nothing in marks.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from workbench.errors import InputError
from workbench.exchange.lines import LONGEST, lines, text_lines
from workbench.exchange.table import Cells, cells_of, is_escaped, is_ours, titled
from workbench.i18n import gettext as _

_SAMPLE = 2**20
"""Characters that decide on the dialect."""

_DELIMITERS = "\t;,"

_ENCLOSED = re.compile(r'"(?:[^"]|"")*"')

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_PLAIN = {after: before for before, after in _ESCAPES.items()}
_TO_ESCAPE = re.compile(r"[\\\t\n\r]")
_ESCAPED = re.compile(r"\\[\\tnr]")
_FORMULA_OF_OLD = re.compile("'+[=+@\t\r-]")


def escape(text: str) -> str:
    """Return a text as one cell of the dialect `tsv-plain`."""
    return _TO_ESCAPE.sub(lambda match: _ESCAPES[match[0]], text)


def unescape(cell: str) -> str:
    """Return the text of such a cell; a backslash that escapes nothing stays."""
    return _ESCAPED.sub(lambda match: _PLAIN[match[0]], cell) if "\\" in cell else cell


def write_quoted(rows: Iterable[Sequence[str]], delimiter: str, line_end: str, stream: BinaryIO) -> int:
    """Write rows of cells, in quotation marks where they need them; the number of rows."""
    needs_marks = re.compile(f'["\r\n{delimiter}]')
    count = 0
    for row in rows:
        # One look at a whole row, since most have nothing to enclose.
        if needs_marks.search("".join(row)):
            row = [f'"{cell.replace(chr(34), chr(34) * 2)}"' if needs_marks.search(cell) else cell for cell in row]
        stream.write((delimiter.join(row) + line_end).encode("utf-8", "replace"))
        count += 1
    return count


def write_escaped(rows: Iterable[Sequence[str]], stream: BinaryIO) -> int:
    """Write rows of cells in the dialect `tsv-plain`; the number of rows."""
    count = 0
    for row in rows:
        cells = map(escape, row) if _TO_ESCAPE.search("".join(row)) else row
        stream.write(("\t".join(cells) + "\n").encode("utf-8", "replace"))
        count += 1
    return count


def tsv_cells(stream: BinaryIO, columns: Sequence[str] = ()) -> Iterator[Cells]:
    """Yield the rows of a TSV in any dialect; its first line names the columns unless they are given.

    Raises InputError naming the line.
    """
    found = lines(stream, "\n")
    start = list(_start(found))
    rest = chain(start, found)
    delimiter = _delimiter(start, "\t")
    if delimiter != "\t" or marks_enclose(start, columns):
        yield from _quoted_cells(rest, delimiter, columns)
        return
    where = _("Line {number}")
    rows = ((where.format(number=number), _split(line)) for number, line in enumerate(rest, 1))
    names, body = titled(rows, columns)
    text_of = unescape if is_escaped(names) else _unquoted
    yield from cells_of(names, ((place, [*map(text_of, cells)]) for place, cells in body))


def csv_cells(stream: BinaryIO, columns: Sequence[str] = ()) -> Iterator[Cells]:
    """Yield the rows of a CSV, apart by commas, semicolons or tabs; the same otherwise."""
    found = lines(stream, "")
    start = list(_start(found))
    yield from _quoted_cells(chain(start, found), _delimiter(start, ","), columns)


def plain_rows(stream: BinaryIO) -> Iterator[tuple[str, list[str]]]:
    """Return the cells of each line of a TSV without quotation marks, as they are there.

    Raises InputError naming the line.
    """
    where = _("Line {number}")
    return ((where.format(number=number), line.split("\t")) for number, line in text_lines(stream))


def _split(line: str) -> list[str]:
    return line.removesuffix("\n").removesuffix("\r").split("\t")


def _start(found: Iterator[str]) -> Iterator[str]:
    size = 0
    for line in found:
        yield line
        size += len(line)
        if size > _SAMPLE:
            return


def _delimiter(start: Sequence[str], usual: str) -> str:
    """Return what is between the cells of the first line: the usual one, unless only others are there."""
    first = start[0] if start else ""
    if usual in first:
        return usual
    return next((each for each in _DELIMITERS if each in first), usual)


def marks_enclose(start: Sequence[str], columns: Sequence[str] = ()) -> bool:
    """Return whether quotation marks enclose cells in a TSV that begins so, rather than belong to the texts.

    `columns` where the first line does not name them.
    """
    rows = [_split(line) for line in start if not line.isspace()]
    if not rows:
        return False
    names = [name.strip().lower() for name in columns or rows[0]]
    is_old = is_escaped(names)
    if not columns and all(map(_ENCLOSED.fullmatch, names)):
        return True
    is_regular = all(len(row) == len(names) for row in rows)
    if is_ours(names) and not is_old:
        # As we wrote it, unless a program saved it that puts no marks around cells.
        return not is_regular or not any('"' in line for line in start) or _enclosed_in_lines(rows[1:])
    if not is_regular:
        return _is_quoted(start, len(names))
    return not is_old and _enclosed_in_lines(rows if columns else rows[1:])


def _enclosed_in_lines(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether marks enclose cells, none of which has a line feed or tab; a CR is a reason for them."""
    marked = [cell for row in rows for cell in row if '"' in cell]
    if not all(map(_ENCLOSED.fullmatch, marked)):
        return False
    if any('"' in cell[1:-1] or "\r" in cell for cell in marked):
        return True
    # Some spreadsheets enclose what has a comma.
    with_comma = [cell for row in rows for cell in row if "," in cell]
    return bool(marked) and (marked == with_comma or len(marked) == sum(map(bool, chain.from_iterable(rows))))


def _is_quoted(start: Sequence[str], columns: int) -> bool:
    """Return whether lines with different numbers of cells are rows with equal ones where marks enclose cells."""
    complete = sum(map(len, start)) <= _SAMPLE
    count = 0
    try:
        for row in csv.reader(chain.from_iterable(map(_pieces, start)), delimiter="\t", strict=True):
            if row and len(row) != columns:
                return False
            count += 1
    except csv.Error:
        # A sample that was cut may end inside a cell.
        return not complete and count > 1
    return True


def _pieces(line: str) -> Iterator[str]:
    """Return a line, cut where a CR alone ends one."""
    if "\r" not in line[:-2]:
        return iter((line,))
    return (piece for piece in re.findall(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", line) if piece)


def _quoted_cells(found: Iterator[str], delimiter: str, columns: Sequence[str]) -> Iterator[Cells]:
    rows = _quoted_rows(found, delimiter)
    names, body = titled(rows, columns)
    if is_escaped(names):
        # Older versions put an apostrophe before what a spreadsheet takes for a formula.
        body = ((where, [cell[1:] if _FORMULA_OF_OLD.match(cell) else cell for cell in row]) for where, row in body)
    yield from cells_of(names, body)


def _quoted_rows(found: Iterator[str], delimiter: str) -> Iterator[tuple[str, list[str]]]:
    csv.field_size_limit(LONGEST)
    size = 0

    def watched() -> Iterator[str]:
        nonlocal size
        for line in found:
            for piece in _pieces(line):
                size += len(piece)
                yield piece
                if size > LONGEST:
                    raise InputError(
                        _("The row that ends behind line {line} has more than {limit:,} characters.").format(
                            line=reader.line_num, limit=LONGEST
                        ),
                        hint=_("Check its quotes."),
                    )

    where = _("Line {number}")
    reader = csv.reader(watched(), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            size = 0
            yield where.format(number=reader.line_num), row
    except csv.Error as error:
        kind = "TSV" if delimiter == "\t" else "CSV"
        raise InputError(
            _("Line {line} is not valid {kind}: {error}.").format(line=reader.line_num, kind=kind, error=error),
            hint=_("Check its quotes."),
        ) from error


def _unquoted(cell: str) -> str:
    """Return the text of a cell in which a spreadsheet has doubled the quotes and put the cell itself in quotes."""
    inner = cell[1:-1]
    if len(cell) < 2 or cell[0] != '"' or cell[-1] != '"' or '"' not in inner:
        return cell
    return cell if '"' in inner.replace('""', "") else inner.replace('""', '"')
