"""Terms as TSV: columns zh, en, kind, note and source, escaped as pairs are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple
from itertools import chain
from typing import BinaryIO

from workbench.domain import Term, TermKind
from workbench.errors import InputError
from workbench.exchange.delimited import plain_rows, unescape, write_escaped
from workbench.exchange.fields import Report, ignore, shortened
from workbench.exchange.table import Cells, cells_of, titled
from workbench.i18n import gettext as _

COLUMNS = ("zh", "en", "kind", "note", "source")


def write_terms(terms: Iterable[Term], stream: BinaryIO, report: Report = ignore) -> int:
    """Write terms; the number written."""
    return write_escaped(chain([COLUMNS], map(astuple, terms)), stream) - 1


def read_terms(stream: BinaryIO) -> Iterator[Term]:
    """Yield the terms of a TSV whose header names at least `zh` and `en`. Raises InputError naming the line."""
    columns, rows = titled(plain_rows(stream))
    unescaped = ((where, [*map(unescape, cells)]) for where, cells in rows)
    yield from terms_of(cells_of(columns, unescaped))


def terms_of(rows: Iterable[Cells]) -> Iterator[Term]:
    """Yield the terms in the rows of a table. Raises InputError naming the row."""
    for where, cells in rows:
        yield checked_term(cells, where)


def checked_term(values: Mapping[str, str], where: str) -> Term:
    """Return a term from its fields. Raises InputError for an empty side or an invalid kind."""
    zh, en = values.get("zh", "").strip(), values.get("en", "").strip()
    if not (zh and en):
        raise InputError(
            _("{where} does not have a term in both languages.").format(where=where), hint=_("Fill in zh and en.")
        )
    kind = values.get("kind", "").strip().lower() or TermKind.PREFERRED
    if kind not in list(TermKind):
        raise InputError(
            _("{where}: {kind!r} is not a kind of term.").format(where=where, kind=shortened(kind)),
            hint=_("It is {names}.").format(names=", ".join(TermKind)),
        )
    return Term(zh, en, TermKind(kind), values.get("note", ""), values.get("source", "") or "user")
