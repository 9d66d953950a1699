"""Inline codes of units that came in a file: kept beside the rows, to be given back when they leave again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.domain import Inline, Pair, Side
from workbench.i18n import N_
from workbench.store.block_values import inlines, inlines_text
from workbench.store.columns import Columns
from workbench.store.connection import Connection

_ROW = Columns(N_("Inline codes"), int, Side, str, inlines)


@dataclass(frozen=True, slots=True)
class UnitInlines:
    """The text of a side as it came, and the inline elements in it."""

    text: str
    inlines: tuple[Inline, ...]


def keep(connection: Connection, pairs: Iterable[Pair]) -> None:
    """Keep the inline elements of new rows, in the transaction that adds them."""
    found = [
        (pair.id, side.value, pair.side(side).text, inlines_text(pair.side(side).inlines))
        for pair in pairs
        if pair.source.inlines or pair.target.inlines
        for side in Side
        if pair.side(side).inlines
    ]
    if found:
        connection.execute_many("INSERT OR REPLACE INTO unit_inlines VALUES (?, ?, ?, ?)", found)


def any_kept(connection: Connection) -> bool:
    """See Corpus.has_unit_inlines."""
    if not connection.has("unit_inlines"):
        return False
    return connection.execute("SELECT 1 FROM unit_inlines LIMIT 1").fetchone() is not None


def of(connection: Connection, pair_ids: Sequence[int]) -> dict[tuple[int, Side], UnitInlines]:
    """See Corpus.unit_inlines."""
    sql = "SELECT pair_id, side, text, inlines FROM unit_inlines WHERE pair_id IN (SELECT value FROM json_each(?))"
    found = connection.execute(sql, (json.dumps(list(pair_ids)),))
    return {(pair_id, side): UnitInlines(text, kept) for pair_id, side, text, kept in _ROW.read(found)}
