"""Pairs as rows of cells: what TSV and CSV share.

A translation has its texts in the columns `zh` and `en`. A pair in one language leaves them empty and has its texts
in `source_text` and `target_text`, so that no reader of `zh` and `en` takes it for a translation. Flags are worded for
people; they and the corrections are not read back (JSON Lines keeps both whole).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from workbench.domain import Language, Pair
from workbench.errors import InputError
from workbench.exchange.fields import Unit, fields_of, known_language, language_of, pair_of, shortened, units_of

COLUMNS = (
    "zh", "en", "id", "relation", "status", "probability",
    "source_document", "source_segments", "source_lang", "target_document", "target_segments", "target_lang",
    "reviewer", "updated_at", "bookmarked", "note", "flags", "source_text", "target_text", "origin",
    "kind", "source_coverage", "target_coverage", "confirmed_by",
)  # fmt: skip
"""In this order."""

REQUIRED = frozenset({"zh", "en"})

MOST_COLUMNS = 1_000

Rows = Iterable[tuple[str, Sequence[str]]]
"""The cells of each row with the words that name the row in a message."""


def row_of(pair: Pair) -> list[str]:
    """The cells of a pair, as COLUMNS."""
    source, target = pair.source, pair.target
    cells = fields_of(pair) | {
        "source_lang": source.language.value,
        "target_lang": target.language.value,
        "flags": " | ".join(f"{flag.severity} {flag.rule}: {flag.message}" for flag in pair.flags),
    }
    if source.language.side == target.language.side:
        cells |= {"source_text": source.text, "target_text": target.text}
    else:
        cells |= {source.language.side: source.text, target.language.side: target.text}
    return [cells.get(column, "") for column in COLUMNS]


def columns_of(header: Sequence[str]) -> list[str]:
    """The names in a header.

    Raises InputError where `zh` or `en` is missing, a column we know is named twice, or there are too many.
    """
    names = [name.strip().lower() for name in header]
    if not set(names) >= REQUIRED:
        found = ", ".join(repr(shortened(name, 20)) for name in names[:8])
        raise InputError(
            f"The first line does not name the columns zh and en, only {found}.",
            hint="Put the names of the columns in the first line.",
        )
    if len(names) > MOST_COLUMNS:
        raise InputError(
            f"The first line names {len(names):,} columns.", hint=f"At most {MOST_COLUMNS:,} are read; leave some out."
        )
    repeated = [name for name, count in Counter(names).items() if count > 1 and name in COLUMNS]
    if repeated:
        raise InputError(f"The first line names the column {repeated[0]} twice.", hint="Rename one of them.")
    return names


def is_ours(columns: Iterable[str]) -> bool:
    """Whether a table with these columns is one that we wrote, whose cells are escaped as we do it."""
    return {"relation", "status", "source_lang", "target_lang"} <= set(columns)


Cells = tuple[str, dict[str, str]]
"""The words that name a row in a message, and its cells by column."""


def cells_of(columns: Sequence[str], rows: Rows) -> Iterator[Cells]:
    """The cells of each row, empty ones too; blank rows are passed over.

    Raises InputError for a row with more cells than columns.
    """
    for where, row in rows:
        if len(row) > len(columns):
            raise InputError(
                f"{where} has {len(row)} cells, but the first line names {len(columns)} columns.",
                hint="A tab or comma inside a text has to be escaped or quoted.",
            )
        if any(cell and not cell.isspace() for cell in row):
            yield where, dict(zip_longest(columns, row, fillvalue=""))


def table_units(rows: Iterable[Cells]) -> Iterator[Unit]:
    """The pairs of a table; the first of `zh` and `en` is the source unless `source_lang` names another language."""
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
