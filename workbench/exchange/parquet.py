"""Parquet: the same columns as other tables with their types, in row groups; the schema says what wrote them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from itertools import islice
from typing import Any, BinaryIO

from workbench.domain import Pair
from workbench.errors import InputError
from workbench.exchange.fields import SEGMENTS, Report, exported, ignore, spans_of
from workbench.exchange.lines import LONGEST
from workbench.exchange.table import COLUMNS, NUMBERS, Cells, cells_of, row_of, titled
from workbench.extras import required
from workbench.i18n import gettext as _

_GROUP = 20_000
"""Rows of a group, which are in memory while it is written."""
_BATCH = 1_000
LARGEST_GROUP = 2**30
"""Bytes of a row group, unpacked, that is read."""


def write_parquet(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore) -> int:
    """Write pairs with two sides; the number written. Raises InputError where pyarrow is missing."""
    arrow, parquet = _libraries()
    schema = _schema(arrow)
    rows = map(_row_of, exported(pairs))
    count = 0
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        while group := list(islice(rows, _GROUP)):
            arrays = [
                arrow.array(map(_VALUES.get(field.name, _held), column), type=field.type, size=len(group))
                for field, column in zip(schema, zip(*group, strict=True), strict=True)
            ]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
            count += len(group)
    return count


_PARTS = ("source_spans", "target_spans")
"""Columns beside those of other tables: which parts of their segments the sides hold, where they are not whole."""


def _row_of(pair: Pair) -> list[str]:
    row = row_of(pair)
    return row + [cell if ":" in (cell := row[COLUMNS.index(name)]) else "" for name in SEGMENTS]


def _libraries() -> tuple[Any, Any]:
    arrow = required("pyarrow", "Parquet", "data")
    return arrow, importlib.import_module("pyarrow.parquet")


def _schema(arrow: Any) -> Any:  # noqa: ANN401 - the library has no types
    types = {name: arrow.int64() if name in ("id", "revision") else arrow.float64() for name in NUMBERS}
    types |= dict.fromkeys(SEGMENTS, arrow.list_(arrow.int64())) | {"bookmarked": arrow.bool_()}
    fields = [arrow.field(name, types.get(name, arrow.string())) for name in (*COLUMNS, *_PARTS)]
    return arrow.schema(
        fields, {"creator": f"Alignment Workbench {version('alignment-workbench')}", "languages": "en, zh"}
    )


def _held(cell: str) -> str | None:
    return cell.encode("utf-8", "replace").decode() or None


_VALUES: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(NUMBERS, lambda cell: None if not cell else float(cell) if "." in cell else int(cell)),
    **dict.fromkeys(SEGMENTS, lambda cell: [span.position for span in spans_of(cell)] if cell else None),
    "bookmarked": lambda cell: cell == "yes",
}
"""How a cell becomes a value that is not a text."""


def parquet_cells(stream: BinaryIO, columns: Sequence[str] = ()) -> Iterator[Cells]:
    """Yield the rows of a table; columns in a struct, such as `translation`, are columns of their own.

    `columns` rename those of the file. Raises InputError for what is not a sound Parquet file, for a row group too
    large to be read, or where pyarrow is missing.
    """
    arrow, parquet = _libraries()
    names, body = titled(_rows(arrow, parquet, stream, columns))
    yield from cells_of(names, body)


def _rows(arrow: Any, parquet: Any, stream: BinaryIO, columns: Sequence[str]) -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401
    number = 0
    try:
        file = parquet.ParquetFile(stream)
        groups = (file.metadata.row_group(each) for each in range(file.metadata.num_row_groups))
        if any(group.total_byte_size > LARGEST_GROUP for group in groups):
            raise InputError(
                _("It has row groups of more than {limit} MB.").format(limit=LARGEST_GROUP // 2**20),
                hint=_("Write it again in smaller groups."),
            )
        line = _("Row {number}")
        for batch in file.iter_batches(batch_size=_BATCH):
            table = arrow.Table.from_batches([batch]).flatten()
            if not number:
                yield _("The schema"), list(columns) or table.column_names
            for values in zip(*(column.to_pylist() for column in table.columns), strict=True):
                number += 1
                yield line.format(number=number), [_text(value, number) for value in values]
        if not number:
            yield _("The schema"), list(columns) or file.schema_arrow.names
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise InputError(
            _("It is not a sound Parquet file."), hint=_("Write it again, or as TSV or JSON Lines.")
        ) from error


def _text(value: object, row: int) -> str:
    if value is None or value is False:
        return ""
    text = "yes" if value is True else value if isinstance(value, str) else str(value)
    if len(text) > LONGEST:
        raise InputError(
            _("Row {row} has more than {limit:,} characters.").format(row=row, limit=LONGEST),
            hint=_("Is it the right file?"),
        )
    return text
