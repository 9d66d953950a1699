"""Pairs as rows of cells: what TSV, CSV and workbooks share.

A translation has its texts in the columns `zh` and `en`. A pair in one language leaves them empty and has its texts
in `source_text` and `target_text`, so that no reader of `zh` and `en` takes it for a translation. Flags are worded for
people; they and the corrections are not read back (JSON Lines keeps both whole).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest

from workbench.domain import Language, Pair
from workbench.errors import InputError
from workbench.exchange.fields import (
    SEGMENTS,
    Unit,
    fields_of,
    known_language,
    language_of,
    pair_of,
    role_of,
    shortened,
    spans_as_text,
    units_of,
)
from workbench.i18n import gettext
from workbench.script import mostly_chinese

PLAIN_COLUMNS = (
    "zh", "en", "id", "relation", "status", "probability",
    "source_document", "source_segments", "source_lang", "target_document", "target_segments", "target_lang",
    "reviewer", "updated_at", "bookmarked", "note", "flags", "source_text", "target_text", "origin",
    "kind", "source_coverage", "target_coverage", "confirmed_by",
)  # fmt: skip
"""Those of the dialect `tsv-plain`, in this order."""

COLUMNS = (*PLAIN_COLUMNS, "corpus", "revision", "attribution")
"""In this order; `revision` tells the tables we write from those of older versions, which escaped cells."""

APOSTROPHES = "apostrophes"
"""The column that names the cells of its row before which an apostrophe was put, separated by spaces."""

REQUIRED = frozenset({"zh", "en"})

MOST_COLUMNS = 1_000

_SAMPLE_ROWS = 100
"""Rows that settle which of two columns is Chinese."""

Rows = Iterable[tuple[str, Sequence[str]]]
"""The cells of each row with the words that name the row in a message."""


def plain_row_of(pair: Pair) -> list[str]:
    """Return the cells of a pair, as PLAIN_COLUMNS."""
    cells = _cells_of(pair)
    return [cells.get(column, "") for column in PLAIN_COLUMNS]


def row_of(pair: Pair) -> list[str]:
    """Return the cells of a pair, as COLUMNS.

    The cells of a column are all numbers or never are, since programs infer its type from the first rows.
    """
    cells = _cells_of(pair) | {"revision": "" if pair.id is None else str(pair.revision)}
    for name, side in zip(SEGMENTS, (pair.source, pair.target), strict=True):
        cells[name] = f"[{', '.join(spans_as_text(side.spans))}]" if side.spans else ""
    for name in _SHARES:
        if cells.get(name, "") in ("0", "1"):
            cells[name] += ".0"
    return [cells.get(column, "") for column in COLUMNS]


_SHARES = ("probability", "source_coverage", "target_coverage")

NUMBERS = frozenset({"id", "revision", *_SHARES})
"""Columns whose cells are numbers."""


def _cells_of(pair: Pair) -> dict[str, str]:
    source, target = pair.source, pair.target
    cells = fields_of(pair) | {
        "source_lang": source.language.value,
        "target_lang": target.language.value,
        "flags": " | ".join(f"{flag.severity} {flag.rule}: {flag.message}" for flag in pair.flags),
    }
    if source.language.side == target.language.side:
        return cells | {"source_text": source.text, "target_text": target.text}
    return cells | {source.language.side: source.text, target.language.side: target.text}


_FORMULA = re.compile("'*[=+@\t\r-]")


def with_apostrophes(row: Sequence[str]) -> list[str]:
    """A row whose cells no spreadsheet takes for formulas, and a last cell that names those changed, as APOSTROPHES."""
    changed = [column for column, cell in zip(COLUMNS, row, strict=True) if _FORMULA.match(cell)]
    return [*(f"'{cell}" if _FORMULA.match(cell) else cell for cell in row), " ".join(changed)]


def columns_of(header: Sequence[str], first_rows: Iterable[Sequence[str]] = ()) -> list[str]:
    """The names in a header, those of the columns with the texts as `zh` and `en`, whatever they are called there.

    Which of source and target is Chinese the first rows decide. Raises InputError where one of the two is missing, a
    column we know is named twice, or there are too many.
    """
    names = [name.strip().lower() for name in header]
    if len(names) > MOST_COLUMNS:
        raise InputError(
            gettext("The first line names too many columns: {count:,}.").format(count=len(names)),
            hint=gettext("At most {limit:,} are read; leave some out.").format(limit=MOST_COLUMNS),
        )
    repeated = [name for name, count in Counter(names).items() if count > 1 and name in COLUMNS]
    if repeated:
        raise InputError(
            gettext("The first line names the column {repeated} twice.").format(repeated=repeated[0]),
            hint=gettext("Rename one of them."),
        )
    for number, side in _text_columns(names, first_rows).items():
        names[number] = side
    return names


def _text_columns(names: Sequence[str], first_rows: Iterable[Sequence[str]]) -> dict[int, str]:
    """Return the columns with the texts, by number: "zh" or "en"."""
    found: dict[str, list[int]] = {"zh": [], "en": [], "source": [], "target": []}
    for number, name in enumerate(names):
        role = role_of(name)
        if role is not None:
            found[role].append(number)
    for side in ("zh", "en"):
        exact = [number for number in found[side] if names[number] == side]
        if len(exact or found[side]) > 1:
            several = ", ".join(repr(shortened(names[number], 20)) for number in found[side])
            raise InputError(
                gettext("Several columns could be {side}: {several}.").format(side=side, several=several),
                hint=gettext("Name one of them zh or en, or use --columns."),
            )
        found[side] = exact or found[side]
    if found["zh"] and found["en"]:
        return {found["zh"][0]: "zh", found["en"][0]: "en"}
    if len(found["source"]) == len(found["target"]) == 1:
        source, target = found["source"][0], found["target"][0]
        rows = list(first_rows)
        chinese = [mostly_chinese(row[number] for row in rows if number < len(row)) for number in (source, target)]
        return {source: "zh", target: "en"} if chinese[0] and not chinese[1] else {source: "en", target: "zh"}
    shown = ", ".join(repr(shortened(name, 20)) for name in names[:8])
    raise InputError(
        gettext("The first line does not name the columns zh and en, only {shown}.").format(shown=shown),
        hint=gettext(
            "Put the names of the columns in the first line, or name them in their order with --columns zh,en."
        ),
    )


def is_ours(columns: Iterable[str]) -> bool:
    """Return whether a table with these columns is one that we wrote."""
    return {"relation", "status", "source_lang", "target_lang"} <= set(columns)


def is_escaped(columns: Iterable[str]) -> bool:
    """Return whether it is one of an older version, or as those wrote it, whose cells are escaped."""
    return is_ours(columns) and "revision" not in columns


Cells = tuple[str, dict[str, str]]
"""The words that name a row in a message, and its cells by column."""


def titled(rows: Iterator[tuple[str, Sequence[str]]], columns: Sequence[str] = ()) -> tuple[list[str], Rows]:
    """Return the columns of a table and its rows; the first row names the columns, unless they are given.

    Raises InputError as `columns_of` does, or where there is no first row.
    """
    header: Sequence[str] = columns
    if not header:
        _, header = next(rows, ("", ()))
        if not header:
            raise InputError(
                gettext("The file is empty."), hint=gettext("Its first line names the columns, zh and en among them.")
            )
    first = list(islice(rows, _SAMPLE_ROWS))
    return columns_of(header, (row for _, row in first)), chain(first, rows)


def cells_of(columns: Sequence[str], rows: Rows) -> Iterator[Cells]:
    """The cells of each row, empty ones too; blank rows are passed over, and apostrophes that we put are taken off.

    Raises InputError for a row with more cells than columns.
    """
    guarded = is_ours(columns) and APOSTROPHES in columns
    for where, row in rows:
        if len(row) > len(columns):
            raise InputError(
                gettext("{where} has {cells} cells, but the first line names {columns} columns.").format(
                    where=where, cells=len(row), columns=len(columns)
                ),
                hint=gettext("A tab or comma inside a text has to be escaped or quoted."),
            )
        if any(cell and not cell.isspace() for cell in row):
            cells = dict(zip_longest(columns, row, fillvalue=""))
            for name in cells[APOSTROPHES].split() if guarded else ():
                cells[name] = cells.get(name, "").removeprefix("'")
            yield where, cells


def table_units(rows: Iterable[Cells]) -> Iterator[Unit]:
    """Return the units of a table; the first of `zh` and `en` is the source unless `source_lang` says otherwise."""
    return units_of(rows, lambda cells: pair_of(cells, *_texts(cells)))


def _texts(cells: Mapping[str, str]) -> tuple[tuple[Language, str], tuple[Language, str]]:
    """Language and text of source and target; either text may be empty. The cells come in the order of the columns."""
    tags = cells.get("source_lang", ""), cells.get("target_lang", "")
    source, target = cells.get("source_text", ""), cells.get("target_text", "")
    zh, en = cells["zh"], cells["en"]
    first = next(column for column in cells if column in REQUIRED)
    if source.strip() and target.strip() and not (zh.strip() and en.strip()):
        return (known_language(tags[0], source), source), (known_language(tags[1], target), target)
    if tags[0].strip():
        first = known_language(tags[0], zh).side
    chinese = language_of((tags[0] if first == "zh" else tags[1]).strip() or "zh", zh)
    sides = (chinese if chinese and chinese.is_chinese else Language.ZH_HANS, zh), (Language.EN, en)
    return sides if first == "zh" else (sides[1], sides[0])
